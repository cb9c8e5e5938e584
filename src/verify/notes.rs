//! Facts about an accepted path that are no faults.

use super::evidence::{Evidence, PathOutcome};
use super::examine::Material;
use super::path::Attempt;
use super::question::Question;
use crate::verdict::{Note, Reason};
use alloc::vec::Vec;

/// The notes for the path of a verdict.
pub(crate) fn notes(
    evidence: &Evidence<'_>,
    question: &Question<'_>,
    material: &Material<'_>,
) -> Vec<Note> {
    let mut notes = Vec::new();
    if question.name.as_ref().is_some_and(|name| name.by().is_common_name()) {
        notes.push(Note::CommonNameUsed);
    }
    let PathOutcome::Accepted(attempt) = &evidence.path else { return notes };
    if !attempt.path.anchor().certificate.is_self_issued() {
        notes.push(Note::AnchorIsIntermediate);
    }
    let weak = |reason, at| match reason {
        Reason::WeakSignatureAlgorithm => Some(Note::WeakSignature(at)),
        Reason::WeakKey => Some(Note::WeakKey(at)),
        _ => None,
    };
    let faults = evidence.peer.iter().chain(&attempt.faults);
    notes.extend(faults.filter_map(|fault| weak(fault.reason, attempt.at(fault.at).0)));
    notes.extend(expired_branch(attempt, material));
    notes
}

/// Another certificate of a CA on the path, or of its anchor, which has expired.
fn expired_branch(attempt: &Attempt<'_>, material: &Material<'_>) -> Option<Note> {
    let used = attempt.path.certificates().iter().skip(1).copied();
    let used = used.chain([attempt.path.anchor().certificate]);
    let expired = material.graph.expired();
    let mut branches = expired.filter(|branch| {
        used.clone().any(|ca| {
            ca != *branch
                && ca.subject_der() == branch.subject_der()
                && ca.spki_contents() == branch.spki_contents()
        })
    });
    branches.next().map(|branch| Note::ExpiredBranchIgnored(branch.clone()))
}
