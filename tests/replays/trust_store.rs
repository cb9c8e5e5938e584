//! The trust store: unfit anchors, and changes while other threads verify.

use crate::judge::{HOST, built_in, peer, store_refused, trusting};
use crate::support::pem::bundle_pem;
use crate::support::{Issued, Key, NOW, chain3, der, intermediate, leaf, root};
use trustslot::{
    Bundle, Certificate, CertificateFlag, Chain, Check, Clock, Policy, Reason, TrustRole,
    TrustSource, TrustStore, TrustStoreError, UnfitReason, Verifier,
};

#[test]
fn replay_112_unfit_anchor_still_anchors() {
    let below = |anchor: &Issued| leaf(HOST).signed_by(anchor);
    let flags = |store: &TrustStore| {
        let listed = store.list(TrustSource::All, Clock::set(NOW));
        (listed[0].role, listed[0].flags.clone())
    };
    // Expired: the listing reports it, and the policy rejects it unless it waives the dates of anchors.
    let old = root("Old").expired().self_signed();
    for store in [trusting(&[&old]), built_in(&[&old])] {
        assert_eq!(
            flags(&store),
            (TrustRole::Anchor, vec![CertificateFlag::Expired, CertificateFlag::SelfIssued])
        );
        let case = peer(&[&below(&old)], &old).trusting(store);
        case.refused(Reason::AnchorExpired);
        let waived = Policy::STRICT.waive(Check::AnchorValidity);
        case.clone().policy(waived).tolerated(&[Reason::AnchorExpired]);
        case.policy(Policy::STRICT.waive(Check::Validity)).refused(Reason::AnchorExpired);
    }
    let early = root("Early").not_yet_valid().self_signed();
    peer(&[&below(&early)], &early).refused(Reason::AnchorNotYetValid);
    // Not a CA: a pin, which vouches for itself alone.
    for anchor in [
        root("No CA").ca(false),
        root("No CA").key_usage(&[0]),
        root("No CA").without_extension("2.5.29.19"),
        root("No CA").version(1),
    ] {
        let anchor = anchor.self_signed();
        let store = trusting(&[&anchor]);
        assert_eq!(
            flags(&store),
            (TrustRole::Pin, vec![CertificateFlag::NotACa, CertificateFlag::SelfIssued])
        );
        peer(&[&below(&anchor)], &anchor).refused(Reason::IssuerCannotIssue);
    }
    // A built-in root that says it is no CA is none either. No upload can mend it, so it is not named.
    for anchor in [
        root("No CA").ca(false),
        root("No CA").key_usage(&[0]),
        root("No CA").without_extension("2.5.29.19"),
    ] {
        let anchor = anchor.self_signed();
        let case = peer(&[&below(&anchor)], &chain3().0).trusting(built_in(&[&anchor]));
        case.refused(Reason::IssuerNotFound);
    }
    // Version 1 cannot express that it is a CA; a built-in root of version 1 counts as one.
    let old = root("Old").version(1).self_signed();
    let case = peer(&[&below(&old)], &chain3().0).trusting(built_in(&[&old]));
    case.passes();
    // An unknown critical extension: the upload is rejected, and so is a path to such a built-in root.
    let odd = root("Odd").unknown_critical_extension().self_signed();
    let refusal = store_refused(&odd.der);
    let TrustStoreError::Unfit { position: 1, reason } = &refusal else { panic!("{refusal}") };
    assert!(matches!(reason, UnfitReason::UnknownCriticalExtension { .. }), "{refusal}");
    let case = peer(&[&below(&odd)], &chain3().0).trusting(built_in(&[&odd]));
    case.refused(Reason::UnknownCriticalExtension);
    // A broken self-signature: the operator vouches for an anchor, so its signature does not matter.
    let broken = root("Broken").corrupt_signature().self_signed();
    for store in [trusting(&[&broken]), built_in(&[&broken])] {
        peer(&[&below(&broken)], &broken).trusting(store).passes();
    }
    // The path length of an anchor counts.
    let flat = root("Flat").path_len(0).self_signed();
    let ca = intermediate("Test CA").signed_by(&flat);
    peer(&[&leaf(HOST).signed_by(&ca), &ca], &flat).refused(Reason::PathLengthExceeded);
    peer(&[&below(&flat)], &flat).passes();
    // Without a name: no certificate can name it as its issuer.
    let nameless = root("x").subject(der::seq::<Vec<u8>>(&[])).self_signed();
    let reason = UnfitReason::NoName;
    assert_eq!(store_refused(&nameless.der), TrustStoreError::Unfit { position: 1, reason });
    let case = peer(&[&below(&nameless)], &chain3().0).trusting(built_in(&[&nameless]));
    case.refused(Reason::PathRefused);
}

#[test]
fn replay_122_reader_sees_a_half_changed_store() {
    let new_root = |n: u64| root("Test Root").key(Key::p256(n)).self_signed();
    let (old, new) = (new_root(1_221), new_root(1_222));
    let chain = |root: &Issued| Chain::from_der(&[leaf(HOST).signed_by(root).der]).unwrap();
    let chains = [chain(&old), chain(&new)];
    let reference = HOST.parse().unwrap();
    let verifier = |store: TrustStore| {
        Verifier::with_algorithms(store, Policy::STRICT, webpki::ALL_VERIFICATION_ALGS)
    };
    let current = std::sync::RwLock::new(verifier(trusting(&[&old])));
    let first = current.read().unwrap().clone();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..200 {
                    // One verifier trusts exactly one of the two roots.
                    let snapshot = current.read().unwrap().clone();
                    let answers = chains.each_ref().map(|chain| {
                        let verdict = snapshot.verify_server(chain, &reference, Clock::set(NOW));
                        verdict.is_trusted()
                    });
                    assert!(answers == [true, false] || answers == [false, true], "{answers:?}");
                    let listed = snapshot.store().list(TrustSource::All, Clock::set(NOW));
                    assert_eq!(listed.len(), 1);
                    // A verifier from before the change gives the same verdict.
                    assert!(
                        first.verify_server(&chains[0], &reference, Clock::set(NOW)).is_trusted()
                    );
                }
            });
        }
        scope.spawn(|| {
            let fingerprints =
                [&old, &new].map(|root| Certificate::from_der(&root.der).unwrap().fingerprint());
            for turn in 0..100 {
                let mut store = current.read().unwrap().store().clone();
                let [out, into] = if turn % 2 == 0 { [0, 1] } else { [1, 0] };
                assert!(store.remove(&fingerprints[out]).is_some());
                store.add(&Bundle::parse("x.der", &[&old, &new][into].der).unwrap()).unwrap();
                *current.write().unwrap() = verifier(store);
            }
        });
    });
    // A rejected upload changes nothing.
    let mut store = trusting(&[&old]);
    let eleven: Vec<_> = (0..11).map(|n| root(&format!("Root {n}")).self_signed()).collect();
    let file = bundle_pem(&eleven.iter().collect::<Vec<_>>());
    let refusal = store.add(&Bundle::parse("x.pem", file.as_bytes()).unwrap()).unwrap_err();
    assert_eq!(refusal, TrustStoreError::Full { new: 11, free: 9, limit: 10 });
    peer(&[&leaf(HOST).signed_by(&old)], &old).trusting(store).passes();
}
