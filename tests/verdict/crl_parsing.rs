//! Parsing CRLs: the forms that are accepted, and the messages for those that are rejected.

use crate::support::crl::{
    CERTIFICATE_ISSUER, CRL_NUMBER, ISSUING_DISTRIBUTION_POINT, REASON_CODE, crl, extension,
    full_name,
};
use crate::support::names::{COMMON_NAME, general, rdn};
use crate::support::pem::pem;
use crate::support::time::When;
use crate::support::{Issued, Key, der, root};
use crate::verifier::certificate;
use trustslot::{Crl, CrlError, CrlKind, CrlRules, FileKind, KeyFormat, RevocationReason};

fn ca() -> Issued {
    root("Test CA").self_signed()
}

/// The CRL of the examples in the documentation. It revokes the certificate in `phone.der`.
#[test]
#[expect(clippy::disallowed_methods, reason = "the test makes the file if it is missing")]
fn stored_crl_of_the_documentation_is_up_to_date() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data");
    let phone = std::fs::read(format!("{directory}/phone.der")).unwrap();
    let phone = trustslot::Certificate::from_der(&phone).unwrap();
    let compromised = extension(REASON_CODE, false, &der::tlv(0x0a, &[1]));
    let list =
        crl().issuer(phone.issuer_name_der().to_vec()).entry(phone.serial_number(), &[compromised]);
    let ca = root("Test").key(Key::ed25519(1)).self_signed();
    let text = pem("X509 CRL", &list.signed_by(&ca));
    let path = format!("{directory}/phones.crl");
    if !std::fs::exists(&path).unwrap() {
        std::fs::write(&path, &text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap();
    assert!(stored == text, "delete {path} to have it made again");
}

#[test]
fn fields_and_texts_of_a_parsed_crl() {
    let ca = ca();
    let bytes = crl().revoking(&ca).signed_by(&ca);
    let list = Crl::from_der(&bytes).unwrap();
    assert_eq!(list.as_der(), bytes);
    let none = Crl::from_der(&crl().signed_by(&ca)).unwrap();
    assert_eq!((none.len(), none.is_empty()), (0, true));
    assert_ne!(list, none);
    let debug = r#"Crl { issuer: "O=Example Phones, CN=Test CA", len: 0, .. }"#;
    assert_eq!(format!("{none:?}"), debug);
    let line = "CRL of O=Example Phones, CN=Test CA, issued on 2026-05-01, next due by 2027-01-01, entries: 1";
    assert_eq!(list.to_string(), line);
    assert_eq!((list.len(), list.is_empty()), (1, false));
    assert_eq!(list.this_update().as_secs(), When::from("2026-05-01").seconds());
    assert_eq!(list.next_update().as_secs(), When::from("2027-01-01").seconds());
    let delta = Crl::from_der(&crl().delta().signed_by(&ca)).unwrap();
    assert_eq!(delta.kind(), CrlKind::Delta);
    assert!(delta.to_string().starts_with("delta CRL of "), "{delta}");
    let reasons = crl().only(&[der::implicit(3, &[6, 0x40])]).signed_by(&ca);
    assert_eq!(Crl::from_der(&reasons).unwrap().kind(), CrlKind::SomeReasons);
}

#[test]
fn crl_file_is_der_or_pem() {
    let ca = ca();
    let bytes = crl().signed_by(&ca);
    let list = Crl::from_der(&bytes).unwrap();
    let text = pem("X509 CRL", &bytes);
    for file in [
        bytes.clone(),
        text.clone().into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
        format!("Certificate Revocation List (CRL):\n    Version 2\n{text}").into_bytes(),
    ] {
        assert_eq!(Crl::parse(&file), Ok(list.clone()));
    }
    let both = format!("{text}{}", ca.pem());
    let rows = [
        (Vec::new(), "the file is empty, not a CRL"),
        (ca.der.clone(), "the file is a certificate, not a CRL"),
        (ca.pem().into_bytes(), "the file is a certificate, not a CRL"),
        (both.into_bytes(), "the file is a certificate, not a CRL"),
        (b"<!DOCTYPE html><html>".to_vec(), "the file is an HTML page, not a CRL"),
        (text.repeat(2).into_bytes(), "the file contains more than one CRL"),
        (text.as_bytes()[..text.len() / 2].to_vec(), "line 1: the END line is missing"),
        (pem("X509 CRL", &ca.der).into_bytes(), "the file is a certificate, not a CRL"),
    ];
    for (file, words) in rows {
        let refusal = Crl::parse(&file).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal:?} instead of {words:?}");
    }
}

