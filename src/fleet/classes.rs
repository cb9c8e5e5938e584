//! Models that are alike, and the projections that are judged.

use super::projection::Digest;
use super::{FleetError, Model};
use crate::forecast::{DeviceState, ForecastError, Way};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

/// The most classes of a fleet: more than any maker has models, times their configurations. A class of 20 servers takes about
/// 400 bytes, so that all together take 30 MB; where phones may read a plan in 16 ways, 3 KB, and 200 MB.
pub(super) const MAX_CLASSES: usize = 65_536;

/// The most names of models that a row, or a class, has.
pub(super) const MAX_NAMES: usize = 8;

/// The first names of models, by alphabet, and the number of all.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    first: BTreeSet<Box<str>>,
    pub(super) models: u64,
}

impl Names {
    pub(super) fn add(&mut self, name: &str) {
        self.models = self.models.saturating_add(1);
        self.keep(name);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.models = self.models.saturating_add(other.models);
        for name in &other.first {
            self.keep(name);
        }
    }

    fn keep(&mut self, name: &str) {
        let is_full = self.first.len() >= MAX_NAMES;
        if is_full && self.first.last().is_some_and(|last| name >= &**last) {
            return;
        }
        self.first.insert(name.into());
        if self.first.len() > MAX_NAMES {
            self.first.pop_last();
        }
    }

    /// The names, and how many models are not among them.
    pub(super) fn shown(&self) -> (Vec<Box<str>>, u64) {
        let names: Vec<Box<str>> = self.first.iter().cloned().collect();
        let shown = u64::try_from(names.len()).unwrap_or(u64::MAX);
        (names, self.models.saturating_sub(shown))
    }
}

/// What a suggestion needs to know about a store, besides what a verdict sees: room, and what somebody disabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Room {
    pub(super) entries: usize,
    pub(super) bytes: usize,
    pub(super) disabled: Digest,
    /// True if a built-in list can be suggested.
    pub(super) takes_lists: bool,
}

/// Which projection of each server is seen, or why that cannot be said.
pub(super) type Seen = Result<Vec<usize>, Box<str>>;

/// What is seen if the phones read the plan in another way than is assumed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Other {
    pub(super) way: Way,
    /// The projection of each server.
    pub(super) seen: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    before: Seen,
    after: Option<Seen>,
    otherwise: Arc<[Other]>,
    more_otherwise: bool,
    room: Room,
}

/// Models that have the same answers.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) before: Seen,
    /// As the plan is assumed to be read.
    pub(super) after: Option<Seen>,
    pub(super) otherwise: Arc<[Other]>,
    /// True if there are more ways to read the plan.
    pub(super) more_otherwise: bool,
    pub(super) room: Room,
    pub(super) phones: u64,
    pub(super) names: Names,
    /// The first of them.
    pub(super) state: Arc<DeviceState>,
    /// True if they get new built-in lists.
    pub(super) updates: bool,
    pub(super) error: Option<ForecastError>,
}

/// One thing to judge: a server, and a device of which it sees this.
#[derive(Debug)]
pub(super) struct Projection {
    /// The index of the server.
    pub(super) on: usize,
    /// True if the server presents the chain of the plan.
    pub(super) is_planned: bool,
    /// A device of which it sees this.
    pub(super) state: Arc<DeviceState>,
    /// True if the device gets new built-in lists.
    pub(super) updates: bool,
}

/// What was made of a model.
pub(super) struct Digested {
    pub(super) before: Result<Vec<Digest>, ForecastError>,
    pub(super) after: Option<Result<Planned, ForecastError>>,
    pub(super) room: Room,
}

/// The device after the plan.
pub(super) struct Planned {
    /// As the plan is assumed to be read, then in each other way in which a server sees another device.
    pub(super) readings: Vec<Read>,
    /// True if there are more ways.
    pub(super) has_more: bool,
}

pub(super) struct Read {
    pub(super) way: Way,
    pub(super) state: DeviceState,
    /// For each server, whether it presents the chain of the plan, and the digest.
    pub(super) digests: Vec<(bool, Digest)>,
}

#[derive(Debug, Default)]
pub(super) struct Classes {
    pub(super) all: Vec<Class>,
    pub(super) phones: u64,
    by_key: BTreeMap<Key, usize>,
    pub(super) projections: Vec<Projection>,
    by_digest: BTreeMap<(usize, bool, Digest), usize>,
}

impl Classes {
    /// Fails if that many more phones cannot be counted.
    pub(super) fn check(&self, phones: u64) -> Result<(), FleetError> {
        self.phones.checked_add(phones).map(|_| ()).ok_or(FleetError::TooManyPhones)
    }

