//! A cache of valid signatures. A valid signature stays valid when the clock, the store or the policy changes.

use super::inputs::Inputs;
use super::keys::{Mark, has_mark, mark_of_end};
use crate::algorithms::KeptAlgorithm;
use crate::certificate::Certificate;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

/// A cache of valid signatures. It saves checking the signatures of a peer or a CA again, and
/// [parsing their certificates](crate::Verifier::chain_from_der) again.
///
/// Only signatures are cached, with the certificates that they are on. Validity, names, constraints, usage, revocation and
/// the store are checked for each peer, so a verdict is the same with and without a cache, and no entry ever becomes wrong.
/// A signature is found by all of its inputs, compared byte by byte: the algorithm, the key, the signed bytes and the
/// signature. A certificate is found by all of its bytes. Invalid signatures are never cached. Only the time that a verdict
/// takes shows whether a peer was seen before.
///
/// It needs the feature `std`, for its lock. Clones share one cache. Several verifiers may use it, such as those before and
/// after a change of the store. Threads can read it at the same time; they wait for each other only while an entry is added.
///
/// ```
/// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))] fn main() {
/// use trustslot::{Policy, SignatureCache, TrustStore, Verifier};
///
/// let cache = SignatureCache::new();
/// let mut store = TrustStore::default();
/// let before = Verifier::new(store.clone(), Policy::STRICT).with_signature_cache(&cache);
/// store.remove_all();
/// let after = Verifier::new(store, Policy::STRICT).with_signature_cache(&cache);
/// # assert!(cache.is_empty() && before.id() != after.id());
/// # }
/// ```
#[derive(Clone)]
pub struct SignatureCache(Arc<Shared>);

struct Shared {
    entries: usize,
    bytes: usize,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    list: Vec<Entry>,
    /// The marks of the entries, at the same indices: an entry is found without looking at the others.
    marks: Vec<Mark>,
    /// The total size of all inputs, in bytes.
    bytes: usize,
    /// The index of the entry that is considered for removal next.
    hand: usize,
}

/// One valid signature.
struct Entry {
    algorithm: KeptAlgorithm,
    key: Box<[u8]>,
    signed: Signed,
    /// The size of the inputs, in bytes.
    bytes: usize,
    /// True if the entry was used since `hand` passed it.
    used: AtomicBool,
}

/// A message and its signature.
#[expect(clippy::large_enum_variant, reason = "nearly all are those of certificates")]
enum Signed {
    /// Those of a certificate, which shares its bytes with the chain that it came in.
    Certificate(Certificate),
    Other {
        message: Box<[u8]>,
        signature: Box<[u8]>,
    },
}

impl SignatureCache {
    /// The default limit on the number of signatures. A phone connects to a registrar, a provisioning server and a
    /// handful of peers, with two or three signatures each.
    pub const ENTRIES: usize = 64;

    /// The default limit on the total size of keys, signed certificates and signatures, in bytes: 64 KiB. That is enough
    /// for 64 certificates with P-256 keys, or 25 with RSA keys of 4096 bits. An entry takes less than 400 bytes more: the parsed
    /// facts of the certificate, and its bytes that are not signed.
    pub const BYTES: usize = 64 * 1024;

    /// An empty cache with the limits [`ENTRIES`](Self::ENTRIES) and [`BYTES`](Self::BYTES). Memory is allocated as it
    /// fills.
    pub fn new() -> Self {
        Self::with_limits(Self::ENTRIES, Self::BYTES)
    }

    /// An empty cache with at most this number of signatures, whose inputs are at most this number of bytes in total. If
    /// it is full, signatures that were not used for a long time are removed.
    ///
    /// A signature whose inputs are larger than a quarter of `bytes` is not cached.
    ///
    /// ```
    /// use trustslot::SignatureCache;
    ///
    /// let cache = SignatureCache::with_limits(512, 512 * 1024);
    /// assert_eq!((cache.len(), cache.bytes()), (0, 0));
    /// ```
    pub fn with_limits(entries: usize, bytes: usize) -> Self {
        Self(Arc::new(Shared { entries, bytes, known: RwLock::default() }))
    }

    /// The number of signatures in the cache.
    pub fn len(&self) -> usize {
        self.read(|known| known.list.len())
    }

    /// True if the cache is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The total size of the inputs of all signatures, in bytes.
    pub fn bytes(&self) -> usize {
        self.read(|known| known.bytes)
    }

    /// Removes all signatures and frees their memory.
    pub fn clear(&self) {
        self.write(|known| *known = Known::default());
    }

