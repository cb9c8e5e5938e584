//! Host names and reference names.

use crate::judge::{HOST, Peer, peer};
use crate::support::{Cert, chain3, leaf};
use trustslot::NameRules::{self, Rfc2818, Rfc5922, Rfc6125, Rfc9525};
use trustslot::{Policy, Reason, ReferenceIdentity, ReferenceIdentityError};

pub(crate) const RULES: [NameRules; 4] = [Rfc2818, Rfc6125, Rfc9525, Rfc5922];

/// A peer with this certificate, checked for this name by these rules.
pub(crate) fn peer_with(cert: Cert, host: &str, rules: NameRules) -> Peer {
    let (root, ca, _) = chain3();
    let end = cert.signed_by(&ca);
    let case = peer(&[&end, &ca], &root).for_name(host);
    case.policy(Policy::STRICT.with_name_rules(rules))
}

/// Requires a name mismatch by all rules.
#[track_caller]
pub(crate) fn mismatches(cert: &Cert, host: &str) {
    for rules in RULES {
        peer_with(cert.clone(), host, rules).refused(Reason::NameMismatch);
    }
}

#[track_caller]
pub(crate) fn matches(cert: Cert, host: &str) {
    peer_with(cert, host, Rfc2818).passes();
}

/// A certificate whose only name is this dNSName.
pub(crate) fn dns(name: &str) -> Cert {
    leaf("nobody").dns_names([name])
}

/// A certificate whose only name is this common name.
pub(crate) fn common(name: &str) -> Cert {
    leaf("nobody").no_san().cn(name)
}

/// A certificate whose only name is this URI.
pub(crate) fn uri(uri: &str) -> Cert {
    leaf("nobody").no_san().uri(uri)
}

#[test]
fn replay_76_nul_byte_ends_the_comparison() {
    for text in [
        "phone.example.com\0.evil.example",
        "phone.example.com\0",
        "\0phone.example.com",
        "phone\0.example.com",
        "phone.example.com\0\0",
        "*\0.example.com",
        "*.example.com\0.evil.example",
    ] {
        mismatches(&dns(text), HOST);
        mismatches(&common(text), HOST);
        mismatches(&uri(&format!("sip:{text}")), HOST);
        mismatches(&uri(&format!("sip:{text};transport=tls")), HOST);
        assert!(text.parse::<ReferenceIdentity>().is_err());
    }
    matches(dns(HOST), HOST);
    matches(common(HOST), HOST);
    peer_with(uri("sip:phone.example.com"), HOST, Rfc5922).passes();
}

#[test]
fn replay_77_wildcard_matches_an_ip_address() {
    for text in ["*.0.2.1", "192.0.2.*", "*", "192.*.2.1", "1*.0.2.1", "*.*.*.*", "192.0.2.1"] {
        mismatches(&dns(text), "192.0.2.1");
        mismatches(&common(text), "192.0.2.1");
    }
    for text in ["*:db8::1", "2001:db8::*", "[2001:db8::1]", "2001:db8::1"] {
        mismatches(&dns(text), "2001:db8::1");
        mismatches(&common(text), "2001:db8::1");
    }
    matches(leaf("nobody").no_san().ip([192, 0, 2, 1]), "192.0.2.1");
}

#[test]
fn replay_78_wildcard_inside_an_internationalized_label() {
    let host = "xn--caf-dma.example.com";
    for text in [
        "xn--*.example.com",
        "xn--caf*.example.com",
        "*--caf-dma.example.com",
        "x*.example.com",
        "*a.example.com",
        "XN--*.example.com",
        "*-dma.example.com",
        "xn--caf-dma*.example.com",
    ] {
        mismatches(&dns(text), host);
        mismatches(&common(text), host);
    }
    matches(dns("*.example.com"), host);
    matches(common("*.example.com"), host);
    matches(dns("*.xn--caf-dma.example"), "a.xn--caf-dma.example");
}

