//! Why no anchor signed for the peer: how far its chain is signed, and what the store has instead.

use super::case::Case;
use super::reach::{END_ENTITY_STEP, MAX_REACHED, Reached, Step, reach};
use super::{finding, remedy};
use crate::certificate::{Certificate, is_same_name};
use crate::clock::Clock;
use crate::message::text;
use crate::remedy::{Change, Remedy};
use crate::sort::sort_unstable;
use crate::trust_store::TrustStore;
use crate::verdict::{Detail, Finding, Position, Reason};
use crate::verify::{KeyHint, MAX_INTERMEDIATES, Node, Signature, check_signature, unsupported};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use arrayvec::ArrayVec;

/// The most names in one message.
const MAX_NAMES: usize = 3;

/// The finding for a peer for which no anchor signed; `None` if the limit on signature checks was reached before one was
/// certain.
pub(super) fn explain(case: &mut Case<'_, '_>) -> Option<Finding> {
    let reached = reach(case);
    if let Some(found) = too_long(&reached, case) {
        return Some(found);
    }
    if case.evidence.meets_itself {
        let detail = Detail::Words(text!("it has the same name and key as a CA above it"));
        let found = at(Reason::PathRefused, END_ENTITY_STEP, detail, case);
        return Some(Finding { remedy: Some(Remedy::Reissue), ..found });
    }
    let replaced = reached.iter().find_map(|step| replaced_ca(step, &reached, case));
    let stored = || reached.iter().rev().find_map(|step| stored_issuer(step, case));
    let stored = replaced.or_else(stored);
    if stored.is_some() {
        return stored;
    }
    if let Some(step) = reached.iter().find(|step| step.is_badly_signed()) {
        return Some(at(Reason::BadSignature, *step, Detail::None, case));
    }
    let unsupported_key = |step: &Step| owner_of(step.unsupported()?, case);
    if let Some((step, issuer)) =
        reached.iter().find_map(|step| Some((step, unsupported_key(step)?)))
    {
        let fault = unsupported(issuer, step.depth, case.question.algorithms);
        let found = finding::of_fault(&fault, position_of(*step), step.certificate(case), case);
        return Some(Finding { remedy: remedy::of(&found, None, case), ..found });
    }
    end_of_chain(&reached, case)
}

/// The chain leads to an anchor, but over more CAs than are followed.
fn too_long(reached: &Reached, case: &mut Case<'_, '_>) -> Option<Finding> {
    let deep: ArrayVec<Step, MAX_REACHED> =
        reached.iter().copied().filter(|step| step.depth > MAX_INTERMEDIATES).collect();
    let is_anchored = deep.iter().any(|step| {
        anchor_keys(step.node, case)
            .iter()
            .any(|&key| case.signature(step.node, key) == Signature::Good)
    });
    // A chain beyond what is looked at here is too long, wherever it ends.
    let is_longer =
        reached.is_full() && !deep.is_empty() && reached.iter().all(|step| step.is_signed);
    if !is_anchored && !is_longer {
        return None;
    }
    let remedy = upload(reached, case).unwrap_or(Remedy::ShortenChain);
    let found = at(Reason::PathTooLong, END_ENTITY_STEP, Detail::None, case);
    Some(Finding { remedy: Some(remedy), ..found })
}

fn anchor_keys(node: usize, case: &Case<'_, '_>) -> ArrayVec<usize, MAX_REACHED> {
    let graph = &case.material.graph;
    let issuer = graph.node(node).map(Node::issuer);
    let anchors = issuer.into_iter().flat_map(|issuer| graph.anchors_named(issuer));
    anchors.map(|(_, anchor)| anchor.key()).take(MAX_REACHED).collect()
}

/// The store has a CA of this name with another key: the CA was made again, or somebody uses its name.
fn replaced_ca(step: &Step, reached: &Reached, case: &mut Case<'_, '_>) -> Option<Finding> {
    let graph = &case.material.graph;
    let node = graph.node(step.node)?;
    let (child, name) = (node.certificate, node.issuer());
    let mut anchors = graph.anchors_named(name).map(|(_, anchor)| anchor.anchor.certificate);
    let stored = anchors.clone().next()?.clone();
    let is_told_apart = anchors.all(|anchor| KeyHint::of(child, anchor) == KeyHint::Other);
    let is_missing = is_told_apart && step.is_unsigned() && !step.is_badly_signed();
    if !step.is_signed && !is_missing {
        return None;
    }
    let found = at(Reason::IssuerKeyDiffers, *step, Detail::Stored(Box::new(stored)), case);
    let remedy = upload(reached, case)
        .or_else(|| replace_sent_issuer(step, reached, case))
        // If the CA that signed is there, nobody can be told to send it again.
        .or_else(|| (!step.is_signed).then(|| send_issuer(step, case)));
    Some(Finding { remedy, ..found })
}

