//! Searches for a path through every candidate to every anchor: shortest first, independent of the order presented,
//! within fixed limits.
//!
//! Signatures are checked from the end entity upwards. Without the key of a CA nobody can make the topmost signature, so
//! everything that costs more than a step is checked only on paths that an anchor really signed.

use super::checked_path::{CheckedPath, MAX_INTERMEDIATES, Steps};
use super::constraint_work;
use super::fault::Checks;
use super::graph::{AnchorNode, Distances, END_ENTITY, Graph};
use super::pair::{KeyHint, Pairs, Signature};
use super::path::{self, Attempt};
use super::question::Question;
use super::work::Work;
use core::ops::ControlFlow;

/// The most steps from a certificate to a candidate issuer in one pass. Real chains need fewer than 20; every graph of
/// the path building suite of BetterTLS needs fewer than 200.
const MAX_STEPS: usize = 500;

/// One pass of the search.
#[derive(Clone, Copy)]
pub(super) struct Pass {
    /// A path with a fault of these checks does not count.
    pub(super) avoid: Checks,
    /// True if the anchors that the policy trusts count, false if the others do.
    pub(super) vouching: bool,
    /// True if a signature that no algorithm may verify is a fault like others. Such a path is reported, never accepted.
    pub(super) unsupported: bool,
    /// Only a path with a fault of these checks counts; every path if there are none.
    pub(super) wanted: Checks,
}

/// The search for the paths of one peer, and what it has learned so far.
pub(super) struct Search<'a, 'q> {
    pub(super) graph: &'q Graph<'a>,
    pub(super) question: &'q Question<'a>,
    pub(super) work: &'q Work<'q>,
    pub(super) pairs: &'q mut Pairs,
    /// The checks that the end entity itself does not pass.
    pub(super) peer: Checks,
    pub(super) seen: Seen,
    /// The path that ended the last pass, if one did. It is large, so no pass returns it.
    pub(super) found: Option<Attempt<'a>>,
}

/// What a search has met so far.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen {
    /// The checks of which a fault was avoided.
    pub(super) avoided: Checks,
    /// True if a pass ended at the limit on steps.
    pub(super) too_many_steps: bool,
    /// True if a path was left out because a CA on it has the name and the key of the end entity.
    pub(super) itself: bool,
}

impl<'a, 'q> Search<'a, 'q> {
    pub(super) fn new(
        graph: &'q Graph<'a>,
        question: &'q Question<'a>,
        work: &'q Work<'q>,
        pairs: &'q mut Pairs,
        peer: Checks,
    ) -> Self {
        Self { graph, question, work, pairs, peer, seen: Seen::default(), found: None }
    }

    /// Whether this pass finds a path. It is the first in the fixed order.
    pub(super) fn finds(&mut self, pass: Pass) -> bool {
        let allows = |anchor: &AnchorNode<'_>| {
            anchor.vouches == pass.vouching && !anchor.checks.meets(pass.avoid)
        };
        self.seen.avoid(self.graph.checks(), pass.avoid);
        if !self.graph.anchors().iter().any(allows) {
            return false;
        }
        let distances = self.graph.distances(pass.avoid, allows);
        let Some(shortest) = distances.of(END_ENTITY) else { return false };
        let mut walk = Walk { search: self, pass, distances, steps_left: MAX_STEPS };
        for intermediates in shortest..=MAX_INTERMEDIATES {
            let mut steps = Steps::new();
            steps.push(END_ENTITY);
            if walk.extend(&mut steps, intermediates).is_break() {
                break;
            }
        }
        self.found.is_some()
    }

    /// True if signatures or names have used up the work of one verdict.
    fn is_exhausted(&self) -> bool {
        self.work.is_exhausted() || constraint_work::is_exhausted(self.work)
    }
}

impl Seen {
    fn avoid(&mut self, checks: Checks, avoid: Checks) {
        self.avoided = self.avoided.with(checks.only(avoid));
    }
}

