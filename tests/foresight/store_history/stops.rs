//! Each chain stops being trusted when it really did.
//!
//! A forecast begins with the first list of a platform and expects each later one on the day on which it was read, and
//! again right after the day on which it was last read otherwise. The true day is between the two.

use super::{History, seconds};
use crate::phone::{DAY, at};
use core::fmt;
use serde_json::Value;
use trustslot::{
    Cause, Check, Dependency, DependencyForecast, Expected, PlannedChange, Policy, Span, forecast,
};
use trustslot_kit::time::When;

/// The last time at which the chain stops being accepted, and why; `None` if it never does.
fn stop(row: &DependencyForecast) -> Option<(u64, Cause)> {
    let last =
        row.events.iter().rfind(|event| event.from.is_accepted() != event.to.is_accepted())?;
    (!last.to.is_accepted()).then(|| (last.at.as_secs(), last.cause))
}

struct Row<'a> {
    chain: &'a str,
    platform: &'a str,
    stops: &'a Value,
    early: Option<(u64, Cause)>,
    late: Option<(u64, Cause)>,
}

impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chain, platform, stops, early, late } = self;
        write!(f, "{chain} on {platform}: {early:?} {late:?}, expected {stops}")
    }
}

impl Row<'_> {
    fn is_right(&self) -> bool {
        let (Some(early), Some(late)) = (self.early, self.late) else { return false };
        let (after, by) = (seconds(&self.stops["after"]), seconds(&self.stops["by"]));
        let reason = self.stops["reason"].as_str().unwrap();
        let is_time = self.stops["by"].as_str().unwrap().contains('T');
        let fits = |cause| match cause {
            Cause::PeerEnds | Cause::IntermediateEnds => reason.ends_with("path-expires"),
            Cause::AnchorEnds => reason.ends_with("root-expires"),
            Cause::LeftList => reason.starts_with("removed"),
            _ => false,
        };
        let is_within = |(instant, cause): (u64, Cause)| {
            let exact = after == by;
            let in_window = match (exact, is_time) {
                (true, true) => instant == by + 1,
                (true, false) => (by..by + DAY).contains(&instant),
                (false, true) => after < instant && instant <= by + 1,
                (false, false) => after < instant && instant <= by,
            };
            in_window && fits(cause)
        };
        is_within(early) && is_within(late)
    }
}

#[test]
fn every_chain_stops_on_every_platform_when_it_did() {
    let Some(history) = History::load("store_history") else { return };
    let chains = &history.chains;
    let on: Vec<Dependency> = chains.iter().map(|chain| chain.on.clone()).collect();
    // The names are not those of the real certificates, and roots with SHA-1 are judged by their presence.
    let strict = Policy::STRICT.waive(Check::Name).waive(Check::Strength);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (platform, lists) in &history.platforms {
        let Some((first, later)) = lists.split_first() else { continue };
        for (field, policy) in [
            ("stops", strict),
            ("stops_if_root_expiry_is_ignored", strict.waive(Check::AnchorValidity)),
        ] {
            let run = |is_early: bool| {
                let state = history.phone(first.built_in.clone(), policy);
                let expected: Vec<Expected> = later
                    .iter()
                    .map(|list| Expected {
                        at: at(if is_early { list.earliest } else { list.date }),
                        change: PlannedChange::BuiltIn(list.built_in.clone()),
                    })
                    .collect();
                let span =
                    Span::new(at(first.date), at(When::from("2048-01-01").seconds())).unwrap();
                forecast(&state, &on, &expected, span).unwrap()
            };
            let (early, late) = (run(true), run(false));
            for ((chain, early), late) in
                chains.iter().zip(&early.dependencies).zip(&late.dependencies)
            {
                let stops = &chain.value[field][platform];
                if stops.is_null() {
                    continue;
                }
                count += 1;
                let row = Row {
                    chain: &chain.on.id,
                    platform,
                    stops,
                    early: stop(early),
                    late: stop(late),
                };
                let never = stops["reason"] == "none";
                let is_right =
                    if never { row.early.is_none() && row.late.is_none() } else { row.is_right() };
                if !is_right {
                    wrong.push(format!("{field}: {row}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    println!("{count} answers");
    assert!(!history.is_default || count >= 400, "only {count} answers");
}
