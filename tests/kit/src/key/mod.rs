//! Signing keys: of ring in [`made`], and of the [`toy`] algorithm where ring is absent.

#[cfg(feature = "ring")]
mod made;

use super::{der, toy};
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::sync::Arc;

/// A key pair, or only its public half. Cheap to clone.
///
/// `Key::p256(7)` is the same key throughout a process. Ed25519 and RSA keys are also the same in every run; P-256 and
/// P-384 keys are not, because ring cannot derive them from a seed.
#[derive(Clone)]
pub struct Key(Arc<Inner>);

struct Inner {
    spki: Vec<u8>,
    pkcs8: Option<Vec<u8>>,
    signer: Signer,
}

enum Signer {
    #[cfg(feature = "ring")]
    Made(made::Pair),
    /// The public key, which is all that this algorithm needs to sign.
    Toy([u8; 32]),
    Nobody,
}

impl Key {
    /// The n-th key of the toy algorithm. It claims to be an Ed25519 key.
    pub fn toy(n: u64) -> Self {
        let mut public = [0x5a; 32];
        public[..8].copy_from_slice(&n.to_be_bytes());
        let spki = spki(&algorithm::bare(algorithm::ED25519), &public);
        Self(Arc::new(Inner { spki, pkcs8: None, signer: Signer::Toy(public) }))
    }

    /// The default kind of key, which is a toy without ring.
    #[cfg(not(feature = "ring"))]
    pub fn p256(n: u64) -> Self {
        Self::toy(n)
    }

    /// An RSA 1024 key. It cannot sign, because ring rejects private keys below 2048 bits.
    pub fn rsa1024() -> Self {
        Self::without_signer(
            include_bytes!("../keys/rsa1024.spki"),
            include_bytes!("../keys/rsa1024.pk8"),
        )
    }

    /// An RSA 4608 key. It cannot sign, because ring does not sign with keys of this size.
    pub fn rsa4608() -> Self {
        Self::without_signer(
            include_bytes!("../keys/rsa4608.spki"),
            include_bytes!("../keys/rsa4608.pk8"),
        )
    }

    /// A P-521 key. It cannot sign, because ring does not support the curve.
    pub fn p521() -> Self {
        Self::without_signer(
            include_bytes!("../keys/p521.spki"),
            include_bytes!("../keys/p521.pk8"),
        )
    }

    fn without_signer(spki: &[u8], pkcs8: &[u8]) -> Self {
        Self(Arc::new(Inner {
            spki: spki.to_vec(),
            pkcs8: Some(pkcs8.to_vec()),
            signer: Signer::Nobody,
        }))
    }

    /// The `SubjectPublicKeyInfo` in DER.
    pub fn spki(&self) -> &[u8] {
        &self.0.spki
    }

    /// The private half as PKCS#8 in DER.
    ///
    /// Panics if there is only a public half.
    #[track_caller]
    pub fn pkcs8(&self) -> &[u8] {
        self.0.pkcs8.as_deref().expect("this key has only a public half")
    }

    /// The `AlgorithmIdentifier` of this key's signatures, in DER.
    #[track_caller]
    pub fn signature_algorithm(&self) -> Vec<u8> {
        match &self.0.signer {
            #[cfg(feature = "ring")]
            Signer::Made(pair) => pair.signature_algorithm(),
            Signer::Toy(_) => algorithm::bare(algorithm::ED25519),
            Signer::Nobody => panic!("this key cannot sign: set `.signature_algorithm(..)`"),
        }
    }

    /// Signs `message`; returns the contents of the signature `BIT STRING`.
    #[track_caller]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.0.signer {
            #[cfg(feature = "ring")]
            Signer::Made(pair) => pair.sign(message),
            Signer::Toy(public) => toy::sign(public, message).to_vec(),
            Signer::Nobody => panic!("this key cannot sign: set `.signature(..)`"),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("spki", &self.0.spki).finish_non_exhaustive()
    }
}

/// Object identifiers and `AlgorithmIdentifier`s of signatures.
pub mod algorithm {
    use super::der;

    pub const ECDSA_SHA1: &str = "1.2.840.10045.4.1";
    pub const ECDSA_SHA256: &str = "1.2.840.10045.4.3.2";
    pub const ECDSA_SHA384: &str = "1.2.840.10045.4.3.3";
    pub const ECDSA_SHA512: &str = "1.2.840.10045.4.3.4";
    pub const ED25519: &str = "1.3.101.112";
    pub const RSA_MD5: &str = "1.2.840.113549.1.1.4";
    pub const RSA_SHA1: &str = "1.2.840.113549.1.1.5";
    pub const RSA_PSS: &str = "1.2.840.113549.1.1.10";
    pub const RSA_SHA256: &str = "1.2.840.113549.1.1.11";

    /// Without parameters, as ECDSA and Ed25519 require.
    pub fn bare(kind: &str) -> Vec<u8> {
        der::seq(&[der::oid(kind)])
    }

    /// With NULL parameters, as PKCS#1 v1.5 requires.
    pub fn with_null(kind: &str) -> Vec<u8> {
        with_parameters(kind, &der::null())
    }

    pub fn with_parameters(kind: &str, parameters: &[u8]) -> Vec<u8> {
        der::seq(&[&der::oid(kind), parameters])
    }
}

/// `SubjectPublicKeyInfo` from its two parts; the key is a `BIT STRING` of whole bytes.
pub fn spki(algorithm: &[u8], public_key: &[u8]) -> Vec<u8> {
    der::seq(&[algorithm, &der::bit_string(public_key)])
}

/// `SubjectPublicKeyInfo` of an elliptic curve key. The parameters are one element, usually an OID.
pub fn ec_spki(parameters: &[u8], point: &[u8]) -> Vec<u8> {
    spki(&algorithm::with_parameters(EC_PUBLIC_KEY, parameters), point)
}

/// `SubjectPublicKeyInfo` of an RSA key, from big-endian numbers.
pub fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = der::seq(&[der::integer(modulus), der::integer(exponent)]);
    spki(&algorithm::with_null(RSA_ENCRYPTION), &numbers)
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
pub const P256: &str = "1.2.840.10045.3.1.7";
pub const P384: &str = "1.3.132.0.34";
pub const P521: &str = "1.3.132.0.35";
