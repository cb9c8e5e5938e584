//! Messages about CRLs: why a certificate is revoked, and which field of a CRL is malformed.

use crate::revocation::{END_ENTITY, pki};
use crate::support::crl::{
    CRL_NUMBER, DELTA_CRL_INDICATOR, ISSUING_DISTRIBUTION_POINT, REASON_CODE, crl, extension,
};
use crate::support::names::{COMMON_NAME, attribute};
use crate::support::pem::pem;
use crate::support::time::When;
use crate::support::{Issued, Key, der, root};
use trustslot::{Crl, CrlError, Reason, RevocationReason};

fn ca() -> Issued {
    root("Test CA").key(Key::ed25519(1)).self_signed()
}

/// RFC 5280 §5.3.1: the code, its meaning and its message.
#[test]
fn every_revocation_reason_has_a_message() {
    use RevocationReason as R;
    let pki = pki();
    for (code, reason, words) in [
        (0, R::Unspecified, "of an unspecified reason"),
        (1, R::KeyCompromise, "its key was compromised"),
        (2, R::CaCompromise, "its CA was compromised"),
        (3, R::AffiliationChanged, "its contents are no longer correct"),
        (4, R::Superseded, "it was replaced"),
        (5, R::CessationOfOperation, "it is no longer used"),
        (6, R::CertificateHold, "it is on hold"),
        (9, R::PrivilegeWithdrawn, "its privileges were withdrawn"),
        (10, R::AaCompromise, "the attribute authority was compromised"),
    ] {
        let list = crl().revoking_because(&pki.leaf, code);
        let read = Crl::from_der(&list.clone().signed_by(&pki.ca)).unwrap();
        let revoked = read.revocation_of(&pki.leaf.serial).unwrap();
        assert_eq!(revoked.reason(), Some(reason));
        assert_eq!(revoked.since().as_secs(), When::from("2026-04-01").seconds());
        assert_eq!(read.revocation_of(&pki.ca.serial), None, "another serial number");
        let findings = pki.with(list).is_rejected(&[(Reason::Revoked, END_ENTITY)], words);
        let message = "\"Test CA\" has revoked the certificate: since 2026-04-01";
        let message = match reason {
            R::Unspecified => message.to_owned(),
            _ => format!("{message}, because {words}"),
        };
        assert_eq!(findings.to_string(), message);
    }
    let silent = crl().revoking(&pki.leaf).signed_by(&pki.ca);
    let revoked = Crl::from_der(&silent).unwrap().revocation_of(&pki.leaf.serial);
    assert_eq!(revoked.unwrap().reason(), None, "the reason is optional");
    let taken_back = crl().revoking_because(&pki.leaf, 8).delta();
    let list = Crl::from_der(&taken_back.signed_by(&pki.ca)).unwrap();
    assert_eq!((list.len(), list.revocation_of(&pki.leaf.serial)), (1, None), "removeFromCRL");
}

#[test]
fn crl_is_displayed_in_one_line() {
    let ca = ca();
    let list = crl().only(&[der::implicit(3, &[6, 0x40])]).signed_by(&ca);
    let list = Crl::from_der(&list).unwrap();
    assert_eq!(
        list.to_string(),
        "CRL for certain reasons only of O=Example Phones, CN=Test CA, issued on 2026-05-01, next due by 2027-01-01, entries: 0"
    );
    assert!(list.is_empty());
    assert_eq!(format!("{list:?}"), "Crl { issuer: \"O=Example Phones, CN=Test CA\", len: 0, .. }");
}

