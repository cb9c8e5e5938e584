//! The snapshot of an uploaded identity: with and without its private key, and damaged in every way.

use crate::presented::{device, identity};
use crate::store_snapshots::certificate;
use crate::support::{self, Issued, der};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};
use trustslot::{
    DeviceCertificate, HandleProof, Identity, KeyHandle, KeyStorage, PrivateKey, ServerCertSlot,
    SlotKind, SnapshotError,
};

fn uploaded() -> (Issued, ServerCertSlot) {
    let issued = device("phone.example.com", 5).self_signed();
    let mut slot = ServerCertSlot::new();
    slot.upload(identity(&issued, &[]));
    (issued, slot)
}

#[test]
fn snapshot_with_the_key_restores_the_identity() {
    let (issued, slot) = uploaded();
    let bytes = slot.snapshot_with_private_key();
    let restored = ServerCertSlot::restore(&bytes, 0).unwrap();
    assert!(restored.awaits_key.is_none());
    let presented = restored.slot.present(DeviceCertificate::Custom).unwrap();
    assert_eq!(presented.identity().certificate(), &certificate(&issued));
    assert_eq!(restored.slot.generation(), slot.generation());
    assert_eq!(*restored.slot.snapshot_with_private_key(), *bytes, "the same bytes");
}

/// Only `snapshot_with_private_key` may write a key.
#[test]
fn snapshot_without_the_key_contains_no_eight_bytes_of_it() {
    let (issued, slot) = uploaded();
    let key = issued.key.pkcs8();
    // The secret seed is the last 32 bytes of the PKCS#8 of an Ed25519 key.
    let secret = &key[key.len() - 32..];
    let holds = |bytes: &[u8]| {
        secret.windows(8).any(|window| bytes.windows(8).any(|other| other == window))
    };
    assert!(holds(&slot.snapshot_with_private_key()), "the control");
    let bytes = slot.snapshot();
    assert!(!holds(&bytes));

    let restored = ServerCertSlot::restore(&bytes, 0).unwrap();
    assert!(restored.slot.get(SlotKind::Custom).is_none(), "there is no identity without its key");
    let chain = restored.awaits_key.unwrap();
    assert_eq!(chain, [certificate(&issued)]);
    let whole = Identity::from_parts(chain, PrivateKey::from_der(key).unwrap()).unwrap();
    let mut slot = restored.slot;
    slot.upload(whole);
    assert!(slot.present(DeviceCertificate::Custom).is_some());
}

#[test]
fn snapshot_contains_the_handle_of_a_key_in_a_secure_element() {
    let issued = device("phone.example.com", 5).self_signed();
    let handle = KeyHandle::new("slot 3");
    let identity =
        Identity::with_handle(vec![certificate(&issued)], handle, HandleProof::Stated).unwrap();
    let mut slot = ServerCertSlot::new();
    slot.upload(identity);
    let bytes = slot.snapshot();
    assert_eq!(bytes, *slot.snapshot_with_private_key(), "there is no key to leave out");
    let restored = ServerCertSlot::restore(&bytes, 0).unwrap().slot;
    match restored.get(SlotKind::Custom).unwrap().key() {
        KeyStorage::Handle(handle) => assert_eq!(handle.as_bytes(), b"slot 3"),
        KeyStorage::Bytes(_) => panic!("a handle became a key"),
    }
}

/// A snapshot must not carry one phone's identity into another.
#[test]
fn snapshot_does_not_contain_factory_identities() {
    let empty = ServerCertSlot::new();
    let restored = ServerCertSlot::restore(&empty.snapshot(), 0).unwrap();
    assert!(restored.slot.present(DeviceCertificate::Default).is_none());
    assert!(restored.awaits_key.is_none());
    assert_eq!(empty.snapshot(), *empty.snapshot_with_private_key());
}

#[test]
fn fault_f02_f03_every_truncation_and_every_flipped_bit_of_a_slot_is_rejected() {
    let (_, slot) = uploaded();
    for whole in [slot.snapshot(), slot.snapshot_with_private_key().to_vec()] {
        for length in 0..whole.len() {
            assert!(ServerCertSlot::restore(&whole[..length], 0).is_err());
        }
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(ServerCertSlot::restore(&flipped, 0).is_err(), "bit {bit}");
        }
    }
}

/// A snapshot with this chain, this `key` element and a correct digest.
fn crafted(chain: &[&[u8]], key: Vec<u8>) -> Vec<u8> {
    let custom = der::seq(&[der::seq(chain), key]);
    let inner = [
        der::octet_string(b"trustslot"),
        der::integer(&[1]),
        der::integer(&[2]),
        der::integer(&[7]),
        der::seq(&[custom]),
    ]
    .concat();
    let digest = der::octet_string(&Sha256::digest(&inner));
    der::seq(&[inner, digest])
}

/// F15: the key must match the certificate even if the digest is correct.
#[test]
fn fault_f15_spliced_key_and_certificate_are_rejected() {
    let (issued, _) = uploaded();
    let other = device("other.example.com", 6).self_signed();
    let crafted =
        |chain: &[&[u8]], key| ServerCertSlot::restore(&crafted(chain, key), 0).map(|_| ());
    let chain: &[&[u8]] = &[&issued.der];
    let key = |issued: &Issued| der::implicit(1, issued.key.pkcs8());
    assert_eq!(crafted(chain, key(&issued)), Ok(()), "the control");
    assert_eq!(crafted(chain, key(&other)), Err(SnapshotError::KeyMismatch));
    let junk = crafted(chain, der::implicit(1, b"junk")).unwrap_err();
    assert!(matches!(junk, SnapshotError::Damaged { .. }), "{junk}: not a key");
    assert!(crafted(&[], der::implicit(0, b"")).is_err(), "no certificate");
    assert!(crafted(chain, der::implicit(0, b"x")).is_err(), "withheld, but not empty");
    assert!(crafted(chain, der::implicit(3, b"")).is_err(), "an unknown choice");
    assert!(crafted(chain, der::implicit(2, b"")).is_err(), "a handle without bytes");
    let eleven = vec![&issued.der[..]; 11];
    let error = crafted(&eleven, der::implicit(0, b"")).unwrap_err();
    assert_eq!(error, SnapshotError::Unfit { position: 11 });
}

