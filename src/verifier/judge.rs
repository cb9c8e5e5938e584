//! From one question to a verdict: verification, explanation, and the decision of the policy.

use super::Verifier;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::diagnosis::{Case, explain};
use crate::name::{NameMatch, ReferenceIdentity};
use crate::trust_store::StorePart;
use crate::usage::Usage;
use crate::verdict::{EndsFirst, Finding, Findings, Note, Position, Reason, Verdict, VerifiedPath};
use crate::verify::{Asked, Evidence, Material, PathOutcome, Question, Work, examine, notes};
use alloc::boxed::Box;
use alloc::vec::Vec;

impl Verifier {
    pub(super) fn verify(
        &self,
        chain: &Chain,
        usage: Usage,
        meant: Option<&ReferenceIdentity>,
        clock: Clock,
    ) -> Verdict {
        let data = Asked::new(&self.data.0);
        let mut question = Question {
            store: &self.store,
            intermediates: &self.intermediates,
            blocked: &self.blocked,
            crls: &self.crls,
            data: &data,
            algorithms: &self.algorithms,
            policy: self.policy,
            clock,
            usage,
            meant,
            name: None,
            mismatch: None,
            uploaded: None,
            enables_all: false,
        };
        question.compare_names(chain.end_entity());
        let work = Work::new(self.cache.as_ref());
        let mut material = Material::new();
        let evidence = examine(chain, &question, &mut material, &work);
        let findings = if evidence.is_clean() && question.mismatch.is_none() {
            Vec::new()
        } else {
            explain(Case::new(chain, &question, &evidence, &mut material, &work))
        };
        let notes = notes(&evidence, &question, &material);
        // A name that the CA may not issue for is no match.
        let is_match = !findings.iter().any(|found| found.reason() == Reason::NameMismatch);
        let name = question.name.take().filter(|_| is_match);
        let is_anchored = evidence.is_anchored();
        let path = verified_path(&evidence, chain.end_entity(), name, notes);
        decide(findings, path, is_anchored)
    }
}

/// The path of the verdict, if one was verified and accepted.
fn verified_path(
    evidence: &Evidence<'_>,
    end_entity: &Certificate,
    name: Option<NameMatch>,
    notes: Vec<Note>,
) -> Option<VerifiedPath> {
    match &evidence.path {
        PathOutcome::Pin(part) => Some(pinned(end_entity, *part, name, notes)),
        PathOutcome::Accepted(attempt) if attempt.is_verified() => attempt.to_path(name, notes),
        _ => None,
    }
}

/// The path of a pin: the end-entity certificate alone.
fn pinned(
    end_entity: &Certificate,
    part: StorePart,
    name: Option<NameMatch>,
    notes: Vec<Note>,
) -> VerifiedPath {
    VerifiedPath {
        end_entity: end_entity.clone(),
        issuers: Vec::new(),
        part,
        validity: end_entity.validity(),
        ends_first: EndsFirst::Certificate(Position::EndEntity),
        notes,
        name,
    }
}

/// No findings: trusted. Waived findings only: tolerated. Anything else: rejected.
fn decide(list: Vec<Finding>, path: Option<VerifiedPath>, is_anchored: bool) -> Verdict {
    let is_refused = !list.iter().all(Finding::is_waived);
    match path {
        Some(path) if list.is_empty() => Verdict::Trusted(path),
        path if !list.is_empty() && !is_refused => {
            Verdict::Tolerated(Findings { list, path: path.map(Box::new), is_anchored })
        }
        _ => Verdict::Rejected(Findings { list, path: None, is_anchored }),
    }
}
