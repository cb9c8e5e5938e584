//! A rejected replacement changes nothing: the identity in the slot stays and is still presented.

use crate::presented::{MAC, device, identity, mac, vendor, verifier};
use crate::store_snapshots::{filled, root};
use crate::support::pem::{bundle_pem, pem};
use crate::support::{self, Issued, Key, NOW, der};
use sha2::{Digest as _, Sha256};
use trustslot::{
    BuiltIn, Bundle, Clock, DeviceCertificate, Identity, ServerCertSlot, SlotKind, SnapshotError,
    TrustStoreError,
};

pub(crate) fn key_pem(issued: &Issued) -> String {
    pem("PRIVATE KEY", issued.key.pkcs8())
}

/// A slot with all three entries, and the uploaded certificate.
pub(crate) fn full_slot() -> (ServerCertSlot, Issued) {
    let (root, issuing) = vendor();
    let verifier = verifier(&root);
    let mut slot = ServerCertSlot::new();
    let unique = identity(&device(MAC, 3).signed_by(&issuing), &[&issuing]);
    slot.install_unique(mac(MAC), unique, &verifier).unwrap();
    let generic = identity(&device("Example Phone", 4).signed_by(&issuing), &[&issuing]);
    slot.install_generic(generic, &verifier).unwrap();
    let uploaded = device("phone.example.com", 5).self_signed();
    slot.upload(identity(&uploaded, &[]));
    (slot, uploaded)
}

/// Everything that can be observed of a slot.
pub(crate) fn shown(slot: &ServerCertSlot) -> (Vec<u8>, u64, String, Option<SlotKind>) {
    (
        slot.snapshot_with_private_key().to_vec(),
        slot.generation(),
        format!("{slot:?} {:?}", slot.list(Clock::set(NOW))),
        slot.present(DeviceCertificate::Custom).map(|p| p.kind()),
    )
}

/// Does what a phone's upload page does: parses the file and installs the identity.
pub(crate) fn upload_file(
    slot: &mut ServerCertSlot,
    file: &str,
) -> Result<Option<Identity>, String> {
    let identity = Identity::parse("phone.pem", file.as_bytes()).map_err(|e| e.to_string())?;
    Ok(slot.upload(identity))
}

/// Why a file is rejected, the file, and a part of the message.
pub(crate) type Row<'a> = (&'a str, String, &'a str);

/// F14: a certificate with a key that does not match, or with no usable key.
#[test]
fn fault_f14_mismatched_pair_does_not_replace_the_pair_in_the_slot() {
    let (mut slot, _) = full_slot();
    let before = shown(&slot);
    let new = device("new.example.com", 8).self_signed();
    let (cert, key) = (new.pem(), key_pem(&new));
    let other = key_pem(&device("x", 9).self_signed());
    let rsa = device("new.example.com", 8).key(Key::rsa2048());
    let rsa = rsa.self_signed();
    let mut faulty = rsa.key.pkcs8().to_vec();
    *faulty.last_mut().unwrap() ^= 1;
    let encrypted = pem("ENCRYPTED PRIVATE KEY", &der::seq(&[der::null()]));
    let legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n";
    let rows: [Row<'_>; 10] = [
        (
            "the key of another certificate",
            format!("{cert}{other}"),
            "does not match the certificate",
        ),
        (
            "a key of another kind",
            format!("{cert}{}", key_pem(&rsa)),
            "does not match the certificate",
        ),
        ("no key", cert.clone(), "no private key"),
        ("no certificate", key.clone(), "no certificate"),
        ("two keys", format!("{cert}{key}{other}"), "2 private keys"),
        (
            "a key whose parts do not belong together",
            format!("{}{}", rsa.pem(), pem("PRIVATE KEY", &faulty)),
            "do not belong together",
        ),
        (
            "a key too short",
            format!("{cert}{}", pem("PRIVATE KEY", Key::rsa1024().pkcs8())),
            "at least 2048",
        ),
        (
            "a cut key",
            format!("{cert}{}", pem("PRIVATE KEY", &new.key.pkcs8()[..20])),
            "cannot be read",
        ),
        ("an encrypted key", format!("{cert}{encrypted}"), "encrypted with a passphrase"),
        (
            "a key in the legacy encrypted form",
            format!("{cert}{legacy}\nAAAA\n-----END RSA PRIVATE KEY-----\n"),
            "legacy encryption",
        ),
    ];
    for (why, file, said) in rows {
        let error = upload_file(&mut slot, &file).unwrap_err();
        assert!(error.contains(said), "{why}: {error}");
        assert_eq!(shown(&slot), before, "{why}");
    }
    assert!(upload_file(&mut slot, &format!("{cert}{key}")).is_ok(), "the control");
    assert_ne!(shown(&slot), before, "the control");
}

