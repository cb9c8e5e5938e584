//! How much work one peer may cause: signature checks are counted, and none is made twice for it.

use super::signature_cache::{Inputs, SignatureCache};
use crate::certificate::Certificate;
use arrayvec::ArrayVec;
use core::fmt;
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use std::sync::{Mutex, PoisonError};

/// How much signature work one verdict may take, in checks of a P-256 signature (about 0.05 ms on a desktop
/// core). Enough to find the one true issuer among 50 of the same name, each of which takes two checks because
/// webpki begins at the anchor, and to walk the rest of the path; a peer that asks for more is refused within a
/// few milliseconds. webpki alone allows 100 checks of any kind.
pub(super) const MAX_WORK: u32 = 112;

/// The cheapest check costs 1, so no more checks than this are made.
const MAX_CHECKS: usize = 112;

/// A P-384 or P-521 check costs about this many P-256 checks, with ring (aws-lc-rs: 4).
const LARGE_CURVE_COST: u32 = 8;

/// An RSA check costs about one P-256 check up to 4096 bits, and four up to 8192 bits.
const LARGE_RSA_COST: u32 = 4;

/// Subject public keys above this many octets are RSA keys of more than 4096 bits.
const LARGE_RSA_OCTETS: usize = 600;

/// The signature checks of one verdict. Shared with nobody; the lock only serves `Sync`.
pub(super) struct Work<'a> {
    state: Mutex<State>,
    cache: Option<&'a SignatureCache>,
}

struct State {
    left: u32,
    exhausted: bool,
    checked: ArrayVec<Checked, MAX_CHECKS>,
}

/// One check made, by the addresses of its inputs, which live as long as the verdict takes.
#[derive(Clone, Copy)]
struct Checked {
    key: usize,
    message: usize,
    signature: usize,
    good: bool,
}

impl<'a> Work<'a> {
    pub(super) const fn new(cache: Option<&'a SignatureCache>) -> Self {
        let state = Mutex::new(State {
            left: MAX_WORK,
            exhausted: false,
            checked: ArrayVec::new_const(),
        });
        Self { state, cache }
    }

    /// Whether a check was refused for lack of budget.
    pub(super) fn is_exhausted(&self) -> bool {
        self.with(|state| state.exhausted)
    }

    /// Whether the signature of `child` was checked with the key of `issuer` and does not fit.
    pub(super) fn is_known_bad(&self, child: &Certificate, issuer: &Certificate) -> bool {
        self.with(|state| {
            state.checked.iter().any(|checked| {
                !checked.good && holds(child, checked.message) && holds(issuer, checked.key)
            })
        })
    }

    fn check(
        &self,
        algorithm: &'static dyn SignatureVerificationAlgorithm,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.with(|state| {
            let known = state.checked.iter().find(|checked| {
                checked.key == address(key)
                    && checked.message == address(message)
                    && checked.signature == address(signature)
            });
            let good = if let Some(known) = known {
                known.good
            } else {
                let Some(left) = state.left.checked_sub(cost(algorithm, key)) else {
                    state.exhausted = true;
                    return Err(InvalidSignature);
                };
                state.left = left;
                let good = self.is_good(&Inputs {
                    algorithm,
                    key,
                    message,
                    signature,
                });
                // Every check costs one at least, so there is room for all that the budget allows.
                let _room = state.checked.try_push(Checked {
                    key: address(key),
                    message: address(message),
                    signature: address(signature),
                    good,
                });
                good
            };
            if good { Ok(()) } else { Err(InvalidSignature) }
        })
    }

    /// Asks the cache, or checks. What is known costs as much of the budget, so that a verdict does not depend on
    /// what was verified before.
    fn is_good(&self, inputs: &Inputs<'_>) -> bool {
        if self.cache.is_some_and(|cache| cache.knows(inputs)) {
            return true;
        }
        let Inputs {
            algorithm,
            key,
            message,
            signature,
        } = *inputs;
        let good = algorithm.verify_signature(key, message, signature).is_ok();
        if let Some(cache) = self.cache.filter(|_| good) {
            cache.remember(inputs);
        }
        good
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// An algorithm whose checks are counted.
pub(super) struct Counted<'a> {
    pub(super) algorithm: &'static dyn SignatureVerificationAlgorithm,
    pub(super) work: &'a Work<'a>,
}

impl SignatureVerificationAlgorithm for Counted<'_> {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.work
            .check(self.algorithm, public_key, message, signature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }

    fn fips(&self) -> bool {
        self.algorithm.fips()
    }
}

impl fmt::Debug for Counted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.algorithm.fmt(f)
    }
}

fn cost(algorithm: &dyn SignatureVerificationAlgorithm, key: &[u8]) -> u32 {
    let kind = algorithm.public_key_alg_id();
    if kind == alg_id::ECDSA_P384 || kind == alg_id::ECDSA_P521 {
        LARGE_CURVE_COST
    } else if key.len() > LARGE_RSA_OCTETS {
        LARGE_RSA_COST
    } else {
        1
    }
}

fn address(octets: &[u8]) -> usize {
    octets.as_ptr().addr()
}

/// Whether an address lies within a certificate.
fn holds(certificate: &Certificate, at: usize) -> bool {
    let der = certificate.as_der();
    at.checked_sub(address(der))
        .is_some_and(|offset| offset < der.len())
}