/// The certificate that signed was sent, so it is not missing; but it cannot issue.
fn replace_sent_issuer(step: &Step, reached: &Reached, case: &Case<'_, '_>) -> Option<Remedy> {
    let above = |issuer: &&Step| issuer.depth == step.depth.saturating_add(1);
    let mut issuers = reached.iter().filter(above);
    let ca = issuers.next()?.certificate(case);
    let is_only = issuers.next().is_none();
    let remedy = || Remedy::ReplaceCa { ca: ca.clone(), change: lacking(ca) };
    (is_only && !ca.is_ca()).then(remedy)
}

/// The store has the CA that issued this certificate, but its name is spelled differently, or it is no CA certificate.
fn stored_issuer(step: &Step, case: &Case<'_, '_>) -> Option<Finding> {
    let (store, algorithms) = (case.question.store, case.question.algorithms);
    let child = step.certificate(case);
    if step.depth == 0 && signed_itself(child, case) {
        return None;
    }
    let issued = |issuer: &&Certificate| {
        let signature = check_signature(child, issuer, algorithms, case.work);
        *issuer != child && signature == Signature::Good
    };
    let wanted = child.issuer_der();
    let spelled_like =
        |ca: &&Certificate| ca.subject_der() != wanted && is_same_name(ca.subject_der(), wanted);
    // Neither the order in which they were sent matters, nor whether the peer's own certificate was sent twice.
    let sent = || {
        let others = case.chain.others().iter().chain(case.question.intermediates);
        let others = others.filter(|&ca| ca != case.end_entity());
        let mut alike: Vec<_> = others.filter(spelled_like).collect();
        sort_unstable(&mut alike, |a, b| a.as_der().cmp(b.as_der()));
        alike.into_iter().find(issued)
    };
    let stored = store.anchors_spelled_like(wanted).find(issued);
    let is_stored = stored.is_some();
    if let Some(ca) = stored.or_else(sent) {
        let detail = if is_stored { Detail::Stored(Box::new(ca.clone())) } else { Detail::None };
        let found = at(Reason::IssuerWrittenOtherwise, *step, detail, case);
        return Some(Finding { remedy: Some(Remedy::RespellIssuer { ca: ca.clone() }), ..found });
    }
    let stored = store.pins_named(wanted).find(issued)?;
    let found =
        at(Reason::IssuerCannotIssue, *step, Detail::Stored(Box::new(stored.clone())), case);
    let remedy = Remedy::ReplaceCa { ca: stored.clone(), change: lacking(stored) };
    Some(Finding { remedy: Some(remedy), ..found })
}

/// What an uploaded certificate lacks to be a CA certificate.
fn lacking(stored: &Certificate) -> Change {
    let is_marked = stored.extensions().basic_constraints.is_some_and(|bc| bc.is_ca);
    match stored.version() {
        3 if is_marked => Change::KeyCertSign,
        3 => Change::BasicConstraints,
        _ => Change::Version3,
    }
}

