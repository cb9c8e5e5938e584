//! The laws of verdicts.

use crate::case::Case;
use crate::plan::{CHECKS, Plan, Usage};
use std::sync::LazyLock;
use trustslot::{
    BlockList, BuiltIn, Certificate, Chain, Check, Clock, Finding, Policy, Profile, Reason,
    TrustSource, TrustStore, Verdict,
};
use trustslot_fuzz::chains;
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::support::{NO_REMEDY, intermediate};

/// Requires that a verdict agrees with its findings, and that messages are fit for display.
pub fn check_messages(verdict: &Verdict, policy: Policy) {
    let decides = |finding: &Finding| policy.decides(finding.check());
    let findings = match verdict {
        Verdict::Trusted(path) => return assert_fit(&path.to_string(), SENTENCE),
        Verdict::Tolerated(findings) => {
            assert!(!findings.iter().any(decides), "{verdict}");
            findings
        }
        Verdict::Rejected(findings) => {
            assert!(findings.iter().any(decides), "{verdict}");
            findings
        }
    };
    assert!(!findings.is_empty() && findings.len() <= MAX_FINDINGS, "{}", findings.len());
    for finding in findings {
        assert_eq!(finding.is_waived(), !decides(finding));
        assert_fit(&finding.to_string(), SENTENCE);
        if let Some(remedy) = finding.remedy() {
            assert_fit(&remedy.to_string(), SENTENCE);
        } else if decides(finding) {
            let code = finding.reason().code();
            assert!(NO_REMEDY.iter().any(|(without, _)| *without == code), "no remedy: {finding}");
        }
    }
}

pub fn check_empty_store(case: &Case) {
    let verdict = case.verify(&TrustStore::new(BuiltIn::EMPTY), case.policy, &case.chain);
    assert!(!verdict.is_trusted(), "{verdict}");
    assert!(!verdict.is_accepted() || !case.policy.decides(Check::Path), "{verdict}");
}
/// Requires the same verdict for another order, with repetitions, and with unrelated certificates.
pub fn check_indifference(case: &Case, verdict: &Verdict) {
    let own = case.chain.end_entity();
    let others = case.chain.others();
    let mut chains: Vec<Vec<Certificate>> = Vec::new();
    chains.push(others.iter().rev().cloned().collect());
    let twice = others.iter().flat_map(|other| [other.clone(), other.clone()]);
    chains.push(twice.chain([own.clone()]).collect());
    let mut extra = others.to_vec();
    extra.insert(others.len() / 2, UNRELATED.clone());
    extra.insert(0, UNRELATED.clone());
    chains.push(extra);
    for others in chains {
        let certificates = core::iter::once(own.clone()).chain(others);
        let chain = Chain::from_certificates(certificates).expect("few enough");
        let other = case.verify(&case.store, case.policy, &chain);
        assert!(is_alike(verdict, &other), "{verdict}\n{other}");
    }
}

/// Whether both are the same. "Its own certificate is number 2" depends on the order, so then the findings alone count.
fn is_alike(one: &Verdict, other: &Verdict) -> bool {
    let is_about_order = |verdict: &Verdict| {
        verdict.findings().is_some_and(|findings| findings.contains(Reason::SentOutOfOrder))
    };
    let findings = |verdict: &Verdict| -> Vec<_> {
        let findings = verdict.findings().into_iter().flatten();
        findings.map(|found| (found.reason(), found.position(), found.is_waived())).collect()
    };
    if is_about_order(one) { findings(one) == findings(other) } else { one == other }
}

