//! The cache of valid signatures: the checks it saves, and that nothing else is cached.
#![expect(clippy::arithmetic_side_effects, clippy::unwrap_used, reason = "a test may panic")]

use crate::support::{Issued, Key, NOW, chain3_with, intermediate, leaf, root};
use crate::verifier::{certificate, chain, file};
use core::sync::atomic::{AtomicUsize, Ordering};
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use trustslot::{
    BlockList, BuiltIn, Clock, Policy, Reason, SignatureCache, TrustStore, Verdict, Verifier,
};

const HOST: &str = "phone.example.com";
const CLOCK: Clock = Clock::set(NOW);

/// Counts its signature checks.
#[derive(Debug)]
struct Counting {
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    checks: AtomicUsize,
}

impl SignatureVerificationAlgorithm for Counting {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.checks.fetch_add(1, Ordering::Relaxed);
        self.algorithm.verify_signature(key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }
}

/// Accepts every signature.
#[derive(Debug)]
struct Credulous;

impl SignatureVerificationAlgorithm for Credulous {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        webpki::ring::ED25519.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        webpki::ring::ED25519.signature_alg_id()
    }
}

/// A verifier for Ed25519 roots, and the number of its signature checks so far.
struct Counted {
    verifier: Verifier,
    algorithm: &'static Counting,
}

impl Counted {
    fn new(root: &Issued, cache: &SignatureCache) -> Self {
        let algorithm: &'static Counting = Box::leak(Box::new(Counting {
            algorithm: webpki::ring::ED25519,
            checks: AtomicUsize::new(0),
        }));
        Self::with(algorithm, root, cache)
    }

    fn with(algorithm: &'static Counting, root: &Issued, cache: &SignatureCache) -> Self {
        let algorithms: Vec<&'static dyn SignatureVerificationAlgorithm> = vec![algorithm];
        let algorithms: &'static [_] = algorithms.leak();
        let verifier = Verifier::with_algorithms(trusting(root), Policy::STRICT, algorithms);
        Self { verifier: verifier.with_signature_cache(cache), algorithm }
    }

    /// The verdict, and the number of signatures checked for it.
    fn checks(&self, presented: &[&Issued], clock: Clock) -> (Verdict, usize) {
        let before = self.algorithm.checks.load(Ordering::Relaxed);
        let meant = HOST.parse().unwrap();
        let verdict = self.verifier.verify_server(&chain(presented), &meant, clock);
        (verdict, self.algorithm.checks.load(Ordering::Relaxed) - before)
    }

    #[track_caller]
    fn trusts(&self, presented: &[&Issued]) -> usize {
        let (verdict, checks) = self.checks(presented, CLOCK);
        assert!(verdict.is_trusted(), "{verdict}");
        checks
    }
}

fn trusting(root: &Issued) -> TrustStore {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&file(&[root])).unwrap();
    store
}

fn reason(verdict: &Verdict) -> Option<Reason> {
    verdict.findings()?.iter().next().map(trustslot::Finding::reason)
}

#[test]
fn cached_signature_is_checked_once() {
    let cache = SignatureCache::new();
    let (root, ca, server) = chain3_with(Key::ed25519);
    let counted = Counted::new(&root, &cache);
    assert_eq!(counted.trusts(&[&server, &ca]), 2);
    assert_eq!(counted.trusts(&[&server, &ca]), 0);
    assert_eq!((cache.len(), cache.is_empty()), (2, false));
    let bytes = bytes_of(&server) + bytes_of(&ca);
    assert_eq!(cache.bytes(), bytes);
    assert_eq!(format!("{cache:?}"), format!("SignatureCache {{ len: 2, bytes: {bytes}, .. }}"));

    // Another peer of the same CA costs one check, for its own signature.
    let other = leaf(HOST).key(Key::ed25519(77)).signed_by(&ca);
    assert_eq!(counted.trusts(&[&other, &ca]), 1);

    // The cache outlives a verifier: another store, the same algorithm.
    let after = Counted::with(counted.algorithm, &root, &cache);
    assert_eq!(after.trusts(&[&server, &ca]), 0);

    let shown = format!("SignatureCache {{ len: 3, bytes: {}, .. }}", cache.bytes());
    assert_eq!(format!("{cache:?}"), shown, "the size is shown, not the contents");
    cache.clear();
    assert_eq!((cache.len(), cache.bytes()), (0, 0));
    assert!(cache.is_empty());
    assert_eq!(counted.trusts(&[&server, &ca]), 2);
}