/// One pass.
struct Walk<'a, 'q, 's> {
    search: &'s mut Search<'a, 'q>,
    pass: Pass,
    distances: Distances,
    steps_left: usize,
}

impl Walk<'_, '_, '_> {
    /// Tries every path that has this many more intermediates. `Break` if a path is found, or a limit is reached.
    fn extend(&mut self, steps: &mut Steps, more: usize) -> ControlFlow<()> {
        let graph = self.search.graph;
        let Some((index, head)) = steps.last().and_then(|&last| Some((last, graph.node(last)?)))
        else {
            return ControlFlow::Continue(());
        };
        for hint in KeyHint::ALL {
            let Some(between) = more.checked_sub(1) else {
                for (at, anchor) in graph.anchors_named(head.issuer()) {
                    let counts = anchor.vouches == self.pass.vouching
                        && !anchor.checks.meets(self.pass.avoid)
                        && KeyHint::of(head.certificate, anchor.anchor.certificate) == hint;
                    if counts && self.is_signed(index, anchor.key())? {
                        self.arrive(steps, at)?;
                    }
                }
                continue;
            };
            for (at, issuer) in graph.named(head.issuer()) {
                let is_near = self.distances.of(at).is_some_and(|distance| distance <= between);
                if !is_near
                    || issuer.checks.meets(self.pass.avoid)
                    || KeyHint::of(head.certificate, issuer.certificate) != hint
                {
                    continue;
                }
                // RFC 4158 §5.2: the same name with the same key is a loop.
                let is_met_again = |earlier: &usize| {
                    graph.node(*earlier).is_some_and(|earlier| earlier.is_same_ca(issuer))
                };
                if let Some(met) = steps.iter().position(is_met_again) {
                    self.search.seen.itself |= met == 0;
                    continue;
                }
                if self.is_signed(index, issuer.key())? && steps.try_push(at).is_ok() {
                    let flow = self.extend(steps, between);
                    steps.pop();
                    flow?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// One step: whether the certificate was signed with this key.
    fn is_signed(&mut self, child: usize, key: usize) -> ControlFlow<(), bool> {
        let Some(left) = self.steps_left.checked_sub(1) else {
            self.search.seen.too_many_steps = true;
            return ControlFlow::Break(());
        };
        self.steps_left = left;
        let Search { graph, question, work, pairs, .. } = &mut *self.search;
        let signature = pairs.signature(graph, child, key, question.algorithms, work);
        ControlFlow::Continue(match signature {
            Signature::Good => true,
            Signature::Unsupported => self.pass.unsupported,
            Signature::Bad | Signature::Unknown => false,
        })
    }

    /// Checks a path that has reached an anchor.
    fn arrive(&mut self, steps: &Steps, at: usize) -> ControlFlow<()> {
        let Search { graph, question, work, pairs, peer, .. } = &mut *self.search;
        let path = CheckedPath::of(graph, steps, at, pairs, question.algorithms, work);
        let (Some(path), Some(anchor)) = (path, graph.anchor(at)) else {
            return ControlFlow::Continue(());
        };
        if !self.pass.unsupported && !path.is_signed() {
            return ControlFlow::Continue(());
        }
        let mut faults = alloc::vec::Vec::new();
        if graph.checks() != Checks::NONE {
            for (at, &step) in steps.iter().enumerate().skip(1) {
                if let Some(node) = graph.node(step) {
                    faults.extend(node.faults_at(at));
                }
            }
            faults.extend(anchor.faults_at(steps.len()));
        }
        match path::check(&path, faults, self.pass.avoid, *peer, question, work) {
            Ok(checked)
                if self.pass.wanted != Checks::NONE
                    && !Checks::of(&checked.faults).meets(self.pass.wanted) =>
            {
                ControlFlow::Continue(())
            }
            Ok(checked) => {
                self.search.found = Some(Attempt { path, checked });
                ControlFlow::Break(())
            }
            Err(avoided) => {
                self.search.seen.avoid(avoided, self.pass.avoid);
                if self.search.is_exhausted() {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            }
        }
    }
}