/// A chain, the position of its fault, and a description.
type Row<'a> = (&'a [&'a [u8]], Option<usize>, &'static str);

/// A state has only one valid snapshot: any other form of it is rejected.
#[test]
fn slot_has_exactly_one_valid_snapshot() {
    let root = support::root("Root").key(support::Key::ed25519(100)).self_signed();
    let ca = support::intermediate("CA").key(support::Key::ed25519(101)).signed_by(&root);
    let keys = [
        support::Key::ed25519(5),
        support::Key::p256(5),
        support::Key::p384(5),
        support::Key::rsa2048(),
    ];
    for key in keys {
        let phone = support::leaf("phone.example.com").key(key).signed_by(&ca);
        let mut slot = ServerCertSlot::new();
        slot.upload(identity(&phone, &[&ca, &root]));
        let KeyStorage::Bytes(key) = slot.get(SlotKind::Custom).unwrap().key() else {
            panic!("a key became a handle");
        };
        let key = key.export_pkcs8_der().to_vec();
        let (phone, ca, root) = (&phone.der[..], &ca.der[..], &root.der[..]);
        let stranger = support::root("Stranger").self_signed().der;
        let rows: [Row<'_>; 6] = [
            (&[phone, ca, root], None, "the form that is written"),
            (&[phone], None, "one certificate"),
            (&[phone, root, ca], Some(2), "out of order"),
            (&[ca, phone, root], Some(1), "the issuer first"),
            (&[phone, ca, ca], Some(3), "a duplicate"),
            (&[phone, ca, &stranger], Some(3), "an unrelated certificate"),
        ];
        for (chain, fault, why) in rows {
            for choice in
                [der::implicit(1, &key), der::implicit(2, b"slot 3"), der::implicit(0, b"")]
            {
                let bytes = crafted(chain, choice.clone());
                let restored = match ServerCertSlot::restore(&bytes, 0) {
                    Ok(restored) => restored,
                    Err(SnapshotError::Unfit { position }) => {
                        // Without the key, the snapshot cannot show which certificate is to come first.
                        assert!(fault == Some(position) || fault == Some(1), "{why}: {position}");
                        continue;
                    }
                    Err(error) => panic!("{why}: {error}"),
                };
                assert_eq!(fault, None, "{why}, {choice:x?}");
                if restored.awaits_key.is_none() {
                    assert_eq!(*restored.slot.snapshot_with_private_key(), bytes, "{why}");
                }
            }
        }
    }
    // Another encoding of the key: PKCS#8 with attributes after it.
    let (issued, _) = uploaded();
    let mut key = issued.key.pkcs8().to_vec();
    let attributes = der::implicit_constructed(0, &[]);
    key.extend_from_slice(&attributes);
    key[1] += u8::try_from(attributes.len()).unwrap();
    PrivateKey::from_der(&key).unwrap();
    let bytes = crafted(&[&issued.der], der::implicit(1, &key));
    let error = ServerCertSlot::restore(&bytes, 0).unwrap_err();
    assert!(matches!(error, SnapshotError::Damaged { .. }), "{error}");
}

#[test]
fn snapshot_of_a_store_and_an_old_one_are_rejected() {
    let store = trustslot::TrustStore::new(trustslot::BuiltIn::EMPTY);
    let error = ServerCertSlot::restore(&store.snapshot(), 0).unwrap_err();
    assert_eq!(error, SnapshotError::Kind);
    let (_, slot) = uploaded();
    let error = ServerCertSlot::restore(&slot.snapshot(), 2).unwrap_err();
    assert_eq!(error, SnapshotError::RolledBack { generation: 1, floor: 2 });
}

proptest! {
    /// Restoring gives the same state, and its snapshot the same bytes.
    #[test]
    fn snapshot_and_restore_of_a_slot_are_inverse(
        uploads in proptest::collection::vec((1..20_u64, 0..3_usize), 0..4),
        remove in any::<bool>(),
    ) {
        let mut slot = ServerCertSlot::new();
        for (number, depth) in uploads {
            let root = support::root("Root").key(support::Key::ed25519(100)).self_signed();
            let ca = support::intermediate("CA").key(support::Key::ed25519(101)).signed_by(&root);
            let issued = device("phone.example.com", number).signed_by(&ca);
            slot.upload(identity(&issued, &[&ca, &root][..depth]));
        }
        if remove { slot.remove_custom(); }
        let bytes = slot.snapshot_with_private_key();
        let restored = ServerCertSlot::restore(&bytes, 0).unwrap().slot;
        let chain = |slot: &ServerCertSlot| -> Vec<_> {
            slot.get(SlotKind::Custom).map(|i| i.chain().cloned().collect()).unwrap_or_default()
        };
        prop_assert_eq!(chain(&restored), chain(&slot));
        prop_assert_eq!(restored.generation(), slot.generation());
        prop_assert_eq!(restored.snapshot_with_private_key().to_vec(), bytes.to_vec());
    }
}
