//! How often each operation allocates: a phone has little memory, and needs a verdict for each connection.
//!
//! The counts are measured, not promised. A test that fails because a count grew has found a regression; if it shrank,
//! write the new count down.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use allocation_counter::{AllocationInfo, measure};
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Clock, ImposedConstraint, NameRules, Policy,
    ReferenceIdentity, SignatureCache, TrustSource, TrustStore, Verifier,
};
use trustslot_kit::{NOW, chain3, leaf, root};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS as ROOTS;

const CLOCK: Clock = Clock::set(NOW);

/// The result of `act`, and its allocations before the result is dropped.
fn heap_of<T>(act: impl FnOnce() -> T) -> (T, AllocationInfo) {
    let mut result = None;
    let info = measure(|| result = Some(act()));
    (result.unwrap(), info)
}

/// The number of allocations of `act`.
fn count<T>(act: impl FnOnce() -> T) -> u64 {
    heap_of(act).1.count_total
}

fn bundle(der: &[u8]) -> Bundle {
    Bundle::from(Certificate::from_der(der).unwrap())
}

#[test]
fn certificate_allocates_its_bytes_only() {
    let (_, _, leaf) = chain3();
    let (_certificate, heap) = heap_of(|| Certificate::from_der(&leaf.der).unwrap());
    assert_eq!(heap.count_total, 1);
    // Two reference counters precede them.
    let counters = 2 * size_of::<usize>();
    assert!(
        heap.bytes_total <= (leaf.der.len() + counters).next_multiple_of(8).try_into().unwrap()
    );

    let der = leaf.der.leak();
    assert_eq!(count(|| Certificate::from_static(der).unwrap()), 0);
    assert_eq!(count(|| Certificate::from_der(b"\x30\x03\x02\x01\x00").unwrap_err()), 0);
}

#[test]
fn matching_a_name_allocates_only_a_text_that_is_not_in_the_certificate() {
    let names = (0..100).map(|n| format!("host-{n}.example.com"));
    let der = leaf("phone").dns_names(names).self_signed().der;
    let certificate = Certificate::from_der(&der).unwrap();
    let last: ReferenceIdentity = "host-99.example.com".parse().unwrap();
    let found = count(|| certificate.matches(&last, NameRules::Rfc2818).unwrap());
    assert_eq!(found, 0);
    // A common name may be encoded otherwise than it is shown.
    let der = root("phone.example.com").self_signed().der;
    let certificate = Certificate::from_der(&der).unwrap();
    let name: ReferenceIdentity = "phone.example.com".parse().unwrap();
    assert_eq!(count(|| certificate.matches(&name, NameRules::Rfc2818).unwrap()), 1);
}

#[test]
fn built_in_part_allocates_nothing_before_the_first_peer() {
    assert_eq!(count(TrustStore::mozilla), 0);

    // The first peer makes the index of subjects, once: 32 bytes per root, and no copy of a root. It is a vector in a box.
    let verifier = Verifier::new(TrustStore::new(BuiltIn::new(ROOTS)), Policy::STRICT);
    let (_, _, leaf) = chain3();
    let chain = Chain::from_der(&[&leaf.der]).unwrap();
    let ask = || verifier.verify_server_of_any_name(&chain, CLOCK);
    let (first, second) = (heap_of(ask).1, heap_of(ask).1);
    assert_eq!(first.count_total - second.count_total, 2);
    let vector = 24;
    let roots: i64 = ROOTS.len().try_into().unwrap();
    assert!(first.bytes_current - second.bytes_current <= 32 * roots + vector);

    // An uploaded certificate is shared with its file; the store allocates only its entry, and while it compares, a sorted
    // list of what it has and a list of what is new.
    let file = bundle(&leaf.der);
    let add = || TrustStore::mozilla().add(&file).unwrap();
    let _index_is_made = add();
    assert_eq!(count(add), 3);
}

#[test]
fn built_in_part_made_at_run_time_is_freed_with_its_last_store() {
    let (root, ca, leaf) = chain3();
    let chain = Chain::from_der(&[&leaf.der, &ca.der]).unwrap();
    let meant: ReferenceIdentity = "phone.example.com".parse().unwrap();
    let certificate = Certificate::from_der(&root.der).unwrap();
    let used = || {
        let root = ImposedConstraint {
            root: certificate.fingerprint(),
            // permittedSubtrees: dNSName example.com
            name_constraints: b"\xa0\x0f\x30\x0d\x82\x0bexample.com".to_vec().into(),
        };
        let copy = Certificate::from_der(certificate.as_der()).unwrap();
        let built_in = BuiltIn::from_certificates([copy]).impose([root]);
        let verifier = Verifier::new(TrustStore::new(built_in), Policy::STRICT);
        assert!(verifier.verify_server(&chain, &meant, CLOCK).is_trusted());
        verifier
    };
    let _what_is_made_once_for_all = used();
    let (verifier, held) = heap_of(used);
    assert!(held.bytes_current > i64::try_from(root.der.len()).unwrap(), "the control");
    // Clones share the list: each copies no certificate.
    let clones = [verifier.store().clone(), verifier.store().clone()];
    let freed = measure(move || drop((verifier, clones)));
    assert_eq!(held.bytes_current + freed.bytes_current, 0, "all of it is freed");
    let store = TrustStore::new(BuiltIn::from_certificates([certificate.clone()]));
    assert_eq!(count(|| store.clone()), 0);
}

