//! The slow twin: it verifies on every day, and around each date of each input, with changes that are really made and
//! certificates that are really renewed. It shares nothing with the forecast but the verifier.

use crate::phone::{DAY, at, built_in, chain, day, phone, read, server};
use proptest::prelude::*;
use trustslot::{
    BlockList, Cadence, Check, Clock, Crl, Decision, DeviceState, Expected, Fingerprint, Outcome,
    PlannedChange, Policy, PolicySet, Position, Reason, Renewals, RevocationCoverage, Span,
    Verdict, Verifier, forecast,
};
use trustslot_kit::crl::crl;
use trustslot_kit::{HOST, Issued, Key, NOW, intermediate, leaf, root};

/// Days of the inputs, small enough that ends meet.
type Days = (u64, u64);

#[derive(Clone, Debug)]
struct Plan {
    roots: [Days; 2],
    cas: [Days; 2],
    leaf: Days,
    crls: Vec<(usize, Days, bool)>,
    policy: u8,
    change: Option<(u64, u8)>,
    /// 0: never; 1: by the same CA; 2: by another one from this day on.
    renews: u8,
    moves: u64,
    other: Days,
}

fn days() -> impl Strategy<Value = Days> {
    (0_u64..30, 1_u64..40).prop_map(|(from, length)| (from, from + length))
}

fn plan() -> impl Strategy<Value = Plan> {
    let certificates = ([days(), days()], [days(), days()], days());
    let crls = proptest::collection::vec((0_usize..4, days(), any::<bool>()), 0..3);
    let change = proptest::option::of((1_u64..50, 0_u8..6));
    let renewals = (0_u8..3, 0_u64..50, days());
    (certificates, crls, 0_u8..6, change, renewals).prop_map(
        |((roots, cas, leaf), crls, policy, change, (renews, moves, other))| Plan {
            roots,
            cas,
            leaf,
            crls,
            policy,
            change,
            renews,
            moves,
            other,
        },
    )
}

struct Pki {
    roots: [Issued; 2],
    cas: [Issued; 2],
    /// The CA that the server moves to, below the second root.
    other: Issued,
    leaf: Issued,
}

impl Plan {
    /// Two CAs with one name and key below two roots, one of which ends first.
    fn pki(&self) -> Pki {
        let valid = |cert: trustslot_kit::Cert, (from, to): Days| cert.valid(day(from), day(to));
        let one = valid(root("One").key(Key::p256(1)), self.roots[0]).self_signed();
        let two = valid(root("Two").key(Key::p256(2)), self.roots[1]).self_signed();
        let ca =
            |days, root: &Issued| valid(intermediate("CA").key(Key::p256(3)), days).signed_by(root);
        let cas = [ca(self.cas[0], &one), ca(self.cas[1], &two)];
        let leaf = self.leaf_at(day(self.leaf.0), &cas[0]);
        let other = valid(intermediate("Other").key(Key::p256(4)), self.other).signed_by(&two);
        Pki { roots: [one, two], cas, other, leaf }
    }

    /// The certificate of the server, issued at this second.
    fn leaf_at(&self, begin: u64, ca: &Issued) -> Issued {
        let lifetime = (self.leaf.1 - self.leaf.0) * DAY;
        leaf(HOST)
            .key(Key::p256(5))
            .valid(begin, begin + lifetime)
            .serial(&[1, (begin >> 8) as u8 & 0x7f, begin as u8])
            .signed_by(ca)
    }

    fn policy(&self) -> Policy {
        match self.policy {
            0 => Policy::STRICT,
            1 => Policy::STRICT.waive(Check::AnchorValidity),
            2 => Policy::STRICT.waive(Check::Validity).waive(Check::CrlValidity),
            3 => Policy::STRICT.accept_untrusted(),
            4 => Policy::STRICT.with_revocation_coverage(RevocationCoverage::ListedIssuers),
            _ => Policy::STRICT.waive(Check::RevocationStatus),
        }
    }

    fn crls(&self, pki: &Pki) -> Vec<Crl> {
        let issuers = [&pki.roots[0], &pki.roots[1], &pki.cas[0], &pki.other];
        let one = |(issuer, (from, to), revokes): &(usize, Days, bool)| {
            let list = crl().dated(day(*from), day(*to));
            let list = if *revokes {
                list.revoking(match issuer {
                    0 => &pki.cas[0],
                    1 => &pki.other,
                    _ => &pki.leaf,
                })
            } else {
                list
            };
            Crl::parse(&list.signed_by(issuers[*issuer])).unwrap()
        };
        self.crls.iter().map(one).collect()
    }

    fn state(&self, pki: &Pki) -> DeviceState {
        let mut state = phone(&[&pki.roots[0], &pki.roots[1]]);
        state.policies = PolicySet::new(self.policy());
        state.crls = self.crls(pki);
        state
    }

    fn change(&self, pki: &Pki) -> Option<Expected> {
        let (when, kind) = self.change?;
        let change = match kind {
            0 => PlannedChange::BuiltIn(built_in(&[&pki.roots[1]]).into()),
            1 => PlannedChange::Disable(read(&pki.roots[0]).fingerprint()),
            2 => PlannedChange::Crls(Vec::new()),
            3 => {
                let mut list = BlockList::new();
                list.block_certificate(&read(&pki.cas[0]));
                PlannedChange::BlockList(list)
            }
            4 => PlannedChange::Policies(PolicySet::new(Policy::STRICT).into()),
            _ => PlannedChange::Peer {
                dependency: "prov".into(),
                chain: chain(&[&pki.leaf, &pki.cas[1]]),
            },
        };
        Some(Expected { at: at(day(when)), change })
    }
}

