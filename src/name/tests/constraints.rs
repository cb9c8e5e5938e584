use super::certificate::Names;
use super::{names, read, reference};
use crate::name::{Constrained, Constraints, Judgment, NameRules};

const EMAIL: u8 = 0x81;
pub(super) const DNS: u8 = 0x82;
const URI: u8 = 0x86;

/// The message if `leaf`, matched with `host` by `rules`, violates the constraints in `ca`.
#[track_caller]
pub(super) fn violation(ca: &Names, leaf: &Names, host: &str, rules: NameRules) -> Option<String> {
    let (ca, leaf, reference) = (read(ca), read(leaf), reference(host));
    let name = leaf.matches(&reference, rules).ok();
    let identity = name.as_ref().map(|name| (name, &reference));
    let constraints = Constraints::of(&ca)?;
    let mut found = None;
    let mut judge = |name: &Constrained<'_>| {
        if let Judgment::Outside(violation) = constraints.judge(name) {
            found.get_or_insert(violation);
        }
    };
    let identity = identity.and_then(|(name, meant)| Constrained::identity(name, meant));
    identity.iter().for_each(&mut judge);
    Constrained::each(&leaf, constraints.kinds(), judge);
    found.map(|violation| violation.to_string())
}

#[track_caller]
fn assert_rows(rows: &[(Names, Names, &str, &str)], rules: NameRules) {
    for (ca, leaf, host, expected) in rows {
        let answer = violation(ca, leaf, host, rules);
        let answer = answer.as_deref().unwrap_or("allowed");
        let first = answer.split(" (permitted: ").next().unwrap_or_default();
        assert_eq!(first, *expected, "{ca:?} {leaf:?}");
    }
}

#[test]
fn common_names_are_checked_against_constraints() {
    let phone = "phone.example.com";
    let ca = || names().cn("CA");
    let cn = |text: &str| names().cn(text);
    let rows = [
        (ca(), cn(phone), phone, "allowed"),
        (ca().permitted(DNS, "example.com"), cn(phone), phone, "allowed"),
        (ca().permitted(DNS, phone), cn(phone), phone, "allowed"),
        (ca().permitted(DNS, "EXAMPLE.com"), cn("PHONE.Example.com"), phone, "allowed"),
        (
            ca().permitted(DNS, "example.org"),
            cn(phone),
            phone,
            "the common name \"phone.example.com\" is not permitted",
        ),
        (
            ca().permitted(DNS, "ample.com"),
            cn(phone),
            phone,
            "the common name \"phone.example.com\" is not permitted",
        ),
        (
            ca().permitted(DNS, "example.org").permitted(DNS, "example.com"),
            cn(phone),
            phone,
            "allowed",
        ),
        (
            ca().excluded(DNS, "EXAMPLE.COM"),
            cn(phone),
            phone,
            "the common name \"phone.example.com\" is excluded by the constraint \"EXAMPLE.COM\"",
        ),
        (ca().excluded(DNS, "example.org"), cn(phone), phone, "allowed"),
        // CVE-2024-39312: both lists apply.
        (
            ca().permitted(DNS, "example.com").excluded(DNS, phone),
            cn(phone),
            phone,
            "the common name \"phone.example.com\" is excluded by the constraint \"phone.example.com\"",
        ),
        // GHSA-394x-vwmw-crm3
        (
            ca().excluded(DNS, "a.example.com"),
            cn("*.example.com"),
            phone,
            "the common name \"*.example.com\" is excluded by the constraint \"a.example.com\"",
        ),
        (
            ca().permitted(DNS, phone),
            cn("*.example.com"),
            phone,
            "the common name \"*.example.com\" is not permitted",
        ),
        (ca().permitted(DNS, "example.com"), cn("*.example.com"), phone, "allowed"),
        (ca().excluded(DNS, "b.a.example.com"), cn("*.example.com"), phone, "allowed"),
        (
            ca().excluded(DNS, "fax.example.com"),
            cn("ph*.example.com"),
            phone,
            "the common name \"ph*.example.com\" is excluded by the constraint \"fax.example.com\"",
        ),
        // Constraints on other kinds of names, and names that did not match.
        (ca().permitted(EMAIL, "example.org"), cn(phone), phone, "allowed"),
        (ca().permitted(URI, "example.org"), cn(phone), phone, "allowed"),
        (ca().excluded(DNS, "example.com"), cn("Phone 12"), phone, "allowed"),
    ];
    assert_rows(&rows, NameRules::Rfc2818);
}

#[test]
fn malformed_constraints_permit_nothing() {
    let phone = "phone.example.com";
    let odd = ["example.com.", "..example.com", "*.example.com", "example.com\0x", "."];
    for base in odd {
        for leaf in [names().cn(phone), names().dns(phone)] {
            for ca in [names().excluded(DNS, base), names().permitted(DNS, base)] {
                let answer = violation(&ca, &leaf, phone, NameRules::Rfc2818);
                let sentence = answer.expect(base);
                assert!(sentence.contains("cannot be checked: the constraint"), "{sentence}");
            }
        }
    }
    // An empty constraint includes every name.
    let answer = |ca: &Names| violation(ca, &names().cn(phone), phone, NameRules::Rfc2818);
    assert!(answer(&names().excluded(DNS, "")).is_some());
    assert!(answer(&names().permitted(DNS, "")).is_none());
}