#[test]
fn trusted_peer_costs_few_allocations() {
    let (root, ca, leaf) = chain3();
    let meant: ReferenceIdentity = "phone.example.com".parse().unwrap();
    for built_in in [BuiltIn::EMPTY, trustslot::BuiltIn::MOZILLA] {
        let mut store = TrustStore::new(built_in);
        store.add(&bundle(&root.der)).unwrap();
        let verifier = Verifier::new(store, Policy::STRICT);
        // The bytes of both, and the vector with the second.
        let presented = [&leaf.der, &ca.der];
        assert_eq!(count(|| Chain::from_der(&presented).unwrap()), 3);

        let chain = Chain::from_der(&presented).unwrap();
        let _index_is_made = verifier.verify_server_of_any_name(&chain, CLOCK);
        let (verdict, heap) = heap_of(|| verifier.verify_server(&chain, &meant, CLOCK));
        assert!(verdict.is_trusted(), "{verdict}");
        // The issuers of the path, which are kept in the verdict.
        assert_eq!((heap.count_current, heap.count_total), (1, 1));

        let (verdict, heap) = heap_of(|| verifier.verify_server_of_any_name(&chain, CLOCK));
        assert!(verdict.is_trusted(), "{verdict}");
        assert_eq!((heap.count_current, heap.count_total), (1, 1));

        // A cached signature costs no allocation.
        let cache = SignatureCache::new();
        let remembering = verifier.with_signature_cache(&cache);
        let _both_are_remembered = remembering.verify_server(&chain, &meant, CLOCK);
        assert_eq!(cache.len(), 2);
        let (verdict, heap) = heap_of(|| remembering.verify_server(&chain, &meant, CLOCK));
        assert!(verdict.is_trusted(), "{verdict}");
        assert_eq!((heap.count_current, heap.count_total), (1, 1));
    }
}

#[test]
fn trusted_pin_costs_no_allocation() {
    let pin = leaf("phone.example.com").self_signed();
    let meant: ReferenceIdentity = "phone.example.com".parse().unwrap();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&pin.der)).unwrap();
    let verifier = Verifier::new(store, Policy::STRICT);
    let chain = Chain::from_der(&[&pin.der]).unwrap();
    let (verdict, heap) = heap_of(|| verifier.verify_server(&chain, &meant, CLOCK));
    assert!(verdict.is_trusted(), "{verdict}");
    assert_eq!(heap.count_total, 0);
}

#[test]
fn file_costs_eight_allocations_more_than_its_certificates() {
    let once: String =
        ROOTS.iter().map(|der| trustslot_kit::pem::pem("CERTIFICATE", der)).collect();
    let bytes: usize = ROOTS.iter().map(|der| der.len()).sum();
    for times in [1, 20] {
        let file = once.repeat(times);
        let (bundle, heap) = heap_of(|| Bundle::parse("ca.pem", file.as_bytes()).unwrap());
        let certificates: u64 = bundle.len().try_into().unwrap();
        assert_eq!(bundle.len(), ROOTS.len() * times);
        // The vector of the certificates, and a buffer that grows to the largest of them.
        assert!(heap.count_total - certificates <= 8, "{heap:?}");
        // The end of each block is found before the first is read.
        let each = size_of::<Certificate>() + 3 * size_of::<usize>() + size_of::<u32>();
        let facts = bundle.len() * each;
        let most = u64::try_from(bytes * times + facts + 8_192).unwrap();
        assert!(heap.bytes_max <= most, "{heap:?}, at most {most}");
    }
}

/// A page is rarely shown, so a rough limit will do.
#[test]
fn listing_costs_at_most_eight_allocations_per_entry() {
    let store = TrustStore::mozilla();
    let listed = count(|| store.list(TrustSource::All, CLOCK));
    let lines: u64 = ROOTS.len().try_into().unwrap();
    assert!(listed <= 8 * lines, "{listed}");
}
