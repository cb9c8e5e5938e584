//! The signature algorithms of the enabled backend. aws-lc-rs takes precedence if both are enabled: it has P-521.

use crate::certificate::KeyAlgorithm;
use pki_types::SignatureVerificationAlgorithm;

/// The signature algorithms that the backend verifies for a kind of key.
pub(super) fn algorithms(
    key: KeyAlgorithm,
) -> &'static [&'static dyn SignatureVerificationAlgorithm] {
    match key {
        KeyAlgorithm::Rsa { .. } => RSA,
        KeyAlgorithm::P256 => P256,
        KeyAlgorithm::P384 => P384,
        KeyAlgorithm::P521 => P521,
        KeyAlgorithm::Ed25519 => ED25519,
        KeyAlgorithm::MlDsa44 => ML_DSA_44,
        KeyAlgorithm::MlDsa65 => ML_DSA_65,
        KeyAlgorithm::MlDsa87 => ML_DSA_87,
        KeyAlgorithm::Other => &[],
    }
}

type Algorithms = &'static [&'static dyn SignatureVerificationAlgorithm];

#[cfg(feature = "aws-lc-rs")]
use webpki::aws_lc_rs as backend;
#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
use webpki::ring as backend;

#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
mod built_in {
    use super::{Algorithms, backend};

    pub(super) const RSA: Algorithms = &[
        backend::RSA_PKCS1_2048_8192_SHA256,
        backend::RSA_PKCS1_2048_8192_SHA384,
        backend::RSA_PKCS1_2048_8192_SHA512,
        backend::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        backend::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
        backend::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
    ];
    pub(super) const P256: Algorithms = &[backend::ECDSA_P256_SHA256, backend::ECDSA_P256_SHA384];
    pub(super) const P384: Algorithms = &[backend::ECDSA_P384_SHA384, backend::ECDSA_P384_SHA256];
    #[cfg(feature = "aws-lc-rs")]
    pub(super) const P521: Algorithms =
        &[backend::ECDSA_P521_SHA512, backend::ECDSA_P521_SHA384, backend::ECDSA_P521_SHA256];
    #[cfg(not(feature = "aws-lc-rs"))]
    pub(super) const P521: Algorithms = &[];
    pub(super) const ED25519: Algorithms = &[backend::ED25519];
    #[cfg(feature = "aws-lc-rs")]
    pub(super) const ML_DSA_44: Algorithms = &[backend::ML_DSA_44];
    #[cfg(feature = "aws-lc-rs")]
    pub(super) const ML_DSA_65: Algorithms = &[backend::ML_DSA_65];
    #[cfg(feature = "aws-lc-rs")]
    pub(super) const ML_DSA_87: Algorithms = &[backend::ML_DSA_87];
}

#[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
mod built_in {
    use super::Algorithms;

    pub(super) const RSA: Algorithms = &[];
    pub(super) const P256: Algorithms = &[];
    pub(super) const P384: Algorithms = &[];
    pub(super) const P521: Algorithms = &[];
    pub(super) const ED25519: Algorithms = &[];
}

/// ring has no ML-DSA.
#[cfg(not(feature = "aws-lc-rs"))]
mod ml_dsa {
    use super::Algorithms;

    pub(super) const ML_DSA_44: Algorithms = &[];
    pub(super) const ML_DSA_65: Algorithms = &[];
    pub(super) const ML_DSA_87: Algorithms = &[];
}

use built_in::{ED25519, P256, P384, P521, RSA};
#[cfg(feature = "aws-lc-rs")]
use built_in::{ML_DSA_44, ML_DSA_65, ML_DSA_87};
#[cfg(not(feature = "aws-lc-rs"))]
use ml_dsa::{ML_DSA_44, ML_DSA_65, ML_DSA_87};