#[test]
fn leading_dot_permits_below_and_excludes_all() {
    let rows = [
        (names().permitted(DNS, ".example.com"), "a.example.com", true),
        (names().permitted(DNS, ".example.com"), "b.a.example.com", true),
        (names().permitted(DNS, ".example.com"), "example.com", false),
        (names().permitted(DNS, ".example.com"), "badexample.com", false),
        (names().excluded(DNS, ".example.com"), "a.example.com", false),
        (names().excluded(DNS, ".example.com"), "example.com", false),
        (names().excluded(DNS, ".example.com"), "badexample.com", true),
    ];
    for (ca, host, is_allowed) in rows {
        for leaf in [names().cn(host), names().dns(host)] {
            let answer = violation(&ca, &leaf, host, NameRules::Rfc2818);
            assert_eq!(answer.is_none(), is_allowed, "{ca:?} {leaf:?}: {answer:?}");
        }
    }
}

#[test]
fn wildcards_beside_excluded_names() {
    let rows = [
        (names().excluded(DNS, "test.example.com"), names().dns("*.example.com"), false),
        (names().permitted(DNS, "accept.example.com"), names().dns("*.example.com"), false),
        (names().excluded(DNS, "bar.example.com"), names().dns("*.example.com"), false),
        (names().excluded(DNS, "bar.example.org"), names().dns("*.example.com"), true),
        (names().excluded(DNS, "PHONE.example.com"), names().dns("*.EXAMPLE.com"), false),
        (names().permitted(DNS, "example.com"), names().dns("*.example.com"), true),
        // The wildcard did not match, but the certificate has it.
        (
            names().excluded(DNS, "bad.example"),
            names().dns("foo.example.com").dns("bad.example"),
            false,
        ),
        // CVE-2026-27138
        (names().excluded(DNS, "example.org"), names().dns("").dns("foo.example.com"), false),
        (names().excluded(DNS, "example.org"), names().dns("x.example.org."), false),
    ];
    for (ca, leaf, is_allowed) in rows {
        for host in ["foo.example.com", "bar.example.com"] {
            let answer = violation(&ca, &leaf, host, NameRules::Rfc2818);
            assert_eq!(answer.is_none(), is_allowed, "{ca:?} {leaf:?}: {answer:?}");
        }
    }
}

#[test]
fn sip_domains_are_checked_against_constraints() {
    let leaf = || names().uri("sip:sip.example.com;lr");
    let ca = names;
    let host = "sip.example.com";
    let rows = [
        (ca().permitted(DNS, "example.com"), leaf(), host, "allowed"),
        (
            ca().excluded(DNS, "example.com"),
            leaf(),
            host,
            "the SIP domain \"sip.example.com\" is excluded by the constraint \"example.com\"",
        ),
        (
            ca().permitted(DNS, "example.org"),
            leaf(),
            host,
            "the SIP domain \"sip.example.com\" is not permitted",
        ),
        (ca().permitted(URI, "sip.example.com"), leaf(), host, "allowed"),
        (ca().permitted(URI, ".example.com"), leaf(), host, "allowed"),
        (
            ca().permitted(URI, "example.com"),
            leaf(),
            host,
            "the SIP domain \"sip.example.com\" is not permitted",
        ),
        (
            ca().excluded(URI, ".example.com"),
            leaf(),
            host,
            "the SIP domain \"sip.example.com\" is excluded by the constraint \".example.com\"",
        ),
        (
            ca().excluded(URI, "sip:example.com"),
            leaf(),
            host,
            "the SIP domain \"sip.example.com\" cannot be checked: the constraint \"sip:example.com\" is malformed",
        ),
        (
            ca().excluded(URI, ""),
            leaf(),
            host,
            "the SIP domain \"sip.example.com\" cannot be checked: the constraint \"\" is malformed",
        ),
    ];
    assert_rows(&rows, NameRules::Rfc5922);
}

#[test]
fn mail_addresses_are_checked_against_constraints() {
    let mail = || names().subject_email("a@example.com");
    let host = "unused.example";
    let rows = [
        (names(), mail(), host, "allowed"),
        (names().permitted(EMAIL, "example.com"), mail(), host, "allowed"),
        (names().permitted(DNS, "example.org"), mail(), host, "allowed"),
        (
            names().permitted(EMAIL, "example.org"),
            mail(),
            host,
            "the mail address \"a@example.com\" is not permitted",
        ),
        (
            names().excluded(EMAIL, "a@example.com"),
            mail(),
            host,
            "the mail address \"a@example.com\" is excluded by the constraint \"a@example.com\"",
        ),
        (
            names().excluded(EMAIL, ".example.com"),
            names().email("a@b.example.com"),
            host,
            "the mail address \"a@b.example.com\" is excluded by the constraint \".example.com\"",
        ),
        (
            names().excluded(EMAIL, "example.org"),
            names().subject_email("nobody"),
            host,
            "the mail address \"nobody\" is malformed, so it cannot be checked",
        ),
        (
            names().excluded(EMAIL, "@"),
            mail(),
            host,
            "the mail address \"a@example.com\" cannot be checked: the constraint \"@\" is malformed",
        ),
    ];
    assert_rows(&rows, NameRules::Rfc2818);
}

/// What is permitted is quoted: the first subtree of that kind, and the number of the others.
#[test]
fn permitted_subtrees_are_named() {
    let ca = names().permitted(EMAIL, "example.net").permitted(DNS, "a.example");
    let leaf = names().dns("h.b.example");
    let says = |ca: &Names| violation(ca, &leaf, "h.b.example", NameRules::Rfc2818).unwrap();
    let one = "the DNS name \"h.b.example\" is not permitted (permitted: \"a.example\")";
    assert_eq!(says(&ca), one);
    let three = ca.permitted(DNS, "c.example").permitted(DNS, "d.example");
    let sentence =
        "the DNS name \"h.b.example\" is not permitted (permitted: \"a.example\" and 2 more)";
    assert_eq!(says(&three), sentence);
}
