//! Limits the work that one peer can cause: signature checks and comparisons of names are counted, and no signature is
//! checked twice for one verdict.

use super::inputs::Inputs;
use super::signature_cache::SignatureCache;
use crate::crl::Crl;
use arrayvec::ArrayVec;
use core::cell::{Cell, RefCell};
use pki_types::{SignatureVerificationAlgorithm, alg_id};

/// The most signature work for one verdict, in checks of a P-256 signature (about 0.05 ms on a desktop core). Just enough
/// for a chain of three with P-384 keys and two CRLs of 5 MiB. The true issuer among 50 of the same name, with P-256 or RSA
/// keys, takes 51 in a chain of three. A peer that needs more is rejected within a few milliseconds. webpki alone allows 100
/// checks of any kind.
///
/// A smaller limit on bad signatures alone would not bound a hostile chain: its CAs can have signed each other.
pub(super) const MAX_WORK: u32 = 112;

const _: () = assert!(
    MAX_WORK == 2 * LARGE_CURVE_COST + 2 * (LARGE_CURVE_COST + MAX_BYTES_COST),
    "two signatures of the path, and those of two CRLs"
);

/// A rejection is explained with at most twice as many checks as an accepted path has signatures, so that it costs at most
/// three times as much as that path: one such path was searched for before.
const EXPLANATION_CHECKS_PER_SIGNATURE: u32 = 2;

/// The signatures of the shortest usual path: those on a server's certificate and on the CA between it and the root.
const USUAL_SIGNATURES: u32 = 2;

/// The most checks to explain a rejection: one for each certificate that is followed, which are 16.
const MAX_EXPLANATION_CHECKS: u32 = 16;

/// The most work to explain a rejection: one check for each signature of the longest path, which has seven, and for that of
/// its root, with the costliest keys.
const MAX_EXPLANATION_WORK: u32 = 8 * LARGE_CURVE_COST;

/// The cheapest check costs 1, so no more checks than this are made. Each has a bit of a `u128`.
const MAX_CHECKS: usize = 128;

const _: () = assert!(MAX_WORK + MAX_EXPLANATION_CHECKS <= u128::BITS);

/// A P-384 or P-521 check costs about this many P-256 checks, with ring (aws-lc-rs: 4).
const LARGE_CURVE_COST: u32 = 8;

/// An RSA check costs about one P-256 check up to 4096 bits, and four up to 8192 bits.
const LARGE_RSA_COST: u32 = 4;

/// This many bytes of a CRL cost one more unit: SHA-256 takes about as long for them as a P-256 check (0.07 ms with
/// hardware support, 0.26 ms without). So a CRL of 5 MiB costs 40.
const BYTES_PER_UNIT: usize = 128 * 1024;

/// No CRL costs more for its bytes. One that is larger was loaded by a caller who has raised its limit, and no peer makes it
/// longer: a verdict verifies two of them at most, each once.
const MAX_BYTES_COST: u32 = 40;

const _: () =
    assert!(Crl::MAX_BYTES / BYTES_PER_UNIT == 40, "MAX_BYTES_COST is that of the default limit");

/// Subject public keys above this many bytes are RSA keys of more than 4096 bits.
const LARGE_RSA_BYTES: usize = 600;

/// The signature checks and comparisons of one verdict.
pub(crate) struct Work<'a> {
    left: Cell<u32>,
    /// The checks that are left, whatever they cost. The work limits those of a search.
    checks_left: Cell<u32>,
    /// The checks that were granted to explain a rejection.
    granted: Cell<u32>,
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
            checks_left: Cell::new(MAX_WORK),
            granted: Cell::new(0),
            exhausted: Cell::new(false),
            comparisons: Cell::new(0),
            checked: RefCell::new(ArrayVec::new_const()),
            good: Cell::new(0),
            cache,
        }
    }

    /// True if a check was not made because the limit was reached.
    pub(crate) fn is_exhausted(&self) -> bool {
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
        let left = self.left.get().checked_sub(cost(inputs));
        let Some((left, checks)) = left.zip(self.checks_left.get().checked_sub(1)) else {
            self.exhausted.set(true);
            return None;
        };
        self.left.set(left);
        self.checks_left.set(checks);
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
    pub(crate) fn begin_explanation(&self) {
        self.left.set(MAX_EXPLANATION_WORK);
        self.checks_left.set(0);
        self.granted.set(0);
        self.exhausted.set(false);
        self.grant_explanation(0);
    }

    /// Grants the checks to explain the rejection of a peer whose path would have so many signatures. Those that were granted
    /// before are among them.
    pub(crate) fn grant_explanation(&self, signatures: usize) {
        let signatures = u32::try_from(signatures).unwrap_or(u32::MAX).max(USUAL_SIGNATURES);
        let all = signatures.saturating_mul(EXPLANATION_CHECKS_PER_SIGNATURE);
        let all = all.min(MAX_EXPLANATION_CHECKS);
        let more = all.saturating_sub(self.granted.get());
        self.granted.set(self.granted.get().saturating_add(more));
        self.checks_left.set(self.checks_left.get().saturating_add(more));
    }

    /// The checks that are left.
    pub(crate) fn checks_left(&self) -> u32 {
        self.checks_left.get()
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
    let message = u32::try_from(inputs.message.len() / BYTES_PER_UNIT).unwrap_or(u32::MAX);
    signature.saturating_add(message.min(MAX_BYTES_COST))
}

/// Identifies bytes that live as long as the verdict takes.
pub(super) fn address(bytes: &[u8]) -> usize {
    bytes.as_ptr().addr()
}
