//! The algorithms of ring. They are those of `webpki::ring`, which has the ones for RSA only with its feature `alloc`, and
//! with that feature it takes a tenth longer to verify a path: each of its errors may own memory.

use super::of_backend::OfBackend;
use pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm, alg_id};
use ring::signature::{self, VerificationAlgorithm};

pub(super) const ALL: &[&dyn SignatureVerificationAlgorithm] = &[
    &ECDSA_P256_SHA256,
    &RSA_PKCS1_SHA256,
    &ECDSA_P384_SHA384,
    &RSA_PKCS1_SHA384,
    &RSA_PKCS1_SHA512,
    &ED25519,
    &ECDSA_P256_SHA384,
    &ECDSA_P384_SHA256,
    &RSA_PSS_SHA256,
    &RSA_PSS_SHA384,
    &RSA_PSS_SHA512,
    &RSA_PKCS1_SHA256_ABSENT_PARAMS,
    &RSA_PKCS1_SHA384_ABSENT_PARAMS,
    &RSA_PKCS1_SHA512_ABSENT_PARAMS,
];

static ECDSA_P256_SHA256: OfBackend =
    p256(alg_id::ECDSA_SHA256, &signature::ECDSA_P256_SHA256_ASN1);
static ECDSA_P256_SHA384: OfBackend =
    p256(alg_id::ECDSA_SHA384, &signature::ECDSA_P256_SHA384_ASN1);
static ECDSA_P384_SHA256: OfBackend =
    p384(alg_id::ECDSA_SHA256, &signature::ECDSA_P384_SHA256_ASN1);
static ECDSA_P384_SHA384: OfBackend =
    p384(alg_id::ECDSA_SHA384, &signature::ECDSA_P384_SHA384_ASN1);
static ED25519: OfBackend =
    OfBackend { key: alg_id::ED25519, signature: alg_id::ED25519, verifies: &signature::ED25519 };
static RSA_PKCS1_SHA256: OfBackend =
    rsa(alg_id::RSA_PKCS1_SHA256, &signature::RSA_PKCS1_2048_8192_SHA256);
static RSA_PKCS1_SHA384: OfBackend =
    rsa(alg_id::RSA_PKCS1_SHA384, &signature::RSA_PKCS1_2048_8192_SHA384);
static RSA_PKCS1_SHA512: OfBackend =
    rsa(alg_id::RSA_PKCS1_SHA512, &signature::RSA_PKCS1_2048_8192_SHA512);
// RFC 4055 §5: parameters that are absent are accepted too.
static RSA_PKCS1_SHA256_ABSENT_PARAMS: OfBackend =
    rsa(without_parameters(SHA256), &signature::RSA_PKCS1_2048_8192_SHA256);
static RSA_PKCS1_SHA384_ABSENT_PARAMS: OfBackend =
    rsa(without_parameters(SHA384), &signature::RSA_PKCS1_2048_8192_SHA384);
static RSA_PKCS1_SHA512_ABSENT_PARAMS: OfBackend =
    rsa(without_parameters(SHA512), &signature::RSA_PKCS1_2048_8192_SHA512);
static RSA_PSS_SHA256: OfBackend =
    rsa(alg_id::RSA_PSS_SHA256, &signature::RSA_PSS_2048_8192_SHA256);
static RSA_PSS_SHA384: OfBackend =
    rsa(alg_id::RSA_PSS_SHA384, &signature::RSA_PSS_2048_8192_SHA384);
static RSA_PSS_SHA512: OfBackend =
    rsa(alg_id::RSA_PSS_SHA512, &signature::RSA_PSS_2048_8192_SHA512);

const fn p256(
    signature: AlgorithmIdentifier,
    verifies: &'static dyn VerificationAlgorithm,
) -> OfBackend {
    OfBackend { key: alg_id::ECDSA_P256, signature, verifies }
}

const fn p384(
    signature: AlgorithmIdentifier,
    verifies: &'static dyn VerificationAlgorithm,
) -> OfBackend {
    OfBackend { key: alg_id::ECDSA_P384, signature, verifies }
}

const fn rsa(
    signature: AlgorithmIdentifier,
    verifies: &'static dyn VerificationAlgorithm,
) -> OfBackend {
    OfBackend { key: alg_id::RSA_ENCRYPTION, signature, verifies }
}

/// The object identifiers of RSASSA-PKCS1-v1_5 with SHA-2 (RFC 4055 §5), with their headers.
const SHA256: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b";
const SHA384: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c";
const SHA512: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d";

const fn without_parameters(id: &'static [u8]) -> AlgorithmIdentifier {
    AlgorithmIdentifier::from_slice(id)
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use webpki::ring;

    /// Each is the algorithm of webpki for the same key and the same signature.
    #[test]
    fn algorithms_of_ring_are_those_of_webpki() {
        let expected = [
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
        assert_eq!(ALL.len(), expected.len());
        for (ours, theirs) in ALL.iter().zip(expected) {
            assert_eq!(ours.public_key_alg_id(), theirs.public_key_alg_id(), "{theirs:?}");
            assert_eq!(ours.signature_alg_id(), theirs.signature_alg_id(), "{theirs:?}");
            // The algorithm itself is only visible here: `…verification_alg: …` and `…verifies: …`.
            let by = |text: String| text.rsplit_once(": ").map(|(_, by)| by.to_owned());
            assert_eq!(by(alloc::format!("{ours:?}")), by(alloc::format!("{theirs:?}")));
        }
    }
}