type Facts = (Decision, Vec<(Reason, Position, Option<Fingerprint>)>);

fn of_verdict(verdict: &Verdict) -> Facts {
    let decision = match verdict {
        Verdict::Trusted(_) => Decision::Trusted,
        Verdict::Tolerated(_) => Decision::Tolerated,
        Verdict::Rejected(_) => Decision::Rejected,
    };
    let findings = verdict.findings().into_iter().flatten();
    let counts = findings.filter(|finding| decision == Decision::Tolerated || !finding.is_waived());
    let facts = counts.map(|finding| {
        let other = finding.certificate().filter(|_| finding.position() != Position::EndEntity);
        (finding.reason(), finding.position(), other.map(trustslot::Certificate::fingerprint))
    });
    (decision, facts.collect())
}

fn of_outcome(outcome: &Outcome) -> Facts {
    let keys = outcome.deciding.iter().map(|key| (key.reason, key.position, key.certificate));
    (outcome.decision, keys.collect())
}

fn verdict(state: &DeviceState, certificates: &trustslot::Chain, now: u64) -> Verdict {
    let verifier = Verifier::new(
        state.store.clone(),
        state.policies.policy(trustslot::Application::AutoProvision),
    )
    .with_block_list(state.blocked.clone())
    .with_crls(state.crls.iter().cloned());
    verifier.verify_server(certificates, &HOST.parse().unwrap(), Clock::set(now))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn forecast_equals_verifying_at_every_date(plan in plan()) {
        let pki = plan.pki();
        let state = plan.state(&pki);
        let expected: Vec<Expected> = plan.change(&pki).into_iter().collect();
        let replaces = expected.iter().any(|expected| matches!(expected.change, PlannedChange::Peer { .. }));
        let renews = plan.renews > 0 && !replaces;
        let moves = if plan.renews == 2 { day(plan.moves) } else { u64::MAX };
        let mut dependency = server(&[&pki.leaf, &pki.cas[0], &pki.cas[1]]);
        if renews {
            let cadence = Cadence::TWO_THIRDS;
            dependency = dependency.with_renewals(match plan.renews {
                1 => Renewals::SameIssuer(cadence),
                _ => Renewals::By { issuers: vec![read(&pki.other)], from: at(moves), cadence },
            });
        }
        let span = Span::days(NOW, 80);
        let answer = forecast(&state, &[dependency.clone()], &expected, span).unwrap();
        let row = &answer.dependencies[0];

        // The renewals, really issued.
        let mut leaves = vec![(NOW, pki.leaf.clone(), false)];
        let lifetime = (plan.leaf.1 - plan.leaf.0) * DAY + 1;
        let mut begin = day(plan.leaf.0);
        while renews && begin < day(90) {
            begin = (begin + lifetime * 2 / 3).max(NOW + 1);
            let is_moved = begin >= moves;
            let same_length = plan.leaf_at(begin, if is_moved { &pki.other } else { &pki.cas[0] });
            leaves.push((begin, same_length, is_moved));
        }
        let mut dates: Vec<u64> = (0..=80).map(day).collect();
        let ends = [plan.roots[0], plan.roots[1], plan.cas[0], plan.cas[1], plan.other, plan.leaf];
        dates.extend(ends.iter().flat_map(|(from, to)| [day(*from), day(*to)]));
        dates.extend(plan.crls.iter().flat_map(|(_, (from, to), _)| [day(*from), day(*to)]));
        dates.extend(leaves.iter().flat_map(|(begin, ..)| [*begin, *begin + lifetime]));
        let mut moments: Vec<u64> = dates.iter().flat_map(|date| [date - 1, *date, date + 1]).collect();
        moments.retain(|moment| (NOW..=day(80)).contains(moment));
        moments.sort_unstable();
        moments.dedup();
        for moment in moments {
            let mut now = state.clone();
            let (_, leaf, is_moved) = leaves.iter().rfind(|(begin, ..)| *begin <= moment).unwrap();
            let mut presented = if *is_moved {
                chain(&[leaf, &pki.other])
            } else {
                chain(&[leaf, &pki.cas[0], &pki.cas[1]])
            };
            for Expected { at, change } in expected.iter().filter(|expected| expected.at.as_secs() <= moment) {
                now.apply(change).unwrap();
                if let PlannedChange::Peer { chain, .. } = change {
                    presented = chain.clone();
                }
                prop_assert!(at.as_secs() <= moment);
            }
            let slow = of_verdict(&verdict(&now, &presented, moment));
            prop_assert_eq!(of_outcome(row.at(at(moment))), slow, "{} s after the start", moment - NOW);
        }
        // A path that was verified does not end before it says.
        let trusted = row.events.iter().filter(|event| event.from.decision == Decision::Trusted);
        for event in trusted.filter(|event| event.assumes.is_empty()) {
            if let Some(until) = event.from.valid_until {
                prop_assert!(event.at > until || event.at.as_secs() == until.as_secs() + 1, "{:?}", event);
            }
        }
    }
}
