//! Faults that products had in reading names, each beside a control that differs in nothing else.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    unreachable_pub,
    reason = "a test counts, reads files, and stops at what it did not expect"
)]

#[path = "conformance/certificate.rs"]
#[allow(dead_code, reason = "each test file needs a part of it")]
mod certificate;

use certificate::Names;
use trustslot::NameRules::{Rfc2818, Rfc5922, Rfc6125, Rfc9525};
use trustslot::{Certificate, NameMatch, NameMismatch, NameRules, ReferenceIdentity};

const PHONE: &str = "phone.example.com";

fn names() -> Names {
    Names::default()
}

#[track_caller]
fn ask(names: &Names, host: &str, rules: NameRules) -> Result<NameMatch, NameMismatch> {
    let certificate = Certificate::from_der(&names.der()).expect("a certificate");
    certificate.matches(&host.parse().expect("a reference"), rules)
}

#[track_caller]
fn refused(all: &[Names], host: &str, rules: &[NameRules]) {
    for names in all {
        for rules in rules {
            let answer = ask(names, host, *rules);
            assert!(
                answer.is_err(),
                "{names:?} for {host} by {rules}: {answer:?}"
            );
        }
    }
}

#[track_caller]
fn accepted(names: &Names, host: &str, rules: NameRules) {
    let answer = ask(names, host, rules);
    assert!(answer.is_ok(), "{names:?} for {host}: {answer:?}");
}

const ALL: &[NameRules] = &[Rfc2818, Rfc6125, Rfc9525, Rfc5922];

#[test]
fn replay_76_nul() {
    for text in [
        "phone.example.com\0.evil.example",
        "phone.example.com\0",
        "\0phone.example.com",
    ] {
        let all = [
            names().dns(text),
            names().cn(text),
            names().uri(&format!("sip:{text}")),
        ];
        refused(&all, PHONE, ALL);
    }
    accepted(&names().dns(PHONE), PHONE, Rfc2818);
}

#[test]
fn replay_77_wildcard_for_an_address() {
    refused(
        &[names().dns("*.0.2.1"), names().cn("192.0.2.*")],
        "192.0.2.1",
        ALL,
    );
    accepted(&names().ip("192.0.2.1"), "192.0.2.1", Rfc2818);
}

#[test]
fn replay_78_wildcard_in_an_a_label() {
    let host = "xn--caf-dma.example.com";
    for text in [
        "xn--*.example.com",
        "xn--caf*.example.com",
        "*--caf-dma.example.com",
    ] {
        refused(&[names().dns(text), names().cn(text)], host, ALL);
    }
    accepted(&names().dns("*.example.com"), host, Rfc2818);
}

#[test]
fn replay_79_a_fragment_keeps_its_letters() {
    refused(&[names().dns("b*.example.com")], PHONE, ALL);
    accepted(
        &names().dns("b*.example.com"),
        "bphone.example.com",
        Rfc2818,
    );
}

#[test]
fn replay_80_wildcards_too_free() {
    for text in [
        "*.*.example.com",
        "phone.*.com",
        "phone.example.*",
        "*",
        "*.",
        "**.example.com",
        "*p*.example.com",
    ] {
        refused(&[names().dns(text), names().cn(text)], PHONE, ALL);
    }
}

#[test]
fn replay_81_the_type_of_an_entry() {
    refused(&[names().entry(0x87, b"a.io")], "a.io", ALL);
    refused(
        &[names().entry(0x87, b"abcdefgh.example")],
        "abcdefgh.example",
        ALL,
    );
    refused(&[names().dns("a.io")], "97.46.105.111", ALL);
}

#[test]
fn replay_82_an_address_is_checked_too() {
    for address in ["192.0.2.1", "2001:db8::1"] {
        refused(
            &[
                names().dns(PHONE),
                names().cn(address),
                names().dns(address),
            ],
            address,
            ALL,
        );
    }
}

#[test]
fn replay_83_no_reference() {
    for text in ["", " ", "   ", "."] {
        assert!(text.parse::<ReferenceIdentity>().is_err(), "{text:?}");
    }
    refused(&[names().dns("")], PHONE, ALL);
}

