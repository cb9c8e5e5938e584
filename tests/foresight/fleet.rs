//! Fleets: every answer equals that of each model alone, and a suggestion that is obeyed helps.

use crate::phone::{DAY, at, bundle, chain, day, phone, read};
use proptest::prelude::*;
use trustslot::{
    Application, BlockList, BuiltIn, Cadence, ClockQuality, Crl, Dependency, DeviceState,
    DistrustAfter, Expected, Fleet, FleetAnswer, FleetError, FleetQuestion, FleetReport,
    ForecastError, Model, Outcome, Overrides, PlannedChange, Policy, PolicySet, Renewals, Span,
    SuggestedChange, TrustSource, TrustStore, forecast,
};
use trustslot_kit::crl::crl;
use trustslot_kit::{HOST, Issued, Key, NOW, intermediate, leaf, root};

const SPAN: Span = Span::days(NOW, 100);

/// Roots A and B, A again with another end, B signed by A, and a CA below each.
pub struct Pki {
    pub roots: [Issued; 4],
    pub crossed: Issued,
    pub cas: [Issued; 2],
    pub leaves: [Issued; 3],
}

/// Made once, because each signature is another one.
pub fn pki() -> &'static Pki {
    static PKI: std::sync::LazyLock<Pki> = std::sync::LazyLock::new(made);
    &PKI
}

fn made() -> Pki {
    let begin = day(0) - DAY;
    let made = |name: &str, key, days| {
        root(name).key(Key::p256(key)).valid(begin, day(days)).self_signed()
    };
    let a = made("A", 1, 60);
    let b = made("B", 2, 900);
    let again = made("A", 1, 900);
    let other = made("Other", 3, 900);
    let ca = |name: &str, key, issuer: &Issued| {
        intermediate(name).key(Key::p256(key)).valid(begin, day(800)).signed_by(issuer)
    };
    let crossed = ca("B", 2, &again);
    let cas = [ca("CA 1", 5, &a), ca("CA 2", 6, &b)];
    let below = |issuer: &Issued, days| {
        leaf(HOST).key(Key::p256(7)).valid(begin, day(days)).signed_by(issuer)
    };
    let leaves = [below(&cas[0], 700), below(&cas[1], 50), below(&b, 700)];
    Pki { roots: [a, b, again, other], crossed, cas, leaves }
}

/// A complete chain, one that lacks its CA, and one that ends directly below a root.
pub fn servers(pki: &Pki) -> Vec<Dependency> {
    let on = |id: &str, certificates: &[&Issued], application| {
        Dependency::new(id, chain(certificates), HOST.parse().unwrap(), application)
    };
    vec![
        on("prov", &[&pki.leaves[0], &pki.cas[0]], Application::AutoProvision),
        on("sip", &[&pki.leaves[1]], Application::Sip)
            .with_renewals(Renewals::SameIssuer(Cadence::TWO_THIRDS)),
        on("web", &[&pki.leaves[2]], Application::XmlBrowser),
    ]
}

/// How a model differs from another one.
#[derive(Clone, Debug)]
struct Spec {
    built_in: u8,
    dated: bool,
    disabled: u8,
    custom: u8,
    room: usize,
    policy: u8,
    clock: u8,
    blocked: u8,
    crl: u8,
    supplied: bool,
}

fn spec() -> impl Strategy<Value = Spec> {
    let store = (0_u8..16, any::<bool>(), 0_u8..8, 0_u8..32, 0_usize..3);
    // Most phones of a fleet have the same policy, a clock, and no list.
    let rare = || prop_oneof![6 => Just(0_u8), 1 => 1_u8..4];
    (store, rare(), rare(), rare(), rare(), any::<bool>()).prop_map(
        |((built_in, dated, disabled, custom, room), policy, clock, blocked, crl, supplied)| Spec {
            built_in,
            dated,
            disabled: disabled & disabled.wrapping_shl(1),
            custom: custom & custom.wrapping_shl(1),
            room,
            policy,
            clock,
            blocked,
            crl,
            supplied,
        },
    )
}

