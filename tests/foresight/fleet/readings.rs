//! A plan with a settings file that can be read in several ways: each is judged.

use super::question::SPAN;
use crate::phone::{DAY, at, built_in, bundle, chain, day, phone};
use proptest::prelude::*;
use std::collections::BTreeSet;
use trustslot::{
    Absent, Application, Dependency, DeviceState, DownloadOrder, Fleet, FleetQuestion, FleetReport,
    FleetRow, Maker, Model, Overrides, PlannedChange, Policy, PolicySet, SettingsChange,
    SettingsText, TrustSource, TrustStore, what_if,
};
use trustslot_kit::{HOST, Issued, Key, NOW, leaf, root};

fn ca(name: &str, key: u64) -> Issued {
    root(name).key(Key::p256(key)).valid(day(0) - DAY, day(900)).self_signed()
}

fn server(id: &str, root: &Issued, application: Application) -> Dependency {
    let leaf = leaf(HOST).key(Key::p256(5)).valid(day(0) - DAY, day(50)).signed_by(root);
    Dependency::new(id, chain(&[&leaf]), HOST.parse().unwrap(), application)
}

fn uploaded(roots: &[&Issued]) -> DeviceState {
    let mut state = phone(&[]);
    state.store.add(&bundle(roots)).unwrap();
    state
}

fn text(lines: &str) -> SettingsText {
    SettingsText::parse(lines.into(), Maker::Yealink).unwrap()
}

fn settings(lines: &str) -> PlannedChange {
    PlannedChange::Settings(text(lines), Absent::KeepsBase)
}

fn report(on: Vec<Dependency>, plan: Vec<PlannedChange>, models: Vec<Model>) -> FleetReport {
    let question = FleetQuestion::new(on, SPAN).unwrap().with_plan(plan).unwrap();
    let mut fleet = Fleet::new(question);
    fleet.extend(models).unwrap();
    fleet.report()
}

/// The lines that are taken, and whether the phone is locked out then.
fn ways(row: &FleetRow) -> Vec<(Vec<u32>, Option<DownloadOrder>, bool)> {
    let others = row.otherwise.iter();
    let others = others.map(|it| (it.lines.clone(), it.order, it.lock_out.is_some()));
    std::iter::once((vec![], None, row.lock_out.is_some())).chain(others).collect()
}

const DELETE: &str = "trusted_certificates.delete = http://localhost/all\n";
const DOWNLOAD: &str = "trusted_certificates.url = https://prov.example.com/ca.pem\n";

#[test]
fn each_way_of_reading_a_plan_is_told_where_it_differs() {
    let (ours, other) = (ca("Ours", 1), ca("Other", 2));
    let (first, last) = (Some(DownloadOrder::DeletesFirst), Some(DownloadOrder::DownloadsFirst));
    let apply = |lines: &str, line: u32| {
        let change = SettingsChange::new(text(lines), Absent::KeepsBase);
        PlannedChange::Apply(change.with_download(line, bundle(&[&ours])).into())
    };
    let lines = "security.ca_cert = 0\nsecurity.ca_cert = 1\n";
    let back = "security.ca_cert = 1\nsecurity.ca_cert = 0\n";
    for (plan, expected, why) in [
        (vec![settings("security.ca_cert = 1\n")], vec![(vec![], None, false)], "one way"),
        (
            vec![settings(lines)],
            vec![(vec![], None, false), (vec![1], None, true)],
            "the first line locks out",
        ),
        (vec![settings(back)], vec![(vec![], None, true), (vec![1], None, false)], "the last does"),
        (
            vec![settings("security.ca_cert = 1\nsecurity.ca_cert = 2\n")],
            vec![(vec![], None, false)],
            "two ways, one answer",
        ),
        (
            vec![settings("security.ldap.ca_cert = 0\nsecurity.ldap.ca_cert = 1\n")],
            vec![(vec![], None, false)],
            "about an application that dials no server here",
        ),
        (
            vec![apply(&[DELETE, DOWNLOAD].concat(), 2)],
            vec![(vec![], None, false), (vec![], last, true)],
            "the order of deletion and download",
        ),
        (
            vec![apply(&[DOWNLOAD, DELETE].concat(), 1)],
            vec![(vec![], None, true), (vec![], first, false)],
            "the other order",
        ),
        (
            vec![settings(lines), PlannedChange::DeleteAll],
            vec![(vec![], None, true)],
            "what comes after it makes the ways equal",
        ),
        (
            vec![PlannedChange::Reset(trustslot::FactoryReset::KeepCustom), settings(lines)],
            vec![(vec![], None, false), (vec![1], None, true)],
            "after another change",
        ),
    ] {
        let on = vec![
            server("prov", &ours, Application::AutoProvision),
            server("sip", &other, Application::Sip),
        ];
        let models = vec![Model::new("phone", 7, uploaded(&[&ours, &other]))];
        let report = report(on, plan, models);
        let row = report.rows.iter().find(|row| &*row.dependency == "prov").unwrap();
        assert_eq!(ways(row), expected, "{why}");
        let is_lost = expected.iter().any(|(_, _, locks_out)| *locks_out);
        assert_eq!(row.first_lock_out(), is_lost.then_some(at(NOW)), "{why}");
        assert_eq!(report.locks_out(), is_lost, "{why}");
        assert!(!row.more_otherwise, "{why}");
        let text = report.to_string();
        assert_eq!(text.contains("if the phone"), row.otherwise.len() + 1 > 1, "{why}: {text}");
    }
}

