//! Looks for a path through every candidate and every anchor: shortest first, in an order of its own, within
//! stated limits.

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

/// How many steps from a certificate to a candidate issuer one search may take. Chains of the field need fewer
/// than 20; every graph of BetterTLS's path building suite stays below 200, so twice that and some more is enough.
/// Each step may hold a path to every rule, whether a signature is checked or not.
const MAX_STEPS: usize = 500;

/// The end entity and the intermediates of a path, in this order.
pub(super) type Certificates<'a> = ArrayVec<&'a Certificate, { MAX_INTERMEDIATES + 1 }>;

/// A path that was looked at, and what is wrong with it.
pub(crate) struct Attempt<'a> {
    pub(super) certificates: Certificates<'a>,
    pub(super) anchor: Anchor<'a>,
    pub(crate) faults: Vec<Fault>,
    /// Whether the path verifier was asked and agreed.
    verified: bool,
    /// When the first of the lists of revoked certificates that vouch is to be replaced.
    next_update: Option<UnixTime>,
}

/// What is against a path. The first field that differs tells which of two paths has less against it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Whether anything decides.
    refused: bool,
    /// Whether the path verifier was not asked, or did not agree.
    unverified: bool,
    /// How much decides.
    deciding: usize,
    /// Whether a signature shows it to be no path at all, or nobody can check one.
    doubtful: bool,
    /// How much is told.
    faults: usize,
    length: usize,
}

/// What became of a search.
pub(crate) struct Outcome<'a> {
    /// The path with the least against it; `None` if no path leads to an anchor by name.
    pub(crate) best: Option<Attempt<'a>>,
    /// Whether the search ended at a limit before every path was looked at.
    pub(crate) cut_short: bool,
    /// Whether a way was left out because a CA on it has the name and the key of the end entity.
    pub(crate) meets_itself: bool,
}

/// Looks for the path with the least against it.
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
        // Nothing of what vouches helped. What the source leaves out is looked at to be able to say so.
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
    /// How many are left; `None` once one was wanted and none was left.
    steps: Option<usize>,
    best: Option<Attempt<'a>>,
    /// Whether this round is for the anchors that vouch, or for the others.
    only_vouching: bool,
    meets_itself: bool,
}

impl<'a> Search<'a, '_> {
    /// `Break` when a path without faults is found or a limit is reached.
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
        // What our own rules refuse costs no signature check.
        let mut verified = false;
        let mut next_update = None;
        if let Some(moment) = moment.filter(|_| !faults.iter().any(refuses_the_path)) {
            match engine::verify(path, anchor, moment, self.algorithms, &self.work) {
                Ok(()) => {
                    verified = true;
                    let (question, work) = (self.question, &self.work);
                    let told = revocation::check(path, anchor, question, self.algorithms, work);
                    faults.extend(told.faults);
                    next_update = told.next_update;
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
    /// Whether signatures or names have taken all the work that one verdict may.
    fn is_exhausted(&self) -> bool {
        self.work.is_exhausted() || constraints::is_exhausted(&self.work)
    }
}

impl Attempt<'_> {
    /// The path, once nothing is wrong with it.
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

    /// What is against it. Of a path that was verified more can be found, by lists of revoked certificates, and all
    /// of it is true.
    fn rank(&self, question: &Question<'_>) -> Rank {
        let deciding = self.deciding(question).count();
        let doubtful = self.faults.iter().any(|fault| {
            matches!(fault.reason, Reason::BadSignature | Reason::UnsupportedSignatureAlgorithm)
        });
        Rank {
            refused: deciding > 0,
            unverified: !self.verified,
            deciding,
            doubtful,
            faults: self.faults.len(),
            length: self.certificates.len(),
        }
    }

    /// Whether anything against it decides.
    pub(crate) fn is_refused(&self, question: &Question<'_>) -> bool {
        self.deciding(question).next().is_some()
    }

    fn deciding(&self, question: &Question<'_>) -> impl Iterator<Item = &Fault> {
        let decides = |fault: &&Fault| question.policy.decides(fault.reason.check());
        self.faults.iter().filter(decides)
    }
}

/// A fault that no waiver short of waiving the path itself can let pass. That an anchor is left out by the
/// source is told only after the rest of the path was verified, because the remedy must be true.
fn refuses_the_path(fault: &Fault) -> bool {
    fault.reason.check() == Check::Path
        && !matches!(fault.reason, Reason::AnchorExcludedBySource | Reason::AnchorDisabled)
}

/// Where the path met this issuer before. RFC 4158 §5.2: the same name with the same key is a loop, whatever else the
/// certificate says.
fn met_again(path: &Certificates<'_>, issuer: &Certificate) -> Option<usize> {
    path.iter().position(|earlier| {
        earlier.subject_der() == issuer.subject_der()
            && earlier.spki_contents() == issuer.spki_contents()
    })
}
