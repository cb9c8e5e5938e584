//! Keys that ring generates or loads, and signs with.

use super::{Inner, Key, P256, P384, RSA_ENCRYPTION, Signer, algorithm, ec_spki, spki};
use crate::der;
use ring::rand::SystemRandom;
use ring::signature::{
    self, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

pub(super) enum Pair {
    Ecdsa(Box<EcdsaKeyPair>, &'static str),
    Ed25519(Box<Ed25519KeyPair>),
    Rsa(Box<RsaKeyPair>),
}

impl Key {
    /// The n-th P-256 key. It signs with ecdsa-with-SHA256.
    pub fn p256(n: u64) -> Self {
        cached("P-256", n, || ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING, P256, algorithm::ECDSA_SHA256))
    }

    /// The n-th P-384 key. It signs with ecdsa-with-SHA384.
    pub fn p384(n: u64) -> Self {
        cached("P-384", n, || ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING, P384, algorithm::ECDSA_SHA384))
    }

    /// The n-th Ed25519 key.
    pub fn ed25519(n: u64) -> Self {
        cached("Ed25519", n, || ed25519(n))
    }

    /// An RSA 2048 key. It signs with sha256WithRSAEncryption, as the longer ones do.
    pub fn rsa2048() -> Self {
        cached("RSA", 2048, || rsa(include_bytes!("../keys/rsa2048.pk8")))
    }

    pub fn rsa3072() -> Self {
        cached("RSA", 3072, || rsa(include_bytes!("../keys/rsa3072.pk8")))
    }

    pub fn rsa4096() -> Self {
        cached("RSA", 4096, || rsa(include_bytes!("../keys/rsa4096.pk8")))
    }
}

impl Pair {
    pub(super) fn signature_algorithm(&self) -> Vec<u8> {
        match self {
            Self::Ecdsa(_, kind) => algorithm::bare(kind),
            Self::Ed25519(_) => algorithm::bare(algorithm::ED25519),
            Self::Rsa(_) => algorithm::with_null(algorithm::RSA_SHA256),
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ecdsa(pair, _) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}

fn ecdsa(scheme: &'static EcdsaSigningAlgorithm, curve: &str, kind: &'static str) -> Inner {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(scheme, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(scheme, pkcs8.as_ref(), &random).unwrap();
    Inner {
        spki: ec_spki(&der::oid(curve), pair.public_key().as_ref()),
        pkcs8: Some(pkcs8.as_ref().to_vec()),
        signer: Signer::Made(Pair::Ecdsa(Box::new(pair), kind)),
    }
}

fn ed25519(n: u64) -> Inner {
    let mut seed = [0x5a; 32];
    seed[..8].copy_from_slice(&n.to_be_bytes());
    let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
    // RFC 8410 §7: version 1, and the seed in a nested OCTET STRING.
    let version = der::integer(&[0]);
    let private_key = der::octet_string(&der::octet_string(&seed));
    let algorithm = algorithm::bare(algorithm::ED25519);
    Inner {
        spki: spki(&algorithm, pair.public_key().as_ref()),
        pkcs8: Some(der::seq(&[version, algorithm, private_key])),
        signer: Signer::Made(Pair::Ed25519(Box::new(pair))),
    }
}

fn rsa(pkcs8: &[u8]) -> Inner {
    let pair = RsaKeyPair::from_pkcs8(pkcs8).unwrap();
    Inner {
        spki: spki(&algorithm::with_null(RSA_ENCRYPTION), pair.public_key().as_ref()),
        pkcs8: Some(pkcs8.to_vec()),
        signer: Signer::Made(Pair::Rsa(Box::new(pair))),
    }
}

/// The keys generated so far, by kind and number.
type Keys = BTreeMap<(&'static str, u64), Key>;

fn cached(kind: &'static str, n: u64, make: impl FnOnce() -> Inner) -> Key {
    static KEYS: LazyLock<Mutex<Keys>> = LazyLock::new(Mutex::default);
    // A key is added completely or not at all, so the map is usable even if a test panicked here.
    let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    keys.entry((kind, n)).or_insert_with(|| Key(Arc::new(make()))).clone()
}
