//! Turns faults into findings: adds the certificate, the facts of the message, and the remedy.

use super::candidates::Candidates;
use super::fault::{Fault, Note};
use super::question::Question;
use super::search::Attempt;
use crate::certificate::Certificate;
use crate::name::{NameMismatch, ReferenceIdentity};
use crate::policy::TrustSource;
use crate::remedy::Remedy;
use crate::trust_store::{Pin, StorePart};
use crate::verdict::{Detail, Finding, Position, Reason};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// The faults of an end entity without its path.
pub(crate) fn of_end_entity<'a>(
    end_entity: &'a Certificate,
    faults: &'a [Fault],
    question: &'a Question<'_>,
) -> impl Iterator<Item = Finding> + 'a {
    faults.iter().map(move |fault| finding(fault, Position::EndEntity, end_entity, None, question))
}

/// The faults of the best path.
pub(crate) fn of_path<'a>(
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

/// The finding for a search that ended at a limit.
pub(crate) fn of_limit(end_entity: &Certificate, question: &Question<'_>) -> Finding {
    let fault = Fault::new(Reason::TooMuchWork, 0);
    finding(&fault, Position::EndEntity, end_entity, None, question)
}

/// The finding for a chain that reaches an anchor only through too many CAs.
pub(crate) fn of_depth(end_entity: &Certificate, question: &Question<'_>) -> Finding {
    let note =
        Note::Words("there are more than 6 CAs between the certificate and the trust anchor");
    let fault = Fault::noted(Reason::TooMuchWork, 0, note);
    finding(&fault, Position::EndEntity, end_entity, None, question)
}

/// The finding for a chain that reaches an anchor only through a CA with the name and key of the end entity, which is a
/// loop (RFC 4158 §5.2).
pub(crate) fn of_itself(end_entity: &Certificate, question: &Question<'_>) -> Finding {
    let note = Note::Words("it has the same name and key as a CA above it");
    let fault = Fault::noted(Reason::PathRefused, 0, note);
    Finding {
        remedy: Some(Remedy::Reissue),
        ..finding(&fault, Position::EndEntity, end_entity, None, question)
    }
}

/// The finding for a chain that does not reach an anchor: the certificate at which it ends. `pin` is given if the end
/// entity is in the store but not trusted.
pub(crate) fn of_gap(
    candidates: &Candidates<'_>,
    pin: Option<Pin>,
    question: &Question<'_>,
) -> Finding {
    let free = question.store.free();
    let (last, depth) = match pin {
        // A pin is the peer's own certificate, wherever its chain ends.
        Some(_) => (candidates.end_entity, 0),
        None => candidates.last_by_name(),
    };
    let is_end_entity = depth == 0;
    let position = position_of(depth);
    let (reason, remedy) = match pin {
        Some(Pin::LeftOut | Pin::Vouches(_)) => {
            (Reason::AnchorExcludedBySource, Remedy::SetSource(TrustSource::All))
        }
        Some(Pin::SwitchedOff) => {
            (Reason::AnchorDisabled, Remedy::EnableBuiltIn(last.fingerprint()))
        }
        None if is_end_entity && last.is_self_issued() => {
            let fingerprint = last.fingerprint();
            (Reason::SelfIssuedNotTrusted, Remedy::UploadPeer { fingerprint, free })
        }
        None if last.is_self_issued() => {
            (Reason::RootNotTrusted, Remedy::UploadIssuer { ca: last.clone(), free })
        }
        None => (Reason::IssuerNotFound, Remedy::SendIssuer { issued: last.clone(), free }),
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

/// The finding for a certificate without the name that was dialed.
pub(crate) fn of_name(
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

/// Suggests another name of the peer. For a peer whose only fault is its name.
pub(crate) fn offer_another_name(only: &mut Finding) {
    if let Detail::Name(mismatch) = &only.detail
        && let Some(name) = mismatch.suggested_name()
        && may_be_the_same_peer(mismatch.reference(), name)
    {
        only.remedy = Some(Remedy::Dial(name.clone()));
    }
}

/// True if a name of the certificate may be another name of the same server.
///
/// An attacker can get a certificate for a name of the attacker, and users must not be sent there. So an address is never
/// suggested. If an address was dialed, any name may be. Otherwise only the parent domain of the dialed name or a sibling
/// of it may be. ([`NameMismatch`] describes a name below it as a near miss.)
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

/// Removes repetitions: the same fault of the same certificate is reported once.
pub(crate) fn without_repetition(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let is_repeated = kept.iter().any(|other| {
            other.reason == finding.reason
                && other.position == finding.position
                && other.detail == finding.detail
        });
        if !is_repeated {
            kept.push(finding);
        }
    }
    kept
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

/// The position of the certificate at this index of the path.
fn position_of(depth: usize) -> Position {
    match u8::try_from(depth).unwrap_or(u8::MAX) {
        0 => Position::EndEntity,
        depth => Position::Intermediate(depth),
    }
}
