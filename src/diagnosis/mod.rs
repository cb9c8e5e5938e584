//! Floor 5: explains what verification found: names the thing, finds the cause, and tries remedies. It cannot change the
//! outcome.

mod case;
mod finding;
mod gap;
mod name;
mod order;
mod reach;
mod remedy;

pub(crate) use case::Case;
pub(crate) use finding::of_chain;

use crate::message::text;
use crate::policy::Check;
use crate::remedy::Remedy;
use crate::trust_store::Pin;
use crate::verdict::{Detail, Finding, Position, Reason};
use crate::verify::{Attempt, Limit, PathOutcome};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// A finding for each fault, each with a remedy if one was tried, in the order in which to act on them.
pub(crate) fn explain(mut case: Case<'_, '_>) -> Vec<Finding> {
    case.work.begin_explanation();
    let mut findings = Vec::new();
    match &case.evidence.path {
        PathOutcome::Pin(_) => {}
        PathOutcome::Accepted(attempt) | PathOutcome::Refused(attempt) => {
            explain_path(attempt, &mut case, &mut findings);
        }
        PathOutcome::LeftOut(attempt) => explain_left_out(attempt, &case, &mut findings),
        // A limit that was reached explains nothing about the chain.
        PathOutcome::NoPath if case.evidence.limit.is_some() => {}
        PathOutcome::NoPath => {
            let found = gap::explain(&mut case);
            findings.push(found.unwrap_or_else(|| explain_limit(Limit::Signatures, &case)));
        }
    }
    explain_peer(&case, &mut findings);
    explain_pin(&case, &mut findings);
    let is_told = findings.iter().any(|found| found.reason == Reason::TooMuchWork);
    if let Some(limit) = case.evidence.limit.filter(|_| !is_told) {
        findings.push(explain_limit(limit, &case));
    }
    name::explain(&case, &mut findings);
    explain_order(&case, &mut findings);
    for found in findings.iter_mut().filter(|found| found.remedy.is_none()) {
        found.remedy = remedy::last_resort(found.reason);
    }
    order::sort(&mut findings);
    findings
}

fn explain_path(attempt: &Attempt<'_>, case: &mut Case<'_, '_>, findings: &mut Vec<Finding>) {
    let faults = attempt.faults().iter();
    findings.extend(faults.map(|fault| {
        let found = finding::of_path(fault, attempt, case);
        with_remedy(found, Some(attempt), case)
    }));
    let is_out_of_date = |finding: &&mut Finding| {
        !finding.waived
            && finding.position != Position::EndEntity
            && matches!(finding.reason, Reason::AnchorExpired | Reason::Expired)
    };
    if let Some(expired) = findings.iter_mut().find(is_out_of_date)
        && !matches!(expired.remedy, Some(Remedy::SetClock))
        && let Some((better, stored)) = remedy::of_expired_ca(case)
    {
        expired.remedy = Some(better);
        if let Some(stored) = stored {
            expired.detail = Detail::Stored(Box::new(stored));
        }
    }
}

/// The anchor is disabled, or the policy does not trust its part of the store. Changing that is advised only if the peer is
/// then accepted.
fn explain_left_out(attempt: &Attempt<'_>, case: &Case<'_, '_>, findings: &mut Vec<Finding>) {
    let would_help = case.try_everything().peer;
    findings.extend(attempt.faults().iter().map(|fault| {
        let found = finding::of_path(fault, attempt, case);
        let remedy = match fault.reason {
            Reason::AnchorExcludedBySource | Reason::AnchorDisabled if !would_help => None,
            _ => return with_remedy(found, Some(attempt), case),
        };
        Finding { remedy, ..found }
    }));
}

fn explain_peer(case: &Case<'_, '_>, findings: &mut Vec<Finding>) {
    let path = case.evidence.attempt();
    findings.extend(
        case.evidence
            .peer
            .iter()
            .map(|fault| with_remedy(finding::of_peer(fault, case), path, case)),
    );
}

/// A clock that must be wrong is shown in the message.
fn with_remedy(found: Finding, path: Option<&Attempt<'_>>, case: &Case<'_, '_>) -> Finding {
    let remedy = remedy::of(&found, path, case);
    let detail = match remedy {
        Some(Remedy::SetClock) => Detail::Clock(case.question.clock),
        _ => found.detail.clone(),
    };
    Finding { detail, remedy, ..found }
}

/// The peer sends the certificate of a CA first, and its own later. Nothing else that was found about the first certificate
/// has to be mended.
fn explain_order(case: &Case<'_, '_>, findings: &mut Vec<Finding>) {
    let is_refused = findings.iter().any(|found| !found.waived);
    let Some(number) = Some(case).filter(|_| is_refused).and_then(name::own_certificate_number)
    else {
        return;
    };
    let remedy = || Some(Remedy::SendFirst { number });
    for found in findings.iter_mut().filter(|found| found.position == Position::EndEntity) {
        found.remedy = remedy();
    }
    findings.retain(|found| found.reason != Reason::CaAsEndEntity);
    let (reason, detail) = (Reason::SentOutOfOrder, Detail::Number(number));
    let found = finding::new(reason, Position::EndEntity, case.end_entity(), detail, case);
    findings.push(Finding { remedy: remedy(), ..found });
}

/// The peer's own certificate would be a pin, if the policy and the store allowed it. That changes nothing else: what a
/// store leaves out never makes a verdict better.
fn explain_pin(case: &Case<'_, '_>, findings: &mut Vec<Finding>) {
    if case.evidence.has_accepted_path() {
        return;
    }
    // A pin has no issuer, so nobody can revoke it.
    let is_otherwise_fine = findings.iter().all(|found| {
        let is_peers = found.position == Position::EndEntity && found.check() != Check::Path;
        found.waived || !is_peers
    });
    let (reason, detail, remedy) = match case.evidence.pin {
        Some(Pin::LeftOut) => {
            let remedy = Remedy::SetSource(crate::policy::TrustSource::All);
            let source = Detail::Source(case.question.policy.source());
            let would_help = is_otherwise_fine && case.try_all_sources().peer;
            (Reason::AnchorExcludedBySource, source, would_help.then_some(remedy))
        }
        Some(Pin::Disabled) => {
            let remedy = Remedy::EnableBuiltIn(case.end_entity().fingerprint());
            let would_help = is_otherwise_fine && case.try_enabled().peer;
            (Reason::AnchorDisabled, Detail::None, would_help.then_some(remedy))
        }
        Some(Pin::Vouches(_)) | None => return,
    };
    let found = finding::new(reason, Position::EndEntity, case.end_entity(), detail, case);
    let found = Finding { remedy, ..found };
    // The certificate is in the store, so nothing else is missing.
    if matches!(case.evidence.path, PathOutcome::NoPath) {
        findings.retain(|other| other.reason.check() != reason.check());
    }
    findings.insert(0, found);
}

fn explain_limit(limit: Limit, case: &Case<'_, '_>) -> Finding {
    let words = match limit {
        Limit::Signatures => text!("the chain needs too many signature checks"),
        Limit::Steps => text!("the chain has too many possible paths"),
        Limit::Comparisons => text!("the chain has too many names and name constraints to compare"),
        Limit::Certificates => text!("there are too many certificates of the same names"),
    };
    let detail = Detail::Words(words);
    let end_entity = case.end_entity();
    let found = finding::new(Reason::TooMuchWork, Position::EndEntity, end_entity, detail, case);
    Finding { remedy: Some(Remedy::SendChainOnly), ..found }
}
