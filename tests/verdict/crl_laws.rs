//! Laws of revocation: more blocked, more revoked or more expired never makes a verdict better.

use crate::case::{Case, HOST, places, unix};
use crate::revocation::{HERE, Pki};
use crate::support::crl::{CRL_DISTRIBUTION_POINTS, Crl, crl, distribution_points};
use crate::support::{Issued, Key, NOW, der, intermediate, leaf, root};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use std::sync::LazyLock;
use trustslot::{
    Check, Clock, Policy, Position, Reason, RevocationAnswer, RevocationCoverage,
    RevocationQuestion, Verdict,
};

/// The two certificates that can be revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Leaf,
    Ca,
}

#[derive(Clone, Copy, Debug)]
enum Scope {
    All,
    Here,
    Cas,
    EndEntities,
    Delta,
}

#[derive(Clone, Debug)]
struct List {
    of: Whose,
    scope: Scope,
    begin: i64,
    end: i64,
    revokes: bool,
    forged: bool,
}

#[derive(Clone, Debug)]
struct Plan {
    lists: Vec<List>,
    /// About the leaf and about the CA.
    data: Option<[RevocationAnswer; 2]>,
    blocked: [bool; 3],
    leaf_ends: i64,
    coverage: RevocationCoverage,
    waived: Vec<Check>,
    clock: Clock,
}

/// What may get worse.
#[derive(Clone, Copy, Debug)]
enum Change {
    Block(usize),
    RevokeIn(Index),
    RevokeByData(Whose),
    Expire(Index),
    ExpireData(Whose),
    ExpireLeaf,
}

fn answer() -> impl Strategy<Value = RevocationAnswer> {
    let until = |seconds: u64| RevocationAnswer::Good { until: Some(unix(seconds)) };
    prop::sample::select(vec![
        RevocationAnswer::NoData,
        RevocationAnswer::NotCovered,
        RevocationAnswer::Good { until: None },
        until(NOW + 100),
        until(NOW - 100),
        RevocationAnswer::Revoked { since: None },
    ])
}

fn whose() -> impl Strategy<Value = Whose> {
    prop::sample::select(vec![Whose::Leaf, Whose::Ca])
}

fn list() -> impl Strategy<Value = List> {
    let scopes =
        vec![Scope::All, Scope::All, Scope::Here, Scope::Cas, Scope::EndEntities, Scope::Delta];
    let scope = prop::sample::select(scopes);
    let begin = prop::sample::select(vec![-3_000, -2_000, -1_000, 500]);
    let end = prop::sample::select(vec![-500, 1_000, 2_000]);
    let parts = (whose(), scope, begin, end, prop::bool::weighted(0.2), prop::bool::weighted(0.1));
    parts.prop_map(|(of, scope, begin, end, revokes, forged)| List {
        of,
        scope,
        begin,
        end: end.max(begin + 100),
        revokes,
        forged,
    })
}

fn plan() -> impl Strategy<Value = Plan> {
    let data = prop::option::of([answer(), answer()]);
    let blocked = [0.1; 3].map(prop::bool::weighted);
    let about_it = [
        Check::Validity,
        Check::Clock,
        Check::Revocation,
        Check::RevocationStatus,
        Check::CrlValidity,
    ];
    let waived =
        prop_oneof![1 => Just(Vec::new()), 3 => subsequence(about_it.to_vec(), 0..=about_it.len())];
    let clock = prop::sample::select(vec![
        Clock::set(NOW),
        Clock::set(NOW),
        Clock::at_least(NOW),
        Clock::Unset,
    ]);
    let leaf_ends = prop::sample::select(vec![90_000, 90_000, -1_500]);
    let coverage = prop::sample::select(RevocationCoverage::ALL);
    let lists = prop::collection::vec(list(), 0..5);
    (lists, data, blocked, leaf_ends, coverage, waived, clock).prop_map(
        |(lists, data, blocked, leaf_ends, coverage, waived, clock)| Plan {
            lists,
            data,
            blocked,
            leaf_ends,
            coverage,
            waived,
            clock,
        },
    )
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (0..3_usize).prop_map(Change::Block),
        any::<Index>().prop_map(Change::RevokeIn),
        whose().prop_map(Change::RevokeByData),
        any::<Index>().prop_map(Change::Expire),
        whose().prop_map(Change::ExpireData),
        Just(Change::ExpireLeaf),
    ]
}

fn at(offset: i64) -> u64 {
    NOW.checked_add_signed(offset).unwrap()
}

impl Plan {
    fn after(mut self, change: Change) -> Self {
        let number = |whose| usize::from(whose == Whose::Ca);
        match change {
            Change::Block(at) => self.blocked[at] = true,
            Change::RevokeIn(at) if !self.lists.is_empty() => {
                let at = at.index(self.lists.len());
                self.lists[at].revokes = true;
            }
            Change::RevokeByData(whose) => {
                if let Some(data) = &mut self.data {
                    data[number(whose)] = RevocationAnswer::Revoked { since: None };
                }
            }
            Change::Expire(at) if !self.lists.is_empty() => {
                let at = at.index(self.lists.len());
                // A CRL that is not valid yet cannot have expired.
                if self.lists[at].begin < 0 {
                    self.lists[at].end = -500;
                }
            }
            Change::ExpireData(whose) => {
                if let Some(answer) = self.data.as_mut().map(|data| &mut data[number(whose)])
                    && matches!(answer, RevocationAnswer::Good { .. })
                {
                    *answer = RevocationAnswer::Good { until: Some(unix(NOW - 1)) };
                }
            }
            Change::ExpireLeaf => self.leaf_ends = -1_500,
            Change::RevokeIn(_) | Change::Expire(_) => {}
        }
        self
    }

