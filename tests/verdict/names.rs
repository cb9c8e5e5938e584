//! Names in verdicts: the name that matched, the rule, and the hint after a near miss.

use crate::case::{chain_that, good, leaf_that};
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
fn matched_name_and_its_rule_are_reported() {
    let rows: &[(Edit, &str, NameRules, &str, MatchedBy, &str)] = &[
        (|c| c, "phone.example.com", Rules::Rfc2818, "phone.example.com", By::DnsId, "a dNSName"),
        (
            |c| c,
            "PHONE.example.COM.",
            Rules::Rfc2818,
            "phone.example.com",
            By::DnsId,
            "letter case, and a final dot in the reference",
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
            "a wildcard for a part of a label",
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
            "the common name",
        ),
        (
            |c| c.no_san().cn("*.example.com"),
            "a.example.com",
            Rules::Rfc2818,
            "*.example.com",
            By::CommonNameWildcard,
            "a common name with a wildcard",
        ),
        (
            |c| c.no_san().email("a@example.com"),
            "phone.example.com",
            Rules::Rfc2818,
            "phone.example.com",
            By::CommonName,
            "the common name beside a mail address",
        ),
        (
            |c| c.no_san().common_names(&["first.example.com", "last.example.com"]),
            "last.example.com",
            Rules::Rfc2818,
            "last.example.com",
            By::CommonName,
            "the most specific common name",
        ),
        (
            |c| c.no_san().cn_raw(der::bmp("phone.example.com")),
            "phone.example.com",
            Rules::Rfc2818,
            "phone.example.com",
            By::CommonName,
            "a common name as BMPString",
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
            "a SIP domain",
        ),
        (
            |c| c.dns_names(["example.com"]),
            "example.com",
            Rules::Rfc5922,
            "example.com",
            By::DnsId,
            "a dNSName for a SIP domain, without a URI",
        ),
    ];
    for (edit, meant, rules, presented, by, why) in rows {
        let path = leaf_that(edit).dialing(meant).under(under(*rules)).is_trusted(why);
        let name = path.name().unwrap();
        assert_eq!((name.presented(), name.by()), (*presented, *by), "{why}");
        let cn = matches!(by, By::CommonName | By::CommonNameWildcard);
        assert_eq!(name.by().is_common_name(), cn, "{why}");
    }
    assert!(good().of_any_name().is_trusted("no reference").name().is_none());
    assert!(leaf_that(|c| c.eku(&[])).by_a_client().is_trusted("a client").name().is_none());
}

#[test]
fn mismatch_is_rejected_with_a_hint() {
    let rows: &[(Edit, &str, NameRules, Option<NameHint>, &str)] = &[
        (|c| c, "other.example.com", Rules::Rfc2818, None, "another host"),
        (
            |c| c.dns_names(["x.example.com"]),
            "phone.example.com",
            Rules::Rfc2818,
            Some(NameHint::CommonNameWouldMatch),
            "the common name beside a dNSName",
        ),
        (
            |c| c.no_san().uri("sip:x.example.com"),
            "phone.example.com",
            Rules::Rfc6125,
            Some(NameHint::CommonNameWouldMatch),
            "the common name beside a URI",
        ),
        (
            |c| c.no_san().email("a@b.example"),
            "phone.example.com",
            Rules::Rfc5922,
            Some(NameHint::CommonNameWouldMatch),
            "the common name beside any other name",
        ),
        (
            |c| c.dns_names(["192.0.2.7"]),
            "192.0.2.7",
            Rules::Rfc2818,
            Some(NameHint::IpInDnsName),
            "an address in a dNSName",
        ),
        (
            |c| c.no_san().cn("192.0.2.7"),
            "192.0.2.7",
            Rules::Rfc2818,
            Some(NameHint::IpInCommonName),
            "an address in the common name",
        ),
        (
            |c| c.dns_names(["*.example.com"]),
            "example.com",
            Rules::Rfc2818,
            Some(NameHint::WildcardNeedsLabel),
            "a wildcard for no label",
        ),
        (
            |c| c.dns_names(["*.com"]),
            "example.com",
            Rules::Rfc2818,
            Some(NameHint::WildcardAtTop),
            "a wildcard for a top-level domain",
        ),
        (
            |c| c.dns_names(["*.example.com"]),
            "a.example.com",
            Rules::Rfc5922,
            Some(NameHint::SipWildcard),
            "a wildcard for a SIP domain",
        ),
        (
            |c| c.dns_names(["xn--a*.example.com"]),
            "xn--ab.example.com",
            Rules::Rfc2818,
            Some(NameHint::WildcardInALabel),
            "a wildcard in an A-label",
        ),
        (
            |c| c.cn("x").dns_names(["phone.example.com\0.evil.example"]),
            "phone.example.com",
            Rules::Rfc2818,
            None,
            "NUL does not end a dNSName",
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
            "NUL does not end a common name",
        ),
    ];
    for (edit, meant, rules, hint, why) in rows {
        let found = leaf_that(edit)
            .dialing(meant)
            .under(under(*rules))
            .is_rejected(&[(Reason::NameMismatch, Position::EndEntity)], why);
        let mismatch = found.decisive().unwrap().name_mismatch().unwrap();
        assert_eq!(mismatch.hint(), *hint, "{why}: {mismatch}");
    }
}

