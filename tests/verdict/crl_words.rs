//! Lists of revoked certificates in words: why somebody is on one, and where one is broken.

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

/// RFC 5280 §5.3.1: a code, what it means, and how it is told.
#[test]
fn every_reason_is_told_in_words() {
    use RevocationReason as R;
    let pki = pki();
    for (code, reason, words) in [
        (0, R::Unspecified, "of a reason that is not said"),
        (1, R::KeyCompromise, "its key was compromised"),
        (2, R::CaCompromise, "its CA was compromised"),
        (3, R::AffiliationChanged, "what it says has changed"),
        (4, R::Superseded, "it was superseded"),
        (5, R::CessationOfOperation, "it is no longer used"),
        (6, R::CertificateHold, "it is on hold"),
        (9, R::PrivilegeWithdrawn, "what it may do was withdrawn"),
        (10, R::AaCompromise, "the attribute authority was compromised"),
    ] {
        let list = crl().revoking_because(&pki.leaf, code);
        let read = Crl::from_der(&list.clone().signed_by(&pki.ca)).unwrap();
        let revoked = read.find(&pki.leaf.serial).unwrap();
        assert_eq!(revoked.reason(), Some(reason));
        assert_eq!(revoked.since().as_secs(), When::from("2026-04-01").seconds());
        assert_eq!(read.find(&pki.ca.serial), None, "of another it says nothing");
        let findings = pki.with(list).is_rejected(&[(Reason::Revoked, END_ENTITY)], words);
        let sentence =
            format!("Test CA has revoked the certificate: since 2026-04-01, because {words}");
        assert_eq!(findings.to_string(), sentence);
    }
    let silent = crl().revoking(&pki.leaf).signed_by(&pki.ca);
    let revoked = Crl::from_der(&silent).unwrap().find(&pki.leaf.serial);
    assert_eq!(revoked.unwrap().reason(), None, "no reason is none");
    let taken_back = crl().revoking_because(&pki.leaf, 8).delta();
    let list = Crl::from_der(&taken_back.signed_by(&pki.ca)).unwrap();
    assert_eq!((list.len(), list.find(&pki.leaf.serial)), (1, None), "removeFromCRL");
}

#[test]
fn a_list_is_shown_in_a_line_and_not_dumped() {
    let ca = ca();
    let list = crl().only(&[der::implicit(3, &[6, 0x40])]).signed_by(&ca);
    let list = Crl::from_der(&list).unwrap();
    assert_eq!(
        list.to_string(),
        "CRL for some reasons only of O=Example Phones, CN=Test CA of 2026-05-01, entries: 0, next by 2027-01-01"
    );
    assert!(list.is_empty());
    assert_eq!(format!("{list:?}"), "Crl { issuer: \"O=Example Phones, CN=Test CA\", len: 0, .. }");
}

/// What is broken, in which field, and where.
#[test]
fn a_broken_field_is_named() {
    let ca = ca();
    let odd_date = der::seq(&[der::integer(&[1]), der::utf8("260401000000Z")]);
    let empty_set = der::seq(&[der::set::<Vec<u8>>(&[])]);
    let two = der::set(&[attribute(COMMON_NAME, &der::utf8("x")), der::null()]);
    let point = |inner: &[u8]| crl().only(&[der::implicit_constructed(0, inner)]);
    let reason = |value: &[u8]| crl().entry(&[1], &[extension(REASON_CODE, false, value)]);
    let seventeen =
        (0..16).fold(crl(), |list, n| list.extension(&format!("1.2.3.{n}"), false, b"\x05\x00"));
    let list = "in the revoked certificates";
    let point_field = "in the issuing distribution point";
    let rows = [
        (crl().issuer(empty_set), "in the issuer", "an RDN of nothing"),
        (crl().issuer(der::seq(&[two])), "in the issuer", "an attribute that is none"),
        (crl().entry_raw(odd_date), "no date at byte", "a text for a date"),
        (reason(&der::integer(&[1])), list, "a number for a reason"),
        (reason(&der::tlv(0x0a, &[1, 0])), list, "a reason beyond all"),
        (reason(b"\x0a\x01\x01\x00"), list, "a byte behind the reason"),
        (
            crl().extension(DELTA_CRL_INDICATOR, true, der::null()),
            "in the CRL number",
            "a delta of no number",
        ),
        (
            crl().extension(DELTA_CRL_INDICATOR, true, b"\x02\x01\xff"),
            "no number at byte",
            "a delta of a number below 0",
        ),
        (
            crl().extension(CRL_NUMBER, false, b"\x02\x01\x01\x00"),
            "in the CRL number",
            "a byte behind the number",
        ),
        (seventeen, "an extension stands twice, or there are too many", "17 extensions"),
        (point(&der::null()), "no name at byte", "a distribution point of no name"),
        (point(b""), point_field, "a distribution point of nothing"),
        (point(&der::implicit_constructed(0, &der::null())), point_field, "a name that is none"),
        (
            crl().extension(ISSUING_DISTRIBUTION_POINT, true, der::null()),
            point_field,
            "another type",
        ),
        (
            crl().extension(CRL_NUMBER, false, der::tlv(der::INTEGER, &[1; 21])),
            "the path verifier cannot read it",
            "a number of 21 bytes (RFC 5280 §5.2.3)",
        ),
    ];
    for (list, words, why) in rows {
        let refusal = Crl::from_der(&list.signed_by(&ca)).unwrap_err().to_string();
        assert!(refusal.contains(words), "{why}: {refusal:?}, not {words:?}");
    }
}

/// Faults that no description has, made in a list that can be read.
#[test]
fn a_changed_byte_is_found_where_it_stands() {
    let good = crl().revoking(&ca()).signed_by(&ca());
    Crl::from_der(&good).unwrap();
    for (what, with, words) in [
        (&b"260501000000Z"[..], &b"261301000000Z"[..], "no date"),
        (b"260401000000Z", b"260400000000Z", "no date"),
        // Ed25519, which stands inside and outside: the first alone becomes Ed448.
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
fn a_file_is_looked_at_before_it_is_decoded() {
    let largest = Crl::MAX_BYTES * 3 / 2;
    let refusal = Crl::parse(&vec![b'\n'; largest + 1]).unwrap_err();
    assert_eq!(refusal, CrlError::TooLarge { bytes: largest + 1 });
    assert_eq!(refusal.to_string(), "the list has 7864321 bytes, and at most 5242880 are read");
    let text = pem("X509 CRL", &crl().signed_by(&ca()));
    let damaged = text.replacen("MI", "M?", 1);
    assert_ne!(damaged, text);
    for (file, words) in [
        (damaged.clone(), "line 2: "),
        (format!("{text}{damaged}"), "the file has more than one list"),
        (format!("{text}-----BEGIN X509 CRL-----\n"), "the END line is missing"),
        (pem("X509 CRL", Key::p256(1).pkcs8()), "but a private key"),
        (pem("X509 CRL", b"hello"), "in the list"),
    ] {
        let refusal = Crl::parse(file.as_bytes()).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal:?}, not {words:?}");
    }
}
