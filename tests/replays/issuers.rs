//! Who may issue: CA flags, anchors, alternate paths and the order of a chain.

use crate::ca_certificates::leaf_below;
use crate::judge::{HOST, Peer, all_reasons, peer, trusting};
use crate::support::extensions::{AUTHORITY_KEY_ID, CRL_SIGN, DIGITAL_SIGNATURE, KEY_CERT_SIGN};
use crate::support::{Cert, Issued, Key, NOW, chain3, intermediate, leaf, root};
use trustslot::{
    Chain, Check, Clock, NameRules, Policy, Profile, Reason, RevocationCoverage, TrustSource,
    Verifier,
};

/// A peer whose certificate was issued by the described one, which is below root and CA. Also the root.
fn issued_by(attacker: &Cert) -> (Peer, Issued) {
    let (root, ca, _) = chain3();
    let attacker = attacker.clone().signed_by(&ca);
    let victim = leaf(HOST).signed_by(&attacker);
    (peer(&[&victim, &attacker, &ca], &root), root)
}

fn attacker() -> Cert {
    leaf("attacker.example")
}

#[test]
fn replay_37_leaf_issues_a_certificate() {
    let bits = &[DIGITAL_SIGNATURE, KEY_CERT_SIGN];
    for cert in [
        attacker(),
        attacker().ca(false),
        attacker().ca(false).key_usage(bits),
        attacker().key_usage(bits),
    ] {
        issued_by(&cert).0.refused(Reason::NotACa);
    }
    // Using the name of the CA does not make a certificate a CA.
    let (root, ca, _) = chain3();
    let copy = leaf("x").subject(ca.subject.clone()).signed_by(&ca);
    let victim = leaf(HOST).signed_by(&copy);
    peer(&[&victim, &copy, &ca], &root).refused(Reason::NotACa);
    // Another key of that name signed the copy, so its true issuer is missing.
    peer(&[&victim, &copy], &root).refused(Reason::IssuerNotFound);
    issued_by(&attacker().ca(true).key_usage(bits)).0.passes();
}

#[test]
fn replay_38_signature_below_a_non_ca_not_checked() {
    let (root, ca, _) = chain3();
    for middle in [attacker(), attacker().ca(false), intermediate("No CA").ca(false)] {
        let middle = middle.signed_by(&ca);
        for leaf in [
            leaf(HOST).corrupt_signature(),
            leaf(HOST).signature([0x5a; 70]),
            leaf(HOST).signature([]),
        ] {
            let case = peer(&[&leaf.signed_by(&middle), &middle, &ca], &root);
            // Whether the middle may issue is asked only if its key has signed.
            case.refused(Reason::BadSignature);
            let genuine = peer(&[&leaf_below(&middle), &middle, &ca], &root);
            genuine.refused(Reason::NotACa);
            let anchored = peer(&[&leaf_below(&middle)], &middle);
            anchored.refused(Reason::IssuerCannotIssue);
        }
    }
    let middle = intermediate("A CA").signed_by(&ca);
    let forged = leaf(HOST).corrupt_signature().signed_by(&middle);
    peer(&[&forged, &middle, &ca], &root).refused(Reason::BadSignature);
    peer(&[&leaf_below(&middle), &middle, &ca], &root).passes();
}

#[test]
fn replay_39_certificate_sent_by_the_peer_becomes_an_anchor() {
    let (ours, ..) = chain3();
    let theirs = root("Their Root").self_signed();
    let child = leaf_below(&theirs);
    let store = trusting(&[&ours]);
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, webpki::ALL_VERIFICATION_ALGS);
    let chain = Chain::from_der(&[&child.der, &theirs.der]).unwrap();
    let ask = || verifier.verify_server(&chain, &HOST.parse().unwrap(), Clock::set(NOW));
    for _ in 0..2 {
        let verdict = ask();
        assert_eq!(all_reasons(&verdict), [Reason::RootNotTrusted].into());
        assert!(!verdict.is_accepted());
        assert_eq!(verifier.store().custom().len(), 1);
        assert_eq!(verifier.store().custom()[0].as_der(), ours.der);
    }
    // A supplied intermediate completes chains and is no anchor either.
    let alone = peer(&[&child], &ours);
    alone.clone().with_intermediates(std::slice::from_ref(&theirs)).refused(Reason::RootNotTrusted);
    alone.refused(Reason::IssuerNotFound);
    // A root with the same name as ours and another key.
    let namesake = root("Test Root").key(Key::p256(39)).self_signed();
    peer(&[&leaf_below(&namesake), &namesake], &ours).refused(Reason::IssuerKeyDiffers);
    peer(&[&child, &theirs], &ours).trusting(trusting(&[&ours, &theirs])).passes();
}

