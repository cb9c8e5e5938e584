//! The name that was dialed: near misses, and other names and certificates of the same peer.

use super::case::Case;
use super::finding;
use crate::certificate::Certificate;
use crate::name::{EntryKind, NameMismatch, ReferenceIdentity, match_certificate};
use crate::remedy::Remedy;
use crate::trust_store::StorePart;
use crate::verdict::{Finding, Reason};
use crate::verify::{PathOutcome, Signature, check_signature};
use alloc::borrow::ToOwned as _;
use alloc::vec::Vec;

/// Adds the finding for a name that does not match, and completes those that constraints made.
pub(super) fn explain(case: &Case<'_, '_>, findings: &mut Vec<Finding>) {
    let Some(mismatch) = &case.question.mismatch else {
        if let Some(meant) = case.question.meant {
            let entry = EntryKind::for_reference(meant, case.question.policy.name_rules());
            let remedy = || Some(finding::issue_for(meant.clone(), entry));
            let names = findings.iter_mut();
            let names = names.filter(|found| found.reason == Reason::NameMismatch);
            names.for_each(|found| found.remedy = remedy());
        }
        return;
    };
    let found = finding::of_name(mismatch, case);
    // A peer that is untrusted for another reason as well must not decide which name is suggested.
    let is_only = findings.is_empty() && case.evidence.has_accepted_path();
    let other = Some(case).filter(|_| is_only).and_then(|case| other_name(mismatch, case));
    let remedy = other.map(Remedy::Dial).or(found.remedy);
    findings.push(Finding { remedy, ..found });
}

/// The number, from 1, of the certificate that the peer should have sent first: the CA's was sent instead. It is no CA
/// certificate, a CA of the chain signed it, and it has the name that was dialed. If no name was dialed, it is the only one.
pub(super) fn own_certificate_number(case: &Case<'_, '_>) -> Option<usize> {
    let first = case.end_entity();
    let others = case.chain.others();
    if !first.is_ca() {
        return None;
    }
    let question = case.question;
    let matching = question.policy.matching();
    let has_name = |certificate: &Certificate| {
        let found = question.meant.map(|meant| match_certificate(certificate, meant, matching));
        found.is_none_or(|found| found.is_ok())
    };
    let own = others.iter().enumerate().filter(|(_, other)| !other.is_ca() && has_name(other));
    if question.meant.is_none() {
        let mut all = own.clone().map(|(_, other)| other);
        let only = all.next()?;
        if all.any(|other| other != only) {
            return None;
        }
    }
    let is_signed = |certificate: &Certificate| {
        others.iter().chain([first]).filter(|ca| ca.is_ca()).any(|ca| {
            ca.subject_der() == certificate.issuer_der()
                && check_signature(certificate, ca, question.algorithms, case.work)
                    == Signature::Good
        })
    };
    own.filter(|(_, other)| is_signed(other)).map(|(index, _)| index.saturating_add(2)).next()
}

/// Another name of a peer whose only fault is its name.
fn other_name(mismatch: &NameMismatch, case: &Case<'_, '_>) -> Option<ReferenceIdentity> {
    let part = match &case.evidence.path {
        PathOutcome::Pin(part) => *part,
        PathOutcome::Accepted(attempt) => attempt.path.anchor().part,
        _ => return None,
    };
    let name = mismatch.suggested_name()?;
    may_be_the_same_peer(mismatch, name, case.end_entity(), part).then(|| name.clone())
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
