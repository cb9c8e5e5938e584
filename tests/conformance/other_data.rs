//! Other data of the same formats: fewer rows, missing and additional fields, times with fractions or none, unknown words.
//!
//! The test changes a copy of the corpus and runs its own program on it. Every suite must run to its end, and pass if it
//! passes on the corpus itself.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_types,
    reason = "a test may panic, and starts itself again"
)]

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Map, Value, json};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Command;
use trustslot_kit::{Folder, testdata};

/// The suites, and the files of each.
const SUITES: &[(&str, &[&str])] = &[
    ("limbo", &["limbo/limbo.json", "limbo/limbo-annotations.json"]),
    ("bettertls", &["bettertls/bettertls.json.gz", "bettertls/bettertls-annotations.json.gz"]),
    ("bssl_paths", &["bssl-paths/bssl-paths.json.gz", "bssl-paths/bssl-paths-annotations.json"]),
    ("pkits", &["pkits/pkits.json"]),
    (
        "names",
        &[
            "hostnames/hostnames.json",
            "hostnames/dns-names.json",
            "hostnames/ip-literals.json",
            "sip/sip-identities.json",
        ],
    ),
    ("botan", &["botan/botan-paths.json.gz"]),
    ("parsing::", &["parsing/files.jsonl.gz"]),
    ("keys::", &["keys/keys.json"]),
];

/// Folders of files that are used as they are.
const FILES: &[&str] = &["pkits/certs", "pkits/crls", "keys/files"];

/// Suites that fail on the corpus too, until limits of this library have a reason of their own.
const MAY_FAIL: &[&str] = &["botan"];

#[test]
#[cfg(unix)]
fn other_data_of_the_same_formats_is_compared() {
    let Some(testdata) = testdata("other_data") else { return };
    let folder = Folder::new("corpus");
    for path in FILES {
        let link = folder.path().join(path);
        std::fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(testdata.join(path).canonicalize().unwrap(), link).unwrap();
    }
    for (_, files) in SUITES {
        for file in *files {
            let to = folder.path().join(file);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, changed(file, &contents(&testdata.join(file)))).unwrap();
        }
    }
    for (suite, _) in SUITES {
        #[cfg(not(feature = "identity"))]
        if *suite == "keys::" {
            continue;
        }
        let output = run(suite, folder.path());
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("agree"), "{suite} compared nothing:\n{text}");
        assert!(
            output.status.success() || MAY_FAIL.contains(suite),
            "{suite} on other data:\n{text}"
        );
    }
}

/// A corpus without any file is told, and is no failure.
#[test]
fn an_empty_corpus_is_said_to_be_empty() {
    let folder = Folder::new("corpus");
    for (suite, _) in SUITES {
        let output = run(suite, folder.path());
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{suite}: {text}{}",
            String::from_utf8_lossy(&output.stdout)
        );
        let runs = cfg!(feature = "identity") || *suite != "keys::";
        assert!(text.contains("NOTHING WAS COMPARED") || !runs, "{suite}: {text}");
    }
}

/// Runs the tests of a suite on the corpus in this folder.
fn run(suite: &str, folder: &Path) -> std::process::Output {
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args([suite, "--skip", "other_data", "--nocapture", "--test-threads", "1"]);
    program.env("TRUSTSLOT_TESTDATA", folder).output().unwrap()
}

fn contents(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if path.extension() != Some("gz".as_ref()) {
        return bytes;
    }
    let mut plain = Vec::new();
    GzDecoder::new(&bytes[..]).read_to_end(&mut plain).unwrap();
    plain
}

/// The file with fewer and other rows.
fn changed(file: &str, bytes: &[u8]) -> Vec<u8> {
    let text = if file.contains(".jsonl") {
        let lines: Vec<Value> = bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).unwrap())
            .collect();
        rows(lines).iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n")
    } else {
        match serde_json::from_slice(bytes).unwrap() {
            Value::Array(list) => Value::Array(rows(list)).to_string(),
            Value::Object(mut map) => match map.remove("testcases") {
                Some(Value::Array(list)) => {
                    json!({ "testcases": rows(list), "made_by": "a test" }).to_string()
                }
                _ => Value::Object(notes(map)).to_string(),
            },
            other => other.to_string(),
        }
    };
    if Path::new(file).extension() != Some("gz".as_ref()) {
        return text.into_bytes();
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// Every fifth row, without its empty fields, and with another field.
fn rows(list: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = list.into_iter().step_by(5).collect();
    for (number, row) in kept.iter_mut().enumerate() {
        let Value::Object(row) = row else { continue };
        if number % 2 == 0 {
            // An empty text is a question of some rows.
            row.retain(|field, value| field == "text" || !is_empty(value));
        }
        row.insert("added".to_owned(), json!({ "by": ["a", "test"] }));
        if let Some(Value::Array(features)) = row.get_mut("features") {
            features.push(json!("a-feature-of-next-year"));
        }
        // Whoever refuses it then refuses it today.
        let is_refused = row.get("expected_result") == Some(&json!("FAILURE"));
        for field in ["validation_time", "time"] {
            match row.get_mut(field) {
                Some(time) if is_refused && number % 3 == 0 => *time = Value::Null,
                Some(Value::String(text)) => {
                    *text = text.replace("+00:00", ".250Z").replacen("00Z", "00.5Z", 1);
                }
                _ => {}
            }
        }
    }
    kept
}

/// Two of three notes about rows.
fn notes(map: Map<String, Value>) -> Map<String, Value> {
    let is_about_paths = |note: &Value| note.get("anchor_kind").is_some();
    map.into_iter()
        .enumerate()
        .filter(|(number, (_, note))| number % 3 != 0 || is_about_paths(note))
        .map(|(_, entry)| entry)
        .collect()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}
