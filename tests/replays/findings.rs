//! Errors and findings: none is lost, and none turns into success.

use crate::judge::{HOST, Peer, deciding, peer, trusting};
use crate::support::crl::crl;
use crate::support::extensions::{CLIENT_AUTH, CRL_SIGN};
use crate::support::{Issued, NOW, chain3, leaf};
use trustslot::{
    BlockList, Certificate, Chain, Check, Clock, Crl, Policy, Reason, TrustSource, Verdict,
    Verifier,
};

#[test]
fn replay_33_error_path_returns_success() {
    let (root, ca, leaf) = chain3();
    let case = peer(&[&leaf, &ca], &root);
    for which in [&leaf, &ca] {
        for bit in 0..which.der.len() * 8 {
            let mut der = which.der.clone();
            der[bit / 8] ^= 1 << (bit % 8);
            let flipped = Issued { der, ..which.clone() };
            let presented = if which.der == leaf.der { [&flipped, &ca] } else { [&leaf, &flipped] };
            peer(&presented, &root).refused_somehow(&format!("bit {bit}"));
        }
    }
    case.passes();

    // Each check decides alone when all others are waived. When it is waived too, the finding is still reported.
    let nothing = Check::ALL.iter().fold(Policy::STRICT, |policy, check| policy.waive(*check));
    let cases: [(Peer, Reason); 7] = [
        (expired(&ca, &root), Reason::Expired),
        (
            peer(&[&crate::support::leaf(HOST).corrupt_signature().signed_by(&ca), &ca], &root),
            Reason::BadSignature,
        ),
        (
            peer(&[&crate::support::leaf(HOST).eku(&[CLIENT_AUTH]).signed_by(&ca), &ca], &root),
            Reason::UsageNotAllowed,
        ),
        (
            peer(&[&crate::support::leaf(HOST).key_usage(&[CRL_SIGN]).signed_by(&ca), &ca], &root),
            Reason::KeyUsageNotAllowed,
        ),
        (case.clone().for_name("other.example.com"), Reason::NameMismatch),
        (case.clone().at(Clock::at_least(NOW)), Reason::ClockNotSet),
        (case.clone().trusting(trusting(&[])), Reason::IssuerNotFound),
    ];
    for (peer, reason) in cases {
        peer.clone().policy(nothing).tolerated(&[reason]);
        peer.clone().policy(nothing.enforce(reason.check())).refused(reason);
        for &check in Check::ALL.iter().filter(|check| **check != reason.check()) {
            peer.clone().policy(nothing.enforce(check)).tolerated(&[reason]);
        }
    }
    let old_root = crate::support::root("Old").expired().self_signed();
    let below = peer(&[&crate::support::leaf(HOST).signed_by(&old_root)], &old_root);
    below
        .clone()
        .policy(nothing.enforce(Reason::AnchorExpired.check()))
        .refused(Reason::AnchorExpired);
    below.policy(nothing).tolerated(&[Reason::AnchorExpired]);
    case.policy(nothing).passes();
    let none: [&[u8]; 0] = [];
    assert!(Chain::from_der(&none).is_err());
}

/// Adds CRLs or a block list to a verifier.
type Extending<'a> = &'a dyn Fn(Verifier) -> Verifier;

