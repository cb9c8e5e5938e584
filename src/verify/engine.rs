//! webpki verifies one path of ours, whose signatures are known to be good.
//!
//! It checks validity, cA, path lengths, critical extensions, and name constraints on dNSName and iPAddress, and asks for
//! each signature of exactly this path. No path is accepted here that webpki has not accepted.

use super::algorithm::IndexedAlgorithms;
use super::checked_path::{CheckedPath, MAX_INTERMEDIATES};
use super::fault::{Fault, Note};
use super::strength;
use super::work::address;
use crate::algorithms::{Algorithm, algorithm_of_key};
use crate::certificate::Certificate;
use crate::message::{Text, text};
use crate::verdict::Reason;
use arrayvec::ArrayVec;
use core::fmt;
use pki_types::{
    AlgorithmIdentifier, CertificateDer, Der, InvalidSignature, SignatureVerificationAlgorithm,
    TrustAnchor, UnixTime,
};
use webpki::{EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath};

/// The signatures of the longest path.
const MAX_SIGNATURES: usize = MAX_INTERMEDIATES + 1;

/// Verifies exactly this path. Its signatures are good by these algorithms.
pub(super) fn verify(
    path: &CheckedPath<'_>,
    time: UnixTime,
    algorithms: &IndexedAlgorithms,
) -> Result<(), Fault> {
    let mut known = ArrayVec::new();
    KnownSignatures::add(path, algorithms, &mut known);
    let signed: ArrayVec<&dyn SignatureVerificationAlgorithm, MAX_SIGNATURES> =
        known.iter().map(|known| -> &dyn SignatureVerificationAlgorithm { known }).collect();
    let (path, anchor) = (path.certificates(), path.anchor());
    let own = anchor.certificate.extensions().name_constraints;
    let own = own.map(|own| own.contents.of(anchor.certificate.as_der()));
    verify_under(path, anchor.certificate, own, time, &signed)?;
    // This checks the imposed constraints alone.
    anchor.limits.imposed.iter().try_for_each(|imposed| {
        let imposed = Some(imposed.as_ref());
        verify_under(path, anchor.certificate, imposed, time, &signed)
            .map_err(|fault| Fault { at: path.len(), ..fault })
    })
}

