//! A signature algorithm for fuzzing: it says that it is Ed25519, costs a microsecond, and anybody can sign with
//! the public key. So a changed certificate can be signed again in the name of whoever it says issued it, which
//! is what a hostile CA can do to what it issues.

use core::sync::atomic::{AtomicUsize, Ordering};
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

/// As a verifier takes its algorithms.
pub const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[&Toy];

/// How many signatures were checked since this was last set to 0.
pub static CHECKS: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug)]
struct Toy;

impl SignatureVerificationAlgorithm for Toy {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        CHECKS.fetch_add(1, Ordering::Relaxed);
        if signature == sign(public_key, message) { Ok(()) } else { Err(InvalidSignature) }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }
}

/// FNV-1a of key and message.
pub fn sign(public_key: &[u8], message: &[u8]) -> [u8; 8] {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in public_key.iter().chain(message) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash.to_be_bytes()
}