#[test]
fn replay_40_later_check_overwrites_the_ca_verdict() {
    let (case, root) = issued_by(&attacker());
    let stores = [trusting(&[&root]), crate::judge::built_in(&[&root])];
    let count = u32::try_from(Check::ALL.len()).unwrap();
    for waived in 0..1_u32 << count {
        let is_waived = |(bit, _): &(usize, &_)| waived >> bit & 1 == 1;
        let waive = |policy: Policy, (_, check): (usize, &_)| policy.waive(*check);
        let checks = Check::ALL.iter().enumerate().filter(is_waived);
        let policy = checks.fold(Policy::STRICT, waive);
        // Every set of waived checks once; the other settings with none, one, all but one and all of them.
        let is_extreme = waived.count_ones() <= 1 || waived.count_ones() >= count - 1;
        let mut policies = vec![policy];
        for source in TrustSource::ALL.iter().filter(|_| is_extreme) {
            for rules in NameRules::ALL {
                for profile in Profile::ALL {
                    policies.extend(RevocationCoverage::ALL.iter().map(|coverage| {
                        let policy = policy.with_source(*source).with_name_rules(*rules);
                        policy.with_profile(*profile).with_revocation_coverage(*coverage)
                    }));
                }
            }
        }
        for (policy, store) in
            policies.iter().flat_map(|policy| stores.each_ref().map(|store| (*policy, store)))
        {
            let case = case.clone().policy(policy).trusting(store.clone());
            let verdict = case.judge().unwrap();
            assert!(!verdict.is_trusted(), "{policy:?}: {verdict}");
            assert!(verdict.findings().unwrap().contains(Reason::NotACa), "{policy:?}: {verdict}");
            let decides = policy.decides(Reason::NotACa.check());
            assert!(!decides || !verdict.is_accepted(), "{policy:?}: {verdict}");
        }
    }
    issued_by(&attacker().ca(true).key_usage(&[KEY_CERT_SIGN])).0.passes();
}

#[test]
fn replay_41_alternate_path_skips_the_ca_check() {
    let (root, ca, _) = chain3();
    let second = crate::support::root("Second Root").self_signed();
    let both = trusting(&[&root, &second]);
    let by_ca = attacker().signed_by(&ca);
    let victim = leaf(HOST).signed_by(&by_ca);
    let cross =
        |cert: Cert| cert.subject(by_ca.subject.clone()).key(by_ca.key.clone()).signed_by(&second);
    let ask = |other: &Issued| peer(&[&victim, &by_ca, other, &ca], &root).trusting(both.clone());
    ask(&cross(attacker())).refused(Reason::NotACa);
    ask(&cross(attacker().ca(false))).refused(Reason::NotACa);
    // The other path has a genuine CA, with another fault.
    for cert in [
        intermediate("x").expired(),
        intermediate("x").key_usage(&[CRL_SIGN]),
        intermediate("x").unknown_critical_extension(),
        intermediate("x").corrupt_signature(),
        intermediate("x").permitted_dns("example.org"),
    ] {
        let verdict = ask(&cross(cert)).verdict().unwrap();
        assert!(!verdict.is_accepted(), "{verdict}");
    }
    ask(&cross(intermediate("x"))).passes();
    // An expired certificate of the CA beside a valid one.
    let old = intermediate("Test CA").expired().signed_by(&root);
    peer(&[&leaf_below(&ca), &old, &ca], &root).passes();
    peer(&[&leaf_below(&ca), &old], &root).refused(Reason::Expired);
}

#[test]
fn replay_42_trusted_root_appended_to_a_foreign_chain() {
    let (root, ca, good) = chain3();
    let nobody = crate::support::root("Nobody").self_signed();
    peer(&[&leaf_below(&nobody), &root], &root).refused(Reason::IssuerNotFound);
    let own = leaf(HOST).self_signed();
    peer(&[&own, &root], &root).refused(Reason::SelfIssuedNotTrusted);
    let in_its_name = Issued { key: Key::p256(42), ..root.clone() };
    peer(&[&leaf_below(&in_its_name), &root], &root).refused(Reason::BadSignature);
    // Its key identifier says that another key of that name signed it. Without one, it looks like a damaged one.
    let named = leaf(HOST).issuer_name(root.subject.clone()).signed_by(&nobody);
    peer(&[&named, &root], &root).refused(Reason::IssuerKeyDiffers);
    let unsaid = leaf(HOST).issuer_name(root.subject.clone());
    let unsaid = unsaid.without_extension(AUTHORITY_KEY_ID).signed_by(&nobody);
    peer(&[&unsaid, &root], &root).refused(Reason::BadSignature);
    // A root that presents itself as a server: a key that issues certificates must not serve TLS.
    let other = crate::support::root("Other").self_signed();
    let server = peer(&[&root], &other).for_any_name();
    server.refused_for(&[Reason::SelfIssuedNotTrusted, Reason::KeyUsageNotAllowed]);
    peer(&[&good, &ca, &root], &root).passes();
    peer(&[&good, &ca, &root, &root], &root).passes();
}

#[test]
fn replay_43_out_of_order_chain_reaches_a_trusted_root() {
    let root = root("Test Root").self_signed();
    let stranger = crate::support::root("Stranger").self_signed();
    let high = intermediate("High").signed_by(&root);
    let low = intermediate("Low").signed_by(&high);
    let end = leaf_below(&low);
    for unrelated in [&stranger, &root] {
        let alone = leaf(HOST).signed_by(&intermediate("Missing").signed_by(&stranger));
        peer(&[&alone, unrelated], unrelated).refused(Reason::IssuerNotFound);
    }
    let others = [&low, &high, &root];
    for [a, b, c] in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        peer(&[&end, others[a], others[b], others[c]], &root).passes();
        peer(&[&end, &stranger, others[a], others[b], &stranger, others[c]], &root).passes();
    }
    // The first certificate is the peer's own (RFC 8446 §4.4.2); no other one replaces it.
    for first in others {
        let verdict = peer(&[first, &end, &low, &high], &stranger).verdict().unwrap();
        assert!(!verdict.is_accepted(), "{verdict}");
    }
    peer(&[&low, &end, &high], &root)
        .for_any_name()
        .refused_for(&[Reason::SentOutOfOrder, Reason::KeyUsageNotAllowed]);
}