fn verify_under(
    path: &[&Certificate],
    anchor: &Certificate,
    name_constraints: Option<&[u8]>,
    time: UnixTime,
    signed: &[&dyn SignatureVerificationAlgorithm],
) -> Result<(), Fault> {
    let refused = |words| Fault::noted(Reason::PathRefused, 0, Note::Words(words));
    let Some((end_entity, intermediates)) = path.split_first() else {
        return Err(refused(text!("its chain has no certificate")));
    };
    let end_entity = CertificateDer::from(end_entity.as_der());
    let fault = |error: &Error| fault(error, path);
    let end_entity = EndEntityCert::try_from(&end_entity);
    let end_entity = end_entity.as_ref().map_err(fault)?;
    let intermediates: ArrayVec<CertificateDer<'_>, MAX_INTERMEDIATES> = intermediates
        .iter()
        .take(MAX_INTERMEDIATES)
        .map(|certificate| CertificateDer::from(certificate.as_der()))
        .collect();
    let trusted = TrustAnchor {
        subject: Der::from_slice(anchor.subject_der()),
        subject_public_key_info: Der::from_slice(anchor.spki_contents()),
        name_constraints: name_constraints.map(Der::from_slice),
    };
    // Our own rules and the CRLs were checked for these certificates in this order. Another order, or a shorter path
    // through some of them, is another path, which the search tries separately.
    let exactly = |found: &VerifiedPath<'_>| {
        let found = found.intermediate_certificates().map(|ca| place(&ca.der()));
        let expected = intermediates.iter().map(|ca| place(ca));
        if found.eq(expected) { Ok(()) } else { Err(Error::UnknownIssuer) }
    };
    end_entity
        .verify_for_usage(
            signed,
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

/// Bytes that live as long as the path are the same if they are at the same place.
fn place(bytes: &[u8]) -> (usize, usize) {
    (address(bytes), bytes.len())
}

/// Usage is a separate check, which a policy may waive; `facts` makes it for every certificate.
struct AskedElsewhere;

impl ExtendedKeyUsageValidator for AskedElsewhere {
    fn validate(&self, _purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}

/// An algorithm that accepts the good signatures of one path and no other. They are identified by the addresses of their
/// inputs, which live as long as the path.
struct KnownSignatures<'p, 'a> {
    algorithm: Algorithm<'p>,
    path: &'p CheckedPath<'a>,
}

impl<'p, 'a> KnownSignatures<'p, 'a> {
    /// Adds one for each kind of signature on the path. webpki asks the first of a kind only.
    fn add(
        path: &'p CheckedPath<'a>,
        algorithms: &'p IndexedAlgorithms,
        kinds: &mut ArrayVec<Self, MAX_SIGNATURES>,
    ) {
        for (child, issuer) in path.pairs() {
            let (signature, key) =
                (child.signature_algorithm_der(), algorithm_of_key(issuer.spki_contents()));
            let is_same_kind = |known: &Self| {
                known.algorithm.signature_alg_id().as_ref() == signature
                    && known.algorithm.public_key_alg_id().as_ref() == key
            };
            if kinds.iter().any(is_same_kind) {
                continue;
            }
            if let Some(algorithm) = strength::verifying(child, issuer, algorithms).next() {
                let _room = kinds.try_push(Self { algorithm, path });
            }
        }
    }
}

impl SignatureVerificationAlgorithm for KnownSignatures<'_, '_> {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let is_asked = |(child, issuer): (&Certificate, &Certificate)| {
            place(child.signature()) == place(signature)
                && place(child.signed_der()) == place(message)
                && place(issuer.public_key()) == place(key)
        };
        if self.path.pairs().any(is_asked) { Ok(()) } else { Err(InvalidSignature) }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.algorithm.signature_alg_id()
    }

    fn fips(&self) -> bool {
        self.algorithm.fips()
    }
}

impl fmt::Debug for KnownSignatures<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.algorithm.fmt(f)
    }
}

/// Translates an error of webpki about a path in which our own rules found no fault.
fn fault(error: &Error, path: &[&Certificate]) -> Fault {
    let refused = |words| Fault::noted(Reason::PathRefused, 0, Note::Words(words));
    match error {
        // All signatures of the path are good, there is an algorithm for each, and our own rules have counted its CAs as
        // RFC 5280 does. So the cause is a CA that issued a certificate to itself.
        Error::InvalidSignatureForPublicKey
        | Error::UnsupportedSignatureAlgorithmContext(_)
        | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_)
        | Error::PathLenConstraintViolated
        | Error::UnknownIssuer => self_issued(path),
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
            refused(text!("webpki finds its chain outside its validity"))
        }
        Error::MalformedNameConstraint
        | Error::InvalidNetworkMaskConstraint
        | Error::MalformedDnsIdentifier => {
            refused(text!("a name or name constraint of its chain is malformed"))
        }
        _ => unreadable(path).unwrap_or_else(|| refused(UNFORESEEN)),
    }
}

/// The first certificate of the path that webpki cannot parse.
pub(super) fn unreadable(path: &[&Certificate]) -> Option<Fault> {
    let at = path.iter().position(|certificate| certificate.admit().is_err())?;
    Some(Fault::new(Reason::RefusedByWebpki, at))
}

/// A rejection that our own rules did not foresee.
const UNFORESEEN: Text = text!("webpki, which verifies chains, cannot process its chain");

/// The fault of a path with two CAs of one name: it exceeds a limit which RFC 5280 §6.1.4 does not apply to certificates
/// that a CA issues to itself, but webpki does.
fn self_issued(path: &[&Certificate]) -> Fault {
    match path.iter().rposition(|ca| ca.is_self_issued()) {
        Some(at) => Fault::noted(
            Reason::PathRefused,
            at,
            Note::Words(text!(
                "it is self-issued, but webpki counts it as another CA and applies its limits"
            )),
        ),
        None => Fault::noted(Reason::PathRefused, 0, Note::Words(UNFORESEEN)),
    }
}
