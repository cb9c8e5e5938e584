//! Which algorithms may verify a signature, and below which anchors.
//!
//! A weak signature is one that can be forged: by its hash algorithm, or by the key of its issuer. No policy makes it
//! count unless a legacy algorithm has verified it, and none does below a built-in anchor.

use super::algorithm::{Candidates, IndexedAlgorithms, algorithms_for};
use super::fault::{Fault, Note};
use crate::algorithms::{Algorithm, LEGACY, LEGACY_MIN_RSA_BITS, NONE};
use crate::certificate::{Certificate, KeyAlgorithm, SignatureAlgorithm};
use crate::trust_store::StorePart;
use crate::verdict::{Reason, Signer};
use alloc::boxed::Box;

/// The algorithms that may verify the signature on `child` with the key of `issuer`.
#[cfg_attr(
    feature = "std",
    expect(
        clippy::inline_always,
        reason = "the iterator is large, and nearly always one is taken"
    ),
    inline(always)
)]
pub(super) fn verifying<'a>(
    child: &Certificate,
    issuer: &Certificate,
    algorithms: &'a IndexedAlgorithms,
) -> impl Iterator<Item = Algorithm<'a>> {
    // An RSA key with exponent 1 is of no known kind, and "verifies" everything.
    let is_unknown = issuer.key_algorithm() == KeyAlgorithm::Other;
    let is_too_short = issuer.rsa_bits().is_some_and(|bits| bits < LEGACY_MIN_RSA_BITS);
    let usable = match child.is_weakly_signed_by(issuer) {
        _ if is_unknown || is_too_short => Candidates::all(&NONE),
        true => Candidates::all(&LEGACY),
        false => algorithms.for_kind(child.signature_algorithm()),
    };
    algorithms_for(child.signature_algorithm_der(), issuer.spki_contents(), usable)
}

/// True if the key of `issuer` cannot have made the signature on `child`, whatever algorithms there are: an RSA key makes no
/// ECDSA signature.
pub(super) fn is_of_another_kind(child: &Certificate, issuer: &Certificate) -> bool {
    let (is_rsa, is_ec) = match child.signature_algorithm() {
        SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss => (true, false),
        SignatureAlgorithm::Ecdsa(_) => (false, true),
        SignatureAlgorithm::Other => return false,
        _ => (false, false),
    };
    match issuer.key_algorithm() {
        KeyAlgorithm::Other => false,
        KeyAlgorithm::Rsa { .. } => !is_rsa,
        KeyAlgorithm::P256 | KeyAlgorithm::P384 | KeyAlgorithm::P521 => !is_ec,
        _ => is_rsa || is_ec,
    }
}

/// The fault of a certificate at this index whose signature no algorithm may verify.
pub(crate) fn unsupported(
    issuer: &Certificate,
    at: usize,
    algorithms: &IndexedAlgorithms,
) -> Fault {
    if algorithms.is_empty() {
        // The verifier is at fault, and nobody's certificate.
        return Fault::new(Reason::UnsupportedSignatureAlgorithm, at);
    }
    let is_key_at_fault =
        issuer.key_algorithm().is_weak() || !algorithms.fits_any(issuer.spki_contents());
    let signer = Box::new(Signer { issuer: issuer.clone(), is_key_at_fault });
    Fault::noted(Reason::UnsupportedSignatureAlgorithm, at, Note::Signer(signer))
}

/// True if a good signature on `child` by `issuer` counts below an anchor of this part. A built-in anchor is a public root,
/// or a CA of the maker: none of them needs weak signatures.
pub(super) fn may_count(child: &Certificate, issuer: &Certificate, part: StorePart) -> bool {
    part == StorePart::Custom || !child.is_weakly_signed_by(issuer)
}