#[test]
fn every_signature_is_checked_without_a_cache() {
    let (root, ca, server) = chain3_with(Key::ed25519);
    let none = Counted::new(&root, &SignatureCache::with_limits(0, SignatureCache::BYTES));
    assert_eq!(none.trusts(&[&server, &ca]), 2);
    assert_eq!(none.trusts(&[&server, &ca]), 2);
    let small = Counted::new(&root, &SignatureCache::with_limits(SignatureCache::ENTRIES, 100));
    assert_eq!(small.trusts(&[&server, &ca]), 2);
    assert_eq!(small.trusts(&[&server, &ca]), 2);
}

#[test]
fn only_signatures_are_cached() {
    let cache = SignatureCache::new();
    let (root, ca, server) = chain3_with(Key::ed25519);
    let counted = Counted::new(&root, &cache);
    assert_eq!(counted.trusts(&[&server, &ca]), 2);

    let in_30_years = Clock::set(NOW + 30 * 365 * 86_400);
    let (verdict, checks) = counted.checks(&[&server, &ca], in_30_years);
    assert_eq!((reason(&verdict), checks), (Some(Reason::Expired), 0));

    let mut list = BlockList::new();
    list.block_certificate(&certificate(&ca));
    let blocking = counted.verifier.clone().with_block_list(list);
    let meant = HOST.parse().unwrap();
    let verdict = blocking.verify_server(&chain(&[&server, &ca]), &meant, CLOCK);
    assert_eq!(reason(&verdict), Some(Reason::Blocked));

    let meant = "other.example.com".parse().unwrap();
    let verdict = counted.verifier.verify_server(&chain(&[&server, &ca]), &meant, CLOCK);
    assert_eq!(reason(&verdict), Some(Reason::NameMismatch));

    let stranger = root_of(9);
    let elsewhere = Counted::with(counted.algorithm, &stranger, &cache);
    let (verdict, _) = elsewhere.checks(&[&server, &ca], CLOCK);
    assert!(!verdict.is_accepted(), "{verdict}");
}

fn root_of(number: u64) -> Issued {
    root("Stranger").key(Key::ed25519(number)).self_signed()
}

#[test]
fn only_exactly_the_same_signature_is_cached() {
    let cache = SignatureCache::new();
    let (root, ca, server) = chain3_with(Key::ed25519);
    let counted = Counted::new(&root, &cache);
    assert_eq!(counted.trusts(&[&server, &ca]), 2);

    // One bit of the signature.
    let bad = leaf(HOST).key(server.key.clone()).corrupt_signature().signed_by(&ca);
    for _ in 0..2 {
        let (verdict, checks) = counted.checks(&[&bad, &ca], CLOCK);
        assert_eq!(reason(&verdict), Some(Reason::BadSignature));
        assert!(checks > 0, "invalid signatures are not cached");
    }
    // The valid signature with one byte changed, at its start and at its end.
    for at in [0, 63] {
        let mut signature = server.signature.clone();
        signature[at] ^= 1;
        let forged = leaf(HOST).key(server.key.clone()).signature(signature).signed_by(&ca);
        assert_eq!(forged.tbs, server.tbs);
        let (verdict, _) = counted.checks(&[&forged, &ca], CLOCK);
        assert_eq!(reason(&verdict), Some(Reason::BadSignature));
    }
    // The valid signature on other bytes.
    let forged = leaf(HOST).key(Key::ed25519(5)).signature(server.signature.clone()).signed_by(&ca);
    let (verdict, _) = counted.checks(&[&forged, &ca], CLOCK);
    assert_eq!(reason(&verdict), Some(Reason::BadSignature));
    // The same certificate with another key of the same name.
    let other = intermediate("Test CA").key(Key::ed25519(6)).signed_by(&root);
    let unmarked = leaf(HOST).key(Key::ed25519(7)).signed_by(&ca);
    let (verdict, _) = counted.checks(&[&unmarked, &other], CLOCK);
    assert!(!verdict.is_accepted(), "{verdict}");
    assert_eq!(
        cache.len(),
        2,
        "signatures are checked from the peer upwards, so that of the other CA was not"
    );
}