#[test]
fn unsupported_and_malformed_crls_are_named() {
    let ca = ca();
    let yes = |number| der::implicit(number, &[0xff]);
    let relative = rdn(COMMON_NAME, &der::utf8("CRL 1"));
    let relative = der::implicit_constructed(0, &der::implicit_constructed(1, &relative[2..]));
    let issuer = der::seq(&[general::directory(&ca.subject)]);
    let issuer = extension(CERTIFICATE_ISSUER, true, &issuer);
    let unknown = extension("1.2.3.4", true, b"\x05\x00");
    let reason = |code| extension("2.5.29.21", false, &der::tlv(0x0a, &[code]));
    let rows = [
        (crl().only(&[yes(4)]), "the CRL is indirect: it also covers certificates of other CAs"),
        (
            crl().entry(&[1], &[issuer]),
            "the CRL is indirect: it also covers certificates of other CAs",
        ),
        (crl().only(&[yes(5)]), "the CRL is for attribute certificates, which TLS does not use"),
        (
            crl().only(&[relative]),
            "the distribution point of the CRL is named relative to its issuer, which is not supported",
        ),
        (crl().only(&[yes(1), yes(2)]), "it is limited both to CAs and to end entities"),
        (crl().only(&[der::implicit(1, &[1])]), "in the issuing distribution point"),
        (
            crl().no_next_update(),
            "the CRL does not say when the next one is due (RFC 5280 §5.1.2.5)",
        ),
        (crl().dated("2026-05-01", "2026-04-01"), "the CRL expires before it is issued"),
        (
            crl().extension("1.2.3.4", true, b"\x05\x00"),
            "the CRL has an unsupported critical extension at byte",
        ),
        (crl().entry(&[1], &[unknown]), "the CRL has an unsupported critical extension at byte"),
        (crl().entry(&[1], &[reason(7)]), "invalid reason at byte"),
        (crl().entry(&[1], &[reason(8)]), "invalid reason at byte"),
        (crl().entry(&[1], &[reason(1), reason(1)]), "duplicate extension"),
        (crl().entry(&[0, 1], &[]), "in the revoked certificates"),
        (crl().entry(&[], &[]), "in the revoked certificates"),
        (crl().entry_raw(b"\x05\x00".as_slice()), "in the revoked certificates"),
        (crl().issuer(der::tlv(0x30, &[])), "in the issuer"),
        (crl().version(3), "the version is not 2"),
        (crl().extension(CRL_NUMBER, false, b"\x02\x02\x00\x01"), "in the CRL number"),
        (
            crl().extension(ISSUING_DISTRIBUTION_POINT, true, b"\x30\x00\x00"),
            "in the issuing distribution point",
        ),
    ];
    for (list, words) in rows {
        let refusal = Crl::from_der(&list.signed_by(&ca)).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal:?} instead of {words:?}");
    }
}

/// A delta CRL that both revokes and removes a serial number contradicts itself. The revocation counts, in either order.
#[test]
fn serial_number_that_is_revoked_and_removed_is_revoked() {
    let ca = ca();
    let read = |list: crate::support::crl::Crl| Crl::from_der(&list.signed_by(&ca)).unwrap();
    for (first, second) in [(8, 1), (1, 8)] {
        let list = crl().delta().revoking_because(&ca, first);
        let list = read(list.revoking_because(&ca, second));
        assert!(list.revocation_of(&ca.serial).is_some(), "{first}, then {second}");
    }
    let taken_back = read(crl().delta().revoking_because(&ca, 8));
    assert_eq!(taken_back.revocation_of(&ca.serial), None);
}

#[test]
fn replay_123_an_empty_bit_string_and_a_second_distribution_point() {
    let ca = ca();
    // RUSTSEC-2026-0104: `onlySomeReasons` without a bit is a CRL for no reason; without a byte it is not a BIT STRING.
    let empty = crl().only(&[der::implicit(3, &[0])]).signed_by(&ca);
    assert_eq!(Crl::from_der(&empty).unwrap().kind(), CrlKind::SomeReasons);
    let none = crl().only(&[der::implicit(3, &[])]).signed_by(&ca);
    let refusal = Crl::from_der(&none).unwrap_err();
    assert!(matches!(refusal, CrlError::Malformed { .. }), "{refusal}");
    let control = crl().only(&[full_name("http://crl.example.com/")]).signed_by(&ca);
    assert_eq!(Crl::from_der(&control).unwrap().kind(), CrlKind::Complete);
    // RUSTSEC-2026-0049, the second point, is `revocation_scope::every_distribution_point_of_a_certificate_counts`.
}

#[test]
fn truncated_crl_and_trailing_byte_are_errors() {
    let ca = ca();
    let bytes = crl().revoking(&ca).at("http://crl.example.com/").signed_by(&ca);
    Crl::from_der(&bytes).unwrap();
    for length in 0..bytes.len() {
        assert!(Crl::from_der(&bytes[..length]).is_err(), "{length} bytes");
    }
    let more = [bytes.as_slice(), &[0]].concat();
    assert!(Crl::from_der(&more).is_err(), "one byte more");
}

