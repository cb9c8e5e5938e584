//! Turns faults into findings: adds the certificate, the facts of the message, and the remedy.

use super::fault::{Fault, Note};
use super::gap::{Gap, Signed};
use super::question::{Question, Usage};
use super::search::Attempt;
use crate::certificate::Certificate;
use crate::name::{NameMismatch, ReferenceIdentity};
use crate::policy::TrustSource;
use crate::remedy::{Change, Remedy};
use crate::trust_store::{StorePart, TrustStore};
use crate::verdict::{Detail, Finding, Position, Reason};
use alloc::borrow::ToOwned as _;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// The faults of an end entity without its path.
pub(crate) fn of_end_entity<'a>(
    end_entity: &'a Certificate,
    faults: &'a [Fault],
    question: &'a Question<'_>,
) -> impl Iterator<Item = Finding> + 'a {
    faults.iter().map(move |fault| finding(fault, Position::EndEntity, end_entity, None, question))
}

/// The faults of the best path. A bad signature comes first, and no remedy then concerns the store: the anchor may have
/// nothing to do with this peer.
pub(crate) fn of_path<'a>(
    attempt: &'a Attempt<'_>,
    question: &'a Question<'_>,
) -> impl Iterator<Item = Finding> + 'a {
    let is_bad = |fault: &&Fault| fault.reason == Reason::BadSignature;
    let is_forged = attempt.faults.iter().any(|fault| is_bad(&fault));
    let others = attempt.faults.iter().filter(move |fault| !is_bad(fault));
    attempt.faults.iter().filter(is_bad).chain(others).map(move |fault| {
        let (position, certificate) = match attempt.certificates.get(fault.at) {
            Some(certificate) => (position_of(fault.at), *certificate),
            None => (Position::Anchor, attempt.anchor.certificate),
        };
        let found = finding(fault, position, certificate, Some(attempt.anchor.part), question);
        let remedy = found.remedy.clone().filter(|remedy| !(is_forged && is_about_store(remedy)));
        Finding { remedy, ..found }
    })
}

