//! From faults to findings: which certificate, in which words, and what would help.

use super::Question;
use super::candidates::Candidates;
use super::rules::{Fault, Note};
use super::search::Attempt;
use crate::certificate::Certificate;
use crate::name::{NameMismatch, ReferenceIdentity};
use crate::policy::TrustSource;
use crate::remedy::Remedy;
use crate::trust_store::StorePart;
use crate::verdict::{Detail, Finding, Position, Reason};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// The faults of an end entity by itself.
pub(super) fn of_end_entity<'a>(
    end_entity: &'a Certificate,
    faults: &'a [Fault],
    question: &'a Question<'_>,
) -> impl Iterator<Item = Finding> + 'a {
    faults.iter().map(move |fault| finding(fault, Position::EndEntity, end_entity, None, question))
}

/// The faults of the best path.
pub(super) fn of_path<'a>(
    attempt: &'a Attempt<'_>,
    question: &'a Question<'_>,
) -> impl Iterator<Item = Finding> + 'a {
    attempt.faults.iter().map(move |fault| {
        let (position, certificate) = match attempt.certificates.get(fault.at) {
            Some(certificate) => (position_of(fault.at), *certificate),
            None => (Position::Anchor, attempt.anchor.certificate),
        };
        finding(fault, position, certificate, Some(attempt.anchor.part), question)
    })
}

/// The search ended at a limit.
pub(super) fn of_limit(end_entity: &Certificate, question: &Question<'_>) -> Finding {
    let fault = Fault::new(Reason::TooMuchWork, 0);
    finding(&fault, Position::EndEntity, end_entity, None, question)
}

/// There is an anchor, too far up.
pub(super) fn of_depth(end_entity: &Certificate, question: &Question<'_>) -> Finding {
    let note = Note::Words("more than 6 CAs stand between it and the trust anchor");
    let fault = Fault::noted(Reason::TooMuchWork, 0, note);
    finding(&fault, Position::EndEntity, end_entity, None, question)
}

/// The names lead to an anchor only over a CA that passes for the end entity itself (RFC 4158 §5.2).
pub(super) fn of_itself(end_entity: &Certificate, question: &Question<'_>) -> Finding {
    let note =
        Note::Words("the certificate has the name and the key of a CA above it, and needs its own");
    let fault = Fault::noted(Reason::PathRefused, 0, note);
    Finding {
        remedy: Some(Remedy::Reissue),
        ..finding(&fault, Position::EndEntity, end_entity, None, question)
    }
}

/// There is no path: where the names stop, and what would go on from there.
pub(super) fn of_gap(candidates: &Candidates<'_>, question: &Question<'_>) -> Finding {
    let end_entity = candidates.end_entity;
    let is_pinned = question.store.pinned(end_entity, TrustSource::All).is_some();
    let is_switched_off = question.store.is_pin_switched_off(end_entity);
    // A pin is about the peer's own certificate, wherever its names lead.
    let (last, depth) =
        if is_pinned || is_switched_off { (end_entity, 0) } else { candidates.last_by_name() };
    let is_end_entity = depth == 0;
    let position = position_of(depth);
    let (reason, remedy) = if is_pinned {
        let remedy = Remedy::SetSource(TrustSource::All);
        (Reason::AnchorExcludedBySource, remedy)
    } else if is_switched_off {
        let remedy = Remedy::EnableBuiltIn(last.fingerprint());
        (Reason::AnchorDisabled, remedy)
    } else if is_end_entity && last.is_self_issued() {
        let remedy =
            Remedy::UploadPeer { fingerprint: last.fingerprint(), free: question.store.free() };
        (Reason::SelfIssuedNotTrusted, remedy)
    } else if last.is_self_issued() {
        let remedy = Remedy::UploadIssuer { ca: last.clone(), free: question.store.free() };
        (Reason::RootNotTrusted, remedy)
    } else {
        let remedy = Remedy::SendIssuer { issued: last.clone(), free: question.store.free() };
        (Reason::IssuerNotFound, remedy)
    };
    let detail = match reason {
        Reason::AnchorExcludedBySource => Detail::Source(question.policy.source()),
        _ => Detail::None,
    };
    Finding {
        reason,
        position,
        certificate: last.clone(),
        detail,
        waived: !question.policy.decides(reason.check()),
        remedy: Some(remedy),
    }
}