#[test]
fn crl_may_have_100_000_entries_and_5_mebibytes() {
    let ca = ca();
    let serial = |n: u32| [[0x40].as_slice(), &n.to_be_bytes()].concat();
    let many = |count| (0..count).rev().fold(crl(), |list, n| list.entry(&serial(n), &[]));
    let bytes = many(100_000).signed_by(&ca);
    let list = Crl::from_der(&bytes).unwrap();
    assert_eq!(list.len(), 100_000);
    let bytes = vec![0x30; Crl::MAX_BYTES + 1];
    let refusal = Crl::from_der(&bytes).unwrap_err();
    assert_eq!(refusal, CrlError::TooLarge { bytes: bytes.len(), limit: Crl::MAX_BYTES });
}

/// RFC 5280 §5.3.1: 7 is not used, and 8 removes an entry, which only a delta CRL may do.
#[test]
fn every_reason_code_of_rfc_5280_is_parsed() {
    let ca = ca();
    let serial = certificate(&ca).serial_number().to_vec();
    let table = [
        (0, RevocationReason::Unspecified),
        (1, RevocationReason::KeyCompromise),
        (2, RevocationReason::CaCompromise),
        (3, RevocationReason::AffiliationChanged),
        (4, RevocationReason::Superseded),
        (5, RevocationReason::CessationOfOperation),
        (6, RevocationReason::CertificateHold),
        (9, RevocationReason::PrivilegeWithdrawn),
        (10, RevocationReason::AaCompromise),
    ];
    for (code, reason) in table {
        let list = Crl::from_der(&crl().revoking_because(&ca, code).signed_by(&ca)).unwrap();
        let revoked = list.revocation_of(&serial).unwrap();
        assert_eq!(revoked.reason(), Some(reason), "{code}");
    }
    for code in [7, 8, 11] {
        let list = Crl::from_der(&crl().revoking_because(&ca, code).signed_by(&ca));
        assert!(list.is_err(), "{code}");
    }
}

#[test]
fn size_is_checked_before_parsing() {
    let is_too_large =
        |result: Result<Crl, CrlError>| matches!(result.unwrap_err(), CrlError::TooLarge { .. });
    for (over, expected) in [(0, false), (1, true)] {
        let bytes = vec![0; Crl::MAX_BYTES + over];
        assert_eq!(is_too_large(Crl::from_der(&bytes)), expected, "DER");
        let text = vec![b' '; Crl::MAX_BYTES * 3 / 2 + over];
        assert_eq!(is_too_large(Crl::parse(&text)), expected, "PEM");
    }
}

/// A provisioning server has more memory than a phone: the CRL of a large CA may have 24 MB.
#[test]
fn size_limit_of_crls_can_be_raised_and_lowered() {
    let long = crl().listing(300_000).signed_by(&ca());
    assert!(long.len() > Crl::MAX_BYTES);
    let text = pem("X509 CRL", &long);
    let to = |limit: usize| CrlRules::DEFAULT.with_max_bytes(limit);
    let (bytes, limit) = (long.len(), Crl::MAX_BYTES);
    let refused = |result: Result<Crl, CrlError>| result.unwrap_err();
    let too_large = CrlError::TooLarge { bytes, limit };
    assert_eq!(refused(Crl::from_der(&long)), too_large, "the default");
    assert_eq!(refused(Crl::parse_with(CrlRules::default(), &long)), too_large);
    let rows = [(to(bytes), true), (to(bytes - 1), false), (to(usize::MAX), true), (to(64), false)];
    for (rules, is_read) in rows {
        for file in [long.as_slice(), text.as_bytes()] {
            assert_eq!(Crl::parse_with(rules, file).is_ok(), is_read, "{rules:?}");
            assert_eq!(Crl::parse_all_with(rules, file).is_ok(), is_read, "{rules:?}");
        }
    }
    let list = Crl::parse_with(to(bytes), text.as_bytes()).unwrap();
    assert_eq!((list.len(), list.as_der()), (300_000, long.as_slice()));
    // Each of several CRLs may have that size, and all together half as much again.
    let both = text.repeat(2);
    let limit = bytes * 3 / 2;
    let error = Crl::parse_all_with(to(bytes), both.as_bytes()).unwrap_err();
    assert_eq!(error, CrlError::FileTooLarge { bytes: both.len(), limit });
    assert_eq!(Crl::parse_all_with(to(2 * bytes), both.as_bytes()).unwrap().len(), 2);
    assert_eq!(to(CrlRules::MAX_BYTES), to(CrlRules::MAX_BYTES + 1));
}

