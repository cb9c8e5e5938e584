//! Inputs of the benches that need neither a crypto library nor webpki.
#![allow(dead_code, reason = "each bench uses its part")]

use pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use trustslot::{Bundle, Certificate, Clock};

pub const CLOCK: Clock = Clock::set(trustslot_kit::NOW);

pub static MOZILLA: &[CertificateDer<'static>] = webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// Accepts every signature at no cost, to measure the rest of a verdict.
#[derive(Debug)]
pub struct Unchecked {
    pub key: AlgorithmIdentifier,
    pub signature: AlgorithmIdentifier,
}

impl Unchecked {
    pub const P256: Self = Self { key: alg_id::ECDSA_P256, signature: alg_id::ECDSA_SHA256 };

    pub const ED25519: Self = Self { key: alg_id::ED25519, signature: alg_id::ED25519 };

    pub const ML_DSA_65: Self = Self { key: alg_id::ML_DSA_65, signature: alg_id::ML_DSA_65 };

    pub const RSA: Self = Self { key: alg_id::RSA_ENCRYPTION, signature: alg_id::RSA_PKCS1_SHA256 };
}

impl SignatureVerificationAlgorithm for Unchecked {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// A bundle of one certificate.
pub fn bundle(der: &[u8]) -> Bundle {
    Bundle::from(Certificate::from_der(der).unwrap())
}

/// The Mozilla list as a PEM file with 64 columns.
pub fn mozilla_pem(line_ending: trustslot_kit::pem::LineEnding) -> String {
    let block = |der: &CertificateDer<'_>| {
        trustslot_kit::pem::pem_with("CERTIFICATE", der.as_ref(), 64, line_ending)
    };
    MOZILLA.iter().map(block).collect()
}
