//! Laws of verdicts, checked for random test PKIs.

use crate::support::extensions::{CLIENT_AUTH, CRL_SIGN};
use crate::support::{Cert, Key, NOW, der, intermediate, root};
use crate::test_pki::{TestPki, plan};
use crate::verifier::certificate;
use pki_types::{CertificateDer, UnixTime};
use proptest::prelude::*;
use proptest::sample::Index;
use std::time::Duration;
#[cfg(feature = "std")]
use trustslot::SignatureCache;
use trustslot::{
    BuiltIn, Certificate, Check, Clock, Policy, Position, Reason, TrustStore, Verdict,
};

/// What must not change: the outcome, every finding or the path, and every message.
fn essence(verdict: &Verdict) -> (u8, Vec<(Reason, Position)>, String, Vec<Vec<u8>>) {
    let found = verdict.findings().map(crate::case::places).unwrap_or_default();
    let path = match verdict {
        Verdict::Trusted(path) => path
            .intermediates()
            .iter()
            .chain([path.anchor()])
            .map(|c| c.as_der().to_vec())
            .collect(),
        _ => Vec::new(),
    };
    (rank(verdict), found, verdict.to_string(), path)
}

/// Smaller is better.
fn rank(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Trusted(_) => 0,
        Verdict::Tolerated(_) => 1,
        Verdict::Rejected(_) => 2,
    }
}

