//! What is said about a fleet.

use super::projection::{Digest, Digester};
use super::suggestion::Suggestion;
use crate::forecast::{
    Assumption, Cause, Decision, DependencyForecast, FileReading, ForecastError, ForecastEvent,
    Outcome, Span,
};
use crate::policy_set::Application;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::hash::Hash as _;
use pki_types::UnixTime;

/// The answers of a fleet: the answer of [`Fleet::report`](crate::Fleet::report). It keeps no model.
///
/// Its `Display` is a table of several lines for people.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FleetReport {
    /// The first and the last second.
    pub span: Span,
    /// The number of phones.
    pub phones: u64,
    /// The number of models that were added.
    pub models: u64,
    /// The number of classes of models that differ in anything that matters here.
    pub classes: usize,
    /// The number of forecasts that were made. All phones that a server cannot tell apart share one.
    pub judged: usize,
    /// What all answers assume. Each event adds its own.
    pub assumptions: Vec<Assumption>,
    /// The answers: by server in the order given, the most urgent first, then the most phones.
    pub rows: Vec<FleetRow>,
    /// What helps, in this order: each was tried on every class, after those before it, and makes no accepted server
    /// rejected. At most three: the best, then the best for the rest. They are not always the fewest.
    pub suggestions: Vec<Suggestion>,
    /// What would help some phones and break others, at most eight. It is not suggested.
    pub harmful: Vec<Suggestion>,
    /// The number of changes that might help and were not tried, because there are more than 32. Those that concern the most
    /// phones were tried.
    pub untried: usize,
    /// The phones without an answer.
    pub unanswered: Vec<Unanswered>,
}

/// Phones that have one answer about one server.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FleetRow {
    /// The name of the dependency.
    pub dependency: Box<str>,
    /// The application that dials it.
    pub application: Application,
    /// True if a phone cannot be repaired once it rejects this server.
    pub essential: bool,
    /// The number of phones.
    pub phones: u64,
    /// The names of models, by alphabet, at most eight.
    pub models: Vec<Box<str>>,
    /// The number of models that are not in `models`.
    pub more_models: u64,
    /// The answer without the plan.
    pub answer: FleetAnswer,
    /// The answer after the plan; `None` if there is no plan, or if it cannot be made there.
    pub after: Option<FleetAnswer>,
    /// The first second at which the two differ.
    pub first_difference: Option<UnixTime>,
    /// The first second at which the plan makes an essential server rejected, that would be accepted without it.
    /// [`first_lock_out`](Self::first_lock_out) is also about the other ways of reading the plan.
    pub lock_out: Option<UnixTime>,
    /// The answers if the phones read a settings file of the plan in another way than is assumed, as in
    /// [`WhatIf::otherwise`](crate::WhatIf::otherwise). Only where the answer differs. At most 15.
    pub otherwise: Vec<FleetOtherwise>,
    /// True if there are more ways than were judged.
    pub more_otherwise: bool,
}

/// The answer about a server after the plan, on phones that read a settings file of it in another way than is assumed.
///
/// Its `Display` is one line for people.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FleetOtherwise {
    /// How each settings file is read that is not read as assumed, in the order of the plan.
    pub files: Vec<FileReading>,
    /// The lines of contradictory settings that are taken, from 1; empty if none differs. With several settings files in the
    /// plan, `files` says which file has them.
    pub lines: Vec<u32>,
    /// The lines that set nothing, from 1, because the phone does not understand their value. With several settings files in
    /// the plan, `files` says which file has them.
    pub ignored: Vec<u32>,
    /// The order of deletions and downloads, if it differs: that of the last file in which it does.
    #[cfg(feature = "settings")]
    pub order: Option<crate::forecast::DownloadOrder>,
    /// The answer after the plan.
    pub answer: FleetAnswer,
    /// The first second at which it differs from the answer without the plan.
    pub first_difference: Option<UnixTime>,
    /// The first second at which the plan makes an essential server rejected, that would be accepted without it.
    pub lock_out: Option<UnixTime>,
}

/// The outcome about a server at the first second, and its changes. [`Outcome::valid_until`] is not set, because it may
/// differ between the phones of a row.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FleetAnswer {
    /// The outcome at the first second.
    pub now: Outcome,
    /// Every change, by time.
    pub events: Vec<FleetEvent>,
    /// The outcome at the first second if the clock were set; `None` if it is.
    pub with_clock_set: Option<Outcome>,
}

