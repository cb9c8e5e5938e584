//! How far the peer's chain is signed: the certificates that are reached from its own by good signatures.

use super::case::Case;
use crate::certificate::Certificate;
use crate::verify::{END_ENTITY, KeyHint, Signature};
use arrayvec::ArrayVec;

/// The most certificates up to which the chain is verified: more than a path may have, so that a longer one is noticed.
pub(super) const MAX_REACHED: usize = 16;

/// The most certificates and anchors of one name that are tried. Only a chain that is made to cost time has more.
const MAX_ISSUERS: usize = MAX_REACHED * 8;

/// The number of checks that are kept for other questions. A CA whose key identifier says that it is not the issuer is
/// tried only if more are left. The questions: whether a certificate signed itself, and whether the CA is in the store
/// under another spelling.
const KEPT: u32 = 2;

/// The certificates that signed for the peer, in the order in which they were reached.
pub(super) type Reached = ArrayVec<Step, MAX_REACHED>;

/// A certificate that signed for the peer, directly or through others.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// Its index among the certificates that can matter.
    pub(super) node: usize,
    /// The number of certificates between it and the peer's own, plus one; 0 for the peer's own.
    pub(super) depth: usize,
    /// True if another certificate signed it.
    pub(super) is_signed: bool,
    /// True if a certificate with its issuer's name, sent or stored, did not sign it, although no key identifier says so.
    is_bad: bool,
    /// True if not every such certificate was checked, because the limit on checks was reached.
    is_unknown: bool,
    /// The number of a key of that name for which its signature has no algorithm.
    unsupported: Option<usize>,
}

/// A certificate or an anchor that has the name of an issuer.
#[derive(Clone, Copy)]
struct Candidate {
    /// The index of a certificate; `None` for an anchor.
    node: Option<usize>,
    key: usize,
    hint: KeyHint,
}

pub(super) const END_ENTITY_STEP: Step = Step {
    node: END_ENTITY,
    depth: 0,
    is_signed: false,
    is_bad: false,
    is_unknown: false,
    unsupported: None,
};

impl Step {
    /// True if every certificate that may have signed it is known not to have done so.
    pub(super) const fn is_unsigned(&self) -> bool {
        !self.is_signed && !self.is_unknown
    }

    /// True if none of these certificates signed it, although one should have.
    pub(super) const fn is_badly_signed(&self) -> bool {
        self.is_unsigned() && self.is_bad
    }

    /// The number of the key for which its signature has no algorithm.
    pub(super) fn unsupported(&self) -> Option<usize> {
        self.unsupported.filter(|_| self.is_unsigned())
    }

    pub(super) fn certificate<'a>(&self, case: &Case<'_, 'a>) -> &'a Certificate {
        case.material.graph.node(self.node).map_or(case.end_entity(), |node| node.certificate)
    }
}

/// Follows good signatures from the peer's own certificate.
pub(super) fn reach(case: &mut Case<'_, '_>) -> Reached {
    let mut reached = Reached::new();
    reached.push(END_ENTITY_STEP);
    let mut next = 0;
    while let Some(mut step) = reached.get(next).copied() {
        case.work.grant_explanation(step.depth.saturating_add(1));
        let mut candidates = ArrayVec::new();
        add_issuers(step.node, case, &mut candidates);
        let signer = check(&mut step, &candidates, case);
        if let Some(known) = reached.get_mut(next) {
            *known = step;
        }
        let issuers = candidates.iter().filter(|candidate| Some(candidate.key) == signer);
        for node in issuers.filter_map(|candidate| candidate.node) {
            let depth = step.depth.saturating_add(1);
            if !reached.iter().any(|other| other.node == node) {
                let _enough = reached.try_push(Step { node, depth, ..END_ENTITY_STEP });
            }
        }
        next = next.saturating_add(1);
    }
    reached
}

/// Looks for the key that signed, and stops when it is found. Those that a key identifier names are tried first, and of
/// these the certificates that are valid longest.
fn check(step: &mut Step, candidates: &[Candidate], case: &mut Case<'_, '_>) -> Option<usize> {
    for wanted in KeyHint::ALL {
        for Candidate { key, hint, .. } in candidates.iter().filter(|found| found.hint == wanted) {
            let is_excluded = *hint == KeyHint::Other;
            // After the last check, only what was checked before has an answer.
            let is_left_out = step.is_unknown || is_excluded && case.work.checks_left() <= KEPT;
            if is_left_out && !case.has_checked(step.node, *key) {
                continue;
            }
            match case.signature(step.node, *key) {
                Signature::Good => {
                    step.is_signed = true;
                    return Some(*key);
                }
                Signature::Bad => step.is_bad |= !is_excluded,
                Signature::Unsupported if is_excluded => {}
                Signature::Unsupported => step.unsupported = Some(*key),
                Signature::Unknown => step.is_unknown |= !is_excluded,
            }
        }
    }
    None
}

/// Adds the certificates and anchors that have the name of the issuer. A certificate is no issuer of itself, nor is another one
/// of the same CA: RFC 4158 §5.2 calls that a loop.
fn add_issuers(node: usize, case: &Case<'_, '_>, found: &mut ArrayVec<Candidate, MAX_ISSUERS>) {
    let graph = &case.material.graph;
    let Some(child) = graph.node(node) else { return };
    for (index, issuer) in graph.named(child.issuer()) {
        if index != node && !issuer.is_same_ca(child) {
            let hint = KeyHint::of(child.certificate, issuer.certificate);
            let _enough = found.try_push(Candidate { node: Some(index), key: issuer.key(), hint });
        }
    }
    for (_, anchor) in graph.anchors_named(child.issuer()) {
        let hint = KeyHint::of(child.certificate, anchor.anchor.certificate);
        let _enough = found.try_push(Candidate { node: None, key: anchor.key(), hint });
    }
}