#[test]
fn signature_accepted_by_another_algorithm_is_not_cached() {
    let cache = SignatureCache::new();
    let (root, ca, _) = chain3_with(Key::ed25519);
    let forged = leaf(HOST).key(Key::ed25519(5)).corrupt_signature().signed_by(&ca);
    let meant = HOST.parse().unwrap();
    let credulous = Verifier::with_algorithms(
        trusting(&root),
        Policy::STRICT,
        trustslot::Algorithms::new(&[&Credulous]),
    );
    let verdict = credulous.with_signature_cache(&cache).verify_server(
        &chain(&[&forged, &ca]),
        &meant,
        CLOCK,
    );
    assert!(verdict.is_trusted(), "{verdict}");
    assert_eq!(cache.len(), 2);

    let counted = Counted::new(&root, &cache);
    let (verdict, checks) = counted.checks(&[&forged, &ca], CLOCK);
    assert_eq!(reason(&verdict), Some(Reason::BadSignature));
    assert!(checks > 0);
}

/// Entries that are used again stay; entries that were used once are evicted.
#[test]
fn full_cache_evicts_unused_entries() {
    let (root, ca, _) = chain3_with(Key::ed25519);
    for (entries, bytes) in [(4, SignatureCache::BYTES), (SignatureCache::ENTRIES, 2_500)] {
        let cache = SignatureCache::with_limits(entries, bytes);
        let counted = Counted::new(&root, &cache);
        for number in 100..160 {
            let peer = leaf(HOST).key(Key::ed25519(number)).signed_by(&ca);
            let checks = counted.trusts(&[&peer, &ca]);
            assert!(checks == 1 || number == 100, "{number}: {checks}");
            assert!(cache.len() <= entries && cache.bytes() <= bytes);
        }
        assert!(cache.len() > 1, "{cache:?}");
    }
}

/// The cached inputs of a certificate signed with an Ed25519 key: that key, the signed bytes and the signature.
fn bytes_of(issued: &Issued) -> usize {
    32 + issued.tbs.len() + issued.signature.len()
}

#[test]
fn cache_can_be_filled_to_the_last_byte() {
    let root = root_of(0);
    let peers: Vec<_> = (1..=4).map(|n| leaf(HOST).key(Key::ed25519(n)).signed_by(&root)).collect();
    let one = bytes_of(&peers[0]);
    for (bytes, remembered) in [(4 * one - 1, 0), (4 * one, 4)] {
        let cache = SignatureCache::with_limits(SignatureCache::ENTRIES, bytes);
        let counted = Counted::new(&root, &cache);
        for peer in &peers {
            assert_eq!(counted.trusts(&[peer]), 1);
        }
        assert_eq!(cache.len(), remembered, "{bytes} bytes");
    }
}

/// Cached signatures use up the budget in the same way, so the same path is found, or none.
#[test]
fn cached_signatures_count_as_work() {
    let root = root("Test Root").key(Key::ed25519(0)).self_signed();
    let cas: Vec<_> =
        (1..=60).map(|n| intermediate("Test CA").key(Key::ed25519(n)).signed_by(&root)).collect();
    let cache = SignatureCache::new();
    let counted = Counted::new(&root, &cache);
    for signer in &cas {
        let server = leaf(HOST)
            .key(Key::ed25519(99))
            .without_extension(crate::support::extensions::AUTHORITY_KEY_ID)
            .signed_by(signer);
        let presented: Vec<&Issued> = core::iter::once(&server).chain(&cas).collect();
        let cold = Counted::new(&root, &SignatureCache::new());
        let (expected, _) = cold.checks(&presented, CLOCK);
        for _ in 0..2 {
            let (verdict, _) = counted.checks(&presented, CLOCK);
            assert_eq!(verdict, expected);
        }
    }
}

#[test]
fn threads_share_the_cache() {
    let cache = SignatureCache::new();
    let (root, ca, server) = chain3_with(Key::ed25519);
    let counted = Counted::new(&root, &cache);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    counted.trusts(&[&server, &ca]);
                }
            });
        }
    });
    assert_eq!(cache.len(), 2);
    assert_eq!(counted.trusts(&[&server, &ca]), 0);
}
