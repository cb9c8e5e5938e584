//! What the tests ask about a fleet, and a device after the plan.

use super::models::{Pki, servers};
use crate::phone::{at, bundle, chain, day, read};
use trustslot::{
    BuiltIn, Dependency, DeviceState, Expected, Fleet, FleetQuestion, FleetReport, ForecastError,
    Model, PlannedChange, Span,
};
use trustslot_kit::NOW;

pub const SPAN: Span = Span::days(NOW, 100);

pub fn report(question: &FleetQuestion, models: impl IntoIterator<Item = Model>) -> FleetReport {
    let mut fleet = Fleet::new(question.clone());
    fleet.extend(models).unwrap();
    fleet.report()
}

/// What may happen to the whole fleet at some time.
pub fn expected(pki: &Pki, kind: u8) -> Vec<Expected> {
    let change = match kind {
        0 => PlannedChange::Peer {
            dependency: "prov".into(),
            chain: chain(&[&pki.leaves[1], &pki.cas[1]]),
        },
        1 => PlannedChange::BuiltIn(
            BuiltIn::from_certificates([read(&pki.roots[1]), read(&pki.roots[3])]).into(),
        ),
        2 => PlannedChange::Upload(bundle(&[&pki.roots[2]])),
        _ => return Vec::new(),
    };
    vec![Expected { at: at(day(30)), change }]
}

pub fn plan(pki: &Pki, kind: u8) -> Vec<PlannedChange> {
    match kind {
        0 => vec![PlannedChange::DeleteAll],
        1 => vec![PlannedChange::Delete(read(&pki.roots[1]).fingerprint())],
        2 => vec![PlannedChange::Peer {
            dependency: "prov".into(),
            chain: chain(&[&pki.leaves[1], &pki.cas[1]]),
        }],
        3 => vec![PlannedChange::Upload(bundle(&[&pki.roots[0]]))],
        _ => Vec::new(),
    }
}

pub fn question(pki: &Pki, expected_kind: u8, plan_kind: u8) -> FleetQuestion {
    let supplied = [&pki.cas[0], &pki.cas[1], &pki.crossed, &pki.roots[2]].map(read);
    let question = FleetQuestion::new(servers(pki), SPAN).unwrap();
    let question = question.with_expected(expected(pki, expected_kind)).unwrap();
    let question = question.with_plan(plan(pki, plan_kind)).unwrap();
    question.with_certificates(supplied).unwrap()
}

/// The devices and the servers after the plan.
pub fn planned(
    state: &DeviceState,
    on: &[Dependency],
    plan: &[PlannedChange],
) -> Result<(DeviceState, Vec<Dependency>), ForecastError> {
    let (mut state, mut on) = (state.clone(), on.to_vec());
    for change in plan {
        state.apply(change)?;
        if let PlannedChange::Peer { dependency, chain } = change {
            on.iter_mut().find(|on| on.id == *dependency).unwrap().chain = chain.clone();
        }
    }
    Ok((state, on))
}

/// The changes that are expected of this server, or on a device: a new list only if it gets new lists.
pub fn of_server(expected: &[Expected], on: &Dependency, updates: bool) -> Vec<Expected> {
    let concerns = |expected: &&Expected| match &expected.change {
        PlannedChange::Peer { dependency, .. } => *dependency == on.id,
        PlannedChange::BuiltIn(_) => updates,
        _ => true,
    };
    expected.iter().filter(concerns).cloned().collect()
}
