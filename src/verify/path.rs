//! The faults of a signed path as a whole, and the path of the verdict.

use super::checked_path::{CheckedPath, issuers};
use super::constraints;
use super::engine;
use super::explicit_policy;
use super::fault::{Checks, Fault};
use super::question::Question;
use super::revocation;
use super::strength;
use super::work::Work;
use crate::certificate::{Certificate, KeyAlgorithm};
use crate::clock::{Clock, Validity};
use crate::name::NameMatch;
use crate::policy::Check;
use crate::verdict::{EndsFirst, Note, Position, Reason, VerifiedPath};
use alloc::vec::Vec;
use pki_types::UnixTime;

/// A path on which no signature is bad, and its faults.
pub(crate) struct Attempt<'a> {
    pub(crate) path: CheckedPath<'a>,
    pub(super) checked: Checked,
}

/// What checking a path as a whole has found.
pub(crate) struct Checked {
    pub(super) faults: Vec<Fault>,
    /// True if webpki accepted the path.
    verified: bool,
    /// The earliest `nextUpdate` of the CRLs that show that the path is not revoked, and the index of the certificate.
    next_update: Option<(UnixTime, usize)>,
}

/// Checks a path as a whole. `faults` are those of its certificates above the end entity, and `peer` the checks that the end
/// entity itself does not pass. The error is the checks of the faults if one of them is to be avoided.
pub(super) fn check(
    path: &CheckedPath<'_>,
    mut faults: Vec<Fault>,
    avoid: Checks,
    peer: Checks,
    question: &Question<'_>,
    work: &Work<'_>,
) -> Result<Checked, Checks> {
    // A key of an unsupported kind has a fault of its own.
    let has_known_key =
        |at: &usize| path.certificate(at.saturating_add(1)).key_algorithm() != KeyAlgorithm::Other;
    let unsupported = path.unsupported().filter(has_known_key).map(|at| {
        strength::unsupported(path.certificate(at.saturating_add(1)), at, question.algorithms)
    });
    faults.extend(unsupported);
    let moment = check_whole(path, question, work, &mut faults);
    let without_avoided = |faults: &[Fault]| match Checks::of(faults) {
        found if found.meets(avoid) => Err(found),
        _ => Ok(()),
    };
    without_avoided(&faults)?;
    let mut verified = false;
    // A path with an unsupported signature has such a fault.
    let is_refused = peer.contains(Check::Path) || faults.iter().any(refuses_the_path);
    if let Some(moment) = moment.filter(|_| !is_refused) {
        match engine::verify(path, moment, question.algorithms) {
            Ok(()) => verified = true,
            Err(fault) => faults.push(fault),
        }
        without_avoided(&faults)?;
    }
    let mut next_update = None;
    // Only an issuer that has signed the certificate can say that it is revoked.
    if path.is_signed() {
        let algorithms = question.algorithms;
        let (certificates, anchor) = (path.certificates(), path.anchor());
        let status = revocation::check(certificates, anchor, question, algorithms, work);
        faults.extend(status.faults);
        without_avoided(&faults)?;
        next_update = status.next_update;
    }
    Ok(Checked { faults, verified, next_update })
}

/// Adds the faults of the path as a whole. The result is the time at which webpki verifies it: now, or the nearest time at
/// which all certificates are valid. `None` if they are never valid together.
fn check_whole(
    path: &CheckedPath<'_>,
    question: &Question<'_>,
    work: &Work<'_>,
    faults: &mut Vec<Fault>,
) -> Option<UnixTime> {
    let (certificates, anchor) = (path.certificates(), path.anchor());
    for (at, issuer) in (1..).zip(issuers(certificates, anchor.certificate)) {
        check_path_length(issuer, at, certificates, faults);
    }
    constraints::check(certificates, anchor, question, work, faults);
    explicit_policy::check(certificates, faults);
    let moment = moment(certificates, question.clock);
    if moment.is_none() {
        faults.push(Fault::new(Reason::NeverValidTogether, 0));
    }
    moment
}

