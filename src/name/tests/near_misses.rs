//! Entries that have the name in another form, in another kind of entry, or nearly.

use super::certificate::Names;
use super::hints::mismatch;
use super::{names, read, reference};
use crate::name::{EntryKind, MatchedBy, Matching, NameHint as Hint, NameRules, match_certificate};
use NameRules::{Rfc2818, Rfc5922, Rfc6125, Rfc9525};

const HOST: &str = "pbx.example.com";

/// The name in another form. Each row is tried as a dNSName beside a common name that would match, as a SIP domain, and as
/// the only common name.
const FORMS: &[(&str, Hint, &str)] = &[
    (" pbx.example.com", Hint::BlankInEntry, "a blank before"),
    ("pbx.example.com ", Hint::BlankInEntry, "a blank behind"),
    ("pbx. example.com", Hint::BlankInEntry, "a blank inside"),
    ("pbx.example.com\n", Hint::BlankInEntry, "a line end"),
    ("\tpbx.example.com", Hint::BlankInEntry, "a tabulator"),
    ("pbx.example.com\0", Hint::BlankInEntry, "NUL"),
    ("pbx.example.com:5061", Hint::PortInEntry, "a port"),
    ("pbx.example.com:", Hint::PortInEntry, "a colon"),
    ("https://pbx.example.com", Hint::UrlInEntry, "a URL"),
    ("https://pbx.example.com:8443/prov/", Hint::UrlInEntry, "a URL with port and path"),
    ("sips:pbx.example.com", Hint::UrlInEntry, "a SIP URI"),
    ("//pbx.example.com", Hint::UrlInEntry, "a URL without a scheme"),
    ("pbx.example.com/", Hint::PathInEntry, "a slash"),
    ("pbx.example.com/prov/cfg.xml", Hint::PathInEntry, "a path"),
    ("pbx.example.com:443/prov", Hint::PathInEntry, "a path behind a port"),
    ("pbx.example.com,www.example.com", Hint::ListInEntry, "a list with commas"),
    ("www.example.com, pbx.example.com", Hint::ListInEntry, "a list with commas and blanks"),
    ("www.example.com pbx.example.com", Hint::ListInEntry, "a list with blanks"),
    ("DNS:www.example.com,DNS:pbx.example.com", Hint::ListInEntry, "a list with prefixes"),
    ("pbx.example.com,", Hint::ListInEntry, "a comma"),
    ("DNS:pbx.example.com", Hint::PrefixInEntry, "a prefix"),
    ("dns:PBX.example.com", Hint::PrefixInEntry, "a prefix in lower case"),
    ("DNS Name=pbx.example.com", Hint::PrefixInEntry, "a prefix as Windows shows it"),
    ("CN=pbx.example.com", Hint::PrefixInEntry, "the type of an attribute"),
    ("\"pbx.example.com\"", Hint::MarksInEntry, "quotation marks"),
    ("<pbx.example.com>", Hint::MarksInEntry, "angle brackets"),
    ("pbx..example.com", Hint::EmptyLabelInEntry, "two dots in a row"),
    (".pbx.example.com", Hint::EmptyLabelInEntry, "a dot before"),
    ("pbx.example.com.", Hint::FinalDot, "a final dot"),
    ("*.example.com:5061", Hint::PortInEntry, "a wildcard with a port"),
];

#[test]
fn name_in_another_form_is_found_before_the_common_name() {
    for (text, hint, why) in FORMS {
        let dns = names().cn(HOST).dns("www.example.net").dns(text);
        for rules in [Rfc2818, Rfc6125, Rfc9525] {
            let mismatch = mismatch(&dns, HOST, rules);
            assert_eq!(mismatch.hint(), Some(*hint), "{why}, {rules}: {mismatch}");
            let quoted = crate::text::Quoted::bytes(text.as_bytes(), 64).to_string();
            assert!(mismatch.to_string().contains(&quoted), "{why}: {mismatch}");
            assert_eq!(mismatch.suggested_name(), None, "{why}");
            assert_eq!(mismatch.needed_entry(), Some(EntryKind::Dns), "{why}");
        }
        let only = mismatch(&names().cn(text), HOST, Rfc2818);
        assert_eq!(only.hint(), Some(*hint), "{why}, as the common name: {only}");
        assert!(
            only.to_string().contains("common name") || *hint == Hint::FinalDot,
            "{why}: {only}"
        );
    }
}

