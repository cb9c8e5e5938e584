//! Every answer equals that of each model alone.

use super::models::{models, pki, servers, spec};
use super::question::{SPAN, expected, of_server, plan, planned, question, report};
use proptest::prelude::*;
use trustslot::{
    Dependency, DeviceState, Expected, Fleet, FleetAnswer, ForecastError, Outcome, forecast,
};

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
                    alone(state, &on[index], &of_server(&expected, &on[index], model.updates))
                });
                match alone(&model.state, server, &of_server(&expected, server, model.updates)) {
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
}
