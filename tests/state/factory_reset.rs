//! A factory reset leaves nothing of an operator in the state.

use crate::presented::{device, identity};
use crate::store_snapshots::{built_in, filled, fingerprint, root};
use trustslot::{Bundle, FactoryReset, ServerCertSlot, SlotKind, TrustStore};

/// F20: uploads are gone from the state, and built-in certificates are enabled. `tests/checks/wiped` shows that the key
/// is gone from memory too, because it can look at freed memory.
#[test]
fn fault_f20_factory_reset_leaves_no_upload_and_no_key_in_the_state() {
    let first = root("First");
    let mut store = filled(built_in(&[&first]), 3);
    let uploaded: Vec<_> = store.custom().to_vec();
    store.disable(&fingerprint(&first));
    store.factory_reset(FactoryReset::DropCustom);
    let bytes = store.snapshot();
    let holds = |bytes: &[u8], part: &[u8]| {
        part.windows(8).any(|window| bytes.windows(8).any(|other| other == window))
    };
    for certificate in &uploaded {
        assert!(!holds(&bytes, &certificate.fingerprint().as_bytes()[..]));
        let serial_and_key = &certificate.as_der()[..64];
        assert!(!holds(&bytes, serial_and_key));
    }
    assert!(store.custom().is_empty());
    assert!(!store.enable(&fingerprint(&first)), "it is enabled already");
    let mut fresh = TrustStore::new(built_in(&[&first]));
    assert_eq!(fresh.add(&Bundle::from(uploaded[0].clone())).unwrap().new, 1);
    assert_eq!(store.add(&Bundle::from(uploaded[0].clone())).unwrap().new, 1);

    let issued = device("phone.example.com", 5).self_signed();
    let secret = &issued.key.pkcs8()[issued.key.pkcs8().len() - 32..];
    let mut slot = ServerCertSlot::new();
    slot.upload(identity(&issued, &[]));
    let generation = slot.generation();
    assert!(holds(&slot.snapshot_with_private_key(), secret), "the control");
    drop(slot.factory_reset(FactoryReset::DropCustom));
    let bytes = slot.snapshot_with_private_key();
    assert!(!holds(&bytes, secret) && !holds(&bytes, &issued.der[..64]));
    assert!(slot.get(SlotKind::Custom).is_none());
    // A reset counts as a change, so a snapshot from before it is older.
    assert_eq!(slot.generation(), generation + 1);
    let restored = ServerCertSlot::restore(&bytes, slot.generation()).unwrap();
    assert!(restored.slot.get(SlotKind::Custom).is_none() && restored.awaits_key.is_none());
}