#[test]
fn address_in_another_form_is_found() {
    let rows = [
        ("192.0.2.7:5061", "192.0.2.7", Hint::PortInEntry, "a port"),
        ("IP:192.0.2.7", "192.0.2.7", Hint::PrefixInEntry, "a prefix"),
        ("IP Address:192.0.2.7", "192.0.2.7", Hint::PrefixInEntry, "a prefix with a blank"),
        ("192.0.2.7 ", "192.0.2.7", Hint::BlankInEntry, "a blank"),
        ("https://192.0.2.7/", "192.0.2.7", Hint::UrlInEntry, "a URL"),
        ("192.0.2.7,192.0.2.8", "192.0.2.8", Hint::ListInEntry, "a list"),
        ("[2001:db8::7]", "2001:db8::7", Hint::MarksInEntry, "brackets"),
        ("[2001:db8::7]:443", "2001:db8::7", Hint::PortInEntry, "brackets and a port"),
        ("192.0.2.7", "192.0.2.7", Hint::IpInDnsName, "the address itself"),
    ];
    for (text, address, hint, why) in rows {
        let mismatch = mismatch(&names().cn(address).dns(text), address, Rfc2818);
        assert_eq!(mismatch.hint(), Some(hint), "{why}: {mismatch}");
        assert_eq!(mismatch.needed_entry(), Some(EntryKind::Ip), "{why}");
        let sip = self::mismatch(&names().dns(text), address, Rfc5922);
        assert_eq!((sip.hint(), sip.needed_entry()), (Some(Hint::IpIsNoSipDomain), None), "{why}");
    }
}

