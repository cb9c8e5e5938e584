//! Floor 7: when the verdicts of a device change, why, and what to do by when.
//!
//! A verdict compares the clock only with the ends of validity of certificates and CRLs. Between two neighboring ends all
//! comparisons come out alike, so it is enough to verify at each of them. No time is scanned.

mod dependency;
mod error;
mod event;
mod outcome;
mod planned;
mod reach;
mod readings;
#[cfg(feature = "settings")]
mod settings_change;
mod stand_in;
mod state;
#[cfg(test)]
mod tests;
mod timeline;

pub use dependency::{Cadence, Dependency, Lifetimes, Renewals};
pub use error::ForecastError;
pub use event::{Assumption, Cause, ForecastEvent};
pub use outcome::{Decision, Outcome, OutcomeKey};
pub use planned::{Expected, PlannedChange};
pub use readings::FileReading;
pub(crate) use readings::{PlanReading, Way, readings_of};
#[cfg(feature = "settings")]
pub use settings_change::{DownloadOrder, OtherReading, SettingsChange};
pub use state::{ClockQuality, DeviceState};

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;
use pki_types::UnixTime;
use timeline::Stages;

/// The first and the last second of a forecast, both included.
///
/// ```
/// use trustslot::Span;
///
/// let quarter = Span::days(1_780_272_000, 90);
/// assert_eq!(quarter.to().as_secs() - quarter.from().as_secs(), 90 * 86_400);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    from: UnixTime,
    to: UnixTime,
}

impl Span {
    /// From the first to the last second.
    ///
    /// # Errors
    ///
    /// [`ForecastError::BackwardsSpan`]: `to` is earlier than `from`.
    pub fn new(from: UnixTime, to: UnixTime) -> Result<Self, ForecastError> {
        if to < from { Err(ForecastError::BackwardsSpan) } else { Ok(Self { from, to }) }
    }

    /// This many days, from seconds since 1970.
    pub const fn days(from: u64, days: u64) -> Self {
        Self { from: at(from), to: at(from.saturating_add(days.saturating_mul(DAY))) }
    }

    /// The first second.
    pub const fn from(self) -> UnixTime {
        self.from
    }

    /// The last second.
    pub const fn to(self) -> UnixTime {
        self.to
    }
}

/// The forecast for a device: the answer of [`forecast`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Forecast {
    /// One for each dependency, in the order given.
    pub dependencies: Vec<DependencyForecast>,
    /// What the whole forecast assumes. Each event adds its own.
    pub assumptions: Vec<Assumption>,
}

/// The forecast for one server.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DependencyForecast {
    /// The name that the caller gave to the dependency.
    pub id: Box<str>,
    /// The outcome at the first second.
    pub now: Outcome,
    /// Every change of the outcome, by time.
    pub events: Vec<ForecastEvent>,
    /// The outcome at the first second if the clock were set; `None` if it is.
    pub with_clock_set: Option<Outcome>,
}

impl DependencyForecast {
    /// The outcome at this instant of the span.
    pub fn at(&self, instant: UnixTime) -> &Outcome {
        let past = self.events.iter().take_while(|event| event.at <= instant);
        past.last().map_or(&self.now, |event| &event.to)
    }

    /// The first event after which the server is rejected; `None` if there is none.
    pub fn first_rejection(&self) -> Option<&ForecastEvent> {
        self.events.iter().find(|event| !event.to.is_accepted() && event.from.is_accepted())
    }
}

/// Every instant of the span at which a verdict about a server changes: to what, why, and what to do by when.
///
/// The device is as given until an expected change. Expected changes are made in the order of their instants; those of
/// one instant in the order given. Nothing else is assumed, except the renewals that a dependency states.
///
/// ```
/// # #[cfg(all(feature = "mozilla", any(feature = "ring", feature = "aws-lc-rs")))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use trustslot::{
///     Application, Bundle, Cause, Chain, Dependency, DeviceState, PolicySet, Policy, Span, TrustStore, forecast,
/// };
///
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// let chain = Chain::from_certificates(Bundle::parse("chain.pem", file)?)?;
/// let phone = DeviceState::new(TrustStore::mozilla(), PolicySet::new(Policy::STRICT));
/// let server = Dependency::new("web", chain, "stackexchange.com".parse()?, Application::XmlBrowser);
///
/// // From 2022-01-15, for 90 days.
/// let answer = forecast(&phone, &[server], &[], Span::days(1_642_204_800, 90))?;
/// let event = answer.dependencies[0].first_rejection().ok_or("it stays accepted")?;
/// assert_eq!(event.cause, Cause::PeerEnds);
/// assert_eq!(
///     event.to_string(),
///     "2022-03-05 14:15:52 UTC: trusted -> rejected, because the server's certificate expires (expired [201]); act by \
///      2022-02-03",
/// );
/// # Ok(())
/// # }
/// # #[cfg(not(all(feature = "mozilla", any(feature = "ring", feature = "aws-lc-rs"))))] fn main() {}
/// ```
///
/// # Errors
///
/// [`ForecastError`]: an expected change cannot be made, or there are too many instants.
pub fn forecast(
    state: &DeviceState,
    on: &[Dependency],
    expected: &[Expected],
    span: Span,
) -> Result<Forecast, ForecastError> {
    let stages = Stages::new(state, on, expected)?;
    let dependencies: Result<Vec<_>, _> =
        on.iter().map(|dependency| timeline::of(&stages, dependency, span)).collect();
    let mut assumptions = Vec::new();
    if !stages.change(|change| matches!(change, PlannedChange::BuiltIn(_))) {
        assumptions.push(Assumption::ListsUnchanged);
    }
    let has_crls = !state.crls.is_empty();
    if has_crls && !stages.change(|change| matches!(change, PlannedChange::Crls(_))) {
        assumptions.push(Assumption::CrlsUnchanged);
    }
    Ok(Forecast { dependencies: dependencies?, assumptions })
}

const fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

/// The second after this one.
const fn after(instant: UnixTime) -> u64 {
    instant.as_secs().saturating_add(1)
}

/// A day, in seconds.
const DAY: u64 = 86_400;
