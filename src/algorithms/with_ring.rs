//! The algorithms of ring.

use super::known::Known;
use pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm, alg_id};
use ring::signature::{self, VerificationAlgorithm};

pub(super) const ALL: &[&dyn SignatureVerificationAlgorithm] = &[
    &P256_SHA256,
    &RSA_SHA256,
    &P384_SHA384,
    &RSA_SHA384,
    &RSA_SHA512,
    &ED25519,
    &P256_SHA384,
    &P384_SHA256,
    &PSS_SHA256,
    &PSS_SHA384,
    &PSS_SHA512,
    &RSA_SHA256_WITHOUT_NULL,
    &RSA_SHA384_WITHOUT_NULL,
    &RSA_SHA512_WITHOUT_NULL,
];

pub(super) const COMMON: &[&dyn SignatureVerificationAlgorithm] = &[
    &P256_SHA256,
    &RSA_SHA256,
    &P384_SHA384,
    &RSA_SHA384,
    &RSA_SHA512,
    &P256_SHA384,
    &P384_SHA256,
];

static P256_SHA256: Known = p256(alg_id::ECDSA_SHA256, &signature::ECDSA_P256_SHA256_ASN1);
static P256_SHA384: Known = p256(alg_id::ECDSA_SHA384, &signature::ECDSA_P256_SHA384_ASN1);
static P384_SHA256: Known = p384(alg_id::ECDSA_SHA256, &signature::ECDSA_P384_SHA256_ASN1);
static P384_SHA384: Known = p384(alg_id::ECDSA_SHA384, &signature::ECDSA_P384_SHA384_ASN1);
static ED25519: Known =
    Known { key: alg_id::ED25519, signature: alg_id::ED25519, verifies: &signature::ED25519 };
static RSA_SHA256: Known = rsa(alg_id::RSA_PKCS1_SHA256, SHA256);
static RSA_SHA384: Known = rsa(alg_id::RSA_PKCS1_SHA384, SHA384);
static RSA_SHA512: Known = rsa(alg_id::RSA_PKCS1_SHA512, SHA512);
static PSS_SHA256: Known = rsa(alg_id::RSA_PSS_SHA256, &signature::RSA_PSS_2048_8192_SHA256);
static PSS_SHA384: Known = rsa(alg_id::RSA_PSS_SHA384, &signature::RSA_PSS_2048_8192_SHA384);
static PSS_SHA512: Known = rsa(alg_id::RSA_PSS_SHA512, &signature::RSA_PSS_2048_8192_SHA512);
static RSA_SHA256_WITHOUT_NULL: Known =
    rsa(without_null(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), SHA256);
static RSA_SHA384_WITHOUT_NULL: Known =
    rsa(without_null(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"), SHA384);
static RSA_SHA512_WITHOUT_NULL: Known =
    rsa(without_null(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"), SHA512);

type Verifies = &'static dyn VerificationAlgorithm;

const SHA256: Verifies = &signature::RSA_PKCS1_2048_8192_SHA256;
const SHA384: Verifies = &signature::RSA_PKCS1_2048_8192_SHA384;
const SHA512: Verifies = &signature::RSA_PKCS1_2048_8192_SHA512;

const fn p256(signature: AlgorithmIdentifier, verifies: Verifies) -> Known {
    Known { key: alg_id::ECDSA_P256, signature, verifies }
}

const fn p384(signature: AlgorithmIdentifier, verifies: Verifies) -> Known {
    Known { key: alg_id::ECDSA_P384, signature, verifies }
}

const fn rsa(signature: AlgorithmIdentifier, verifies: Verifies) -> Known {
    Known { key: alg_id::RSA_ENCRYPTION, signature, verifies }
}

/// RSASSA-PKCS1-v1_5 without the parameters NULL, which everyone must accept too (RFC 4055 §2.1).
const fn without_null(identifier: &'static [u8]) -> AlgorithmIdentifier {
    AlgorithmIdentifier::from_slice(identifier)
}

#[cfg(test)]
mod tests {
    use super::{ALL, COMMON};
    use alloc::collections::BTreeSet;
    use alloc::format;
    use pki_types::SignatureVerificationAlgorithm;

    type List = [&'static dyn SignatureVerificationAlgorithm];

    fn identifiers(list: &List) -> BTreeSet<(Vec<u8>, Vec<u8>)> {
        let pair = |algorithm: &&dyn SignatureVerificationAlgorithm| {
            let (key, signature) = (algorithm.public_key_alg_id(), algorithm.signature_alg_id());
            (key.as_ref().to_vec(), signature.as_ref().to_vec())
        };
        list.iter().map(pair).collect()
    }

    /// The same keys, the same signatures, and the same algorithm of ring for each.
    #[test]
    fn algorithms_of_ring_are_those_of_webpki() {
        let expected = webpki::ALL_VERIFICATION_ALGS;
        assert_eq!(identifiers(ALL), identifiers(expected));
        assert_eq!(identifiers(ALL).len(), ALL.len(), "none is there twice");

        for ours in ALL.iter().filter(|_| cfg!(feature = "std")) {
            let is_same = |theirs: &&&dyn SignatureVerificationAlgorithm| {
                theirs.public_key_alg_id() == ours.public_key_alg_id()
                    && theirs.signature_alg_id() == ours.signature_alg_id()
            };
            let theirs = expected.iter().find(is_same).unwrap();
            let (ours, theirs) = (format!("{ours:?}"), format!("{theirs:?}"));
            // It is visible here alone, at the end: `verifies: …` and `verification_alg: …`.
            let (_, one) = ours.rsplit_once("verifies: ").unwrap();
            let (_, other) = theirs.rsplit_once("verification_alg: ").unwrap();
            assert_eq!(one, other, "{ours}");
        }
    }

    #[test]
    fn common_algorithms_are_some_of_all() {
        assert!(identifiers(COMMON).is_subset(&identifiers(ALL)));
        assert_eq!(identifiers(COMMON).len(), COMMON.len());
    }
}
