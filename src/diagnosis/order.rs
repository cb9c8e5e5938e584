//! The order of findings: the first that is not waived is the one to act on.

use crate::policy::Check;
use crate::remedy::Remedy;
use crate::sort::sort_few;
use crate::verdict::{Finding, Reason};
use alloc::vec::Vec;

/// Sorts the findings and removes repetitions: one fault of one certificate is reported once. Within a group, the end entity
/// comes first.
pub(super) fn sort(findings: &mut Vec<Finding>) {
    let rank = |finding: &Finding| (group(finding), finding.position);
    sort_few(findings, |a, b| rank(a).cmp(&rank(b)));
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
    let is_clock_wrong = matches!(finding.remedy, Some(Remedy::SetClock));
    match (finding.check(), finding.reason) {
        // The wrong certificate was examined.
        (Check::Presented, _) | (_, Reason::SentOutOfOrder) => 0,
        (_, Reason::Blocked | Reason::Revoked) => 1,
        (Check::Validity | Check::AnchorValidity, _) if is_clock_wrong => 2,
        (_, Reason::BadSignature) => 3,
        (_, reason) if is_about_anchor(reason) => 4,
        // A weak signature is the cause of one that is not supported.
        (Check::Strength, _) => 5,
        (_, Reason::NeverValidTogether) | (Check::Clock, _) => 8,
        (Check::Path, _) => 6,
        (Check::Validity | Check::AnchorValidity, _) => 7,
        (Check::Usage | Check::PeerKey, _) => 9,
        (Check::Name, _) => 10,
        (Check::Revocation | Check::RevocationStatus | Check::CrlValidity, _) => 11,
    }
}

/// No trusted anchor vouches for the peer.
pub(super) const fn is_about_anchor(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::IssuerNotFound
            | Reason::RootNotTrusted
            | Reason::SelfIssuedNotTrusted
            | Reason::AnchorExcludedBySource
            | Reason::AnchorDisabled
            | Reason::IssuerCannotIssue
            | Reason::IssuerWrittenOtherwise
            | Reason::IssuerKeyDiffers
            | Reason::CasIssueEachOther
            | Reason::PathTooLong
    )
}
