//! A class of phones that may read a plan in several ways: the worst one counts.

use super::report::FleetAnswer;
use crate::forecast::Span;
use alloc::vec::Vec;
use pki_types::UnixTime;

/// The answers of a class about one server, one for each way of reading the plan.
pub(super) struct Worst<'a>(Vec<&'a FleetAnswer>);

impl<'a> Worst<'a> {
    pub(super) fn of(answers: impl Iterator<Item = &'a FleetAnswer>) -> Self {
        Self(answers.collect())
    }

    /// The first second at which the server is rejected in one of them.
    pub(super) fn first_rejection(&self, span: Span) -> Option<UnixTime> {
        self.0.iter().filter_map(|answer| answer.first_rejection(span)).min()
    }

    /// True if `then` rejects the server at a time at which this one accepts it.
    pub(super) fn is_lost(&self, then: &Self, span: Span) -> bool {
        let events = self.0.iter().chain(&then.0).flat_map(|answer| &answer.events);
        let mut instants = core::iter::once(span.from()).chain(events.map(|event| event.at));
        instants.any(|at| self.accepts(at) && !then.accepts(at))
    }

    fn accepts(&self, at: UnixTime) -> bool {
        self.0.iter().all(|answer| answer.at(at).is_accepted())
    }
}
