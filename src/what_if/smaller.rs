//! Smaller changes, to be tried in this order.

use super::LockOut;
use crate::bundle::Bundle;
use crate::certificate::Certificate;
use crate::forecast::{Dependency, DeviceState, PlannedChange};
use crate::policy::TrustSource;
use crate::policy_set::PolicySet;
use crate::trust_store::FactoryReset;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// The most plans that are tried: for 10 uploads, each one and each two of them can be kept, which makes 55.
const MAX_CANDIDATES: usize = 64;

type Plan = Vec<PlannedChange>;

pub(super) fn candidates(
    state: &DeviceState,
    on: &[Dependency],
    plan: &[PlannedChange],
    lock_outs: &[LockOut],
) -> Vec<Plan> {
    let is_lost = |on: &&Dependency| lock_outs.iter().any(|lock| lock.dependency == on.id);
    let lost: Vec<&Dependency> = on.iter().filter(is_lost).collect();
    let mut found = Vec::new();
    for (index, change) in plan.iter().enumerate() {
        for instead in substitutes(state, &lost, lock_outs, change) {
            let (before, after) = plan.split_at(index);
            let after = after.iter().skip(1);
            found.push(before.iter().cloned().chain(instead).chain(after.cloned()).collect());
        }
    }
    // Without one of several changes.
    if plan.len() > 1 {
        for left_out in 0..plan.len() {
            let kept = plan.iter().enumerate().filter(|(index, _)| *index != left_out);
            found.push(kept.map(|(_, change)| change.clone()).collect());
        }
    }
    // To change nothing is no smaller change.
    found.retain(|plan: &Plan| !plan.is_empty());
    found.truncate(MAX_CANDIDATES);
    found
}

fn substitutes(
    state: &DeviceState,
    lost: &[&Dependency],
    lock_outs: &[LockOut],
    change: &PlannedChange,
) -> Vec<Plan> {
    match change {
        PlannedChange::DeleteAll => kept_sets(state.store.custom()),
        PlannedChange::Reset(FactoryReset::DropCustom) => {
            Vec::from([Vec::from([PlannedChange::Reset(FactoryReset::KeepCustom)])])
        }
        PlannedChange::Policies(set) => Vec::from([Vec::from([with_all(set, lost)])]),
        #[cfg(feature = "settings")]
        PlannedChange::Settings(text, absent) => {
            let read = text.read(&state.policies, *absent).policies;
            // Without a contradiction, then with another source.
            let plain = PlannedChange::Policies(Box::new(read));
            Vec::from([Vec::from([plain]), Vec::from([with_all(&read, lost)])])
        }
        #[cfg(feature = "settings")]
        PlannedChange::Apply(applied) => smaller_files(state, lost, applied),
        PlannedChange::BuiltIn(_) => {
            let instant = lock_outs.first().map(|lock| lock.at);
            let anchors = lost.iter().filter_map(|on| {
                let verdict = state.verdict(on, instant?);
                verdict.path().map(|path| path.anchor().clone())
            });
            let mut uploads: Plan = Vec::new();
            let mut known: Vec<Certificate> = Vec::new();
            for anchor in anchors {
                if !known.contains(&anchor)
                    && let Ok(bundle) = Bundle::parse("root.cer", anchor.as_der())
                {
                    uploads.push(PlannedChange::Upload(bundle));
                    known.push(anchor);
                }
            }
            if uploads.is_empty() {
                return Vec::new();
            }
            uploads.push(change.clone());
            Vec::from([uploads])
        }
        _ => Vec::new(),
    }
}

/// The policies of the file alone, or with its downloads and without its deletions.
#[cfg(feature = "settings")]
fn smaller_files(
    state: &DeviceState,
    lost: &[&Dependency],
    applied: &crate::forecast::SettingsChange,
) -> Vec<Plan> {
    let read = applied.policies_on(state);
    let (plain, all) = (PlannedChange::Policies(Box::new(read)), with_all(&read, lost));
    let uploads: Plan = applied.downloads().cloned().map(PlannedChange::Upload).collect();
    let with_uploads =
        |policies: &PlannedChange| uploads.iter().chain([policies]).cloned().collect::<Plan>();
    Vec::from([with_uploads(&plain), with_uploads(&all), Vec::from([plain]), Vec::from([all])])
}

/// Deletes all uploads but one, or but two.
fn kept_sets(custom: &[Certificate]) -> Vec<Plan> {
    let without = |keeps: &dyn Fn(usize) -> bool| {
        let gone = custom.iter().enumerate().filter(|(index, _)| !keeps(*index));
        gone.map(|(_, gone)| PlannedChange::Delete(gone.fingerprint())).collect::<Plan>()
    };
    let mut sets = Vec::new();
    for one in 0..custom.len() {
        sets.push(without(&|index| index == one));
    }
    for one in 0..custom.len() {
        for other in one.saturating_add(1)..custom.len() {
            if sets.len() >= MAX_CANDIDATES {
                return sets;
            }
            sets.push(without(&|index| index == one || index == other));
        }
    }
    sets
}

/// The same policies, which trust both parts of the store for these servers.
fn with_all(set: &PolicySet, lost: &[&Dependency]) -> PlannedChange {
    let changed = lost.iter().fold(*set, |set, on| {
        let own = set.application(on.application).with_source(TrustSource::All);
        set.with_application(on.application, own)
    });
    PlannedChange::Policies(Box::new(changed))
}
