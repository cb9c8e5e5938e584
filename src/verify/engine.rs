//! webpki verifies one path of ours.
//!
//! It checks signatures, validity, cA, path lengths, critical extensions, and name constraints on dNSName and iPAddress.
//! No path is accepted here that webpki has not accepted.

use super::fault::{Fault, Note};
use super::strength;
pub(super) use super::strength::{algorithms_for, issuers};
use super::work::{Counted, Work};
use crate::algorithms::Algorithms;
use crate::certificate::Certificate;
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use arrayvec::ArrayVec;
use pki_types::{CertificateDer, Der, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{
    Cert, EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath,
};

/// The most intermediates on a path: the limit of webpki, taken from `mozilla::pkix`. Public chains have up to 3.
pub(crate) const MAX_INTERMEDIATES: usize = 6;

/// The most algorithms for one path: a path has at most 7 signatures, and each signature algorithm is used with at most
/// three kinds of keys.
const MAX_ALGORITHMS: usize = 24;

/// Verifies exactly this path: end entity first, each issued by the next, the last by the anchor.
pub(super) fn verify(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    time: UnixTime,
    algorithms: Algorithms,
    work: &Work<'_>,
) -> Result<(), Fault> {
    let imposed = &anchor.limits.imposed;
    let legacy = strength::legacy_algorithms(path, anchor);
    // Without an algorithm for a signature and its issuer's key, the path cannot be verified.
    let unsupported = || strength::unsupported(path, anchor, algorithms);
    // webpki would try other orders of two or more CAs, and that work is not counted. A weak signature must not reach an
    // algorithm that may not verify it.
    if (path.len() > 2 || strength::has_weak(path, anchor))
        && let Some(fault) = unsupported()
    {
        return Err(fault);
    }
    let anchor = anchor.certificate;
    let ask = |path: &[&Certificate], anchor: &Certificate, constraints: Option<&[u8]>| {
        verify_under(path, anchor, constraints, time, [legacy, algorithms], work)
    };
    // Finds the CA whose constraints exclude a name of the end entity, by applying those of each CA alone.
    let constraining = || {
        let (own, issuer) = (path.get(..1)?, issuers(path, anchor).next()?);
        issuers(path, anchor).position(|ca| {
            let alone = constraints_of(ca).map(|constraints| ask(own, issuer, Some(constraints)));
            matches!(alone, Some(Err(fault)) if fault.reason == Reason::NameConstraintViolated)
        })
    };
    ask(path, anchor, constraints_of(anchor)).map_err(|fault| {
        if let Some(unsupported) = unsupported() {
            return unsupported;
        }
        match fault.reason {
            Reason::NameConstraintViolated | Reason::PathRefused => match constraining() {
                Some(below) => Fault::new(Reason::NameConstraintViolated, below.saturating_add(1)),
                None => fault,
            },
            _ => fault,
        }
    })?;
    // The signatures are verified already, so this checks the imposed constraints alone.
    imposed.iter().try_for_each(|imposed| {
        ask(path, anchor, Some(imposed)).map_err(|fault| Fault { at: path.len(), ..fault })
    })
}

fn constraints_of(ca: &Certificate) -> Option<&[u8]> {
    let constraints = ca.extensions().name_constraints?;
    Some(constraints.contents.of(ca.as_der()))
}

fn verify_under(
    path: &[&Certificate],
    anchor: &Certificate,
    name_constraints: Option<&[u8]>,
    time: UnixTime,
    algorithms: [Algorithms; 2],
    work: &Work<'_>,
) -> Result<(), Fault> {
    let refused = |words| Fault::noted(Reason::PathRefused, 0, Note::Words(words));
    let Some((end_entity, intermediates)) = path.split_first() else {
        return Err(refused("its chain has no certificate"));
    };
    let end_entity = CertificateDer::from(end_entity.as_der());
    let fault = |error: &Error| fault(error, path, anchor, work);
    let spki = anchor.spki_contents();
    let end_entity = EndEntityCert::try_from(&end_entity).map_err(|error| fault(&error))?;
    let intermediates: ArrayVec<CertificateDer<'_>, MAX_INTERMEDIATES> = intermediates
        .iter()
        .take(MAX_INTERMEDIATES)
        .map(|certificate| CertificateDer::from(certificate.as_der()))
        .collect();
    let trusted = TrustAnchor {
        subject: Der::from_slice(anchor.subject_der()),
        subject_public_key_info: Der::from_slice(spki),
        name_constraints: name_constraints.map(Der::from_slice),
    };
    // The first algorithm with the identifiers of a signature verifies it.
    let needed = algorithms.into_iter().flatten().filter(|algorithm| {
        let id = algorithm.signature_alg_id();
        path.iter().any(|certificate| certificate.signature_algorithm_der() == id.as_ref())
    });
    let counted: ArrayVec<Counted<'_>, MAX_ALGORITHMS> =
        needed.take(MAX_ALGORITHMS).map(|&algorithm| Counted { algorithm, work }).collect();
    let usable: ArrayVec<&dyn SignatureVerificationAlgorithm, MAX_ALGORITHMS> = counted
        .iter()
        .map(|algorithm| -> &dyn SignatureVerificationAlgorithm { algorithm })
        .collect();
    // Our own rules and the CRLs were checked for these certificates in this order. Another order, or a shorter path
    // through some of them, is another path, which the search tries separately.
    let exactly = |found: &VerifiedPath<'_>| {
        let found = found.intermediate_certificates().map(Cert::der);
        if found.eq(intermediates.iter().cloned()) { Ok(()) } else { Err(Error::UnknownIssuer) }
    };
    end_entity
        .verify_for_usage(
            &usable,
            core::slice::from_ref(&trusted),
            &intermediates,
            time,
            AskedElsewhere,
            None,
            Some(&exactly),
        )
        .map(|_| ())
        .map_err(|error| fault(&error))
}