/// None of the names is the one that was meant.
pub(super) fn of_name(
    end_entity: &Certificate,
    mismatch: NameMismatch,
    question: &Question<'_>,
) -> Finding {
    let remedy = Remedy::IssueFor(mismatch.reference().clone());
    Finding {
        reason: Reason::NameMismatch,
        position: Position::EndEntity,
        certificate: end_entity.clone(),
        detail: Detail::Name(Box::new(mismatch)),
        waived: !question.policy.decides(Reason::NameMismatch.check()),
        remedy: Some(remedy),
    }
}

/// Advises another name of the peer, where its name is all that is wrong with it.
pub(super) fn offer_another_name(only: &mut Finding) {
    if let Detail::Name(mismatch) = &only.detail
        && let Some(name) = mismatch.suggested_name()
        && may_be_the_same_peer(mismatch.reference(), name)
    {
        only.remedy = Some(Remedy::Dial(name.clone()));
    }
}

/// Whether a name that the certificate has may be another name of the peer that was meant. Anybody can have a
/// certificate for a name of their own, and it must not become the advice to go there: an address has no name to
/// compare, and another address is another host; a name is worth a try above the one that was meant, or beside it.
/// (One within it is a near miss, which [`NameMismatch`] tells in other words.)
fn may_be_the_same_peer(meant: &ReferenceIdentity, offered: &ReferenceIdentity) -> bool {
    let ReferenceIdentity::Dns(offered) = offered else {
        return false;
    };
    let ReferenceIdentity::Dns(meant) = meant else {
        return true;
    };
    let parent = |name: &str| name.split_once('.').map(|(_, parent)| parent.to_owned());
    let (meant_parent, offered_parent) = (parent(meant.as_str()), parent(offered.as_str()));
    let is_domain = |parent: &Option<String>| parent.as_ref().is_some_and(|p| p.contains('.'));
    (is_domain(&meant_parent) && meant_parent == offered_parent)
        || meant_parent.as_deref() == Some(offered.as_str())
}

/// One finding for each thing to know: the same fault of the same certificate is told once.
pub(super) fn without_repetition(findings: Vec<Finding>) -> Vec<Finding> {
    let mut told: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let again = told.iter().any(|other| {
            other.reason == finding.reason
                && other.position == finding.position
                && other.detail == finding.detail
        });
        if !again {
            told.push(finding);
        }
    }
    told
}

fn finding(
    fault: &Fault,
    position: Position,
    certificate: &Certificate,
    part: Option<StorePart>,
    question: &Question<'_>,
) -> Finding {
    let detail = match (fault.reason, &fault.note) {
        (Reason::AnchorExcludedBySource, _) => Detail::Source(question.policy.source()),
        (Reason::ClockNotSet | Reason::NotYetValid | Reason::AnchorNotYetValid, _) => {
            Detail::Clock(question.clock)
        }
        (_, Note::Words(words)) => Detail::Words(words),
        (_, Note::Text(text)) => Detail::Text(text.clone()),
        (_, Note::Name(violation)) => Detail::Constraint(violation.clone()),
        (_, Note::None) => Detail::None,
    };
    Finding {
        reason: fault.reason,
        position,
        certificate: certificate.clone(),
        detail,
        waived: !question.policy.decides(fault.reason.check()),
        remedy: remedy(fault.reason, certificate, part),
    }
}

fn remedy(reason: Reason, certificate: &Certificate, part: Option<StorePart>) -> Option<Remedy> {
    let validity = certificate.validity();
    match reason {
        Reason::AnchorExcludedBySource => Some(Remedy::SetSource(TrustSource::All)),
        Reason::AnchorDisabled => Some(Remedy::EnableBuiltIn(certificate.fingerprint())),
        Reason::Expired => Some(Remedy::Renew(validity.not_after())),
        Reason::AnchorExpired if part == Some(StorePart::Custom) => {
            Some(Remedy::Renew(validity.not_after()))
        }
        Reason::NotYetValid | Reason::AnchorNotYetValid => {
            Some(Remedy::WaitUntil(validity.not_before()))
        }
        Reason::ClockNotSet | Reason::CrlNotYetValid => Some(Remedy::SetClock),
        Reason::RevocationUnknown | Reason::CrlExpired => {
            Some(Remedy::LoadCrl { issued: certificate.clone() })
        }
        Reason::Revoked | Reason::IssuedTooLate => Some(Remedy::Reissue),
        Reason::WeakKey | Reason::WeakSignatureAlgorithm => Some(Remedy::ReplaceWeak),
        _ => None,
    }
}

/// The place of a certificate that many steps up from the end entity.
fn position_of(depth: usize) -> Position {
    match u8::try_from(depth).unwrap_or(u8::MAX) {
        0 => Position::EndEntity,
        depth => Position::Intermediate(depth),
    }
}