/// Requires that a laxer policy and a larger store never make the verdict worse.
pub fn check_monotony(case: &Case, verdict: &Verdict, plan: &Plan) {
    let better = |verdict: &Verdict, than: &Verdict, why: &str| {
        assert!(rank(verdict) >= rank(than), "{why}:\n{verdict}\n{than}");
    };
    for check in CHECKS {
        let waived = case.verify(&case.store, case.policy.waive(check), &case.chain);
        better(&waived, verdict, "waived");
        check_messages(&waived, case.policy.waive(check));
    }
    let lax = case.verify(&case.store, case.policy.with_profile(Profile::Rfc5280), &case.chain);
    better(&lax, verdict, "without a profile");
    // If the path does not decide, a better path can bring findings that do, so more anchors can make it worse.
    if !case.policy.decides(Check::Path) {
        return;
    }
    check_blocked(case, verdict, plan);
    let both = case.verify(&case.store, case.policy.with_source(TrustSource::All), &case.chain);
    better(&both, verdict, "trusting both parts");

    let mut smaller = case.store.clone();
    let custom = case.store.custom();
    if let Some(gone) = custom.get(plan.other % custom.len().max(1)) {
        assert!(smaller.remove(&gone.fingerprint()).is_some());
        let less = case.verify(&smaller, case.policy, &case.chain);
        better(verdict, &less, "without one anchor");
    }
    for root in case.store.built_in() {
        let mut smaller = case.store.clone();
        smaller.disable(&root.fingerprint());
        let less = case.verify(&smaller, case.policy, &case.chain);
        better(verdict, &less, "with a root disabled");
    }
}

/// Requires that a block list never makes the verdict better, and that a blocked peer is rejected.
fn check_blocked(case: &Case, verdict: &Verdict, plan: &Plan) {
    let own = case.chain.end_entity();
    let mut list = BlockList::new();
    match plan.other % 3 {
        0 => list.block_certificate(own),
        1 => list.block_key_of(own),
        _ => {
            if let Some(issuer) = case.chain.others().first() {
                list.block_serial_number(issuer, own.serial_number());
            }
        }
    }
    let is_own = list.blocks(own).is_some();
    let blocked = case.verify_blocking(list, &case.store, case.policy, &case.chain);
    assert!(rank(&blocked) <= rank(verdict), "{blocked}\n{verdict}");
    assert!(!(is_own && blocked.is_accepted()), "{blocked}");
    if let Some(other) = case.chain.others().get(plan.other) {
        let mut list = BlockList::new();
        list.block_key_of(other);
        let blocked = case.verify_blocking(list, &case.store, case.policy, &case.chain);
        assert!(rank(&blocked) <= rank(verdict), "{blocked}\n{verdict}");
        if let Verdict::Trusted(path) = &blocked {
            assert!(path.intermediates().iter().chain([path.anchor()]).all(|c| c != other));
        }
    }
}

/// Requires that the policy is enforced even without a path.
pub fn check_enforced(case: &Case, verdict: &Verdict) {
    if !verdict.is_accepted() {
        return;
    }
    let validity = case.chain.end_entity().validity();
    let is_valid = match case.clock {
        Clock::Set(now) => validity.contains(now),
        Clock::AtLeast(floor) => floor <= validity.not_after(),
        Clock::Unset => true,
    };
    assert!(is_valid || !case.policy.decides(Check::Validity), "{verdict}");
    let is_set = matches!(case.clock, Clock::Set(_));
    assert!(is_set || !case.policy.decides(Check::Clock), "{verdict}");
    if matches!(case.usage, Usage::Server) && case.policy.decides(Check::Name) {
        let name = case.chain.end_entity().matches(&case.reference, case.policy.name_rules());
        assert!(name.is_ok(), "{verdict}");
    }
}

const fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Trusted(_) => 2,
        Verdict::Tolerated(_) => 1,
        Verdict::Rejected(_) => 0,
    }
}

/// A path has 8 certificates, and each check can have a finding about each.
const MAX_FINDINGS: usize = 128;
/// A CA whose name and issuer occur nowhere else.
static UNRELATED: LazyLock<Certificate> = LazyLock::new(|| {
    let root = chains::ca_root("Nobody \u{2603} of that name", 99);
    let ca = chains::issue(intermediate("Nobody \u{2603} below it"), 98, &root);
    Certificate::from_der(&ca.der).expect("a certificate")
});