/// True if the advice makes the store trust more.
const fn is_about_store(remedy: &Remedy) -> bool {
    matches!(remedy, Remedy::SetSource(_) | Remedy::EnableBuiltIn(_))
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

/// The finding for a pin that is left out or disabled. The remedy is only given if the peer would then be accepted.
pub(crate) fn of_pin(
    end_entity: &Certificate,
    is_disabled: bool,
    may_advise: bool,
    question: &Question<'_>,
) -> Finding {
    let (reason, remedy) = if is_disabled {
        (Reason::AnchorDisabled, Remedy::EnableBuiltIn(end_entity.fingerprint()))
    } else {
        (Reason::AnchorExcludedBySource, Remedy::SetSource(TrustSource::All))
    };
    let fault = Fault::new(reason, 0);
    Finding {
        remedy: may_advise.then_some(remedy),
        ..finding(&fault, Position::EndEntity, end_entity, None, question)
    }
}

/// The findings for a chain that does not reach an anchor: the certificate at which it ends. A bad signature below it
/// comes first.
///
/// A CA is offered for upload only if the chain was verified up to it.
pub(crate) fn of_gap(gap: &Gap<'_>, question: &Question<'_>) -> Vec<Finding> {
    let Some((last, below)) = gap.way.split_last() else {
        return Vec::new();
    };
    let depth = below.len();
    let free = question.store.free();
    let is_bad = matches!(gap.signed, Signed::Bad(_));
    let may_be_stored = TrustStore::may_hold(last);
    let (reason, remedy) = if last.is_self_issued() && depth == 0 && !is_bad {
        let remedy = Remedy::UploadPeer { fingerprint: last.fingerprint(), free };
        (Reason::SelfIssuedNotTrusted, Some(remedy).filter(|_| may_be_stored))
    } else if last.is_self_issued() && depth > 0 {
        let is_offered = may_be_stored && matches!(gap.signed, Signed::Good);
        let remedy = || Remedy::UploadIssuer { ca: (*last).clone(), free };
        (Reason::RootNotTrusted, is_offered.then(remedy))
    } else {
        let remedy = || Remedy::SendIssuer { issued: (*last).clone(), free };
        (Reason::IssuerNotFound, (!is_bad || depth == 0).then(remedy))
    };
    let mut findings = Vec::with_capacity(2);
    if let Signed::Bad(fault) = &gap.signed
        && depth > 0
        && let Some(certificate) = gap.way.get(fault.at)
    {
        findings.push(finding(fault, position_of(fault.at), certificate, None, question));
    }
    findings.push(Finding {
        remedy,
        ..finding(&Fault::new(reason, depth), position_of(depth), last, None, question)
    });
    findings
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

/// Suggests another name of a peer whose only fault is its name. `part` is the part of the store with its anchor.
pub(crate) fn offer_another_name(only: &mut Finding, part: StorePart) {
    let Detail::Name(mismatch) = &only.detail else { return };
    let Some(name) = mismatch.suggested_name() else { return };
    if may_be_the_same_peer(mismatch, name, &only.certificate, part) {
        only.remedy = Some(Remedy::Dial(name.clone()));
    }
}

/// True if a name of the certificate may be another name of the same server.
///
/// An attacker can get a certificate for a name of the attacker, and users must not be sent there. So an address is never
/// suggested. If an address was dialed, any name may be. Otherwise only the parent domain of the dialed name or a sibling
/// of it may be. ([`NameMismatch`] describes a name below it as a near miss.)
///
/// Siblings may belong to two owners if anybody can register a name below their parent, such as `co.uk` or `ddns.net`. No
/// CA issues certificates for such a parent itself, and an operator's own CA issues them for the operator's names.
fn may_be_the_same_peer(
    mismatch: &NameMismatch,
    offered: &ReferenceIdentity,
    certificate: &Certificate,
    part: StorePart,
) -> bool {
    let ReferenceIdentity::Dns(offered) = offered else {
        return false;
    };
    let ReferenceIdentity::Dns(meant) = mismatch.reference() else {
        return true;
    };
    let parent = |name: &str| name.split_once('.').map(|(_, parent)| parent.to_owned());
    let (meant_parent, offered_parent) = (parent(meant.as_str()), parent(offered.as_str()));
    if meant_parent.as_deref() == Some(offered.as_str()) {
        return true;
    }
    let Some(shared) = meant_parent.filter(|parent| offered_parent.as_ref() == Some(parent)) else {
        return false;
    };
    let names_parent = || {
        let parent = shared.parse::<ReferenceIdentity>();
        parent.is_ok_and(|parent| certificate.matches(&parent, mismatch.rules()).is_ok())
    };
    shared.contains('.') && (part == StorePart::Custom || names_parent())
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
        (_, Note::Usage(usage)) => Detail::Usage(*usage),
        (_, Note::Signer(signer)) => Detail::Signer(signer.clone()),
        (_, Note::None) => Detail::None,
    };
    Finding {
        reason: fault.reason,
        position,
        certificate: certificate.clone(),
        detail,
        waived: !question.policy.decides(fault.reason.check()),
        remedy: match (fault.reason, question.meant) {
            (Reason::NameMismatch, Some(meant)) => Some(Remedy::IssueFor(meant.clone())),
            (reason, _) => better_signature(&fault.note, certificate, position)
                .or_else(|| {
                    let change = change(reason, certificate, question.usage)?;
                    Some(reissue(certificate, position, change))
                })
                .or_else(|| remedy(reason, certificate, part)),
        },
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
        _ => None,
    }
}

/// What another certificate in place of this one must have, or must not have.
fn change(reason: Reason, certificate: &Certificate, usage: Usage) -> Option<Change> {
    match reason {
        Reason::WeakSignatureAlgorithm => Some(Change::Signature),
        Reason::WeakKey | Reason::UnsupportedKey | Reason::PeerKeyUnsupported => Some(Change::Key),
        Reason::UnknownCriticalExtension => {
            let id = certificate.unknown_critical()?.into_owned();
            Some(if certificate.unknown_critical_is_malformed() {
                Change::CorrectExtension(id)
            } else {
                Change::WithoutExtension(id)
            })
        }
        Reason::UsageNotAllowed => Some(Change::Purpose(usage)),
        Reason::KeyUsageNotAllowed => Some(Change::KeyUsage(usage)),
        _ => None,
    }
}

/// Another signature for one that no algorithm may verify. A key that nothing supports cannot make it, so then the CA must
/// have another key.
fn better_signature(note: &Note, certificate: &Certificate, position: Position) -> Option<Remedy> {
    let Note::Signer(signer) = note else { return None };
    Some(if signer.is_key_at_fault {
        Remedy::ReplaceCa { ca: signer.issuer.clone(), change: Change::Key }
    } else {
        reissue(certificate, position, Change::Signature)
    })
}

/// A CA's certificate is replaced by its CA; the peer's own is requested again.
fn reissue(certificate: &Certificate, position: Position, change: Change) -> Remedy {
    match position {
        Position::EndEntity => Remedy::ReissueWith(change),
        Position::Intermediate(_) | Position::Anchor => {
            Remedy::ReplaceCa { ca: certificate.clone(), change }
        }
    }
}

/// The position of the certificate at this index of the path.
fn position_of(depth: usize) -> Position {
    match u8::try_from(depth).unwrap_or(u8::MAX) {
        0 => Position::EndEntity,
        depth => Position::Intermediate(depth),
    }
}