    fn judge(&self) -> (Verdict, Policy) {
        static CAS: LazyLock<[Issued; 2]> = LazyLock::new(|| {
            let root = root("Test Root").key(Key::ed25519(1)).self_signed();
            let ca = intermediate("Test CA").key(Key::ed25519(2)).signed_by(&root);
            [root, ca]
        });
        let [root, ca] = CAS.clone();
        let points = distribution_points(&[HERE]);
        let leaf = leaf(HOST).key(Key::ed25519(3)).valid("2020-01-01", at(self.leaf_ends));
        let leaf = leaf.extension(CRL_DISTRIBUTION_POINTS, false, &points).signed_by(&ca);
        let pki = Pki { root, ca, leaf };
        let crls: Vec<_> = self.lists.iter().map(|list| list.signed(&pki)).collect();
        let all = [&pki.leaf, &pki.ca, &pki.root];
        let blocked = all.into_iter().zip(self.blocked).filter(|(_, is_blocked)| *is_blocked);
        let blocked: Vec<_> = blocked.map(|(issued, _)| issued).collect();
        let policy = Policy::STRICT.with_revocation_coverage(self.coverage);
        let policy = self.waived.iter().fold(policy, |policy, check| policy.waive(*check));
        let case: Case = pki.case(&crls).with_block_list(&blocked).under(policy).by(self.clock);
        let case = match self.data {
            None => case,
            Some([of_leaf, of_ca]) => {
                case.with_data(
                    move |about: &RevocationQuestion<'_>| {
                        if about.certificate().is_ca() { of_ca } else { of_leaf }
                    },
                )
            }
        };
        (case.judge(), policy)
    }
}

impl List {
    fn signed(&self, pki: &Pki) -> Vec<u8> {
        let (issuer, below) = match self.of {
            Whose::Leaf => (&pki.ca, &pki.leaf),
            Whose::Ca => (&pki.root, &pki.ca),
        };
        let list = crl().dated(at(self.begin), at(self.end));
        let list = match self.scope {
            Scope::All => list,
            Scope::Here => list.at(HERE),
            Scope::Cas => list.only(&[der::implicit(2, &[0xff])]),
            Scope::EndEntities => list.only(&[der::implicit(1, &[0xff])]),
            Scope::Delta => list.delta(),
        };
        let revoking = |list: Crl| if self.revokes { list.revoking(below) } else { list };
        let list = revoking(list);
        if self.forged { list.corrupt_signature() } else { list }.signed_by(issuer)
    }
}

/// The findings that decide.
fn deciding(verdict: &Verdict, policy: Policy) -> Vec<(Reason, Position)> {
    let found = verdict.findings().map(places).unwrap_or_default();
    found.into_iter().filter(|(reason, _)| policy.decides(reason.check())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_500) })]

    /// A revocation takes the place of an unknown status of the same certificate, if it decides itself.
    #[test]
    fn a_block_a_revocation_or_an_expiry_removes_no_deciding_finding(plan in plan(), change in change()) {
        let ((before, policy), (after, _)) = (plan.judge(), plan.clone().after(change).judge());
        let found = deciding(&after, policy);
        for (reason, place) in deciding(&before, policy) {
            let is_answered = reason == Reason::RevocationUnknown && found.contains(&(Reason::Revoked, place));
            prop_assert!(
                is_answered || found.contains(&(reason, place)),
                "{reason} is gone: {before}\nthen: {after}"
            );
        }
        prop_assert!(before.is_trusted() || !after.is_trusted(), "{before}\nthen: {after}");
        prop_assert!(before.is_accepted() || !after.is_accepted(), "{before}\nthen: {after}");
    }

    #[test]
    fn the_order_of_crls_does_not_matter(plan in plan()) {
        let mut turned = plan.clone();
        turned.lists.reverse();
        prop_assert_eq!(plan.judge().0.to_string(), turned.judge().0.to_string());
    }
}

/// The plans reach every reason about revocation that they can, and both outcomes.
#[test]
fn plans_are_varied() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut reasons = std::collections::BTreeSet::new();
    let mut accepted = 0;
    for _ in 0..300 {
        let (verdict, _) = plan().new_tree(&mut runner).unwrap().current().judge();
        accepted += u32::from(verdict.is_accepted());
        reasons.extend(verdict.findings().into_iter().flatten().map(trustslot::Finding::reason));
    }
    assert!((40..260).contains(&accepted), "{accepted}");
    for code in [205, 501, 502, 503, 504, 505] {
        assert!(reasons.iter().any(|reason| reason.code() == code), "{code}: {reasons:?}");
    }
}
