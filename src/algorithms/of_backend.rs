//! An algorithm of the backend in the type of webpki.

#[cfg(feature = "aws-lc-rs")]
use aws_lc_rs::signature;
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
#[cfg(not(feature = "aws-lc-rs"))]
use ring::signature;

/// An algorithm of the backend, for one kind of key and one kind of signature.
#[derive(Debug)]
pub(super) struct OfBackend {
    pub(super) key: AlgorithmIdentifier,
    pub(super) signature: AlgorithmIdentifier,
    pub(super) verifies: &'static dyn signature::VerificationAlgorithm,
}

impl SignatureVerificationAlgorithm for OfBackend {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let key = signature::UnparsedPublicKey::new(self.verifies, key);
        key.verify(message, signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}
