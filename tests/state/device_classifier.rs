//! Identifying the phone that calls, and the configuration it may have.

use crate::presented::{MAC, mac, vendor, verifier};
use crate::store_snapshots::certificate;
use crate::support::{self, Cert, Issued, Key, der};
use trustslot::{
    BlockList, Chain, Check, Clock, Device, DeviceClassifier, NotBound, Policy, Reason, Verifier,
};

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
fn device_is_identified_by_its_chain() {
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
            "the broadcast address is no phone",
        ),
        (
            phone(MAC).signed_by(&operator),
            &operator,
            custom(Some(mac(MAC))),
            true,
            "issued by the operator",
        ),
        (phone("laptop").signed_by(&operator), &operator, custom(None), false, "names no phone"),
        (
            phone(MAC).signed_by(&forged),
            &forged,
            Device::Foreign,
            false,
            "a forged CA with the name of the vendor's",
        ),
        (phone(MAC).self_signed(), &issuing, Device::Foreign, false, "self-signed"),
        (server_only.signed_by(&issuing), &issuing, Device::Foreign, false, "not for clients"),
        (
            phone(MAC).corrupt_signature().signed_by(&issuing),
            &issuing,
            Device::Foreign,
            false,
            "an invalid signature",
        ),
    ];
    for (issued, issuer, device, may_bind, why) in rows {
        let caller = classifier.classify(&chain(&[&issued, issuer]), NOW);
        assert_eq!(caller.device(), device, "{why}");
        let expected = match device {
            _ if may_bind => Ok(()),
            Device::Unique { mac } | Device::Custom { mac: Some(mac) } => {
                Err(NotBound::OtherMac { mac })
            }
            Device::Generic => Err(NotBound::Generic),
            Device::Custom { mac: None } => Err(NotBound::NoMac),
            _ => Err(NotBound::Foreign),
        };
        assert_eq!(caller.may_bind(mac(MAC)), expected, "{why}");
        assert_eq!(caller.device().may_bind(mac(MAC)), expected, "{why}");
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

/// In each of the three ways to block a certificate.
#[test]
fn device_is_foreign_if_any_certificate_of_its_path_is_blocked() {
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
        by_fingerprint.block_certificate(&target);
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
    elsewhere.block_certificate(&other);
    elsewhere.block_serial_number(&certificate(&root), &[0x7f; 9]);
    let classifier = DeviceClassifier::new(verifier(&root).with_block_list(elsewhere));
    assert!(classifier.classify(&presented, NOW).path().is_some(), "the control");
}

/// An operator who trusts the vendor's CA too, without the block list, does not let a stolen phone in.
#[test]
fn device_that_the_vendor_blocks_is_foreign_to_the_operator_too() {
    let (root, issuing) = vendor();
    let presented = chain(&[&phone(MAC).signed_by(&issuing), &issuing]);
    let mut stolen = BlockList::new();
    stolen.block_certificate(presented.end_entity());
    let classifier =
        |vendor: Verifier| DeviceClassifier::new(vendor).with_operator(verifier(&root));
    let caller = classifier(verifier(&root).with_block_list(stolen)).classify(&presented, NOW);
    assert_eq!(caller.device(), Device::Foreign);
    assert!(caller.findings().unwrap().contains(Reason::Blocked));
    let elsewhere = verifier(&crate::support::root("Other Vendor").self_signed());
    let caller = classifier(elsewhere).classify(&presented, NOW);
    assert!(matches!(caller.device(), Device::Custom { .. }), "the control");
}

/// The findings of a foreign client are those of the verifier whose CA signed for it, so nobody is asked to upload a CA that
/// the other verifier has.
#[test]
fn foreign_client_has_the_findings_of_the_verifier_whose_ca_signed() {
    let (vendors, issuing) = vendor();
    let operators = support::root("Operator CA").key(Key::ed25519(50)).self_signed();
    let stranger = support::root("Stranger CA").key(Key::ed25519(51)).self_signed();
    let lenient = |root: &Issued| verifier(root).with_policy(Policy::STRICT.waive(Check::Validity));
    let blocking = |root: &Issued, issued: &Issued| {
        let mut blocked = BlockList::new();
        blocked.block_certificate(&certificate(issued));
        verifier(root).with_block_list(blocked)
    };
    let of_operator = phone(MAC).signed_by(&operators);
    let expired = phone(MAC).expired().signed_by(&operators);
    let server_only = phone(MAC).eku(&[support::extensions::SERVER_AUTH]).signed_by(&operators);
    let of_vendor = phone(MAC).expired().signed_by(&issuing);
    let of_stranger = phone(MAC).signed_by(&stranger);
    let forged = phone(MAC).corrupt_signature().signed_by(&operators);
    let plain = || (verifier(&vendors), verifier(&operators));
    let rows = [
        (
            chain(&[&of_operator, &operators]),
            (verifier(&vendors), blocking(&operators, &of_operator)),
            Reason::Blocked,
            "the operator blocks the client",
        ),
        (
            chain(&[&of_operator]),
            (verifier(&vendors), blocking(&operators, &operators)),
            Reason::Blocked,
            "the operator blocks the CA",
        ),
        (chain(&[&expired]), plain(), Reason::Expired, "expired, below the operator's CA"),
        (
            chain(&[&expired]),
            (verifier(&vendors), lenient(&operators)),
            Reason::Expired,
            "expired, and tolerated by the operator's policy",
        ),
        (chain(&[&server_only]), plain(), Reason::UsageNotAllowed, "not for clients"),
        (chain(&[&of_vendor, &issuing]), plain(), Reason::Expired, "below the vendor's CA"),
        (
            chain(&[&of_vendor, &issuing]),
            (verifier(&vendors), lenient(&vendors)),
            Reason::Expired,
            "both have the vendor's CA",
        ),
        (chain(&[&of_stranger]), plain(), Reason::IssuerNotFound, "neither has the CA"),
        (chain(&[&forged]), plain(), Reason::IssuerNotFound, "the vendor's, if nobody signed"),
    ];
    for (presented, (vendor, operator), reason, why) in rows {
        let classifier = DeviceClassifier::new(vendor).with_operator(operator);
        let caller = classifier.classify(&presented, NOW);
        assert_eq!(caller.device(), Device::Foreign, "{why}");
        let findings = caller.findings().unwrap();
        let first = findings.iter().next().unwrap();
        assert_eq!(first.reason(), reason, "{why}: {findings}");
        assert_eq!(caller.may_bind(mac(MAC)), Err(NotBound::Foreign), "{why}");
        assert_eq!(caller.path(), None, "{why}");
    }
}

#[test]
fn device_is_shown_as_text() {
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

/// A MAC address is text. Bytes or a number that look like it are not, and blanks outside ASCII are no blanks.
#[test]
fn mac_address_is_read_from_text_only() {
    let (root, issuing) = vendor();
    let classifier = DeviceClassifier::new(verifier(&root));
    let rows = [
        (der::utf8(MAC), true, "UTF8String"),
        (der::printable(MAC), true, "PrintableString"),
        (der::bmp(MAC), true, "BMPString"),
        (der::tlv(0x16, MAC.as_bytes()), true, "IA5String"),
        (der::utf8(format!(" {MAC} ")), true, "blanks around"),
        (der::octet_string(MAC.as_bytes()), false, "OCTET STRING"),
        (der::integer(MAC.as_bytes()), false, "INTEGER"),
        (der::tlv(0x0a, MAC.as_bytes()), false, "ENUMERATED"),
        (der::utf8(format!("{MAC}\u{a0}")), false, "a no-break space after it"),
        (der::utf8(format!("\u{3000}{MAC}")), false, "an ideographic space before it"),
        (der::utf8(format!("{MAC}\0")), false, "NUL after it"),
    ];
    for (value, is_read, why) in rows {
        let issued = phone(MAC).cn_raw(value).signed_by(&issuing);
        let device = classifier.classify(&chain(&[&issued, &issuing]), NOW).device();
        let expected = if is_read { Device::Unique { mac: mac(MAC) } } else { Device::Generic };
        assert_eq!(device, expected, "{why}");
    }
}
