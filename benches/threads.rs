//! Threads share one verifier. Floor: the signature checks alone, with as many threads.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "a bench may panic, and threads and time are what is measured"
)]

mod common;

use common::{P256, Peer};
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use std::sync::Barrier;
use std::thread;
use std::time::Instant;
use trustslot::SignatureCache;

fn main() {
    let mut criterion = common::criterion();
    threads(&mut criterion);
    criterion.final_summary();
}

fn threads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("threads");
    let peer = Peer::of(&P256);
    let verifier = peer.verifier();
    let peers = Peer::many(&P256, u64::try_from(2 * SignatureCache::ENTRIES).unwrap());
    let remembering = verifier.clone().with_signature_cache(&SignatureCache::new());
    for count in [1, 2] {
        let next = AtomicUsize::new(0);
        each(&mut group, &format!("known_issuer_on_{count}"), count, || {
            let turn = next.fetch_add(1, Ordering::Relaxed) % peers.len();
            peers.get(turn).unwrap().verified_by(&remembering).is_trusted()
        });
        each(&mut group, &format!("verify_on_{count}"), count, || {
            peer.verified_by(&verifier).is_trusted()
        });
        each(&mut group, &format!("bare_on_{count}"), count, || peer.bare());
    }
}

/// Measures the time in which each of `count` threads does the work once.
fn each(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    count: usize,
    work: impl Fn() -> bool + Sync,
) {
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|times| {
            let start = Barrier::new(count);
            thread::scope(|scope| {
                let run = || {
                    start.wait();
                    let begun = Instant::now();
                    for _ in 0..times {
                        assert!(work());
                    }
                    begun.elapsed()
                };
                let threads: Vec<_> = (0..count).map(|_| scope.spawn(run)).collect();
                let taken = threads.into_iter().map(|thread| thread.join().unwrap());
                taken.max().unwrap_or(Duration::ZERO)
            })
        });
    });
}
