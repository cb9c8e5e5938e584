//! State that must fit into flash, and state that must be gone.

use crate::replacements::key_pem;
use crate::slot_places::{device, identity};
use crate::snapshot_store::{built_in, certificate, filled, fingerprint, root};
use crate::support::{self, Issued, Key, der};
use trustslot::{
    BuiltIn, Bundle, Certificate, CertificateError, FactoryReset, HandleProof, Identity, KeyHandle,
    ServerCertSlot, SlotKind, TrustStore, TrustStoreError,
};

/// A root whose DER has exactly this many bytes.
fn root_of(bytes: usize, number: u64) -> Issued {
    let sized = |padding: usize| {
        support::root(&format!("Large {number:03}"))
            .key(Key::ed25519(number))
            .serial(&[0x40, 0, 0, 0, 0, 0, 0, 1])
            .extension("1.3.6.1.4.1.99999.1", false, vec![b'x'; padding])
            .self_signed()
    };
    // Lengths of lengths are the same for paddings near by.
    let guess = bytes - 1_000;
    let issued = sized(guess + bytes - sized(guess).der.len());
    assert_eq!(issued.der.len(), bytes);
    issued
}

fn taken(bytes: usize) -> Result<Certificate, CertificateError> {
    Certificate::from_der(&root_of(bytes, 80).der)
}

/// F22: what one certificate, one store and one slot may take in flash has a limit, and the next size is known
/// before the change.
#[test]
fn fault_f22_a_state_too_large_for_flash() {
    // One certificate. The path verifier stops a few bytes before the limit.
    assert!(taken(Certificate::MAX_BYTES - 600).is_ok());
    let error = taken(Certificate::MAX_BYTES + 1).unwrap_err();
    assert_eq!(error.to_string(), "it is 65537 bytes; the limit is 65536");
    // One store, whatever its limit.
    let each = 65_000;
    let fit = TrustStore::MAX_CUSTOM_BYTES / each;
    let mut store = TrustStore::with_limit(BuiltIn::EMPTY, usize::MAX);
    for number in (100..).take(fit) {
        let bundle = Bundle::from(certificate(&root_of(each, number)));
        let mut trial = store.clone();
        trial.add(&bundle).unwrap();
        let size = trial.snapshot_len();
        store.add(&bundle).unwrap();
        assert_eq!(store.snapshot_len(), size, "known before");
    }
    let whole = store.snapshot();
    assert_eq!(whole.len(), store.snapshot_len());
    let next = Bundle::from(certificate(&root_of(each, 99)));
    let bytes = (fit + 1) * each;
    let error = store.add(&next).unwrap_err();
    assert_eq!(error, TrustStoreError::TooLarge { bytes });
    assert_eq!(
        error.to_string(),
        format!("the custom part would have {bytes} bytes, and at most 3932160 are kept")
    );
    assert_eq!(store.snapshot(), whole, "refused is unchanged");
    let left = TrustStore::MAX_CUSTOM_BYTES - fit * each;
    let exact = |bytes| Bundle::from(certificate(&root_of(bytes, 98)));
    assert!(store.clone().add(&exact(left + 1)).is_err());
    store.add(&exact(left)).unwrap();
    let whole = store.snapshot();
    let restored = TrustStore::restore(BuiltIn::EMPTY, usize::MAX, &whole, 0).unwrap();
    assert_eq!(restored.store.snapshot(), whole, "the largest is read again");
}

/// F22, the slot: ten certificates, a key or a handle.
#[test]
fn fault_f22_a_slot_too_large_for_flash() {
    let root = root("Root");
    let phone = |key: Key| {
        let issued = support::leaf("phone.example.com").key(key);
        identity(&issued.signed_by(&root), &[&root])
    };
    let handle = |bytes: usize| {
        let chain = vec![certificate(&root)];
        let handle = KeyHandle::new(vec![7; bytes]);
        Identity::with_handle(chain, handle, HandleProof::Stated).unwrap()
    };
    let identities = [
        phone(Key::ed25519(1)),
        phone(Key::p256(1)),
        phone(Key::rsa2048()),
        phone(Key::rsa4096()),
        handle(1),
        handle(127),
        handle(128),
        handle(KeyHandle::MAX_BYTES),
    ];
    let mut slot = ServerCertSlot::new();
    assert_eq!(slot.snapshot().len(), slot.snapshot_len());
    // Up to where a generation takes two bytes.
    while slot.generation() < 124 {
        slot.upload(handle(1));
        slot.remove_custom();
    }
    for identity in identities {
        let size = slot.snapshot_len_after(&identity);
        slot.upload(identity);
        assert_eq!(slot.snapshot_with_private_key().len(), size, "known before");
        assert_eq!(slot.snapshot().len(), slot.snapshot_len());
        assert!(slot.snapshot_len() <= size);
    }
}

