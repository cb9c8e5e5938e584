//! Section C, as far as it is about what becomes of an error.

use crate::ask::{HOST, Peer, deciding, peer, trusting};
use crate::support::extensions::{CLIENT_AUTH, CRL_SIGN};
use crate::support::{Issued, NOW, chain3, leaf};
use trustslot::{Chain, Check, Clock, Policy, Reason, Source, Verdict};

#[test]
fn replay_33_no_error_becomes_success() {
    let (root, ca, leaf) = chain3();
    let asked = peer(&[&leaf, &ca], &root);
    for which in [&leaf, &ca] {
        for bit in 0..which.der.len() * 8 {
            let mut der = which.der.clone();
            der[bit / 8] ^= 1 << (bit % 8);
            let flipped = Issued {
                der,
                ..which.clone()
            };
            let presented = if which.der == leaf.der {
                [&flipped, &ca]
            } else {
                [&leaf, &flipped]
            };
            peer(&presented, &root).refused_somehow(&format!("bit {bit}"));
        }
    }
    asked.passes();

    // Each check alone decides, whatever else is waived; and without it, it is still told.
    let nothing = Check::ALL
        .iter()
        .fold(Policy::STRICT, |policy, check| policy.waive(*check));
    let cases: [(Peer, Reason); 7] = [
        (expired(&ca, &root), Reason::Expired),
        (
            peer(
                &[
                    &crate::support::leaf(HOST)
                        .corrupt_signature()
                        .signed_by(&ca),
                    &ca,
                ],
                &root,
            ),
            Reason::BadSignature,
        ),
        (
            peer(
                &[
                    &crate::support::leaf(HOST)
                        .eku(&[CLIENT_AUTH])
                        .signed_by(&ca),
                    &ca,
                ],
                &root,
            ),
            Reason::UsageNotAllowed,
        ),
        (
            peer(
                &[
                    &crate::support::leaf(HOST)
                        .key_usage(&[CRL_SIGN])
                        .signed_by(&ca),
                    &ca,
                ],
                &root,
            ),
            Reason::KeyUsageNotAllowed,
        ),
        (
            asked.clone().meant("other.example.com"),
            Reason::NameMismatch,
        ),
        (asked.clone().at(Clock::at_least(NOW)), Reason::ClockNotSet),
        (
            asked.clone().trusting(trusting(&[])),
            Reason::IssuerNotFound,
        ),
    ];
    for (peer, reason) in cases {
        peer.clone().policy(nothing).tolerated(&[reason]);
        peer.clone()
            .policy(nothing.enforce(reason.check()))
            .refused(reason);
        for &check in Check::ALL.iter().filter(|check| **check != reason.check()) {
            peer.clone()
                .policy(nothing.enforce(check))
                .tolerated(&[reason]);
        }
    }
    let old_root = crate::support::root("Old").expired().self_signed();
    let below = peer(
        &[&crate::support::leaf(HOST).signed_by(&old_root)],
        &old_root,
    );
    below
        .clone()
        .policy(nothing.enforce(Reason::AnchorExpired.check()))
        .refused(Reason::AnchorExpired);
    below.policy(nothing).tolerated(&[Reason::AnchorExpired]);
    asked.policy(nothing).passes();
    let none: [&[u8]; 0] = [];
    assert!(Chain::from_der(&none).is_err());
}

fn expired(ca: &Issued, root: &Issued) -> Peer {
    peer(&[&leaf(HOST).expired().signed_by(ca), ca], root)
}

#[test]
fn replay_36_every_finding_is_kept() {
    let (root, ca, _) = chain3();
    let old = leaf("other.example.com").expired().signed_by(&ca);
    let waived = Policy::STRICT.waive(trustslot::Check::Name);
    listed(
        &peer(&[&old, &ca], &root).policy(waived),
        &[Reason::Expired],
        &[Reason::NameMismatch],
    );
    let forged = leaf(HOST).expired().corrupt_signature().signed_by(&ca);
    let waived = Policy::STRICT.waive(trustslot::Check::Validity);
    listed(
        &peer(&[&forged, &ca], &root).policy(waived),
        &[Reason::BadSignature],
        &[Reason::Expired],
    );
    // In every order: each pair of faults, one of them waived.
    let all = leaf("other.example.com")
        .expired()
        .eku(&[CLIENT_AUTH])
        .key_usage(&[CRL_SIGN]);
    let all = peer(&[&all.corrupt_signature().signed_by(&ca), &ca], &root);
    for &check in Check::ALL {
        let verdict = all
            .clone()
            .policy(Policy::STRICT.waive(check))
            .verdict()
            .unwrap();
        for reason in [
            Reason::Expired,
            Reason::UsageNotAllowed,
            Reason::KeyUsageNotAllowed,
            Reason::NameMismatch,
            Reason::BadSignature,
        ] {
            assert!(
                verdict.findings().unwrap().has(reason),
                "{check} waived: {verdict}"
            );
            assert_eq!(
                deciding(&verdict).contains(&reason),
                reason.check() != check
            );
        }
    }
    let excluded = Policy::STRICT.trusting(Source::BuiltIn);
    listed(
        &peer(&[&old, &ca], &root).policy(excluded),
        &[
            Reason::AnchorExcludedBySource,
            Reason::Expired,
            Reason::NameMismatch,
        ],
        &[],
    );
    peer(&[&leaf(HOST).signed_by(&ca), &ca], &root)
        .policy(waived)
        .passes();
}

/// Refused for the first, and the second are told of.
#[track_caller]
fn listed(asked: &Peer, refusing: &[Reason], told: &[Reason]) {
    asked.refused_for(refusing);
    let Ok(Verdict::Rejected(findings)) = asked.judge() else {
        panic!("not refused")
    };
    assert_eq!(findings.len(), refusing.len() + told.len(), "{findings}");
    assert!(
        told.iter().all(|reason| findings.has(*reason)),
        "{findings}"
    );
}
