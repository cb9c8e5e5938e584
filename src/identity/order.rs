//! Finds the certificate that is presented, and puts the others in order after it.

use super::{Identity, IdentityError};
use crate::algorithms::Algorithms;
use crate::certificate::Certificate;
use crate::private_key::{PairProof, PrivateKey, issued_by};
use alloc::vec::Vec;
use core::mem;

/// Requires at least one certificate, not too many, none twice, and each such that webpki can parse it too.
pub(super) fn check_list(certificates: &[Certificate]) -> Result<(), IdentityError> {
    match certificates.len() {
        0 => return Err(IdentityError::NoCertificate),
        1..=Identity::MAX_CERTIFICATES => {}
        count => return Err(IdentityError::TooManyCertificates { count }),
    }
    for (index, certificate) in certificates.iter().enumerate() {
        let before = certificates.iter().take(index);
        if let Some(first) = before.clone().position(|other| other == certificate) {
            return Err(IdentityError::Duplicate {
                first: first.saturating_add(1),
                second: index.saturating_add(1),
            });
        }
        let position = index.saturating_add(1);
        certificate.admit().map_err(|error| IdentityError::Refused { position, error })?;
    }
    Ok(())
}

/// The index of the one certificate that matches the key.
pub(super) fn fitting(
    certificates: &[Certificate],
    key: &PrivateKey,
) -> Result<(usize, PairProof), IdentityError> {
    let mut fitting = certificates
        .iter()
        .enumerate()
        .filter_map(|(index, certificate)| Some((index, key.matches(certificate)?)));
    let (first, proof) =
        fitting.next().ok_or(IdentityError::WrongKey { certificates: certificates.len() })?;
    match fitting.next() {
        Some((second, _)) => Err(IdentityError::SeveralFit {
            first: first.saturating_add(1),
            second: second.saturating_add(1),
        }),
        None => Ok((first, proof)),
    }
}

/// The certificate at `first`, and the others in the order in which they lead to the root: the certificates of its
/// issuer, then those of the issuer's issuer. Several certificates of one issuer (cross-signing) keep their order.
///
/// A CA that was made again with another key has the name of the issuer, but did not issue the certificate. No client
/// could build a path with it, so it is unrelated.
pub(super) fn ordered(
    certificates: Vec<Certificate>,
    first: usize,
    algorithms: &Algorithms,
) -> Result<(Certificate, Vec<Certificate>), IdentityError> {
    let mut presented = None;
    let mut rest = Vec::new();
    for (index, certificate) in certificates.into_iter().enumerate() {
        if index == first {
            presented = Some(certificate);
        } else {
            rest.push((index, certificate));
        }
    }
    let presented = presented.ok_or(IdentityError::NoCertificate)?;
    let mut issuers: Vec<Certificate> = Vec::with_capacity(rest.len());
    let mut next = 0_usize;
    let mut child = Some(&presented);
    while let Some(issued) = child {
        let (found, left) = mem::take(&mut rest)
            .into_iter()
            .partition::<Vec<_>, _>(|(_, certificate)| is_issuer(certificate, issued, algorithms));
        rest = left;
        issuers.extend(found.into_iter().map(|(_, certificate)| certificate));
        child = issuers.get(next);
        next = next.saturating_add(1);
    }
    match rest.first() {
        Some((index, _)) => Err(IdentityError::Unrelated { position: index.saturating_add(1) }),
        None => Ok((presented, issuers)),
    }
}

/// Whether `ca` issued `certificate`: by name, and by the signature. If none of these algorithms can verify the signature,
/// key identifiers stand in for it, as far as both certificates have one (RFC 5280 §4.2.1.1).
fn is_issuer(ca: &Certificate, certificate: &Certificate, algorithms: &Algorithms) -> bool {
    ca.subject_der() == certificate.issuer_der()
        && issued_by(certificate, ca, algorithms)
            .unwrap_or_else(|| has_key_of_issuer(ca, certificate))
}

fn has_key_of_issuer(ca: &Certificate, certificate: &Certificate) -> bool {
    let own = ca.extensions().subject_key_identifier.map(|id| id.of(ca.as_der()));
    let authority = certificate.extensions().authority_key_identifier;
    let named = authority.and_then(|authority| authority.key_identifier);
    let named = named.map(|id| id.of(certificate.as_der()));
    own.zip(named).is_none_or(|(own, named)| own == named)
}