    /// Counts phones of a class.
    pub(super) fn count(&mut self, class: usize, name: &str, phones: u64) {
        self.phones = self.phones.saturating_add(phones);
        if let Some(class) = self.all.get_mut(class) {
            class.phones = class.phones.saturating_add(phones);
            class.names.add(name);
        }
    }

    /// The class of a model. A new one has no phones yet.
    pub(super) fn class_of(
        &mut self,
        model: &Model,
        digested: Digested,
    ) -> Result<usize, FleetError> {
        if let Some(known) = self.key(&digested).and_then(|key| self.by_key.get(&key)) {
            return Ok(*known);
        }
        if self.all.len() >= MAX_CLASSES {
            return Err(FleetError::TooManyClasses);
        }
        let Digested { before, after, room } = digested;
        let (state, updates) = (Arc::new(model.state.clone()), model.updates);
        let mut error = None;
        let before = match before {
            Ok(digests) => {
                let keys = digests.into_iter().enumerate();
                Ok(keys
                    .map(|(on, digest)| self.projection((on, false, digest), &state, updates))
                    .collect())
            }
            Err(reason) => Err(text_of(error.insert(reason))),
        };
        let (mut otherwise, mut more_otherwise) = (Vec::new(), false);
        let after = after.map(|after| match after {
            Ok(Planned { readings, has_more }) => {
                more_otherwise = has_more;
                let mut readings = readings.into_iter().map(|Read { way, state, digests }| {
                    let state = Arc::new(state);
                    let keys = digests.into_iter().enumerate();
                    let keys = keys.map(|(on, (is_planned, digest))| (on, is_planned, digest));
                    let seen = keys.map(|key| self.projection(key, &state, updates)).collect();
                    Other { way, seen }
                });
                let assumed = readings.next().map(|assumed| assumed.seen).unwrap_or_default();
                otherwise.extend(readings);
                Ok(assumed)
            }
            Err(reason) => Err(text_of(error.insert(reason))),
        });
        let otherwise: Arc<[Other]> = otherwise.into();
        let class = self.all.len();
        let (before_key, after_key) = (before.clone(), after.clone());
        let key = Key {
            before: before_key,
            after: after_key,
            otherwise: Arc::clone(&otherwise),
            more_otherwise,
            room,
        };
        self.by_key.insert(key, class);
        let (phones, names) = (0, Names::default());
        self.all.push(Class {
            before,
            after,
            otherwise,
            more_otherwise,
            room,
            phones,
            names,
            state,
            updates,
            error,
        });
        Ok(class)
    }

    /// The key of a class, if all its projections are known.
    fn key(&self, digested: &Digested) -> Option<Key> {
        let known = |key: (usize, bool, Digest)| self.by_digest.get(&key).copied();
        let before = match &digested.before {
            Ok(digests) => {
                let keys = digests.iter().enumerate();
                Ok(keys.map(|(on, digest)| known((on, false, *digest))).collect::<Option<_>>()?)
            }
            Err(reason) => Err(text_of(reason)),
        };
        let (mut otherwise, mut more_otherwise) = (Vec::new(), false);
        let after = match &digested.after {
            None => None,
            Some(Ok(Planned { readings, has_more })) => {
                more_otherwise = *has_more;
                for Read { way, digests, .. } in readings {
                    let keys = digests.iter().enumerate();
                    let keys =
                        keys.map(|(on, (is_planned, digest))| known((on, *is_planned, *digest)));
                    let seen = keys.collect::<Option<Vec<usize>>>()?;
                    otherwise.push(Other { way: way.clone(), seen });
                }
                let assumed = if otherwise.is_empty() { None } else { Some(otherwise.remove(0)) };
                Some(Ok(assumed.map(|assumed| assumed.seen).unwrap_or_default()))
            }
            Some(Err(reason)) => Some(Err(text_of(reason))),
        };
        let (otherwise, room) = (otherwise.into(), digested.room);
        Some(Key { before, after, otherwise, more_otherwise, room })
    }

    fn projection(
        &mut self,
        key: (usize, bool, Digest),
        state: &Arc<DeviceState>,
        updates: bool,
    ) -> usize {
        let new = self.projections.len();
        let index = *self.by_digest.entry(key).or_insert(new);
        if index == new {
            let (on, is_planned, _) = key;
            let state = Arc::clone(state);
            self.projections.push(Projection { on, is_planned, state, updates });
        }
        index
    }
}

fn text_of(reason: &ForecastError) -> Box<str> {
    alloc::format!("{reason}").into()
}
