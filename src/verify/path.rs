//! Our own rules for one path as a whole.

use super::constraints;
use super::explicit_policy;
use super::facts::{
    check_blocked, check_clock, check_end_entity, check_form, check_key, check_usage,
    check_validity,
};
use super::fault::{Fault, Note};
use super::public_web;
use super::question::Question;
use super::work::Work;
use crate::certificate::Certificate;
use crate::clock::{Clock, Validity};
use crate::policy::Profile;
use crate::trust_store::Anchor;
use crate::verdict::{Reason, RevocationFact};
use alloc::vec::Vec;
use pki_types::UnixTime;

/// Faults of a path, and the time at which webpki verifies it. `None` if the certificates are never valid together.
pub(super) fn check_path(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    question: &Question<'_>,
    work: &Work<'_>,
) -> (Vec<Fault>, Option<UnixTime>) {
    let mut faults = Vec::new();
    for (at, certificate) in path.iter().enumerate() {
        check_form(certificate, at, &mut faults);
        check_key(certificate, at, &mut faults);
        check_validity(certificate, at, question.clock, &mut faults);
        check_usage(certificate, at, question, &mut faults);
        check_blocked(certificate, at, question, &mut faults);
        if at == 0 {
            check_end_entity(certificate, question, &mut faults);
        } else {
            check_issuer(certificate, at, path, &mut faults);
        }
    }
    check_anchor(anchor, path, question, &mut faults);
    check_clock(question.clock, &mut faults);
    constraints::check(path, anchor, question, work, &mut faults);
    explicit_policy::check(path, &mut faults);
    if question.policy.profile() == Profile::PublicWeb {
        public_web::check(path, anchor, &mut faults);
    }
    let moment = moment(path, question.clock);
    if moment.is_none() {
        faults.push(Fault::new(Reason::NeverValidTogether, 0));
    }
    (faults, moment)
}

/// Rules for an intermediate. webpki checks cA and the path length too, but does not say at which certificate; it does
/// not check keyCertSign.
fn check_issuer(issuer: &Certificate, at: usize, path: &[&Certificate], faults: &mut Vec<Fault>) {
    let extensions = issuer.extensions();
    let constraints = extensions.basic_constraints;
    if !constraints.is_some_and(|bc| bc.is_ca) {
        faults.push(Fault::new(Reason::NotACa, at));
    } else if !issuer.is_ca() {
        faults.push(Fault::new(Reason::MayNotSign, at));
    }
    if issuer.subject_der().is_empty() {
        let note = Note::Words("it is a CA without a name (RFC 5280 §4.1.2.6)");
        faults.push(Fault::noted(Reason::PathRefused, at, note));
    }
    check_path_length(issuer, at, path, faults);
}

/// RFC 5280 §4.2.1.9: the number of CAs below that are not self-issued, the end entity not counted, is limited.
fn check_path_length(
    issuer: &Certificate,
    at: usize,
    path: &[&Certificate],
    faults: &mut Vec<Fault>,
) {
    let below = path.iter().take(at).skip(1).filter(|ca| !ca.is_self_issued()).count();
    let limit = issuer.extensions().basic_constraints.and_then(|bc| bc.path_length);
    if limit.is_some_and(|limit| below > usize::from(limit)) {
        faults.push(Fault::new(Reason::PathLengthExceeded, at));
    }
}

/// Rules for the anchor. It is trusted because it is in the store, but its validity, key and limits still count.
fn check_anchor(
    anchor: &Anchor<'_>,
    path: &[&Certificate],
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    let at = path.len();
    let validity = anchor.certificate.validity();
    match question.clock {
        Clock::Set(now) | Clock::AtLeast(now) if now > validity.not_after() => {
            faults.push(Fault::new(Reason::AnchorExpired, at));
        }
        Clock::Set(now) if now < validity.not_before() => {
            faults.push(Fault::new(Reason::AnchorNotYetValid, at));
        }
        _ => {}
    }
    if anchor.certificate.extensions().unknown_critical.is_some() {
        faults.push(Fault::new(Reason::UnknownCriticalExtension, at));
    }
    check_key(anchor.certificate, at, faults);
    check_blocked(anchor.certificate, at, question, faults);
    check_issued(anchor, path, question, faults);
    check_usage(anchor.certificate, at, question, faults);
    check_path_length(anchor.certificate, at, path, faults);
    if anchor.disabled {
        faults.push(Fault::new(Reason::AnchorDisabled, at));
    }
    if !question.vouches(anchor.part) {
        faults.push(Fault::new(Reason::AnchorExcludedBySource, at));
    }
}

/// The end entity must not be issued after the last date that the block list or the built-in list allows for this anchor.
fn check_issued(
    anchor: &Anchor<'_>,
    path: &[&Certificate],
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    let issued = path.first().map(|first| first.validity().not_before());
    let blocked = question.blocked.last_issue(anchor.certificate);
    let last = blocked.into_iter().chain(anchor.limits.last_issue).min();
    if let Some(last) = last.filter(|last| issued.is_some_and(|issued| issued > *last)) {
        let note = Note::Revocation(RevocationFact::LastIssue(last));
        faults.push(Fault::noted(Reason::IssuedTooLate, path.len(), note));
    }
}

/// The time at which webpki verifies the path: now, or the nearest time at which all certificates are valid. Those that
/// are not valid now have been reported already.
pub(super) fn moment(path: &[&Certificate], clock: Clock) -> Option<UnixTime> {
    let together = together(path)?;
    let wanted = match clock {
        Clock::Set(now) | Clock::AtLeast(now) => now,
        Clock::Unset => together.not_before(),
    };
    Some(wanted.clamp(together.not_before(), together.not_after()))
}

/// The period in which all certificates of the path are valid.
pub(super) fn together(path: &[&Certificate]) -> Option<Validity> {
    let (first, others) = path.split_first()?;
    others.iter().try_fold(first.validity(), |together, certificate| {
        together.intersection(certificate.validity())
    })
}
