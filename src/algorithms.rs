//! Floor 1: the algorithms that verify signatures. They come from a backend.

use pki_types::SignatureVerificationAlgorithm;

/// Signature algorithms, in the types of rustls and webpki.
///
/// [`Verifier::with_algorithms`](crate::Verifier::with_algorithms) takes them. A build without a backend needs it.
///
/// ```
/// use trustslot::Algorithms;
///
/// let none: Algorithms = &[];
/// assert!(none.is_empty());
/// ```
pub type Algorithms = &'static [&'static dyn SignatureVerificationAlgorithm];

/// The algorithms of the enabled backend. If both are enabled, aws-lc-rs takes precedence: it supports P-521, and it
/// verifies P-384 about four times as fast.
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
pub(crate) const BUILT_WITH: Algorithms = backend::ALL;

#[cfg(feature = "aws-lc-rs")]
mod backend {
    use webpki::aws_lc_rs as lc;

    pub(super) const ALL: super::Algorithms = &[
        lc::ECDSA_P256_SHA256,
        lc::RSA_PKCS1_2048_8192_SHA256,
        lc::ECDSA_P384_SHA384,
        lc::RSA_PKCS1_2048_8192_SHA384,
        lc::RSA_PKCS1_2048_8192_SHA512,
        lc::ED25519,
        lc::ECDSA_P256_SHA384,
        lc::ECDSA_P256_SHA512,
        lc::ECDSA_P384_SHA256,
        lc::ECDSA_P384_SHA512,
        lc::ECDSA_P521_SHA256,
        lc::ECDSA_P521_SHA384,
        lc::ECDSA_P521_SHA512,
        lc::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        lc::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
        lc::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
        lc::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
        lc::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
        lc::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
    ];
}

#[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
mod backend {
    use webpki::ring;

    pub(super) const ALL: super::Algorithms = &[
        ring::ECDSA_P256_SHA256,
        ring::RSA_PKCS1_2048_8192_SHA256,
        ring::ECDSA_P384_SHA384,
        ring::RSA_PKCS1_2048_8192_SHA384,
        ring::RSA_PKCS1_2048_8192_SHA512,
        ring::ED25519,
        ring::ECDSA_P256_SHA384,
        ring::ECDSA_P384_SHA256,
        ring::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        ring::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
        ring::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
        ring::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
        ring::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
        ring::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
    ];
}
