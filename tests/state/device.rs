//! Which phone is calling, and what it may have.

use crate::slot_places::{MAC, mac, vendor, verifier};
use crate::snapshot_store::certificate;
use crate::support::{self, Cert, Issued, Key};
use trustslot::{BlockList, Chain, Check, Clock, Device, DeviceClassifier, Policy, Reason};

fn phone(common_name: &str) -> Cert {
    support::leaf(common_name)
        .no_san()
        .key(Key::ed25519(3))
        .eku(&[support::extensions::CLIENT_AUTH])
}

fn chain(certificates: &[&Issued]) -> Chain {
    Chain::from_certificates(certificates.iter().map(|issued| certificate(issued))).unwrap()
}

const NOW: Clock = Clock::set(support::NOW);

#[test]
fn device_is_told_by_its_chain() {
    let (root, issuing) = vendor();
    let operator = support::root("Operator CA").key(Key::ed25519(50)).self_signed();
    let pretender = support::root("Example Phones Root CA").key(Key::ed25519(99)).self_signed();
    let forged = support::intermediate("Example Phones Issuing CA")
        .key(Key::ed25519(98))
        .signed_by(&pretender);
    let server_only = phone(MAC).eku(&[support::extensions::SERVER_AUTH]);
    let classifier = DeviceClassifier::new(verifier(&root)).with_operator(verifier(&operator));
    let unique = Device::Unique { mac: mac(MAC) };
    let custom = |mac| Device::Custom { mac };

    let rows: [(Issued, &Issued, Device, bool, &str); 11] = [
        (phone(MAC).signed_by(&issuing), &issuing, unique, true, "the phone itself"),
        (
            phone("00:15:65:12:34:AB").signed_by(&issuing),
            &issuing,
            unique,
            true,
            "another spelling",
        ),
        (
            phone("0015651234ac").signed_by(&issuing),
            &issuing,
            Device::Unique { mac: mac("0015651234ac") },
            false,
            "another phone",
        ),
        (
            phone("Example Phone").signed_by(&issuing),
            &issuing,
            Device::Generic,
            false,
            "many share it",
        ),
        (
            phone("ffffffffffff").signed_by(&issuing),
            &issuing,
            Device::Generic,
            false,
            "the address of all is no phone's",
        ),
        (
            phone(MAC).signed_by(&operator),
            &operator,
            custom(Some(mac(MAC))),
            true,
            "the operator vouches",
        ),
        (phone("laptop").signed_by(&operator), &operator, custom(None), false, "names no phone"),
        (phone(MAC).signed_by(&forged), &forged, Device::Foreign, false, "the vendor by name only"),
        (phone(MAC).self_signed(), &issuing, Device::Foreign, false, "vouches for itself"),
        (server_only.signed_by(&issuing), &issuing, Device::Foreign, false, "not for clients (V9)"),
        (
            phone(MAC).corrupt_signature().signed_by(&issuing),
            &issuing,
            Device::Foreign,
            false,
            "signed by nobody",
        ),
    ];
    for (issued, issuer, device, may_bind, why) in rows {
        let caller = classifier.classify(&chain(&[&issued, issuer]), NOW);
        assert_eq!(caller.device(), device, "{why}");
        assert_eq!(caller.device().may_bind(mac(MAC)), may_bind, "{why}");
        assert_eq!(caller.path().is_some(), device != Device::Foreign, "{why}");
        assert_eq!(caller.findings().is_some(), device == Device::Foreign, "{why}");
    }
}

#[test]
fn device_expired_blocked_or_merely_tolerated_is_foreign() {
    let (root, issuing) = vendor();
    let expired = chain(&[&phone(MAC).expired().signed_by(&issuing), &issuing]);
    let good = chain(&[&phone(MAC).signed_by(&issuing), &issuing]);
    let strict = DeviceClassifier::new(verifier(&root));
    let caller = strict.classify(&expired, NOW);
    assert!(caller.findings().unwrap().contains(Reason::Expired));

    let lenient = Policy::STRICT.waive(Check::Validity);
    let lenient = DeviceClassifier::new(verifier(&root).with_policy(lenient));
    assert_eq!(
        lenient.classify(&expired, NOW).device(),
        Device::Foreign,
        "tolerated is not trusted"
    );
    assert!(matches!(lenient.classify(&good, NOW).device(), Device::Unique { .. }), "the control");

    let mut blocked = BlockList::new();
    blocked.block_key_of(good.end_entity());
    let blocking = DeviceClassifier::new(verifier(&root).with_block_list(blocked));
    let caller = blocking.classify(&good, NOW);
    assert!(caller.findings().unwrap().contains(Reason::Blocked));
    assert_eq!(
        caller.findings().unwrap().to_string(),
        "the certificate is blocked by its public key"
    );
}

/// A blocked certificate is refused wherever it stands, by each of the three ways.
#[test]
fn device_block_list_reaches_every_place_of_the_path() {
    let (root, issuing) = vendor();
    let issued = phone(MAC).signed_by(&issuing);
    let presented = chain(&[&issued, &issuing]);
    for (target, issuer, why) in [
        (&issued, &issuing, "the phone's own"),
        (&issuing, &root, "its issuer's"),
        (&root, &root, "the anchor"),
    ] {
        let target = certificate(target);
        let mut by_fingerprint = BlockList::new();
        by_fingerprint.block_certificate(target.fingerprint());
        let mut by_key = BlockList::new();
        by_key.block_key_of(&target);
        let mut by_serial = BlockList::new();
        by_serial.block_serial_number(&certificate(issuer), target.serial_number());
        for list in [by_fingerprint, by_key, by_serial] {
            let classifier = DeviceClassifier::new(verifier(&root).with_block_list(list));
            let caller = classifier.classify(&presented, NOW);
            assert_eq!(caller.device(), Device::Foreign, "{why}");
            assert!(caller.findings().unwrap().contains(Reason::Blocked), "{why}");
        }
    }
    let other = certificate(&phone("0015651234ff").signed_by(&root));
    let mut elsewhere = BlockList::new();
    elsewhere.block_certificate(other.fingerprint());
    elsewhere.block_serial_number(&certificate(&root), &[0x7f; 9]);
    let classifier = DeviceClassifier::new(verifier(&root).with_block_list(elsewhere));
    assert!(classifier.classify(&presented, NOW).path().is_some(), "the control");
}

#[test]
fn device_is_told_in_words() {
    for (device, says) in [
        (Device::Unique { mac: mac(MAC) }, format!("unique, {MAC}")),
        (Device::Generic, "generic".to_owned()),
        (Device::Custom { mac: Some(mac(MAC)) }, format!("custom, {MAC}")),
        (Device::Custom { mac: None }, "custom".to_owned()),
        (Device::Foreign, "foreign".to_owned()),
    ] {
        assert_eq!(device.to_string(), says);
    }
}