impl Spec {
    fn state(&self, pki: &Pki) -> DeviceState {
        let picked = |mask: u8, all: &[&Issued]| -> Vec<trustslot::Certificate> {
            let picked = all.iter().enumerate().filter(|(index, _)| mask & (1 << index) != 0);
            picked.map(|(_, issued)| read(issued)).collect()
        };
        let roots: Vec<&Issued> = pki.roots.iter().collect();
        let mut list = BuiltIn::from_certificates(picked(self.built_in, &roots));
        if self.dated {
            let root = read(&pki.roots[1]).fingerprint();
            list = list.distrust_after([DistrustAfter { root, last: at(day(10)) }]);
        }
        let uploads = [&pki.roots[3], &pki.cas[1], &pki.leaves[0], &pki.roots[1], &pki.roots[0]];
        let uploads = picked(self.custom, &uploads);
        let mut store = TrustStore::with_limit(list, uploads.len() + self.room);
        for upload in &uploads {
            let file = trustslot::Bundle::parse("ca.cer", upload.as_der()).unwrap();
            store.add(&file).unwrap();
        }
        for root in picked(self.disabled, &roots) {
            store.disable(&root.fingerprint());
        }
        let set = PolicySet::new(Policy::STRICT);
        let set = match self.policy {
            0 => set.with_global(Overrides::NONE.with_source(TrustSource::All)),
            1 => set.with_global(Overrides::NONE.with_source(TrustSource::BuiltIn)),
            2 => set.with_application(
                Application::Sip,
                Overrides::NONE.with_source(TrustSource::Custom),
            ),
            _ => PolicySet::FACTORY,
        };
        let mut state = DeviceState::new(store, set);
        state.clock = match self.clock {
            0 => ClockQuality::Set,
            1 => ClockQuality::AtLeast(at(day(5))),
            2 => ClockQuality::AtLeast(at(day(80))),
            _ => ClockQuality::Unset,
        };
        let mut blocked = BlockList::new();
        match self.blocked {
            1 => blocked.block_certificate(&read(&pki.cas[0])),
            2 => blocked.block_key_of(&read(&pki.roots[1])),
            3 => blocked.block_issued_after(&read(&pki.roots[1]), at(day(10))),
            _ => {}
        }
        state.blocked = blocked;
        let list = |issuer: &Issued, revoked: &Issued, days| {
            let list = crl().dated(day(0) - DAY, day(days)).revoking(revoked).signed_by(issuer);
            vec![Crl::parse(&list).unwrap()]
        };
        state.crls = match self.crl {
            1 => list(&pki.cas[0], &pki.leaves[0], 20),
            2 => list(&pki.cas[0], &pki.leaves[1], 20),
            3 => list(&pki.roots[1], &pki.cas[1], 90),
            _ => Vec::new(),
        };
        if self.supplied {
            state.intermediates = vec![read(&pki.crossed)];
        }
        state
    }
}

fn models(specs: &[Spec], pki: &Pki) -> Vec<Model> {
    let numbered = specs.iter().zip(1_u64..);
    numbered
        .map(|(spec, number)| Model::new(format!("{number}"), number, spec.state(pki)))
        .collect()
}

fn report(question: &FleetQuestion, models: impl IntoIterator<Item = Model>) -> FleetReport {
    let mut fleet = Fleet::new(question.clone());
    fleet.extend(models).unwrap();
    fleet.report()
}

fn plain(outcome: &Outcome) -> String {
    format!("{:?} {:?}", outcome.decision, outcome.deciding)
}

/// The answer of a device alone, without a fleet.
fn alone(
    state: &DeviceState,
    on: &Dependency,
    expected: &[Expected],
) -> Result<Vec<String>, ForecastError> {
    let found = forecast(state, std::slice::from_ref(on), expected, SPAN)?;
    let row = &found.dependencies[0];
    let mut lines = vec![plain(&row.now), format!("{:?}", row.with_clock_set.as_ref().map(plain))];
    lines.extend(row.events.iter().map(|event| {
        let (to, from) = (plain(&event.to), event.from.decision);
        format!("{:?} {from:?} {to} {:?} {:?} {:?}", event.at, event.cause, event.by, event.assumes)
    }));
    Ok(lines)
}

