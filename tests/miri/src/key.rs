//! Keys of the toy algorithm, in place of those that ring makes for the factory.

use super::der;
use crate::toy;
use sha2::{Digest as _, Sha256};

/// A public key with which anybody can sign.
#[derive(Clone, Debug)]
pub struct Key {
    public: [u8; 32],
    spki: Vec<u8>,
}

impl Key {
    /// The n-th key. It says that it is Ed25519, as the toy algorithm does.
    pub fn toy(n: u64) -> Self {
        let mut public = [0x5a; 32];
        public[..8].copy_from_slice(&n.to_be_bytes());
        let spki = der::seq(&[algorithm(), der::bit_string(&public)]);
        Self { public, spki }
    }

    /// What the factory gives a certificate of which nothing else is said.
    pub fn p256(n: u64) -> Self {
        Self::toy(n)
    }

    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    pub fn signature_algorithm(&self) -> Vec<u8> {
        algorithm()
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        toy::sign(&self.public, message).to_vec()
    }
}

fn algorithm() -> Vec<u8> {
    der::seq(&[der::oid("1.3.101.112")])
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
