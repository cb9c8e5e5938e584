//! Identifiers of verifiers: the same for clones, different for everything else.

use crate::support::root;
use crate::verifier::{certificate, verifier};
use std::collections::HashSet;
#[cfg(feature = "std")]
use trustslot::SignatureCache;
use trustslot::{BlockList, Certificate, Crl, Policy, TrustStore, VerifierId};

#[test]
fn clones_have_the_same_identifier() {
    let original = verifier(TrustStore::default(), Policy::STRICT);
    assert_eq!(original.clone().id(), original.id());
    let id: VerifierId = original.clone().id();
    let copy = id;
    assert_eq!(copy, original.id());
}

/// Even a call that changes nothing makes a new identifier, so callers need not compare contents.
#[test]
fn every_change_makes_a_new_identifier() {
    let new = || verifier(TrustStore::default(), Policy::STRICT);
    let original = new();
    let ids = [
        original.id(),
        new().id(),
        original.with_policy(Policy::STRICT).id(),
        original.clone().with_intermediates([]).id(),
        original.clone().with_intermediates([certificate(&root("A").self_signed())]).id(),
        original.clone().with_block_list(BlockList::new()).id(),
        original.clone().with_crls(Vec::<Crl>::new()).id(),
        #[cfg(feature = "std")]
        original.clone().with_signature_cache(&SignatureCache::new()).id(),
    ];
    assert_eq!(HashSet::from(ids).len(), ids.len());
}

/// A TLS session outlives the verifier that verified it, and must not be resumed under a later one.
#[test]
fn identifiers_of_dropped_verifiers_are_not_reused() {
    let new = || {
        verifier(TrustStore::default(), Policy::STRICT)
            .with_intermediates(Vec::<Certificate>::new())
    };
    let ids: HashSet<VerifierId> = (0..1000).map(|_| new().id()).collect();
    assert_eq!(ids.len(), 1000);
}

#[test]
fn threads_get_different_identifiers() {
    let make = || -> Vec<VerifierId> {
        (0..100).map(|_| verifier(TrustStore::default(), Policy::STRICT).id()).collect()
    };
    let ids: HashSet<VerifierId> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(make)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(ids.len(), 400);
}