#[test]
fn replay_79_partial_wildcard_ignores_its_letters() {
    for text in [
        "b*.example.com",
        "*b.example.com",
        "phone*.example.com",
        "*phone.example.com",
        "ph*one*.example.com",
        "phones*.example.com",
    ] {
        mismatches(&dns(text), HOST);
        mismatches(&common(text), HOST);
    }
    // RFC 2818 and RFC 6125 allow a wildcard as part of a label, RFC 9525 and RFC 5922 do not.
    for rules in [Rfc2818, Rfc6125] {
        peer_with(dns("b*.example.com"), "bphone.example.com", rules).passes();
    }
    for rules in [Rfc9525, Rfc5922] {
        peer_with(dns("b*.example.com"), "bphone.example.com", rules).refused(Reason::NameMismatch);
    }
}

#[test]
fn replay_80_wildcard_matches_too_much() {
    for text in [
        "*.*.example.com",
        "phone.*.com",
        "phone.example.*",
        "*",
        "*.",
        "**.example.com",
        "*p*.example.com",
        "*.com",
        "*.example.*",
        "*..com",
        ".example.com",
        "*phone.example.com.",
        "*.example.com.",
        "?hone.example.com",
        "[p]hone.example.com",
        ".*.example.com",
        "phone.example.com*",
        "*phone.example.com*",
        "%.example.com",
    ] {
        mismatches(&dns(text), HOST);
        mismatches(&common(text), HOST);
    }
    for host in ["example.com", "a.b.example.com"] {
        mismatches(&dns("*.example.com"), host);
        mismatches(&common("*.example.com"), host);
    }
    mismatches(&dns("*.com"), "example.com");
    mismatches(&dns("*"), "localhost");
    mismatches(&dns("l*.localdomain"), "l.localdomain");
    matches(dns("*.example.com"), HOST);
}

#[test]
fn replay_83_empty_reference_name_turns_off_the_check() {
    use ReferenceIdentityError::{BadCharacter, Empty, EmptyLabel, User, Wildcard};
    let bad = |character| BadCharacter { character };
    for (text, refusal) in [
        ("", Empty),
        (" ", bad(' ')),
        ("   ", bad(' ')),
        (".", EmptyLabel { position: 1 }),
        ("..", EmptyLabel { position: 1 }),
        ("\0", bad('\0')),
        ("\t", bad('\t')),
        ("\n", bad('\n')),
        ("@", User),
        ("*", Wildcard),
        ("*.example.com", Wildcard),
        ("a b", bad(' ')),
        ("a,b", bad(',')),
        ("phone.example.com ", bad(' ')),
    ] {
        let parsed = text.parse::<ReferenceIdentity>();
        assert_eq!(parsed, Err(refusal), "{text:?}");
    }
    // Hyphens are allowed anywhere. This is a name, and it matches only itself.
    assert!("-----".parse::<ReferenceIdentity>().is_ok());
    for name in ["", ".", " ", "*"] {
        mismatches(&dns(name), HOST);
        mismatches(&common(name), HOST);
    }
    let nobody = leaf("nobody").no_san().no_common_name();
    mismatches(&nobody, HOST);
    // A caller must say explicitly that any name will do, and then no name is reported.
    let anyone = peer_with(nobody, HOST, Rfc2818).for_any_name();
    anyone.passes();
    assert!(anyone.judge().unwrap().into_trusted().unwrap().name().is_none());
    matches(dns(HOST), HOST);
}

