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
    ]
}

/// A number without a value here: no certificate is known that this library parses and webpki does not.
pub(crate) const UNREACHED: (u16, &str) = (1010, "certificate-refused-by-webpki");

pub(crate) fn good() -> Certificate {
    Certificate::from_der(&leaf("x.example").self_signed().der).unwrap()
}

pub(crate) fn damaged() -> CertificateError {
    let mut der = leaf("x.example").self_signed().der;
    der.pop();
    refused(&der)
}

/// A container of something else than certificates.
pub(crate) fn pkcs7_error() -> Pkcs7Error {
    let enveloped =
        der::seq(&[der::oid("1.2.840.113549.1.7.3"), der::explicit(0, &der::seq::<Vec<u8>>(&[]))]);
    match Bundle::parse("ca.cer", &enveloped) {
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