/// The fault, the field and the offset.
#[test]
fn malformed_crl_field_is_named() {
    let ca = ca();
    let odd_date = der::seq(&[der::integer(&[1]), der::utf8("260401000000Z")]);
    let empty_set = der::seq(&[der::set::<Vec<u8>>(&[])]);
    let two = der::set(&[attribute(COMMON_NAME, &der::utf8("x")), der::null()]);
    let point = |inner: &[u8]| crl().only(&[der::implicit_constructed(0, inner)]);
    let reason = |value: &[u8]| crl().entry(&[1], &[extension(REASON_CODE, false, value)]);
    let seventeen =
        (0..16).fold(crl(), |list, n| list.extension(&format!("1.2.3.{n}"), false, b"\x05\x00"));
    let entries = "in the revoked certificates";
    let point_field = "in the issuing distribution point";
    let rows = [
        (crl().issuer(empty_set), "in the issuer", "an empty RDN"),
        (crl().issuer(der::seq(&[two])), "in the issuer", "NULL instead of an attribute"),
        (crl().entry_raw(odd_date), "invalid date at byte", "a text instead of a date"),
        (reason(&der::integer(&[1])), entries, "an INTEGER instead of a reason"),
        (reason(&der::tlv(0x0a, &[1, 0])), entries, "a reason of two bytes"),
        (reason(b"\x0a\x01\x01\x00"), entries, "a byte after the reason"),
        (
            crl().extension(DELTA_CRL_INDICATOR, true, der::null()),
            "in the CRL number",
            "a delta CRL with NULL as its base",
        ),
        (
            crl().extension(DELTA_CRL_INDICATOR, true, b"\x02\x01\xff"),
            "invalid number at byte",
            "a delta CRL with a negative base",
        ),
        (
            crl().extension(CRL_NUMBER, false, b"\x02\x01\x01\x00"),
            "in the CRL number",
            "a byte after the number",
        ),
        (seventeen, "duplicate extension, or too many of them", "17 extensions"),
        (
            point(&der::null()),
            "the name is missing at byte",
            "NULL instead of a distribution point name",
        ),
        (point(b""), point_field, "an empty distribution point"),
        (point(&der::implicit_constructed(0, &der::null())), point_field, "NULL instead of a name"),
        (
            crl().extension(ISSUING_DISTRIBUTION_POINT, true, der::null()),
            point_field,
            "NULL instead of the extension",
        ),
        (
            crl().extension(CRL_NUMBER, false, der::tlv(der::INTEGER, &[1; 21])),
            "webpki, which verifies chains, cannot parse",
            "a number of 21 bytes (RFC 5280 §5.2.3)",
        ),
    ];
    for (list, words, why) in rows {
        let refusal = Crl::from_der(&list.signed_by(&ca)).unwrap_err().to_string();
        assert!(refusal.contains(words), "{why}: {refusal:?}, not {words:?}");
    }
}

/// Faults that no described CRL can have are made by changing bytes of a valid one.
#[test]
fn error_gives_the_offset_of_a_changed_byte() {
    let good = crl().revoking(&ca()).signed_by(&ca());
    Crl::from_der(&good).unwrap();
    for (what, with, words) in [
        (&b"260501000000Z"[..], &b"261301000000Z"[..], "invalid date"),
        (b"260401000000Z", b"260400000000Z", "invalid date"),
        // The algorithm Ed25519 is given twice: only the first becomes Ed448.
        (b"\x06\x03\x2b\x65\x70", b"\x06\x03\x2b\x65\x71", "the two signature algorithms differ"),
    ] {
        let at = good.windows(what.len()).position(|bytes| bytes == what).unwrap();
        let mut changed = good.clone();
        changed.splice(at..at + what.len(), with.iter().copied());
        let refusal = Crl::from_der(&changed).unwrap_err();
        assert!(matches!(refusal, CrlError::Malformed { .. }), "{refusal}");
        let says = format!("{words} at byte {at}, in ");
        assert!(refusal.to_string().starts_with(&says), "{refusal}, not {says}");
    }
}

#[test]
fn crl_file_is_identified_before_it_is_decoded() {
    let largest = Crl::MAX_BYTES * 3 / 2;
    let refusal = Crl::parse(&vec![b'\n'; largest + 1]).unwrap_err();
    assert_eq!(refusal, CrlError::TooLarge { bytes: largest + 1, limit: Crl::MAX_BYTES });
    assert_eq!(refusal.to_string(), "the CRL is 7864321 bytes; the limit is 5242880");
    let text = pem("X509 CRL", &crl().signed_by(&ca()));
    let damaged = text.replacen("MI", "M?", 1);
    assert_ne!(damaged, text);
    for (file, words) in [
        (damaged.clone(), "line 2: "),
        (format!("{text}{damaged}"), "the file contains more than one CRL"),
        (format!("{text}-----BEGIN X509 CRL-----\n"), "the END line is missing"),
        (pem("X509 CRL", Key::p256(1).pkcs8()), "the file is a private key, not a CRL"),
        (pem("X509 CRL", b"hello"), "in the CRL"),
    ] {
        let refusal = Crl::parse(file.as_bytes()).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal:?}, not {words:?}");
    }
}