#[test]
fn replay_90_different_names_equal_after_idna_decoding() {
    for (text, host) in [
        ("xn--example-.org", "example.org"),
        ("example.org.xn--", "example.org."),
        ("example.org.xn--", "example.org"),
        ("xn--.example.org", "example.org"),
        ("example.org", "xn--example-.org"),
        ("caf\u{e9}.example.com", "xn--caf-dma.example.com"),
        ("phone\u{3002}example.com", HOST),
        ("\u{ff50}hone.example.com", HOST),
        ("phone.example.com\u{ad}", HOST),
        ("pho\u{200b}ne.example.com", HOST),
        ("\u{212a}.example.com", "k.example.com"),
        ("\u{17f}ip.example.com", "sip.example.com"),
    ] {
        mismatches(&dns(text), host);
        mismatches(&common(text), host);
    }
    matches(dns("xn--example-.org"), "XN--example-.org");
    assert!("phone\u{3002}example.com".parse::<ReferenceIdentity>().is_err());
    assert!("\u{ff50}hone.example.com".parse::<ReferenceIdentity>().is_err());
}

#[test]
fn replay_92_underread_on_ipv6_text() {
    let colons = ":".repeat(200);
    let ones = "1:".repeat(100);
    for text in [
        "1.2.3.4::",
        ":1.2.3.4",
        "::ffff:1.2.3.4.5",
        "fe80::1%eth0",
        &colons,
        &ones,
        "0x7f.1",
        "192.0.2.01",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.1.",
        "0300.0.2.1",
        "3221225985",
        "0xc0000201",
        "1.2.3.4.5",
        "::1::",
        "12345::",
        "[::1]",
        "::1]",
        "192.0.2.1:443",
        "192.0.2.1/32",
        "1e1",
        " 192.0.2.1",
        "192.0.2.1\0",
        "\u{661}92.0.2.1",
        "192.0.2.-1",
        "+192.0.2.1",
    ] {
        let parsed = text.parse::<ReferenceIdentity>();
        // None of these is an address; two of them are host names.
        let is_name = matches!(parsed, Ok(ReferenceIdentity::Dns(_)))
            && ["1e1", "192.0.2.-1"].contains(&text);
        assert!(parsed.is_err() || is_name, "{text:?}: {parsed:?}");
    }
    let compatible: ReferenceIdentity = "::1.2.3.4".parse().unwrap();
    assert_eq!(compatible, "::102:304".parse().unwrap());
    assert!(matches!(compatible, ReferenceIdentity::Ip(_)));
    matches(
        leaf("nobody").no_san().ip([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
        "::1.2.3.4",
    );
    mismatches(&leaf("nobody").no_san().ip([1, 2, 3, 4]), "::1.2.3.4");
    mismatches(&leaf("nobody").no_san().ip([1, 2, 3, 4]), "::ffff:1.2.3.4");
}

#[test]
fn replay_94_trailing_dot_or_letter_case_changes_the_verdict() {
    for rules in RULES {
        let passes = |cert: Cert, host: &str| peer_with(cert, host, rules).passes();
        let mismatch =
            |cert: Cert, host: &str| peer_with(cert, host, rules).refused(Reason::NameMismatch);
        mismatch(dns("phone.example.com."), HOST);
        mismatch(dns("phone.example.com."), "phone.example.com.");
        mismatch(dns("*.example.com."), HOST);
        mismatch(dns("phone.example.com.."), "phone.example.com.");
        passes(dns(HOST), "phone.example.com.");
        passes(dns("PHONE.Example.COM"), HOST);
        passes(dns(HOST), "PHONE.EXAMPLE.com");
        if rules != Rfc9525 {
            mismatch(common("phone.example.com."), HOST);
            passes(common("PHONE.Example.COM"), "phone.example.com.");
        }
    }
    for rules in [Rfc2818, Rfc6125, Rfc9525] {
        peer_with(dns("*.EXAMPLE.com"), HOST, rules).passes();
    }
    peer_with(dns("P*E.EXAMPLE.com"), HOST, Rfc2818).passes();
    // Bytes that differ by the bit for lower case, and are not letters.
    for (text, host) in [
        ("phone@example.com", "phone.example.com"),
        ("a[.example.com", "a-.example.com"),
        ("a\u{d}.example.com", "a-.example.com"),
        ("a\u{7f}.example.com", "a_.example.com"),
    ] {
        mismatches(&dns(text), host);
    }
}
