//! Which algorithms may verify a signature, and below which anchors.
//!
//! A weak signature is one that can be forged: by its hash algorithm, or by the key of its issuer. No policy makes it
//! count unless a legacy algorithm has verified it, and none does below a built-in anchor.

use super::fault::{Fault, Note};
use crate::algorithms::{Algorithms, LEGACY, LEGACY_MIN_RSA_BITS};
use crate::bytes::der::{Reader, Tag};
use crate::certificate::Certificate;
use crate::trust_store::{Anchor, StorePart};
use crate::verdict::{Reason, Signer};
use alloc::boxed::Box;
use pki_types::SignatureVerificationAlgorithm;

/// The legacy algorithms that may verify signatures of this path: none unless it has a weak one, and none below a
/// built-in anchor.
pub(super) fn legacy_algorithms(path: &[&Certificate], anchor: &Anchor<'_>) -> Algorithms {
    if has_weak(path, anchor) { legacy_below(anchor.part) } else { &[] }
}

/// True if one signature of the path is weak.
pub(super) fn has_weak(path: &[&Certificate], anchor: &Anchor<'_>) -> bool {
    let mut pairs = path.iter().zip(issuers(path, anchor.certificate));
    pairs.any(|(child, issuer)| child.is_weakly_signed_by(issuer))
}

/// The topmost certificate of the path whose signature no algorithm may verify.
pub(super) fn unsupported(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    algorithms: Algorithms,
) -> Option<Fault> {
    let pairs = path.iter().zip(issuers(path, anchor.certificate)).enumerate();
    let unsupported = pairs.filter(|(_, (child, issuer))| {
        verifying(child, issuer, anchor.part, algorithms).next().is_none()
    });
    let (at, (_, issuer)) = unsupported.last()?;
    if algorithms.is_empty() {
        // The verifier is at fault, and nobody's certificate.
        return Some(Fault::new(Reason::UnsupportedSignatureAlgorithm, at));
    }
    let is_key_at_fault = issuer.key_algorithm().is_weak() || !fits_any(issuer, algorithms);
    let signer = Box::new(Signer { issuer: (*issuer).clone(), is_key_at_fault });
    Some(Fault::noted(Reason::UnsupportedSignatureAlgorithm, at, Note::Signer(signer)))
}

/// The algorithms that may verify the signature of `issuer` on `child`, below an anchor of this part.
fn verifying(
    child: &Certificate,
    issuer: &Certificate,
    part: StorePart,
    algorithms: Algorithms,
) -> impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm> {
    let is_weak = child.is_weakly_signed_by(issuer);
    let is_too_short = issuer.rsa_bits().is_some_and(|bits| bits < LEGACY_MIN_RSA_BITS);
    let usable = if !is_weak {
        algorithms
    } else if is_too_short {
        &[]
    } else {
        legacy_below(part)
    };
    algorithms_for(child.signature_algorithm_der(), issuer.spki_contents(), usable)
}

/// True if an algorithm verifies some signature by this key.
fn fits_any(issuer: &Certificate, algorithms: Algorithms) -> bool {
    let key = key_algorithm(issuer.spki_contents());
    algorithms.iter().any(|algorithm| key == algorithm.public_key_alg_id().as_ref())
}

/// A built-in anchor is a public root, or a CA of the maker: none of them needs legacy algorithms.
const fn legacy_below(part: StorePart) -> Algorithms {
    match part {
        StorePart::Custom => LEGACY,
        StorePart::BuiltIn => &[],
    }
}

/// The issuer of each certificate of a path.
pub(super) fn issuers<'p>(
    path: &'p [&'p Certificate],
    anchor: &'p Certificate,
) -> impl Iterator<Item = &'p Certificate> {
    path.iter().skip(1).copied().chain(core::iter::once(anchor))
}

/// The algorithms for a signature with this `AlgorithmIdentifier` and this key.
pub(super) fn algorithms_for(
    signature_algorithm: &[u8],
    issuer_spki: &[u8],
    algorithms: Algorithms,
) -> impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm> {
    let key = key_algorithm(issuer_spki);
    algorithms.iter().copied().filter(move |algorithm| {
        signature_algorithm == algorithm.signature_alg_id().as_ref()
            && key == algorithm.public_key_alg_id().as_ref()
    })
}

/// The contents of the `AlgorithmIdentifier` of a key.
fn key_algorithm(spki: &[u8]) -> &[u8] {
    let key = Reader::new(spki).expect(Tag::Sequence);
    key.map(|key| key.value).unwrap_or_default()
}