#[test]
fn ways_are_told_in_words_and_in_json() {
    let ours = ca("Ours", 1);
    let on = vec![server("prov", &ours, Application::AutoProvision)];
    let plan = vec![settings("security.ca_cert = 0\nsecurity.ca_cert = 1\n")];
    let report = report(on, plan, vec![Model::new("phone", 7, uploaded(&[&ours]))]);
    let text = report.to_string();
    let line = "if the phone takes line 1: the plan locks out from ";
    assert!(text.contains(line), "{text}");
    #[cfg(feature = "serde")]
    {
        let json = serde_json::to_value(&report).unwrap();
        let row = &json["rows"][0];
        assert_eq!((&row["lock_out"], &row["more_otherwise"]), (&().into(), &false.into()));
        let other = &row["otherwise"][0];
        assert_eq!((&other["lines"][0], &other["order"]), (&1.into(), &().into()));
        assert_eq!(other["now"]["decision"], "rejected");
        assert!(other["lock_out"].as_str().unwrap().ends_with('Z'));
    }
}

#[test]
fn more_ways_than_are_judged_are_reported() {
    let ours = ca("Ours", 1);
    let tokens = ["sip", "ldap", "xml_browser", "web_server", "tr069"];
    for (count, more) in [(4, false), (5, true)] {
        let lines = tokens.iter().take(count);
        let lines: String = lines
            .map(|app| format!("security.{app}.ca_cert = 0\nsecurity.{app}.ca_cert = 1\n"))
            .collect();
        let on = vec![server("sip", &ours, Application::Sip)];
        let models = vec![Model::new("phone", 1, uploaded(&[&ours]))];
        let report = report(on, vec![settings(&lines)], models);
        assert_eq!(report.rows[0].more_otherwise, more, "{count}");
        let line = "its settings files can be read in more ways than were judged";
        assert_eq!(report.to_string().contains(line), more, "{count}");
        assert!(report.rows[0].otherwise.len() <= 15);
    }
}

#[test]
fn a_change_helps_only_if_it_helps_however_the_plan_is_read() {
    let ours = ca("Ours", 1);
    let on = || vec![server("prov", &ours, Application::AutoProvision)];
    let told = |report: &FleetReport| -> Vec<(&'static str, u64)> {
        report.suggestions.iter().map(|it| (it.change.word(), it.phones)).collect()
    };
    let none = |source| {
        let mut state = phone(&[]);
        let own = Overrides::NONE.with_source(source);
        state.policies = PolicySet::new(Policy::STRICT).with_global(own);
        state
    };
    let has = || Model::new("has", 1, phone(&[&ours]));
    for (lines, expected, why) in [
        (
            "security.ca_cert = 1\nsecurity.ca_cert = 2\n",
            vec![("upload-root", 10)],
            "uploads count in both, built-in roots in one: it also helps the phone that has the root",
        ),
        ("security.ca_cert = 0\nsecurity.ca_cert = 2\n", vec![], "uploads count in one only"),
        ("security.ca_cert = 2\nsecurity.ca_cert = 0\n", vec![], "the other line first"),
    ] {
        let models = vec![has(), Model::new("lacks", 9, none(TrustSource::All))];
        let report = report(on(), vec![settings(lines)], models);
        assert_eq!(told(&report), expected, "{why}: {report}");
    }
    // A list counts in both ways in which uploads count in one.
    let lines = "security.ca_cert = 0\nsecurity.ca_cert = 2\n";
    let question = FleetQuestion::new(on(), SPAN).unwrap().with_plan(vec![settings(lines)]);
    let question = question.unwrap().with_list("new", built_in(&[&ours])).unwrap();
    let mut fleet = Fleet::new(question);
    fleet.add(&Model::new("lacks", 9, none(TrustSource::All))).unwrap();
    assert_eq!(told(&fleet.report()), [("install-list", 9)]);
}

