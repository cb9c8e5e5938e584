//! Turns a fault into a finding: adds the certificate, and the facts of the message.

use super::case::Case;
use crate::certificate::Certificate;
use crate::chain::ChainError;
use crate::name::{EntryKind, NameHint, NameMismatch, ReferenceIdentity};
use crate::remedy::Remedy;
use crate::verdict::{Detail, Finding, Position, Reason};
use crate::verify::{Attempt, Fault, Note};
use alloc::boxed::Box;

/// A fault of the certificate at this index of the path.
pub(super) fn of_path(fault: &Fault, attempt: &Attempt<'_>, case: &Case<'_, '_>) -> Finding {
    let (position, certificate) = attempt.at(fault.at);
    of_fault(fault, position, certificate, case)
}

/// A fault of the end entity alone.
pub(super) fn of_peer(fault: &Fault, case: &Case<'_, '_>) -> Finding {
    of_fault(fault, Position::EndEntity, case.end_entity(), case)
}

pub(super) fn of_fault(
    fault: &Fault,
    position: Position,
    certificate: &Certificate,
    case: &Case<'_, '_>,
) -> Finding {
    let question = case.question;
    let detail = match (fault.reason, &fault.note) {
        (Reason::AnchorExcludedBySource, _) => Detail::Source(question.policy.source()),
        (Reason::ClockNotSet | Reason::NotYetValid | Reason::AnchorNotYetValid, _) => {
            Detail::Clock(question.clock)
        }
        (_, Note::Words(words)) => Detail::Words(*words),
        (_, Note::Text(text)) => Detail::Text(text.clone()),
        (_, Note::Name(violation)) => Detail::Constraint(violation.clone()),
        (_, Note::Usage(usage)) => Detail::Usage(*usage),
        (_, Note::Revocation(fact)) => Detail::Revocation(*fact),
        (_, Note::Signer(signer)) => Detail::Signer(signer.clone()),
        (_, Note::None) => Detail::None,
    };
    new(fault.reason, position, certificate, detail, case)
}

/// A finding without a remedy.
pub(super) fn new(
    reason: Reason,
    position: Position,
    certificate: &Certificate,
    detail: Detail,
    case: &Case<'_, '_>,
) -> Finding {
    Finding {
        reason,
        position,
        certificate: Some(certificate.clone()),
        detail,
        waived: !case.question.policy.decides(reason.check()),
        remedy: None,
    }
}

/// The finding for a certificate without the name that was dialed.
pub(super) fn of_name(mismatch: &NameMismatch, case: &Case<'_, '_>) -> Finding {
    let detail = Detail::Name(Box::new(mismatch.clone()));
    let found = new(Reason::NameMismatch, Position::EndEntity, case.end_entity(), detail, case);
    let name = mismatch.reference().clone();
    let remedy = match mismatch.hint() {
        // Nobody knows on which side the slip is, and a certificate for a misspelled name helps nobody.
        Some(NameHint::SimilarName) => Some(Remedy::CorrectName),
        _ => Some(issue_for(name, mismatch.needed_entry())),
    };
    Finding { remedy, ..found }
}

/// A certificate with this kind of entry is needed, if any kind counts.
pub(super) fn issue_for(name: ReferenceIdentity, entry: Option<EntryKind>) -> Remedy {
    entry.map_or(Remedy::UseName, |entry| Remedy::IssueFor { name, entry })
}

/// The finding for a chain that cannot be read.
pub(crate) fn of_chain(error: ChainError) -> Finding {
    let (reason, position) = match &error {
        ChainError::Empty => (Reason::NothingPresented, Position::EndEntity),
        ChainError::TooMany { .. } => (Reason::TooManyPresented, Position::EndEntity),
        ChainError::Certificate { position, .. } => {
            let depth = u8::try_from(position.saturating_sub(1)).unwrap_or(u8::MAX);
            let position =
                if depth == 0 { Position::EndEntity } else { Position::Intermediate(depth) };
            (Reason::PresentedUnreadable, position)
        }
    };
    let remedy = error.remedy();
    let detail = Detail::Chain(Box::new(error));
    Finding { reason, position, certificate: None, detail, waived: false, remedy }
}
