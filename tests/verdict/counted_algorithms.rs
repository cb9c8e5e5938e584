//! Algorithms that are made at run time: the verdicts are the same, and their memory is freed.

use crate::revocation::pki;
use crate::support::crl::crl;
use crate::support::{Issued, Key, NOW, chain3_with};
use crate::verifier::{chain, file};
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use std::sync::{Arc, Weak};
use trustslot::{Algorithms, BuiltIn, Clock, Crl, Policy, TrustStore, Verdict, Verifier};

const HOST: &str = "phone.example.com";
const CLOCK: Clock = Clock::set(NOW);

/// An algorithm of a platform, which has state of its own.
#[derive(Debug)]
struct Platform(&'static dyn SignatureVerificationAlgorithm);

impl SignatureVerificationAlgorithm for Platform {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.0.verify_signature(key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.0.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.0.signature_alg_id()
    }
}

type Counted = Arc<dyn SignatureVerificationAlgorithm>;

fn counted(algorithms: &[&'static dyn SignatureVerificationAlgorithm]) -> Algorithms {
    let counted = algorithms.iter().map(|&algorithm| -> Counted { Arc::new(Platform(algorithm)) });
    Algorithms::from(counted.collect::<Arc<[Counted]>>())
}

/// One algorithm, and what shows whether it still exists.
fn watched() -> (Algorithms, Weak<dyn SignatureVerificationAlgorithm>) {
    let algorithm: Counted = Arc::new(Platform(webpki::ring::ECDSA_P256_SHA256));
    let watch = Arc::downgrade(&algorithm);
    (Algorithms::from(Arc::<[Counted]>::from([algorithm])), watch)
}

fn verifier(root: &Issued, algorithms: impl Into<Algorithms>) -> Verifier {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&file(&[root])).unwrap();
    Verifier::with_algorithms(store, Policy::STRICT, algorithms)
}

fn verdict(verifier: &Verifier, presented: &[&Issued]) -> Verdict {
    verifier.verify_server(&chain(presented), &HOST.parse().unwrap(), CLOCK)
}

#[test]
fn counted_algorithms_give_the_verdicts_of_constant_ones() {
    type Algorithm = &'static dyn SignatureVerificationAlgorithm;
    const P256: Algorithm = webpki::ring::ECDSA_P256_SHA256;
    const ED25519: Algorithm = webpki::ring::ED25519;
    let rows: [(&'static [Algorithm], bool, &str); 4] = [
        (&[P256], true, "the algorithm of the chain"),
        (&[ED25519, P256], true, "among others"),
        (&[ED25519], false, "another algorithm"),
        (&[], false, "no algorithm"),
    ];
    for (algorithms, is_trusted, because) in rows {
        let (root, ca, leaf) = chain3_with(Key::p256);
        let (_, _, forged) = chain3_with(|n| Key::p256(n + 10));
        for (leaf, is_trusted) in [(&leaf, is_trusted), (&forged, false)] {
            let constant = verdict(&verifier(&root, algorithms), &[leaf, &ca]);
            let counted = verdict(&verifier(&root, counted(algorithms)), &[leaf, &ca]);
            assert_eq!(counted, constant, "{because}");
            assert_eq!(counted.is_trusted(), is_trusted, "{because}");
        }
    }
}

/// The kit signs with RSA PKCS#1 alone, so a unit test compares the rest of the lists.
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
#[test]
fn common_algorithms_verify_ecdsa_and_rsa_but_not_ed25519() {
    let rows: [(fn(u64) -> Key, bool, &str); 4] = [
        (Key::p256, true, "ECDSA with P-256"),
        (Key::p384, true, "ECDSA with P-384"),
        (|_| Key::rsa2048(), true, "RSA PKCS#1"),
        (Key::ed25519, false, "Ed25519 is not common"),
    ];
    for (key, is_trusted, because) in rows {
        let (root, ca, leaf) = chain3_with(key);
        let with_common = verdict(&verifier(&root, Algorithms::common()), &[&leaf, &ca]);
        assert_eq!(with_common.is_trusted(), is_trusted, "{because}: {with_common}");
        let with_all = verdict(&verifier(&root, webpki::ALL_VERIFICATION_ALGS), &[&leaf, &ca]);
        assert!(with_all.is_trusted(), "{because}: {with_all}");
    }
}

#[test]
fn algorithms_are_freed_with_the_last_verifier() {
    let (root, ca, leaf) = chain3_with(Key::p256);
    let (algorithms, watch) = watched();
    let first = verifier(&root, algorithms);
    let second = first.with_policy(Policy::FACTORY);
    assert!(verdict(&first, &[&leaf, &ca]).is_trusted());
    drop(first);
    assert!(watch.upgrade().is_some());
    drop(second);
    assert!(watch.upgrade().is_none());
}

/// The cache finds an algorithm by its address. If it did not keep the algorithm, another one could get the address, and
/// accept what the first has accepted.
#[cfg(feature = "std")]
#[test]
fn signature_cache_keeps_the_algorithms_of_its_entries() {
    let (root, ca, leaf) = chain3_with(Key::p256);
    let (algorithms, watch) = watched();
    let cache = trustslot::SignatureCache::new();
    let verifier = verifier(&root, algorithms).with_signature_cache(&cache);
    assert!(verdict(&verifier, &[&leaf, &ca]).is_trusted());
    assert_eq!(cache.len(), 2);
    drop(verifier);
    assert!(watch.upgrade().is_some());
    cache.clear();
    assert!(watch.upgrade().is_none());
}

/// The same for a CRL, which remembers the key and the algorithm that verified it.
#[test]
fn crl_keeps_the_algorithm_that_verified_it() {
    let pki = pki();
    let crl = Crl::from_der(&crl().signed_by(&pki.ca)).unwrap();
    let (algorithms, watch) = watched();
    let verifier = Verifier::with_algorithms(pki.case(&[]).store(), Policy::STRICT, algorithms)
        .with_crls([crl.clone()]);
    let _found = verdict(&verifier, &[&pki.leaf, &pki.ca]);
    drop(verifier);
    assert!(watch.upgrade().is_some());
    drop(crl);
    assert!(watch.upgrade().is_none());
}
