//! A slot that is restored without the private key keeps the certificates that await it.

use crate::damaged_snapshots::crafted;
use crate::presented::{MAC, device, identity, mac, vendor, verifier};
use crate::support::{Key, der};
use proptest::prelude::*;
use std::convert::Infallible;
use trustslot::{
    Certificate, DeviceCertificate, FactoryReset, HandleProof, Identity, KeyHandle, KeyStorage,
    PrivateKey, ServerCertSlot, SlotKind, SnapshotError,
};

fn phone(key: u64) -> Identity {
    identity(&device("phone.example.com", key).self_signed(), &[])
}

fn restore(bytes: &[u8]) -> ServerCertSlot {
    ServerCertSlot::restore(bytes, 0).unwrap().slot
}

/// A device that saves before the key is there again must not lose the certificates.
#[test]
fn awaited_certificates_survive_every_later_save() {
    let mut slot = ServerCertSlot::new();
    slot.upload(phone(5));
    slot.upload_client(phone(6));
    let saved = slot.snapshot();

    let mut slot = restore(&saved);
    for _ in 0..3 {
        assert_eq!(slot.snapshot(), saved);
        assert_eq!(*slot.snapshot_with_private_key(), *saved, "there is no key to include");
        assert_eq!(slot.snapshot_len(), saved.len());
        slot = restore(&slot.snapshot());
    }
    // Changes of other entries, and the factory identities of each start.
    let (ca, issuing) = vendor();
    let unique = identity(&device(MAC, 3).signed_by(&issuing), &[&issuing]);
    slot.install_unique(mac(MAC), unique, &verifier(&ca)).unwrap();
    let text = slot.present(DeviceCertificate::Custom).unwrap().to_string();
    assert_eq!(
        text,
        "the unique certificate, although the uploaded one is selected: its private key is missing"
    );
    slot.upload_client(phone(7));
    let slot = restore(&slot.snapshot());
    for (kind, key) in [(SlotKind::Custom, 5), (SlotKind::Client, 7)] {
        let chain = slot.awaits_key(kind).unwrap().to_vec();
        let key = PrivateKey::from_der(Key::ed25519(key).pkcs8()).unwrap();
        assert!(Identity::from_parts(chain, key).is_ok(), "{kind}");
    }
}

#[test]
fn awaited_certificates_end_with_an_upload_or_a_removal() {
    type Change = fn(&mut ServerCertSlot);
    let rows: [(&str, Change, bool); 4] = [
        ("the key is there again", |slot| drop(slot.upload(phone(5))), true),
        ("another identity", |slot| drop(slot.upload(phone(8))), true),
        ("removed", |slot| assert!(slot.remove_custom().is_none()), false),
        ("reset", |slot| drop(slot.factory_reset(FactoryReset::DropCustom)), false),
    ];
    for (why, change, is_installed) in rows {
        let mut before = ServerCertSlot::new();
        before.upload(phone(5));
        let mut slot = restore(&before.snapshot());
        let generation = slot.generation();
        change(&mut slot);
        assert!(slot.awaits_key(SlotKind::Custom).is_none(), "{why}");
        assert_eq!(slot.get(SlotKind::Custom).is_some(), is_installed, "{why}");
        assert_eq!(slot.generation(), generation + 1, "{why}");
        let restored = ServerCertSlot::restore(&slot.snapshot(), 0).unwrap();
        assert_eq!(restored.awaits_key.is_some(), is_installed, "{why}");
    }
    let mut kept = restore(&{
        let mut before = ServerCertSlot::new();
        before.upload(phone(5));
        before.snapshot()
    });
    kept.factory_reset(FactoryReset::KeepCustom);
    assert!(kept.awaits_key(SlotKind::Custom).is_some(), "kept");
}