/// Additions to a certificate, each of which restricts it.
const LIMITS: [fn(Cert) -> Cert; 7] = [
    |cert| cert.extension("1.3.6.1.4.1.55555.1.2", true, der::null()),
    |cert| cert.excluded_dns("example.com"),
    |cert| cert.excluded_dns("example.net"),
    |cert| cert.permitted_dns("example.org"),
    |cert| cert.path_len(0),
    |cert| cert.eku(&[CLIENT_AUTH]),
    |cert| cert.key_usage(&[CRL_SIGN]),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn order_repetition_and_unrelated_certificates_do_not_matter(
        plan in plan(),
        picks in prop::collection::vec(any::<Index>(), 0..4),
        strangers in 0..3_u64,
        shuffle in any::<u64>(),
    ) {
        let pki = TestPki::new(plan);
        let verdict = pki.verdict();
        let mut others = pki.between.clone();
        for pick in &picks {
            if !pki.between.is_empty() {
                others.push(pick.get(&pki.between).clone());
            }
        }
        for n in 0..strangers {
            let stranger = root("Stranger").key(Key::ed25519(900)).self_signed();
            let below = intermediate(&format!("Stranger {n}")).key(Key::ed25519(901 + n));
            others.push(certificate(&below.signed_by(&stranger)));
        }
        others.push(pki.leaf.clone());
        let length = others.len();
        for place in 0..length {
            let with = usize::try_from(shuffle.rotate_left(u32::try_from(place).unwrap() * 7) % 1_000).unwrap();
            others.swap(place, with % length);
        }
        let again = pki.judge(pki.store(None), pki.policy(), &others);
        prop_assert_eq!(essence(&again), essence(&verdict));
    }

    #[test]
    fn the_same_question_has_the_same_answer(plan in plan()) {
        let (first, again) = (TestPki::new(plan.clone()), TestPki::new(plan));
        prop_assert_eq!(first.verdict(), again.verdict());
    }

    /// The test PKIs share names and keys, so the cache has entries of earlier ones.
    #[cfg(feature = "std")]
    #[test]
    fn cached_signatures_do_not_change_verdicts(plans in prop::collection::vec(plan(), 1..4), few in any::<bool>()) {
        let cache = if few { SignatureCache::with_limits(3, 4_096) } else { SignatureCache::new() };
        for plan in plans {
            let pki = TestPki::new(plan);
            let verdict = pki.verdict();
            for _ in 0..2 {
                let again = pki.verdict_remembering(&cache);
                prop_assert_eq!(essence(&again), essence(&verdict));
            }
        }
    }

    #[test]
    fn waiving_a_check_never_worsens_a_verdict(plan in plan()) {
        let pki = TestPki::new(plan);
        let before = pki.verdict();
        for &check in Check::ALL {
            let after = pki.judge(pki.store(None), pki.policy().waive(check), &pki.between);
            prop_assert!(rank(&after) <= rank(&before), "{check} waived: {before}\nthen {after}");
            prop_assert_eq!(after.is_trusted(), before.is_trusted(), "a waiver never makes a peer trusted: {}", check);
        }
    }

    #[test]
    fn enforcing_a_check_never_accepts_a_rejected_peer(plan in plan()) {
        let pki = TestPki::new(plan);
        let before = pki.verdict();
        for &check in Check::ALL {
            let after = pki.judge(pki.store(None), pki.policy().enforce(check), &pki.between);
            prop_assert!(rank(&after) >= rank(&before), "{check} enforced: {before}\nthen {after}");
        }
    }

    /// The path is enforced here. If it is waived, a path that is no longer valid hides its other faults.
    #[test]
    fn another_limit_never_accepts_a_rejected_peer(
        plan in plan(),
        at in any::<Index>(),
        limit in 0..LIMITS.len(),
    ) {
        let pki = TestPki::new(plan.clone());
        let policy = pki.policy().enforce(Check::Path);
        let before = pki.judge(pki.store(None), policy, &pki.between);
        let at = at.index(pki.between.len() + 1);
        let more = |number, cert| if number == at { LIMITS[limit](cert) } else { cert };
        let stricter = TestPki::bent(plan, more);
        let after = stricter.judge(stricter.store(None), policy, &stricter.between);
        prop_assert!(
            before.is_accepted() || !after.is_accepted(),
            "limit {limit} at {at}: {before}\nthen {after}"
        );
        prop_assert!(before.is_trusted() || !after.is_trusted(), "{before}\nthen {after}");
    }

    #[test]
    fn removing_an_anchor_never_makes_a_peer_trusted(plan in plan()) {
        let pki = TestPki::new(plan);
        let before = pki.verdict();
        for n in 0..pki.roots.len() {
            let after = pki.judge(pki.store(Some(n)), pki.policy(), &pki.between);
            prop_assert!(
                before.is_trusted() || !after.is_trusted(),
                "without root {n}: {before}\nthen {after}"
            );
            let waives_path = !pki.policy().decides(Check::Path);
            prop_assert!(
                waives_path || rank(&after) >= rank(&before),
                "without root {n}: {before}\nthen {after}"
            );
        }
    }

    #[test]
    fn uploading_the_peer_never_worsens_a_verdict(plan in plan()) {
        let with = |pinned| TestPki::new(plan.clone().pinning(pinned)).verdict();
        let (before, after) = (with(false), with(true));
        prop_assert!(rank(&after) <= rank(&before), "before: {before}\nthen {after}");
    }

    #[test]
    fn an_empty_store_never_trusts(plan in plan()) {
        let pki = TestPki::new(plan);
        let empty = TrustStore::new(BuiltIn::EMPTY);
        for policy in [pki.policy(), Policy::STRICT, Policy::STRICT.accept_untrusted().waive(Check::Name)] {
            let all: Vec<_> = pki.between.iter().chain(&pki.roots).cloned().collect();
            let verdict = pki.judge(empty.clone(), policy, &all);
            prop_assert!(!verdict.is_trusted(), "{verdict}");
            let verdict = pki.judge(empty.clone(), Policy::STRICT, &all);
            prop_assert!(!verdict.is_accepted(), "{verdict}");
        }
    }

    #[test]
    fn paths_to_an_anchor_are_accepted_by_webpki_too(plan in plan()) {
        let pki = TestPki::new(plan);
        if let Verdict::Trusted(path) = pki.verdict()
            && path.role() == trustslot::TrustRole::Anchor
        {
            let anchor = CertificateDer::from(path.anchor().as_der());
            let anchors = [webpki::anchor_from_trusted_cert(&anchor).unwrap()];
            let der = |certificate: &Certificate| CertificateDer::from(certificate.as_der().to_vec());
            let (own, between) = (der(&pki.leaf), pki.between.iter().map(der).collect::<Vec<_>>());
            let Clock::Set(now) = pki.plan.clock else { panic!("trusted without a clock") };
            prop_assert_eq!(now, UnixTime::since_unix_epoch(Duration::from_secs(NOW)));
            let end_entity = webpki::EndEntityCert::try_from(&own).unwrap();
            let bare = end_entity.verify_for_usage(
                webpki::ALL_VERIFICATION_ALGS,
                &anchors,
                &between,
                now,
                webpki::KeyUsage::server_auth(),
                None,
                None,
            );
            prop_assert!(bare.is_ok(), "{:?}", bare.err());
            prop_assert!(path.valid_until() >= now);
        }
    }
}

/// The test PKIs cover all three outcomes and most reasons.
#[test]
fn test_pkis_are_varied() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut outcomes = [0_u32; 3];
    let mut reasons = std::collections::BTreeSet::new();
    for _ in 0..512 {
        let verdict = TestPki::new(plan().new_tree(&mut runner).unwrap().current()).verdict();
        outcomes[usize::from(rank(&verdict))] += 1;
        reasons.extend(verdict.findings().into_iter().flatten().map(trustslot::Finding::reason));
    }
    assert!(outcomes.iter().all(|&count| count > 40), "{outcomes:?}");
    assert!(reasons.len() >= 15, "{reasons:?}");
}
