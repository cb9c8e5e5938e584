//! From one question to a verdict: the pin or the best path, its findings, and the decision.

use super::Verifier;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::clock::Clock;
use crate::name::{self, ReferenceIdentity};
use crate::policy::Check;
use crate::trust_store::{Pin, StorePart};
use crate::verdict::{Finding, Findings, Position, Reason, Verdict, VerifiedPath};
use crate::verify::{
    Asked, Attempt, Candidates, Gap, MAX_INTERMEDIATES, Question, Usage, check_alone, explain,
    search, status_without_path,
};
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
            data: Asked::new(&self.data.0),
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

    /// The path that was verified, if the policy lets the peer through over one. All faults are added to `findings`.
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
        let best = match outcome.best {
            Some(attempt) if attempt.faults.is_empty() => {
                return attempt.into_path(question.name.take());
            }
            best => best,
        };
        let is_let_through = best.as_ref().is_some_and(|best| !best.is_refused(&question));
        // If only the peer is at fault and not the path, a pin would not help.
        let is_path_fine =
            best.as_ref().is_some_and(|best| !best.is_refused_beside_peer(&question));
        if let Some(pin) = pin.filter(|_| !is_path_fine) {
            explain_pin(chain, pin, best.as_ref(), &question, findings);
        } else if let Some(best) = &best {
            findings.extend(explain::of_path(best, &question));
        } else {
            if candidates.are_too_deep(MAX_INTERMEDIATES) {
                findings.push(explain::of_depth(end_entity, &question));
            } else if outcome.meets_itself {
                findings.push(explain::of_itself(end_entity, &question));
            } else {
                let gap = Gap::find(&candidates, &question, self.algorithms);
                findings.extend(explain::of_gap(&gap, &question));
            }
            // Without a path the peer's own certificate is still checked.
            let faults = check_alone(end_entity, &question);
            findings.extend(explain::of_end_entity(end_entity, &faults, &question));
        }
        if !best.as_ref().is_some_and(Attempt::is_verified) {
            let fault = status_without_path(&question);
            findings.extend(explain::of_end_entity(end_entity, fault.as_slice(), &question));
        }
        // A decision made before the limit was reached remains.
        if outcome.cut_short && !is_let_through {
            findings.push(explain::of_limit(end_entity, &question));
        }
        let tolerated = best.filter(|best| is_let_through && best.is_verified())?;
        // A name that the CA may not issue for is no match.
        let counts = !findings.iter().any(|finding| finding.reason() == Reason::NameMismatch);
        tolerated.into_path(question.name.take().filter(|_| counts))
    }
}

/// The peer's own certificate would be a pin, if the policy and the store allowed it. All findings about the peer remain:
/// an excluded pin never makes a verdict better.
fn explain_pin(
    chain: &Chain,
    pin: Pin,
    best: Option<&Attempt<'_>>,
    question: &Question<'_>,
    findings: &mut Vec<Finding>,
) {
    let end_entity = chain.end_entity();
    let faults = check_alone(end_entity, question);
    let mut own: Vec<Finding> = explain::of_end_entity(end_entity, &faults, question).collect();
    let mut others = Vec::new();
    for finding in best.into_iter().flat_map(|best| explain::of_path(best, question)) {
        let is_own = finding.position() == Position::EndEntity && finding.check() != Check::Path;
        if is_own { own.push(finding) } else { others.push(finding) }
    }
    // A pin has the same checks of its own certificate, but no check of revocation.
    let mut about_peer = findings.iter().chain(&own);
    let may_advise = about_peer.all(Finding::is_waived);
    let is_disabled = matches!(pin, Pin::Disabled);
    let of_pin = explain::of_pin(end_entity, is_disabled, may_advise, question);
    if may_advise {
        findings.push(of_pin);
        findings.append(&mut own);
    } else {
        findings.append(&mut own);
        findings.push(of_pin);
    }
    findings.append(&mut others);
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
    if let (Some(path), [only]) = (&path, findings.as_mut_slice()) {
        explain::offer_another_name(only, path.part);
    }
    let is_refused = !findings.iter().all(Finding::is_waived);
    match path {
        Some(path) if findings.is_empty() => Verdict::Trusted(path),
        path if !findings.is_empty() && !is_refused => {
            Verdict::Tolerated(Findings { list: findings, path: path.map(Box::new) })
        }
        _ => Verdict::Rejected(Findings { list: findings, path: None }),
    }
}
