//! Each law for random PKIs. A failure prints the bytes of the plan, which shrink toward zeros.

use crate::laws::{self, LAWS, Law};
use crate::plan::{self, BYTES};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The number of PKIs for each law. A verdict costs some 50 µs, and a law judges up to twenty.
const CASES: u32 = 2_048;

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![1 => Just(0_u8), 1 => any::<u8>()], 8..BYTES * 2)
}

/// `TRUSTSLOT_LAW_CASES` runs another number of them.
fn cases() -> u32 {
    std::env::var("TRUSTSLOT_LAW_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES)
}

#[track_caller]
fn holds(law: Law) {
    holds_for(cases(), law);
}

#[track_caller]
fn holds_for(cases: u32, law: Law) {
    // The same PKIs in every run; the fuzz target `laws` finds others.
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let result = runner.run(&bytes(), |bytes| {
        law(&bytes).map_err(|why| TestCaseError::fail(format!("{why}\n{}", plan::read(&bytes))))
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Prints the smallest counterexample of each kind, for whoever mends them:
/// `TRUSTSLOT_LAW_CASES=20000 cargo test --test laws survey -- --ignored --nocapture`.
#[test]
#[ignore = "it never fails: a survey of counterexamples"]
fn law_survey() {
    use proptest::strategy::ValueTree as _;
    let mut kinds = std::collections::BTreeMap::new();
    let mut runner = TestRunner::deterministic();
    for _ in 0..cases() {
        let bytes = bytes().new_tree(&mut runner).unwrap().current();
        for (name, law) in LAWS {
            let Err(why) = law(&bytes) else { continue };
            let kind = format!("{name}: {}", kind_of(&why));
            let entry = kinds.entry(kind.clone()).or_insert((0, String::new(), usize::MAX));
            entry.0 += 1;
            // A few are enough to find a small one.
            if entry.0 > 3 {
                continue;
            }
            let is_same = |bytes: &[u8]| {
                law(bytes).is_err_and(|why| format!("{name}: {}", kind_of(&why)) == kind)
            };
            let smaller = shrunk(&bytes, is_same);
            let text = law(&smaller).unwrap_err();
            let size = smaller.iter().filter(|&&byte| byte != 0).count();
            if size < entry.2 {
                let pki = plan::read(&smaller);
                (entry.1, entry.2) = (format!("{text}\n{pki}\n    bytes {smaller:?}"), size);
            }
        }
    }
    for (kind, (count, text, _)) in kinds {
        println!("== {kind} ({count} times)\n{text}\n");
    }
}

/// The message without what is particular to one PKI.
fn kind_of(why: &str) -> String {
    let line = why.lines().next().unwrap_or_default();
    let words = line.split(|c: char| c.is_ascii_digit()).filter(|word| word.len() > 1);
    words.collect::<Vec<_>>().join("#").chars().take(110).collect()
}

/// The same with as many zeros at as many places as the property allows.
fn shrunk(bytes: &[u8], holds: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for at in 0..bytes.len() {
        let before = std::mem::take(&mut bytes[at]);
        if before != 0 && !holds(&bytes) {
            bytes[at] = before;
        }
    }
    while bytes.last() == Some(&0) && holds(&bytes[..bytes.len() - 1]) {
        bytes.pop();
    }
    bytes
}

#[test]
fn law_a_deciding_findings_only_grow_when_certificates_are_blocked_revoked_or_expire() {
    holds(LAWS[0].1);
}

#[test]
fn law_b_what_the_source_leaves_out_never_improves_a_verdict() {
    holds(LAWS[1].1);
}

#[test]
fn law_c_junk_beside_a_peer_changes_nothing() {
    // Each case has some thirty kinds of junk.
    holds_for(cases() / 8, LAWS[2].1);
}

#[test]
fn law_d_obeyed_remedies_lead_to_acceptance_or_to_another_finding() {
    holds(LAWS[3].1);
}

#[test]
fn law_e_findings_are_about_certificates_that_the_policy_looks_at() {
    holds(LAWS[4].1);
}

#[test]
fn law_f_the_order_of_the_chain_does_not_matter() {
    holds(LAWS[5].1);
}

#[test]
fn law_g_a_ca_is_offered_only_if_it_was_verified() {
    holds(LAWS[6].1);
}

#[test]
fn law_h_every_deciding_finding_has_a_remedy_or_a_reason_for_none() {
    holds(LAWS[7].1);
}

/// The plans have all outcomes and most reasons, so that the laws are not empty.
#[test]
fn law_plans_are_varied() {
    use proptest::strategy::ValueTree as _;
    let mut runner = TestRunner::deterministic();
    let (mut outcomes, mut reasons) = ([0_u32; 3], std::collections::BTreeSet::new());
    for _ in 0..1_024 {
        let bytes = bytes().new_tree(&mut runner).unwrap().current();
        let Some(verdict) = plan::read(&bytes).judge() else { continue };
        outcomes[usize::from(laws::rank(&verdict))] += 1;
        reasons.extend(
            verdict.findings().into_iter().flatten().map(|finding| finding.reason().code()),
        );
    }
    assert!(outcomes.iter().all(|&count| count > 60), "{outcomes:?}");
    assert!(reasons.len() >= 18, "{reasons:?}");
}