/// Usage is a separate check, which a policy may waive; `facts` makes it for every certificate.
struct AskedElsewhere;

impl ExtendedKeyUsageValidator for AskedElsewhere {
    fn validate(&self, _purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}

/// Translates an error of webpki. It names no certificate, so the position is found again where that is possible.
fn fault(error: &Error, path: &[&Certificate], anchor: &Certificate, work: &Work<'_>) -> Fault {
    if work.is_exhausted() {
        return Fault::new(Reason::TooMuchWork, 0);
    }
    let refused = |words| Fault::noted(Reason::PathRefused, 0, Note::Words(words));
    match error {
        Error::InvalidSignatureForPublicKey => bad_signature(path, anchor, work),
        // There is an algorithm for every signature of the path, and our own rules have counted its CAs as RFC 5280
        // does. So the cause is a CA that issued a certificate to itself.
        Error::UnsupportedSignatureAlgorithmContext(_)
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_)
        | Error::PathLenConstraintViolated => self_issued(path),
        Error::NameConstraintViolation => {
            let constrained = path
                .iter()
                .rposition(|certificate| certificate.extensions().name_constraints.is_some());
            Fault::new(
                Reason::NameConstraintViolated,
                constrained.filter(|&at| at > 0).unwrap_or(path.len()),
            )
        }
        Error::MaximumSignatureChecksExceeded
        | Error::MaximumPathBuildCallsExceeded
        | Error::MaximumNameConstraintComparisonsExceeded
        | Error::MaximumPathDepthExceeded => Fault::new(Reason::TooMuchWork, 0),
        Error::UnsupportedCriticalExtension => Fault::new(Reason::UnknownCriticalExtension, 0),
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => {
            refused("webpki finds its chain outside its validity")
        }
        Error::MalformedNameConstraint
        | Error::InvalidNetworkMaskConstraint
        | Error::MalformedDnsIdentifier => {
            refused("a name or name constraint of its chain is malformed")
        }
        _ => refused("webpki, which verifies chains, cannot process its chain"),
    }
}

/// Finds the signature of the path that does not verify.
///
/// If two CAs of the path have the same name, webpki also tries the path without one of them, and reports the signature
/// that does not verify there.
fn bad_signature(path: &[&Certificate], anchor: &Certificate, work: &Work<'_>) -> Fault {
    let bad = path
        .iter()
        .zip(issuers(path, anchor))
        .position(|(child, issuer)| work.is_known_bad(child, issuer));
    match bad {
        Some(at) => Fault::new(Reason::BadSignature, at),
        None => self_issued(path),
    }
}

/// The fault of a path with valid signatures and two CAs of one name: it exceeds a limit which RFC 5280 §6.1.4 does not
/// apply to certificates that a CA issues to itself, but webpki does.
fn self_issued(path: &[&Certificate]) -> Fault {
    let at = path.iter().rposition(|ca| ca.is_self_issued());
    let words = "it is self-issued, but webpki counts it as another CA and applies its limits";
    Fault::noted(Reason::PathRefused, at.unwrap_or(0), Note::Words(words))
}