#[test]
fn slot_with_both_uploads_has_one_valid_snapshot() {
    let certificate = device("phone.example.com", 5).self_signed().der;
    let upload = |inside: &[Vec<u8>]| inside.concat();
    let parts = upload(&[der::seq(&[&certificate]), der::implicit(0, b"")]);
    let custom = der::tlv(0x30, &parts);
    let client = der::tlv(0xa0, &parts);
    let slot = |content: &[Vec<u8>]| {
        let bytes = crafted(1, 2, &[7], content);
        ServerCertSlot::restore(&bytes, 0).map(|restored| (restored.slot.snapshot(), bytes))
    };
    for (why, content, is_valid) in [
        ("neither", vec![], true),
        ("an upload", vec![custom.clone()], true),
        ("a client upload", vec![client.clone()], true),
        ("both", vec![custom.clone(), client.clone()], true),
        ("in the other order", vec![client.clone(), custom.clone()], false),
        ("an upload twice", vec![custom.clone(), custom.clone()], false),
        ("a client upload twice", vec![client.clone(), client], false),
        ("a third upload", vec![custom, der::tlv(0xa1, &parts)], false),
    ] {
        match slot(&content) {
            Ok((again, bytes)) => assert!(is_valid && again == bytes, "{why}"),
            Err(error) => {
                assert!(!is_valid, "{why}: {error}");
                assert!(matches!(error, SnapshotError::Damaged { .. }), "{why}: {error}");
            }
        }
    }
}

/// How a slot comes to its state.
#[derive(Clone, Debug)]
enum Step {
    Upload(bool, u64),
    Handle(bool, u8),
    Remove(bool),
    RestoreWithoutKeys,
    Restore,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (any::<bool>(), 1..4_u64).prop_map(|(client, key)| Step::Upload(client, key)),
        (any::<bool>(), 1..4_u8).prop_map(|(client, name)| Step::Handle(client, name)),
        any::<bool>().prop_map(Step::Remove),
        Just(Step::RestoreWithoutKeys),
        Just(Step::Restore),
    ]
}

fn install(slot: &mut ServerCertSlot, client: bool, identity: Identity) {
    drop(if client { slot.upload_client(identity) } else { slot.upload(identity) });
}

fn handle(name: u8) -> Identity {
    let issued = device("phone.example.com", u64::from(name)).self_signed();
    let chain = vec![Certificate::from_der(&issued.der).unwrap()];
    Identity::with_handle(chain, KeyHandle::new([name]), HandleProof::Stated).unwrap()
}

fn candidates() -> [fn() -> Identity; 6] {
    [|| phone(1), || phone(2), || phone(3), || handle(1), || handle(2), || handle(3)]
}

/// What is saved of an entry without its key: the chain, and the handle if there is one.
fn shown(slot: &ServerCertSlot, client: bool) -> String {
    let kind = if client { SlotKind::Client } else { SlotKind::Custom };
    let identity = slot.get(kind);
    let handle = identity.and_then(|identity| match identity.key() {
        KeyStorage::Handle(handle) => Some(handle.as_bytes()),
        KeyStorage::Bytes(_) => None,
    });
    let chain: Vec<_> = match identity {
        Some(identity) => identity.chain().map(Certificate::fingerprint).collect(),
        None => {
            let awaited = slot.awaits_key(kind).unwrap_or_default();
            awaited.iter().map(Certificate::fingerprint).collect()
        }
    };
    format!("{chain:?} {handle:?}")
}

proptest! {
    /// One encoding for one state: slots that save the same have the same bytes, however they came to it.
    #[test]
    fn equal_slots_have_equal_snapshots_whatever_their_history(
        steps in proptest::collection::vec(step(), 0..10),
    ) {
        let mut slot = ServerCertSlot::new();
        for step in steps {
            match step {
                Step::Upload(client, key) => install(&mut slot, client, phone(key)),
                Step::Handle(client, name) => install(&mut slot, client, handle(name)),
                Step::Remove(true) => drop(slot.remove_client()),
                Step::Remove(false) => drop(slot.remove_custom()),
                Step::RestoreWithoutKeys => slot = restore(&slot.snapshot()),
                Step::Restore => slot = restore(&slot.snapshot_with_private_key()),
            }
            prop_assert_eq!(slot.snapshot().len(), slot.snapshot_len());
        }
        // The same state, made by the shortest way. Saving raises its generation to the same number.
        let bytes = slot.snapshot();
        let mut twin = ServerCertSlot::new();
        for client in [true, false] {
            let wanted = shown(&slot, client);
            let same = candidates().into_iter().find(|make| {
                let mut trial = ServerCertSlot::new();
                install(&mut trial, client, make());
                shown(&trial, client) == wanted
            });
            if let Some(make) = same {
                install(&mut twin, client, make());
            }
        }
        prop_assert!(twin.generation() <= slot.generation());
        let (mut banks, _) = ServerCertSlot::load(Some(&[]), Some(&[]), slot.generation());
        twin.save(&mut banks, |_, _| Ok::<(), Infallible>(())).unwrap();
        prop_assert_eq!(twin.snapshot(), bytes);
    }
}