/// One change of an outcome, as in a [`ForecastEvent`], without a remedy: that depends on the single phone.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FleetEvent {
    /// The first second of the new outcome.
    pub at: UnixTime,
    /// The decision before.
    pub from: Decision,
    /// The outcome from then on.
    pub to: Outcome,
    /// Why.
    pub cause: Cause,
    /// The time to act by, if the server is rejected from then on.
    pub by: Option<UnixTime>,
    /// True if an essential server is accepted before and rejected from then on.
    pub lock_out: bool,
    /// What the event assumes.
    pub assumes: Vec<Assumption>,
}

/// Phones without an answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unanswered {
    /// Why: a change of the plan, or one that is expected, cannot be made there, or there is too much to look at.
    pub error: ForecastError,
    /// The number of phones.
    pub phones: u64,
    /// The names of models, by alphabet, at most eight.
    pub models: Vec<Box<str>>,
    /// The number of models that are not in `models`.
    pub more_models: u64,
}

impl FleetReport {
    /// True if the plan makes an essential server rejected on some phones, in whatever way they read a settings file.
    pub fn locks_out(&self) -> bool {
        self.rows.iter().any(|row| row.first_lock_out().is_some())
    }
}

impl FleetRow {
    /// The first second at which the plan makes an essential server rejected, that would be accepted without it, in whatever
    /// way the phones read a settings file.
    pub fn first_lock_out(&self) -> Option<UnixTime> {
        let others = self.otherwise.iter().map(|other| other.lock_out);
        core::iter::once(self.lock_out).chain(others).flatten().min()
    }
}

impl FleetAnswer {
    pub(super) fn new(forecast: &DependencyForecast, essential: bool) -> Self {
        let event = |event: &ForecastEvent| FleetEvent {
            at: event.at,
            from: event.from.decision,
            to: plain(&event.to),
            cause: event.cause,
            by: event.by,
            lock_out: essential && event.from.is_accepted() && !event.to.is_accepted(),
            assumes: event.assumes.clone(),
        };
        Self {
            now: plain(&forecast.now),
            events: forecast.events.iter().map(event).collect(),
            with_clock_set: forecast.with_clock_set.as_ref().map(plain),
        }
    }

    /// The outcome at this instant of the span.
    pub fn at(&self, instant: UnixTime) -> &Outcome {
        let past = self.events.iter().take_while(|event| event.at <= instant);
        past.last().map_or(&self.now, |event| &event.to)
    }

    /// The first second at which the server is rejected; `None` if it never is.
    pub fn first_rejection(&self, span: Span) -> Option<UnixTime> {
        if !self.now.is_accepted() {
            return Some(span.from());
        }
        self.events.iter().find(|event| !event.to.is_accepted()).map(|event| event.at)
    }

    /// The first second at which `other` is not like this one, in this sense.
    pub(super) fn first(
        &self,
        other: &Self,
        span: Span,
        differs: impl Fn(&Outcome, &Outcome) -> bool,
    ) -> Option<UnixTime> {
        let events = self.events.iter().chain(&other.events).map(|event| event.at);
        let mut instants: Vec<UnixTime> = core::iter::once(span.from()).chain(events).collect();
        instants.sort_unstable();
        instants.dedup();
        instants.into_iter().find(|instant| differs(self.at(*instant), other.at(*instant)))
    }

    /// Equal answers have equal digests.
    pub(super) fn digest(&self) -> Digest {
        let mut digester = Digester::new();
        outcome(&self.now, &mut digester);
        self.with_clock_set.is_some().hash(&mut digester);
        if let Some(now) = &self.with_clock_set {
            outcome(now, &mut digester);
        }
        self.events.len().hash(&mut digester);
        for event in &self.events {
            (event.at, event.from, event.cause, event.by, event.lock_out).hash(&mut digester);
            outcome(&event.to, &mut digester);
            event.assumes.hash(&mut digester);
        }
        digester.done()
    }
}

fn plain(outcome: &Outcome) -> Outcome {
    Outcome { valid_until: None, ..outcome.clone() }
}

fn outcome(outcome: &Outcome, digester: &mut Digester) {
    (outcome.decision, outcome.deciding.len()).hash(digester);
    for key in &outcome.deciding {
        (key.reason.code(), key.position.code(), key.certificate).hash(digester);
    }
}
