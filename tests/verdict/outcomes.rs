//! The three outcomes. A finding that the policy waives makes a peer tolerated, never trusted, and is still reported.

use crate::case::{Case, HOST, ca_that, chain_that, good, leaf_that};
use crate::support::extensions::CLIENT_AUTH;
use crate::support::{Cert, NOW, chain3, leaf};
use trustslot::{Check, Clock, Policy, Position, Reason, TrustSource, Verdict};

#[test]
fn good_chain_is_trusted_under_every_waiver() {
    for &check in Check::ALL {
        let case = good().under(Policy::STRICT.waive(check));
        case.is_trusted("a waiver does not affect a good chain");
    }
    good()
        .under(Policy::STRICT.accept_untrusted().waive(Check::Name))
        .is_trusted("all waived, nothing found");
}

#[test]
fn only_the_waiver_of_its_check_tolerates_a_finding() {
    let (root, ca, leaf3) = chain3();
    let rows: &[(Case, Reason, Position, &str)] = &[
        (
            Case::presenting(&[&leaf3, &ca]),
            Reason::IssuerNotFound,
            Position::Intermediate(1),
            "no root",
        ),
        (
            Case::presenting(&[&leaf(HOST).self_signed()]),
            Reason::SelfIssuedNotTrusted,
            Position::EndEntity,
            "not uploaded",
        ),
        (
            good().under(Policy::STRICT.with_source(TrustSource::BuiltIn)),
            Reason::AnchorExcludedBySource,
            Position::Anchor,
            "excluded by the source",
        ),
        (
            Case::presenting(&[&leaf3, &ca]).disabled(&[&root]),
            Reason::AnchorDisabled,
            Position::Anchor,
            "the root is disabled",
        ),
        (
            leaf_that(Cert::corrupt_signature),
            Reason::BadSignature,
            Position::EndEntity,
            "a bad signature",
        ),
        (leaf_that(Cert::expired), Reason::Expired, Position::EndEntity, "an expired leaf"),
        (
            ca_that(Cert::not_yet_valid),
            Reason::NotYetValid,
            Position::Intermediate(1),
            "an intermediate that is not valid yet",
        ),
        (
            crate::case::root_that(Cert::expired),
            Reason::AnchorExpired,
            Position::Anchor,
            "the policy may allow it",
        ),
        (
            good().by(Clock::Unset),
            Reason::ClockNotSet,
            Position::EndEntity,
            "the policy says what happens without a clock",
        ),
        (
            leaf_that(|leaf| leaf.eku(&[CLIENT_AUTH])),
            Reason::UsageNotAllowed,
            Position::EndEntity,
            "another usage",
        ),
        (
            good().dialing("other.example.net"),
            Reason::NameMismatch,
            Position::EndEntity,
            "another name",
        ),
    ];
    for (case, reason, place, why) in rows {
        let source = case.policy().source();
        for &check in Check::ALL {
            let policy = Policy::STRICT.with_source(source).waive(check);
            let case = case.clone().under(policy);
            if check == reason.check() {
                let found = case.is_tolerated(&[(*reason, *place)], why);
                assert!(found.decisive().unwrap().is_waived(), "{why}");
            } else {
                let found = case.is_rejected(&[(*reason, *place)], why);
                assert!(!found.decisive().unwrap().is_waived(), "{why}");
            }
        }
    }
}

#[test]
fn waived_check_still_reports_findings() {
    // The chain has a fault in each check that valid signatures leave open.
    let wrong = chain_that(
        |root| root.valid("2020-01-01", NOW - 2),
        |ca| ca.eku(&[CLIENT_AUTH]),
        Cert::expired,
    )
    .dialing("other.example.net");
    let found = [
        (Reason::Expired, Position::EndEntity),
        (Reason::AnchorExpired, Position::Anchor),
        (Reason::UsageNotAllowed, Position::Intermediate(1)),
        (Reason::NameMismatch, Position::EndEntity),
    ];
    wrong.is_rejected(&found, "strict");
    let lenient = Policy::STRICT.accept_untrusted();
    let findings = wrong.clone().under(lenient).is_rejected(&found, "the name still decides");
    assert_eq!(findings.decisive().unwrap().reason(), Reason::NameMismatch);
    let waived: Vec<_> = findings.iter().map(trustslot::Finding::is_waived).collect();
    assert_eq!(waived, [true, true, true, false]);
    wrong
        .under(lenient.waive(Check::Name))
        .is_tolerated(&found, "nothing decides, but everything is reported");
}

#[test]
fn peer_without_a_path_is_still_checked() {
    let (_, ca, _) = chain3();
    let stray = leaf(HOST).expired().eku(&[CLIENT_AUTH]).signed_by(&ca);
    let case = Case::presenting(&[&stray]);
    let found = [
        (Reason::IssuerNotFound, Position::EndEntity),
        (Reason::Expired, Position::EndEntity),
        (Reason::UsageNotAllowed, Position::EndEntity),
    ];
    case.is_rejected(&found, "all three faults are reported");
    case.clone()
        .under(Policy::STRICT.waive(Check::Path))
        .is_rejected(&found, "the path is waived, but the validity is not");
    case.clone()
        .under(Policy::STRICT.waive(Check::Path).waive(Check::Usage))
        .is_rejected(&found, "the validity is not waived here either");
    case.clone()
        .under(Policy::STRICT.accept_untrusted())
        .is_tolerated(&found, "all but the name are waived, and the name is right");
    Case::presenting(&[&stray])
        .by(Clock::Unset)
        .under(Policy::STRICT.waive(Check::Path).waive(Check::Usage))
        .is_rejected(
            &[
                (Reason::IssuerNotFound, Position::EndEntity),
                (Reason::ClockNotSet, Position::EndEntity),
                (Reason::UsageNotAllowed, Position::EndEntity),
            ],
            "without a clock its validity is unknown",
        );
}

