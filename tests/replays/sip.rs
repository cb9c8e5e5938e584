//! SIP identities (RFC 5922).

use crate::host_names::{common, dns, peer_with, uri};
use crate::judge::{Peer, peer, trusting};
use crate::support::names::general;
use crate::support::{Cert, NOW, chain3, leaf};
use trustslot::NameRules::Rfc5922;
use trustslot::{Chain, Clock, Policy, Reason, Verifier};

const DOMAIN: &str = "example.com";

fn sip(cert: Cert) -> Peer {
    peer_with(cert, DOMAIN, Rfc5922)
}

#[track_caller]
fn no_identity(cert: Cert) {
    sip(cert).refused(Reason::NameMismatch);
}

#[test]
fn replay_100_verdict_reused_for_another_name() {
    let (root, ca, _) = chain3();
    let end = uri("sip:foo.example").uri("sip:baz.example").signed_by(&ca);
    let policy = Policy::STRICT.with_name_rules(Rfc5922);
    let verifier =
        Verifier::with_algorithms(trusting(&[&root]), policy, webpki::ALL_VERIFICATION_ALGS);
    let chain = Chain::from_der(&[&end.der, &ca.der]).unwrap();
    let ask = |name: &str| verifier.verify_server(&chain, &name.parse().unwrap(), Clock::set(NOW));
    for _ in 0..2 {
        let path = ask("foo.example").into_trusted().unwrap();
        assert_eq!(path.name().unwrap().presented(), "sip:foo.example");
        let refused = ask("bar.example");
        assert!(
            !refused.is_accepted() && refused.findings().unwrap().contains(Reason::NameMismatch)
        );
        // Another name of the same certificate is checked separately (RFC 5923 §8).
        let path = ask("baz.example").into_trusted().unwrap();
        assert_eq!(path.name().unwrap().presented(), "sip:baz.example");
    }
    // If any name will do, no name is reported; and a waived mismatch is not a match.
    let nobody = verifier.verify_server_of_any_name(&chain, Clock::set(NOW));
    assert!(nobody.into_trusted().unwrap().name().is_none());
    let waived = verifier.with_policy(policy.waive(trustslot::Check::Name));
    let verdict = waived.verify_server(&chain, &"bar.example".parse().unwrap(), Clock::set(NOW));
    assert!(verdict.is_accepted() && !verdict.is_trusted());
}

#[test]
fn replay_101_parts_of_a_sip_uri_confused() {
    for text in [
        "sip:alice@example.com",
        "sip:@example.com",
        "sips:example.com",
        "sip:evil.example;x=@example.com",
        "sip:example.com@evil.example",
        "sip:exam%70le.com",
        "sip:example.com%00.evil",
        "sip://example.com",
        "sip:example.com\0",
        "sip:example.com\0.evil.example",
        "sip:\0example.com",
        "sip: example.com",
        " sip:example.com",
        "sip:example.com ",
        "sip:example.com.",
        "sip:.example.com",
        "sip:*.com",
        "sip:*",
        "sip:",
        "sip",
        "sip:;example.com",
        "sip:?example.com",
        "sip:example.com:",
        "sip:example.com:x",
        "sip:example.com:-1",
        "sip:example.com:5061:5061",
        "sip:evil.example:5061;example.com",
        "sip:evil.example?example.com",
        "sip:evil.example?to=sip:example.com",
        "sip:example.com/",
        "sip:example.com/@evil.example",
        "sip:example.com#x",
        "sip:example.com\\@evil.example",
        "sip:[example.com]",
        "sip:alice:secret@example.com",
        "sip:alice;example.com@evil.example",
        "sip:alice%40example.com",
        "sip:example.com,sip:evil.example",
        "sip:ex\u{e4}mple.com",
        "sip\u{3a}\u{3a}example.com",
        "xsip:example.com",
        "sipx:example.com",
        "tel:example.com",
        "pres:example.com",
        "example.com",
    ] {
        no_identity(uri(text));
        // The common name does not count beside it either.
        no_identity(uri(text).cn(DOMAIN));
    }
    for text in [
        "SIP:EXAMPLE.com;transport=tls",
        "sip:example.com",
        "sip:example.com:5061",
        "Sip:Example.Com?subject=x",
        "sip:example.com;x=y?z",
        "sip:example.com:5061;transport=tls",
    ] {
        sip(uri(text)).passes();
        sip(uri("sip:other.example").uri(text)).passes();
        sip(uri("sip:alice@example.com").uri(text)).passes();
    }
}

#[test]
fn replay_102_dns_name_used_beside_a_sip_uri() {
    no_identity(uri("sip:evil.example").dns(DOMAIN));
    no_identity(common(DOMAIN).email("a@example.com"));
    peer_with(dns("*.example.com"), "sip.example.com", Rfc5922).refused(Reason::NameMismatch);
    // The order of names and other names beside them change nothing.
    no_identity(dns(DOMAIN).uri("sip:evil.example"));
    no_identity(dns(DOMAIN).uri("https://x.example/").uri("sip:evil.example"));
    no_identity(dns("evil.example").cn(DOMAIN));
    no_identity(common(DOMAIN).uri("https://example.com/"));
    no_identity(common(DOMAIN).san_raw(general::ip([192, 0, 2, 7])));
    no_identity(
        common(DOMAIN).san_raw(general::directory(&crate::support::names::common_name("x"))),
    );
    no_identity(leaf("x").san_value(crate::support::der::seq::<Vec<u8>>(&[])).cn(DOMAIN));
    for text in ["*.example.com", "s*.example.com", "*"] {
        for cert in [dns(text), common(text), uri(&format!("sip:{text}"))] {
            peer_with(cert, "sip.example.com", Rfc5922).refused(Reason::NameMismatch);
        }
    }
    // A SIP URI with a bad domain is still an identity, so a dNSName beside it does not count.
    for text in ["sip:*.com", "sip:example.com.", "sip:192.0.2.7", "sip:[2001:db8::7]"] {
        no_identity(uri(text).dns(DOMAIN));
    }
    // A SIP URI for a user is no identity of a domain.
    sip(uri("sip:alice@example.com").dns(DOMAIN)).passes();
    sip(dns(DOMAIN)).passes();
    sip(common(DOMAIN)).passes();
    let (root, ca, _) = chain3();
    let end = uri("sip:example.com").ip([192, 0, 2, 7]).signed_by(&ca);
    let by_address = peer(&[&end, &ca], &root).policy(Policy::STRICT.with_name_rules(Rfc5922));
    by_address.clone().for_name("192.0.2.7").refused(Reason::NameMismatch);
    by_address.for_name(DOMAIN).passes();
}