    /// Whether a signature on a certificate with exactly these bytes is in the cache. The certificate is cloned into `into`.
    pub(crate) fn has_certificate(&self, der: &[u8], into: &mut Certificate) -> bool {
        self.read(|known| {
            let found = known.find(mark_of_end(der), |entry| match &entry.signed {
                Signed::Certificate(certificate) if certificate.has_der(der) => Some(certificate),
                _ => None,
            });
            found.map(|certificate| into.clone_from(certificate)).is_some()
        })
    }

    /// True if exactly this signature is in the cache.
    pub(super) fn knows(&self, inputs: &Inputs<'_>) -> bool {
        let use_again = |entry: &Entry| {
            let is_known = entry.is(inputs);
            // Written only if it changes, so that threads do not invalidate each other's cache lines.
            if is_known && !entry.used.load(Ordering::Relaxed) {
                entry.used.store(true, Ordering::Relaxed);
            }
            is_known.then_some(())
        };
        self.read(|known| known.find(mark_of_end(inputs.signature), use_again).is_some())
    }

    /// Adds a valid signature.
    pub(super) fn remember(&self, inputs: &Inputs<'_>) {
        let bytes = inputs.bytes();
        // One large signed object, such as a long CRL, must not evict all others.
        if self.0.entries == 0 || bytes > self.0.bytes / 4 {
            return;
        }
        let (entry, mark) = (Entry::of(inputs), mark_of_end(inputs.signature));
        self.write(|known| {
            if known.find(mark, |entry| entry.is(inputs).then_some(())).is_some() {
                // Another thread has added it.
                return;
            }
            while known.list.len() >= self.0.entries
                || known.bytes.saturating_add(bytes) > self.0.bytes
            {
                known.make_room();
            }
            known.bytes = known.bytes.saturating_add(bytes);
            known.list.push(entry);
            known.marks.push(mark);
        });
    }

    fn read<T>(&self, ask: impl FnOnce(&Known) -> T) -> T {
        let known = self.0.known.read();
        ask(&known.unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, act: impl FnOnce(&mut Known)) {
        let known = self.0.known.write();
        act(&mut known.unwrap_or_else(PoisonError::into_inner));
    }
}

impl Default for SignatureCache {
    fn default() -> Self {
        Self::new()
    }
}

/// Shows the size of the cache, not its contents.
impl fmt::Debug for SignatureCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureCache")
            .field("len", &self.len())
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}

impl Known {
    /// What `look` finds in the first entry with this mark in which it finds anything.
    fn find<'e, T>(&'e self, mark: Mark, look: impl Fn(&'e Entry) -> Option<T>) -> Option<T> {
        // As many marks as are compared at once.
        const STEP: usize = 16;
        let steps = self.marks.chunks(STEP).zip(self.list.chunks(STEP));
        let with_mark = steps.filter(|(marks, _)| has_mark(marks, mark));
        let entries = with_mark.flat_map(|(marks, entries)| marks.iter().zip(entries));
        entries.filter(|(other, _)| **other == mark).find_map(|(_, entry)| look(entry))
    }

    /// Removes the first entry that was not used since `hand` passed it.
    fn make_room(&mut self) {
        loop {
            if self.hand >= self.list.len() {
                self.hand = 0;
            }
            let Some(entry) = self.list.get_mut(self.hand) else {
                return;
            };
            if core::mem::take(entry.used.get_mut()) {
                self.hand = self.hand.saturating_add(1);
            } else {
                self.marks.swap_remove(self.hand);
                let gone = self.list.swap_remove(self.hand);
                self.bytes = self.bytes.saturating_sub(gone.bytes);
                return;
            }
        }
    }
}

impl Entry {
    fn of(inputs: &Inputs<'_>) -> Self {
        let signed = match inputs.certificate {
            Some(certificate) => Signed::Certificate(certificate.clone()),
            None => {
                Signed::Other { message: inputs.message.into(), signature: inputs.signature.into() }
            }
        };
        Self {
            algorithm: inputs.algorithm.keep(),
            key: inputs.key.into(),
            signed,
            bytes: inputs.bytes(),
            used: AtomicBool::new(false),
        }
    }

    /// True if the entry has exactly these inputs. The signature is compared first, because it differs most often.
    fn is(&self, inputs: &Inputs<'_>) -> bool {
        let (message, signature) = match &self.signed {
            Signed::Certificate(certificate) => (certificate.signed_der(), certificate.signature()),
            Signed::Other { message, signature } => (&**message, &**signature),
        };
        is_same(signature, inputs.signature)
            && is_same(message, inputs.message)
            && *self.key == *inputs.key
            && self.algorithm.is(inputs.algorithm)
    }
}

/// True for the same bytes. A certificate from the cache shares them.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    core::ptr::eq(one, other) || one == other
}
