//! A signature algorithm for fuzzing, which claims to be Ed25519 and signs with the public key.
//!
//! A signature takes a microsecond, and a changed certificate can be signed again in the name of its issuer, as a
//! hostile CA could do.

use core::sync::atomic::{AtomicUsize, Ordering};
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

/// The algorithm, in the form that verifiers expect.
pub const ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[&Toy];

/// The number of signatures checked. A test resets it to 0.
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

/// The signature: FNV-1a of key and message.
pub fn sign(public_key: &[u8], message: &[u8]) -> [u8; 8] {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in public_key.iter().chain(message) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash.to_be_bytes()
}
