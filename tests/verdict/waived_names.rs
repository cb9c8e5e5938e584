//! Name constraints on a common name or SIP URI, where the policy waives the name check.

use crate::case::chain_that;
use crate::support::Cert;
use trustslot::{Check, NameRules, Policy, Position, Reason};

const LENIENT: Policy = Policy::STRICT.waive(Check::Name);

/// The better peer used to be rejected: its common name is the name that was dialed, and any other was tolerated.
#[test]
fn the_dialed_name_is_no_worse_than_another() {
    type Edit = fn(Cert) -> Cert;
    let dialed: Edit = |leaf| leaf.no_san().cn("h.b.example");
    let other: Edit = |leaf| leaf.no_san().cn("h.c.example");
    let limited: Edit = |ca| ca.permitted_dns("a.example");
    let tolerated = [(Reason::NameMismatch, Position::EndEntity)];
    let violated = [(Reason::NameConstraintViolated, Position::Intermediate(1))];
    let case = |leaf| chain_that(|root| root, limited, leaf).dialing("h.b.example");
    let findings = case(dialed).under(LENIENT).is_tolerated(&tolerated, "the dialed name");
    assert_eq!(
        findings.to_string(),
        "the name does not count, because the CA may not issue for it: the common name \"h.b.example\" is not permitted (permitted: \"a.example\")"
    );
    let verdict = case(dialed).under(LENIENT).judge();
    assert!(verdict.path().is_some_and(|path| path.name().is_none()), "it is no match");
    case(other).under(LENIENT).is_tolerated(&tolerated, "another name");
    case(dialed).is_rejected(&violated, "where the name check decides");
    // What the constraints say about names that no check of ours chose stays an error.
    let entry: Edit = |leaf| leaf.dns("h.b.example");
    case(entry).under(LENIENT).is_rejected(&violated, "a DNS name outside");
    chain_that(|root| root, limited, |leaf| leaf.no_san().cn("h.a.example"))
        .dialing("h.a.example")
        .under(LENIENT)
        .is_trusted("within");
}

#[test]
fn the_dialed_sip_domain_is_no_worse_than_another() {
    let sip = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
    let case = |uri: &'static str| {
        chain_that(
            |root| root,
            |ca| ca.permitted_dns("a.example"),
            |leaf| leaf.no_san().no_common_name().uri(uri),
        )
        .dialing("b.example")
    };
    let tolerated = [(Reason::NameMismatch, Position::EndEntity)];
    let lenient = sip.waive(Check::Name);
    case("sip:b.example").under(lenient).is_tolerated(&tolerated, "the dialed domain");
    case("sip:c.example").under(lenient).is_tolerated(&tolerated, "another domain");
    let violated = [(Reason::NameConstraintViolated, Position::Intermediate(1))];
    case("sip:b.example").under(sip).is_rejected(&violated, "where the name check decides");
}
