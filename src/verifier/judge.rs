//! From one question to a verdict: the pin or the best path, its findings, and the decision.

use super::Verifier;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::name::{self, ReferenceIdentity};
use crate::trust_store::{Pin, StorePart};
use crate::verdict::{Finding, Findings, Verdict, VerifiedPath};
use crate::verify::{Candidates, MAX_INTERMEDIATES, Question, Usage, check_alone, explain, search};
use alloc::vec::Vec;

impl Verifier {
    pub(super) fn verify(
        &self,
        chain: &Chain,
        usage: Usage,
        meant: Option<&ReferenceIdentity>,
        clock: Clock,
    ) -> Verdict {
        let end_entity = chain.end_entity();
        let name =
            meant.map(|meant| name::match_certificate(end_entity, meant, self.policy.name_rules()));
        let (matched, mismatch) = match name {
            Some(Ok(matched)) => (Some(matched), None),
            Some(Err(mismatch)) => (None, Some(mismatch)),
            None => (None, None),
        };
        let question = Question {
            store: &self.store,
            blocked: &self.blocked,
            crls: &self.crls,
            cache: self.cache.as_ref(),
            policy: self.policy,
            clock,
            usage,
            meant,
            name: matched,
        };
        let mismatch = mismatch.map(|mismatch| explain::of_name(end_entity, mismatch, &question));
        let mut findings: Vec<Finding> = mismatch.into_iter().collect();
        let path = match self.store.pin(end_entity, self.policy.source()) {
            Some(Pin::Vouches(part)) => Some(check_pin(end_entity, part, question, &mut findings)),
            pin => self.find_path(chain, pin, question, &mut findings),
        };
        decide(findings, path)
    }

    /// The path without a fault, if there is one; otherwise its faults are added to `findings`.
    fn find_path(
        &self,
        chain: &Chain,
        pin: Option<Pin>,
        mut question: Question<'_>,
        findings: &mut Vec<Finding>,
    ) -> Option<VerifiedPath> {
        let end_entity = chain.end_entity();
        let candidates = Candidates::find(chain, &self.intermediates, &self.store);
        let outcome = search(&candidates, &question, self.algorithms);
        let path = match outcome.best {
            Some(attempt) if attempt.faults.is_empty() => attempt.into_path(question.name.take()),
            // If a pin is disabled or left out by the policy, that is the more useful reason.
            Some(attempt) if pin.is_none() || !attempt.is_refused(&question) => {
                findings.extend(explain::of_path(&attempt, &question));
                None
            }
            _ => {
                findings.push(match pin {
                    None if candidates.are_too_deep(MAX_INTERMEDIATES) => {
                        explain::of_depth(end_entity, &question)
                    }
                    None if outcome.meets_itself => explain::of_itself(end_entity, &question),
                    pin => explain::of_gap(&candidates, pin, &question),
                });
                // Even without a path, the end-entity certificate itself can be checked.
                let faults = check_alone(end_entity, &question);
                findings.extend(explain::of_end_entity(end_entity, &faults, &question));
                None
            }
        };
        if path.is_none() && outcome.cut_short {
            findings.push(explain::of_limit(end_entity, &question));
        }
        path
    }
}

/// The path of a pin, which is the end-entity certificate alone; its faults are added to `findings`.
fn check_pin(
    end_entity: &Certificate,
    part: StorePart,
    question: Question<'_>,
    findings: &mut Vec<Finding>,
) -> VerifiedPath {
    let faults = check_alone(end_entity, &question);
    findings.extend(explain::of_end_entity(end_entity, &faults, &question));
    VerifiedPath {
        end_entity: end_entity.clone(),
        issuers: Vec::new(),
        part,
        validity: end_entity.validity(),
        name: question.name,
    }
}

/// No findings: trusted. Waived findings only: tolerated. Anything else: rejected.
fn decide(findings: Vec<Finding>, path: Option<VerifiedPath>) -> Verdict {
    let mut findings = explain::without_repetition(findings);
    // A peer that is untrusted for another reason as well must not decide which name is suggested.
    if let (Some(_), [only]) = (&path, findings.as_mut_slice()) {
        explain::offer_another_name(only);
    }
    let findings = Findings(findings);
    match path {
        Some(path) if findings.is_empty() => Verdict::Trusted(path),
        _ if !findings.is_empty() && findings.iter().all(Finding::is_waived) => {
            Verdict::Tolerated(findings)
        }
        _ => Verdict::Rejected(findings),
    }
}
