//! A settings file that is to be pushed to all phones: what it orders, each way of reading it, and its maker.

use crate::folder::{errors, findings};
use crate::lab::{Fleet, ca, json, run, text};
use serde_json::{Value, json};

#[test]
fn a_settings_file_that_is_to_be_pushed_is_followed_in_its_orders() {
    let fleet = Fleet::new();
    let other = ca("Unrelated", 8);
    fleet.write("unrelated.pem", &other.pem());
    let push = |orders: &str| {
        fleet.write("push.cfg", &format!("security.ca_cert = 2\n{orders}"));
        let change = format!("settings={}", fleet.file("push.cfg"));
        json(Some(fleet.path()), &["--change", &change])
    };
    let delete = "trusted_certificates.delete = http://localhost/all\n";
    let url = |name: &str| format!("trusted_certificates.url = http://192.0.2.1/{name}\n");
    assert_eq!(push(&url("unrelated.pem")).0, Some(0));
    // The phones with an upload lose it.
    assert_eq!(push(delete).0, Some(1));
    let (code, answer) = push(&format!("{delete}{}", url("ours.pem")));
    assert_eq!(code, Some(1), "{answer}");
    let reports = answer["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 1);
    assert_eq!(lock_outs(&answer), [("deletes-last", true)], "{answer}");
    // Two lines contradict each other: the phones with an upload reject the server if the first one counts.
    let (code, answer) = push("security.ca_cert = 0\nsecurity.ca_cert = 2\n");
    assert_eq!(code, Some(1), "{answer}");
    assert_eq!(lock_outs(&answer), [("[2]", true)], "{answer}");
    let change = format!("settings={}", fleet.file("push.cfg"));
    let said = text(&run(Some(fleet.path()), &["--change", &change]));
    let line = "! 40 phones reject \"prov\" from 2026-03-01 00:00:00 UTC, because of the change, if the phone takes line 2, and cannot";
    assert!(said.contains(line), "{said}");
    assert!(said.contains("if the phone takes line 2: the plan locks out from"), "{said}");
    let said = text(&run(Some(fleet.path()), &["--change", &change, "--explain", "old", "prov"]));
    let part = "After the change (apply the settings file and what it orders, if the phone takes line 2): rejected";
    assert!(said.contains(part), "{said}");
    assert!(said.contains("    -> a smaller change that does not: "), "{said}");
    // The uploads alone: then it is the phones that have the root in their list.
    let (code, answer) = push("security.ca_cert = 1\nsecurity.ca_cert = 2\n");
    assert_eq!((code, lock_outs(&answer)), (Some(1), vec![("[2]", true)]), "{answer}");
    let lost = |model: &str| {
        let rows = answer["reports"][0]["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["models"] == json!([model])).unwrap();
        !row["otherwise"].as_array().unwrap().is_empty()
    };
    assert_eq!((lost("new"), lost("old")), (true, false), "{answer}");
    // One value on both lines is no contradiction.
    let (code, answer) = push("static.security.ca_cert = 2\n");
    assert_eq!((code, lock_outs(&answer)), (Some(0), vec![]), "{answer}");
}

/// The other ways in which the phones may read the change, and whether one locks them out.
fn lock_outs(answer: &Value) -> Vec<(&'static str, bool)> {
    let rows = answer["reports"][0]["rows"].as_array().unwrap().iter();
    let others = rows.flat_map(|row| row["otherwise"].as_array().unwrap());
    let others = others.map(|other| {
        let name = match (other["order"].as_str(), other["lines"].to_string().as_str()) {
            (Some("downloads-first"), _) => "deletes-last",
            (Some("deletes-first"), _) => "deletes-first",
            (_, "[2]") => "[2]",
            _ => "others",
        };
        (name, !other["lock_out"].is_null())
    });
    others.collect()
}

#[test]
fn a_settings_file_to_be_pushed_is_told_by_what_it_says_itself() {
    let fleet = Fleet::new();
    let change = format!("settings={}", fleet.file("push.cfg"));
    for (contents, arguments, expected) in [
        // The phones check names, or not: the file does not touch it.
        (&b"security.ca_cert = 2\n"[..], &[][..], Ok(None)),
        (
            b"security.cn_validation = 0\n",
            &[],
            Ok(Some("line 1: \"security.cn_validation\" turns the name check off")),
        ),
        (
            b"security.ca_cert : 1\n",
            &[],
            Ok(Some("sets nothing, because it is not written as a setting")),
        ),
        (b"<x><P20156>2</P20156></x>", &[], Err("--maker with --change")),
        (b"<x><P20156>2</P20156></x>", &["--maker", "htek"], Ok(None)),
        (b"<x><P20156>2</P20156></x>", &["--maker", "nobody"], Err("the makers are yealink")),
        (b"\xff\xfes\0e\0c\0", &[], Err("is not plain text in UTF-8")),
        (b"", &[], Err("the maker of this settings file is not known")),
    ] {
        std::fs::write(fleet.path().join("push.cfg"), contents).unwrap();
        let arguments = [&["--change", &change][..], arguments].concat();
        match expected {
            Err(part) => {
                let told = errors(&fleet, &arguments);
                assert!(told.len() == 1 && told[0].contains(part), "{told:?}");
            }
            Ok(part) => {
                let (_, answer) = json(Some(fleet.path()), &arguments);
                let lines = findings(&answer);
                let pushed: Vec<_> = lines.iter().filter(|it| it.contains("push.cfg")).collect();
                assert_eq!(pushed.len(), usize::from(part.is_some()), "{pushed:?}");
                assert!(pushed.iter().all(|it| it.contains(part.unwrap())), "{pushed:?}");
            }
        }
    }
    assert!(errors(&fleet, &["--maker", "htek"])[0].contains("--maker is about a file"));
}
