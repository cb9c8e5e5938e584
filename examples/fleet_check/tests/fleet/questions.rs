//! The questions about a fleet, with the exit code of each, and the sample.

use crate::lab::{Fleet, below, ca, json, run, text};
use serde_json::{Value, json};
use std::path::Path;
use trustslot_kit::HOST;

#[test]
fn a_fleet_that_stays_accepted_exits_with_0() {
    let fleet = Fleet::new();
    let output = run(Some(fleet.path()), &["--days", "90"]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.starts_with("Lab\nAssumed: "), "{said}");
    assert!(said.contains("100 phones: new, old: trusted"), "{said}");
    // The same from JSON instead of TOML.
    let toml: toml::Table =
        std::fs::read_to_string(fleet.path().join("fleet.toml")).unwrap().parse().unwrap();
    std::fs::remove_file(fleet.path().join("fleet.toml")).unwrap();
    fleet.write("fleet.json", &serde_json::to_string(&toml).unwrap());
    assert_eq!(text(&run(Some(fleet.path()), &["--days", "90"])), said);
}

#[test]
fn what_breaks_in_the_next_days_has_a_time_to_act_by() {
    let fleet = Fleet::new();
    fleet.write("prov.pem", &below(&fleet.ours, 60).pem());
    let toml = std::fs::read_to_string(fleet.path().join("fleet.toml")).unwrap();
    fleet.write(
        "fleet.toml",
        &toml.replace("[[model]]", "renews = false\n[[model]]").replacen(
            "renews = false\n[[model]]\nid = \"old\"",
            "[[model]]\nid = \"old\"",
            1,
        ),
    );
    let (code, answer) = json(Some(fleet.path()), &["--days", "90"]);
    assert_eq!(code, Some(1));
    assert_eq!(answer["format_version"], "1.2");
    let row = &answer["reports"][0]["rows"][0];
    assert_eq!((&row["phones"], &row["now"]["decision"]), (&json!(100), &json!("trusted")));
    let event = &row["events"][0];
    assert_eq!((&event["cause"], &event["to"]), (&json!("peer-ends"), &json!("rejected")));
    assert_eq!(event["at"], "2026-04-30T00:00:01Z");
    assert_eq!(event["by"], "2026-04-09T16:00:00Z", "two thirds of 61 days and a second");
    assert_eq!((&event["lock_out"], &event["deciding"][0]["code"]), (&json!(true), &json!(201)));
    // Fewer days: nothing breaks.
    assert_eq!(json(Some(fleet.path()), &["--days", "30"]).0, Some(0));
}

#[test]
fn an_explanation_names_the_line_of_the_settings() {
    let fleet = Fleet::new();
    fleet.write("all.cfg", "# lab\nsecurity.ca_cert = 0\n");
    let output = run(Some(fleet.path()), &["--explain", "old", "prov"]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with(&format!("old and \"prov\" ({HOST}): rejected\n")), "{said}");
    assert!(said.contains("CA source: built-in (") && said.contains("line 2"), "{said}");
    let good = run(Some(fleet.path()), &["--explain", "new", "prov"]);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good));
    assert!(text(&good).contains("trusted"));
}

#[test]
fn a_question_that_cannot_be_answered_exits_with_2() {
    let fleet = Fleet::new();
    for (folder, arguments) in [
        (Some(fleet.path()), &["--explain", "new", "sip"][..]),
        (Some(fleet.path()), &["--replace", "sip=x"]),
        (Some(fleet.path()), &["--change", "everything"]),
        (Some(fleet.path()), &["--list", "tomorrow=x"]),
        (Some(Path::new("/nonexistent")), &[]),
        (None, &["--days", "9"]),
        (None, &["--nonsense"]),
    ] {
        let output = run(folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.starts_with("fleet_check: "), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    fleet.write("fleet.toml", "server = []\nmodel = []\nmodle = []\n");
    let output = run(Some(fleet.path()), &[]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("unknown field") && error.contains("modle"), "{error}");
}

/// 2021-09-30: phones with the newer root notice nothing. 2026-04-15: neither do phones whose list stays.
#[test]
fn the_sample_replays_two_days() {
    let (code, answer) = json(None, &[]);
    assert_eq!(code, Some(1));
    let reports = answer["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 2);
    let stand_ins = "the certificates are stand-ins with the dates of the real CAs";
    for report in reports {
        assert!(report["assumed"].as_array().unwrap().contains(&json!(stand_ins)));
        assert_eq!(report["unanswered"], json!([]));
    }
    let facts = |report: &Value| {
        let rows = report["rows"].as_array().unwrap().iter();
        let rows = rows.filter(|row| row["now"]["decision"] == "trusted").map(|row| {
            let events = row["events"].as_array().unwrap().iter();
            let events = events.map(|event| format!("{} {}", event["at"], event["cause"]));
            (row["phones"].as_u64().unwrap(), events.collect::<Vec<_>>().join(" "))
        });
        rows.collect::<Vec<_>>()
    };
    let (at, cause) = ("\"2021-09-30T14:01:16Z\"", "\"anchor-ends\"");
    assert_eq!(facts(&reports[0]), [(2800, format!("{at} {cause}")), (6400, String::new())]);
    let left = "\"2026-04-15T00:00:00Z\" \"left-list\"";
    let moved = "\"2026-05-20T00:00:00Z\" \"chain-changed\"";
    assert_eq!(
        facts(&reports[1])[..3],
        [(2300, format!("{left} {moved}")), (1900, moved.to_owned()), (5800, String::new())]
    );
    let suggestion = &reports[0]["suggestions"][0];
    assert_eq!(suggestion["certificate"], "ISRG Root X1 (stand-in)");
    assert_eq!((&suggestion["phones"], &suggestion["no_room"]), (&json!(3560), &json!(40)));
}

#[test]
fn the_page_the_table_and_the_explanation_have_one_word_for_each_verdict() {
    let fleet = Fleet::new();
    fleet.write("prov.pem", &below(&ca("Other", 3), 900).pem());
    let page = fleet.file("out.html");
    run(Some(fleet.path()), &["--html", &page]);
    let page = std::fs::read_to_string(page).unwrap();
    let table = run(Some(fleet.path()), &[]);
    let explained = run(Some(fleet.path()), &["--explain", "new", "prov"]);
    let usage = run(None, &["--help"]);
    for said in [page, text(&table), text(&explained), text(&usage)] {
        assert!(said.contains("rejected") && !said.contains("refuse"), "{said}");
    }
}
