//! Chains with ML-DSA keys (RFC 9881), by aws-lc-rs.

use crate::common::HOST;
use crate::common::support::key::{algorithm, spki};
use crate::common::support::{Cert, Issued, intermediate, leaf, root};
use aws_lc_rs::signature::{
    KeyPair as _, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, PqdsaKeyPair, PqdsaSigningAlgorithm,
};

/// An algorithm and its object identifier (RFC 9881 §2).
type Kind = (&'static PqdsaSigningAlgorithm, &'static str);

pub(crate) static KINDS: [Kind; 2] = [
    (&ML_DSA_44_SIGNING, "2.16.840.1.101.3.4.3.17"),
    (&ML_DSA_65_SIGNING, "2.16.840.1.101.3.4.3.18"),
];

/// Root, CA and leaf, with their keys as `SubjectPublicKeyInfo`.
pub(crate) fn chain(kind: Kind) -> [(Issued, Vec<u8>); 3] {
    let keys = [0; 3].map(|_| PqdsaKeyPair::generate(kind.0).unwrap());
    let [of_root, of_ca, of_leaf] = &keys;
    let root = signed(root("Test Root"), kind, of_root, of_root, Cert::self_signed);
    let ca = signed(intermediate("Test CA"), kind, of_ca, of_root, |ca| ca.signed_by(&root.0));
    let leaf = signed(leaf(HOST), kind, of_leaf, of_ca, |leaf| leaf.signed_by(&ca.0));
    [root, ca, leaf]
}

/// Issues the certificate twice, because the bytes to sign are known after the first time.
fn signed(
    cert: Cert,
    (_, id): Kind,
    key: &PqdsaKeyPair,
    by: &PqdsaKeyPair,
    issue: impl Fn(Cert) -> Issued,
) -> (Issued, Vec<u8>) {
    let id = algorithm::bare(id);
    let spki = spki(&id, key.public_key().as_ref());
    let cert = cert.spki(spki.clone()).signature_algorithm(id);
    let unsigned = issue(cert.clone().signature([]));
    let mut signature = vec![0; by.algorithm().signature_len()];
    let length = by.sign(&unsigned.tbs, &mut signature).unwrap();
    assert_eq!(length, signature.len());
    (issue(cert.signature(signature)), spki)
}
