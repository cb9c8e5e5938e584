//! A critical extension is read, or the certificate or CRL that has it is refused (RFC 5280 §4.2, §5.2).

use crate::case::{Case, ca_that, leaf_that};
use crate::support::crl::{CRL_DISTRIBUTION_POINTS, crl, distribution_points, extension};
use crate::support::names::{COMMON_NAME, attribute, general};
use crate::support::{der, root};
use trustslot::{Certificate, Crl, Reason};

/// Every extension that RFC 5280 defines for certificates.
const OF_CERTIFICATES: [&str; 17] = [
    "2.5.29.9",
    "2.5.29.14",
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.18",
    "2.5.29.19",
    "2.5.29.30",
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.33",
    "2.5.29.35",
    "2.5.29.36",
    "2.5.29.37",
    "2.5.29.46",
    "2.5.29.54",
    "1.3.6.1.5.5.7.1.1",
    "1.3.6.1.5.5.7.1.11",
];

/// Every extension that RFC 5280 defines for CRLs, and that of certificates which CRLs have too.
const OF_CRLS: [&str; 8] = [
    "2.5.29.18",
    "2.5.29.20",
    "2.5.29.27",
    "2.5.29.28",
    "2.5.29.31",
    "2.5.29.35",
    "2.5.29.46",
    "1.3.6.1.5.5.7.1.1",
];

/// Every extension that RFC 5280 defines for entries of CRLs.
const OF_ENTRIES: [&str; 3] = ["2.5.29.21", "2.5.29.24", "2.5.29.29"];

/// Contents that no extension has: not DER, DER of another type, and the right type with something else in it.
fn unreadable() -> [Vec<u8>; 4] {
    [
        vec![0xff, 0xff],
        der::null(),
        der::seq(&[[0xde, 0xad, 0xbe, 0xef]]),
        der::seq(&[der::tlv(0x0c, b"x"), der::tlv(0x0c, b"x")]),
    ]
}

/// True if the certificate is not even read, or refused for the extension.
fn is_refused(case: &Case) -> bool {
    if case.presented.iter().any(|issued| Certificate::from_der(&issued.der).is_err()) {
        return true;
    }
    let verdict = case.judge();
    let found = verdict.findings();
    found.is_some_and(|found| found.contains(Reason::UnknownCriticalExtension))
}

#[test]
fn no_critical_extension_of_a_certificate_counts_unread() {
    for id in OF_CERTIFICATES {
        for contents in unreadable() {
            let set = |cert: crate::support::Cert| {
                cert.without_extension(id).extension(id, true, contents.clone())
            };
            assert!(is_refused(&leaf_that(set)), "{id} {contents:02x?} in an end entity");
            assert!(is_refused(&ca_that(set)), "{id} {contents:02x?} in a CA");
        }
    }
}

#[test]
fn no_critical_extension_of_a_crl_counts_unread() {
    let ca = root("Test CA").self_signed();
    for contents in unreadable() {
        for list in [crl(), crl().delta()] {
            for id in OF_CRLS {
                let list = list.clone().without_extension(id).extension(id, true, &contents);
                assert!(Crl::from_der(&list.signed_by(&ca)).is_err(), "{id} {contents:02x?}");
            }
            for id in OF_ENTRIES {
                let list = list.clone().entry(&[1], &[extension(id, true, &contents)]);
                assert!(Crl::from_der(&list.signed_by(&ca)).is_err(), "{id} {contents:02x?}");
            }
        }
    }
}

/// The forms of RFC 5280 §4.2.1.13, each of them critical.
#[test]
fn critical_distribution_points_are_read_to_the_end() {
    let uri = general::uri("http://crl.example.com/ca.crl");
    let full = der::implicit_constructed(0, &uri);
    let named = der::implicit_constructed(0, &full);
    let relative = attribute(COMMON_NAME, &der::utf8("1"));
    let relative = der::implicit_constructed(0, &der::implicit_constructed(1, &relative));
    let reasons = der::implicit(1, &[6, 0x40]);
    let issuer = der::implicit_constructed(2, &general::dns("x.example"));
    let points = |fields: &[&[u8]]| der::seq(&[der::seq(fields)]);
    let empty_names = der::implicit_constructed(0, &der::implicit_constructed(0, &[]));
    let rows = [
        (distribution_points(&["http://a.example/1", "http://a.example/2"]), true, "two points"),
        (points(&[&named, &reasons, &issuer]), true, "all fields"),
        (points(&[&relative]), true, "a relative name"),
        (points(&[&issuer]), true, "the issuer alone"),
        (points(&[&reasons]), false, "reasons alone"),
        (points(&[]), false, "nothing"),
        (der::seq::<&[u8]>(&[]), false, "no point"),
        (points(&[&empty_names]), false, "no name"),
        (points(&[&issuer, &named]), false, "another order"),
        (points(&[&named, &der::null()]), false, "a field more"),
        ([points(&[&named]), der::null()].concat(), false, "something after it"),
    ];
    for (contents, is_read, why) in rows {
        let with = |critical| {
            leaf_that(|leaf| leaf.extension(CRL_DISTRIBUTION_POINTS, critical, &contents))
        };
        if is_read {
            with(true).is_trusted(why);
        } else {
            assert!(is_refused(&with(true)), "{why}");
        }
        // Some of them webpki refuses to read at all. The others name no CRL, and nothing depends on them.
        let plain = with(false);
        if plain.presented.iter().all(|issued| Certificate::from_der(&issued.der).is_ok()) {
            plain.is_trusted(why);
        } else {
            assert!(!is_read, "{why}");
        }
    }
}
