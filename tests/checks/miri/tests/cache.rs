//! Good signatures are remembered. A file of one test, because all tests of a program share the count of checks.

use core::sync::atomic::Ordering;
use miri::{ask, trusting};
use trustslot::SignatureCache;
use trustslot_kit::chain3;
use trustslot_kit::toy;

#[test]
fn a_second_verdict_costs_no_signature_check() {
    let (root, ca, server) = chain3();
    let cache = SignatureCache::new();
    let verifier = trusting(&[&root]).with_signature_cache(&cache);
    let checks = || toy::CHECKS.load(Ordering::Relaxed);

    let first = ask(&verifier, &[&server, &ca]);
    assert!(first.is_trusted(), "{first}");
    assert_eq!((checks(), cache.len()), (2, 2));
    assert_eq!(ask(&verifier, &[&server, &ca]), first);
    assert_eq!(checks(), 2);

    // It outlives the verifier.
    drop(verifier);
    let next = trusting(&[&root]).with_signature_cache(&cache);
    assert_eq!(ask(&next, &[&server, &ca]), first);
    assert_eq!(checks(), 2);

    cache.clear();
    assert_eq!(ask(&next, &[&server, &ca]), first);
    assert_eq!((checks(), cache.len()), (4, 2));
}
