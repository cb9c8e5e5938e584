//! CRLs: memory stays below 1.5 times the file, and time grows linearly with its size.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use crate::bounds::{self, File};
use crate::support::crl::crl;
use crate::support::der;
use crate::support::pem::pem;
use trustslot::Crl;

#[test]
fn parsing_a_crl_needs_bounded_memory_and_time() {
    bounds::check(FILES, |bytes| Crl::parse(bytes).map_err(|e| e.to_string()));
}

const FILES: &[File] = &[
    ("entries in order", true, |size| list(size, |n| n)),
    ("entries in reverse", true, |size| list(size, |n| u32::MAX - n)),
    ("entries in no order", true, |size| list(size, |n| n.wrapping_mul(2_654_435_761))),
    ("one entry repeated", true, |size| list(size, |_| 7)),
    ("entries as text", true, |size| pem("X509 CRL", &list(size / 100 * 73 - 100, |n| n)).into()),
    ("text before the CRL", true, |size| {
        let mut file = vec![b'\n'; size / 2];
        file.extend(pem("X509 CRL", &list(size / 200 * 73 - 100, |n| n)).as_bytes());
        file
    }),
    ("BEGIN lines", false, |size| "-----BEGIN X509 CRL-----\n".repeat(size / 25).into()),
    ("dashes", false, |size| vec![b'-'; size]),
    ("zeros", false, |size| vec![0; size]),
    ("one block of one letter", false, |size| {
        pem("X509 CRL", &vec![0; size / 100 * 73 - 100]).into()
    }),
    ("entries that are empty", false, |size| {
        let entries = der::tlv(0x30, &[]).repeat((size - 500) / 2);
        crl_with(entries)
    }),
];

/// A CRL of at most this many bytes, whose n-th entry has this serial number.
fn list(size: usize, serial: fn(u32) -> u32) -> Vec<u8> {
    const EACH: usize = 24;
    let count = u32::try_from((size - 500) / EACH).unwrap();
    let date = der::utc_time("260401000000Z");
    let mut entries = Vec::with_capacity(size);
    for n in 0..count {
        let serial = serial(n).to_be_bytes();
        let serial = [[0x40].as_slice(), &serial].concat();
        entries.extend(der::seq(&[&der::tlv(der::INTEGER, &serial), &date]));
    }
    crl_with(entries)
}

/// A CRL with these encoded entries.
fn crl_with(entries: Vec<u8>) -> Vec<u8> {
    let ca = crate::support::root("Test CA").self_signed();
    crl().entry_raw(entries).signed_by(&ca)
}