fn of_fleet(answer: &FleetAnswer) -> Vec<String> {
    let clock = answer.with_clock_set.as_ref().map(plain);
    let mut lines = vec![plain(&answer.now), format!("{clock:?}")];
    lines.extend(answer.events.iter().map(|event| {
        let (to, from) = (plain(&event.to), event.from);
        format!("{:?} {from:?} {to} {:?} {:?} {:?}", event.at, event.cause, event.by, event.assumes)
    }));
    lines
}

/// What may happen to the whole fleet at some time.
fn expected(pki: &Pki, kind: u8) -> Vec<Expected> {
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

fn plan(pki: &Pki, kind: u8) -> Vec<PlannedChange> {
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

fn question(pki: &Pki, expected_kind: u8, plan_kind: u8) -> FleetQuestion {
    let supplied = [&pki.cas[0], &pki.cas[1], &pki.crossed, &pki.roots[2]].map(read);
    let question = FleetQuestion::new(servers(pki), SPAN).unwrap();
    let question = question.with_expected(expected(pki, expected_kind)).unwrap();
    let question = question.with_plan(plan(pki, plan_kind)).unwrap();
    question.with_certificates(supplied).unwrap()
}

/// The devices and the servers after the plan.
fn planned(
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

fn of_server(expected: &[Expected], on: &Dependency) -> Vec<Expected> {
    let concerns = |expected: &&Expected| !matches!(&expected.change, PlannedChange::Peer { dependency, .. } if *dependency != on.id);
    expected.iter().filter(concerns).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn an_answer_equals_that_of_each_model_alone(
        specs in proptest::collection::vec(spec(), 1..8),
        expected_kind in 0_u8..6,
        plan_kind in 0_u8..6,
    ) {
        let pki = pki();
        let question = question(pki, expected_kind, plan_kind);
        let models = models(&specs, pki);
        let report = report(&question, models.clone());
        let (expected, plan) = (expected(pki, expected_kind), plan(pki, plan_kind));
        let phones: u64 = models.iter().map(|model| model.count).sum();
        prop_assert_eq!(report.phones, phones);
        prop_assert!(report.judged <= report.classes * 6);
        let on = servers(pki);
        for model in &models {
            let after = planned(&model.state, &on, &plan);
            let mut errors = Vec::new();
            for (index, server) in on.iter().enumerate() {
                let mut rows = report.rows.iter().filter(|row| {
                    row.dependency == server.id && row.models.contains(&model.id)
                });
                let (row, more) = (rows.next(), rows.next());
                prop_assert!(more.is_none(), "one answer for each model");
                let then = after.as_ref().map_err(Clone::clone).and_then(|(state, on)| {
                    alone(state, &on[index], &of_server(&expected, &on[index]))
                });
                match alone(&model.state, server, &of_server(&expected, server)) {
                    Ok(now) => {
                        let row = row.unwrap();
                        prop_assert_eq!(of_fleet(&row.answer), now);
                        match (&row.after, then) {
                            (Some(after), Ok(then)) => {
                                prop_assert!(!plan.is_empty());
                                prop_assert_eq!(of_fleet(after), then);
                            }
                            (None, Ok(_)) => prop_assert!(plan.is_empty()),
                            (None, Err(error)) => errors.push(error),
                            (Some(_), Err(error)) => prop_assert!(false, "{}", error),
                        }
                    }
                    Err(error) => {
                        prop_assert!(row.is_none());
                        errors.push(error);
                    }
                }
            }
            let told = report.unanswered.iter().any(|group| group.models.contains(&model.id));
            prop_assert_eq!(told, !errors.is_empty(), "{:?}", errors);
        }
    }

    #[test]
    fn the_order_of_models_and_batches_makes_no_difference(
        specs in proptest::collection::vec(spec(), 1..12),
        plan_kind in 0_u8..6,
    ) {
        let pki = pki();
        let question = question(pki, 9, plan_kind);
        let all = models(&specs, pki);
        let once = report(&question, all.clone());
        let reversed = report(&question, all.iter().rev().cloned());
        prop_assert_eq!(format!("{once:?}"), format!("{reversed:?}"));
        let mut one_by_one = Fleet::new(question.clone());
        for model in &all {
            one_by_one.add(model).unwrap();
        }
        prop_assert_eq!(format!("{once:?}"), format!("{:?}", one_by_one.report()));

        // Every model a second time: nothing more is judged, and every number of phones doubles.
        let twice = report(&question, all.iter().chain(&all).cloned());
        prop_assert_eq!((twice.judged, twice.classes), (once.judged, once.classes));
        prop_assert_eq!(twice.phones, once.phones * 2);
        for (one, two) in once.rows.iter().zip(&twice.rows) {
            prop_assert_eq!((one.phones * 2, &one.models), (two.phones, &two.models));
            prop_assert_eq!(of_fleet(&one.answer), of_fleet(&two.answer));
        }
        for (one, two) in once.suggestions.iter().zip(&twice.suggestions) {
            prop_assert_eq!((one.phones * 2, &one.change), (two.phones, &two.change));
        }
    }

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

/// A root that all have, a server that does not send its CA, and one whose root a list lacks.
fn sample() -> FleetReport {
    let pki = pki();
    let phone = |roots: &[&Issued], full: bool| {
        let mut state = phone(roots);
        if full {
            let store = TrustStore::with_limit(crate::phone::built_in(roots), 1);
            state.store = store;
            state.store.add(&bundle(&[&pki.roots[3]])).unwrap();
        }
        state
    };
    let (a, b) = (&pki.roots[2], &pki.roots[1]);
    let on = servers(pki);
    let question = FleetQuestion::new(vec![on[0].clone(), on[1].clone()], SPAN).unwrap();
    let question = question.with_certificates([read(&pki.cas[1])]).unwrap();
    let models = [
        Model::new("new", 9_200, phone(&[a, b], false)),
        Model::new("old", 760, phone(&[b], false)),
        Model::new("full", 40, phone(&[b], true)),
    ];
    report(&question, models)
}

#[test]
fn the_smallest_change_is_told_with_its_numbers() {
    let report = sample();
    let pki = pki();
    let [send, upload] = &report.suggestions[..] else { panic!("{report}") };
    let (ca, root) = (read(&pki.cas[1]), read(&pki.roots[2]));
    let dependency = "sip".into();
    assert_eq!(send.change, SuggestedChange::SendCertificate { dependency, certificate: ca });
    assert_eq!((send.phones, send.no_room, send.breaks), (10_000, 0, 0));
    assert_eq!(upload.change, SuggestedChange::UploadRoot(root));
    assert_eq!((upload.phones, upload.no_room, upload.round), (760, 40, 2));
    assert_eq!(upload.before, at(NOW));
    // The phone without room and the one with it have one answer.
    let rows: Vec<_> = report.rows.iter().map(|row| (&*row.dependency, row.phones)).collect();
    assert_eq!(rows, [("prov", 800), ("prov", 9_200), ("sip", 10_000)]);
    let text = report.to_string();
    assert!(text.contains("1. send the certificate of \"CA 2\""), "{text}");
    assert!(text.contains("40 more have no room"), "{text}");
}

#[test]
fn a_plan_that_locks_out_is_told_in_its_row() {
    let pki = pki();
    let on = servers(pki);
    let moved = PlannedChange::Peer { dependency: "web".into(), chain: on[0].chain.clone() };
    let mut web = on[2].clone();
    web.essential = true;
    let question = FleetQuestion::new(vec![web], SPAN).unwrap().with_plan(vec![moved]).unwrap();
    let models = [
        Model::new("both", 7, phone(&[&pki.roots[1], &pki.roots[2]])),
        Model::new("one", 5, phone(&[&pki.roots[1]])),
    ];
    let report = report(&question, models);
    let rows: Vec<_> = report.rows.iter().map(|row| (row.phones, row.lock_out)).collect();
    assert_eq!(rows, [(5, Some(at(NOW))), (7, None)]);
    // First the upload, then the plan.
    let change = SuggestedChange::UploadRoot(read(&pki.roots[2]));
    assert_eq!((&report.suggestions[0].change, report.suggestions[0].phones), (&change, 5));
    assert_eq!(report.rows[1].answer.events.len(), 0);
}

#[test]
fn models_that_a_server_cannot_tell_apart_are_judged_once() {
    let pki = pki();
    let question = FleetQuestion::new(vec![servers(pki)[2].clone()], SPAN).unwrap();
    let other = |number: u64| root(&format!("Other {number}")).key(Key::p256(9)).self_signed();
    let models = (0..40)
        .map(|number| Model::new(format!("{number}"), 1, phone(&[&other(number), &pki.roots[1]])));
    let report = report(&question, models);
    assert_eq!((report.judged, report.classes, report.models), (1, 1, 40));
    assert_eq!((report.rows[0].models.len(), report.rows[0].more_models), (8, 32));
}

#[test]
fn what_is_refused_changes_nothing() {
    let pki = pki();
    let on = servers(pki);
    let twice = vec![on[0].clone(), on[0].clone()];
    assert_eq!(FleetQuestion::new(twice, SPAN).unwrap_err(), FleetError::SameName("prov".into()));
    let many = (0..257).map(|number| {
        let mut on = on[0].clone();
        on.id = format!("{number}").into();
        on
    });
    let error = FleetQuestion::new(many.collect(), SPAN).unwrap_err();
    assert_eq!(error, FleetError::TooManyDependencies(257));
    let question = FleetQuestion::new(on.clone(), SPAN).unwrap();
    let nobody = PlannedChange::Peer { dependency: "x".into(), chain: on[0].chain.clone() };
    let error = question.clone().with_plan(vec![nobody]).unwrap_err();
    assert_eq!(error, FleetError::UnknownDependency("x".into()));
    let certificates = std::iter::repeat_n(read(&pki.cas[0]), 1_025);
    let error = question.clone().with_certificates(certificates).unwrap_err();
    assert_eq!(error, FleetError::TooManyCertificates(1_025));

    let mut fleet = Fleet::new(question);
    fleet.add(&Model::new("a", u64::MAX, phone(&[&pki.roots[0]]))).unwrap();
    let before = format!("{:?}", fleet.report());
    let error = fleet.add(&Model::new("b", 1, phone(&[&pki.roots[1]]))).unwrap_err();
    assert_eq!(error, FleetError::TooManyPhones);
    assert_eq!(format!("{:?}", fleet.report()), before);
}

#[cfg(feature = "parallel")]
#[test]
fn one_thread_and_four_have_the_same_report() {
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", sample()))
    };
    assert_eq!(with(1), with(4));
}

#[cfg(feature = "serde")]
#[test]
fn a_report_is_written_with_words_instants_and_fingerprints() {
    let json = serde_json::to_value(sample()).unwrap();
    assert_eq!(json["format_version"], "1.0");
    assert_eq!((&json["phones"], &json["classes"]), (&10_000.into(), &3.into()));
    let row = &json["rows"][0];
    assert_eq!(
        (&row["dependency"], &row["application"]),
        (&"prov".into(), &"auto_provision".into())
    );
    assert_eq!(row["now"]["decision"], "rejected");
    assert_eq!(row["now"]["deciding"][0]["reason"], "issuer-not-found");
    assert_eq!(row["after"], serde_json::Value::Null);
    let upload = &json["suggestions"][1];
    assert_eq!((&upload["change"], &upload["no_room"]), (&"upload-root".into(), &40.into()));
    assert_eq!(upload["sha256"].as_str().unwrap().len(), 64);
    assert!(upload["before"].as_str().unwrap().ends_with('Z'));
}