#[test]
fn other_near_misses_are_found_before_the_common_name() {
    let utf8 = |text: &str| names().entry(0x82, text.as_bytes());
    let rows: &[(Names, &str, NameRules, Hint, &str)] = &[
        (names().uri("https://pbx.example.com/prov"), HOST, Rfc2818, Hint::HostInUri, "a URI"),
        (names().uri("sip:pbx.example.com"), HOST, Rfc9525, Hint::HostInUri, "a SIP URI for HTTPS"),
        (names().uri("https://pbx.example.com"), HOST, Rfc5922, Hint::HostInUri, "a URL for SIP"),
        (
            names().uri("https://192.0.2.7/"),
            "192.0.2.7",
            Rfc2818,
            Hint::HostInUri,
            "an address in a URI",
        ),
        (
            names().email("admin@pbx.example.com").dns("a.example.net"),
            HOST,
            Rfc2818,
            Hint::HostInMailAddress,
            "a mail address",
        ),
        (utf8("bücher.example"), "xn--bcher-kva.example", Rfc2818, Hint::NotAsciiInEntry, "UTF-8"),
        (
            names().dns("b\u{fc}cher.example"),
            "xn--bcher-kva.example",
            Rfc2818,
            Hint::NotAsciiInEntry,
            "ISO 8859-1",
        ),
        (
            utf8("*.bücher.example"),
            "a.xn--bcher-kva.example",
            Rfc2818,
            Hint::NotAsciiInEntry,
            "a wildcard",
        ),
        (
            utf8("pbx.example.com\u{200b}"),
            HOST,
            Rfc2818,
            Hint::BlankInEntry,
            "an invisible character",
        ),
        (utf8("\u{a0}pbx.example.com"), HOST, Rfc2818, Hint::BlankInEntry, "a no-break space"),
        (names().dns("alice@pbx.example.com"), HOST, Rfc2818, Hint::UserInEntry, "a user"),
        (
            names().dns("www.pbx.example.com"),
            HOST,
            Rfc2818,
            Hint::HostWithinDomain,
            "a label too much",
        ),
        (names().dns("example.com"), HOST, Rfc2818, Hint::DomainAbove, "a label is missing"),
        (
            names().dns("*.pbx.example.com"),
            HOST,
            Rfc2818,
            Hint::WildcardNeedsLabel,
            "too deep a wildcard",
        ),
        (names().dns("*.com"), HOST, Rfc2818, Hint::CommonNameWouldMatch, "too high a wildcard"),
        (
            names().dns("*.example.com"),
            "a.pbx.example.com",
            Rfc2818,
            Hint::WildcardTooDeep,
            "two labels",
        ),
        (
            names().dns("pbx.exmaple.com"),
            HOST,
            Rfc9525,
            Hint::CommonNameWouldMatch,
            "a slip beside a common name",
        ),
        (
            names().uri("sip:alice@example.com"),
            "example.com",
            Rfc5922,
            Hint::SipUriNamesUser,
            "a user",
        ),
        (names().uri("sips:example.com"), "example.com", Rfc5922, Hint::SipsUri, "another scheme"),
        (names().uri("sip:example.com:"), "example.com", Rfc5922, Hint::HostInUri, "no valid port"),
        (
            names().uri("sip:*.example.com"),
            "a.example.com",
            Rfc5922,
            Hint::SipWildcard,
            "a wildcard",
        ),
        (
            names().dns("*.example.com"),
            "a.example.com",
            Rfc5922,
            Hint::SipWildcard,
            "a wildcard in a dNSName",
        ),
        (
            names().dns("f*.example.com"),
            "foo.example.com",
            Rfc5922,
            Hint::WildcardNotAllowed,
            "a part of a label",
        ),
        (
            names().uri("sip://example.com"),
            "example.com",
            Rfc5922,
            Hint::UrlInEntry,
            "slashes in a SIP URI",
        ),
        (
            names().uri("sip:[example.com]"),
            "example.com",
            Rfc5922,
            Hint::MarksInEntry,
            "brackets in a SIP URI",
        ),
    ];
    for (names, host, rules, hint, why) in rows {
        let names = match rules {
            Rfc5922 => names.clone().cn(host),
            _ => names.clone().cn(host).dns("a.example.net"),
        };
        let mismatch = mismatch(&names, host, *rules);
        assert_eq!(mismatch.hint(), Some(*hint), "{why}: {mismatch}");
    }
    let slip = mismatch(&names().dns("pbx.exmaple.com"), HOST, Rfc2818);
    assert_eq!(
        slip.to_string(),
        "the certificate has \"pbx.exmaple.com\", which differs from \"pbx.example.com\" in one place; check the spelling of both"
    );
    assert_eq!(
        slip.suggested_name(),
        None,
        "nobody is sent to a name that looks like the dialed one"
    );
}

/// The entries that are searched for the name have 8,000 bytes at most. Those that are too short to contain it do not count.
#[test]
fn near_misses_are_searched_in_a_limited_number_of_bytes() {
    let long = format!("{}.example.net", "a".repeat(63));
    let after = |count: usize, other: &str| {
        let names = (0..count).fold(names(), |names, _| names.dns(other));
        mismatch(&names.dns("pbx.example.com:5061"), HOST, Rfc2818).hint()
    };
    for (count, other, hint, why) in [
        (100, &*long, Some(Hint::PortInEntry), "7,500 bytes and the entry itself"),
        (106, &long, Some(Hint::PortInEntry), "7,970 bytes and the entry itself"),
        (107, &long, None, "8,025 bytes are too many"),
        (2_000, "a.example", Some(Hint::PortInEntry), "2,000 names that are too short"),
        (2_000, "*.test", None, "2,000 wildcards, of which one may nearly match"),
        (2_000, "\u{fc}.test", None, "2,000 names that may be shorter than their A-label forms"),
    ] {
        assert_eq!(after(count, other), hint, "{why}");
    }
    let urls = |count| {
        let uri = "https://www.example.net/provisioning/";
        let names = (0..count).fold(names(), |names, _| names.uri(uri));
        let names = names.uri("https://pbx.example.com/").dns("www.example.net");
        mismatch(&names, HOST, Rfc2818).hint()
    };
    assert_eq!((urls(200), urls(220)), (Some(Hint::HostInUri), None), "URIs");
    let hosts = (0..300).fold(names(), |names, _| names.dns(&long));
    for (name, hint, why) in [
        ("www.pbx.example.com", Hint::HostWithinDomain, "only its end is compared"),
        ("example.com", Hint::DomainAbove, "only its length and its bytes are compared"),
        ("pbx.exampel.com", Hint::SimilarName, "only names of about its length are compared"),
    ] {
        let mismatch = mismatch(&hosts.clone().dns(name), HOST, Rfc9525);
        assert_eq!(mismatch.hint(), Some(hint), "{why}");
    }
}

