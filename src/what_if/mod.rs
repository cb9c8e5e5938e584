//! Floor 8: what a change would do to the verdicts of a device, before it is made.

mod smaller;
mod text;

use crate::forecast::{
    Dependency, DependencyForecast, DeviceState, FileReading, ForecastError, Outcome, PlanReading,
    PlannedChange, Span, forecast, readings_of,
};
use alloc::boxed::Box;
use alloc::vec::Vec;
use pki_types::UnixTime;

/// The answer of [`what_if`]: the outcomes before and after a change. The change was not made.
///
/// Its `Display` is a message of several lines for people: first what would lock the device out, then the other
/// differences, and last the smaller change.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WhatIf {
    /// The essential servers that would be rejected although they are accepted now. If there is one, do not make the
    /// change: the device cannot be repaired through that server afterwards.
    pub lock_outs: Vec<LockOut>,
    /// What happens to each server, in the order given.
    pub effects: Vec<Effect>,
    /// A smaller change that locks nothing out, if one was found. It was tried, in the same way. `None` if there is no
    /// lock-out.
    pub smaller: Option<Vec<PlannedChange>>,
    /// What happens if the device reads a settings file of the change in another way. Only where the answer differs. If one
    /// of them locks out, do not make the change. At most 15.
    pub otherwise: Vec<Otherwise>,
    /// True if there are more ways than were judged.
    pub more_otherwise: bool,
}

/// What a change does on a device that reads its settings file in another way than is assumed: no document says which of
/// two contradictory lines a phone takes, and whether it deletes or downloads certificates first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Otherwise {
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
    /// The essential servers that would be rejected.
    pub lock_outs: Vec<LockOut>,
    /// What happens to each server, in the order given.
    pub effects: Vec<Effect>,
}

/// An essential server that a change would make the device reject.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockOut {
    /// The name of the dependency.
    pub dependency: Box<str>,
    /// The first second at which the server would be rejected, and would be accepted without the change.
    pub at: UnixTime,
    /// The outcome then.
    pub outcome: Outcome,
}

/// What a change does to the verdict about one server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effect {
    /// The name of the dependency.
    pub dependency: Box<str>,
    /// The outcome at the first second without the change.
    pub before: Outcome,
    /// The outcome at the first second with the change.
    pub after: Outcome,
    /// The first second of the span at which the outcomes differ; `None` if they never do.
    pub first_difference: Option<UnixTime>,
}

