//! Messages about certificates that cannot be read are true of the certificate: each row is an input and its message, which
//! does not depend on how far the parser came.

use crate::support::extensions::{
    BASIC_CONSTRAINTS, EXT_KEY_USAGE, KEY_USAGE, NAME_CONSTRAINTS, SUBJECT_ALT_NAME,
};
use crate::support::names::general;
use crate::support::{Cert, der, intermediate, leaf, root};
use trustslot::{BuiltIn, Bundle, Certificate, Remedy, TrustStore};

/// What follows "at byte N, " is part of a row; N is not.
fn message(der: &[u8]) -> Result<(), String> {
    Certificate::from_der(der).map(drop).map_err(|error| {
        let text = error.to_string();
        match text.split_once(" at byte ") {
            None => text,
            Some((before, after)) => {
                let after = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
                format!("{before}{after}")
            }
        }
    })
}

fn ca_with(constraints: &[Vec<u8>]) -> Cert {
    intermediate("x").replace_extension(BASIC_CONSTRAINTS, true, der::seq(constraints))
}

fn version(number: &[u8]) -> Cert {
    let field = der::explicit(0, &der::tlv(der::INTEGER, number));
    leaf("x.example").patch(move |tbs| replace_version(tbs, &field))
}

fn replace_version(tbs: &mut Vec<u8>, field: &[u8]) {
    let at = tbs.windows(5).position(|bytes| bytes == [0xa0, 3, 2, 1, 2]).unwrap();
    let rest = [field, &tbs[at + 5..]].concat();
    *tbs = der::tlv(0x30, &rest);
}

#[test]
fn path_lengths_are_numbers_of_zero_and_more() {
    let is_ca = || der::boolean(true);
    let length = |bytes: &[u8]| ca_with(&[is_ca(), der::tlv(der::INTEGER, bytes)]);
    let padded = "the value is not DER, in the basic constraints";
    let rows: [(Cert, Result<(), &str>); 9] = [
        (length(&[0]), Ok(())),
        (length(&[0, 0xff]), Ok(())),
        (length(&[1, 0]), Ok(())),
        (length(&[0x7f, 0xff, 0xff, 0xff]), Ok(())),
        (length(&[0x7f; 20]), Ok(())),
        (length(&[0xff]), Err("the number is negative, in the basic constraints")),
        (length(&[0x80, 0, 0, 0, 0]), Err("the number is negative, in the basic constraints")),
        (length(&[0, 1]), Err(padded)),
        (length(&[]), Err(padded)),
    ];
    for (cert, says) in rows {
        assert_eq!(message(&cert.self_signed().der), says.map_err(str::to_owned));
    }
}

/// A path length above 255 is no limit. webpki does not read it in a certificate that was presented, and says so.
#[test]
fn huge_path_length_limits_nothing() {
    use crate::case::{ca_that, root_that};
    use trustslot::{Position, Reason};
    let huge = |cert: Cert| {
        let value = der::seq(&[der::boolean(true), der::integer(&[1, 0])]);
        cert.replace_extension(BASIC_CONSTRAINTS, true, value)
    };
    root_that(huge).is_trusted("an uploaded CA");
    crate::case::built_in_root_that(huge).is_trusted("a built-in CA");
    let found = [(Reason::PathRefused, Position::Intermediate(1))];
    let findings = ca_that(huge).is_rejected(&found, "a CA that was presented");
    assert_eq!(
        findings.to_string(),
        "CA \"Test CA\" is rejected: its path length is above 255, which this library verifies in uploaded and built-in CAs only"
    );
}

#[test]
fn versions_are_named_as_they_are() {
    let none = "its version is not 1, 2 or 3";
    let extensions = |version: u8| {
        format!(
            "it has extensions, which certificates have since version 3, but its version is {version}"
        )
    };
    let rows: Vec<(Cert, Result<(), String>)> = vec![
        (leaf("x.example").version(1), Ok(())),
        (version(&[0]), Err(extensions(1))),
        (version(&[1]), Err(extensions(2))),
        (version(&[2]), Ok(())),
        (version(&[3]), Err(none.into())),
        (version(&[0xff]), Err(none.into())),
        (version(&[1, 0]), Err(none.into())),
        (version(&[0, 2]), Err("the value is not DER, in the version".into())),
        (version(&[]), Err("the value is not DER, in the version".into())),
    ];
    for (cert, says) in rows {
        assert_eq!(message(&cert.self_signed().der), says);
    }
    // Version 1 that is written out, without a field that version 1 does not have.
    let written_out = |tbs: &mut Vec<u8>| {
        let (start, _) = tbs.split_at(tbs.len());
        let header = if start[1] < 0x80 { 2 } else { 2 + usize::from(start[1] & 0x7f) };
        let field = der::explicit(0, &der::integer(&[0]));
        *tbs = der::tlv(0x30, &[&field, &tbs[header..]].concat());
    };
    let old = leaf("x.example").version(1).patch(written_out).self_signed();
    let certificate = Certificate::from_der(&old.der).unwrap();
    assert_eq!(certificate.version(), 1);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    assert_eq!(store.add(&Bundle::from(certificate)).unwrap().pins, 1);
    // Unique identifiers are fields of versions 2 and 3.
    let identified = |tbs: &mut Vec<u8>| tbs_with(tbs, &der::implicit(1, &[0, 7]));
    let old = leaf("x.example").version(1).patch(identified).self_signed();
    let says =
        "it has unique identifiers, which certificates have since version 2, but its version is 1";
    assert_eq!(message(&old.der), Err(says.into()));
}

