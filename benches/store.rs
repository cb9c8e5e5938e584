//! A store at start-up, for the first peer, and listed. Peer: parsing all roots as webpki's anchors.
#![expect(clippy::unwrap_used, reason = "a bench may panic")]

mod common;

use common::support::root;
use common::{CLOCK, MOZILLA, P256, Peer, bundle};
use core::hint::black_box;
use criterion::{BatchSize, Criterion};
use trustslot::{BuiltIn, TrustSource, TrustStore};
use webpki::anchor_from_trusted_cert;

fn main() {
    let mut criterion = common::criterion();
    store(&mut criterion);
    criterion.final_summary();
}

fn store(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("store");
    group.bench_function("mozilla_ready", |bencher| {
        bencher.iter(|| {
            let store = TrustStore::new(black_box(fresh()));
            assert_eq!(store.free(), TrustStore::CUSTOM_LIMIT);
            store
        });
    });
    group.bench_function("webpki_mozilla_ready", |bencher| {
        bencher.iter(|| {
            let anchors: Vec<_> = black_box(MOZILLA)
                .iter()
                .map(|root| anchor_from_trusted_cert(root).unwrap())
                .collect();
            assert_eq!(anchors.len(), MOZILLA.len());
            anchors
        });
    });
    // No built-in root issued this peer, so searching the list is all the work.
    let peer = Peer::of(&P256);
    group.bench_function("first_verify", |bencher| {
        bencher.iter_batched(
            || common::verifier(TrustStore::new(leaked())),
            |verifier| assert!(!peer.verified_by(&verifier).is_accepted()),
            BatchSize::SmallInput,
        );
    });
    let known = common::verifier(TrustStore::mozilla());
    group.bench_function("second_verify", |bencher| {
        bencher.iter(|| assert!(!peer.verified_by(black_box(&known)).is_accepted()));
    });
    let ten: Vec<_> =
        (0..10).map(|number| bundle(&root(&format!("Root {number}")).self_signed().der)).collect();
    group.bench_function("add_10", |bencher| {
        bencher.iter(|| {
            let mut store = TrustStore::mozilla();
            for file in &ten {
                assert_eq!(store.add(file).unwrap().new, 1);
            }
            store
        });
    });
    group.bench_function("list_mozilla", |bencher| {
        let store = TrustStore::mozilla();
        bencher.iter(|| {
            let listed = store.list(TrustSource::All, CLOCK);
            assert_eq!(listed.len(), MOZILLA.len());
            listed
        });
    });
}

/// Built-in roots that were not read before, and are not read here.
fn fresh() -> &'static BuiltIn {
    static FRESH: BuiltIn = BuiltIn::new(webpki_root_certs::TLS_SERVER_ROOT_CERTS);
    &FRESH
}

/// Built-in roots that were not read before.
fn leaked() -> &'static BuiltIn {
    Box::leak(Box::new(BuiltIn::new(MOZILLA)))
}