/// Switches have a limit too: a snapshot cannot be filled with fingerprints.
#[test]
fn fault_f22_more_switches_than_any_list_has() {
    let content = |count: usize| {
        let fingerprints: Vec<_> = (0_u64..)
            .take(count)
            .map(|n| {
                let mut bytes = [0; 32];
                bytes[..8].copy_from_slice(&n.to_be_bytes());
                der::octet_string(&bytes)
            })
            .collect();
        let inner = [
            der::octet_string(b"trustslot"),
            der::integer(&[1]),
            der::integer(&[1]),
            der::integer(&[1]),
            der::seq(&[der::seq::<Vec<u8>>(&[]), der::seq(&fingerprints)]),
        ]
        .concat();
        let digest = <sha2::Sha256 as sha2::Digest>::digest(&inner);
        der::seq(&[inner, der::octet_string(&digest)])
    };
    let there = root("There");
    let list = built_in(&[&there]);
    let restore = |count| TrustStore::restore(list, 10, &content(count), 0);
    let mut full = restore(TrustStore::MAX_DISABLED).unwrap();
    assert_eq!(full.gone.len(), TrustStore::MAX_DISABLED);
    assert!(restore(TrustStore::MAX_DISABLED + 1).is_err());
    let before = full.store.snapshot();
    assert!(!full.store.disable(&fingerprint(&there)), "there is no room");
    assert_eq!(full.store.snapshot(), before);
    let mut room = restore(TrustStore::MAX_DISABLED - 1).unwrap().store;
    assert!(room.disable(&fingerprint(&there)), "the control");
    assert!(TrustStore::restore(list, 10, &room.snapshot(), 0).is_ok());
}

/// F20: what an operator brought is gone from the state; what the factory gave is there again. That the key is
/// gone from memory too is shown where freed memory can be looked at.
#[test]
fn fault_f20_a_factory_reset() {
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
    assert!(!store.enable(&fingerprint(&first)), "it is on already");
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
    // A reset is a change: an older state of flash does not come back after it.
    assert_eq!(slot.generation(), generation + 1);
    let restored = ServerCertSlot::restore(&bytes, slot.generation()).unwrap();
    assert!(restored.slot.get(SlotKind::Custom).is_none() && restored.awaits_key.is_none());
}

/// The answer, for which no more than half as much again as these bytes, and a fixed amount, was held at any time.
#[track_caller]
pub(crate) fn in_little_memory<T>(bytes: usize, act: impl FnOnce() -> T) -> T {
    let mut answer = None;
    let held = allocation_counter::measure(|| answer = Some(act()));
    let most = u64::try_from(bytes / 2 * 3 + 64 * 1024).unwrap();
    assert!(held.bytes_max <= most, "{held:?} in place of {most}");
    answer.unwrap()
}

/// F7: an export is written in one place, and an import takes no more than half as much again as it has bytes.
#[test]
fn fault_f07_memory_of_export_and_import() {
    let store = filled(BuiltIn::EMPTY, 10);
    let mut large = TrustStore::with_limit(BuiltIn::EMPTY, 60);
    for number in (100..).take(40) {
        let bundle = Bundle::from(certificate(&root_of(65_000, number)));
        large.add(&bundle).unwrap();
    }
    for store in [store, large] {
        let whole = in_little_memory(store.snapshot_len(), || store.snapshot());
        in_little_memory(whole.len(), || {
            let restored = TrustStore::restore(BuiltIn::EMPTY, 60, &whole, 0).unwrap();
            assert_eq!(restored.store.generation(), store.generation());
        });
    }
}

/// F7, the slot: the longest key that is common, alone and with as long a chain as there may be.
#[test]
fn fault_f07_memory_of_a_slot() {
    let mut signers = vec![root("Root")];
    for level in 0..8 {
        let next = support::intermediate(&format!("Level {level}")).key(Key::rsa3072());
        signers.push(next.signed_by(&signers[level]));
    }
    let end = support::leaf("phone.example.com").key(Key::rsa4096());
    let alone = end.clone().self_signed();
    let below = end.signed_by(&signers[8]);
    signers.reverse();
    for (end, issuers) in [(&alone, &[][..]), (&below, &signers)] {
        let mut file = format!("{}{}", end.pem(), key_pem(end));
        file.extend(issuers.iter().map(Issued::pem));
        let mut slot = ServerCertSlot::new();
        in_little_memory(file.len(), || {
            slot.upload(Identity::parse("phone.pem", file.as_bytes()).unwrap());
        });
        let size = slot.snapshot_len_after(slot.get(SlotKind::Custom).unwrap());
        let whole = in_little_memory(size, || slot.snapshot_with_private_key());
        assert_eq!(whole.len(), size);
        in_little_memory(size, || slot.snapshot());
        in_little_memory(size, || {
            let restored = ServerCertSlot::restore(&whole, 0).unwrap().slot;
            assert_eq!(restored.generation(), slot.generation());
        });
    }
}
