//! Whatever a verdict or a suggestion sees of a model makes another class; its name and its phones do not.

use super::models::{Pki, pki, servers};
use super::question::{SPAN, expected, report};
use crate::phone::{DAY, at, built_in, bundle, day, phone, read};
use trustslot::{
    Application, BuiltIn, Cause, ClockQuality, Crl, DeviceState, DistrustAfter, Fleet, FleetError,
    FleetQuestion, Model, Overrides, Policy, PolicySet, TrustSource, TrustStore,
};
use trustslot_kit::crl::crl;
use trustslot_kit::{Issued, Key, root};

type Change = fn(&mut DeviceState, &Pki);

/// One thing each.
const SEEN: &[(&str, Change)] = &[
    ("clock that is only a floor", |state, _| state.clock = ClockQuality::AtLeast(at(day(5)))),
    ("later floor", |state, _| state.clock = ClockQuality::AtLeast(at(day(6)))),
    ("clock that is not set", |state, _| state.clock = ClockQuality::Unset),
    ("policy", |state, _| {
        let custom = Overrides::NONE.with_source(TrustSource::Custom);
        state.policies = PolicySet::new(Policy::STRICT).with_global(custom);
    }),
    ("policy of one application", |state, _| {
        let custom = Overrides::NONE.with_source(TrustSource::Custom);
        let set = PolicySet::new(Policy::STRICT).with_application(Application::Sip, custom);
        state.policies = set;
    }),
    ("built-in root", |state, pki| state.store = TrustStore::new(built_in(&[&pki.roots[0]]))),
    ("date in the built-in list", |state, pki| {
        let root = read(&pki.roots[1]).fingerprint();
        let dated = DistrustAfter { root, last: at(day(10)) };
        state.store = TrustStore::new(listed(pki).distrust_after([dated]));
    }),
    ("uploaded root", |state, pki| {
        state.store.add(&bundle(&[&pki.roots[2]])).unwrap();
    }),
    ("uploaded leaf", |state, pki| {
        state.store.add(&bundle(&[&pki.leaves[0]])).unwrap();
    }),
    ("disabled root", |state, pki| {
        assert!(state.store.disable(&read(&pki.roots[1]).fingerprint()));
    }),
    ("blocked certificate", |state, pki| state.blocked.block_certificate(&read(&pki.cas[0]))),
    ("blocked key", |state, pki| state.blocked.block_key_of(&read(&pki.cas[0]))),
    ("CRL that revokes nothing", |state, pki| state.crls = vec![list(pki, None)]),
    ("CRL that revokes", |state, pki| state.crls = vec![list(pki, Some(&pki.leaves[0]))]),
    ("cached intermediate", |state, pki| state.intermediates = vec![read(&pki.crossed)]),
    ("limit", |state, pki| state.store = TrustStore::with_limit(listed(pki), 1)),
    ("bytes for uploads", |state, pki| {
        state.store = TrustStore::new(listed(pki)).with_byte_limit(1_000);
    }),
];

fn listed(pki: &Pki) -> BuiltIn {
    built_in(&[&pki.roots[0], &pki.roots[1]])
}

fn list(pki: &Pki, revoked: Option<&Issued>) -> Crl {
    let list = crl().dated(day(0) - DAY, day(20));
    let list = match revoked {
        Some(revoked) => list.revoking(revoked),
        None => list,
    };
    Crl::parse(&list.signed_by(&pki.cas[0])).unwrap()
}

fn usual(pki: &Pki) -> DeviceState {
    phone(&[&pki.roots[0], &pki.roots[1]])
}

fn question(pki: &Pki) -> FleetQuestion {
    FleetQuestion::new(servers(pki), SPAN).unwrap()
}

#[test]
fn each_thing_that_is_seen_makes_another_class_when_it_changes_alone() {
    let pki = pki();
    let mut all = vec![Model::new("usual", 1, usual(pki))];
    for (name, change) in SEEN {
        let mut state = usual(pki);
        change(&mut state, pki);
        let changed = Model::new(*name, 1, state);
        let both = report(&question(pki), [all[0].clone(), changed.clone()]);
        assert_eq!(both.classes, 2, "{name}");
        all.push(changed);
    }
    // No two of the changes are taken for each other either.
    let report = report(&question(pki), all.clone());
    assert_eq!(report.classes, all.len());
}

#[test]
fn names_phones_and_roots_that_no_server_needs_make_no_class() {
    let pki = pki();
    let usual = usual(pki);
    let unrelated = root("Unrelated").key(Key::p256(9)).self_signed();
    let more_roots = phone(&[&pki.roots[0], &pki.roots[1], &unrelated]);
    let more_room = {
        let store = TrustStore::with_limit(listed(pki), usual.store.limit() + 1);
        DeviceState::new(store, PolicySet::new(Policy::STRICT))
    };
    let models = [
        Model::new("usual", 1, usual.clone()),
        Model::new("another name", 1, usual.clone()),
        Model::new("usual", 1_000, usual),
        Model::new("a root that no server needs", 1, more_roots),
        Model::new("room for more than is ever suggested", 1, more_room),
    ];
    let report = report(&question(pki), models);
    assert_eq!((report.classes, report.models, report.phones), (1, 5, 1_004));
}

#[test]
fn a_new_list_reaches_the_models_that_get_new_lists_and_no_others() {
    let pki = pki();
    let follows = Model::new("follows", 1, usual(pki));
    let mut frozen = Model::new("frozen", 10, usual(pki));
    frozen.updates = false;
    let models = [follows, frozen];
    // Without a new list, they are alike.
    assert_eq!(report(&question(pki), models.clone()).classes, 1);
    let question = question(pki).with_expected(expected(pki, 1)).unwrap();
    let report = report(&question, models);
    assert_eq!(report.classes, 2);
    let lost = report
        .rows
        .iter()
        .filter(|row| row.answer.events.iter().any(|event| event.cause == Cause::LeftList));
    let lost: Vec<_> = lost.map(|row| (&*row.dependency, row.phones)).collect();
    assert_eq!(lost, [("prov", 1)]);
}

#[test]
fn a_class_above_the_limit_is_refused_and_the_fleet_stays_as_it_was() {
    let pki = pki();
    let usual = usual(pki);
    // They differ in the bytes for uploads alone, so that each server is judged once.
    let with_room_for = |bytes: usize| {
        let mut state = usual.clone();
        state.store = state.store.with_byte_limit(bytes);
        Model::new(format!("{bytes}"), 1, state)
    };
    let one = FleetQuestion::new(vec![servers(pki)[2].clone()], SPAN).unwrap();
    let mut fleet = Fleet::new(one);
    fleet.extend((0..65_536).map(with_room_for)).unwrap();
    let full = fleet.report();
    assert_eq!((full.classes, full.judged, full.phones), (65_536, 1, 65_536));
    let refused = with_room_for(65_536);
    assert_eq!(fleet.add(&refused).unwrap_err(), FleetError::TooManyClasses);
    assert_eq!(fleet.extend([refused]).unwrap_err(), FleetError::TooManyClasses);
    assert_eq!(format!("{:?}", fleet.report()), format!("{full:?}"));
    // A model of a class that is there is still counted.
    fleet.add(&with_room_for(7)).unwrap();
    let report = fleet.report();
    assert_eq!((report.classes, report.phones), (65_536, 65_537));
}