/// RFC 5280 §4.2.1.9: the number of CAs below that are not self-issued, the end entity not counted, is limited.
fn check_path_length(
    issuer: &Certificate,
    at: usize,
    path: &[&Certificate],
    faults: &mut Vec<Fault>,
) {
    let Some(limit) = issuer.extensions().basic_constraints.and_then(|bc| bc.path_length) else {
        return;
    };
    let below = path.iter().take(at).skip(1).filter(|ca| !ca.is_self_issued()).count();
    if below > usize::from(limit) {
        faults.push(Fault::new(Reason::PathLengthExceeded, at));
    }
}

fn moment(path: &[&Certificate], clock: Clock) -> Option<UnixTime> {
    together(path).map(|together| clock.within(together))
}

/// The period in which all certificates of the path are valid.
fn together(path: &[&Certificate]) -> Option<Validity> {
    let (first, others) = path.split_first()?;
    others.iter().try_fold(first.validity(), |together, certificate| {
        together.intersection(certificate.validity())
    })
}

/// A fault that only a waiver of [`Check::Path`] lets pass. An untrusted or disabled anchor is none of them: the rest of
/// the path is verified first, so that the remedy is true.
fn refuses_the_path(fault: &Fault) -> bool {
    fault.check() == Check::Path
        && !matches!(fault.reason, Reason::AnchorExcludedBySource | Reason::AnchorDisabled)
}

impl<'a> Attempt<'a> {
    /// True if webpki accepted the path.
    pub(crate) const fn is_verified(&self) -> bool {
        self.checked.verified
    }

    /// The faults of the path, of all but the end entity alone.
    pub(crate) fn faults(&self) -> &[Fault] {
        &self.checked.faults
    }

    /// The certificate at this index of the path, and its position.
    pub(crate) fn at(&self, index: usize) -> (Position, &'a Certificate) {
        match (self.path.certificates().get(index), index) {
            (Some(certificate), 0) => (Position::EndEntity, *certificate),
            (Some(certificate), index) => {
                (Position::Intermediate(u8::try_from(index).unwrap_or(u8::MAX)), *certificate)
            }
            (None, _) => (Position::Anchor, self.path.anchor().certificate),
        }
    }

    /// The path for the verdict.
    pub(crate) fn to_path(
        &self,
        name: Option<NameMatch>,
        notes: Vec<Note>,
    ) -> Option<VerifiedPath> {
        let (validity, ends_first) = self.validity()?;
        let (end_entity, intermediates) = self.path.certificates().split_first()?;
        let mut issuers = Vec::with_capacity(intermediates.len().saturating_add(1));
        for issuer in intermediates.iter().chain([&self.path.anchor().certificate]) {
            issuers.push(Certificate::clone(issuer));
        }
        Some(VerifiedPath {
            end_entity: (*end_entity).clone(),
            issuers,
            part: self.path.anchor().part,
            validity,
            ends_first,
            notes,
            name,
        })
    }

    /// The period in which the verdict holds, and what ends it.
    fn validity(&self) -> Option<(Validity, EndsFirst)> {
        let anchor = self.path.anchor().certificate.validity();
        let validity = together(self.path.certificates())?.intersection(anchor)?;
        if let Some((next_update, at)) = self.checked.next_update
            && next_update <= validity.not_after()
        {
            let issued = self.at(at).0;
            return Some((validity.before(next_update), EndsFirst::RevocationData { issued }));
        }
        let length = self.path.certificates().len();
        let ends = (0..=length).map(|at| self.at(at));
        let first = ends.min_by_key(|(_, certificate)| certificate.validity().not_after());
        let position = first.map_or(Position::EndEntity, |(position, _)| position);
        Some((validity, EndsFirst::Certificate(position)))
    }
}
