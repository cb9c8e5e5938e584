//! Limits on the length of a chain, and findings that do not decide.

use crate::judge::{HOST, peer, quickly};
use crate::support::extensions::{
    ANY_PURPOSE, CLIENT_AUTH, CRL_SIGN, KEY_ENCIPHERMENT, SERVER_AUTH,
};
use crate::support::{Issued, chain3, intermediate, leaf, root};
use trustslot::{Chain, ChainError, Check, Findings, Policy, Reason};

/// A root and a chain below it with this number of intermediates, for [`HOST`].
fn tower(intermediates: usize) -> (Issued, Vec<Issued>) {
    let root = root("Top").self_signed();
    let mut chain = vec![root.clone()];
    for level in 0..intermediates {
        let next = intermediate(&format!("Level {level}")).signed_by(&chain[level]);
        chain.push(next);
    }
    let end = leaf(HOST).signed_by(&chain[intermediates]);
    chain.push(end);
    chain.reverse();
    chain.pop();
    (root, chain)
}

#[test]
fn replay_46_chain_length_error_ignored_by_a_lenient_policy() {
    let stranger = root("Stranger").self_signed();
    // A policy that enforces nothing but a path.
    let others = Check::ALL.iter().filter(|check| **check != Check::Path);
    let lenient = others.fold(Policy::STRICT, |policy, check| policy.waive(*check));
    for length in [9, 10, 17, 40] {
        let (top, chain) = tower(length);
        let chain: Vec<_> = chain.iter().collect();
        for policy in [Policy::STRICT, lenient, Policy::FACTORY] {
            for (anchor, reason) in
                [(&stranger, Reason::IssuerNotFound), (&top, Reason::PathTooLong)]
            {
                // The limit is six, below a trusted root too.
                let case = peer(&chain, anchor).policy(policy);
                let verdict = quickly(|| case.judge().unwrap());
                assert!(!verdict.is_accepted(), "{length}: {verdict}");
                let decisive = verdict.findings().and_then(Findings::decisive);
                assert_eq!(decisive.map(|found| found.reason().check()), Some(Check::Path));
                // A longer chain is not followed to its end.
                if length < 16 {
                    case.refused(reason);
                }
            }
        }
    }
    for length in 0..=7 {
        let (top, chain) = tower(length);
        let chain: Vec<_> = chain.iter().collect();
        match length {
            0..=6 => peer(&chain, &top).passes(),
            _ => peer(&chain, &top).refused(Reason::PathTooLong),
        }
        peer(&chain, &stranger).refused(Reason::IssuerNotFound);
    }
}

#[test]
fn replay_47_many_certificates_overrun_an_array() {
    let (root, ca, end) = chain3();
    let stranger = crate::support::root("Stranger").self_signed();
    let name = |number| format!("Extra {number}");
    let extra: Vec<_> = (0..64).map(|n| intermediate(&name(n)).signed_by(&stranger)).collect();
    for count in [17, 24, 40, Chain::MAX_CERTIFICATES] {
        let mut chain = vec![&end];
        chain.extend(extra.iter().take(count - 2));
        chain.push(&ca);
        assert_eq!(chain.len(), count);
        peer(&chain, &root).passes();
        peer(&chain, &stranger).refused(Reason::IssuerNotFound);
        quickly(|| peer(&chain, &root).judge().unwrap().is_trusted());
    }
    let mut chain = vec![&end, &ca];
    chain.extend(&extra[..63]);
    peer(&chain, &root).unreadable("the peer presented 65 certificates; the limit is 64");
    let many = vec![Vec::<u8>::new(); 1_000_000];
    let certificates = 1_000_000;
    assert_eq!(Chain::from_der(&many), Err(ChainError::TooMany { certificates }));
}

#[test]
fn replay_48_waived_usage_finding_not_reported() {
    let (root, ca, _) = chain3();
    let reports = Check::ALL.iter().fold(Policy::STRICT, |policy, check| policy.waive(*check));
    for (cert, reason) in [
        (leaf(HOST).eku(&[CLIENT_AUTH]), Reason::UsageNotAllowed),
        (leaf(HOST).eku(&[ANY_PURPOSE]), Reason::UsageNotAllowed),
        (leaf(HOST).key_usage(&[1]), Reason::KeyUsageNotAllowed),
        (leaf(HOST).key_usage(&[CRL_SIGN]), Reason::KeyUsageNotAllowed),
        (leaf(HOST).key_usage(&[]), Reason::KeyUsageNotAllowed),
    ] {
        let end = cert.signed_by(&ca);
        let case = peer(&[&end, &ca], &root);
        case.refused(reason);
        case.clone().policy(Policy::STRICT.waive(Check::Usage)).tolerated(&[reason]);
        case.policy(reports).tolerated(&[reason]);
        // The purposes of a pin are checked too.
        peer(&[&end], &end).refused(reason);
        peer(&[&end], &end).policy(reports).tolerated(&[reason]);
    }
    let narrow = intermediate("Test CA").eku(&[CLIENT_AUTH]).signed_by(&root);
    peer(&[&leaf(HOST).signed_by(&narrow), &narrow], &root).refused(Reason::UsageNotAllowed);
    let both = leaf(HOST).eku(&[CLIENT_AUTH, SERVER_AUTH]).key_usage(&[KEY_ENCIPHERMENT]);
    peer(&[&both.signed_by(&ca), &ca], &root).passes();
    peer(&[&leaf(HOST).eku(&[]).no_key_usage().signed_by(&ca), &ca], &root).passes();
}
