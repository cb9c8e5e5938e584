//! Which algorithms may verify a signature, and below which anchors.
//!
//! A weak signature is one that can be forged: by its hash algorithm, or by the key of its issuer. No policy makes it
//! count unless a legacy algorithm has verified it, and none does below a built-in anchor.

use super::algorithm::algorithms_for;
use crate::algorithms::{Algorithms, LEGACY, LEGACY_MIN_RSA_BITS};
use crate::certificate::Certificate;
use crate::trust_store::StorePart;
use pki_types::SignatureVerificationAlgorithm;

/// The algorithms that may verify the signature on `child` with the key of `issuer`.
pub(super) fn verifying(
    child: &Certificate,
    issuer: &Certificate,
    algorithms: Algorithms,
) -> impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm> {
    let is_too_short = issuer.rsa_bits().is_some_and(|bits| bits < LEGACY_MIN_RSA_BITS);
    let usable = match child.is_weakly_signed_by(issuer) {
        true if is_too_short => &[],
        true => LEGACY,
        false => algorithms,
    };
    algorithms_for(child.signature_algorithm_der(), issuer.spki_contents(), usable)
}

/// True if a good signature on `child` by `issuer` counts below an anchor of this part. A built-in anchor is a public root,
/// or a CA of the maker: none of them needs weak signatures.
pub(super) fn may_count(child: &Certificate, issuer: &Certificate, part: StorePart) -> bool {
    part == StorePart::Custom || !child.is_weakly_signed_by(issuer)
}
