//! The name that is suggested because it would match.

use super::hints::mismatch;
use super::names;
use crate::name::NameRules;
use NameRules::{Rfc2818, Rfc5922, Rfc9525};

#[test]
fn suggested_name() {
    let sip = || names().dns("*.b.example").dns("sip.b.example");
    // Addresses in dNSName entries never match.
    let in_dns_entries = |count| (0..count).fold(names(), |names, _| names.dns("192.0.2.7"));
    // names, reference, rules, suggested name
    let rows = [
        (sip(), "192.0.2.7", Rfc2818, Some("sip.b.example")),
        (names().ip("192.0.2.7"), "a.example", Rfc2818, Some("192.0.2.7")),
        (names().ip("192.0.2.7"), "a.example", Rfc5922, None),
        (names().cn("sip.b.example"), "a.example", Rfc2818, Some("sip.b.example")),
        (names().cn("sip.b.example"), "a.example", Rfc9525, None),
        (names().cn("Phone 12"), "a.example", Rfc2818, None),
        (names().dns("192.0.2.7"), "192.0.2.7", Rfc2818, None),
        (names().uri("sip:b.example").dns("a.example"), "a.example", Rfc5922, Some("b.example")),
        // At most four names are tried.
        (in_dns_entries(3).dns("b.example"), "c.example", Rfc2818, Some("b.example")),
        (in_dns_entries(4).dns("b.example"), "c.example", Rfc2818, None),
        (in_dns_entries(3).ip("192.0.2.9"), "c.example", Rfc2818, Some("192.0.2.9")),
        (in_dns_entries(4).ip("192.0.2.9"), "c.example", Rfc2818, None),
        // A near miss is a mistake in the certificate or in the reference, so no other name is suggested.
        (sip(), "c.a.b.example", Rfc2818, None),
        (names().dns("sip.b.example"), "b.example", Rfc5922, None),
    ];
    for (names, host, rules, expected) in rows {
        let mismatch = mismatch(&names, host, rules);
        let dial = mismatch.suggested_name().map(ToString::to_string);
        assert_eq!(dial.as_deref(), expected, "{names:?} for {host}");
    }
}
