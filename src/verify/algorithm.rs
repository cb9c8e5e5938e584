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
    let key = algorithm_of_key(issuer_spki);
    algorithms.iter().copied().filter(move |algorithm| {
        signature_algorithm == algorithm.signature_alg_id().as_ref()
            && key == algorithm.public_key_alg_id().as_ref()
    })
}

/// The contents of the `AlgorithmIdentifier` of a key.
fn algorithm_of_key(spki: &[u8]) -> &[u8] {
    let key = Reader::new(spki).expect(Tag::Sequence);
    key.map(|key| key.value).unwrap_or_default()
}

/// True if an algorithm verifies some signature by this key.
pub(super) fn fits_any(spki: &[u8], algorithms: Algorithms) -> bool {
    let key = algorithm_of_key(spki);
    algorithms.iter().any(|algorithm| key == algorithm.public_key_alg_id().as_ref())
}

/// The key in the contents of a `SubjectPublicKeyInfo`, without its algorithm.
pub(super) fn key_of(spki: &[u8]) -> Option<&[u8]> {
    let mut parts = Reader::new(spki);
    let _algorithm = parts.any().ok()?;
    parts.expect(Tag::BitString).ok()?.bytes_of_bit_string().ok()
}
