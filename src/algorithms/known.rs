//! Algorithms of a backend with their identifiers.

#[cfg(feature = "aws-lc-rs")]
use aws_lc_rs::signature::{UnparsedPublicKey, VerificationAlgorithm};
use core::fmt;
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
#[cfg(not(feature = "aws-lc-rs"))]
use ring::signature::{UnparsedPublicKey, VerificationAlgorithm};

/// An algorithm of the backend.
///
/// webpki has the same for ring. But for RSA, it requires its feature `alloc`, with which its errors own memory: then each of its
/// steps may have an error to free, which costs time, and a tenth of its code.
pub(super) struct Known {
    pub(super) key: AlgorithmIdentifier,
    pub(super) signature: AlgorithmIdentifier,
    pub(super) verifies: &'static dyn VerificationAlgorithm,
}

impl SignatureVerificationAlgorithm for Known {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = UnparsedPublicKey::new(self.verifies, key);
        key.verify(message, signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// Without `std`, for firmware, this does not say which algorithm it is: code that nothing there calls, and that is linked
/// with every algorithm.
impl fmt::Debug for Known {
    #[cfg(feature = "std")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, signature, verifies } = self;
        let mut known = f.debug_struct("Known");
        known.field("key", key).field("signature", signature).field("verifies", verifies).finish()
    }

    #[cfg(not(feature = "std"))]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known")
    }
}
