//! The five questions about a fleet, with the exit code of each, and the sample.

use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};
use trustslot_kit::{Folder, HOST, Issued, Key, leaf, root};

/// 2026-03-01
const BEGIN: u64 = 1_772_323_200;
const DAY: u64 = 86_400;

fn run(folder: Option<&Path>, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fleet_check"));
    command.args(folder).args(arguments).output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json(folder: Option<&Path>, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = run(folder, &[&["--json"], arguments].concat());
    let value = serde_json::from_str(&text(&output)).unwrap();
    (output.status.code(), value)
}

fn ca(name: &str, key: u64) -> Issued {
    root(name).key(Key::p256(key)).valid(BEGIN - DAY, BEGIN + 3000 * DAY).self_signed()
}

fn below(ca: &Issued, days: u64) -> Issued {
    leaf(HOST).key(Key::p256(9)).valid(BEGIN - DAY, BEGIN + days * DAY).signed_by(ca)
}

/// The provisioning server is below our CA, which half of the models have as an upload and the others in their list.
struct Fleet {
    folder: Folder,
    ours: Issued,
}

impl Fleet {
    fn new() -> Self {
        let folder = Folder::new("fleet");
        let (vendor, ours, other) = (ca("Vendor", 1), ca("Ours", 2), ca("Other", 3));
        let fleet = Self { folder, ours };
        let list = format!("{}{}", vendor.pem(), fleet.ours.pem());
        for (name, contents) in [
            ("vendor.pem", vendor.pem()),
            ("ours.pem", fleet.ours.pem()),
            ("both.pem", list),
            ("prov.pem", below(&fleet.ours, 900).pem()),
            ("other.pem", below(&other, 900).pem()),
            ("all.cfg", "security.ca_cert = 2\n".to_owned()),
            ("off.cfg", "# no uploads\nsecurity.auto_provision.ca_cert = 0\n".to_owned()),
        ] {
            fleet.write(name, &contents);
        }
        fleet.write(
            "fleet.toml",
            &format!(
                "title = \"Lab\"\nfrom = \"2026-03-01\"\n\
                 [[server]]\nid = \"prov\"\napplication = \"auto_provision\"\nname = \"{HOST}\"\nchain = \"prov.pem\"\n\
                 [[model]]\nid = \"new\"\nphones = 60\nbuilt_in = \"both.pem\"\nsettings = [\"all.cfg\"]\n\
                 [[model]]\nid = \"old\"\nphones = 40\nbuilt_in = \"vendor.pem\"\nuploads = [\"ours.pem\"]\n\
                 settings = [\"all.cfg\"]\nmaker = \"yealink\"\nupdates = false\n",
            ),
        );
        fleet
    }

    fn write(&self, name: &str, contents: &str) {
        std::fs::write(self.folder.path().join(name), contents).unwrap();
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, name: &str) -> String {
        self.path().join(name).display().to_string()
    }
}

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
    assert_eq!(answer["format_version"], "1.0");
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
