//! The report: numbers, names, errors, and its form in JSON.

use super::models::{pki, servers};
use super::question::{SPAN, report};
use crate::phone::{at, bundle, phone, read};
use trustslot::{
    Fleet, FleetError, FleetQuestion, FleetReport, Model, PlannedChange, SuggestedChange,
    TrustStore,
};
use trustslot_kit::{Issued, Key, NOW, root};

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
    assert_eq!(json["format_version"], "1.3");
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
