//! RSASSA-PKCS1-v1_5 for keys from 1024 to 8192 bits, also with SHA-1.

use super::known::Known;
#[cfg(feature = "aws-lc-rs")]
use aws_lc_rs::signature;
use pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm, alg_id};
#[cfg(not(feature = "aws-lc-rs"))]
use ring::signature;

pub(super) const ALL: &[&dyn SignatureVerificationAlgorithm] = &[&SHA1, &SHA256, &SHA512];

static SHA1: Known = rsa(RSA_PKCS1_SHA1, &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY);
static SHA256: Known =
    rsa(alg_id::RSA_PKCS1_SHA256, &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY);
static SHA512: Known =
    rsa(alg_id::RSA_PKCS1_SHA512, &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY);

/// `sha1WithRSAEncryption` with the parameters NULL (RFC 3279 §2.2.1).
const RSA_PKCS1_SHA1: AlgorithmIdentifier =
    AlgorithmIdentifier::from_slice(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00");

const fn rsa(signature: AlgorithmIdentifier, verifies: &'static signature::RsaParameters) -> Known {
    Known { key: alg_id::RSA_ENCRYPTION, signature, verifies }
}
