//! Judges each projection once, and makes rows of equal answers.

use super::classes::{Class, Projection, Seen, at};
use super::each::each_told;
use super::names::Names;
use super::progress::FleetProgress;
use super::projection::Digest;
use super::report::{FleetAnswer, FleetOtherwise, FleetReport, FleetRow, Unanswered};
use super::worst::Worst;
use super::{Fleet, reaches};
use crate::forecast::{Assumption, Dependency, DeviceState, ForecastError, Span, Way, forecast};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::ToString as _;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cmp::Reverse;
use pki_types::UnixTime;

/// The answer of one projection.
pub(super) struct Judged {
    pub(super) answer: FleetAnswer,
    digest: Digest,
    assumptions: Vec<Assumption>,
}

/// Projections with equal answers share one.
pub(super) type Judgements = Vec<Result<Arc<Judged>, ForecastError>>;

/// Judges each projection, in order.
pub(super) fn judge(fleet: &Fleet, progress: &mut impl FnMut(FleetProgress)) -> Judgements {
    let all = &fleet.classes.projections;
    let judge = |projection: &Projection| {
        let server = fleet.servers.get(projection.on);
        let on = server.map(|server| server.dependency(projection.is_planned));
        judge_one(fleet, &projection.state, projection.updates, on)
    };
    let mut known: BTreeMap<(Digest, Vec<Assumption>), Arc<Judged>> = BTreeMap::new();
    let keep = |judged: Result<Judged, ForecastError>| {
        let judged = judged?;
        let key = (judged.digest, judged.assumptions.clone());
        Ok(Arc::clone(known.entry(key).or_insert_with(|| Arc::new(judged))))
    };
    each_told(all, judge, keep, |done| progress(FleetProgress::Judged { done, of: all.len() }))
}

/// The forecast for one server on one device.
pub(super) fn judge_one(
    fleet: &Fleet,
    state: &DeviceState,
    updates: bool,
    on: Option<&Dependency>,
) -> Result<Judged, ForecastError> {
    let unknown = || ForecastError::UnknownDependency("".into());
    let on = on.ok_or_else(unknown)?;
    let mut expected = fleet.question.expected_of(on);
    expected.retain(|one| reaches(one, updates));
    let found = forecast(state, core::slice::from_ref(on), &expected, fleet.question.span)?;
    let row = found.dependencies.first().ok_or_else(unknown)?;
    let answer = FleetAnswer::new(row, on.essential);
    Ok(Judged { digest: answer.digest(), answer, assumptions: found.assumptions })
}

/// The answers before and after the plan about each server, for one class.
pub(super) fn judged<'a>(
    seen: &Seen,
    judgements: &'a Judgements,
    on: usize,
) -> Option<Result<&'a Judged, &'a ForecastError>> {
    judgements.get(at(seen, on)?).map(|judged| judged.as_deref())
}

/// Phones that are counted together.
struct Counted<T> {
    what: T,
    phones: u64,
    names: Names,
}

/// The server, the digests of the answers before and after the plan, and how other ways of reading it differ.
type Key<'a> = (usize, Digest, Option<Digest>, Vec<(&'a Way, Digest)>, bool);

/// The answers of a row: before and after the plan, and in the other ways of reading it.
type Answers<'a> = (&'a Judged, Option<&'a Judged>, Vec<(&'a Way, &'a Judged)>);

type Rows<'a> = BTreeMap<Key<'a>, Counted<Answers<'a>>>;

/// The answers in other ways of reading the plan, where they are not like that in the assumed way.
fn otherwise<'a>(
    class: &'a Class,
    judgements: &'a Judgements,
    on: usize,
    assumed: Option<&Judged>,
    errors: &mut Vec<&'a ForecastError>,
) -> Vec<(&'a Way, &'a Judged)> {
    let mut found: Vec<(&Way, &Judged)> = Vec::new();
    for (way, index) in class.others(on) {
        match judgements.get(index) {
            Some(Ok(judged)) => {
                let is_told = found.iter().any(|(_, known)| known.digest == judged.digest);
                let is_assumed = assumed.is_some_and(|assumed| assumed.digest == judged.digest);
                if !is_told && !is_assumed {
                    found.push((way, judged));
                }
            }
            Some(Err(error)) => errors.push(error),
            None => {}
        }
    }
    found
}