#[test]
fn replay_84_a_uri_is_no_host() {
    refused(&[names().uri("https://phone.example.com/")], PHONE, ALL);
}

#[test]
fn replay_85_names_are_not_joined() {
    let all = [
        names().dns("x, DNS:evil.example"),
        names().uri("http://a/', DNS:'evil.example"),
    ];
    refused(&all, "evil.example", ALL);
    let shown = ask(&names().dns("x', DNS:'y\n"), PHONE, Rfc2818).expect_err("no match");
    assert_eq!(shown.presented(), ["x\\', DNS:\\'y\\n"]);
}

#[test]
fn replay_90_labels_are_not_decoded() {
    refused(&[names().dns("xn--example-.org")], "example.org", ALL);
    refused(&[names().dns("example.org.xn--")], "example.org.", ALL);
}

#[test]
fn replay_92_odd_addresses() {
    for text in [
        "1.2.3.4::",
        ":1.2.3.4",
        "::ffff:1.2.3.4.5",
        "fe80::1%eth0",
        "0x7f.1",
        "192.0.2.01",
    ] {
        assert!(text.parse::<ReferenceIdentity>().is_err(), "{text}");
    }
    assert!(":".repeat(200).parse::<ReferenceIdentity>().is_err());
    let compatible = "::1.2.3.4".parse::<ReferenceIdentity>();
    assert!(matches!(compatible, Ok(ReferenceIdentity::Ip(_))));
}

#[test]
fn replay_94_dot_and_case() {
    for rules in ALL {
        assert!(ask(&names().dns("phone.example.com."), PHONE, *rules).is_err());
        assert!(
            ask(
                &names().dns("phone.example.com."),
                "phone.example.com.",
                *rules
            )
            .is_err()
        );
        assert!(ask(&names().dns(PHONE), "phone.example.com.", *rules).is_ok());
        assert!(ask(&names().dns("PHONE.Example.COM"), PHONE, *rules).is_ok());
    }
}

#[test]
fn replay_95_a_common_name_beside_other_kinds() {
    let names = names().cn(PHONE).uri("sip:other.example");
    refused(
        core::slice::from_ref(&names),
        PHONE,
        &[Rfc6125, Rfc9525, Rfc5922],
    );
    let answer = ask(&names, PHONE, Rfc2818).expect("a match to the letter");
    assert!(answer.by().is_common_name());
}

#[test]
fn replay_96_a_large_name_opens_no_fallback() {
    let names = names().cn(PHONE).dns(&"a".repeat(20_000));
    refused(&[names], PHONE, ALL);
}

#[test]
fn replay_97_attributes_are_read_from_der() {
    for text in [
        "x, CN=phone.example.com",
        "x/CN=phone.example.com",
        "x\nCN=phone.example.com",
    ] {
        refused(&[names().cn(text)], PHONE, ALL);
    }
}

#[test]
fn replay_99_the_last_common_name() {
    accepted(&names().cn("evil.example").cn(PHONE), PHONE, Rfc2818);
    refused(&[names().cn(PHONE).cn("evil.example")], PHONE, ALL);
}

#[test]
fn replay_101_102_sip_identities() {
    let host = "example.com";
    for uri in [
        "sip:alice@example.com",
        "sip:@example.com",
        "sips:example.com",
        "sip:evil.example;x=@example.com",
        "sip:example.com@evil.example",
        "sip:exam%70le.com",
        "sip:example.com%00.evil",
        "sip://example.com",
    ] {
        refused(&[names().uri(uri)], host, &[Rfc5922]);
    }
    accepted(&names().uri("SIP:EXAMPLE.COM;transport=tls"), host, Rfc5922);

    let beside = [
        names().uri("sip:evil.example").dns(host),
        names().email("a@example.com").cn(host),
    ];
    refused(&beside, host, &[Rfc5922]);
    refused(
        &[names().dns("*.example.com")],
        "sip.example.com",
        &[Rfc5922],
    );
}
