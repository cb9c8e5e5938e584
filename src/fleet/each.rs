//! The same work on each of many things, by several threads if the feature `parallel` is enabled. The order stays.

use alloc::vec::Vec;

#[cfg(feature = "parallel")]
pub(super) fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().map(work).collect()
}

#[cfg(not(feature = "parallel"))]
pub(super) fn each<T, R>(items: &[T], work: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(work).collect()
}

/// How many things are done between two reports of progress: enough for many threads, and not more than a second's work on two.
const STEP: usize = 256;

/// The same, which reports how many are done. One thread keeps what is made.
pub(super) fn each_told<T: Sync, R: Send, K>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync + Send,
    mut keep: impl FnMut(R) -> K,
    mut told: impl FnMut(usize),
) -> Vec<K> {
    let mut made = Vec::with_capacity(items.len());
    for part in items.chunks(STEP) {
        made.extend(each(part, &work).into_iter().map(&mut keep));
        told(made.len());
    }
    made
}
