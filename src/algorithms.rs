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
        lc::ML_DSA_44,
        lc::ML_DSA_65,
        lc::ML_DSA_87,
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

/// RSA keys with fewer bits are not verified even by legacy algorithms: keys of 768 bits were factored in 2009, and ring
/// and aws-lc-rs begin at 1024.
pub(crate) const LEGACY_MIN_RSA_BITS: u32 = 1024;

/// Algorithms for RSA keys from 1024 bits and for SHA-1. `verify::strength` decides where they count.
#[cfg(all(feature = "legacy-signatures", any(feature = "ring", feature = "aws-lc-rs")))]
pub(crate) const LEGACY: Algorithms = legacy::ALL;
#[cfg(not(all(feature = "legacy-signatures", any(feature = "ring", feature = "aws-lc-rs"))))]
pub(crate) const LEGACY: Algorithms = &[];

#[cfg(all(feature = "legacy-signatures", any(feature = "ring", feature = "aws-lc-rs")))]
mod legacy {
    #[cfg(feature = "aws-lc-rs")]
    use aws_lc_rs::signature;
    use pki_types::{
        AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
    };
    #[cfg(not(feature = "aws-lc-rs"))]
    use ring::signature;

    /// RSASSA-PKCS1-v1_5 with one hash algorithm, for keys from 1024 to 8192 bits.
    #[derive(Debug)]
    struct Legacy {
        signature: AlgorithmIdentifier,
        verifies: &'static signature::RsaParameters,
    }

    pub(super) const ALL: super::Algorithms = &[&SHA1, &SHA256, &SHA512];

    static SHA1: Legacy = Legacy {
        signature: RSA_PKCS1_SHA1,
        verifies: &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
    };
    static SHA256: Legacy = Legacy {
        signature: alg_id::RSA_PKCS1_SHA256,
        verifies: &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    };
    static SHA512: Legacy = Legacy {
        signature: alg_id::RSA_PKCS1_SHA512,
        verifies: &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
    };

    /// `sha1WithRSAEncryption` with the parameters NULL (RFC 3279 §2.2.1).
    const RSA_PKCS1_SHA1: AlgorithmIdentifier =
        AlgorithmIdentifier::from_slice(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00");

    impl SignatureVerificationAlgorithm for Legacy {
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
            alg_id::RSA_ENCRYPTION
        }

        fn signature_alg_id(&self) -> AlgorithmIdentifier {
            self.signature
        }
    }
}
