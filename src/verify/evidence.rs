//! The result of verification: facts about one peer, which neither the policy nor an explanation has touched.

use super::fault::Fault;
use super::path::Attempt;
use crate::trust_store::{Pin, StorePart};
use alloc::vec::Vec;

/// The facts about one peer.
pub(crate) struct Evidence<'a> {
    /// The faults of the end entity alone, at index 0. A name that does not match is part of the question.
    pub(crate) peer: Vec<Fault>,
    pub(crate) path: PathOutcome<'a>,
    /// What the store says about this very certificate, if it does not vouch for it.
    pub(crate) pin: Option<Pin>,
    /// The limit that was reached before anything was accepted.
    pub(crate) limit: Option<Limit>,
    /// True if a path was left out because a CA on it has the name and the key of the end entity.
    pub(crate) meets_itself: bool,
}

/// What the search for a path found.
pub(crate) enum PathOutcome<'a> {
    /// The end-entity certificate is itself in this part of the store.
    Pin(StorePart),
    /// No fault of this path decides.
    Accepted(Attempt<'a>),
    /// Every path to a trusted anchor has a fault that decides. This is the first of them in the fixed order.
    Refused(Attempt<'a>),
    /// There is a path to an anchor only that is disabled, or that the policy does not trust.
    LeftOut(Attempt<'a>),
    /// No anchor signed for the end entity.
    NoPath,
}

/// A limit of this library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    /// On signature checks.
    Signatures,
    /// On steps from a certificate to an issuer.
    Steps,
    /// On comparisons of names with name constraints.
    Comparisons,
    /// On certificates and anchors of one name.
    Certificates,
}

impl<'a> Evidence<'a> {
    /// The path that was looked at.
    pub(crate) const fn attempt(&self) -> Option<&Attempt<'a>> {
        match &self.path {
            PathOutcome::Accepted(attempt)
            | PathOutcome::Refused(attempt)
            | PathOutcome::LeftOut(attempt) => Some(attempt),
            PathOutcome::Pin(_) | PathOutcome::NoPath => None,
        }
    }

    /// True if there is no fault at all. A name that does not match is part of the question.
    pub(crate) fn is_clean(&self) -> bool {
        let is_path_clean = match &self.path {
            PathOutcome::Pin(_) => true,
            PathOutcome::Accepted(attempt) => attempt.faults().is_empty(),
            _ => false,
        };
        is_path_clean && self.peer.is_empty()
    }

    /// True if a trusted anchor signed for the end entity, or it is in the store itself, whatever the faults are.
    pub(crate) const fn is_anchored(&self) -> bool {
        matches!(
            self.path,
            PathOutcome::Pin(_) | PathOutcome::Accepted(_) | PathOutcome::Refused(_)
        )
    }

    /// True if the path is accepted, whatever the faults of the end entity are.
    pub(crate) const fn has_accepted_path(&self) -> bool {
        matches!(self.path, PathOutcome::Pin(_) | PathOutcome::Accepted(_))
    }
}
