//! The edges of what a CRL may contain: the last form that is parsed, and the first that is not.

use crate::support::crl::{CRL_NUMBER, REASON_CODE, crl, extension};
use crate::support::extensions::AUTHORITY_KEY_ID;
use crate::support::issue::assemble;
use crate::support::time::When;
use crate::support::{Issued, Key, der, root};
use trustslot::Crl;

const INVALIDITY_DATE: &str = "2.5.29.24";
const ANY: &[u8] = b"\x05\x00";

fn ca() -> Issued {
    root("Test CA").key(Key::ed25519(1)).self_signed()
}

/// A CRL with these fields after the issuer, of version 2 or 1.
fn bare(version: u8, fields: &[Vec<u8>]) -> Vec<u8> {
    let ca = ca();
    let algorithm = ca.key.signature_algorithm();
    let mut all = Vec::new();
    if version == 2 {
        all.push(der::integer(&[1]));
    }
    all.extend([algorithm.clone(), ca.subject.clone()]);
    all.extend_from_slice(fields);
    let tbs = der::seq(&all);
    assemble(&tbs, &algorithm, &der::bit_string(&ca.key.sign(&tbs)))
}

#[test]
fn permitted_crl_fields_are_parsed() {
    let ca = ca();
    let date = der::tlv(0x18, b"20260401000000Z");
    let lost_since = |critical| extension(INVALIDITY_DATE, critical, &date);
    let entry = |inner: Vec<u8>| crl().entry(&[1], &[inner]);
    let authority = der::seq(&[der::implicit(0, &[1; 20])]);
    let rows = [
        (crl().dated("2026-05-01", "2026-05-01"), 0, "for one second"),
        (entry(lost_since(false)), 1, "the date of the compromise"),
        (entry(lost_since(true)), 1, "the same, critical"),
        (entry(extension("1.2.3.4", false, ANY)), 1, "an uncritical unknown entry extension"),
        (crl().extension("1.2.3.4", false, ANY), 0, "an uncritical unknown CRL extension"),
        (crl().extension(AUTHORITY_KEY_ID, true, &authority), 0, "whose key, critical"),
        (
            crl().extension(CRL_NUMBER, false, der::tlv(der::INTEGER, &[1; 20])),
            0,
            "a number of 20 bytes (RFC 5280 §5.2.3)",
        ),
    ];
    for (list, entries, why) in rows {
        let list = Crl::from_der(&list.signed_by(&ca)).map_err(|error| format!("{why}: {error}"));
        assert_eq!(list.unwrap().len(), entries, "{why}");
    }
    let dates = ["2026-05-01", "2027-01-01"].map(|day| When::from(day).der());
    for version in [1, 2] {
        let list = Crl::from_der(&bare(version, &dates)).unwrap();
        assert!(list.is_empty(), "version {version} without extensions");
    }
}

#[test]
fn forbidden_crl_fields_are_named() {
    let ca = ca();
    let no_date = crl().entry_raw(der::seq(&[der::integer(&[1])]));
    let odd_date = crl().entry(&[1], &[extension(INVALIDITY_DATE, false, ANY)]);
    let no_code = crl().entry(&[1], &[extension(REASON_CODE, false, ANY)]);
    let name = der::implicit_constructed(0, &der::implicit_constructed(0, ANY));
    let rows = [
        (no_date, "the serial number or the date is missing at byte"),
        // webpki parses these, and this parser does not need them.
        (odd_date, "webpki, which"),
        (no_code, "in the revoked certificates"),
        (crl().only(&[name]), "in the issuing distribution point"),
    ];
    for (list, words) in rows {
        let refusal = Crl::from_der(&list.signed_by(&ca)).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal:?}, not {words:?}");
    }
    let mut fields: Vec<_> = ["2026-05-01", "2027-01-01"].map(|day| When::from(day).der()).to_vec();
    let number = extension(CRL_NUMBER, false, &der::integer(&[1]));
    fields.push(der::explicit(0, &der::seq(&[number])));
    Crl::from_der(&bare(2, &fields)).unwrap();
    let refusal = Crl::from_der(&bare(1, &fields)).unwrap_err().to_string();
    let words = "in the CRL";
    assert!(refusal.ends_with(words), "version 1 has no extensions: {refusal}");
}
