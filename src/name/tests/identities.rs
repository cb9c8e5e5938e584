//! The names that count, under each of the four rules.

use super::certificate::{BMP_STRING, Names};
use super::strings::utf16;
use super::{ALL_RULES, names, read, reference};
use crate::certificate::general_name::GeneralName;
use crate::name::NameRules;
use crate::name::presented::{self, Entry};

/// One letter for each of RFC 2818, 6125, 9525 and 5922: `y` if it matches.
#[track_caller]
pub(super) fn answers(names: &Names, host: &str) -> String {
    let certificate = read(names);
    let matches = |rules| certificate.matches(&reference(host), rules).is_ok();
    let letter = |rules| if matches(rules) { 'y' } else { '-' };
    ALL_RULES.into_iter().map(letter).collect()
}

#[test]
fn the_four_rules_compared() {
    // names, reference, answers, why
    let h = "h.example";
    let rows = [
        (names().cn(h), h, "yy-y", "CN alone"),
        (names().cn(h).email("a@b.example"), h, "yy--", "CN beside mail"),
        (names().cn(h).ip("192.0.2.1"), h, "yy--", "CN beside an address"),
        (names().cn(h).uri("sip:h.example"), h, "y--y", "CN beside its sip URI"),
        (
            names().cn(h).uri("sip:other.example"),
            h,
            "y---",
            "CN beside another sip URI, CVE-2026-42012",
        ),
        (names().cn(h).dns("other.example"), h, "----", "CN beside another DNS name"),
        (names().cn(h).dns(""), h, "----", "CN beside an empty DNS name"),
        (names().cn(h).dns("\0"), h, "----", "CN beside an unreadable DNS name"),
        (names().cn(h).with_extension(), h, "----", "CN beside an empty extension"),
        (names().dns("*.d.example"), "a.d.example", "yyy-", "wildcard"),
        (names().dns("f*.d.example"), "foo.d.example", "yy--", "fragment"),
        (names().dns("*.d.example"), "a.b.d.example", "----", "one label"),
        (names().ip("192.0.2.1"), "192.0.2.1", "yyy-", "address"),
        (names().cn("192.0.2.1"), "192.0.2.1", "----", "address as CN"),
        (names().dns("192.0.2.1"), "192.0.2.1", "----", "address as DNS name"),
        (names().dns("*.0.2.1"), "192.0.2.1", "----", "CVE-2014-0139"),
        (names().cn("192.0.2.*"), "192.0.2.1", "----", "CVE-2014-0139"),
        (names().uri("sip:192.0.2.1"), "192.0.2.1", "----", "address in a URI"),
        (names().ip("::ffff:192.0.2.1"), "192.0.2.1", "----", "mapped"),
        (names().ip("192.0.2.1"), "::ffff:192.0.2.1", "----", "mapped"),
        (names().ip("2001:db8::7"), "2001:DB8:0::7", "yyy-", "IPv6"),
        (names().dns(h).uri("sip:d.example"), h, "yyy-", "a sip URI hides it"),
        (names().dns(h).uri("sip:h.example"), h, "yyyy", "both"),
        (names().dns(h).uri("sip:a@h.example"), h, "yyyy", "a URI with a user does not count"),
        (names().dns(h).uri("sips:d.example"), h, "yyyy", "a sips URI does not count"),
        (names().dns(h).uri("sip:*.h.example"), h, "yyy-", "a SIP URI with a wildcard hides it"),
        (names().dns("h.example."), h, "----", "a final dot"),
        (names().dns(h), "h.example.", "yyyy", "an absolute reference"),
        (names().uri("https://h.example/"), h, "----", "CVE-2021-44531"),
        (names().email("a@h.example"), h, "----", "a mail address is not a host"),
        (names().dns("a.example").dns(h), h, "yyyy", "any name is enough"),
        (names(), h, "----", "no names"),
        (names().cn(""), h, "----", "an empty CN"),
        (names().cn("*.h.example"), "a.h.example", "yy--", "wildcard CN"),
        (names().cn("pv.telco.example/extra"), "pv.telco.example", "----", "only the whole CN"),
    ];
    for (names, host, expected, why) in rows {
        assert_eq!(answers(&names, host), expected, "{why}: {names:?} for {host}");
    }
}

#[test]
fn the_most_specific_common_name_is_the_last() {
    let names = names().cn("evil.example").cn("phone.example.com");
    assert_eq!(answers(&names, "phone.example.com"), "yy-y");
    assert_eq!(answers(&names, "evil.example"), "----");
}

#[test]
fn ip_address_entry_is_not_compared_as_text() {
    // CVE-2020-36477
    assert_eq!(answers(&names().entry(0x87, b"a.io"), "a.io"), "----");
    assert_eq!(answers(&names().dns("a.io"), "97.46.105.111"), "----");
    assert_eq!(answers(&names().entry(0x87, b"a.io"), "97.46.105.111"), "yyy-");
}

#[test]
fn match_is_displayed_with_name_and_rule() {
    let all = names().dns("*.example.com").uri("sip:Example.com;lr").ip("192.0.2.1");
    // names, reference, rules, sentence
    let rows = [
        (all.clone(), "a.example.com", NameRules::Rfc2818, "\"*.example.com\" (dNSName, wildcard)"),
        (all.clone(), "example.com", NameRules::Rfc5922, "\"sip:Example.com;lr\" (sip URI)"),
        (all, "192.0.2.1", NameRules::Rfc9525, "\"192.0.2.1\" (iPAddress)"),
        (names().dns("A.example"), "a.example", NameRules::Rfc5922, "\"A.example\" (dNSName)"),
        (names().cn("A.example"), "a.example", NameRules::Rfc2818, "\"A.example\" (common name)"),
        (
            names().cn_as(BMP_STRING, &utf16("*.b.example")),
            "a.b.example",
            NameRules::Rfc2818,
            "\"*.b.example\" (common name, wildcard)",
        ),
    ];
    for (names, host, rules, sentence) in rows {
        let found = read(&names).matches(&reference(host), rules).expect(sentence);
        assert_eq!(found.to_string(), sentence);
    }
}

#[test]
fn fast_iterator_agrees_with_the_strict_parser() {
    let long = "a".repeat(200);
    let longer = "b".repeat(300);
    let names = names().dns("").dns("a").dns(&long).uri(&longer).email("m").ip("192.0.2.1");
    let names =
        names.entry(0xa0, &[0x06, 1, 0x2a, 0xa0, 2, 5, 0]).entry(0xa3, &[]).entry(0x88, &[0x2a]);
    let certificate = read(&names);
    let strict = certificate.subject_alt_names().expect("names").map(|name| match name {
        GeneralName::Dns(bytes) => Entry::Dns(bytes),
        GeneralName::Uri(bytes) => Entry::Uri(bytes),
        GeneralName::Email(bytes) => Entry::Email(bytes),
        GeneralName::Ip(bytes) => Entry::Ip(bytes),
        GeneralName::Other => Entry::OtherName,
        GeneralName::Directory(name) => Entry::Directory(name),
        GeneralName::X400 => Entry::Nothing(0xa3),
        GeneralName::EdiParty => Entry::Nothing(0xa5),
        GeneralName::RegisteredId => Entry::Nothing(0x88),
    });
    let quick = presented::entries(&certificate);
    assert_eq!(quick.clone().count(), 9);
    assert!(quick.eq(strict));
}
