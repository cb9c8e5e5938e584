//! The signature cache saves signature checks. The test is alone in its file, because the count of checks is global.

use core::sync::atomic::Ordering;
use miri::{trusting, verify};
use trustslot::SignatureCache;
use trustslot_kit::chain3;
use trustslot_kit::toy;

#[test]
fn second_verdict_costs_no_signature_check() {
    let (root, ca, server) = chain3();
    let cache = SignatureCache::new();
    let verifier = trusting(&[&root]).with_signature_cache(&cache);
    let checks = || toy::CHECKS.load(Ordering::Relaxed);

    let first = verify(&verifier, &[&server, &ca]);
    assert!(first.is_trusted(), "{first}");
    assert_eq!((checks(), cache.len()), (2, 2));
    assert_eq!(verify(&verifier, &[&server, &ca]), first);
    assert_eq!(checks(), 2);

    // The cache outlives the verifier.
    drop(verifier);
    let next = trusting(&[&root]).with_signature_cache(&cache);
    assert_eq!(verify(&next, &[&server, &ca]), first);
    assert_eq!(checks(), 2);

    cache.clear();
    assert_eq!(verify(&next, &[&server, &ca]), first);
    assert_eq!((checks(), cache.len()), (4, 2));
}