/// The same for block lists and CRLs: each check decides alone.
#[test]
fn replay_33_revocation_error_returns_success() {
    let (root, ca, leaf) = chain3();
    let chain = Chain::from_der(&[&leaf.der, &ca.der]).unwrap();
    let own = Certificate::from_der(&leaf.der).unwrap();
    let crls = |of_the_ca: Vec<u8>| {
        let crls = [crl().signed_by(&root), of_the_ca];
        crls.map(|der| Crl::from_der(&der).unwrap())
    };
    let dated = |from: &str, to: &str| crl().dated(from, to).signed_by(&ca);
    let cases: [(Reason, Extending<'_>); 6] = [
        (Reason::Blocked, &|verifier| {
            let mut list = BlockList::new();
            list.block_certificate(&own);
            verifier.with_block_list(list)
        }),
        (Reason::Revoked, &|verifier| {
            verifier.with_crls(crls(crl().revoking(&leaf).signed_by(&ca)))
        }),
        (Reason::RevocationUnknown, &|verifier| verifier.with_crls(crls(crl().signed_by(&root)))),
        (Reason::RevocationUnknown, &|verifier| {
            verifier.with_crls(crls(crl().corrupt_signature().signed_by(&ca)))
        }),
        (Reason::CrlExpired, &|verifier| {
            verifier.with_crls(crls(dated("2020-01-01", "2020-02-01")))
        }),
        (Reason::CrlNotYetValid, &|verifier| {
            verifier.with_crls(crls(dated("2027-01-01", "2028-01-01")))
        }),
    ];
    let nothing = Check::ALL.iter().fold(Policy::STRICT, |policy, check| policy.waive(*check));
    let reference = HOST.parse().unwrap();
    let ask = |policy: Policy, asking: Extending<'_>| {
        let algorithms = webpki::ALL_VERIFICATION_ALGS;
        let verifier = Verifier::with_algorithms(trusting(&[&root]), policy, algorithms);
        asking(verifier).verify_server(&chain, &reference, Clock::set(NOW))
    };
    for (reason, asking) in cases {
        for &check in Check::ALL {
            let verdict = ask(nothing.enforce(check), asking);
            let findings = verdict.findings().unwrap();
            assert!(findings.contains(reason), "{reason}: {verdict}");
            assert!(!verdict.is_trusted(), "{reason}: {verdict}");
            let decides = check == reason.check();
            assert_eq!(verdict.is_accepted(), !decides, "{reason}: {verdict}");
        }
    }
    let good = ask(Policy::STRICT, &|verifier| verifier.with_crls(crls(crl().signed_by(&ca))));
    assert!(good.is_trusted(), "the control: {good}");
}

fn expired(ca: &Issued, root: &Issued) -> Peer {
    peer(&[&leaf(HOST).expired().signed_by(ca), ca], root)
}

#[test]
fn replay_36_finding_overwritten_by_another() {
    let (root, ca, _) = chain3();
    let old = leaf("other.example.com").expired().signed_by(&ca);
    let waived = Policy::STRICT.waive(trustslot::Check::Name);
    listed(&peer(&[&old, &ca], &root).policy(waived), &[Reason::Expired], &[Reason::NameMismatch]);
    let forged = leaf(HOST).expired().corrupt_signature().signed_by(&ca);
    let waived = Policy::STRICT.waive(trustslot::Check::Validity);
    listed(
        &peer(&[&forged, &ca], &root).policy(waived),
        &[Reason::BadSignature],
        &[Reason::Expired],
    );
    // Five faults at once, with each check waived in turn.
    let all = leaf("other.example.com").expired().eku(&[CLIENT_AUTH]).key_usage(&[CRL_SIGN]);
    let all = peer(&[&all.corrupt_signature().signed_by(&ca), &ca], &root);
    for &check in Check::ALL {
        let verdict = all.clone().policy(Policy::STRICT.waive(check)).verdict().unwrap();
        for reason in [
            Reason::Expired,
            Reason::UsageNotAllowed,
            Reason::KeyUsageNotAllowed,
            Reason::NameMismatch,
            Reason::BadSignature,
        ] {
            assert!(verdict.findings().unwrap().contains(reason), "{check} waived: {verdict}");
            assert_eq!(deciding(&verdict).contains(&reason), reason.check() != check);
        }
    }
    let excluded = Policy::STRICT.with_source(TrustSource::BuiltIn);
    listed(
        &peer(&[&old, &ca], &root).policy(excluded),
        &[Reason::AnchorExcludedBySource, Reason::Expired, Reason::NameMismatch],
        &[],
    );
    peer(&[&leaf(HOST).signed_by(&ca), &ca], &root).policy(waived).passes();
}

/// Requires a rejection for `refusing`, with `reported` beside it.
#[track_caller]
fn listed(case: &Peer, refusing: &[Reason], reported: &[Reason]) {
    case.refused_for(refusing);
    let Ok(Verdict::Rejected(findings)) = case.judge() else { panic!("not rejected") };
    assert_eq!(findings.len(), refusing.len() + reported.len(), "{findings}");
    assert!(reported.iter().all(|reason| findings.contains(*reason)), "{findings}");
}
