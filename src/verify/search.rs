//! Searches for a path through every candidate to every anchor: shortest first, independent of the order presented,
//! within fixed limits.

use super::candidates::{Candidates, KeyHint};
use super::constraints;
use super::engine::{self, MAX_INTERMEDIATES};
use super::fault::Fault;
use super::path;
use super::question::Question;
use super::revocation;
use super::work::Work;
use crate::algorithms::Algorithms;
use crate::certificate::Certificate;
use crate::name::NameMatch;
use crate::policy::Check;
use crate::trust_store::Anchor;
use crate::verdict::{Reason, VerifiedPath};
use alloc::vec::Vec;
use arrayvec::ArrayVec;
use core::ops::ControlFlow;
use pki_types::UnixTime;

/// The most steps from a certificate to a candidate issuer in one search. Real chains need fewer than 20; every graph of
/// the path building suite of BetterTLS needs fewer than 200. A step may check a path against every rule, with or
/// without a signature check.
const MAX_STEPS: usize = 500;

/// The end entity and the intermediates of a path, in this order.
pub(super) type Certificates<'a> = ArrayVec<&'a Certificate, { MAX_INTERMEDIATES + 1 }>;

/// A path that was checked, and its faults.
pub(crate) struct Attempt<'a> {
    pub(super) certificates: Certificates<'a>,
    pub(super) anchor: Anchor<'a>,
    pub(crate) faults: Vec<Fault>,
    /// True if webpki accepted the path.
    verified: bool,
    /// The earliest `nextUpdate` of the CRLs that show that the path is not revoked.
    next_update: Option<UnixTime>,
}

/// Orders attempts from best to worst: verified, not refused, fewest deciding faults, no doubtful signature, fewest
/// faults, shortest.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// True if webpki did not accept the path, or was not called. A genuine path shows more about the peer than a forged
    /// one, even if the policy waives the path.
    unverified: bool,
    /// True if a fault decides.
    refused: bool,
    /// The number of faults that decide.
    deciding: usize,
    /// True if a signature does not verify or has no algorithm, so that this may be no path at all.
    doubtful: bool,
    /// The number of all faults.
    faults: usize,
    length: usize,
}

/// The result of a search.
pub(crate) struct Outcome<'a> {
    /// The best attempt; `None` if no path leads to an anchor by name.
    pub(crate) best: Option<Attempt<'a>>,
    /// True if the search ended at a limit before every path was checked.
    pub(crate) cut_short: bool,
    /// True if a path was left out because a CA on it has the name and the key of the end entity.
    pub(crate) meets_itself: bool,
}

/// Searches for the best path.
pub(crate) fn search<'a>(
    candidates: &Candidates<'a>,
    question: &Question<'_>,
    algorithms: Algorithms,
) -> Outcome<'a> {
    let mut search = Search {
        candidates,
        question,
        algorithms,
        work: Work::new(question.cache),
        steps: Some(MAX_STEPS),
        best: None,
        only_vouching: true,
        meets_itself: false,
    };
    if candidates.reach_an_anchor() && search.all_paths().is_continue() {
        // No trusted anchor gives a path. The untrusted ones are tried so that the finding can name them.
        search.only_vouching = false;
        let _found = search.all_paths();
    }
    Outcome {
        cut_short: candidates.overflowed || search.steps.is_none() || search.is_exhausted(),
        meets_itself: search.meets_itself,
        best: search.best,
    }
}

struct Search<'a, 'q> {
    candidates: &'q Candidates<'a>,
    question: &'q Question<'q>,
    algorithms: Algorithms,
    work: Work<'q>,
    /// The number of steps left; `None` after the limit was exceeded.
    steps: Option<usize>,
    best: Option<Attempt<'a>>,
    /// True in the round for trusted anchors, false in the round for the others.
    only_vouching: bool,
    meets_itself: bool,
}

