//! Threads share a cache, built-in roots and CRLs that are read at first use, and a verifier that is replaced.
//!
//! Miri finds a data race even if the verdicts are right.

use miri::{CLOCK, HOST, chain, trusting, verifier};
use pki_types::CertificateDer;
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use trustslot::{BuiltIn, Bundle, Chain, Crl, SignatureCache, TrustStore, Verdict, Verifier};
use trustslot_kit::crl::crl;
use trustslot_kit::{Issued, chain3, root};

fn verify(verifier: &Verifier, presented: &Chain) -> Verdict {
    verifier.verify_server(presented, &HOST.parse().unwrap(), CLOCK)
}

/// Two threads verify the same chain at once, twice each.
#[track_caller]
fn both_trust(verifier: &Verifier, presented: &[&Issued]) {
    let presented = chain(presented);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..2 {
                    let verdict = verify(verifier, &presented);
                    assert!(verdict.is_trusted(), "{verdict}");
                }
            });
        }
    });
}

#[test]
fn threads_share_a_signature_cache() {
    let (root, ca, server) = chain3();
    for (entries, why) in [
        (SignatureCache::ENTRIES, "the cache holds both signatures"),
        (1, "each signature evicts the other"),
    ] {
        let cache = SignatureCache::with_limits(entries, SignatureCache::BYTES);
        both_trust(&trusting(&[&root]).with_signature_cache(&cache), &[&server, &ca]);
        assert_eq!(cache.len(), entries.min(2), "{why}");
    }
}

/// The first verdict reads the built-in roots and checks the signatures of CRLs. Here two threads are first.
#[test]
fn two_threads_are_first_to_use_built_in_roots_and_crls() {
    static ROOTS: LazyLock<[CertificateDer<'static>; 2]> = LazyLock::new(|| {
        let (own, _, _) = chain3();
        [root("Other Root").self_signed(), own].map(|root| CertificateDer::from(root.der))
    });
    static BUILT_IN: LazyLock<BuiltIn> = LazyLock::new(|| BuiltIn::new(&*ROOTS));
    let (root, ca, server) = chain3();
    let crls = [&root, &ca].map(|issuer| Crl::parse(&crl().signed_by(issuer)).unwrap());
    let verifier = verifier(TrustStore::new(&*BUILT_IN)).with_crls(crls);
    both_trust(&verifier, &[&server, &ca]);
}

/// An operator removes a root and uploads it again, several times.
#[test]
fn fault_f11_reader_sees_the_old_or_the_new_state() {
    let (root, ca, server) = chain3();
    let presented = chain(&[&server, &ca]);
    let cache = SignatureCache::new();
    let with = trusting(&[&root]).with_signature_cache(&cache);
    let without = trusting(&[]).with_signature_cache(&cache);
    let verdicts = [&with, &without].map(|verifier| verify(verifier, &presented));
    assert!(verdicts[0].is_trusted() && !verdicts[1].is_accepted());

    let current = Mutex::new(Arc::new(with));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..4 {
                    let now = Arc::clone(&current.lock().unwrap());
                    let verdict = verify(&now, &presented);
                    assert!(verdicts.contains(&verdict), "{verdict}");
                }
            });
        }
        for _ in 0..4 {
            let mut store = current.lock().unwrap().store().clone();
            match store.remove_all().pop() {
                None => drop(store.add(&Bundle::from(miri::certificate(&root))).unwrap()),
                Some(removed) => assert_eq!(removed.as_der(), root.der),
            }
            let next = verifier(store).with_signature_cache(&cache);
            *current.lock().unwrap() = Arc::new(next);
        }
    });
    let last = current.into_inner().unwrap();
    assert_eq!(last.store().generation(), 5, "an upload and four changes");
    assert_eq!(verify(&last, &presented), verdicts[0]);
}