/// The report, without suggestions.
pub(super) fn report(fleet: &Fleet, judgements: &Judgements) -> FleetReport {
    let classes = &fleet.classes;
    let mut rows = Rows::new();
    let mut unanswered: BTreeMap<(u16, Box<str>), Counted<&ForecastError>> = BTreeMap::new();
    for class in classes.all.iter().filter(|class| class.names.models > 0) {
        let mut errors: Vec<&ForecastError> = class.error.iter().collect();
        for (on, _) in fleet.servers.iter().enumerate() {
            let before = match judged(&class.before, judgements, on) {
                Some(Ok(before)) => before,
                Some(Err(error)) => {
                    errors.push(error);
                    continue;
                }
                None => continue,
            };
            let after = class.after.as_ref().and_then(|after| judged(after, judgements, on));
            let after = match after {
                Some(Ok(after)) => Some(after),
                Some(Err(error)) => {
                    errors.push(error);
                    None
                }
                None => None,
            };
            let others = otherwise(class, judgements, on, after, &mut errors);
            let digests = others.iter().map(|(way, other)| (*way, other.digest)).collect();
            let after_digest = after.map(|after| after.digest);
            let key = (on, before.digest, after_digest, digests, class.more_otherwise);
            let row = rows.entry(key).or_insert_with(|| Counted {
                what: (before, after, others),
                phones: 0,
                names: Names::default(),
            });
            row.phones = row.phones.saturating_add(class.phones);
            row.names.merge(&class.names);
        }
        let mut counted = BTreeSet::new();
        for error in errors {
            let key = (error.code(), error.to_string().into_boxed_str());
            if !counted.insert(key.clone()) {
                continue;
            }
            let group = unanswered.entry(key);
            let new = || Counted { what: error, phones: 0, names: Names::default() };
            let group = group.or_insert_with(new);
            group.phones = group.phones.saturating_add(class.phones);
            group.names.merge(&class.names);
        }
    }
    let good = judgements.iter().filter_map(|judged| judged.as_ref().ok());
    let assumptions: BTreeSet<Assumption> =
        good.flat_map(|judged| judged.assumptions.iter().copied()).collect();
    FleetReport {
        span: fleet.question.span,
        phones: classes.phones,
        models: classes.all.iter().fold(0, |sum, class| sum.saturating_add(class.names.models)),
        classes: classes.all.len(),
        judged: judgements.len(),
        assumptions: assumptions.into_iter().collect(),
        rows: sorted(fleet, rows),
        suggestions: Vec::new(),
        harmful: Vec::new(),
        untried: 0,
        unanswered: unanswered.into_values().map(no_answer).collect(),
    }
}

fn no_answer(Counted { what, phones, names }: Counted<&ForecastError>) -> Unanswered {
    let (models, more_models) = names.shown();
    Unanswered { error: what.clone(), phones, models, more_models }
}

fn sorted(fleet: &Fleet, rows: Rows<'_>) -> Vec<FleetRow> {
    let span = fleet.question.span;
    let made = rows.into_iter().filter_map(|(key, Counted { what, phones, names })| {
        let (before, after, others) = what;
        let on = &fleet.servers.get(key.0)?.before;
        let (models, more_models) = names.shown();
        let (answer, after) = (before.answer.clone(), after.map(|after| after.answer.clone()));
        let planned = after.as_ref().map(|after| differences(&answer, after, on.essential, span));
        let (first_difference, lock_out) = planned.unwrap_or_default();
        let otherwise: Vec<FleetOtherwise> = others
            .into_iter()
            .map(|(way, other)| {
                let (first_difference, lock_out) =
                    differences(&answer, &other.answer, on.essential, span);
                FleetOtherwise {
                    files: way.files.clone(),
                    lines: way.lines(),
                    ignored: way.ignored(),
                    #[cfg(feature = "settings")]
                    order: way.order(),
                    answer: other.answer.clone(),
                    first_difference,
                    lock_out,
                }
            })
            .collect();
        let last = after.as_ref().unwrap_or(&answer);
        let all = core::iter::once(last).chain(otherwise.iter().map(|other| &other.answer));
        let urgency = Worst::of(all).first_rejection(span);
        let row = FleetRow {
            dependency: on.id.clone(),
            application: on.application,
            essential: on.essential,
            phones,
            models,
            more_models,
            answer,
            after,
            first_difference,
            lock_out,
            otherwise,
            more_otherwise: key.4,
        };
        Some(((key.0, urgency.is_none(), urgency, Reverse(phones), key), row))
    });
    let mut made: Vec<_> = made.collect();
    made.sort_by(|(one, _), (other, _)| one.cmp(other));
    made.into_iter().map(|(_, row)| row).collect()
}

/// The first second at which the answer after the plan differs, and the first at which an essential server is lost.
fn differences(
    before: &FleetAnswer,
    after: &FleetAnswer,
    essential: bool,
    span: Span,
) -> (Option<UnixTime>, Option<UnixTime>) {
    let lost = before.first(after, span, |one, other| one.is_accepted() && !other.is_accepted());
    (before.first(after, span, |one, other| one != other), lost.filter(|_| essential))
}
