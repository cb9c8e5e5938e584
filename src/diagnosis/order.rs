//! The order of findings: the first that is not waived is the one to act on.

use crate::policy::Check;
use crate::remedy::Remedy;
use crate::verdict::{Finding, Reason};
use alloc::vec::Vec;

/// Sorts the findings and removes repetitions: one fault of one certificate is reported once. Findings of one group stay in
/// the order in which they were found.
pub(super) fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by_key(group);
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        let is_repeated = kept.iter().any(|other| {
            other.reason == finding.reason
                && other.position == finding.position
                && other.detail == finding.detail
        });
        if !is_repeated {
            kept.push(finding);
        }
    }
    *findings = kept;
}

/// A name never comes before "nobody vouches for this peer", and a clock that must be wrong comes before its consequences.
fn group(finding: &Finding) -> u8 {
    let is_clock = matches!(finding.remedy, Some(Remedy::SetClock | Remedy::CheckClock));
    match (finding.check(), finding.reason) {
        (Check::Presented, _) => 0,
        (_, Reason::Blocked | Reason::Revoked) => 1,
        (Check::Validity | Check::AnchorValidity | Check::Clock, _) if is_clock => 2,
        (_, Reason::BadSignature) => 3,
        (Check::Path, _) => 4,
        (Check::Validity | Check::AnchorValidity | Check::Clock, _) => 5,
        (Check::Usage | Check::PeerKey, _) => 6,
        (Check::Strength, _) => 7,
        (Check::Name, _) => 8,
        (Check::Revocation | Check::RevocationStatus | Check::CrlValidity, _) => 9,
    }
}
