//! Algorithms for signatures that are no longer secure.

use super::of_backend::OfBackend;
#[cfg(feature = "aws-lc-rs")]
use aws_lc_rs::signature;
use pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm, alg_id};
#[cfg(not(feature = "aws-lc-rs"))]
use ring::signature;

pub(super) const ALL: &[&dyn SignatureVerificationAlgorithm] = &[&SHA1, &SHA256, &SHA512];

/// RSASSA-PKCS1-v1_5 with one hash algorithm, for keys from 1024 to 8192 bits.
const fn legacy(
    signature: AlgorithmIdentifier,
    verifies: &'static signature::RsaParameters,
) -> OfBackend {
    OfBackend { key: alg_id::RSA_ENCRYPTION, signature, verifies }
}

static SHA1: OfBackend =
    legacy(RSA_PKCS1_SHA1, &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY);
static SHA256: OfBackend =
    legacy(alg_id::RSA_PKCS1_SHA256, &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY);
static SHA512: OfBackend =
    legacy(alg_id::RSA_PKCS1_SHA512, &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY);

/// `sha1WithRSAEncryption` with the parameters NULL (RFC 3279 §2.2.1).
const RSA_PKCS1_SHA1: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00");
