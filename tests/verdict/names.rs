//! Names as the verdict sees them (N1, N2, V7): which name matched, by which rule, and what nearly matched.

use crate::case::{good, leaf_that};
use crate::support::names::{COMMON_NAME, name, rdn};
use crate::support::{Cert, der};
use trustslot::{MatchedBy, NameHint, NameRules, Policy, Position, Reason};

use MatchedBy as By;
use NameRules as Rules;

fn under(rules: NameRules) -> Policy {
    Policy::STRICT.with_name_rules(rules)
}

type Edit = fn(Cert) -> Cert;

#[test]
fn the_name_that_matched_and_its_rule_are_told() {
    let rows: &[(Edit, &str, NameRules, &str, MatchedBy, &str)] = &[
        (|c| c, "phone.example.com", Rules::Rfc2818, "phone.example.com", By::DnsId, "a dNSName"),
        (
            |c| c,
            "PHONE.example.COM.",
            Rules::Rfc2818,
            "phone.example.com",
            By::DnsId,
            "N1: case, and a final dot of the reference",
        ),
        (
            |c| c.dns_names(["*.example.com"]),
            "a.example.com",
            Rules::Rfc2818,
            "*.example.com",
            By::DnsIdWildcard,
            "a wildcard",
        ),
        (
            |c| c.dns_names(["f*.example.com"]),
            "foo.example.com",
            Rules::Rfc2818,
            "f*.example.com",
            By::DnsIdWildcard,
            "N1: a fragment",
        ),
        (
            |c| c.dns_names(["x.example.com", "y.example.com"]),
            "y.example.com",
            Rules::Rfc9525,
            "y.example.com",
            By::DnsId,
            "the second name",
        ),
        (
            Cert::no_san,
            "phone.example.com",
            Rules::Rfc2818,
            "phone.example.com",
            By::CommonName,
            "field 13: the common name, and the verdict says so",
        ),
        (
            |c| c.no_san().cn("*.example.com"),
            "a.example.com",
            Rules::Rfc2818,
            "*.example.com",
            By::CommonNameWildcard,
            "with a wildcard",
        ),
        (
            |c| c.no_san().email("a@example.com"),
            "phone.example.com",
            Rules::Rfc2818,
            "phone.example.com",
            By::CommonName,
            "N1: beside other kinds of names",
        ),
        (
            |c| c.no_san().common_names(&["first.example.com", "last.example.com"]),
            "last.example.com",
            Rules::Rfc2818,
            "last.example.com",
            By::CommonName,
            "N1: the most specific one",
        ),
        (
            |c| c.no_san().cn_raw(der::bmp("phone.example.com")),
            "phone.example.com",
            Rules::Rfc2818,
            "phone.example.com",
            By::CommonName,
            "as a BMPString",
        ),
        (
            |c| c.ip([192, 0, 2, 7]),
            "192.0.2.7",
            Rules::Rfc2818,
            "192.0.2.7",
            By::IpAddress,
            "an address",
        ),
        (
            |c| c.no_san().uri("sip:example.com"),
            "example.com",
            Rules::Rfc5922,
            "sip:example.com",
            By::SipUri,
            "N2: a SIP domain",
        ),
        (
            |c| c.dns_names(["example.com"]),
            "example.com",
            Rules::Rfc5922,
            "example.com",
            By::DnsId,
            "N2: no URI, then dNSName",
        ),
    ];
    for (edit, meant, rules, presented, by, why) in rows {
        let path = leaf_that(edit).meaning(meant).under(under(*rules)).is_trusted(why);
        let name = path.name().unwrap();
        assert_eq!((name.presented(), name.by()), (*presented, *by), "{why}");
        let cn = matches!(by, By::CommonName | By::CommonNameWildcard);
        assert_eq!(name.by().is_common_name(), cn, "{why}");
    }
    assert!(good().of_any_name().is_trusted("no name asked for").name().is_none());
    assert!(leaf_that(|c| c.eku(&[])).by_a_client().is_trusted("a client").name().is_none());
}