#[test]
fn factory_policy_is_that_of_the_phones() {
    let (root, ca, leaf3) = chain3();
    let factory = Policy::FACTORY;
    let built_in = Case::presenting(&[&leaf3, &ca]).built_in(&[&root]).under(factory);
    built_in.is_trusted("the root is built in, and the name matches");
    built_in.clone().dialing("192.0.2.1").is_tolerated(
        &[(Reason::NameMismatch, Position::EndEntity)],
        "the factory setting waives the name: reported, and tolerated",
    );
    good().under(factory).is_rejected(
        &[(Reason::AnchorExcludedBySource, Position::Anchor)],
        "only the built-in part counts in the factory",
    );
    Case::presenting(&[&leaf3, &ca]).under(factory).is_rejected(
        &[(Reason::IssuerNotFound, Position::Intermediate(1))],
        "only trusted certificates are accepted in the factory",
    );
}

#[test]
fn accept_untrusted_still_checks_the_name() {
    let lenient = Policy::STRICT.accept_untrusted();
    let forged = leaf_that(Cert::corrupt_signature).under(lenient);
    forged.is_tolerated(&[(Reason::BadSignature, Position::EndEntity)], "tolerated, not trusted");
    forged.dialing("other.example.net").is_rejected(
        &[(Reason::BadSignature, Position::EndEntity), (Reason::NameMismatch, Position::EndEntity)],
        "the name is waived separately",
    );
}

#[test]
fn strict_policy_is_the_default_and_waivers_can_be_undone() {
    assert_eq!(Policy::default(), Policy::STRICT);
    assert_eq!(Policy::STRICT.waive(Check::Presented), Policy::STRICT, "it cannot be waived");
    for &check in Check::ALL.iter().filter(|check| **check != Check::Presented) {
        assert!(Policy::STRICT.decides(check), "{check}");
        let waived = Policy::STRICT.waive(check);
        for &other in Check::ALL {
            assert_eq!(waived.decides(other), other != check, "{check} {other}");
        }
        assert_eq!(waived.enforce(check), Policy::STRICT, "{check}");
        assert_eq!(waived.waive(check), waived, "{check}");
    }
}

#[test]
fn verdict_is_displayed() {
    let rows: &[(Case, &str, &str)] = &[
        (
            good(),
            "trusted through \"Test Root\" until 2040-01-01, as \"phone.example.com\" (dNSName)",
            "a path",
        ),
        (
            good().of_any_name(),
            "trusted through \"Test Root\" until 2040-01-01",
            "no name was checked",
        ),
        (
            leaf_that(Cert::expired).under(Policy::STRICT.waive(Check::Validity)),
            "tolerated, although the certificate expired on 2026-05-31",
            "tolerated",
        ),
        (
            leaf_that(Cert::expired).dialing("other.example.net"),
            "rejected: the certificate expired on 2026-05-31; \
             the certificate is for \"phone.example.com\", not for \"other.example.net\"",
            "all findings, in one line",
        ),
    ];
    for (case, says, why) in rows {
        let verdict = case.judge();
        assert_eq!(verdict.to_string(), *says, "{why}");
        let accepted = !matches!(verdict, Verdict::Rejected(_));
        assert_eq!(verdict.is_accepted(), accepted, "{why}");
        let begin = verdict.to_string();
        assert!(begin.starts_with(verdict.word()), "{why}: {}", verdict.word());
        let code = match verdict {
            Verdict::Rejected(_) => 0,
            Verdict::Tolerated(_) => 1,
            Verdict::Trusted(_) => 2,
        };
        assert_eq!(verdict.code(), code, "{why}");
        assert_eq!(verdict.findings().is_none(), verdict.is_trusted(), "{why}");
        assert_eq!(verdict.clone().into_trusted().is_ok(), verdict.is_trusted());
    }
}

/// The factory preset waives names, so phones often see "tolerated". Such a peer has an anchor and a `valid_until`, but no
/// name.
#[test]
fn tolerated_peer_has_its_verified_path() {
    let named = good().dialing("other.example.org").under(Policy::STRICT.waive(Check::Name));
    let verdict = named.judge();
    let path = verdict.path().expect("a verified path");
    assert_eq!(path.anchor().issued_to(), "Test Root");
    assert_eq!(path.name(), None);
    assert_eq!(
        verdict.path().map(trustslot::VerifiedPath::valid_until),
        good().judge().path().map(trustslot::VerifiedPath::valid_until)
    );

    let expired =
        leaf_that(crate::support::Cert::expired).under(Policy::STRICT.waive(Check::Validity));
    assert_eq!(expired.judge().path().unwrap().intermediates().len(), 1);
    let pin = crate::support::leaf("a.example").expired().self_signed();
    let pin = Case::presenting(&[&pin]).uploaded(&[&pin]).dialing("a.example");
    let verdict = pin.under(Policy::STRICT.waive(Check::Validity)).judge();
    assert_eq!(verdict.path().unwrap().role(), trustslot::TrustRole::Pin);

    let unknown = Case::presenting(&[&crate::support::leaf("a.example").self_signed()]);
    let verdict = unknown.under(Policy::STRICT.accept_untrusted()).dialing("a.example").judge();
    assert!(verdict.is_accepted() && verdict.path().is_none(), "nothing was verified: {verdict}");
    assert!(good().dialing("other.example.org").judge().path().is_none(), "rejected");
}
