//! Identifiers of verifiers.

use core::sync::atomic::{AtomicU32, Ordering};

/// Identifies one snapshot of a [`Verifier`](crate::Verifier): its store, policy, CRLs and everything else in it.
///
/// Two identifiers are equal only if one verifier is a clone of the other. Every constructor and every `with_` method
/// makes a new identifier, and no identifier is reused while the program runs. So a TLS session that was verified by
/// one verifier can be rejected for resumption once the verifier has been replaced. Identifiers are meaningless to
/// another process.
///
/// ```
/// use trustslot::{Policy, TrustStore, Verifier};
///
/// let before = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
/// let verified_by = before.id();
/// assert_eq!(before.clone().id(), verified_by);
///
/// let after = before.with_policy(Policy::FACTORY);
/// assert_ne!(after.id(), verified_by);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VerifierId(u64);

impl VerifierId {
    /// An identifier that no verifier had before.
    ///
    /// An address would not do: the identifier may outlive its verifier, and then another verifier may get the same
    /// address.
    pub(super) fn next() -> Self {
        static COUNTER: Counter = Counter::starting_at(1, 0);
        Self(COUNTER.next())
    }
}

/// Counts to 2^63, which takes longer than any device runs. It consists of two integers of 32 bits, because some phones have
/// no wider atomic integers. A lock would let a task of low priority block one of high priority.
struct Counter {
    low: AtomicU32,
    /// How often `low` has reached the beginning of one of its two halves. That tells how often `low` has come round, even
    /// while the thread that reached a half has not counted it yet: this would have to take 2^31 calls to go wrong.
    halves: AtomicU32,
}

/// The beginning of the upper half.
const UPPER: u32 = 1 << 31;

impl Counter {
    const fn starting_at(low: u32, halves: u32) -> Self {
        Self { low: AtomicU32::new(low), halves: AtomicU32::new(halves) }
    }

    fn next(&self) -> u64 {
        let low = self.low.fetch_add(1, Ordering::SeqCst);
        if low == 0 || low == UPPER {
            self.halves.fetch_add(1, Ordering::SeqCst);
        }
        let halves = self.halves.load(Ordering::SeqCst);
        let rounds = if low < UPPER { halves.div_ceil(2) } else { halves / 2 };
        u64::from(rounds) << u32::BITS | u64::from(low)
    }
}

#[cfg(test)]
mod tests {
    use super::{Counter, UPPER};
    use alloc::collections::BTreeSet;
    use std::thread;

    /// Both halves, in the first round and a later one.
    const STARTS: [(u32, u32); 4] =
        [(UPPER - 50, 0), (u32::MAX - 50, 1), (UPPER - 50, 6), (u32::MAX - 50, 7)];

    #[test]
    fn identifiers_grow_by_one_where_the_counter_comes_round() {
        for (low, halves) in STARTS {
            let counter = Counter::starting_at(low, halves);
            let first = counter.next();
            let rest: Vec<u64> = (0..100).map(|_| counter.next()).collect();
            assert_eq!(rest, (first + 1..=first + 100).collect::<Vec<_>>(), "{low} {halves}");
        }
    }

    #[test]
    fn threads_get_different_identifiers_where_the_counter_comes_round() {
        for (low, halves) in STARTS {
            let counter = Counter::starting_at(low, halves);
            let take = || (0..1_000).map(|_| counter.next()).collect::<Vec<_>>();
            let all: BTreeSet<u64> = thread::scope(|scope| {
                let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
                threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
            });
            assert_eq!(all.len(), 4_000, "{low} {halves}");
            assert_eq!(all.iter().max().unwrap() - all.iter().min().unwrap(), 3_999);
        }
    }

    #[test]
    fn a_half_that_is_not_counted_yet_changes_no_identifier() {
        // The thread that reached the half was interrupted between its two steps.
        for (low, halves) in [(UPPER, 0), (0, 1), (UPPER, 6), (0, 7)] {
            let on_time = Counter::starting_at(low, halves);
            on_time.next();
            let late = Counter::starting_at(low + 1, halves);
            assert_eq!(late.next(), on_time.next(), "{low} {halves}");
        }
    }
}