#[test]
fn another_name_is_refused_with_a_hint() {
    let rows: &[(Edit, &str, NameRules, Option<NameHint>, &str)] = &[
        (|c| c, "other.example.com", Rules::Rfc2818, None, "another host"),
        (
            |c| c.dns_names(["x.example.com"]),
            "phone.example.com",
            Rules::Rfc2818,
            Some(NameHint::CommonNameWouldMatch),
            "N1: beside a dNSName",
        ),
        (
            |c| c.no_san().uri("sip:x.example.com"),
            "phone.example.com",
            Rules::Rfc6125,
            Some(NameHint::CommonNameWouldMatch),
            "N2: beside a URI",
        ),
        (
            |c| c.no_san().email("a@b.example"),
            "phone.example.com",
            Rules::Rfc5922,
            Some(NameHint::CommonNameWouldMatch),
            "N2: beside any",
        ),
        (
            |c| c.dns_names(["192.0.2.7"]),
            "192.0.2.7",
            Rules::Rfc2818,
            Some(NameHint::IpInDnsName),
            "A6: an address in a dNSName",
        ),
        (
            |c| c.no_san().cn("192.0.2.7"),
            "192.0.2.7",
            Rules::Rfc2818,
            Some(NameHint::IpInCommonName),
            "A6: in the common name",
        ),
        (
            |c| c.dns_names(["*.example.com"]),
            "example.com",
            Rules::Rfc2818,
            Some(NameHint::WildcardNeedsLabel),
            "no label",
        ),
        (
            |c| c.dns_names(["*.com"]),
            "example.com",
            Rules::Rfc2818,
            Some(NameHint::WildcardAtTop),
            "N1: a top-level name",
        ),
        (
            |c| c.dns_names(["*.example.com"]),
            "a.example.com",
            Rules::Rfc5922,
            Some(NameHint::WildcardNotAllowed),
            "field 10",
        ),
        (
            |c| c.dns_names(["xn--a*.example.com"]),
            "xn--ab.example.com",
            Rules::Rfc2818,
            Some(NameHint::WildcardInALabel),
            "N1: inside an A-label",
        ),
        (
            |c| c.cn("x").dns_names(["phone.example.com\0.evil.example"]),
            "phone.example.com",
            Rules::Rfc2818,
            None,
            "NUL ends nothing",
        ),
        (
            |c| {
                c.no_san().subject(name(&[rdn(
                    COMMON_NAME,
                    &der::utf8("phone.example.com\0.evil.example"),
                )]))
            },
            "phone.example.com",
            Rules::Rfc2818,
            None,
            "nor in the common name",
        ),
    ];
    for (edit, meant, rules, hint, why) in rows {
        let found = leaf_that(edit)
            .meaning(meant)
            .under(under(*rules))
            .is_rejected(&[(Reason::NameMismatch, Position::EndEntity)], why);
        let mismatch = found.decisive().unwrap().name_mismatch().unwrap();
        assert_eq!(mismatch.hint(), *hint, "{why}: {mismatch}");
    }
}

#[test]
fn a_certificate_for_a_sip_domain_may_say_so_instead() {
    const SIP_DOMAIN: &str = "1.3.6.1.5.5.7.3.20";
    let case =
        leaf_that(|c| c.no_san().uri("sip:example.com").eku(&[SIP_DOMAIN])).meaning("example.com");
    case.clone().under(under(Rules::Rfc5922)).is_trusted("RFC 5924 §4");
    leaf_that(|c| c.eku(&[SIP_DOMAIN]))
        .is_rejected(&[(Reason::UsageNotAllowed, Position::EndEntity)], "not for anything else");
    let missing = case.under(under(Rules::Rfc2818)).judge();
    assert!(!missing.is_accepted(), "a sip URI is no host name");
}
