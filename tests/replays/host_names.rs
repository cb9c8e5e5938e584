//! Section G, as far as it is about host names and references.

use crate::judge::{HOST, Peer, peer};
use crate::support::{Cert, chain3, leaf};
use trustslot::NameRules::{self, Rfc2818, Rfc5922, Rfc6125, Rfc9525};
use trustslot::{Policy, Reason, ReferenceIdentity, ReferenceIdentityError};

pub(crate) const RULES: [NameRules; 4] = [Rfc2818, Rfc6125, Rfc9525, Rfc5922];

/// A genuine certificate with other names than a leaf begins with.
pub(crate) fn asked(cert: Cert, host: &str, rules: NameRules) -> Peer {
    let (root, ca, _) = chain3();
    let end = cert.signed_by(&ca);
    let asked = peer(&[&end, &ca], &root).meant(host);
    asked.policy(Policy::STRICT.with_name_rules(rules))
}

/// The path holds, and the name does not, by any rules.
#[track_caller]
pub(crate) fn no_name(cert: &Cert, host: &str) {
    for rules in RULES {
        asked(cert.clone(), host, rules).refused(Reason::NameMismatch);
    }
}

#[track_caller]
pub(crate) fn names(cert: Cert, host: &str) {
    asked(cert, host, Rfc2818).passes();
}

/// Of this dNSName and no other name.
pub(crate) fn dns(name: &str) -> Cert {
    leaf("nobody").dns_names([name])
}

/// Of this common name and no other name.
pub(crate) fn common(name: &str) -> Cert {
    leaf("nobody").no_san().cn(name)
}

/// Of this URI and no other name.
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
        no_name(&dns(text), HOST);
        no_name(&common(text), HOST);
        no_name(&uri(&format!("sip:{text}")), HOST);
        no_name(&uri(&format!("sip:{text};transport=tls")), HOST);
        assert!(text.parse::<ReferenceIdentity>().is_err());
    }
    names(dns(HOST), HOST);
    names(common(HOST), HOST);
    asked(uri("sip:phone.example.com"), HOST, Rfc5922).passes();
}

#[test]
fn replay_77_wildcard_matches_an_ip_address() {
    for text in ["*.0.2.1", "192.0.2.*", "*", "192.*.2.1", "1*.0.2.1", "*.*.*.*", "192.0.2.1"] {
        no_name(&dns(text), "192.0.2.1");
        no_name(&common(text), "192.0.2.1");
    }
    for text in ["*:db8::1", "2001:db8::*", "[2001:db8::1]", "2001:db8::1"] {
        no_name(&dns(text), "2001:db8::1");
        no_name(&common(text), "2001:db8::1");
    }
    names(leaf("nobody").no_san().ip([192, 0, 2, 1]), "192.0.2.1");
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
        no_name(&dns(text), host);
        no_name(&common(text), host);
    }
    names(dns("*.example.com"), host);
    names(common("*.example.com"), host);
    names(dns("*.xn--caf-dma.example"), "a.xn--caf-dma.example");
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
        no_name(&dns(text), HOST);
        no_name(&common(text), HOST);
    }
    // The stated choice: RFC 2818 and RFC 6125 have parts of labels, RFC 9525 and SIP do not.
    for rules in [Rfc2818, Rfc6125] {
        asked(dns("b*.example.com"), "bphone.example.com", rules).passes();
    }
    for rules in [Rfc9525, Rfc5922] {
        asked(dns("b*.example.com"), "bphone.example.com", rules).refused(Reason::NameMismatch);
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
        no_name(&dns(text), HOST);
        no_name(&common(text), HOST);
    }
    for host in ["example.com", "a.b.example.com"] {
        no_name(&dns("*.example.com"), host);
        no_name(&common("*.example.com"), host);
    }
    no_name(&dns("*.com"), "example.com");
    no_name(&dns("*"), "localhost");
    no_name(&dns("l*.localdomain"), "l.localdomain");
    names(dns("*.example.com"), HOST);
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
    // Hyphens may stand anywhere; that is a name, and matches only itself.
    assert!("-----".parse::<ReferenceIdentity>().is_ok());
    for name in ["", ".", " ", "*"] {
        no_name(&dns(name), HOST);
        no_name(&common(name), HOST);
    }
    let nobody = leaf("nobody").no_san().no_common_name();
    no_name(&nobody, HOST);
    // Not to ask for a name must be said, and then no name is reported.
    let anyone = asked(nobody, HOST, Rfc2818).by_any_name();
    anyone.passes();
    assert!(anyone.judge().unwrap().into_trusted().unwrap().name().is_none());
    names(dns(HOST), HOST);
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
        no_name(&dns(text), host);
        no_name(&common(text), host);
    }
    names(dns("xn--example-.org"), "XN--example-.org");
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
        // The odd ones are no address; a name is a name.
        let is_name = matches!(parsed, Ok(ReferenceIdentity::Dns(_)))
            && ["1e1", "192.0.2.-1"].contains(&text);
        assert!(parsed.is_err() || is_name, "{text:?}: {parsed:?}");
    }
    let compatible: ReferenceIdentity = "::1.2.3.4".parse().unwrap();
    assert_eq!(compatible, "::102:304".parse().unwrap());
    assert!(matches!(compatible, ReferenceIdentity::Ip(_)));
    names(
        leaf("nobody").no_san().ip([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
        "::1.2.3.4",
    );
    no_name(&leaf("nobody").no_san().ip([1, 2, 3, 4]), "::1.2.3.4");
    no_name(&leaf("nobody").no_san().ip([1, 2, 3, 4]), "::ffff:1.2.3.4");
}

#[test]
fn replay_94_trailing_dot_or_letter_case_changes_the_verdict() {
    for rules in RULES {
        let passes = |cert: Cert, host: &str| asked(cert, host, rules).passes();
        let mismatch =
            |cert: Cert, host: &str| asked(cert, host, rules).refused(Reason::NameMismatch);
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
        asked(dns("*.EXAMPLE.com"), HOST, rules).passes();
    }
    asked(dns("P*E.EXAMPLE.com"), HOST, Rfc2818).passes();
    // Bytes that differ by the bit that makes letters small, and are none.
    for (text, host) in [
        ("phone@example.com", "phone.example.com"),
        ("a[.example.com", "a-.example.com"),
        ("a\u{d}.example.com", "a-.example.com"),
        ("a\u{7f}.example.com", "a_.example.com"),
    ] {
        no_name(&dns(text), host);
    }
}
