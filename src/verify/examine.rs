//! Verification of one peer: its own faults, and up to six passes of the search for a path.

use super::constraint_work;
use super::engine;
use super::evidence::{Evidence, Limit, PathOutcome};
use super::facts;
use super::fault::{Checks, Fault};
use super::graph::Graph;
use super::pair::Pairs;
use super::question::Question;
use super::revocation::status_without_path;
use super::search::{Pass, Search, Seen};
use super::work::Work;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::policy::Check;
use crate::trust_store::Pin;
use crate::verdict::Reason;
use alloc::vec::Vec;

/// What the peer's chain may lead through, and which of its signatures are good.
pub(crate) struct Material<'a> {
    pub(crate) graph: Graph<'a>,
    pub(crate) pairs: Pairs,
}

impl Material<'_> {
    pub(crate) const fn new() -> Self {
        Self { graph: Graph::new(), pairs: Pairs::new() }
    }
}

/// Verifies a peer, whose names the question has [compared](Question::compare_names). `material` is empty, and filled here.
pub(crate) fn examine<'a>(
    chain: &'a Chain,
    question: &Question<'a>,
    material: &mut Material<'a>,
    work: &Work<'_>,
) -> Evidence<'a> {
    let end_entity = chain.end_entity();
    let mut peer = facts::check_alone(end_entity, question);
    let pin = question.pin(end_entity);
    if let Some(Pin::Vouches(part)) = pin {
        let path = PathOutcome::Pin(part);
        return Evidence { peer, path, pin: None, limit: None, meets_itself: false };
    }
    let Material { graph, pairs } = material;
    graph.fill(chain, question);
    let mut issued = Vec::new();
    if graph.has_anchors() {
        facts::check_issued(end_entity, question, &mut issued);
    }
    let checks = Checks::of(&issued).with(Checks::of(&peer));
    let mut search = Search::new(graph, question, work, pairs, checks);
    let found = find_path(&mut search);
    let Search { seen, found: attempt, .. } = search;
    let mut path = match (attempt, found) {
        (None, _) => PathOutcome::NoPath,
        (Some(attempt), Found::Accepted) => PathOutcome::Accepted(attempt),
        (Some(attempt), Found::Refused) => PathOutcome::Refused(attempt),
        (Some(attempt), Found::LeftOut) => PathOutcome::LeftOut(attempt),
    };
    add_unreadable(&mut path, end_entity, &mut peer);
    if !matches!(path, PathOutcome::NoPath) {
        peer.append(&mut issued);
    }
    if !path_is_signed(&path) {
        peer.extend(status_without_path(question));
    }
    let is_found = matches!(path, PathOutcome::Accepted(_));
    let limit = reached(graph, seen, work).filter(|_| !is_found);
    Evidence { peer, path, pin, limit, meets_itself: seen.itself }
}

/// webpki has parsed every certificate of a path that it verified. Of any other peer, it must be able to parse the reported
/// path, or at least the peer's own certificate: a policy may accept a peer without a path.
fn add_unreadable(path: &mut PathOutcome<'_>, end_entity: &Certificate, peer: &mut Vec<Fault>) {
    let attempt = match path {
        PathOutcome::Pin(_) => return,
        PathOutcome::NoPath => return peer.extend(engine::unreadable(&[end_entity])),
        PathOutcome::Accepted(attempt)
        | PathOutcome::Refused(attempt)
        | PathOutcome::LeftOut(attempt) => attempt,
    };
    let is_known = |fault: &Fault| fault.reason == Reason::RefusedByWebpki;
    if attempt.is_verified() || attempt.faults().iter().any(is_known) {
        return;
    }
    let Some(fault) = engine::unreadable(attempt.path.certificates()) else { return };
    attempt.checked.faults.push(fault);
    if matches!(path, PathOutcome::Accepted(_))
        && let PathOutcome::Accepted(attempt) = core::mem::replace(path, PathOutcome::NoPath)
    {
        *path = PathOutcome::Refused(attempt);
    }
}

/// Only on a signed path the issuer says whether the certificate is revoked.
fn path_is_signed(path: &PathOutcome<'_>) -> bool {
    match path {
        PathOutcome::Pin(_) => true,
        PathOutcome::Accepted(attempt)
        | PathOutcome::Refused(attempt)
        | PathOutcome::LeftOut(attempt) => attempt.path.is_signed(),
        PathOutcome::NoPath => false,
    }
}

/// What the pass that found a path says about it.
#[derive(Clone, Copy)]
enum Found {
    Accepted,
    Refused,
    LeftOut,
}

/// The passes decide which path is accepted. Each later one avoids fewer faults; the fixed order within one decides which
/// path is reported.
fn find_path(search: &mut Search<'_, '_>) -> Found {
    let deciding = Checks::deciding(search.question.policy);
    let clean =
        Pass { avoid: Checks::ALL, vouching: true, unsupported: false, wanted: Checks::NONE };
    if search.finds(clean) {
        return Found::Accepted;
    }
    // Without a waived fault, this pass would find nothing more.
    if search.seen.avoided.exceeds(deciding) && search.finds(Pass { avoid: deciding, ..clean }) {
        return Found::Accepted;
    }
    let any = Pass { avoid: Checks::NONE, ..clean };
    if search.finds(any) {
        return Found::Refused;
    }
    // Where the policy waives the path, the other faults decide. A path that is left out must not be better than another one
    // that is left out too: it would have been refused.
    let left_out = Pass { vouching: false, ..any };
    if !deciding.contains(Check::Path) && search.finds(Pass { wanted: deciding, ..left_out })
        || search.finds(left_out)
    {
        return Found::LeftOut;
    }
    // Nothing here is signed, so a limit that is reached tells nothing about the peer.
    let seen = search.seen;
    search.finds(Pass { unsupported: true, ..any });
    search.seen = seen;
    Found::Refused
}

/// The limit that was reached, if one was.
fn reached(graph: &Graph<'_>, seen: Seen, work: &Work<'_>) -> Option<Limit> {
    if work.is_exhausted() {
        Some(Limit::Signatures)
    } else if constraint_work::is_exhausted(work) {
        Some(Limit::Comparisons)
    } else if seen.too_many_steps {
        Some(Limit::Steps)
    } else {
        graph.overflowed.then_some(Limit::Certificates)
    }
}
