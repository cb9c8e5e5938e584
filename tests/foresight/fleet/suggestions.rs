//! A suggestion that is obeyed helps as many phones as it says, and breaks none.

use super::models::{models, pki, servers, spec};
use super::question::{SPAN, plan, planned, question, report};
use crate::phone::at;
use proptest::prelude::*;
use trustslot::{
    Dependency, DeviceState, ForecastError, Model, PlannedChange, SuggestedChange, forecast,
};
use trustslot_kit::NOW;

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_suggestion_that_is_obeyed_helps_as_many_phones_as_it_says_and_breaks_none(
        specs in proptest::collection::vec(spec(), 1..8),
        plan_kind in 0_u8..6,
    ) {
        let pki = pki();
        let report = report(&question(pki, 9, plan_kind), models(&specs, pki));
        let plan = plan(pki, plan_kind);
        // Phones on which the plan cannot be made get no advice.
        let mut fleet: Vec<Model> = models(&specs, pki);
        fleet.retain(|model| planned(&model.state, &servers(pki), &plan).is_ok());
        let mut on = servers(pki);
        for suggestion in &report.suggestions {
            let (helped, broken) = obey(&mut fleet, &mut on, &plan, &suggestion.change);
            prop_assert_eq!((helped, broken), (suggestion.phones, 0), "{}", suggestion);
            prop_assert_eq!(suggestion.breaks, 0);
            prop_assert!(helped > 0 || suggestion.no_room > 0);
        }
        for harmful in &report.harmful {
            prop_assert!(harmful.breaks > 0);
        }
    }
}

/// When each server is rejected first, before the plan and after it; and the answers.
fn facts(
    state: &DeviceState,
    on: &[Dependency],
    plan: &[PlannedChange],
) -> Result<Vec<trustslot::DependencyForecast>, ForecastError> {
    let mut all = forecast(state, on, &[], SPAN)?.dependencies;
    let (state, on) = planned(state, on, plan)?;
    all.extend(forecast(&state, &on, &[], SPAN)?.dependencies);
    Ok(all)
}

fn is_rejected(row: &trustslot::DependencyForecast, instant: u64) -> bool {
    !row.at(at(instant)).is_accepted()
}

/// The first second of the span at which the server is rejected: it is looked for at every midnight and second after.
fn first(row: &trustslot::DependencyForecast) -> Option<u64> {
    let mut instants: Vec<u64> = row.events.iter().map(|event| event.at.as_secs()).collect();
    instants.push(NOW);
    instants.sort_unstable();
    instants.into_iter().find(|instant| is_rejected(row, *instant))
}

fn is_lost(before: &trustslot::DependencyForecast, after: &trustslot::DependencyForecast) -> bool {
    let events = before.events.iter().chain(&after.events).map(|event| event.at.as_secs());
    let mut instants = events.chain([NOW]);
    instants.any(|instant| !is_rejected(before, instant) && is_rejected(after, instant))
}

/// Does what a suggestion says, on each model alone: phones that it helps, and phones that it breaks.
fn obey(
    fleet: &mut [Model],
    on: &mut [Dependency],
    plan: &[PlannedChange],
    change: &SuggestedChange,
) -> (u64, u64) {
    let (mut helped, mut broken) = (0, 0);
    let mut changed = on.to_vec();
    if let SuggestedChange::SendCertificate { dependency, certificate } = change {
        let server = changed.iter_mut().find(|on| on.id == *dependency).unwrap();
        let all = [server.chain.end_entity()].into_iter().chain(server.chain.others());
        let all: Vec<_> = all.chain([certificate]).cloned().collect();
        server.chain = trustslot::Chain::from_certificates(all).unwrap();
    }
    // The plan may replace the chain; then the certificate is sent with that one.
    let plan_with: Vec<PlannedChange> = plan
        .iter()
        .map(|planned| match (planned, change) {
            (
                PlannedChange::Peer { dependency, chain },
                SuggestedChange::SendCertificate { dependency: sender, certificate },
            ) if dependency == sender => {
                let all = [chain.end_entity()].into_iter().chain(chain.others());
                let all: Vec<_> = all.chain([certificate]).cloned().collect();
                let chain = trustslot::Chain::from_certificates(all).unwrap();
                PlannedChange::Peer { dependency: dependency.clone(), chain }
            }
            (planned, _) => planned.clone(),
        })
        .collect();
    for model in fleet.iter_mut() {
        let before = facts(&model.state, on, plan).unwrap();
        let mut state = model.state.clone();
        if let SuggestedChange::UploadRoot(root) = change {
            let disabled = state.store.clone().enable(&root.fingerprint());
            if disabled {
                continue;
            }
            let file = trustslot::Bundle::parse("root.cer", root.as_der()).unwrap();
            let free = state.store.free().min(planned(&state, on, plan).unwrap().0.store.free());
            // What it would do there is not tried here.
            if free == 0 {
                continue;
            }
            state.store.add(&file).unwrap();
        }
        let after = facts(&state, &changed, &plan_with).unwrap();
        let half = before.len() / 2;
        let now: Vec<_> =
            if plan.is_empty() { (0..half).collect() } else { (half..half * 2).collect() };
        let helps = now.into_iter().any(|row| {
            let loses = is_lost(&before[row], &after[row])
                || is_lost(&before[row % half], &after[row % half]);
            let is_later = match (first(&before[row]), first(&after[row])) {
                (Some(_), None) => true,
                (Some(before), Some(after)) => before < after,
                (None, _) => false,
            };
            is_later && !loses
        });
        let is_upload = matches!(change, SuggestedChange::UploadRoot(_));
        if is_upload && !helps {
            continue;
        }
        if helps {
            helped += model.count;
        }
        if before.iter().zip(&after).any(|(before, after)| is_lost(before, after)) {
            broken += model.count;
        }
        model.state = state;
    }
    on.clone_from_slice(&changed);
    (helped, broken)
}
