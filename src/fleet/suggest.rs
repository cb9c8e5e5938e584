//! Changes that help, each tried on every class before it is suggested.

use super::candidates::{Candidate, Failing, candidates};
use super::classes::Class;
use super::progress::FleetProgress;
use super::rows::Judgements;
use super::suggestion::Suggestion;
use super::trials::{Picked, Trials};
use super::{Fleet, Server};
use crate::certificate::Certificate;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::cmp::Reverse;
use pki_types::UnixTime;

/// The most changes that are suggested one after the other. Few administrators do more than three things.
pub(super) const MAX_ROUNDS: usize = 3;

/// The most bytes that all suggested uploads together take.
pub(super) const MAX_BYTES: usize = MAX_ROUNDS * Certificate::MAX_BYTES;

/// The most harmful changes that are reported.
const MAX_HARMFUL: usize = 8;

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

pub(super) struct Search<'a> {
    pub(super) fleet: &'a Fleet,
    pub(super) judgements: &'a Judgements,
    pub(super) candidates: Vec<Candidate>,
    /// What is in effect on each class.
    pub(super) picked: Vec<Picked>,
    pub(super) trials: Trials,
}

/// What helps, what would do harm, and how many changes were not tried.
pub(super) fn suggest(
    fleet: &Fleet,
    judgements: &Judgements,
    progress: &mut impl FnMut(FleetProgress),
) -> (Vec<Suggestion>, Vec<Suggestion>, usize) {
    let mut search = Search {
        fleet,
        judgements,
        candidates: Vec::new(),
        picked: fleet.classes.all.iter().map(|_| Picked::new()).collect(),
        trials: Trials::new(),
    };
    let untried;
    (search.candidates, untried) = candidates(fleet, &search.failing());
    let (mut suggestions, mut harmful) = (Vec::new(), Vec::new());
    let mut left: BTreeSet<usize> = (0..search.candidates.len()).collect();
    for round in 1..=MAX_ROUNDS {
        let mut scored: Vec<(usize, Score)> = Vec::new();
        let number = u8::try_from(round).unwrap_or(u8::MAX);
        for (done, candidate) in left.iter().enumerate() {
            let mut told = |done| {
                progress(FleetProgress::Tried { round: number, done, of: left.len() });
            };
            let score = search.score(*candidate, || told(done));
            told(done.saturating_add(1));
            if score.phones > 0 || score.no_room > 0 {
                scored.push((*candidate, score));
            }
        }
        // Most phones first; then no phone is touched; then the later end, and the fingerprint, so that the order is fixed.
        scored.sort_by_cached_key(|(index, score)| search.rank(*index, score));
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
    (suggestions, harmful, untried)
}

impl Search<'_> {
    /// The classes in which everything was judged, and their indices.
    pub(super) fn classes(&self) -> impl Iterator<Item = (usize, &Class)> {
        let all = self.fleet.classes.all.iter().enumerate();
        all.filter(|(_, class)| class.error.is_none() && class.phones > 0)
    }

    pub(super) fn server(&self, on: usize) -> Option<&Server> {
        self.fleet.servers.get(on)
    }

    /// The servers that are rejected by a class at some time, after the plan, and the classes.
    fn failing(&self) -> Failing {
        let mut failing = Failing::new();
        for (at, class) in self.classes() {
            for (on, _) in self.fleet.servers.iter().enumerate() {
                let answer = self.judged(class, on, class.after.is_some());
                let span = self.fleet.question.span;
                if answer.is_some_and(|answer| answer.first_rejection(span).is_some()) {
                    failing.entry(on).or_default().insert(at);
                }
            }
        }
        failing
    }

    /// False if the candidate cannot make a difference to this server.
    pub(super) fn matters(&self, index: usize, on: usize, class: &Class) -> bool {
        let (Some(candidate), Some(server)) = (self.candidates.get(index), self.server(on)) else {
            return false;
        };
        candidate.matters(on, server, &class.state)
    }

    /// True if the class has room for the upload, beside those that were picked.
    fn has_room(&self, index: usize, class: &Class, picked: &[usize]) -> bool {
        let uploads = picked.iter().chain([&index]).filter_map(|index| self.candidates.get(*index));
        let (mut entries, mut bytes) = (0_usize, 0_usize);
        for upload in uploads.filter(|candidate| candidate.is_upload()) {
            entries = entries.saturating_add(1);
            bytes = bytes.saturating_add(upload.change.certificate().as_der().len());
        }
        entries <= class.room.entries && bytes <= class.room.bytes
    }

    /// True if one of those that were picked is a built-in list: a phone has one.
    pub(super) fn has_list(&self, picked: &[usize]) -> bool {
        let picked = picked.iter().filter_map(|index| self.candidates.get(*index));
        { picked }.any(Candidate::is_list)
    }

    /// Tries the candidate on every class.
    fn score(&mut self, index: usize, told: impl FnMut()) -> Score {
        self.try_all(index, told);
        let mut score = Score::default();
        let span = self.fleet.question.span;
        let Some(candidate) = self.candidates.get(index) else { return score };
        for (at, class) in self.classes() {
            let Some(picked) = self.picked.get(at) else { continue };
            if !candidate.is_allowed(class) || self.has_list(picked) && candidate.is_list() {
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
            // A phone is changed where it helps; a server sends to all.
            if candidate.touches_phones() && helped.is_empty() {
                continue;
            }
            if candidate.is_upload() && !self.has_room(index, class, picked) {
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
            if now.is_lost(&then, span) {
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

    fn rank(&self, index: usize, score: &Score) -> impl Ord + use<> {
        let found = self.candidates.get(index);
        let order = found.map(Candidate::order);
        let end = found.map(|found| found.change.certificate().validity().not_after());
        let fingerprint = found.map(|candidate| candidate.fingerprint);
        (Reverse(score.phones), Reverse(score.no_room), order, Reverse(end), fingerprint, index)
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
