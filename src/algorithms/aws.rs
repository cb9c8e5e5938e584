//! The algorithms of aws-lc-rs.

use pki_types::SignatureVerificationAlgorithm;
use webpki::aws_lc_rs as lc;

pub(super) const ALL: &[&dyn SignatureVerificationAlgorithm] = &[
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
