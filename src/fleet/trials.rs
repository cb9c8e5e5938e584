//! The trials of changes: each is made on a copy, then the plan, and judged.

use super::classes::{Class, at};
use super::each::each_told;
use super::projection::Digest;
use super::report::FleetAnswer;
use super::rows;
use super::suggest::{MAX_ROUNDS, Search};
use super::worst::Worst;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Which of the candidates that were picked, in order, are in effect: their indices.
pub(super) type Picked = Vec<usize>;

/// What identifies a trial.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Trial {
    /// The projection before the plan, then that after it in each way of reading it.
    seen: Vec<usize>,
    /// True if it is about the time after the plan.
    is_after: bool,
    /// The picked candidates that matter to this server.
    picked: Picked,
    /// What is disabled on the phones, if one of the candidates brings another list.
    disabled: Option<Digest>,
}

/// Answers of trials, one for each way of reading the plan; `None` if the change cannot be made.
pub(super) type Trials = BTreeMap<Trial, Option<Vec<FleetAnswer>>>;

impl Search<'_> {
    /// What was judged about a server on a class; after the plan, in each way of reading it.
    pub(super) fn judged(&self, class: &Class, on: usize, is_after: bool) -> Option<Worst<'_>> {
        let mut answers = Vec::new();
        for index in seen(class, on, is_after)? {
            answers.push(&self.judgements.get(index)?.as_ref().ok()?.answer);
        }
        Some(Worst::of(answers.into_iter()))
    }

    /// The trial for this server on this class.
    fn trial(&self, class: &Class, on: usize, is_after: bool, picked: &[usize]) -> Option<Trial> {
        let mut all = seen(class, on, false)?;
        if class.after.is_some() {
            all.extend(seen(class, on, true)?);
        }
        let matters = picked.iter().copied().filter(|index| self.matters(*index, on, class));
        let picked: Picked = matters.collect();
        let has_list = self.has_list(&picked);
        let disabled = has_list.then_some(class.room.disabled);
        Some(Trial { seen: all, is_after, picked, disabled })
    }

    /// The answer with these candidates in effect, if it was tried.
    pub(super) fn answer(
        &self,
        class: &Class,
        on: usize,
        is_after: bool,
        picked: &[usize],
    ) -> Option<Worst<'_>> {
        let trial = self.trial(class, on, is_after, picked)?;
        if trial.picked.is_empty() {
            return self.judged(class, on, is_after);
        }
        Some(Worst::of(self.trials.get(&trial)?.as_ref()?.iter()))
    }

    /// Makes the trials that a candidate needs and that were not made.
    pub(super) fn try_all(&mut self, index: usize, mut told: impl FnMut()) {
        let mut wanted: BTreeMap<Trial, (&Class, usize)> = BTreeMap::new();
        for (at, class) in self.classes() {
            let Some(picked) = self.picked.get(at) else { continue };
            let with: Picked = picked.iter().copied().chain([index]).collect();
            for (on, _) in self.fleet.servers.iter().enumerate() {
                if !self.matters(index, on, class) {
                    continue;
                }
                for is_after in [false, true] {
                    if is_after && class.after.is_none() {
                        continue;
                    }
                    if let Some(trial) = self.trial(class, on, is_after, &with)
                        && !self.trials.contains_key(&trial)
                    {
                        wanted.entry(trial).or_insert((class, on));
                    }
                }
            }
        }
        let wanted: Vec<_> = wanted.into_iter().collect();
        let judge = |(trial, (class, on)): &(Trial, (&Class, usize))| self.make(trial, class, *on);
        let made = each_told(&wanted, judge, |made| made, |_| told());
        let trials = wanted.into_iter().map(|(trial, _)| trial).zip(made);
        let trials: Vec<_> = trials.collect();
        self.trials.extend(trials);
    }

    /// Makes the picked changes on a copy, then the plan, and judges it in each way of reading the plan.
    fn make(&self, trial: &Trial, class: &Class, on: usize) -> Option<Vec<FleetAnswer>> {
        let server = self.server(on)?;
        let mut state = (*class.state).clone();
        state.store = state.store.with_room_for(MAX_ROUNDS);
        let mut on = server.dependency(trial.is_after).clone();
        for candidate in trial.picked.iter().filter_map(|index| self.candidates.get(*index)) {
            candidate.make(&mut state, &mut on)?;
        }
        let judge = |state| rows::judge_one(self.fleet, state, class.updates, Some(&on)).ok();
        if !trial.is_after {
            return Some(Vec::from([judge(&state)?.answer]));
        }
        let (readings, _) = self.fleet.planned(&state).ok()?;
        readings.iter().map(|reading| Some(judge(&reading.state)?.answer)).collect()
    }
}

/// The projections of a class that a server sees: one before the plan, and one for each way of reading it after.
fn seen(class: &Class, on: usize, is_after: bool) -> Option<Vec<usize>> {
    if !is_after {
        return Some(Vec::from([at(&class.before, on)?]));
    }
    let assumed = at(class.after.as_ref()?, on)?;
    Some(core::iter::once(assumed).chain(class.others(on).map(|(_, index)| index)).collect())
}