/// Web servers and VPNs keep the CRLs of all their CAs in one file.
#[test]
fn file_of_several_crls_is_read_whole_or_rejected() {
    let ca = ca();
    let of = |serial: u8| pem("X509 CRL", &crl().entry(&[serial], &[]).signed_by(&ca));
    let (one, two) = (of(1), of(2));
    let both = format!("# of our root\n{one}# of our CA\n{two}");
    let crls = Crl::parse_all(both.as_bytes()).unwrap();
    assert_eq!(crls.len(), 2);
    assert!(crls[0].revocation_of(&[1]).is_some() && crls[0].revocation_of(&[2]).is_none());
    assert!(crls[1].revocation_of(&[2]).is_some() && crls[1].revocation_of(&[1]).is_none());
    assert_eq!(Crl::parse(both.as_bytes()).unwrap_err(), CrlError::Several);
    assert_eq!(Crl::parse_all(one.as_bytes()).unwrap().len(), 1);
    assert_eq!(Crl::parse_all(crls[0].as_der()).unwrap().len(), 1);

    let full = one.repeat(Crl::MAX_PER_FILE);
    assert_eq!(Crl::parse_all(full.as_bytes()).unwrap().len(), Crl::MAX_PER_FILE);
    let limit = Crl::MAX_PER_FILE;
    let error = Crl::parse_all((full + &one).as_bytes()).unwrap_err();
    assert_eq!(error, CrlError::TooMany { limit });

    // A CRL that is skipped revokes nothing.
    let half = format!("{one}{}", &two[..two.len() / 2]);
    let beside = format!("{one}{}", pem("CERTIFICATE", &ca.der));
    for file in [half, beside, String::new(), one.replace("-----", "----")] {
        Crl::parse_all(file.as_bytes()).unwrap_err();
    }
}

/// A block under a label that does not say enough is named by its contents.
#[test]
fn block_that_is_no_crl_is_named() {
    let ca = ca();
    let list = pem("X509 CRL", &crl().entry(&[1], &[]).signed_by(&ca));
    let key = ca.key.pkcs8();
    let pkcs8 = FileKind::PrivateKey(KeyFormat::Pkcs8);
    for (file, kind, why) in [
        (pem("CERTIFICATE", &ca.der), FileKind::Certificate, "a certificate"),
        (list.clone() + &pem("PRIVATE KEY", key), pkcs8, "a key by its label"),
        (list.clone() + &pem("PHONE SECRET", key), pkcs8, "a key by its contents"),
        (pem("PKCS7", key) + &list, pkcs8, "a key labelled as a container"),
        (list.clone() + &pem("NOTE", &[5, 0]), FileKind::OtherPem, "nothing that is known"),
        (list.replace("X509 CRL", "CRL"), FileKind::OtherPem, "a CRL under another label"),
    ] {
        let error = Crl::parse_all(file.as_bytes()).unwrap_err();
        assert_eq!(error, CrlError::WrongKind { kind }, "{why}");
    }
}

/// Entries may be in any order, and a serial number is found by all of its bytes: those that it shares with every other,
/// its length, and its end.
#[test]
fn every_entry_is_found_in_whatever_order_they_are_listed() {
    let ca = ca();
    let long = |end: &[u8]| [&[0x40; 12][..], end].concat();
    let rows: [(&str, Vec<Vec<u8>>); 6] = [
        ("short", vec![vec![3], vec![1], vec![2], vec![1, 0], vec![0, 0x81]]),
        ("in order", (0..40).map(|n| long(&[n])).collect()),
        ("in reverse", (0..40).rev().map(|n| long(&[n])).collect()),
        ("alike for 16 bytes", (0..40).map(|n| long(&[1, 2, 3, 4, 40 - n])).collect()),
        (
            "ends with zeros",
            vec![long(&[1, 0, 0]), long(&[1]), long(&[1, 0]), long(&[]), long(&[0]), long(&[0, 1])],
        ),
        ("of two lengths", vec![[0x70; 20].to_vec(), [0x41; 19].to_vec(), [0x40; 20].to_vec()]),
    ];
    for (why, serials) in rows {
        let list = serials.iter().fold(crl(), |list, serial| list.entry(serial, &[]));
        let list = Crl::from_der(&list.signed_by(&ca)).unwrap();
        assert_eq!(list.len(), serials.len(), "{why}");
        for serial in &serials {
            assert!(list.revocation_of(serial).is_some(), "{why}: {serial:02x?}");
            for other in [[serial, &[0x55][..]].concat(), serial[1..].to_vec()] {
                let is_listed = serials.contains(&other);
                assert_eq!(list.revocation_of(&other).is_some(), is_listed, "{why}: {other:02x?}");
            }
        }
    }
}