#[test]
fn name_to_dial_is_looked_for_among_the_first_names() {
    let after = |count: usize, other: &str| {
        let names = (0..count).fold(names(), |names, _| names.dns(other));
        mismatch(&names.dns("www.example.com"), HOST, Rfc2818).suggested_name().is_some()
    };
    for (count, other, is_found, why) in [
        (15, "a b", true, "15 names that are malformed"),
        (16, "a b", false, "16 of them"),
        (100, "*.example.net", true, "wildcards cannot be dialed, so they are not counted"),
    ] {
        assert_eq!(after(count, other), is_found, "{why}");
    }
}

#[test]
fn needed_entry_is_of_the_kind_that_counts() {
    for (names, host, rules, needed, why) in [
        (names().dns("a.example"), HOST, Rfc2818, Some(EntryKind::Dns), "a host"),
        (names().dns("a.example"), "192.0.2.7", Rfc9525, Some(EntryKind::Ip), "an address"),
        (names().dns("a.example"), "192.0.2.7", Rfc5922, None, "an address for SIP"),
        (names().dns("a.example"), HOST, Rfc5922, Some(EntryKind::Dns), "a SIP domain"),
        (names().uri("sip:a.example"), HOST, Rfc5922, Some(EntryKind::SipUri), "beside a SIP URI"),
        (names().uri("sip:a@a.example"), HOST, Rfc5922, Some(EntryKind::SipUri), "beside a user"),
        (
            names().uri("sips:a.example"),
            HOST,
            Rfc5922,
            Some(EntryKind::SipUri),
            "beside a sips URI",
        ),
        (names().uri("sip:a.example"), HOST, Rfc2818, Some(EntryKind::Dns), "for HTTPS"),
    ] {
        let mismatch = mismatch(&names, host, rules);
        assert_eq!(mismatch.needed_entry(), needed, "{why}");
        let issued = match needed {
            Some(EntryKind::Dns) => names.dns(host),
            Some(EntryKind::Ip) => names.ip(host),
            Some(EntryKind::SipUri) => names.uri(&format!("sip:{host}")),
            None => continue,
        };
        assert!(read(&issued).matches(&reference(host), rules).is_ok(), "{why}");
    }
}

#[test]
fn wildcards_count_for_sip_if_the_policy_allows_them() {
    let allowed = Matching { rules: Rfc5922, sip_wildcards: true };
    for (names, host, by, why) in [
        (names().dns("*.example.com"), HOST, Some(MatchedBy::DnsIdWildcard), "a dNSName"),
        (names().uri("sip:*.example.com"), HOST, Some(MatchedBy::SipUriWildcard), "a SIP URI"),
        (names().uri("sip:pbx.example.com"), HOST, Some(MatchedBy::SipUri), "no wildcard"),
        (
            names().uri("sip:a.example").dns("*.example.com"),
            HOST,
            None,
            "a SIP URI still takes precedence",
        ),
        (names().dns("p*.example.com"), HOST, None, "a part of a label"),
        (names().dns("*.com"), "example.com", None, "a top-level domain"),
        (names().dns("*.example.com"), "a.b.example.com", None, "two labels"),
    ] {
        let certificate = read(&names);
        let found = match_certificate(&certificate, &reference(host), allowed);
        assert_eq!(found.ok().map(|name| name.by()), by, "{why}");
        let forbidden = certificate.matches(&reference(host), Rfc5922);
        assert_eq!(forbidden.is_ok(), by == Some(MatchedBy::SipUri), "{why}: by default");
    }
}