#[test]
fn sip_domain_purpose_is_enough_under_sip_rules() {
    const SIP_DOMAIN: &str = "1.3.6.1.5.5.7.3.20";
    let case =
        leaf_that(|c| c.no_san().uri("sip:example.com").eku(&[SIP_DOMAIN])).dialing("example.com");
    case.clone().under(under(Rules::Rfc5922)).is_trusted("RFC 5924 §4");
    leaf_that(|c| c.eku(&[SIP_DOMAIN]))
        .is_rejected(&[(Reason::UsageNotAllowed, Position::EndEntity)], "not under other rules");
    let missing = case.under(under(Rules::Rfc2818)).judge();
    assert!(!missing.is_accepted(), "a SIP URI is not a host name");
}

/// `Policy::with_sip_wildcards` allows what RFC 5922 §7.2 forbids, and name constraints hold for it too.
#[test]
fn sip_wildcards_count_only_if_the_policy_allows_them() {
    let sip = under(Rules::Rfc5922);
    let allowed = sip.with_sip_wildcards(true);
    let rows: &[(Edit, Option<MatchedBy>, &str)] = &[
        (|c| c.dns_names(["*.example.com"]), Some(By::DnsIdWildcard), "a dNSName"),
        (|c| c.no_san().uri("sip:*.example.com"), Some(By::SipUriWildcard), "a SIP URI"),
        (|c| c.no_san().cn("*.example.com"), Some(By::CommonNameWildcard), "a common name"),
        (
            |c| c.dns_names(["*.example.com"]).uri("sip:example.net"),
            None,
            "a dNSName beside a SIP URI does not count",
        ),
        (|c| c.dns_names(["p*.example.com"]), None, "a part of a label"),
    ];
    for (edit, by, why) in rows {
        let case = leaf_that(edit).dialing("pbx.example.com");
        let mismatch = [(Reason::NameMismatch, Position::EndEntity)];
        case.clone().under(sip).is_rejected(&mismatch, why);
        let other_rules = Policy::STRICT.with_name_rules(Rules::Rfc9525).with_sip_wildcards(true);
        let is_dns = matches!(by, Some(By::DnsIdWildcard))
            || *why == "a dNSName beside a SIP URI does not count";
        assert_eq!(
            case.clone().under(other_rules).judge().is_trusted(),
            is_dns,
            "{why}: other rules"
        );
        match by {
            Some(by) => {
                let path = case.clone().under(allowed).is_trusted(why);
                assert_eq!(path.name().map(trustslot::NameMatch::by), Some(*by), "{why}");
                let below = |base: &'static str| {
                    chain_that(|root| root, |ca| ca.permitted_dns(base), edit)
                        .dialing("pbx.example.com")
                        .under(allowed)
                };
                below("example.com").is_trusted(why);
                let violated = [(Reason::NameConstraintViolated, Position::Intermediate(1))];
                below("pbx.example.com").is_rejected(&violated, "the wildcard covers more");
            }
            None => {
                case.clone().under(allowed).is_rejected(&mismatch, why);
            }
        }
    }
}

/// No certificate can help where an address is dialed as a SIP domain.
#[test]
fn a_name_is_suggested_where_no_certificate_can_be_for_an_address() {
    for (rules, remedy) in [
        (
            Rules::Rfc2818,
            Some("request a certificate that has \"192.0.2.7\" as an IP address entry"),
        ),
        (Rules::Rfc5922, Some("use the name of the other side instead of its IP address")),
    ] {
        let mismatch = [(Reason::NameMismatch, Position::EndEntity)];
        let found = leaf_that(|c| c.no_san().ip([203, 0, 113, 9]))
            .dialing("192.0.2.7")
            .under(under(rules))
            .is_rejected(&mismatch, "an address");
        let said = found.decisive().and_then(|finding| finding.remedy()).map(ToString::to_string);
        assert_eq!(said.as_deref(), remedy, "{rules}");
    }
    let user = [(Reason::NameMismatch, Position::EndEntity)];
    let found = leaf_that(|c| c.no_san().uri("sip:alice@example.com"))
        .dialing("example.com")
        .under(under(Rules::Rfc5922))
        .is_rejected(&user, "a user");
    assert_eq!(
        found.to_string(),
        "the URI entry \"sip:alice@example.com\" names a user, not the domain \"example.com\" (RFC 5922 §7.1)"
    );
    let remedy = found.decisive().and_then(|finding| finding.remedy()).map(ToString::to_string);
    assert_eq!(
        remedy.as_deref(),
        Some("request a certificate that has \"sip:example.com\" as a URI entry")
    );
}
