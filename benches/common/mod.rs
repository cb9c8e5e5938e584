//! Shared by the benches: settings, the crypto library, and peers with each kind of key and their signature checks.
#![allow(
    dead_code,
    unused_imports,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "each bench uses its part, and one that cannot be set up should stop at once"
)]

mod fixed;

pub use fixed::{CLOCK, MOZILLA, Unchecked, bundle, mozilla_pem};
pub use trustslot_kit as support;

use core::time::Duration;
use criterion::Criterion;
use pki_types::SignatureVerificationAlgorithm;
use support::{Issued, Key, chain3_with};
use trustslot::{
    BuiltIn, Chain, Policy, ReferenceIdentity, SharedBuiltIn, TrustStore, Verdict, Verifier,
};
use x509_parser::prelude::{FromDer as _, SubjectPublicKeyInfo};

/// The crypto library this crate was built with.
#[cfg(feature = "aws-lc-rs")]
pub use webpki::aws_lc_rs as library;
#[cfg(not(feature = "aws-lc-rs"))]
pub use webpki::ring as library;

pub use support::HOST;

/// Short runs, because only ratios within one run matter.
pub fn criterion() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600))
        .configure_from_args()
}

/// A kind of key, with its name in the names of benches.
pub struct Kind {
    pub name: &'static str,
    pub key: fn(u64) -> Key,
    pub algorithm: &'static dyn SignatureVerificationAlgorithm,
}

pub const P256: Kind = Kind { name: "p256", key: Key::p256, algorithm: library::ECDSA_P256_SHA256 };

pub const KINDS: &[Kind] = &[
    P256,
    Kind { name: "p384", key: Key::p384, algorithm: library::ECDSA_P384_SHA384 },
    Kind {
        name: "rsa2048",
        key: |_| Key::rsa2048(),
        algorithm: library::RSA_PKCS1_2048_8192_SHA256,
    },
    Kind {
        name: "rsa4096",
        key: |_| Key::rsa4096(),
        algorithm: library::RSA_PKCS1_2048_8192_SHA256,
    },
    Kind { name: "ed25519", key: Key::ed25519, algorithm: library::ED25519 },
];

/// A peer that presents a leaf and an intermediate, its root, and the reference name.
pub struct Peer {
    pub root: Issued,
    pub presented: Vec<Vec<u8>>,
    pub reference: ReferenceIdentity,
    /// The signature checks of a good verdict.
    pub signatures: Vec<Signature>,
}

impl Peer {
    pub fn of(kind: &Kind) -> Self {
        let (root, intermediate, leaf) = chain3_with(kind.key);
        Self {
            signatures: vec![
                Signature::of(&leaf, &intermediate, kind.algorithm),
                Signature::of(&intermediate, &root, kind.algorithm),
            ],
            presented: vec![leaf.der, intermediate.der],
            reference: HOST.parse().unwrap(),
            root,
        }
    }

    /// A verifier that trusts only this root.
    pub fn verifier(&self) -> Verifier {
        self.verifier_beside(BuiltIn::EMPTY)
    }

    /// A verifier that trusts this root in the custom part, and these built-in roots.
    pub fn verifier_beside(&self, built_in: impl Into<SharedBuiltIn>) -> Verifier {
        let mut store = TrustStore::new(built_in);
        store.add(&bundle(&self.root.der)).unwrap();
        verifier(store)
    }

    /// Peers below the same intermediate, each with a different key.
    pub fn many(kind: &Kind, count: u64) -> Vec<Self> {
        let (root, intermediate, _) = chain3_with(kind.key);
        let peer = |number| {
            let leaf = support::leaf(HOST).key((kind.key)(1_000 + number)).signed_by(&intermediate);
            Self {
                signatures: vec![Signature::of(&leaf, &intermediate, kind.algorithm)],
                presented: vec![leaf.der, intermediate.der.clone()],
                reference: HOST.parse().unwrap(),
                root: root.clone(),
            }
        };
        (0..count).map(peer).collect()
    }

    /// From the bytes to the verdict, as in a handshake.
    pub fn verified_by(&self, verifier: &Verifier) -> Verdict {
        let chain = Chain::from_der(&self.presented).unwrap();
        verifier.verify_server(&chain, &self.reference, CLOCK)
    }

    /// The signature checks alone.
    pub fn bare(&self) -> bool {
        self.signatures.iter().all(Signature::is_good)
    }
}

/// One signature check, with its inputs prepared.
pub struct Signature {
    algorithm: &'static dyn SignatureVerificationAlgorithm,
    key: Vec<u8>,
    message: Vec<u8>,
    value: Vec<u8>,
}

impl Signature {
    /// The check that `issued` was signed by another.
    pub fn of(
        issued: &Issued,
        by: &Issued,
        algorithm: &'static dyn SignatureVerificationAlgorithm,
    ) -> Self {
        let (_, spki) = SubjectPublicKeyInfo::from_der(by.key.spki()).unwrap();
        Self {
            algorithm,
            key: spki.subject_public_key.data.to_vec(),
            message: issued.tbs.clone(),
            value: issued.signature.clone(),
        }
    }

    pub fn is_good(&self) -> bool {
        self.algorithm.verify_signature(&self.key, &self.message, &self.value).is_ok()
    }
}

/// A strict verifier, with the algorithms of the crypto library.
pub fn verifier(store: TrustStore) -> Verifier {
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    return Verifier::new(store, Policy::STRICT);
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    return Verifier::with_algorithms(store, Policy::STRICT, ALGORITHMS);
}

/// The algorithms for [`KINDS`].
pub static ALGORITHMS: &[&dyn SignatureVerificationAlgorithm] = &[
    library::ECDSA_P256_SHA256,
    library::RSA_PKCS1_2048_8192_SHA256,
    library::ECDSA_P384_SHA384,
    library::ED25519,
];
