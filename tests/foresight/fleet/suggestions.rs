//! A suggestion that is obeyed helps as many phones as it says, and breaks none.

use super::models::{models, pki, servers, spec};
use super::question::{SPAN, plan, planned, question, report};
use crate::phone::{DAY, at, built_in, bundle, chain, day, phone, read};
use proptest::prelude::*;
use trustslot::{
    Application, Check, Dependency, DeviceState, Fleet, FleetQuestion, FleetReport, ForecastError,
    Model, Overrides, PlannedChange, Policy, PolicySet, SharedBuiltIn, SuggestedChange,
    TrustSource, forecast,
};
use trustslot_kit::{HOST, Issued, Key, NOW, leaf, root};

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_suggestion_that_is_obeyed_helps_as_many_phones_as_it_says_and_breaks_none(
        specs in proptest::collection::vec(spec(), 1..8),
        plan_kind in 0_u8..6,
        offered in proptest::collection::vec(any::<[bool; 3]>(), 0..3),
    ) {
        let pki = pki();
        let lists: Vec<SharedBuiltIn> = offered.iter().map(|has| {
            let roots = [&pki.roots[0], &pki.roots[1], &pki.roots[2]];
            let roots = roots.into_iter().zip(has).filter(|(_, has)| **has);
            built_in(&roots.map(|(root, _)| root).collect::<Vec<_>>()).into()
        }).collect();
        let mut question = question(pki, 9, plan_kind);
        for (number, list) in lists.iter().enumerate() {
            question = question.with_list(format!("{number}"), list.clone()).unwrap();
        }
        let report = report(&question, models(&specs, pki));
        let plan = plan(pki, plan_kind);
        // Phones on which the plan cannot be made get no advice.
        let mut fleet: Vec<Model> = models(&specs, pki);
        fleet.retain(|model| planned(&model.state, &servers(pki), &plan).is_ok());
        let mut on = servers(pki);
        for suggestion in &report.suggestions {
            let (helped, broken) = obey(&mut fleet, &mut on, &plan, &suggestion.change, &lists);
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
    lists: &[SharedBuiltIn],
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
        if let SuggestedChange::EnableRoot(root) = change
            && !state.store.enable(&root.fingerprint())
        {
            continue;
        }
        if let SuggestedChange::InstallList { list, .. } = change {
            // A phone that had one before keeps it.
            if !model.updates || model.id.ends_with('*') {
                continue;
            }
            let number: usize = list.parse().unwrap();
            state.apply(&PlannedChange::BuiltIn(lists[number].clone())).unwrap();
        }
        if let SuggestedChange::TrustBothParts { application, .. } = change {
            let own = state.policies.application(*application).with_source(TrustSource::All);
            state.policies = state.policies.with_application(*application, own);
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
        let is_sent = matches!(change, SuggestedChange::SendCertificate { .. });
        if !is_sent && !helps {
            continue;
        }
        if helps {
            helped += model.count;
        }
        if before.iter().zip(&after).any(|(before, after)| is_lost(before, after)) {
            broken += model.count;
        }
        model.state = state;
        if matches!(change, SuggestedChange::InstallList { .. }) {
            model.id = format!("{}*", model.id).into();
        }
    }
    on.clone_from_slice(&changed);
    (helped, broken)
}

/// A server below a root, and a report about these models.
fn report_on(ours: &Issued, models: Vec<(&str, u64, DeviceState)>) -> FleetReport {
    let leaf = leaf(HOST).key(Key::p256(5)).valid(day(0) - DAY, day(700)).signed_by(ours);
    let on =
        Dependency::new("prov", chain(&[&leaf]), HOST.parse().unwrap(), Application::AutoProvision);
    let mut fleet = Fleet::new(FleetQuestion::new(vec![on], SPAN).unwrap());
    fleet
        .extend(models.into_iter().map(|(id, count, state)| Model::new(id, count, state)))
        .unwrap();
    fleet.report()
}

fn ca(name: &str, key: u64) -> Issued {
    root(name).key(Key::p256(key)).valid(day(0) - DAY, day(900)).self_signed()
}

fn source(source: TrustSource) -> PolicySet {
    let own = Overrides::NONE.with_source(source);
    PolicySet::new(Policy::STRICT).with_application(Application::AutoProvision, own)
}

fn told(report: &FleetReport) -> Vec<(&'static str, u64)> {
    report.suggestions.iter().map(|it| (it.change.word(), it.phones)).collect()
}

#[test]
fn a_root_that_somebody_disabled_is_to_be_enabled_and_not_uploaded() {
    let ours = ca("Ours", 1);
    let mut disabled = phone(&[&ours]);
    assert!(disabled.store.disable(&read(&ours).fingerprint()));
    let report = report_on(
        &ours,
        vec![("off", 70, disabled), ("on", 20, phone(&[&ours])), ("lacks", 10, phone(&[]))],
    );
    assert_eq!(told(&report), [("enable-root", 70), ("upload-root", 10)]);
    assert_eq!(report.suggestions[0].change, SuggestedChange::EnableRoot(read(&ours)));
    assert!(report.to_string().contains("enable the built-in \"Ours\" (SHA-256 "), "{report}");
    // On a phone whose block list has it, it would not help.
    let mut blocked = phone(&[&ours]);
    blocked.store.disable(&read(&ours).fingerprint());
    blocked.blocked.block_certificate(&read(&ours));
    assert_eq!(told(&report_on(&ours, vec![("off", 70, blocked)])), []);
}

#[test]
fn an_upload_that_does_not_count_is_made_to_count() {
    let ours = ca("Ours", 1);
    let with = |set: PolicySet, is_uploaded: bool| {
        let mut state = if is_uploaded { phone(&[]) } else { phone(&[&ours]) };
        if is_uploaded {
            state.store.add(&bundle(&[&ours])).unwrap();
        }
        state.policies = set;
        state
    };
    let report = report_on(
        &ours,
        vec![
            ("built-in only", 70, with(source(TrustSource::BuiltIn), true)),
            ("all", 20, with(source(TrustSource::All), true)),
        ],
    );
    assert_eq!(told(&report), [("trust-both-parts", 70)]);
    let SuggestedChange::TrustBothParts { application, certificate } =
        &report.suggestions[0].change
    else {
        panic!("{report}")
    };
    assert_eq!((*application, certificate), (Application::AutoProvision, &read(&ours)));
    assert!(
        report
            .to_string()
            .contains("trust built-in and uploaded CAs for auto_provision, so that \"Ours\""),
        "{report}"
    );
    // A built-in root that does not count: to upload that one trusts less than the whole list.
    let report =
        report_on(&ours, vec![("uploads only", 70, with(source(TrustSource::Custom), false))]);
    assert_eq!(told(&report), [("upload-root", 70)]);
    let mut full = with(source(TrustSource::Custom), false);
    full.store = trustslot::TrustStore::with_limit(built_in(&[&ours]), 0);
    let report = report_on(&ours, vec![("no room", 70, full)]);
    assert_eq!(told(&report), [("trust-both-parts", 70)]);
}

#[test]
fn a_check_is_never_switched_off() {
    let (ours, other) = (ca("Ours", 1), ca("Ours", 2));
    // A root of the same name and another key, an expired one, and one for another name: nothing true helps.
    let expired = root("Ours").key(Key::p256(1)).expired().self_signed();
    let report = report_on(
        &ours,
        vec![("other", 70, phone(&[&other])), ("expired", 20, phone(&[&expired]))],
    );
    assert_eq!(told(&report), []);
    for check in [Check::Path, Check::Name] {
        let mut open = phone(&[&ours]);
        open.policies = PolicySet::new(Policy::STRICT.waive(check));
        assert_eq!(told(&report_on(&ours, vec![("open", 70, open)])), []);
    }
}

#[test]
fn of_too_many_changes_those_for_the_most_phones_are_tried() {
    let ours = ca("Ours", 1);
    // 40 roots of one name and other keys are in the lists of other models.
    let same_name: Vec<Issued> = (10..50).map(|key| ca("Ours", key)).collect();
    let mut models: Vec<(&str, u64, DeviceState)> =
        same_name.iter().map(|root| ("other", 1, phone(&[root]))).collect();
    let mut disabled = phone(&[&ours]);
    disabled.store.disable(&read(&ours).fingerprint());
    models.push(("off", 500, disabled));
    let report = report_on(&ours, models);
    assert_eq!(report.untried, 40 + 1 - 32);
    assert_eq!(told(&report)[0], ("enable-root", 500), "one kind leaves room for the others");
    assert!(
        report.to_string().contains("9 more changes might help and were not tried"),
        "{report}"
    );
    let few = report_on(&ours, vec![("lacks", 10, phone(&[])), ("has", 5, phone(&[&ours]))]);
    assert_eq!(few.untried, 0);
}
