//! Signatures found good, remembered: that a key signed these bytes stays true, whatever the clock, the store or
//! the policy say later.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};
use pki_types::SignatureVerificationAlgorithm;
use std::sync::{PoisonError, RwLock};

/// Signatures that were found good, so that they need not be checked again: those of a peer that is met again, or
/// of a CA that issued many.
///
/// Nothing else is remembered. Dates, names, constraints, usage, revocation and the store are asked anew for each
/// peer, so no verdict depends on whether there is a cache, and nothing in it ever has to be withdrawn. A signature
/// is known again by all of its inputs, byte by byte: the algorithm, the key, what was signed, and the signature.
/// One that does not fit is never remembered. Only how long a verdict takes tells whether a peer was met before.
///
/// Clones are the same cache. It may be given to several verifiers and outlive them, such as those before and after
/// a change of the store; threads share it, and wait for each other only while one remembers something new.
///
/// ```
/// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))] fn main() {
/// use trustslot::{Policy, SignatureCache, TrustStore, Verifier};
///
/// let cache = SignatureCache::new();
/// let verifier = Verifier::new(TrustStore::default(), Policy::STRICT).with_signature_cache(&cache);
/// # assert!(cache.is_empty() && verifier.policy() == Policy::STRICT);
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
    /// How many bytes the inputs of all have together.
    bytes: usize,
    /// Which entry is the next to be asked whether it can go.
    hand: usize,
}

/// One good signature.
struct Entry {
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    /// Key, message and signature, one behind the other.
    inputs: Box<[u8]>,
    message_at: usize,
    signature_at: usize,
    /// The last bytes of the signature, which tell nearly all others apart without a look at the rest.
    end: Option<[u8; 8]>,
    /// Whether it was of use since the hand passed.
    asked: AtomicBool,
}

/// What a signature check takes.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub(super) algorithm: &'static dyn SignatureVerificationAlgorithm,
    pub(super) key: &'a [u8],
    pub(super) message: &'a [u8],
    pub(super) signature: &'a [u8],
}

impl SignatureCache {
    /// The most signatures that are remembered unless said otherwise. A phone meets a registrar, a provisioning
    /// server and a handful of peers, with two or three signatures each.
    pub const ENTRIES: usize = 64;

    /// The most bytes of keys, signed certificates and signatures that are remembered unless said otherwise:
    /// 64 KiB, which is 64 certificates with P-256 keys, or 25 with RSA keys of 4096 bits. Beside them an entry
    /// takes less than 100 bytes.
    pub const BYTES: usize = 64 * 1024;

    /// An empty cache of the usual size. It takes memory as it fills.
    pub fn new() -> Self {
        Self::with_limits(Self::ENTRIES, Self::BYTES)
    }

    /// An empty cache of at most this many signatures, with inputs of at most this many bytes together. What was
    /// of no use for the longest time makes room.
    pub fn with_limits(entries: usize, bytes: usize) -> Self {
        Self(Arc::new(Shared { entries, bytes, known: RwLock::default() }))
    }

    /// How many signatures are remembered.
    pub fn len(&self) -> usize {
        self.read(|known| known.list.len())
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes their inputs have together.
    pub fn bytes(&self) -> usize {
        self.read(|known| known.bytes)
    }

    /// Forgets all, and gives the memory back.
    pub fn clear(&self) {
        self.write(|known| *known = Known::default());
    }

    /// Whether this very signature was found good before.
    pub(super) fn knows(&self, inputs: &Inputs<'_>) -> bool {
        self.read(|known| match known.find(inputs) {
            Some(entry) => {
                // Written only where it changes, so that threads do not take the memory from each other.
                if !entry.asked.load(Ordering::Relaxed) {
                    entry.asked.store(true, Ordering::Relaxed);
                }
                true
            }
            None => false,
        })
    }

    /// Remembers a signature that was found good.
    pub(super) fn remember(&self, inputs: &Inputs<'_>) {
        let bytes = inputs.bytes();
        // One signed thing, such as a long list of revoked certificates, must not push out all others.
        if self.0.entries == 0 || bytes > self.0.bytes / 4 {
            return;
        }
        let entry = Entry::of(inputs);
        self.write(|known| {
            if known.find(inputs).is_some() {
                // Another thread was first.
                return;
            }
            while known.list.len() >= self.0.entries
                || known.bytes.saturating_add(bytes) > self.0.bytes
            {
                known.make_room();
            }
            known.bytes = known.bytes.saturating_add(bytes);
            known.list.push(entry);
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

/// How much is in it, not what.
impl fmt::Debug for SignatureCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureCache")
            .field("len", &self.len())
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}

impl Known {
    fn find(&self, inputs: &Inputs<'_>) -> Option<&Entry> {
        self.list.iter().find(|entry| entry.is(inputs))
    }

    /// Lets one go: the first that was of no use since the hand passed it last.
    fn make_room(&mut self) {
        loop {
            if self.hand >= self.list.len() {
                self.hand = 0;
            }
            let Some(entry) = self.list.get_mut(self.hand) else {
                return;
            };
            if core::mem::take(entry.asked.get_mut()) {
                self.hand = self.hand.saturating_add(1);
            } else {
                let gone = self.list.swap_remove(self.hand);
                self.bytes = self.bytes.saturating_sub(gone.inputs.len());
                return;
            }
        }
    }
}

impl Entry {
    fn of(inputs: &Inputs<'_>) -> Self {
        let message_at = inputs.key.len();
        Self {
            algorithm: inputs.algorithm,
            inputs: [inputs.key, inputs.message, inputs.signature].concat().into_boxed_slice(),
            message_at,
            signature_at: message_at.saturating_add(inputs.message.len()),
            end: inputs.end(),
            asked: AtomicBool::new(false),
        }
    }

    /// Whether it is of all these inputs, byte by byte; the signature first, where others differ.
    fn is(&self, inputs: &Inputs<'_>) -> bool {
        self.end == inputs.end()
            && self.inputs.get(self.signature_at..) == Some(inputs.signature)
            && self.inputs.get(self.message_at..self.signature_at) == Some(inputs.message)
            && self.inputs.get(..self.message_at) == Some(inputs.key)
            && is_the_same(self.algorithm, inputs.algorithm)
    }
}

impl Inputs<'_> {
    fn end(&self) -> Option<[u8; 8]> {
        self.signature.last_chunk().copied()
    }

    const fn bytes(&self) -> usize {
        let bytes = self.key.len().saturating_add(self.message.len());
        bytes.saturating_add(self.signature.len())
    }
}

/// Whether both are one object of one type. Their identifiers would not do: somebody may bring an algorithm of the
/// same name that takes more for good. (That one is taken for two where the compiler made two tables of its
/// functions costs a check, and no more.)
pub(super) fn is_the_same(
    one: &'static dyn SignatureVerificationAlgorithm,
    other: &'static dyn SignatureVerificationAlgorithm,
) -> bool {
    core::ptr::eq(one, other)
}
