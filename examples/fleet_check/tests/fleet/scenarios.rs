//! Scenarios of the field, by their numbers.

use crate::lab::{BEGIN, DAY, Fleet, below, ca, json, run, text};
use serde_json::json;
use trustslot_kit::extensions::{CLIENT_AUTH, SERVER_AUTH};
use trustslot_kit::{HOST, Key, leaf};

#[test]
fn scenario_31_a_certificate_of_another_ca_is_tried_before_it_is_used() {
    let fleet = Fleet::new();
    let (code, answer) =
        json(Some(fleet.path()), &["--replace", &format!("prov={}", fleet.file("other.pem"))]);
    assert_eq!(code, Some(1));
    let row = &answer["reports"][0]["rows"][0];
    assert_eq!(row["lock_out"], "2026-03-01T00:00:00Z");
    assert_eq!(row["after"]["now"]["decision"], "rejected");
    let (code, _) =
        json(Some(fleet.path()), &["--replace", &format!("prov={}", fleet.file("prov.pem"))]);
    assert_eq!(code, Some(0), "the same chain is no loss");
}

#[test]
fn scenario_32_a_reset_a_deletion_and_a_file_are_asked_about_first() {
    let fleet = Fleet::new();
    let settings = format!("settings={}", fleet.file("off.cfg"));
    for change in ["delete-all", "reset", &settings] {
        let output = run(Some(fleet.path()), &["--change", change]);
        let said = text(&output);
        assert_eq!(output.status.code(), Some(1), "{change}: {said}");
        assert!(
            said.contains(
                "\n! 40 phones reject \"prov\" from 2026-03-01 00:00:00 UTC, because of the change"
            ),
            "{said}"
        );
        assert!(said.contains("the plan locks out"), "{said}");
    }
    let output =
        run(Some(fleet.path()), &["--change", &format!("settings={}", fleet.file("all.cfg"))]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
}

#[test]
fn scenario_33_and_34_a_new_list_hurts_only_the_phones_that_get_it() {
    let fleet = Fleet::new();
    let list = format!("2026-04-15={}", fleet.file("vendor.pem"));
    let (code, answer) = json(Some(fleet.path()), &["--list", &list]);
    assert_eq!(code, Some(1));
    let [report] = &answer["reports"].as_array().unwrap()[..] else { panic!("{answer}") };
    let [new, frozen] = &report["rows"].as_array().unwrap()[..] else { panic!("{answer}") };
    assert_eq!((&new["models"], &frozen["models"]), (&json!(["new"]), &json!(["old"])));
    let event = &new["events"][0];
    assert_eq!(
        (&event["at"], &event["cause"]),
        (&json!("2026-04-15T00:00:00Z"), &json!("left-list"))
    );
    assert_eq!(frozen["events"], json!([]));
    // One question: the suggestion was tried on the phones whose list stays too.
    assert_eq!(report["suggestions"][0]["change"], "upload-root");
    assert_eq!(report["phones"], 100);
}

#[test]
fn scenario_37_a_full_store_is_part_of_the_advice() {
    let fleet = Fleet::new();
    fleet.write("prov.pem", &below(&ca("Vendor two", 5), 900).pem());
    fleet.write("both.pem", &ca("Vendor two", 5).pem());
    let toml = std::fs::read_to_string(fleet.path().join("fleet.toml")).unwrap();
    for (limit, has_room) in [("limit = 1", false), ("limit = 2", true), ("bytes = 600", false)] {
        fleet.write("fleet.toml", &format!("{toml}{limit}\n"));
        let (_, answer) = json(Some(fleet.path()), &[]);
        let report = &answer["reports"][0];
        let room: u64 = report["suggestions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["phones"].as_u64().unwrap())
            .sum();
        assert_eq!(room, if has_room { 40 } else { 0 }, "{limit}: {report}");
    }
}

/// Public CAs no longer issue certificates for clients. A phone needs the purpose of a server, and is told if that is lacking.
#[test]
fn scenario_35_a_certificate_needs_the_purpose_of_a_server_and_no_other() {
    let fleet = Fleet::new();
    for (file, purposes, code) in [
        ("both.crt", &[SERVER_AUTH, CLIENT_AUTH][..], 0),
        ("server.crt", &[SERVER_AUTH], 0),
        ("client.crt", &[CLIENT_AUTH], 1),
    ] {
        let issued = leaf(HOST)
            .key(Key::p256(9))
            .valid(BEGIN - DAY, BEGIN + 900 * DAY)
            .eku(purposes)
            .signed_by(&fleet.ours);
        fleet.write(file, &issued.pem());
        let replaced = format!("prov={}", fleet.file(file));
        let (found, answer) = json(Some(fleet.path()), &["--replace", &replaced]);
        assert_eq!(found, Some(code), "{file}: {answer}");
        let deciding = &answer["reports"][0]["rows"][0]["after"]["now"]["deciding"];
        let output = run(Some(fleet.path()), &["--replace", &replaced, "--explain", "new", "prov"]);
        assert_eq!(output.status.code(), Some(code), "{file}");
        if code == 0 {
            assert_eq!(deciding, &json!([]), "{file}");
        } else {
            assert_eq!(deciding[0]["reason"], "usage-not-allowed", "{file}");
            assert!(text(&output).contains("TLS server"), "{}", text(&output));
        }
    }
}

/// The time to renew by follows the lifetime: two thirds of 200, 100 and 47 days.
#[test]
fn scenario_36_shorter_certificates_have_to_be_renewed_earlier() {
    for days in [200, 100, 47] {
        let fleet = Fleet::new();
        let issued = leaf(HOST)
            .key(Key::p256(9))
            .valid(BEGIN, BEGIN + days * DAY - 1)
            .signed_by(&fleet.ours);
        fleet.write("prov.pem", &issued.pem());
        // With renewals, nothing happens in two years: a train of certificates, each renewed in time.
        let (code, answer) = json(Some(fleet.path()), &[]);
        assert_eq!(code, Some(0), "{days} days: {answer}");
        fleet.write(
            "fleet.toml",
            &fleet.toml().replacen("[[model]]", "renews = false\n[[model]]", 1),
        );
        let (code, answer) = json(Some(fleet.path()), &[]);
        assert_eq!(code, Some(1), "{days} days");
        let event = &answer["reports"][0]["rows"][0]["events"][0];
        let at = |seconds: u64| {
            let date = der::DateTime::from_unix_duration(std::time::Duration::from_secs(seconds));
            json!(date.unwrap().to_string())
        };
        assert_eq!(event["at"], at(BEGIN + days * DAY), "{days} days");
        assert_eq!(event["by"], at(BEGIN + days * DAY * 2 / 3), "{days} days");
        assert_eq!(event["cause"], "peer-ends");
    }
    // Renewals end with the CA that makes them.
    let fleet = Fleet::new();
    let short = trustslot_kit::root("Ours")
        .key(Key::p256(2))
        .valid(BEGIN - DAY, BEGIN + 300 * DAY)
        .self_signed();
    for name in ["both.pem", "ours.pem"] {
        fleet.write(name, &short.pem());
    }
    fleet.write("prov.pem", &below(&short, 46).pem());
    let (code, answer) = json(Some(fleet.path()), &[]);
    assert_eq!(code, Some(1));
    let event = &answer["reports"][0]["rows"][0]["events"][0];
    assert_eq!((&event["cause"], &event["to"]), (&json!("anchor-ends"), &json!("rejected")));
}