impl<'a> Search<'a, '_> {
    /// `Break` if a path without faults is found or a limit is reached.
    fn all_paths(&mut self) -> ControlFlow<()> {
        for intermediates in 0..=MAX_INTERMEDIATES {
            let mut path = Certificates::new();
            path.push(self.candidates.end_entity);
            self.extend(&mut path, intermediates)?;
        }
        ControlFlow::Continue(())
    }

    fn extend(&mut self, path: &mut Certificates<'a>, more: usize) -> ControlFlow<()> {
        let candidates = self.candidates;
        let Some(head) = path.last().copied() else {
            return ControlFlow::Continue(());
        };
        for hint in KeyHint::ALL {
            let Some(between) = more.checked_sub(1) else {
                for anchor in candidates.anchors_of(head) {
                    if KeyHint::of(head, anchor.certificate) == hint {
                        self.step()?;
                        self.attempt(path, &anchor)?;
                    }
                }
                continue;
            };
            for issuer in candidates.issuers_of(head, between) {
                if KeyHint::of(head, issuer) != hint || self.work.is_known_bad(head, issuer) {
                    continue;
                }
                if let Some(at) = met_again(path, issuer) {
                    self.meets_itself |= at == 0;
                    continue;
                }
                self.step()?;
                path.push(issuer);
                let flow = self.extend(path, between);
                path.pop();
                flow?;
            }
        }
        ControlFlow::Continue(())
    }

    fn step(&mut self) -> ControlFlow<()> {
        self.steps = self.steps.and_then(|left| left.checked_sub(1));
        match self.steps {
            Some(_) => ControlFlow::Continue(()),
            None => ControlFlow::Break(()),
        }
    }

    fn attempt(&mut self, path: &Certificates<'a>, anchor: &Anchor<'a>) -> ControlFlow<()> {
        let vouches = !anchor.disabled && self.question.vouches(anchor.part);
        let known_bad =
            path.last().is_some_and(|last| self.work.is_known_bad(last, anchor.certificate));
        if vouches != self.only_vouching || (known_bad && self.best.is_some()) {
            return ControlFlow::Continue(());
        }
        let (mut faults, moment) = path::check_path(path, anchor, self.question, &self.work);
        // A path that our own rules reject costs no signature check.
        let mut verified = false;
        let mut next_update = None;
        if let Some(moment) = moment.filter(|_| !faults.iter().any(refuses_the_path)) {
            match engine::verify(path, anchor, moment, self.algorithms, &self.work) {
                Ok(()) => {
                    verified = true;
                    let (question, work) = (self.question, &self.work);
                    let status = revocation::check(path, anchor, question, self.algorithms, work);
                    faults.extend(status.faults);
                    next_update = status.next_update;
                }
                Err(fault) => faults.push(fault),
            }
        }
        let attempt =
            Attempt { certificates: path.clone(), anchor: *anchor, faults, verified, next_update };
        let found = attempt.faults.is_empty();
        if self
            .best
            .as_ref()
            .is_none_or(|best| attempt.rank(self.question) < best.rank(self.question))
        {
            self.best = Some(attempt);
        }
        if found || self.is_exhausted() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl Search<'_, '_> {
    /// True if signatures or names have used up the work of one verdict.
    fn is_exhausted(&self) -> bool {
        self.work.is_exhausted() || constraints::is_exhausted(&self.work)
    }
}

impl Attempt<'_> {
    /// The verified path of an attempt without faults.
    pub(crate) fn into_path(self, name: Option<NameMatch>) -> Option<VerifiedPath> {
        let (end_entity, intermediates) = self.certificates.split_first()?;
        let mut issuers = Vec::with_capacity(intermediates.len().saturating_add(1));
        issuers.extend(intermediates.iter().copied().cloned());
        let mut validity =
            path::together(&self.certificates)?.intersection(self.anchor.certificate.validity())?;
        if let Some(next_update) = self.next_update {
            validity = validity.before(next_update);
        }
        issuers.push(self.anchor.certificate.clone());
        Some(VerifiedPath {
            end_entity: (*end_entity).clone(),
            issuers,
            part: self.anchor.part,
            validity,
            name,
        })
    }

    /// A verified path may have more faults, because CRLs are checked for it alone; all of them are facts.
    fn rank(&self, question: &Question<'_>) -> Rank {
        let deciding = self.deciding(question).count();
        let doubtful = self.faults.iter().any(|fault| {
            matches!(fault.reason, Reason::BadSignature | Reason::UnsupportedSignatureAlgorithm)
        });
        Rank {
            unverified: !self.verified,
            refused: deciding > 0,
            deciding,
            doubtful,
            faults: self.faults.len(),
            length: self.certificates.len(),
        }
    }

    /// True if webpki accepted the path.
    pub(crate) const fn is_verified(&self) -> bool {
        self.verified
    }

    /// True if a fault decides.
    pub(crate) fn is_refused(&self, question: &Question<'_>) -> bool {
        self.deciding(question).next().is_some()
    }

    /// Whether anything decides that is not about the peer alone: about the path, or a certificate above the peer.
    pub(crate) fn is_refused_beside_peer(&self, question: &Question<'_>) -> bool {
        let is_peers = |fault: &Fault| fault.at == 0 && fault.reason.check() != Check::Path;
        self.deciding(question).any(|fault| !is_peers(fault))
    }

    fn deciding(&self, question: &Question<'_>) -> impl Iterator<Item = &Fault> {
        let decides = |fault: &&Fault| question.policy.decides(fault.reason.check());
        self.faults.iter().filter(decides)
    }
}

/// A fault that only a waiver of [`Check::Path`] lets pass. An untrusted or disabled anchor is none of them: the rest of
/// the path is verified first, so that the remedy is true.
fn refuses_the_path(fault: &Fault) -> bool {
    fault.reason.check() == Check::Path
        && !matches!(fault.reason, Reason::AnchorExcludedBySource | Reason::AnchorDisabled)
}

/// The position at which the path already has this issuer. RFC 4158 §5.2: the same name with the same key is a loop.
fn met_again(path: &Certificates<'_>, issuer: &Certificate) -> Option<usize> {
    path.iter().position(|earlier| {
        earlier.subject_der() == issuer.subject_der()
            && earlier.spki_contents() == issuer.spki_contents()
    })
}
