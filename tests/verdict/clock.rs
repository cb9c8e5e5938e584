//! Validity under clocks that are set, a floor, or unset: every edge.

use crate::case::{Case, chain_that, good, unix};
use crate::support::NOW;
use trustslot::{Check, Clock, Policy, Position, Reason, Remedy, Verdict};

/// 2020-01-01 and 2040-01-01: the validity of all certificates except the leaf.
const OUTER: (u64, u64) = (1_577_836_800, 2_208_988_800);
const YEAR_9999: u64 = 253_402_300_799;

fn sweep() -> Vec<u64> {
    let edges = [0, NOW, OUTER.0, OUTER.1, 1 << 31, 1 << 32, YEAR_9999, u64::MAX];
    let mut all: Vec<u64> = edges
        .iter()
        .flat_map(|&edge| [edge.saturating_sub(1), edge, edge.saturating_add(1)])
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn leaf_valid(from: u64, to: u64) -> Case {
    chain_that(|root| root, |ca| ca, |leaf| leaf.valid(from, to))
}

/// The findings expected at the leaf, the intermediate and the root. This is a second implementation of the rules.
fn expected(clock: Clock, leaf: (u64, u64)) -> Vec<(Reason, Position)> {
    let mut found = Vec::new();
    let at = |(from, to): (u64, u64), early, late| match clock {
        Clock::Set(now) if now.as_secs() < from => Some(early),
        Clock::Set(now) | Clock::AtLeast(now) if now.as_secs() > to => Some(late),
        _ => None,
    };
    let own = (Reason::NotYetValid, Reason::Expired);
    found.extend(at(leaf, own.0, own.1).map(|r| (r, Position::EndEntity)));
    found.extend(at(OUTER, own.0, own.1).map(|r| (r, Position::Intermediate(1))));
    let anchor = at(OUTER, Reason::AnchorNotYetValid, Reason::AnchorExpired);
    found.extend(anchor.map(|r| (r, Position::Anchor)));
    if !matches!(clock, Clock::Set(_)) {
        found.push((Reason::ClockNotSet, Position::EndEntity));
    }
    found
}

#[test]
fn validity_edges_for_every_clock() {
    let leaves =
        [(OUTER.0, OUTER.1), (NOW, NOW), (NOW, 1 << 31), ((1 << 31) - 1, OUTER.1), (0, YEAR_9999)];
    for leaf in leaves {
        let case = leaf_valid(leaf.0, leaf.1);
        let mut clocks = vec![Clock::Unset];
        clocks.extend(sweep().into_iter().map(Clock::set));
        clocks.extend(sweep().into_iter().map(Clock::at_least));
        let verifier = case.verifier();
        let presented: Vec<_> = case.presented.iter().collect();
        let chain = crate::verifier::chain(&presented);
        let meant = crate::case::HOST.parse().unwrap();
        for clock in clocks {
            let verdict = verifier.verify_server(&chain, &meant, clock);
            let found = verdict.findings().map(crate::case::places).unwrap_or_default();
            assert_eq!(found, expected(clock, leaf), "{leaf:?} at {clock}");
            assert_eq!(verdict.is_trusted(), found.is_empty(), "{clock}");
        }
    }
}

#[test]
fn clock_after_the_year_9999() {
    let all = |c: crate::support::Cert| c.valid(0, YEAR_9999);
    let case = chain_that(all, all, all);
    for now in [0, 1, NOW, (1 << 31) - 1, 1 << 31, 1 << 32, YEAR_9999] {
        let path = case.clone().at(now).is_trusted("RFC 5280 §4.1.2.5: no end");
        assert_eq!(path.valid_until(), unix(YEAR_9999));
        assert!(path.to_string().contains("until 9999-12-31"), "{path}");
    }
    for now in [YEAR_9999 + 1, u64::MAX] {
        case.clone().at(now).is_rejected(
            &[
                (Reason::Expired, Position::EndEntity),
                (Reason::Expired, Position::Intermediate(1)),
                (Reason::AnchorExpired, Position::Anchor),
            ],
            "even that ends",
        );
    }
    assert_eq!(Clock::set(u64::MAX).to_string(), "after the year 9999");
    assert_eq!(Clock::at_least(0).to_string(), "1970-01-01 00:00:00 UTC or later");
    assert_eq!(Clock::Unset.to_string(), "not set");
}

#[test]
fn unset_clock_is_decided_by_the_policy() {
    let first_contact = Policy::STRICT.waive(Check::Clock);
    let found = [(Reason::ClockNotSet, Position::EndEntity)];
    for clock in [Clock::Unset, Clock::at_least(0), Clock::at_least(NOW)] {
        let case = good().by(clock);
        case.is_rejected(&found, "strict");
        case.under(first_contact).is_tolerated(&found, "once, to learn the time");
    }
    let ended = chain_that(|root| root, |ca| ca, crate::support::Cert::expired);
    ended.clone().by(Clock::at_least(NOW)).under(first_contact).is_rejected(
        &[(Reason::Expired, Position::EndEntity), found[0]],
        "a floor shows that it has expired",
    );
    ended
        .by(Clock::at_least(NOW - 1))
        .under(first_contact)
        .is_tolerated(&found, "a floor within the validity: it may have expired");
    let forged = chain_that(|root| root, |ca| ca, crate::support::Cert::corrupt_signature);
    forged.by(Clock::Unset).under(first_contact).is_rejected(
        &[(Reason::BadSignature, Position::EndEntity), found[0]],
        "signatures are checked without a clock too",
    );
}

#[test]
fn clock_set_to_1970_is_not_an_unset_clock() {
    let verdict = good().at(0).judge();
    let Verdict::Rejected(findings) = verdict else { panic!("{verdict}") };
    let says = findings.decisive().unwrap().to_string();
    assert_eq!(
        says,
        "the certificate is not valid before 2020-01-01 00:00:00 UTC; the clock says 1970-01-01 00:00:00 UTC"
    );
}

#[test]
fn valid_until_is_the_earliest_end_on_the_path() {
    let (a, b, c) = (NOW + 10, NOW + 20, NOW + 30);
    for (leaf, ca, root) in
        [(a, b, c), (a, c, b), (b, a, c), (c, a, b), (b, c, a), (c, b, a), (a, a, a)]
    {
        let case = chain_that(|c| c.valid(0, root), |c| c.valid(0, ca), |c| c.valid(0, leaf));
        let path = case.is_trusted("V7");
        assert_eq!(path.valid_until(), unix(a), "leaf {leaf}, CA {ca}, root {root}");
        case.clone().at(a).is_trusted("still true in that second");
        let after = case.at(a + 1).judge();
        assert!(!after.is_accepted(), "no longer in the next");
    }
}

/// Decades after the last certificate has expired, the clock is at fault, and the message shows it.
#[test]
fn clock_that_must_be_wrong_is_in_the_message() {
    let decades = 25 * 366 * 24 * 60 * 60;
    for (seconds, is_shown) in [(OUTER.1 + decades, true), (OUTER.1 + 1, false)] {
        let verdict = good().by(Clock::set(seconds)).judge();
        let expired =
            verdict.findings().unwrap().iter().filter(|finding| {
                matches!(finding.reason(), Reason::Expired | Reason::AnchorExpired)
            });
        let shown: Vec<_> = expired
            .map(|finding| {
                let is_clock = finding.remedy() == Some(&Remedy::SetClock);
                (is_clock, finding.to_string().contains("; the clock says 20"))
            })
            .collect();
        assert!(
            !shown.is_empty() && shown.iter().all(|row| *row == (is_shown, is_shown)),
            "{verdict}: {shown:?}"
        );
    }
}
