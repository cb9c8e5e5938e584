//! Limits the work that one peer can cause: signature checks and comparisons of names are counted, and no signature is
//! checked twice for one verdict.

use super::inputs::Inputs;
use super::signature_cache::SignatureCache;
use arrayvec::ArrayVec;
use core::cell::{Cell, RefCell};
use pki_types::{SignatureVerificationAlgorithm, alg_id};

/// The most signature work for one verdict, in checks of a P-256 signature (about 0.05 ms on a desktop core). Enough to
/// find the true issuer among 50 of the same name, each of which takes two checks because webpki begins at the anchor,
/// and to verify the rest of the path. A peer that needs more is rejected within a few milliseconds. webpki alone
/// allows 100 checks of any kind.
pub(super) const MAX_WORK: u32 = 112;

/// More signature work to explain a rejection: one check for each certificate of a path as long as webpki verifies, and as
/// many again.
const MAX_EXPLANATION_WORK: u32 = 16;

/// The cheapest check costs 1, so no more checks than this are made. Each has a bit of a `u128`.
const MAX_CHECKS: usize = 128;

/// A P-384 or P-521 check costs about this many P-256 checks, with ring (aws-lc-rs: 4).
const LARGE_CURVE_COST: u32 = 8;

/// An RSA check costs about one P-256 check up to 4096 bits, and four up to 8192 bits.
const LARGE_RSA_COST: u32 = 4;

/// This many bytes of a CRL cost one more unit: SHA-256 takes about as long for them as a P-256 check (0.07 ms with
/// hardware support, 0.26 ms without). So a CRL of 5 MiB costs 40.
const BYTES_PER_UNIT: usize = 128 * 1024;

/// Subject public keys above this many bytes are RSA keys of more than 4096 bits.
const LARGE_RSA_BYTES: usize = 600;

/// The signature checks and comparisons of one verdict.
pub(crate) struct Work<'a> {
    left: Cell<u32>,
    exhausted: Cell<bool>,
    /// The comparisons of names with constraints so far, over all paths.
    comparisons: Cell<usize>,
    checked: RefCell<ArrayVec<Checked, MAX_CHECKS>>,
    /// Which of the checks found a good signature: a bit for each, beginning with the lowest.
    good: Cell<u128>,
    cache: Option<&'a SignatureCache>,
}

/// One signature check. Its algorithm and inputs are identified by their addresses, because they live as long as the verdict
/// takes. The signature is within one certificate or CRL, whose signed bytes are the message. There are many, and they are on the
/// stack, so they are small.
#[derive(Clone, Copy)]
struct Checked {
    algorithm: *const dyn SignatureVerificationAlgorithm,
    key: usize,
    signature: usize,
}

impl<'a> Work<'a> {
    pub(crate) const fn new(cache: Option<&'a SignatureCache>) -> Self {
        Self {
            left: Cell::new(MAX_WORK),
            exhausted: Cell::new(false),
            comparisons: Cell::new(0),
            checked: RefCell::new(ArrayVec::new_const()),
            good: Cell::new(0),
            cache,
        }
    }

    /// True if a check was not made because the limit was reached.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted.get()
    }

    /// The comparisons of names with constraints so far, over all paths.
    pub(super) fn comparisons(&self) -> usize {
        self.comparisons.get()
    }

    /// Counts comparisons that are about to be made.
    pub(super) fn add_comparisons(&self, more: usize) {
        self.comparisons.set(self.comparisons.get().saturating_add(more));
    }

    /// Whether a signature is valid; `None` if the limit was reached before it was checked. One that `is_cached` is not
    /// checked again, but costs the same, so that a verdict does not depend on earlier verdicts.
    pub(super) fn check(&self, inputs: &Inputs<'_>, is_cached: bool) -> Option<bool> {
        let again = self.checked.borrow().iter().position(|checked| checked.is(inputs));
        if let Some(again) = again {
            return Some(self.good.get() & bit(again) != 0);
        }
        let Some(left) = self.left.get().checked_sub(cost(inputs)) else {
            self.exhausted.set(true);
            return None;
        };
        self.left.set(left);
        let good = is_cached || self.verify(inputs);
        // Every check costs at least one unit, so there is room for all checks within the limit.
        let mut checked = self.checked.borrow_mut();
        let index = checked.len();
        if checked.try_push(Checked::of(inputs)).is_ok() && good {
            self.good.set(self.good.get() | bit(index));
        }
        Some(good)
    }

    /// Grants the checks with which a verdict that has been reached is explained, in place of those that are left.
    pub(crate) fn grant_explanation(&self) {
        self.left.set(MAX_EXPLANATION_WORK);
        self.exhausted.set(false);
    }

    /// Looks in the cache, and checks the signature if it is not there.
    fn verify(&self, inputs: &Inputs<'_>) -> bool {
        if self.cache.is_some_and(|cache| cache.knows(inputs)) {
            return true;
        }
        let Inputs { algorithm, key, message, signature, .. } = *inputs;
        let good = algorithm.verify_signature(key, message, signature).is_ok();
        if let Some(cache) = self.cache.filter(|_| good) {
            cache.remember(inputs);
        }
        good
    }
}

impl Checked {
    fn of(inputs: &Inputs<'_>) -> Self {
        Self {
            algorithm: inputs.algorithm.identity(),
            key: address(inputs.key),
            signature: address(inputs.signature),
        }
    }

    fn is(&self, inputs: &Inputs<'_>) -> bool {
        self.key == address(inputs.key)
            && self.signature == address(inputs.signature)
            && core::ptr::eq(self.algorithm, inputs.algorithm.identity())
    }
}

/// The bit of the check with this index.
fn bit(index: usize) -> u128 {
    u32::try_from(index).ok().and_then(|index| 1_u128.checked_shl(index)).unwrap_or(0)
}

fn cost(inputs: &Inputs<'_>) -> u32 {
    let kind = inputs.algorithm.public_key_alg_id();
    let signature = if kind == alg_id::ECDSA_P384 || kind == alg_id::ECDSA_P521 {
        LARGE_CURVE_COST
    } else if inputs.key.len() > LARGE_RSA_BYTES {
        LARGE_RSA_COST
    } else {
        1
    };
    let message = u32::try_from(inputs.message.len() / BYTES_PER_UNIT);
    signature.saturating_add(message.unwrap_or(u32::MAX))
}

/// Identifies bytes that live as long as the verdict takes.
pub(super) fn address(bytes: &[u8]) -> usize {
    bytes.as_ptr().addr()
}
