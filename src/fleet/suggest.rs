//! Changes that help, each tried on every class before it is suggested.

use super::candidates::{Candidate, candidates};
use super::classes::Class;
use super::each::each;
use super::report::{FleetAnswer, Suggestion};
use super::rows::{self, Judgements};
use super::{Fleet, Server};
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::forecast::PlannedChange;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::cmp::Reverse;
use pki_types::UnixTime;

/// The most changes that are suggested one after the other. Few administrators do more than three things.
pub(super) const MAX_ROUNDS: usize = 3;

/// The most bytes that all suggested uploads together take.
pub(super) const MAX_BYTES: usize = MAX_ROUNDS * Certificate::MAX_BYTES;

/// The most harmful changes that are reported.
const MAX_HARMFUL: usize = 8;

/// Which of the candidates that were picked, in order, are in effect: their indices.
type Picked = Vec<usize>;

/// What identifies a trial: the projections before and after the plan, whether it is about the time after it, and the picked
/// candidates that matter to this server.
type Trial = (usize, Option<usize>, bool, Picked);

/// Answers of trials; `None` if the change cannot be made.
type Trials = BTreeMap<Trial, Option<FleetAnswer>>;

/// What a candidate does to a class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    Helps,
    Breaks,
}

#[derive(Default)]
struct Score {
    phones: u64,
    breaks: u64,
    no_room: u64,
    before: Option<UnixTime>,
    on: BTreeSet<usize>,
    /// The classes that the change is made on.
    classes: Vec<usize>,
}

struct Search<'a> {
    fleet: &'a Fleet,
    judgements: &'a Judgements,
    candidates: Vec<Candidate>,
    /// What is in effect on each class.
    picked: Vec<Picked>,
    trials: Trials,
}

pub(super) fn suggest(
    fleet: &Fleet,
    judgements: &Judgements,
) -> (Vec<Suggestion>, Vec<Suggestion>) {
    let mut search = Search {
        fleet,
        judgements,
        candidates: Vec::new(),
        picked: fleet.classes.all.iter().map(|_| Picked::new()).collect(),
        trials: Trials::new(),
    };
    search.candidates = candidates(fleet, &search.failing());
    let (mut suggestions, mut harmful) = (Vec::new(), Vec::new());
    let mut left: BTreeSet<usize> = (0..search.candidates.len()).collect();
    for round in 1..=MAX_ROUNDS {
        let mut scored: Vec<(usize, Score)> = Vec::new();
        for candidate in &left {
            let score = search.score(*candidate);
            if score.phones > 0 || score.no_room > 0 {
                scored.push((*candidate, score));
            }
        }
        // Most phones first; then no phone is touched; then the later end, and the fingerprint, so that the order is fixed.
        scored.sort_by_cached_key(|(index, score)| search.rank(*index, score));
        let number = u8::try_from(round).unwrap_or(u8::MAX);
        if round == 1 {
            let breaking = scored.iter().filter(|(_, score)| score.breaks > 0).take(MAX_HARMFUL);
            harmful = breaking.filter_map(|(at, score)| search.told(*at, score, number)).collect();
        }
        let Some((best, score)) = scored.into_iter().find(|(_, score)| score.breaks == 0) else {
            break;
        };
        suggestions.extend(search.told(best, &score, number));
        for class in &score.classes {
            if let Some(picked) = search.picked.get_mut(*class) {
                picked.push(best);
            }
        }
        left.remove(&best);
    }
    (suggestions, harmful)
}