/// Neither the chain nor the store has the issuer of the last certificate; `None` if that is not certain.
fn end_of_chain(reached: &Reached, case: &mut Case<'_, '_>) -> Option<Finding> {
    let last = reached.iter().rev().find(|step| !step.is_signed).copied();
    let Some(last) = last else {
        if reached.is_full() {
            return None;
        }
        // Every certificate has an issuer in the chain, so the CAs issued each other.
        let top = reached.last().copied().unwrap_or(END_ENTITY_STEP);
        let detail = Detail::Text(names_of_cas(reached, case).into());
        let found = at(Reason::CasIssueEachOther, top, detail, case);
        return Some(Finding { remedy: upload(reached, case), ..found });
    };
    let certificate = last.certificate(case).clone();
    let is_itself = signed_itself(&certificate, case);
    if !is_itself && (!last.is_unsigned() || case.work.is_exhausted()) {
        return None;
    }
    // It names its own key, so its signature is damaged or forged.
    let names_itself = KeyHint::of(&certificate, &certificate) == KeyHint::Same;
    if !is_itself && certificate.is_self_issued() && names_itself {
        return Some(at(Reason::BadSignature, last, Detail::None, case));
    }
    if !is_itself {
        let found = at(Reason::IssuerNotFound, last, Detail::None, case);
        // The highest CA that was sent helps now. A single one does not show that its issuer has no newer certificate.
        let offered = if last.depth > 1 { upload(reached, case) } else { None };
        let remedy = offered.unwrap_or_else(|| send_issuer(&last, case));
        return Some(Finding { remedy: Some(remedy), ..found });
    }
    if last.depth > 0 {
        let found = at(Reason::RootNotTrusted, last, Detail::None, case);
        let replace =
            || Remedy::ReplaceCa { ca: certificate.clone(), change: lacking(&certificate) };
        let unfit = (!certificate.is_ca()).then(replace);
        return Some(Finding { remedy: upload(reached, case).or(unfit), ..found });
    }
    let found = at(Reason::SelfIssuedNotTrusted, last, Detail::None, case);
    let would_help = TrustStore::may_hold(&certificate) && case.try_upload(&certificate).path();
    let free = case.free_for(&certificate);
    let remedy = Remedy::UploadPeer { certificate, free };
    Some(Finding { remedy: would_help.then_some(remedy), ..found })
}

/// The names of the CAs, three at most.
fn names_of_cas(reached: &Reached, case: &Case<'_, '_>) -> String {
    let mut names = Vec::new();
    for step in reached.iter().filter(|step| step.depth > 0) {
        let name = step.certificate(case).quoted_subject().to_string();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(MAX_NAMES);
    names.truncate(MAX_NAMES);
    let shown = names.join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// True if the certificate is its own issuer: subject and issuer are the same name (RFC 5280 §7.1), and its own key verifies
/// its signature.
fn signed_itself(certificate: &Certificate, case: &Case<'_, '_>) -> bool {
    let algorithms = case.question.algorithms;
    is_same_name(certificate.subject_der(), certificate.issuer_der())
        && check_signature(certificate, certificate, algorithms, case.work) == Signature::Good
}

/// The highest CA of the chain with which the path would be accepted now. The chain is verified up to it, and it is not
/// blocked, even if the policy lets that pass.
pub(super) fn upload_of_sent_ca(case: &mut Case<'_, '_>) -> Option<Remedy> {
    let reached = reach(case);
    upload(&reached, case)
}

fn upload(reached: &Reached, case: &Case<'_, '_>) -> Option<Remedy> {
    let above = reached.iter().rev().filter(|step| step.depth > 0);
    let ca = above.map(|step| step.certificate(case)).find(|ca| {
        ca.is_ca()
            && TrustStore::may_hold(ca)
            && is_current(ca, case.question.clock)
            && case.question.blocked.blocks(ca).is_none()
            && case.try_upload(ca).path()
    })?;
    Some(Remedy::UploadIssuer { ca: ca.clone(), free: case.free_for(ca) })
}

/// An expired CA cannot help now, even if the policy lets it pass.
fn is_current(ca: &Certificate, clock: Clock) -> bool {
    let validity = ca.validity();
    !clock.is_before(validity.not_before()) && !clock.is_past(validity.not_after())
}

fn send_issuer(step: &Step, case: &Case<'_, '_>) -> Remedy {
    Remedy::SendIssuer { issued: step.certificate(case).clone(), free: case.free() }
}

fn owner_of<'a>(key: usize, case: &Case<'_, 'a>) -> Option<&'a Certificate> {
    case.material.graph.owner_of_key(key)
}

fn at(reason: Reason, step: Step, detail: Detail, case: &Case<'_, '_>) -> Finding {
    finding::new(reason, position_of(step), step.certificate(case), detail, case)
}

fn position_of(step: Step) -> Position {
    match u8::try_from(step.depth).unwrap_or(u8::MAX) {
        0 => Position::EndEntity,
        depth => Position::Intermediate(depth),
    }
}