/// What changes would do to the verdicts of a device about its servers, now and over the span. Nothing is changed.
///
/// The changes are made in order on a copy, all or none. Changes that need a restart of the phone are judged as if it had
/// restarted.
///
/// ```
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use trustslot::{
///     Application, BuiltIn, Bundle, Chain, Dependency, DeviceState, FactoryReset, PlannedChange, Policy, PolicySet, Span,
///     TrustStore, what_if,
/// };
///
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// let bundle = Bundle::parse("chain.pem", file)?;
/// let mut store = TrustStore::new(BuiltIn::EMPTY);
/// store.add(&bundle)?;
/// let phone = DeviceState::new(store, PolicySet::new(Policy::STRICT));
/// let chain = Chain::from_certificates(bundle)?;
/// let prov = Dependency::new("prov", chain, "stackexchange.com".parse()?, Application::AutoProvision);
///
/// let span = Span::days(1_642_204_800, 30);
/// let answer = what_if(&phone, &[prov], &[PlannedChange::Reset(FactoryReset::DropCustom)], span)?;
/// assert_eq!(&*answer.lock_outs[0].dependency, "prov");
/// assert!(matches!(answer.smaller.as_deref(), Some([PlannedChange::Reset(FactoryReset::KeepCustom)])));
/// # Ok(())
/// # }
/// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
/// ```
///
/// # Errors
///
/// [`ForecastError`]: a change cannot be made, or there are too many instants.
pub fn what_if(
    state: &DeviceState,
    on: &[Dependency],
    plan: &[PlannedChange],
    span: Span,
) -> Result<WhatIf, ForecastError> {
    let before = forecast(state, on, &[], span)?.dependencies;
    let (answers, more_otherwise) = answers(state, on, plan, &before, span)?;
    let mut answers = answers.into_iter();
    let Some((_, lock_outs, effects)) = answers.next() else {
        return Ok(WhatIf {
            lock_outs: Vec::new(),
            effects: Vec::new(),
            smaller: None,
            otherwise: Vec::new(),
            more_otherwise,
        });
    };
    let otherwise = answers.filter(|(_, its, what)| *its != lock_outs || *what != effects);
    let otherwise: Vec<Otherwise> = otherwise.map(Otherwise::new).collect();
    let lost: Vec<LockOut> = otherwise.iter().flat_map(|other| &other.lock_outs).cloned().collect();
    let lost = lock_outs.iter().cloned().chain(lost).collect::<Vec<_>>();
    let smaller = if lost.is_empty() {
        None
    } else {
        let candidates = smaller::candidates(state, on, plan, &lost);
        candidates.into_iter().find(|plan| {
            let answers = self::answers(state, on, plan, &before, span);
            answers.is_ok_and(|(answers, more)| {
                !more && answers.iter().all(|(_, lock_outs, _)| lock_outs.is_empty())
            })
        })
    };
    Ok(WhatIf { lock_outs, effects, smaller, otherwise, more_otherwise })
}

impl WhatIf {
    /// True if the change would make the device reject an essential server, in whatever way the device reads a settings file.
    pub fn locks_out(&self) -> bool {
        !self.lock_outs.is_empty() || self.otherwise.iter().any(|other| !other.lock_outs.is_empty())
    }
}

type Answer = (PlanReading, Vec<LockOut>, Vec<Effect>);

impl Otherwise {
    fn new((reading, lock_outs, effects): Answer) -> Self {
        Self {
            lines: reading.way.lines(),
            ignored: reading.way.ignored(),
            #[cfg(feature = "settings")]
            order: reading.way.order(),
            files: reading.way.files,
            lock_outs,
            effects,
        }
    }
}

/// What the changes do in each way of reading them, the assumed one first; and whether there are more ways.
fn answers(
    state: &DeviceState,
    on: &[Dependency],
    plan: &[PlannedChange],
    before: &[DependencyForecast],
    span: Span,
) -> Result<(Vec<Answer>, bool), ForecastError> {
    let (readings, has_more) = readings_of(state, plan)?;
    let answers = readings.into_iter().map(|reading| {
        let after = after(&reading, plan, on, span)?;
        let lock_outs = lock_outs(on, before, &after, span);
        let effects = before.iter().zip(&after).map(|(before, after)| Effect {
            dependency: before.id.clone(),
            before: before.now.clone(),
            after: after.now.clone(),
            first_difference: instants(before, after, span)
                .into_iter()
                .find(|instant| before.at(*instant) != after.at(*instant)),
        });
        Ok((reading, lock_outs, effects.collect()))
    });
    Ok((answers.collect::<Result<_, ForecastError>>()?, has_more))
}

/// The forecast after the changes.
fn after(
    reading: &PlanReading,
    plan: &[PlannedChange],
    on: &[Dependency],
    span: Span,
) -> Result<Vec<DependencyForecast>, ForecastError> {
    let mut on = on.to_vec();
    for change in plan {
        if let PlannedChange::Peer { dependency, chain } = change {
            let changed = on.iter_mut().find(|known| known.id == *dependency);
            let changed =
                changed.ok_or_else(|| ForecastError::UnknownDependency(dependency.clone()))?;
            changed.chain = chain.clone();
        }
    }
    Ok(forecast(&reading.state, &on, &[], span)?.dependencies)
}

fn lock_outs(
    on: &[Dependency],
    before: &[DependencyForecast],
    after: &[DependencyForecast],
    span: Span,
) -> Vec<LockOut> {
    let rows = on.iter().zip(before).zip(after).filter(|((on, _), _)| on.essential);
    let found = rows.filter_map(|((_, before), after)| {
        let is_lost = |at: &UnixTime| before.at(*at).is_accepted() && !after.at(*at).is_accepted();
        let at = instants(before, after, span).into_iter().find(is_lost)?;
        let (dependency, outcome) = (before.id.clone(), after.at(at).clone());
        Some(LockOut { dependency, at, outcome })
    });
    found.collect()
}

/// The instants at which one of the two changes, by time.
fn instants(before: &DependencyForecast, after: &DependencyForecast, span: Span) -> Vec<UnixTime> {
    let events = before.events.iter().chain(&after.events).map(|event| event.at);
    let mut instants: Vec<UnixTime> = core::iter::once(span.from()).chain(events).collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}