/// Adds an element at the end.
fn tbs_with(tbs: &mut Vec<u8>, element: &[u8]) {
    let header = if tbs[1] < 0x80 { 2 } else { 2 + usize::from(tbs[1] & 0x7f) };
    *tbs = der::tlv(0x30, &[&tbs[header..], element].concat());
}

#[test]
fn values_that_der_allows_are_not_called_malformed_der() {
    let leaf = || leaf("x.example");
    let san = |value: Vec<u8>| leaf().replace_extension(SUBJECT_ALT_NAME, false, value);
    let with = |id: &str, value: Vec<u8>| leaf().replace_extension(id, false, value);
    let trees =
        |value: &[Vec<u8>]| intermediate("x").extension(NAME_CONSTRAINTS, true, der::seq(value));
    let flag = |byte: u8| ca_with(&[der::tlv(der::BOOLEAN, &[byte])]);
    let rows: Vec<(Cert, &str)> = vec![
        (
            with(EXT_KEY_USAGE, der::seq::<&[u8]>(&[])),
            "the list is empty, in the extended key usage",
        ),
        (
            with(KEY_USAGE, der::bit_string_unused(0, &[0x80, 0x80, 0x80])),
            "there are more bits than are defined, in the key usage",
        ),
        (
            with(KEY_USAGE, der::bit_string_unused(9, &[0x80])),
            "the value is not DER, in the key usage",
        ),
        (trees(&[]), "the list is empty, in the name constraints"),
        (trees(&[der::implicit_constructed(0, &[])]), "the list is empty, in the name constraints"),
        (
            san(der::seq(&[der::implicit(9, b"x")])),
            "unknown kind of name, in the subject alternative name",
        ),
        (leaf().subject(der::seq(&[der::set::<&[u8]>(&[])])), "the list is empty, in the issuer"),
        (flag(0x01), "the value is not DER, in the basic constraints"),
        (leaf().serial(&[]), "the value is not DER, in the serial number"),
        (leaf().serial(&[0, 1]), "the value is not DER, in the serial number"),
        (
            leaf().not_before_raw(der::utc_time("260101000000+0000")),
            "invalid date, in the validity",
        ),
        (leaf().not_before_raw(der::utc_time("2601010000Z")), "invalid date, in the validity"),
        (leaf().not_before_raw(der::printable("260101000000Z")), "invalid date, in the validity"),
        (
            leaf().not_before_raw(der::generalized_time("20260101000000.5Z")),
            "invalid date, in the validity",
        ),
    ];
    for (cert, says) in rows {
        assert_eq!(message(&cert.self_signed().der), Err(says.into()));
    }
    let (spki, bits) = (leaf().self_signed().key, der::bit_string_unused(1, &[4, 2]));
    let spki = der::seq(&[&spki.spki()[2..23], &bits]);
    let says = "the bits are no whole number of bytes, in the public key";
    assert_eq!(message(&leaf().spki(spki).self_signed().der), Err(says.into()));
    // An empty list of extensions means the same as none.
    let none = leaf().without_extension(KEY_USAGE).without_extension(EXT_KEY_USAGE);
    assert_eq!(message(&none.self_signed().der), Ok(()));
}

#[test]
fn extension_that_stands_twice_is_named() {
    let names = der::seq(&[general::dns("y.example")]);
    let rows = [
        (
            leaf("x.example").extension(SUBJECT_ALT_NAME, false, names),
            "duplicate extension subjectAltName (2.5.29.17)",
            "2.5.29.17",
        ),
        (
            leaf("x.example").extension("1.2.3.4", false, b"").extension("1.2.3.4", true, b""),
            "duplicate extension 1.2.3.4",
            "1.2.3.4",
        ),
    ];
    for (cert, says, id) in rows {
        let issued = cert.self_signed();
        assert_eq!(message(&issued.der), Err(says.into()));
        let error = Certificate::from_der(&issued.der).unwrap_err();
        assert_eq!(error.extension().map(|id| id.dotted()).as_deref(), Some(id));
        assert_eq!(error.remedy(), Some(Remedy::Reissue));
    }
}

/// Getting the file again helps only if bytes were lost. A certificate that was issued this way must be issued again.
#[test]
fn remedy_depends_on_whether_bytes_were_lost() {
    let negative = ca_with(&[der::boolean(true), der::tlv(der::INTEGER, &[0xff])]).self_signed();
    let empty = leaf("x").replace_extension(EXT_KEY_USAGE, false, der::seq::<&[u8]>(&[]));
    let old = root("x").version(2).self_signed();
    for der in [negative.der, empty.self_signed().der, old.der] {
        let error = Certificate::from_der(&der).unwrap_err();
        assert_eq!(error.remedy(), Some(Remedy::Reissue), "{error}");
    }
    let cut = leaf("x").self_signed().der;
    let error = Certificate::from_der(&cut[..cut.len() - 1]).unwrap_err();
    assert_eq!(error.remedy(), Some(Remedy::CopyAgain), "{error}");
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let huge = ca_with(&[der::boolean(true), der::integer(&[1, 0])]).self_signed();
    let added = store.add(&Bundle::parse("ca.der", &huge.der).unwrap()).unwrap();
    assert_eq!((added.new, added.pins), (1, 0), "it is an anchor");
}
