//! Which algorithm verifies a signature with a key.

use crate::algorithms::{Algorithm, Algorithms, algorithm_of_key};
use crate::certificate::{HashAlgorithm, SignatureAlgorithm};
use core::fmt;

/// The kinds of signatures that are distinguished: two with six hash algorithms, and six others.
const KINDS: usize = 18;

/// The algorithms of a verifier, and which of them verify each kind of signature: a list may have 20, of which a signature
/// needs one.
#[derive(Clone)]
pub(crate) struct IndexedAlgorithms {
    list: Algorithms,
    /// For each kind, a bit for each of the first 32 algorithms of the list.
    kinds: [u32; KINDS],
}

impl IndexedAlgorithms {
    pub(crate) fn of(list: Algorithms) -> Self {
        let mut kinds = [0; KINDS];
        for (bit, algorithm) in (0..u32::BITS).map(|at| 1_u32 << (at & 31)).zip(list.iter()) {
            let kind = SignatureAlgorithm::read(algorithm.signature_alg_id().as_ref());
            if let Some(bits) = kinds.get_mut(number(kind)) {
                *bits |= bit;
            }
        }
        Self { list, kinds }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Those that may verify this kind of signature.
    pub(super) fn for_kind(&self, kind: SignatureAlgorithm) -> Candidates<'_> {
        let bits = self.kinds.get(number(kind)).copied().unwrap_or_default();
        Candidates { list: &self.list, bits, place: 32 }
    }

    /// True if an algorithm verifies some signature by this key.
    pub(super) fn fits_any(&self, spki: &[u8]) -> bool {
        self.list.for_key(spki).next().is_some()
    }
}

impl fmt::Debug for IndexedAlgorithms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.fmt(f)
    }
}

/// The number of a kind of signature, below [`KINDS`].
fn number(kind: SignatureAlgorithm) -> usize {
    let hash = |hash: HashAlgorithm| usize::from(hash.code());
    match kind {
        SignatureAlgorithm::RsaPkcs1(with) => hash(with),
        SignatureAlgorithm::Ecdsa(with) => hash(with).saturating_add(6),
        SignatureAlgorithm::RsaPss => 12,
        SignatureAlgorithm::Ed25519 => 13,
        SignatureAlgorithm::MlDsa44 => 14,
        SignatureAlgorithm::MlDsa65 => 15,
        SignatureAlgorithm::MlDsa87 => 16,
        SignatureAlgorithm::Other => 17,
    }
}

/// The algorithms of a list that may verify a signature: those with a bit, and all from a place on.
pub(super) struct Candidates<'a> {
    list: &'a Algorithms,
    bits: u32,
    place: usize,
}

impl<'a> Candidates<'a> {
    /// All algorithms of a list.
    pub(super) const fn all(list: &'a Algorithms) -> Self {
        Self { list, bits: 0, place: 0 }
    }
}

impl<'a> Iterator for Candidates<'a> {
    type Item = Algorithm<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = if self.bits == 0 {
            let place = self.place;
            self.place = place.saturating_add(1);
            place
        } else {
            let place = self.bits.trailing_zeros();
            self.bits &= self.bits.wrapping_sub(1);
            usize::try_from(place).unwrap_or(usize::MAX)
        };
        self.list.get(place)
    }
}

/// The algorithms for a signature with this `AlgorithmIdentifier` and this key.
pub(super) fn algorithms_for<'a>(
    signature_algorithm: &[u8],
    issuer_spki: &[u8],
    candidates: Candidates<'a>,
) -> impl Iterator<Item = Algorithm<'a>> {
    // There is one candidate as a rule, and none for a signature that no algorithm verifies.
    candidates.filter(move |algorithm| {
        signature_algorithm == algorithm.signature_alg_id().as_ref()
            && algorithm_of_key(issuer_spki) == algorithm.public_key_alg_id().as_ref()
    })
}

#[cfg(test)]
mod tests {
    use super::{Candidates, IndexedAlgorithms, algorithms_for};
    use crate::algorithms::Algorithms;
    use crate::certificate::SignatureAlgorithm;
    use alloc::boxed::Box;
    use alloc::vec::Vec;

    /// The index finds the algorithms that a walk through the list finds, in the same order.
    #[test]
    fn index_finds_what_the_list_has() {
        let all: Vec<_> = webpki::ALL_VERIFICATION_ALGS.to_vec();
        // More than the index has bits for.
        let long: Vec<_> = all.iter().cycle().take(70).copied().collect();
        let algorithm = webpki::ring::ED25519;
        for list in [Vec::new(), Vec::from([algorithm]), all.clone(), long] {
            let list = Algorithms::new(Box::leak(list.into_boxed_slice()));
            let indexed = IndexedAlgorithms::of(list.clone());
            for wanted in &all {
                let (id, key) = (wanted.signature_alg_id(), wanted.public_key_alg_id());
                let spki =
                    [&[0x30, u8::try_from(key.as_ref().len()).unwrap()], key.as_ref()].concat();
                let kind = SignatureAlgorithm::read(id.as_ref());
                let ids = |candidates: Candidates<'_>| -> Vec<_> {
                    algorithms_for(id.as_ref(), &spki, candidates)
                        .map(|found| found.identity().addr())
                        .collect()
                };
                assert_eq!(ids(indexed.for_kind(kind)), ids(Candidates::all(&list)), "{wanted:?}");
            }
        }
    }
}