/// F15: a snapshot whose key does not match its certificate gives no slot, and the factory identity is presented.
#[test]
fn fault_f15_restored_pair_that_does_not_match_is_never_presented() {
    let (slot, uploaded) = full_slot();
    let mut other = ServerCertSlot::new();
    let second = device("phone.example.com", 6).self_signed();
    other.upload(identity(&second, &[]));
    // One snapshot's certificate in place of the other's: both have the same length.
    let mut spliced = other.snapshot_with_private_key().to_vec();
    assert_eq!(uploaded.der.len(), second.der.len());
    der::replace_once(&mut spliced, &second.der, &uploaded.der);
    let covered = 4..spliced.len() - 34;
    assert_eq!(&spliced[covered.end..covered.end + 2], [0x04, 32]);
    let digest = Sha256::digest(&spliced[covered.clone()]);
    spliced[covered.end + 2..].copy_from_slice(&digest);
    let error = ServerCertSlot::restore(&spliced, 0).unwrap_err();
    assert_eq!(error, SnapshotError::KeyMismatch);
    // The firmware then starts with an empty slot and installs the factory identities.
    let presented = slot.present(DeviceCertificate::Default).unwrap();
    assert_eq!(presented.kind(), SlotKind::Unique);
    let (root, issuing) = vendor();
    let mut fresh = ServerCertSlot::new();
    assert!(fresh.present(DeviceCertificate::Custom).is_none());
    let generic = device("Example Phone", 4).signed_by(&issuing);
    fresh.install_generic(identity(&generic, &[&issuing]), &verifier(&root)).unwrap();
    let presented = fresh.present(DeviceCertificate::Custom).unwrap();
    assert_eq!(presented.kind(), SlotKind::Generic);
    assert!(presented.is_instead_of_custom());
}

/// F19: one part of the new file is faulty, and none of the other parts is installed.
#[test]
fn fault_f19_replacement_with_one_faulty_part_changes_nothing() {
    let ca_root = support::root("Root").key(Key::ed25519(60)).self_signed();
    let ca = support::intermediate("CA").key(Key::ed25519(61)).signed_by(&ca_root);
    let new = device("new.example.com", 62).signed_by(&ca);
    let stranger = root("Stranger");
    let (cert, key) = (new.pem(), key_pem(&new));
    let broken = |issued: &Issued| pem("CERTIFICATE", &issued.der[..issued.der.len() - 1]);
    let torn = |text: &str| text[..text.len() - 30].to_owned();
    let rows: [Row<'_>; 8] = [
        ("the issuer is cut", format!("{cert}{key}{}", broken(&ca)), "certificate 2 of the file"),
        (
            "the root is cut",
            format!("{cert}{key}{}{}", ca.pem(), broken(&ca_root)),
            "certificate 3 of the file",
        ),
        (
            "the file ends within the chain",
            format!("{cert}{key}{}", torn(&ca.pem())),
            "the END line is missing",
        ),
        (
            "the file ends within the key",
            format!("{cert}{}{}", ca.pem(), torn(&key)),
            "the END line is missing",
        ),
        (
            "an unrelated certificate",
            format!("{cert}{key}{}{}", ca.pem(), stranger.pem()),
            "certificate 3 does not belong",
        ),
        ("the issuer twice", format!("{cert}{key}{0}{0}", ca.pem()), "certificate 3 is the same"),
        (
            "a request among them",
            format!("{cert}{key}{}", pem("CERTIFICATE REQUEST", &ca.der)),
            "only certificates and a private key",
        ),
        (
            "a character outside base64",
            format!("{cert}{key}{}", ca.pem().replace("\nM", "\n*")),
            "not valid base64",
        ),
    ];
    let (mut slot, _) = full_slot();
    let before = shown(&slot);
    for (why, file, said) in rows {
        let error = upload_file(&mut slot, &file).unwrap_err();
        assert!(error.contains(said), "{why}: {error}");
        assert_eq!(shown(&slot), before, "{why}");
    }
    // Identities that the slot itself rejects.
    let (root, issuing) = vendor();
    let foreign = identity(&device(MAC, 3).signed_by(&ca), &[&ca]);
    let vendor = verifier(&root);
    assert!(slot.install_unique(mac(MAC), foreign, &vendor).is_err());
    let other = identity(&device("0015651234ff", 3).signed_by(&issuing), &[&issuing]);
    assert!(slot.install_unique(mac(MAC), other, &vendor).is_err());
    let unique = identity(&device(MAC, 3).signed_by(&issuing), &[&issuing]);
    assert!(slot.install_generic(unique, &vendor).is_err());
    assert_eq!(shown(&slot), before);
    // A file for the trust store whose second certificate of three is faulty.
    let mut store = filled(BuiltIn::EMPTY, 2);
    let bytes = store.snapshot();
    let file = format!("{}{}{}", ca_root.pem(), broken(&ca), stranger.pem());
    assert!(Bundle::parse("cas.pem", file.as_bytes()).is_err());
    let unfit = support::root("Unfit").unknown_critical_extension();
    let file = bundle_pem(&[&ca_root, &unfit.self_signed(), &stranger]);
    let bundle = Bundle::parse("cas.pem", file.as_bytes()).unwrap();
    assert!(matches!(store.add(&bundle), Err(TrustStoreError::Unfit { position: 2, .. })));
    assert_eq!(store.snapshot(), bytes);
    let whole = format!("{cert}{key}{}", ca.pem());
    assert!(upload_file(&mut slot, &whole).is_ok(), "the control");
}
