//! What is said about a fleet.

use super::projection::{Digest, Digester};
use crate::certificate::Certificate;
use crate::clock::{Date, Moment};
use crate::forecast::{
    Assumption, Cause, Decision, DependencyForecast, ForecastError, ForecastEvent, Outcome, Span,
};
use crate::policy_set::Application;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
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

/// A change that was tried on every class.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Suggestion {
    /// The change.
    pub change: SuggestedChange,
    /// Its place in the order, from 1.
    pub round: u8,
    /// The number of phones that it helps: one of their servers is rejected later, or never, and none is rejected earlier.
    pub phones: u64,
    /// The number of phones with a server that it makes rejected.
    pub breaks: u64,
    /// The number of phones that it would help, and that have no free entry or no free bytes for it.
    pub no_room: u64,
    /// The first second at which one of the phones that it helps rejects a server. Make the change before.
    pub before: UnixTime,
    /// The servers of which it helps phones.
    pub dependencies: Vec<Box<str>>,
}

/// The change of a [`Suggestion`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SuggestedChange {
    /// The server sends this CA certificate too. No phone is touched.
    SendCertificate {
        /// The name of the dependency.
        dependency: Box<str>,
        /// The certificate.
        certificate: Certificate,
    },
    /// The phones that it helps get this root as an upload.
    UploadRoot(Certificate),
    /// The phones that it helps enable this built-in root, which somebody has disabled. Ask why.
    EnableRoot(Certificate),
    /// The phones that it helps trust both parts of their store for this application, so that this certificate, which they have,
    /// counts. Every other one of that part counts too.
    TrustBothParts {
        /// The application.
        application: Application,
        /// The certificate.
        certificate: Certificate,
    },
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
            (event.at, event.from, event.cause, event.by).hash(&mut digester);
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

impl SuggestedChange {
    /// The permanent word for this change, for logs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::SendCertificate { .. } => "send-certificate",
            Self::UploadRoot(_) => "upload-root",
            Self::EnableRoot(_) => "enable-root",
            Self::TrustBothParts { .. } => "trust-both-parts",
        }
    }

    /// The certificate to send, to upload or to enable, or that counts then.
    pub const fn certificate(&self) -> &Certificate {
        match self {
            Self::SendCertificate { certificate, .. }
            | Self::UploadRoot(certificate)
            | Self::EnableRoot(certificate)
            | Self::TrustBothParts { certificate, .. } => certificate,
        }
    }
}

impl fmt::Display for SuggestedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (who, fingerprint) =
            (self.certificate().quoted_subject(), self.certificate().fingerprint());
        match self {
            Self::SendCertificate { dependency, .. } => write!(
                f,
                "send the certificate of {who} (SHA-256 {fingerprint}) on \"{dependency}\""
            ),
            Self::UploadRoot(_) => write!(f, "upload {who} (SHA-256 {fingerprint})"),
            Self::EnableRoot(_) => {
                write!(f, "enable the built-in {who} (SHA-256 {fingerprint})")
            }
            Self::TrustBothParts { application, .. } => write!(
                f,
                "trust built-in and uploaded CAs for {application}, so that {who} (SHA-256 {fingerprint}) counts"
            ),
        }
    }
}

impl fmt::Display for FleetReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (Date::of(self.span.from()), Date::of(self.span.to()));
        write!(f, "{} phones of {} models", self.phones, self.models)?;
        writeln!(f, " in {} classes; {from} to {to} UTC", self.classes)?;
        let mut before = None;
        for row in &self.rows {
            if before != Some(&row.dependency) {
                writeln!(f, "\n{} \"{}\"", row.application, row.dependency)?;
                before = Some(&row.dependency);
            }
            write!(f, "{row}")?;
        }
        for (index, suggestion) in self.suggestions.iter().enumerate() {
            let title = if index == 0 {
                "\nWhat helps, in this order, tried on every class:\n"
            } else {
                ""
            };
            writeln!(f, "{title}  {}. {suggestion}", suggestion.round)?;
        }
        if self.untried > 0 {
            writeln!(f, "{} more changes might help and were not tried", self.untried)?;
        }
        for Unanswered { error, phones, .. } in &self.unanswered {
            writeln!(f, "no answer for {phones} phones: {error}")?;
        }
        Ok(())
    }
}

/// One line for the answer, one for each event, and one for the plan.
impl fmt::Display for FleetRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  {:>10} phones", self.phones)?;
        for (index, model) in self.models.iter().enumerate() {
            write!(f, "{} {model}", if index == 0 { ":" } else { "," })?;
        }
        if self.more_models > 0 {
            write!(f, " and {} more", self.more_models)?;
        }
        writeln!(f, ": {}", self.answer.now)?;
        for event in &self.answer.events {
            let at = Moment::of(event.at);
            writeln!(f, "{:>14}{at}: {}, because {}", "", event.to, event.cause)?;
        }
        match (self.lock_out, self.first_difference) {
            (Some(at), _) => {
                writeln!(f, "{:>14}the plan locks out from {}", "", Moment::of(at))
            }
            (None, Some(at)) => {
                let to = self.after.as_ref().map(|after| after.at(at));
                let Some(to) = to else { return Ok(()) };
                writeln!(f, "{:>14}after the plan: {to} from {}", "", Moment::of(at))
            }
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, before {}: {} phones", self.change, Moment::of(self.before), self.phones)?;
        if self.breaks > 0 {
            write!(f, "; it breaks {}", self.breaks)?;
        }
        if self.no_room > 0 {
            write!(f, "; {} more have no room: delete an upload there first", self.no_room)?;
        }
        Ok(())
    }
}