impl Search<'_> {
    /// The classes in which everything was judged, and their indices.
    fn classes(&self) -> impl Iterator<Item = (usize, &Class)> {
        let all = self.fleet.classes.all.iter().enumerate();
        all.filter(|(_, class)| class.error.is_none() && class.phones > 0)
    }

    fn server(&self, on: usize) -> Option<&Server> {
        self.fleet.servers.get(on)
    }

    /// The servers that are rejected by a class at some time, after the plan.
    fn failing(&self) -> BTreeSet<usize> {
        let mut failing = BTreeSet::new();
        for (_, class) in self.classes() {
            for (on, _) in self.fleet.servers.iter().enumerate() {
                let answer = self.judged(class, on, class.after.is_some());
                let span = self.fleet.question.span;
                if answer.is_some_and(|answer| answer.first_rejection(span).is_some()) {
                    failing.insert(on);
                }
            }
        }
        failing
    }

    fn judged(&self, class: &Class, on: usize, is_after: bool) -> Option<&FleetAnswer> {
        let seen = if is_after { class.after.as_ref()? } else { &class.before };
        let judged = rows::judged(seen, self.judgements, on)?;
        Some(&judged.as_ref().ok()?.answer)
    }

    /// The trial for this server on this class.
    fn trial(&self, class: &Class, on: usize, is_after: bool, picked: &[usize]) -> Option<Trial> {
        let before = *class.before.as_ref().ok()?.get(on)?;
        let after = match &class.after {
            Some(after) => Some(*after.as_ref().ok()?.get(on)?),
            None => None,
        };
        let matters = picked.iter().copied().filter(|index| self.matters(*index, on, class));
        Some((before, after, is_after, matters.collect()))
    }

    /// The answer with these candidates in effect, if it was tried.
    fn answer(
        &self,
        class: &Class,
        on: usize,
        is_after: bool,
        picked: &[usize],
    ) -> Option<&FleetAnswer> {
        let trial = self.trial(class, on, is_after, picked)?;
        if trial.3.is_empty() {
            return self.judged(class, on, is_after);
        }
        self.trials.get(&trial)?.as_ref()
    }

    /// False if the candidate cannot make a difference to this server.
    fn matters(&self, index: usize, on: usize, class: &Class) -> bool {
        let (Some(candidate), Some(server)) = (self.candidates.get(index), self.server(on)) else {
            return false;
        };
        if let Some(sender) = candidate.sender {
            return sender == on;
        }
        let subject = candidate.change.certificate().subject_der();
        let names = |certificate: &Certificate| certificate.issuer_der() == subject;
        let both = server.reach(false).iter().chain(server.reach(true));
        both.chain(&class.state.intermediates).any(names)
    }

    /// True if the class has room for one more upload, and nobody has disabled this certificate there.
    fn may_upload(&self, index: usize, class: &Class, picked: &[usize]) -> (bool, bool) {
        let Some(candidate) = self.candidates.get(index) else { return (false, false) };
        let uploads = picked.iter().chain([&index]).filter_map(|index| self.candidates.get(*index));
        let uploads = uploads.filter(|candidate| candidate.sender.is_none());
        let (mut entries, mut bytes) = (0_usize, 0_usize);
        for upload in uploads {
            entries = entries.saturating_add(1);
            bytes = bytes.saturating_add(upload.change.certificate().as_der().len());
        }
        let has_room = entries <= class.room.entries && bytes <= class.room.bytes;
        let (_, disabled) = class.state.store.switches();
        (has_room, !disabled.contains(&candidate.fingerprint))
    }

    /// Tries the candidate on every class.
    fn score(&mut self, index: usize) -> Score {
        self.try_all(index);
        let mut score = Score::default();
        let span = self.fleet.question.span;
        let is_upload = self.candidates.get(index).is_some_and(|found| found.sender.is_none());
        for (at, class) in self.classes() {
            let Some(picked) = self.picked.get(at) else { continue };
            let (has_room, is_allowed) = self.may_upload(index, class, picked);
            if is_upload && !is_allowed {
                continue;
            }
            let mut helped: Vec<(usize, UnixTime)> = Vec::new();
            let mut breaks = false;
            for (on, _) in self.fleet.servers.iter().enumerate() {
                if !self.matters(index, on, class) {
                    continue;
                }
                match self.effect(index, on, class, picked) {
                    Effect::None => {}
                    Effect::Breaks => breaks = true,
                    Effect::Helps => {
                        let now = self.answer(class, on, class.after.is_some(), picked);
                        helped.extend(now.and_then(|now| Some((on, now.first_rejection(span)?))));
                    }
                }
            }
            // An upload is made where it helps; a server sends to all.
            if is_upload && helped.is_empty() {
                continue;
            }
            if is_upload && !has_room {
                score.no_room = score.no_room.saturating_add(class.phones);
                continue;
            }
            score.classes.push(at);
            if breaks {
                score.breaks = score.breaks.saturating_add(class.phones);
            }
            if !helped.is_empty() {
                score.phones = score.phones.saturating_add(class.phones);
            }
            for (on, at) in helped {
                score.on.insert(on);
                score.before = Some(score.before.map_or(at, |known| known.min(at)));
            }
        }
        score
    }

    /// What the candidate does to one server of a class, in addition to what was picked.
    fn effect(&self, index: usize, on: usize, class: &Class, picked: &[usize]) -> Effect {
        let span = self.fleet.question.span;
        let with: Picked = picked.iter().copied().chain([index]).collect();
        let has_plan = class.after.is_some();
        let mut effect = Effect::None;
        // The change is made before the plan, so it must break nothing then either.
        for is_after in [false, true] {
            if is_after && !has_plan {
                continue;
            }
            let now = self.answer(class, on, is_after, picked);
            let then = self.answer(class, on, is_after, &with);
            let (Some(now), Some(then)) = (now, then) else { return Effect::None };
            let is_lost =
                now.first(then, span, |now, then| now.is_accepted() && !then.is_accepted());
            if is_lost.is_some() {
                return Effect::Breaks;
            }
            let (first, later) = (now.first_rejection(span), then.first_rejection(span));
            let is_later = match (first, later) {
                (Some(_), None) => true,
                (Some(first), Some(later)) => first < later,
                (None, _) => false,
            };
            if is_after == has_plan && is_later {
                effect = Effect::Helps;
            }
        }
        effect
    }

    /// Makes the trials that a candidate needs and that were not made.
    fn try_all(&mut self, index: usize) {
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
        let made = each(&wanted, |(trial, (class, on))| self.make(trial, class, *on));
        let trials = wanted.into_iter().map(|(trial, _)| trial).zip(made);
        let trials: Vec<_> = trials.collect();
        self.trials.extend(trials);
    }

    /// Makes the picked changes on a copy, then the plan, and judges it.
    fn make(
        &self,
        (_, _, is_after, picked): &Trial,
        class: &Class,
        on: usize,
    ) -> Option<FleetAnswer> {
        let server = self.server(on)?;
        let mut state = (*class.state).clone();
        state.store = state.store.with_room_for(MAX_ROUNDS);
        let mut on = server.dependency(*is_after).clone();
        for candidate in picked.iter().filter_map(|index| self.candidates.get(*index)) {
            if let Some(bundle) = &candidate.upload {
                state.apply(&PlannedChange::Upload(bundle.clone())).ok()?;
            } else {
                let sent = candidate.change.certificate();
                on.chain = with(&on.chain, sent)?;
                on.renewals = on.renewals.sending(sent);
            }
        }
        if *is_after {
            state = self.fleet.planned(&state).ok()?;
        }
        Some(rows::judge_one(self.fleet, &state, class.updates, Some(&on)).ok()?.answer)
    }

    fn rank(&self, index: usize, score: &Score) -> impl Ord + use<> {
        let found = self.candidates.get(index);
        let is_upload = found.is_some_and(|candidate| candidate.sender.is_none());
        let end = found.map(|found| found.change.certificate().validity().not_after());
        let fingerprint = found.map(|candidate| candidate.fingerprint);
        (Reverse(score.phones), Reverse(score.no_room), is_upload, Reverse(end), fingerprint, index)
    }

    fn told(&self, index: usize, score: &Score, round: u8) -> Option<Suggestion> {
        let candidate = self.candidates.get(index)?;
        let names = score.on.iter().filter_map(|on| self.server(*on));
        Some(Suggestion {
            change: candidate.change.clone(),
            round,
            phones: score.phones,
            breaks: score.breaks,
            no_room: score.no_room,
            before: score.before.unwrap_or(self.fleet.question.span.from()),
            dependencies: names.map(|server| server.before.id.clone()).collect(),
        })
    }
}

/// The chain with one more certificate, if it has room for it.
fn with(chain: &Chain, certificate: &Certificate) -> Option<Chain> {
    let all = core::iter::once(chain.end_entity()).chain(chain.others());
    Chain::from_certificates(all.chain([certificate]).cloned()).ok()
}
