//! Facts about an accepted path that are no faults.

use super::evidence::{Evidence, PathOutcome};
use super::examine::Material;
use super::fault::Checks;
use super::path::Attempt;
use super::question::Question;
use crate::certificate::Certificate;
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
    let faults = evidence.peer.iter().chain(attempt.faults());
    notes.extend(faults.filter_map(|fault| weak(fault.reason, attempt.at(fault.at).0)));
    notes.extend(expired_branch(attempt, material));
    notes
}

/// An expired CA that the path could have led through, because it is a CA of the path in another certificate, or issued one.
fn expired_branch(attempt: &Attempt<'_>, material: &Material<'_>) -> Option<Note> {
    if material.graph.checks() == Checks::NONE {
        return None;
    }
    let anchor = attempt.path.anchor().certificate;
    let used = attempt.path.certificates().iter().skip(1).copied().chain([anchor]);
    let is_same_ca = |one: &Certificate, other: &Certificate| {
        one != other
            && one.subject_der() == other.subject_der()
            && one.spki_contents() == other.spki_contents()
    };
    let is_used = |ca: &Certificate| used.clone().any(|used| is_same_ca(used, ca));
    let is_branch = |expired: &&Certificate| {
        let mut others = material.graph.nodes().iter().skip(1).map(|node| node.certificate);
        is_used(expired) || others.any(|ca| ca.issuer_der() == expired.subject_der() && is_used(ca))
    };
    let branch = material.graph.expired().find(is_branch)?;
    Some(Note::ExpiredBranchIgnored(branch.clone()))
}
