//! Certificates that cannot be read, one for each fault.

use super::{Row, row};
use trustslot::{Bundle, BundleError, Certificate, CertificateError, Pkcs7Error};
use trustslot_kit::{Issued, der, leaf};

pub(crate) fn rows() -> Vec<Row> {
    let date = |text: &str| der::utc_time(text);
    let many = (0..65)
        .fold(leaf("x.example"), |leaf, n| leaf.extension(&format!("1.2.3.{n}"), false, b"\x05\0"));
    let twice =
        leaf("x.example").extension("1.2.3", false, b"\x05\0").extension("1.2.3", false, b"\x05\0");
    let sha384 = der::seq(&[der::oid("1.2.840.10045.4.3.3")]);
    vec![
        row(1001, "certificate-encoding", damaged()),
        row(1002, "certificate-too-large", refused(&vec![0x30; Certificate::MAX_BYTES + 1])),
        row(1003, "certificate-version", of(&leaf("x.example").version(4).self_signed())),
        row(
            1004,
            "certificate-algorithms-differ",
            of(&leaf("x.example").signature_algorithm_outer(sha384).self_signed()),
        ),
        row(
            1005,
            "certificate-date-before-1970",
            of(&leaf("x.example").not_before_raw(date("500101000000Z")).self_signed()),
        ),
        row(
            1006,
            "certificate-date",
            of(&leaf("x.example").not_before_raw(date("201301000000Z")).self_signed()),
        ),
        row(
            1007,
            "certificate-never-valid",
            of(&leaf("x.example").valid("2030-01-01", "2020-01-01").self_signed()),
        ),
        row(1008, "certificate-extension-twice", of(&twice.self_signed())),
        row(1009, "certificate-too-many-extensions", of(&many.self_signed())),
        row(1011, "certificate-field-of-later-version", with_extensions_in_version_1()),
        row(
            1012,
            "certificate-not-der",
            Certificate::from_der(b"-----BEGIN CERTIFICATE-----\n").unwrap_err(),
        ),
    ]
}

/// A number without a value here: no certificate is known that this library parses and webpki does not.
pub(crate) const UNREACHED: (u16, &str) = (1010, "certificate-refused-by-webpki");

pub(crate) fn good() -> Certificate {
    Certificate::from_der(&leaf("x.example").self_signed().der).unwrap()
}

/// A certificate of version 3 that says that it is of version 1.
fn with_extensions_in_version_1() -> CertificateError {
    let says_1 = |tbs: &mut Vec<u8>| {
        der::replace_once(tbs, b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x00");
    };
    of(&leaf("x.example").patch(says_1).self_signed())
}

pub(crate) fn damaged() -> CertificateError {
    let mut der = leaf("x.example").self_signed().der;
    der.pop();
    refused(&der)
}

/// A PKCS#7 container for each fault.
pub(crate) fn pkcs7() -> Vec<Row> {
    let data = der::seq(&[der::oid("1.2.840.113549.1.7.1")]);
    let message = der::explicit(0, &der::octet_string(b"hello"));
    let message = der::seq(&[der::oid("1.2.840.113549.1.7.1"), message]);
    let own = der::implicit_constructed(0, &leaf("x.example").self_signed().der);
    let attribute = der::implicit_constructed(0, &der::implicit_constructed(1, b""));
    let crl = der::implicit_constructed(1, &der::seq(&[der::null()]));
    let none = || der::set::<Vec<u8>>(&[]);
    let signed = |content: &[u8], rest: &[&[u8]]| {
        let head = [der::integer(&[1]), none(), content.to_vec()].concat();
        let data = der::seq(&[head, rest.concat(), none()]);
        der::seq(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &data)])
    };
    let other = |version: u8, signers: Vec<u8>| {
        let data =
            der::seq(&[der::integer(&[version]), none(), data.clone(), own.clone(), signers]);
        der::seq(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &data)])
    };
    vec![
        row(1121, "pkcs7-malformed", pkcs7_error(&signed(&data, &[&own, b"\x30\x00"]))),
        row(1122, "pkcs7-not-signed-data", enveloped()),
        row(1123, "pkcs7-with-crl", pkcs7_error(&signed(&data, &[&own, &crl]))),
        row(1124, "pkcs7-signed-message", pkcs7_error(&signed(&message, &[&own]))),
        row(1125, "pkcs7-other-certificate", pkcs7_error(&signed(&data, &[&attribute]))),
        row(1126, "pkcs7-signature", pkcs7_error(&other(1, der::set(&[der::null()])))),
        row(1127, "pkcs7-version", pkcs7_error(&other(6, none()))),
    ]
}

/// A container of something else than certificates.
pub(crate) fn enveloped() -> Pkcs7Error {
    let content = der::explicit(0, &der::seq::<Vec<u8>>(&[]));
    pkcs7_error(&der::seq(&[der::oid("1.2.840.113549.1.7.3"), content]))
}

#[track_caller]
fn pkcs7_error(container: &[u8]) -> Pkcs7Error {
    match Bundle::parse("ca.cer", container) {
        Err(BundleError::Pkcs7(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn of(issued: &Issued) -> CertificateError {
    refused(&issued.der)
}

fn refused(der: &[u8]) -> CertificateError {
    Certificate::from_der(der).unwrap_err()
}
