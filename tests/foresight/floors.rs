//! A firmware that only verifies carries nothing of this: the core names none of these modules.

use std::path::{Path, PathBuf};

/// The modules that need the features `settings` or `forecast`.
const ROOMS: [&str; 5] = ["policy_set", "settings", "forecast", "what_if", "fleet"];

#[test]
fn the_core_knows_nothing_of_settings_and_forecasts() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&source, &mut files);
    assert!(files.len() > 150, "{} files", files.len());
    for file in files {
        let inside = file.strip_prefix(&source).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
        // `lib.rs` lists modules and public names, each behind its feature; the manual is prose.
        if ROOMS.contains(&first) || ["lib.rs", "docs"].contains(&first) {
            continue;
        }
        // The form of a report, which needs two features.
        if inside == Path::new("json/fleet.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for room in ROOMS {
            let named =
                text.contains(&format!("crate::{room}")) || text.contains(&format!("mod {room};"));
            let named = named && !(room == "fleet" && inside == Path::new("json/mod.rs"));
            assert!(!named, "{} names {room}", inside.display());
        }
    }
}

#[test]
fn rooms_import_only_lower_ones() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (room, higher) in [
        ("policy_set", &["settings", "forecast", "what_if", "fleet"][..]),
        ("settings", &["forecast", "what_if", "fleet"]),
        ("forecast", &["what_if", "fleet"]),
        ("what_if", &["fleet"]),
    ] {
        let mut files = Vec::new();
        collect(&source.join(room), &mut files);
        assert!(!files.is_empty());
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let uses: Vec<&str> = text.lines().filter(|line| line.starts_with("use ")).collect();
            for name in higher {
                let found = uses.iter().any(|line| line.contains(&format!("crate::{name}")));
                assert!(!found, "{} imports {name}", file.display());
            }
        }
    }
}

/// `src/forecast/tests.rs` shows that a forecast looks at every second at which a comparison of the clock changes. It sees the
/// comparisons that are methods of `Clock`.
#[test]
fn a_verdict_compares_times_by_the_methods_of_the_clock() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for room in ["verify", "diagnosis", "verifier", "verdict", "crl", "policy"] {
        let mut files = Vec::new();
        collect(&source.join(room), &mut files);
        assert!(!files.is_empty(), "{room}");
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for mark in ["Clock::Set(", "Clock::AtLeast("] {
                let uses = text.match_indices(mark).map(|(at, _)| {
                    let end = text[at..].find(')').map_or(text.len(), |end| at + end + 1);
                    (file.strip_prefix(&source).unwrap().to_owned(), text[at..end].to_owned())
                });
                found.extend(uses);
            }
        }
    }
    found.sort();
    let expected = [
        // For the store, which records the end of its last anchor.
        ("diagnosis/remedy.rs", "Clock::Set(now)"),
        ("verdict/message.rs", "Clock::AtLeast(floor)"),
        ("verify/facts.rs", "Clock::Set(_)"),
    ];
    let expected: Vec<_> =
        expected.map(|(file, text)| (PathBuf::from(file), text.to_owned())).into();
    assert_eq!(found, expected);
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
