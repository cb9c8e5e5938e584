//! Signing keys. The only module here that knows ring, so that another can stand in its place.

use super::der;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{
    self, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// A key pair, or only its public half. Cheap to clone.
///
/// `Key::p256(7)` is one key for the whole process. Ed25519 and RSA keys are also the same in every
/// run; P-256 and P-384 keys are not, since ring offers no way to derive them from a seed.
#[derive(Clone)]
pub struct Key(Arc<Inner>);

struct Inner {
    spki: Vec<u8>,
    pkcs8: Option<Vec<u8>>,
    signer: Signer,
}

enum Signer {
    Ecdsa(EcdsaKeyPair, &'static str),
    Ed25519(Ed25519KeyPair),
    Rsa(Box<RsaKeyPair>),
    Nobody,
}

impl Key {
    /// The n-th P-256 key; signs with ecdsa-with-SHA256.
    pub fn p256(n: u64) -> Self {
        cached("P-256", n, || ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING, P256, algorithm::ECDSA_SHA256))
    }

    /// The n-th P-384 key; signs with ecdsa-with-SHA384.
    pub fn p384(n: u64) -> Self {
        cached("P-384", n, || ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING, P384, algorithm::ECDSA_SHA384))
    }

    /// The n-th Ed25519 key.
    pub fn ed25519(n: u64) -> Self {
        cached("Ed25519", n, || ed25519(n))
    }

    /// Signs with sha256WithRSAEncryption, as the longer ones do.
    pub fn rsa2048() -> Self {
        cached("RSA", 2048, || rsa(include_bytes!("keys/rsa2048.pk8")))
    }

    pub fn rsa3072() -> Self {
        cached("RSA", 3072, || rsa(include_bytes!("keys/rsa3072.pk8")))
    }

    pub fn rsa4096() -> Self {
        cached("RSA", 4096, || rsa(include_bytes!("keys/rsa4096.pk8")))
    }

    /// Cannot sign: ring refuses private keys below 2048 bits.
    pub fn rsa1024() -> Self {
        Self::unable(include_bytes!("keys/rsa1024.spki"), Some(include_bytes!("keys/rsa1024.pk8")))
    }

    /// Cannot sign: ring makes no signatures with keys as large.
    pub fn rsa4608() -> Self {
        Self::unable(include_bytes!("keys/rsa4608.spki"), Some(include_bytes!("keys/rsa4608.pk8")))
    }

    /// Cannot sign: ring does not know the curve.
    pub fn p521() -> Self {
        Self::unable(include_bytes!("keys/p521.spki"), Some(include_bytes!("keys/p521.pk8")))
    }

    /// A public half of the caller's making. Cannot sign.
    pub fn public_only(spki: &[u8]) -> Self {
        Self::unable(spki, None)
    }

    fn unable(spki: &[u8], pkcs8: Option<&[u8]>) -> Self {
        Self(Arc::new(Inner {
            spki: spki.to_vec(),
            pkcs8: pkcs8.map(<[u8]>::to_vec),
            signer: Signer::Nobody,
        }))
    }

    /// `SubjectPublicKeyInfo`, DER.
    pub fn spki(&self) -> &[u8] {
        &self.0.spki
    }

    /// The private half as PKCS#8, DER.
    ///
    /// Panics when there is only a public half.
    #[track_caller]
    pub fn pkcs8(&self) -> &[u8] {
        self.0.pkcs8.as_deref().expect("this key has only a public half")
    }

    /// `AlgorithmIdentifier` of the signatures this key makes, DER.
    #[track_caller]
    pub fn signature_algorithm(&self) -> Vec<u8> {
        match &self.0.signer {
            Signer::Ecdsa(_, kind) => algorithm::bare(kind),
            Signer::Ed25519(_) => algorithm::bare(algorithm::ED25519),
            Signer::Rsa(_) => algorithm::with_null(algorithm::RSA_SHA256),
            Signer::Nobody => panic!("this key cannot sign: state `.signature_algorithm(..)`"),
        }
    }

    /// The contents of the signature `BIT STRING`.
    #[track_caller]
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.0.signer {
            Signer::Ecdsa(pair, _) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Signer::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Signer::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
            Signer::Nobody => panic!("this key cannot sign: state `.signature(..)`"),
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
    pub const RSA_SHA384: &str = "1.2.840.113549.1.1.12";

    /// Without parameters, as ECDSA and Ed25519 want it.
    pub fn bare(kind: &str) -> Vec<u8> {
        der::seq(&[der::oid(kind)])
    }

    /// With NULL parameters, as PKCS#1 v1.5 wants it.
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

/// `SubjectPublicKeyInfo` of an elliptic curve key: parameters as one element, usually an OID.
pub fn ec_spki(parameters: &[u8], point: &[u8]) -> Vec<u8> {
    spki(&algorithm::with_parameters(EC_PUBLIC_KEY, parameters), point)
}

/// `SubjectPublicKeyInfo` of an RSA key, both numbers big-endian.
pub fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = der::seq(&[der::integer(modulus), der::integer(exponent)]);
    spki(&algorithm::with_null(RSA_ENCRYPTION), &numbers)
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().unwrap()
}

fn ecdsa(scheme: &'static EcdsaSigningAlgorithm, curve: &str, kind: &'static str) -> Inner {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(scheme, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(scheme, pkcs8.as_ref(), &random).unwrap();
    Inner {
        spki: ec_spki(&der::oid(curve), pair.public_key().as_ref()),
        pkcs8: Some(pkcs8.as_ref().to_vec()),
        signer: Signer::Ecdsa(pair, kind),
    }
}

fn ed25519(n: u64) -> Inner {
    let mut seed = [0x5a; 32];
    seed[..8].copy_from_slice(&n.to_be_bytes());
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    // RFC 8410 §7: version 1, the seed in an OCTET STRING of its own.
    let version = der::integer(&[0]);
    let private_key = der::octet_string(&der::octet_string(&seed));
    let algorithm = algorithm::bare(algorithm::ED25519);
    Inner {
        spki: spki(&algorithm, pair.public_key().as_ref()),
        pkcs8: Some(der::seq(&[version, algorithm, private_key])),
        signer: Signer::Ed25519(pair),
    }
}

fn rsa(pkcs8: &[u8]) -> Inner {
    let pair = RsaKeyPair::from_pkcs8(pkcs8).unwrap();
    Inner {
        spki: spki(&algorithm::with_null(RSA_ENCRYPTION), pair.public_key().as_ref()),
        pkcs8: Some(pkcs8.to_vec()),
        signer: Signer::Rsa(Box::new(pair)),
    }
}

/// Keys made so far, by kind and number.
type Keys = BTreeMap<(&'static str, u64), Key>;

fn cached(kind: &'static str, n: u64, make: impl FnOnce() -> Inner) -> Key {
    static KEYS: LazyLock<Mutex<Keys>> = LazyLock::new(Mutex::default);
    // A key is added whole or not at all, so a test that panicked here left the map usable.
    let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    keys.entry((kind, n)).or_insert_with(|| Key(Arc::new(make()))).clone()
}

pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
pub const P256: &str = "1.2.840.10045.3.1.7";
pub const P384: &str = "1.3.132.0.34";
pub const P521: &str = "1.3.132.0.35";
