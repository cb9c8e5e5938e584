//! What touches the heap, and how often: a phone has little of it, and a verdict is asked at each connection.
//!
//! The counts are what they are, not limits: one that grows should be noticed, and one that shrinks written down.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use allocation_counter::{AllocationInfo, measure};
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Clock, NameRules, Policy, ReferenceIdentity,
    SignatureCache, TrustSource, TrustStore, Verifier,
};
use trustslot_kit::{NOW, chain3, leaf};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS as ROOTS;

const CLOCK: Clock = Clock::set(NOW);

/// What `act` did on the heap, before its result was dropped.
fn heap_of<T>(act: impl FnOnce() -> T) -> (T, AllocationInfo) {
    let mut result = None;
    let info = measure(|| result = Some(act()));
    (result.unwrap(), info)
}

/// How often `act` asked for memory.
fn count<T>(act: impl FnOnce() -> T) -> u64 {
    heap_of(act).1.count_total
}

fn bundle(der: &[u8]) -> Bundle {
    Bundle::from(Certificate::from_der(der).unwrap())
}

#[test]
fn a_certificate_keeps_its_bytes_and_nothing_else() {
    let (_, _, leaf) = chain3();
    let (_certificate, heap) = heap_of(|| Certificate::from_der(&leaf.der).unwrap());
    assert_eq!(heap.count_total, 1);
    // Two counters of owners stand before them.
    let counters = 2 * size_of::<usize>();
    assert!(
        heap.bytes_total <= (leaf.der.len() + counters).next_multiple_of(8).try_into().unwrap()
    );

    let der = leaf.der.leak();
    assert_eq!(count(|| Certificate::from_static(der).unwrap()), 0);
    assert_eq!(count(|| Certificate::from_der(b"\x30\x03\x02\x01\x00").unwrap_err()), 0);
}

#[test]
fn a_name_is_found_without_the_heap() {
    let names = (0..100).map(|n| format!("host-{n}.example.com"));
    let der = leaf("phone").dns_names(names).self_signed().der;
    let certificate = Certificate::from_der(&der).unwrap();
    let last: ReferenceIdentity = "host-99.example.com".parse().unwrap();
    // The text of the name that matched.
    let found = count(|| certificate.matches(&last, NameRules::Rfc2818).unwrap());
    assert_eq!(found, 1);
}

#[test]
fn a_built_in_part_is_ready_without_the_heap() {
    assert_eq!(count(TrustStore::mozilla), 0);

    // The first peer makes the index of subjects, once: 32 bytes for each root, none of which are its own.
    let built_in: &'static BuiltIn = Box::leak(Box::new(BuiltIn::new(ROOTS)));
    let verifier = Verifier::new(TrustStore::new(built_in), Policy::STRICT);
    let (_, _, leaf) = chain3();
    let chain = Chain::from_der(&[&leaf.der]).unwrap();
    let ask = || verifier.verify_server_of_any_name(&chain, CLOCK);
    let (first, second) = (heap_of(ask).1, heap_of(ask).1);
    assert_eq!(first.count_total - second.count_total, 1);
    let roots: i64 = ROOTS.len().try_into().unwrap();
    assert!(first.bytes_current - second.bytes_current <= 32 * roots);

    // An uploaded certificate is shared with the file it came from: what it takes is its place.
    let file = bundle(&leaf.der);
    let add = || TrustStore::mozilla().add(&file).unwrap();
    let _index_is_made = add();
    assert_eq!(count(add), 2);
}

#[test]
fn a_peer_is_accepted_with_few_allocations() {
    let (root, ca, leaf) = chain3();
    let meant: ReferenceIdentity = "phone.example.com".parse().unwrap();
    for built_in in [BuiltIn::EMPTY, trustslot::BuiltIn::MOZILLA] {
        let mut store = TrustStore::new(built_in);
        store.add(&bundle(&root.der)).unwrap();
        let verifier = Verifier::new(store, Policy::STRICT);
        // The bytes of both, and a place for the second.
        let presented = [&leaf.der, &ca.der];
        assert_eq!(count(|| Chain::from_der(&presented).unwrap()), 3);

        let chain = Chain::from_der(&presented).unwrap();
        let _index_is_made = verifier.verify_server_of_any_name(&chain, CLOCK);
        let (verdict, heap) = heap_of(|| verifier.verify_server(&chain, &meant, CLOCK));
        assert!(verdict.is_trusted(), "{verdict}");
        // The issuers of the path and the name that matched, which the verdict keeps.
        assert_eq!((heap.count_current, heap.count_total), (2, 2));

        let (verdict, heap) = heap_of(|| verifier.verify_server_of_any_name(&chain, CLOCK));
        assert!(verdict.is_trusted(), "{verdict}");
        assert_eq!((heap.count_current, heap.count_total), (1, 1));

        // What is known is found without the heap.
        let cache = SignatureCache::new();
        let remembering = verifier.with_signature_cache(&cache);
        let _both_are_remembered = remembering.verify_server(&chain, &meant, CLOCK);
        assert_eq!(cache.len(), 2);
        let (verdict, heap) = heap_of(|| remembering.verify_server(&chain, &meant, CLOCK));
        assert!(verdict.is_trusted(), "{verdict}");
        assert_eq!((heap.count_current, heap.count_total), (2, 2));
    }
}

#[test]
fn a_pin_is_accepted_with_the_text_of_its_name() {
    let pin = leaf("phone.example.com").self_signed();
    let meant: ReferenceIdentity = "phone.example.com".parse().unwrap();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&bundle(&pin.der)).unwrap();
    let verifier = Verifier::new(store, Policy::STRICT);
    let chain = Chain::from_der(&[&pin.der]).unwrap();
    let (verdict, heap) = heap_of(|| verifier.verify_server(&chain, &meant, CLOCK));
    assert!(verdict.is_trusted(), "{verdict}");
    assert_eq!(heap.count_total, 1);
}

#[test]
fn a_file_takes_a_handful_beside_its_certificates() {
    let once: String =
        ROOTS.iter().map(|der| trustslot_kit::pem::pem("CERTIFICATE", der)).collect();
    let bytes: usize = ROOTS.iter().map(|der| der.len()).sum();
    for times in [1, 20] {
        let file = once.repeat(times);
        let (bundle, heap) = heap_of(|| Bundle::parse("ca.pem", file.as_bytes()).unwrap());
        let certificates: u64 = bundle.len().try_into().unwrap();
        assert_eq!(bundle.len(), ROOTS.len() * times);
        // The list of the certificates, and a buffer that grows to the largest of them.
        assert!(heap.count_total - certificates <= 8, "{heap:?}");
        let facts = bundle.len() * (size_of::<Certificate>() + 3 * size_of::<usize>());
        let most = u64::try_from(bytes * times + facts + 8_192).unwrap();
        assert!(heap.bytes_max <= most, "{heap:?}, at most {most}");
    }
}

/// Not a promise: a page is shown now and then.
#[test]
fn a_list_costs_a_few_allocations_for_each_line() {
    let store = TrustStore::mozilla();
    let listed = count(|| store.list(TrustSource::All, CLOCK));
    let lines: u64 = ROOTS.len().try_into().unwrap();
    assert!(listed <= 8 * lines, "{listed}");
}
