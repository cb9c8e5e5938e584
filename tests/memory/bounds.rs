//! The memory and time that parsing may need.

#![expect(clippy::arithmetic_side_effects, reason = "a test counts")]

use crate::support::seconds_of;
use crate::{HEAP, alone};

/// In addition to 1.5 times the file: the facts of certificates in a small file, and buffers of fixed size.
const ALLOWANCE: usize = 64 * 1024;

const MEGABYTE: usize = 1 << 20;

/// How many times as long a file may take that is five times as large: half of what quadratic time takes. A CRL of one megabyte
/// fits into a processor's own cache, and sorting one of five does not; other work on the machine leaves it less of the cache.
const MOST_GROWTH: f64 = 12.5;

/// Seconds that mean nothing: a rejection within microseconds is not compared.
const NOISE: f64 = 0.001;

/// A description, whether the file is accepted, and the file with at most this many bytes.
pub(crate) type File = (&'static str, bool, fn(usize) -> Vec<u8>);

/// Memory stays below 1.5 times the file and time grows with its size.
#[track_caller]
pub(crate) fn check<T>(files: &[File], parse: impl Fn(&[u8]) -> Result<T, String>) {
    let _turn = alone();
    for (why, is_accepted, file) in files {
        for size in [5_000, 100_000, MEGABYTE, 5 * MEGABYTE] {
            let bytes = file(size);
            assert!(bytes.len() <= size, "{why}");
            let before = HEAP.current_usage();
            HEAP.reset_peak_usage();
            let answer = parse(&bytes);
            let peak = HEAP.peak_usage() - before;
            let said = answer.as_ref().err();
            assert_eq!(answer.is_ok(), *is_accepted, "{why}, {size} bytes: {said:?}");
            drop(answer);
            let most = bytes.len() / 2 * 3 + ALLOWANCE;
            assert!(peak <= most, "{why}, {size} bytes: {peak} instead of {most}");
        }
        // Quadratic time would be 25 times as long in every round. Other work on the machine takes no processor time of
        // this thread, but some of its cache, so it may disturb some rounds.
        let (small, large) = (file(MEGABYTE), file(5 * MEGABYTE));
        let round = || seconds(&large, &parse) <= MOST_GROWTH * seconds(&small, &parse) + NOISE;
        assert!((0..8).any(|_| round()), "{why}: time grows faster than the file");
    }
}

/// The processor time for a file, the least of three.
fn seconds<T>(bytes: &[u8], parse: impl Fn(&[u8]) -> Result<T, String>) -> f64 {
    (0..3).map(|_| seconds_of(|| parse(bytes))).fold(f64::INFINITY, f64::min)
}
