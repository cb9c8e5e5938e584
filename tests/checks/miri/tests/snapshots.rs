//! Restores the state that the first release wrote, and writes the same bytes again, on any word size and byte order.

use trustslot::{BuiltIn, DeviceCertificate, ServerCertSlot, TrustStore};
use trustslot::{HandleProof, Identity, KeyHandle, KeyStorage, PrivateKey, SnapshotError};

const STORE: &[u8] = include_bytes!("../../../data/store-format-1.der");
const WITHHELD: &[u8] = include_bytes!("../../../data/slot-format-1.der");
const WHOLE: &[u8] = include_bytes!("../../../data/slot-format-1-key.der");
const HANDLE: &[u8] = include_bytes!("../../../data/slot-format-1-handle.der");

fn restored(snapshot: &[u8]) -> Result<TrustStore, SnapshotError> {
    TrustStore::restore(BuiltIn::EMPTY, 10, snapshot, 1).map(|restored| restored.store)
}

#[test]
fn fault_f25_store_from_the_first_release_is_read() {
    let store = restored(STORE).unwrap();
    assert_eq!((store.custom().len(), store.generation()), (1, 1));
    assert_eq!(store.snapshot(), STORE);
    assert_eq!(store.snapshot_len(), STORE.len());
}

#[test]
fn altered_store_is_rejected() {
    for at in (0..STORE.len()).step_by(29) {
        let mut altered = STORE.to_vec();
        altered[at] ^= 0x10;
        assert!(restored(&altered).is_err(), "byte {at}");
        assert!(restored(&STORE[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn fault_f25_slot_with_its_key_from_the_first_release_is_read() {
    let restored = ServerCertSlot::restore(WHOLE, 1).unwrap();
    assert!(restored.awaits_key.is_none());
    assert_eq!(restored.slot.generation(), 1);
    assert_eq!(&*restored.slot.snapshot_with_private_key(), WHOLE);
    assert_eq!(restored.slot.snapshot(), WITHHELD);

    // A snapshot without the key is completed with the key.
    let presented = restored.slot.present(DeviceCertificate::Custom).unwrap();
    let KeyStorage::Bytes(key) = presented.identity().key() else { panic!("a key was stored") };
    let key = PrivateKey::from_der(&key.export_pkcs8_der()).unwrap();
    let chain = ServerCertSlot::restore(WITHHELD, 1).unwrap().awaits_key;
    let mut slot = ServerCertSlot::new();
    slot.upload(Identity::from_parts(chain.unwrap(), key).unwrap());
    assert_eq!(&*slot.snapshot_with_private_key(), WHOLE);
}

#[test]
fn fault_f25_slot_with_a_handle_from_the_first_release_is_read() {
    let restored = ServerCertSlot::restore(HANDLE, 1).unwrap();
    assert_eq!(restored.slot.snapshot(), HANDLE);
    assert_eq!(&*restored.slot.snapshot_with_private_key(), HANDLE);

    let chain = ServerCertSlot::restore(WITHHELD, 1).unwrap().awaits_key;
    let handle = KeyHandle::new("slot 3");
    let identity = Identity::with_handle(chain.unwrap(), handle, HandleProof::Stated).unwrap();
    let mut slot = ServerCertSlot::new();
    slot.upload(identity);
    assert_eq!(slot.snapshot(), HANDLE);
}
