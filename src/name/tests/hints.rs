use super::certificate::Names;
use super::{names, read, reference};
use crate::name::{NameHint, NameMismatch, NameRules};
use NameRules::{Rfc2818, Rfc5922, Rfc6125, Rfc9525};

#[track_caller]
pub(super) fn mismatch(names: &Names, host: &str, rules: NameRules) -> NameMismatch {
    read(names).matches(&reference(host), rules).expect_err("no match")
}

#[test]
fn every_mismatch_has_a_message() {
    let a = || names().dns("a.example");
    let bmp = |text: &str| {
        let contents: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        names().cn_as(0x1e, &contents)
    };
    // names, reference, rules, message
    let rows = [
        (
            names().dns("*.example.com"),
            "sip.example.org",
            Rfc2818,
            "the certificate is for \"*.example.com\", not for \"sip.example.org\"",
        ),
        (
            a().dns("b.example"),
            "c.example",
            Rfc2818,
            "the certificate is for \"a.example\" and \"b.example\", not for \"c.example\"",
        ),
        (
            a().dns("b.example").ip("192.0.2.1"),
            "c.example",
            Rfc2818,
            "the certificate is for \"a.example\", \"b.example\" and \"192.0.2.1\", not for \"c.example\"",
        ),
        (
            a().dns("b.example").dns("d.example").dns("e.example"),
            "c.example",
            Rfc2818,
            "the certificate is for \"a.example\", \"b.example\", \"d.example\" and 1 more, not for \"c.example\"",
        ),
        (
            names().ip("192.0.2.1").ip("192.0.2.2").ip("192.0.2.3").ip("192.0.2.4"),
            "c.example",
            Rfc2818,
            "the certificate is for \"192.0.2.1\", \"192.0.2.2\", \"192.0.2.3\" and 1 more, not for \"c.example\"",
        ),
        (
            a().ip("192.0.2.1"),
            "c.example",
            Rfc5922,
            "the certificate is for \"a.example\", not for \"c.example\"",
        ),
        (
            names().dns("xc.example"),
            "c.example",
            Rfc2818,
            "the certificate is for \"xc.example\", not for \"c.example\"",
        ),
        (
            names().dns(".c.example"),
            "c.example",
            Rfc2818,
            "the DNS entry \".c.example\" has a dot too many, so it does not count",
        ),
        (
            names().cn("Phone 12"),
            "c.example",
            Rfc2818,
            "the certificate is for \"Phone 12\", not for \"c.example\"",
        ),
        (
            names().cn("Köln"),
            "c.example",
            Rfc2818,
            "the certificate is for \"Köln\", not for \"c.example\"",
        ),
        (
            bmp("Köln"),
            "c.example",
            Rfc2818,
            "the certificate is for \"Köln\", not for \"c.example\"",
        ),
        (
            bmp("*.b.example"),
            "c.a.b.example",
            Rfc2818,
            "the wildcard in \"*.b.example\" covers one label, but \"c.a.b.example\" has more there (RFC 2818 §3.1)",
        ),
        (
            bmp("c.example").cn("Köln"),
            "c.example",
            Rfc2818,
            "only the last common name counts, and that is \"Köln\" (RFC 2818 §3.1)",
        ),
        (
            names().ip("2001:db8::1"),
            "192.0.2.7",
            Rfc2818,
            "the certificate is for \"2001:db8::1\", not for \"192.0.2.7\"",
        ),
        (
            names().dns("x, DNS:evil.example\n"),
            "evil.example",
            Rfc2818,
            "the DNS entry \"x, DNS:evil.example\\n\" has more than one name or a separator in it; each name needs its own entry",
        ),
        (
            a().cn("c.example"),
            "c.example",
            Rfc2818,
            "the common name would match, but it does not count beside DNS names (RFC 2818 §3.1)",
        ),
        (
            names().cn("c.example").uri("http://x/"),
            "c.example",
            Rfc6125,
            "the common name would match, but it does not count beside other names (RFC 6125 §6.4.4)",
        ),
        (
            names().cn("c.example").with_extension(),
            "c.example",
            Rfc2818,
            "the common name would match, but it does not count beside an empty subjectAltName (RFC 5280 §4.2.1.6)",
        ),
        (
            names().cn("c.example").with_extension(),
            "c.example",
            Rfc6125,
            "the common name would match, but it does not count beside an empty subjectAltName (RFC 5280 §4.2.1.6)",
        ),
        (
            names().cn("c.example").with_extension(),
            "c.example",
            Rfc5922,
            "the common name would match, but it does not count beside a subjectAltName (RFC 5922 §7.1)",
        ),
        (
            names().cn("c.example"),
            "c.example",
            Rfc9525,
            "the common name would match, but common names do not count (RFC 9525 §2)",
        ),
        (
            names().cn("c.example").email("a@b.example"),
            "c.example",
            Rfc5922,
            "the common name would match, but it does not count beside a subjectAltName (RFC 5922 §7.1)",
        ),
        (
            names().cn("c.example").cn("Phone 12"),
            "c.example",
            Rfc2818,
            "only the last common name counts, and that is \"Phone 12\" (RFC 2818 §3.1)",
        ),
        (
            names().dns("192.0.2.7"),
            "192.0.2.7",
            Rfc2818,
            "\"192.0.2.7\" is in a DNS entry; an IP address counts only in an IP address entry (RFC 2818 §3.1)",
        ),
        (
            names().dns("2001:DB8::7"),
            "2001:db8::7",
            Rfc9525,
            "\"2001:db8::7\" is in a DNS entry; an IP address counts only in an IP address entry (RFC 2818 §3.1)",
        ),
        (
            a().cn("192.0.2.7"),
            "192.0.2.7",
            Rfc2818,
            "\"192.0.2.7\" is in the common name; an IP address counts only in an IP address entry (RFC 2818 §3.1)",
        ),
        (
            names().ip("::ffff:192.0.2.7"),
            "192.0.2.7",
            Rfc2818,
            "the certificate has \"192.0.2.7\" in the form of the other IP version, which is a different address",
        ),
        (
            names().ip("192.0.2.7"),
            "192.0.2.7",
            Rfc5922,
            "\"192.0.2.7\" is an IP address, but a SIP domain must be a name (RFC 5922 §7.1)",
        ),
        (
            names().dns("*.b.example"),
            "c.a.b.example",
            Rfc2818,
            "the wildcard in \"*.b.example\" covers one label, but \"c.a.b.example\" has more there (RFC 2818 §3.1)",
        ),
        (
            names().dns("*.b.example"),
            "b.example",
            Rfc2818,
            "the wildcard in \"*.b.example\" covers one label, but \"b.example\" has none there (RFC 2818 §3.1)",
        ),
        (
            names().dns("*.example"),
            "b.example",
            Rfc2818,
            "the wildcard in \"*.example\" would cover a whole top-level domain, so it does not count",
        ),
        (
            names().dns("*"),
            "pbx",
            Rfc2818,
            "the wildcard in \"*\" would cover a whole top-level domain, so it does not count",
        ),
        (
            names().cn("x*.example"),
            "xn--caf-dma.example",
            Rfc2818,
            "the wildcard in \"x*.example\" covers a part of an encoded label (xn--…), so it does not count (RFC 6125 §6.4.3)",
        ),
        (
            names().dns("a.*.example"),
            "a.b.example",
            Rfc2818,
            "the wildcard in \"a.*.example\" is not in the leftmost label, so it does not count (RFC 6125 §6.4.3)",
        ),
        (
            names().dns("*.*.example"),
            "a.b.example",
            Rfc2818,
            "\"*.*.example\" has more than one wildcard, so it does not count (RFC 6125 §7.2)",
        ),
        (
            names().dns("f*.b.example"),
            "f.b.example",
            Rfc2818,
            "the wildcard in \"f*.b.example\" covers at least one character, but \"f.b.example\" has none there",
        ),
        (
            names().dns("f*.b.example"),
            "foo.b.example",
            Rfc9525,
            "a wildcard as in \"f*.b.example\" does not count (RFC 9525 §6)",
        ),
        (
            names().dns("*.b.example"),
            "a.b.example",
            Rfc5922,
            "a wildcard as in \"*.b.example\" counts for SIP only if the policy allows it (RFC 5922 §7.2)",
        ),
        (
            a().uri("sip:b.example"),
            "a.example",
            Rfc5922,
            "\"a.example\" is in a DNS entry, which does not count beside the SIP URI for \"b.example\" (RFC 5922 §7.1)",
        ),
        (
            names().dns("sip.atlanta.example"),
            "atlanta.example",
            Rfc5922,
            "the certificate is for \"sip.atlanta.example\", a host in \"atlanta.example\", but not for that domain itself (RFC 5922 §7.2)",
        ),
        (
            names().dns("a.example."),
            "a.example",
            Rfc2818,
            "\"a.example.\" ends in a dot, so it does not count in a certificate (RFC 5280 §4.2.1.6)",
        ),
        (
            names(),
            "a.example",
            Rfc2818,
            "the certificate names no host, so it is not for \"a.example\"",
        ),
        (
            names().email("a@b.example"),
            "192.0.2.7",
            Rfc2818,
            "the certificate names no host, so it is not for \"192.0.2.7\"",
        ),
        (
            names().ip("192.0.2.7"),
            "a.example",
            Rfc5922,
            "the certificate names no host, so it is not for \"a.example\"",
        ),
        (
            names().ip("192.0.2.7"),
            "a.example",
            Rfc9525,
            "the certificate is for \"192.0.2.7\", not for \"a.example\"",
        ),
        (
            names().email("a@b.example"),
            "a.example",
            Rfc9525,
            "the certificate names no host, so it is not for \"a.example\"",
        ),
    ];
    for (names, host, rules, sentence) in rows {
        let mismatch = mismatch(&names, host, rules);
        assert_eq!(mismatch.to_string(), sentence, "{:?}", mismatch.hint());
    }
}

#[test]
fn alternate_form_has_names_and_hint() {
    let names = names().dns("a.example").cn("c.example");
    let mismatch = mismatch(&names, "c.example", Rfc2818);
    assert_eq!(
        format!("{mismatch:#}"),
        "the certificate is for \"a.example\", not for \"c.example\": the common name would match, but it \
         does not count beside DNS names (RFC 2818 §3.1)"
    );
    assert_eq!(mismatch.hint(), Some(NameHint::CommonNameWouldMatch));
    assert_eq!(mismatch.presented(), ["a.example"]);

    let nameless = self::mismatch(&super::names(), "c.example", Rfc2818);
    let sentence = "the certificate names no host, so it is not for \"c.example\"";
    assert_eq!(format!("{nameless:#}"), sentence, "without names there is only the hint");
}