#[test]
fn models_whose_ways_differ_are_told_apart() {
    // With a base that has a source of its own for this application, the global lines make no difference.
    let ours = ca("Ours", 1);
    let mut own = uploaded(&[&ours]);
    let all = Overrides::NONE.with_source(TrustSource::All);
    own.policies = own.policies.with_application(Application::AutoProvision, all);
    let on = vec![server("prov", &ours, Application::AutoProvision)];
    let plan = vec![settings("security.ca_cert = 0\nsecurity.ca_cert = 2\n")];
    let models = vec![Model::new("global", 3, uploaded(&[&ours])), Model::new("own", 4, own)];
    let report = report(on, plan, models);
    assert_eq!((report.classes, report.rows.len()), (2, 2));
    let rows: Vec<_> = report.rows.iter().map(|row| (row.phones, ways(row).len())).collect();
    assert_eq!(rows, [(3, 2), (4, 1)], "the row with a lock-out comes first");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// For each model alone, the guard finds the same outcomes and the same lock-outs.
    #[test]
    fn each_way_equals_what_the_guard_says_about_one_phone(
        values in proptest::collection::vec((0_u8..3, 0_usize..3, any::<bool>()), 1..6),
        orders in proptest::option::of(any::<bool>()),
        stores in proptest::collection::vec((any::<bool>(), any::<bool>(), 0_u8..3), 1..4),
    ) {
        let (ours, other) = (ca("Ours", 1), ca("Other", 2));
        let on = vec![
            server("prov", &ours, Application::AutoProvision),
            server("sip", &other, Application::Sip),
        ];
        let mut lines = String::new();
        for (value, application, fixed) in &values {
            let spelling = ["", "auto_provision.", "sip."][*application];
            let prefix = if *fixed { "static." } else { "" };
            lines.push_str(&format!("{prefix}security.{spelling}ca_cert = {value}\n"));
        }
        let mut change = SettingsChange::new(text(&lines), Absent::KeepsBase);
        if let Some(deletes_first) = orders {
            let both = if deletes_first { [DELETE, DOWNLOAD] } else { [DOWNLOAD, DELETE] };
            lines.push_str(&both.concat());
            let line = values.len() as u32 + if deletes_first { 2 } else { 1 };
            change = SettingsChange::new(text(&lines), Absent::KeepsBase)
                .with_download(line, bundle(&[&other]));
        }
        let plan = vec![PlannedChange::Apply(change.into())];
        let models: Vec<Model> = stores.iter().enumerate().map(|(number, (built, up, source))| {
            let roots: Vec<&Issued> = if *built { vec![&ours] } else { vec![] };
            let mut store = TrustStore::new(built_in(&roots));
            if *up {
                store.add(&bundle(&[&ours])).unwrap();
            }
            let sources = [TrustSource::BuiltIn, TrustSource::Custom, TrustSource::All];
            let own = Overrides::NONE.with_source(sources[usize::from(*source)]);
            let set = PolicySet::new(Policy::STRICT).with_global(own);
            Model::new(format!("{number}"), 1, DeviceState::new(store, set))
        }).collect();
        let report = report(on.clone(), plan.clone(), models.clone());
        for model in &models {
            let guard = what_if(&model.state, &on, &plan, SPAN).unwrap();
            for server in &on {
                let of_fleet: BTreeSet<_> = {
                    let mut rows = report.rows.iter();
                    let row = rows
                        .find(|row| row.dependency == server.id && row.models.contains(&model.id))
                        .unwrap();
                    prop_assert_eq!(row.more_otherwise, guard.more_otherwise);
                    let after = row.after.as_ref().unwrap();
                    let own = (after.now.decision.code(), row.lock_out);
                    let others = row.otherwise.iter();
                    let others = others.map(|it| (it.answer.now.decision.code(), it.lock_out));
                    std::iter::once(own).chain(others).collect()
                };
                let at = |lock_outs: &[trustslot::LockOut]| {
                    lock_outs.iter().find(|it| it.dependency == server.id).map(|it| it.at)
                };
                let now = |effects: &[trustslot::Effect]| {
                    let effect = effects.iter().find(|it| it.dependency == server.id).unwrap();
                    effect.after.decision.code()
                };
                let own = (now(&guard.effects), at(&guard.lock_outs));
                let others = guard.otherwise.iter();
                let others = others.map(|it| (now(&it.effects), at(&it.lock_outs)));
                let of_guard: BTreeSet<_> = std::iter::once(own).chain(others).collect();
                prop_assert_eq!(of_fleet, of_guard, "{} on {}: {}", model.id, server.id, lines);
            }
        }
    }
}

