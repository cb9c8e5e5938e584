//! Which algorithm verifies a signature with a key.

use crate::algorithms::Algorithms;
use crate::bytes::der::{Reader, Tag};
use pki_types::SignatureVerificationAlgorithm;

/// The algorithms for a signature with this `AlgorithmIdentifier` and this key.
pub(super) fn algorithms_for(
    signature_algorithm: &[u8],
    issuer_spki: &[u8],
    algorithms: Algorithms,
) -> impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm> {
    let key = Reader::new(issuer_spki).expect(Tag::Sequence);
    let key = key.map(|key| key.value).unwrap_or_default();
    algorithms.iter().copied().filter(move |algorithm| {
        signature_algorithm == algorithm.signature_alg_id().as_ref()
            && key == algorithm.public_key_alg_id().as_ref()
    })
}

/// The key in the contents of a `SubjectPublicKeyInfo`, without its algorithm.
pub(super) fn key_of(spki: &[u8]) -> Option<&[u8]> {
    let mut parts = Reader::new(spki);
    let _algorithm = parts.any().ok()?;
    parts.expect(Tag::BitString).ok()?.bytes_of_bit_string().ok()
}
