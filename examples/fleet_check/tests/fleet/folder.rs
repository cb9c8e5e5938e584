//! What a folder may contain, and what is said about files that cannot be used.

use crate::lab::{Fleet, ca, json, run, text};
use serde_json::{Value, json};

pub fn errors(fleet: &Fleet, arguments: &[&str]) -> Vec<String> {
    let output = run(Some(fleet.path()), arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let text = String::from_utf8(output.stderr).unwrap();
    let lines = text.lines().map(|line| line.strip_prefix("fleet_check: ").expect(line).to_owned());
    lines.collect()
}

fn model(more: &str) -> String {
    format!("[[model]]\nid = \"more\"\nphones = 5\nbuilt_in = \"none\"\n{more}\n")
}

/// The settings findings of the first report.
pub fn findings(answer: &Value) -> Vec<&str> {
    let all = answer["reports"][0]["settings"].as_array().unwrap();
    all.iter().map(|line| line.as_str().unwrap()).collect()
}

#[test]
fn models_come_from_all_files_and_settings_of_two_makers() {
    let fleet = Fleet::new();
    fleet.write(
        "grandstream.json",
        r#"{"model": [{"id": "GXP", "phones": 7, "built_in": "both.pem", "settings": ["gxp.xml"]}]}"#,
    );
    fleet.write("gxp.xml", "<gs_provision version=\"1\">\n <config>\n  <P8463>1</P8463>\n");
    let (code, answer) = json(Some(fleet.path()), &[]);
    assert_eq!((code, &answer["reports"][0]["phones"]), (Some(0), &json!(107)), "{answer}");
    let lines = findings(&answer);
    assert!(
        lines.iter().any(|line| line.contains("gxp.xml: line 3: \"P8463\" sets nothing")),
        "{lines:?}"
    );
    // The title may be in one file only.
    fleet.write("b.toml", "title = \"Other\"\n");
    assert_eq!(errors(&fleet, &[]).len(), 1);
    assert!(errors(&fleet, &[])[0].contains("fleet.toml: \"title\" is in another file"));
}

#[test]
fn every_fault_is_told_once_with_its_file() {
    let fleet = Fleet::new();
    fleet.write("cut.pem", &fleet.ours.pem()[..200]);
    fleet.write("text.cfg", "hello\n");
    let server = |id: &str, rest: &str| format!("[[server]]\nid = \"{id}\"\n{rest}\n");
    let bad = [
        server("a", "application = \"mail\"\nname = \"a.example\"\nchain = \"prov.pem\""),
        server("b", "application = \"sip\"\nname = \"b.example:1\"\nchain = \"prov.pem\""),
        server("c", "application = \"sip\"\nname = \"c.example\"\nchain = \"cut.pem\""),
        model("uploads = [\"lost.pem\"]"),
        model("uploads = [\"lost.pem\"]\nlimit = 3"),
        model("settings = [\"text.cfg\"]"),
        model("settings = [\"text.cfg\"]\nmaker = \"nobody\""),
        model("clock = \"yesterday\""),
        model("crls = [\"ours.pem\"]"),
    ];
    fleet.write("bad.toml", &bad.concat());
    let told = errors(&fleet, &[]);
    let expected = [
        "no application is called \"mail\"",
        "(server \"b\")",
        "cut.pem: block 1 of the file, line 1: ",
        "lost.pem: No such file",
        "text.cfg: the maker of this settings file is not known",
        "no maker is called \"nobody\"; the makers are yealink",
        "\"yesterday\" is no day",
        "ours.pem: the file is a certificate, not a CRL (model \"more\" in ",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for part in expected {
        assert!(told.iter().any(|line| line.contains(part)), "{part}: {told:#?}");
    }
    // The same for one model.
    assert_eq!(errors(&fleet, &["--explain", "new", "prov"]), told);
    // No more than a person reads.
    let many: String =
        (0..30).map(|number| model(&format!("uploads = [\"{number}.pem\"]"))).collect();
    fleet.write("bad.toml", &many);
    assert_eq!(errors(&fleet, &[]).len(), 20);
}

#[test]
fn a_file_that_is_no_description_is_told_with_its_line() {
    let fleet = Fleet::new();
    for (name, contents, part) in [
        ("x.toml", "\n\n[[model]]\nid = 5\n", "x.toml: line 4: invalid type: integer `5`"),
        ("x.toml", "model = [\n", "x.toml: line "),
        (
            "x.json",
            "{\"model\": [\n{\"id\": 5}]}",
            "x.json: invalid type: integer `5`, expected a string at line 2",
        ),
        (
            "x.json",
            "{\"model\": [\n{\"id\": \"x\"",
            "x.json: EOF while parsing an object at line 2",
        ),
        (
            "x.json",
            "{\"model\": 7}",
            "x.json: invalid type: integer `7`, expected a list of models at line 1",
        ),
        ("x.json", "{\"modle\": []}", "x.json: unknown field `modle`"),
        ("x.json", "{} {}", "x.json: trailing characters at line 1"),
    ] {
        fleet.write(name, contents);
        let told = errors(&fleet, &[]);
        assert!(told.len() == 1 && told[0].contains(part), "{contents:?}: {told:?}");
        std::fs::remove_file(fleet.path().join(name)).unwrap();
    }
    std::fs::write(fleet.path().join("x.toml"), b"\n\xff").unwrap();
    assert!(errors(&fleet, &[])[0].contains("x.toml: line 2: not text in UTF-8"));
    fleet.write("x.toml", &"#".repeat((4 << 20) + 1));
    let told = errors(&fleet, &[]);
    assert!(told[0].contains("the limit is 4194304; JSON files may be larger"), "{told:?}");
}

/// The phone trusts its uploads only, and its settings order `ours.pem`.
fn ordering(settings: &str, uploads: &str) -> Fleet {
    let fleet = Fleet::new();
    let servers = fleet.toml();
    let servers = servers.split("[[model]]").next().unwrap();
    let one =
        model(&format!("uploads = [{uploads}]\nsettings = [\"order.cfg\"]\nmaker = \"yealink\""));
    fleet.write("fleet.toml", &format!("{servers}{one}"));
    fleet.write("order.cfg", &format!("security.ca_cert = 1\n{settings}"));
    fleet
}

fn rows(answer: &Value) -> Vec<(String, bool)> {
    let rows = answer["reports"][0]["rows"].as_array().unwrap().iter();
    let rows = rows.map(|row| {
        (row["models"][0].as_str().unwrap().to_owned(), row["now"]["decision"] == "trusted")
    });
    rows.collect()
}

#[test]
fn an_ordered_certificate_is_looked_for_by_the_last_part_of_its_url() {
    for (url, is_found) in [
        ("http://192.0.2.1/certs/ours.pem", true),
        ("https://user:secret@prov.example.com/ours.pem?mac=1#top", true),
        ("http://192.0.2.1/certs/lost.pem", false),
        ("http://192.0.2.1/certs/", false),
        ("http://192.0.2.1/..", false),
    ] {
        let fleet = ordering(&format!("trusted_certificates.url = {url}\n"), "");
        let (code, answer) = json(Some(fleet.path()), &[]);
        assert_eq!(code, Some(i32::from(!is_found)), "{url}: {answer}");
        assert_eq!(rows(&answer), [("more".to_owned(), is_found)], "{url}");
        let assumed =
            "phones lack the certificates that their settings order and that are not in the folder";
        let assumes = answer["reports"][0]["assumed"].as_array().unwrap().contains(&json!(assumed));
        assert_eq!(assumes, !is_found, "{url}");
        let lines = findings(&answer);
        let is_told = lines.iter().any(|line| {
            line.contains("order.cfg: line 2: http") && line.contains("is not in the folder")
        });
        assert_eq!(is_told, !is_found, "{url}: {lines:?}");
        assert!(!answer.to_string().contains("secret"));
    }
}

#[test]
fn an_order_that_a_phone_refuses_is_told_and_the_rest_is_judged() {
    let orders = "trusted_certificates.url = http://192.0.2.1/all.cfg\n\
                  trusted_certificates.url = http://192.0.2.1/both.pem\n\
                  server_certificates.url = http://192.0.2.1/ours.pem\n";
    let fleet = ordering(orders, "");
    let toml = fleet.toml();
    let (code, answer) = json(Some(fleet.path()), &[]);
    assert_eq!(code, Some(0), "{answer}");
    let refused = |answer: &Value| {
        let lines = findings(answer).into_iter();
        let lines = lines.filter(|line| line.contains("orders a file that phones refuse"));
        lines
            .map(|line| line.split("order.cfg: ").nth(1).unwrap()[..6].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(refused(&answer), ["line 2", "line 4"], "{answer}");
    fleet.write("fleet.toml", &format!("{toml}limit = 1\n"));
    let (code, answer) = json(Some(fleet.path()), &[]);
    assert_eq!((code, refused(&answer).len()), (Some(1), 3), "{answer}");
}

#[test]
fn deleting_is_done_and_with_a_download_it_is_judged_in_both_orders() {
    let delete = "trusted_certificates.delete = http://localhost/all\n";
    let fleet = ordering(delete, "\"ours.pem\"");
    let (code, answer) = json(Some(fleet.path()), &[]);
    assert_eq!((code, rows(&answer)), (Some(1), vec![("more".to_owned(), false)]), "{answer}");

    let both = format!("trusted_certificates.url = http://192.0.2.1/ours.pem\n{delete}");
    let fleet = ordering(&both, "");
    let (code, answer) = json(Some(fleet.path()), &[]);
    let cases = [
        ("more".to_owned(), false),
        (
            "more (order.cfg: if the phone deletes certificates before it downloads)".to_owned(),
            true,
        ),
    ];
    assert_eq!((code, rows(&answer)), (Some(1), cases.to_vec()), "{answer}");
    let twice = "phones whose settings can be read in two ways are counted once for each";
    assert!(answer["reports"][0]["assumed"].as_array().unwrap().contains(&json!(twice)));
    // Both cases are explained.
    let said = text(&run(Some(fleet.path()), &["--explain", "more", "prov"]));
    assert_eq!(said.matches("and \"prov\"").count(), 2, "{said}");
}

#[test]
fn lines_that_contradict_each_other_are_judged_in_each_way() {
    let fleet = ordering("security.ca_cert = 0\n", "\"ours.pem\"");
    let (code, answer) = json(Some(fleet.path()), &[]);
    let cases = [
        ("more".to_owned(), false),
        ("more (order.cfg: if the phone takes line 1)".to_owned(), true),
    ];
    assert_eq!((code, rows(&answer)), (Some(1), cases.to_vec()), "{answer}");
}

#[test]
fn a_quoted_value_is_reported_and_its_phones_are_counted_once() {
    let fleet = ordering("static.security.cn_validation = \"0\"\n", "\"ours.pem\"");
    let (code, answer) = json(Some(fleet.path()), &[]);
    assert_eq!((code, &answer["reports"][0]["phones"]), (Some(0), &json!(5)), "{answer}");
    assert!(findings(&answer).iter().any(|line| line.contains("between quotation marks")));
}

#[test]
fn a_list_of_the_folder_is_suggested_where_it_helps() {
    let fleet = Fleet::new();
    let toml = fleet.toml();
    let bare = "[[model]]\nid = \"bare\"\nphones = 1\nbuilt_in = \"vendor.pem\"\nlimit = 0\nsettings = [\"all.cfg\"]\n";
    for (lists, expected) in [("[\"both.pem\"]", true), ("[\"vendor.pem\"]", false), ("[]", false)]
    {
        fleet.write("fleet.toml", &format!("lists = {lists}\n{toml}{bare}"));
        let (code, answer) = json(Some(fleet.path()), &[]);
        assert_eq!(code, Some(1), "{answer}");
        let found = answer["reports"][0]["suggestions"].as_array().unwrap();
        let found = found.iter().find(|it| it["change"] == "install-list");
        assert_eq!(found.is_some(), expected, "{lists}: {answer}");
        let said = text(&run(Some(fleet.path()), &[]));
        assert!(said.contains("! 1 phone rejects \"prov\" from the start"), "{said}");
        if let Some(found) = found {
            assert_eq!((&found["list"], &found["phones"]), (&json!("both.pem"), &json!(1)));
            assert!(said.contains("install the built-in list \"both.pem\", which has "), "{said}");
        }
    }
    fleet.write("fleet.toml", &format!("lists = [\"lost.pem\"]\n{toml}"));
    assert!(errors(&fleet, &[])[0].contains("lost.pem: No such file"));
}

#[test]
fn an_explanation_has_the_new_list_and_the_change() {
    let fleet = Fleet::new();
    let list = format!("2026-04-15={}", fleet.file("vendor.pem"));
    let explain = |model: &str, arguments: &[&str]| {
        let output = run(Some(fleet.path()), &[arguments, &["--explain", model, "prov"]].concat());
        (output.status.code(), text(&output))
    };
    let (code, said) = explain("new", &["--list", &list]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("Later: 2026-04-15 00:00:00 UTC: trusted -> rejected"), "{said}");
    let (code, said) = explain("old", &["--list", &list]);
    assert_eq!(code, Some(0), "the list of these phones stays: {said}");
    assert!(!said.contains("Later"), "{said}");

    let (code, said) = explain("old", &["--list", &list, "--change", "reset"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("After the change (reset to the factory state): rejected"), "{said}");
    assert!(
        said.contains("! The change makes this server rejected from 2026-03-01 00:00:00 UTC."),
        "{said}"
    );
    // Of two uploads, one is needed.
    fleet.write("unrelated.pem", &ca("Unrelated", 8).pem());
    fleet.write(
        "fleet.toml",
        &fleet.toml().replace("[\"ours.pem\"]", "[\"ours.pem\", \"unrelated.pem\"]"),
    );
    let (code, said) = explain("old", &["--list", &list, "--change", "delete-all"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("    -> a smaller change that does not: delete the upload "), "{said}");
    // What is rejected anyway is not the fault of the change.
    let (code, said) = explain("new", &["--list", &list, "--change", "delete-all"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("The change makes this server rejected at no time."), "{said}");
    let both = run(Some(fleet.path()), &["--explain", "new", "prov", "--json"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn odd_entries_of_a_folder_are_read_or_told_and_never_waited_for() {
    let model = r#"{"model": [{"id": "x", "phones": 1, "built_in": "both.pem"}]}"#;
    for (name, contents, phones) in [
        ("x.json", format!("\u{feff}{model}"), 101),
        ("x.JSON", model.to_owned(), 101),
        (
            "X.Toml",
            "\u{feff}[[model]]\r\nid = \"x\"\r\nphones = 2\r\nbuilt_in = \"both.pem\"\r\n".into(),
            102,
        ),
        ("x.toml.bak", "[[model]]\n".to_owned(), 100),
        ("x.json5", "{".to_owned(), 100),
    ] {
        let fleet = Fleet::new();
        fleet.write(name, &contents);
        let (code, answer) = json(Some(fleet.path()), &[]);
        assert_eq!((code, &answer["reports"][0]["phones"]), (Some(0), &json!(phones)), "{name}");
    }
    let fleet = Fleet::new();
    std::fs::create_dir(fleet.path().join("x.toml")).unwrap();
    let told = errors(&fleet, &[]);
    assert!(told.len() == 1 && told[0].ends_with("x.toml: is a directory"), "{told:?}");
    std::fs::remove_dir(fleet.path().join("x.toml")).unwrap();
    #[cfg(unix)]
    {
        let pipe = fleet.path().join("x.json");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if made.is_ok_and(|made| made.success()) {
            let told = errors(&fleet, &[]);
            assert!(told.len() == 1 && told[0].ends_with("x.json: is not a file"), "{told:?}");
        }
    }
}

#[test]
fn arguments_that_contradict_each_other_or_are_too_large_are_told() {
    let fleet = Fleet::new();
    let days = "is no number of days from 0 to 36525";
    let one = "one answer is written: --json, or one --html";
    for (arguments, part) in [
        (&["--days", "36526"][..], days),
        (&["--days", "18446744073709551615"], days),
        (&["--days", "-1"], days),
        (&["--days", "x"], days),
        (&["--json", "--html", "x.html"], one),
        (&["--html", "x.html", "--json"], one),
        (&["--html", "x.html", "--html", "y.html"], one),
    ] {
        let told = errors(&fleet, arguments);
        assert!(told.len() == 1 && told[0].contains(part), "{arguments:?}: {told:?}");
    }
    assert_eq!(json(Some(fleet.path()), &["--days", "36525"]).0, Some(1), "our CA ends before");
    assert_eq!(json(Some(fleet.path()), &["--days", "0"]).0, Some(0));
}