#[test]
fn lines_of_several_settings_files_are_told_with_their_file() {
    let ours = ca("Ours", 1);
    let on = vec![server("prov", &ours, Application::AutoProvision)];
    let delete = || {
        let change = SettingsChange::new(text(&[DELETE, DOWNLOAD].concat()), Absent::KeepsBase);
        PlannedChange::Apply(change.with_download(2, bundle(&[&ours])).into())
    };
    let source = || settings("x = 1\nsecurity.ca_cert = 0\nsecurity.ca_cert = 1\n");
    let trust =
        || settings("security.trust_certificates = \"1\"\nsecurity.auto_provision.ca_cert = 01\n");
    for (plan, expected, why) in [
        (vec![source()], vec!["takes line 2"], "one file"),
        (
            vec![PlannedChange::DeleteAll, source()],
            vec![],
            "one file, after another change that makes it equal",
        ),
        (
            vec![source(), settings("y = 1\n")],
            vec!["takes line 2, in settings file 1"],
            "the first",
        ),
        (vec![settings("y = 1\n"), source()], vec!["takes line 2, in settings file 2"], "the last"),
        (
            vec![trust(), delete()],
            vec!["deletes certificates after it downloads, in settings file 2"],
            "what is ignored makes no difference",
        ),
        (
            vec![source(), trust(), delete()],
            vec![
                "takes line 2, in settings file 1, and ignores lines 1 and 2, in settings file 2",
                "deletes certificates after it downloads, in settings file 3",
            ],
            "lines of one, and the order of another",
        ),
    ] {
        let mut state = uploaded(&[&ours]);
        state.policies = PolicySet::new(Policy::STRICT.with_source(TrustSource::BuiltIn));
        state.policies =
            state.policies.with_global(Overrides::NONE.with_source(TrustSource::Custom));
        let report = report(on.clone(), plan.clone(), vec![Model::new("phone", 7, state.clone())]);
        let row = &report.rows[0];
        let told: Vec<String> = row.otherwise.iter().map(|it| it.way().to_string()).collect();
        for way in &expected {
            let way = format!("the phone {way}");
            assert!(told.contains(&way), "{why}: {told:?}");
        }
        assert_eq!(told.is_empty(), expected.is_empty(), "{why}: {told:?}");
        // The guard says the same.
        let answer = what_if(&state, &on, &plan, SPAN).unwrap().to_string();
        for way in &told {
            assert!(answer.contains(&format!("if {way}:")), "{why}: {way}: {answer}");
        }
        for other in &row.otherwise {
            let several = plan
                .iter()
                .filter(|it| matches!(it, PlannedChange::Settings(..) | PlannedChange::Apply(_)))
                .count()
                > 1;
            assert!(other.files.iter().all(|file| file.file.is_some() == several), "{why}");
            let lines: Vec<u32> = other.files.iter().flat_map(|it| it.lines.clone()).collect();
            assert_eq!(lines, other.lines, "{why}");
        }
    }
}
