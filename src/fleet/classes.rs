//! Models that are alike, and the projections that are judged.

use super::names::Names;
use super::projection::Digest;
use super::{FleetError, Model};
use crate::forecast::{DeviceState, ForecastError, Way};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

/// The most classes of a fleet: more than any maker has models, times their configurations. A class of 20 servers takes about
/// 2 KB, half of it a state, so that all together take 136 MB, besides the projections.
pub(super) const MAX_CLASSES: usize = 65_536;

/// The most projections of a fleet: 32 for each class, more than the 20 servers of a large question. One takes about 200 bytes, so
/// that all together take 420 MB, whatever the plan is and in however many ways it may be read. Equal answers are kept once.
pub(super) const MAX_PROJECTIONS: usize = 32 * MAX_CLASSES;

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
pub(super) type Seen = Result<Arc<[u32]>, Box<str>>;

/// What is seen if the phones read the plan in another way than is assumed. Equal parts are shared by all classes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Others {
    ways: Arc<[Way]>,
    /// The projections of each server, one for each way; none if all are as in the assumed way.
    seen: Arc<[Arc<[u32]>]>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    before: Seen,
    after: Option<Seen>,
    others: Others,
    more_otherwise: bool,
    room: Room,
}

/// Models that have the same answers.
#[derive(Debug)]
pub(super) struct Class {
    pub(super) before: Seen,
    /// As the plan is assumed to be read.
    pub(super) after: Option<Seen>,
    others: Others,
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

impl Class {
    /// The other ways of reading the plan, and what this server sees then.
    pub(super) fn others(&self, on: usize) -> impl Iterator<Item = (&Way, usize)> {
        let assumed = self.after.as_ref().and_then(|after| at(after, on));
        let seen = self.others.seen.get(on);
        let ways = self.others.ways.iter().enumerate();
        ways.filter_map(move |(way, told)| {
            let own = seen.and_then(|seen| seen.get(way)).map(|index| wide(*index));
            Some((told, own.or(assumed)?))
        })
    }
}

/// The projection that this server sees.
pub(super) fn at(seen: &Seen, on: usize) -> Option<usize> {
    seen.as_ref().ok()?.get(on).map(|index| wide(*index))
}

fn wide(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
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
    by_digest: BTreeMap<Seer, u32>,
    ways: BTreeSet<Arc<[Way]>>,
    columns: BTreeSet<Arc<[u32]>>,
    tables: BTreeSet<Arc<[Arc<[u32]>]>>,
}

/// A server, true if it presents the chain of the plan, and the digest of what it sees.
type Seer = (u16, bool, Digest);

fn seer(on: usize, is_planned: bool, digest: Digest) -> Seer {
    (u16::try_from(on).unwrap_or(u16::MAX), is_planned, digest)
}

/// The one that is equal and kept already, or this one.
fn shared<T: Ord + ?Sized>(kept: &mut BTreeSet<Arc<T>>, new: Arc<T>) -> Arc<T> {
    if let Some(known) = kept.get(&new) {
        return Arc::clone(known);
    }
    kept.insert(Arc::clone(&new));
    new
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
        if self.all.len() >= MAX_CLASSES || self.has_too_many(&digested) {
            return Err(FleetError::TooManyClasses);
        }
        let Digested { before, after, room } = digested;
        let (state, updates) = (Arc::new(model.state.clone()), model.updates);
        let mut error = None;
        let before = match before {
            Ok(digests) => {
                let seen = self.seen(digests.into_iter().map(|it| (false, it)), &state, updates);
                Ok(shared(&mut self.columns, seen.into()))
            }
            Err(reason) => Err(text_of(error.insert(reason))),
        };
        let (mut others, mut more_otherwise) = (Others::default(), false);
        let after = after.map(|after| match after {
            Ok(Planned { readings, has_more }) => {
                more_otherwise = has_more;
                let all = readings.into_iter().map(|Read { way, state, digests }| {
                    (way, self.seen(digests.into_iter(), &Arc::new(state), updates))
                });
                let all: Vec<_> = all.collect();
                let assumed;
                (assumed, others) = self.told_apart(all);
                Ok(assumed)
            }
            Err(reason) => Err(text_of(error.insert(reason))),
        });
        let class = self.all.len();
        let (key_before, key_after) = (before.clone(), after.clone());
        let key = Key {
            before: key_before,
            after: key_after,
            others: others.clone(),
            more_otherwise,
            room,
        };
        self.by_key.insert(key, class);
        let (phones, names) = (0, Names::default());
        self.all.push(Class {
            before,
            after,
            others,
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

    /// What is seen as the plan is assumed to be read, and in the other ways.
    fn told_apart(&mut self, readings: Vec<(Way, Vec<u32>)>) -> (Arc<[u32]>, Others) {
        let mut readings = readings.into_iter();
        let assumed = readings.next().map(|(_, seen)| seen).unwrap_or_default();
        let (ways, seen): (Vec<Way>, Vec<_>) = readings.unzip();
        let columns = assumed.iter().enumerate().map(|(on, assumed)| {
            let column = seen.iter().filter_map(|seen| seen.get(on).copied());
            let column: Vec<u32> = column.collect();
            if column.iter().all(|index| index == assumed) { Vec::new() } else { column }
        });
        let columns: Vec<_> = columns.map(|it| shared(&mut self.columns, it.into())).collect();
        let ways = shared(&mut self.ways, ways.into());
        let seen = shared(&mut self.tables, columns.into());
        (shared(&mut self.columns, assumed.into()), Others { ways, seen })
    }

    /// True if there would be too many projections.
    fn has_too_many(&self, digested: &Digested) -> bool {
        let free = MAX_PROJECTIONS.saturating_sub(self.projections.len());
        let readings = || digested.after.iter().flatten().flat_map(|planned| &planned.readings);
        let servers = digested.before.iter().map(Vec::len);
        let most = servers.chain(readings().map(|read| read.digests.len()));
        // Known ones are looked for only if there may be too many.
        if most.fold(0, usize::saturating_add) <= free {
            return false;
        }
        let before = digested.before.iter().flatten().enumerate();
        let before = before.map(|(on, digest)| seer(on, false, *digest));
        let after = readings().flat_map(|read| read.digests.iter().enumerate());
        let after = after.map(|(on, (is_planned, digest))| seer(on, *is_planned, *digest));
        let new = before.chain(after).filter(|key| !self.by_digest.contains_key(key));
        let new: BTreeSet<Seer> = new.collect();
        new.len() > free
    }

    /// The key of a class, if all its projections are known.
    fn key(&mut self, digested: &Digested) -> Option<Key> {
        let known = |key: Seer| self.by_digest.get(&key).copied();
        let before = match &digested.before {
            Ok(digests) => {
                let keys = digests.iter().enumerate();
                Ok(keys
                    .map(|(on, digest)| known(seer(on, false, *digest)))
                    .collect::<Option<_>>()?)
            }
            Err(reason) => Err(text_of(reason)),
        };
        let (mut others, mut more_otherwise) = (Others::default(), false);
        let after = match &digested.after {
            None => None,
            Some(Ok(Planned { readings, has_more })) => {
                more_otherwise = *has_more;
                let mut all = Vec::new();
                for Read { way, digests, .. } in readings {
                    let keys = digests.iter().enumerate();
                    let keys = keys
                        .map(|(on, (is_planned, digest))| known(seer(on, *is_planned, *digest)));
                    all.push((way.clone(), keys.collect::<Option<Vec<u32>>>()?));
                }
                let assumed;
                (assumed, others) = self.told_apart(all);
                Some(Ok(assumed))
            }
            Some(Err(reason)) => Some(Err(text_of(reason))),
        };
        let room = digested.room;
        Some(Key { before, after, others, more_otherwise, room })
    }

    /// What each server sees, which presents the chain of the plan or not.
    fn seen(
        &mut self,
        digests: impl Iterator<Item = (bool, Digest)>,
        state: &Arc<DeviceState>,
        updates: bool,
    ) -> Vec<u32> {
        let keys = digests.enumerate();
        keys.map(|(on, (is_planned, digest))| {
            self.projection(on, seer(on, is_planned, digest), state, updates)
        })
        .collect()
    }

    fn projection(&mut self, on: usize, key: Seer, state: &Arc<DeviceState>, updates: bool) -> u32 {
        // Below `MAX_PROJECTIONS`.
        let new = u32::try_from(self.projections.len()).unwrap_or(u32::MAX);
        let index = *self.by_digest.entry(key).or_insert(new);
        if index == new {
            let (_, is_planned, _) = key;
            let state = Arc::clone(state);
            self.projections.push(Projection { on, is_planned, state, updates });
        }
        index
    }
}

fn text_of(reason: &ForecastError) -> Box<str> {
    alloc::format!("{reason}").into()
}
