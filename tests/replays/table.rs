//! The tables of `README.md` and the names of the tests agree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const TABLES: &str = include_str!("README.md");

/// A number of the tables: `44`, or `F7`.
type Number = String;

/// The files with tests for each number, as paths below `tests`, without the ending.
type Files = BTreeMap<Number, BTreeSet<String>>;

#[test]
fn every_tested_fault_has_a_row_and_every_row_has_tests_or_a_reason() {
    let mut files = Files::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")), "", &mut files);
    let rows = rows();
    for number in files.keys() {
        assert!(rows.contains_key(number), "{number} has tests and no row");
    }
    for (number, cell) in rows {
        let stated = locations(&cell);
        let found = files.remove(&number).unwrap_or_default();
        if stated.is_empty() {
            let reason = cell.strip_prefix("none: ");
            assert!(
                reason.is_some_and(|reason| !reason.is_empty()),
                "{number}: no test, no reason"
            );
            assert!(found.is_empty(), "{number} has tests in {found:?}, and its row names none");
        }
        let is_in = |file: &String, place: &String| {
            file.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        for file in &found {
            assert!(stated.iter().any(|place| is_in(file, place)), "{number}: {file} is not named");
        }
        for place in &stated {
            assert!(found.iter().any(|file| is_in(file, place)), "{number}: no test in {place}");
        }
    }
}

/// The last cell of each row, by its number. The tables of choices have no such numbers in four columns.
fn rows() -> BTreeMap<Number, String> {
    let mut rows = BTreeMap::new();
    for line in TABLES.lines() {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let [_, number, fault, _, tests, _] = cells[..] else { continue };
        if number.trim_start_matches('F').parse::<u32>().is_ok() {
            assert!(!fault.is_empty(), "{number} says nothing");
            let former = rows.insert(number.to_owned(), tests.to_owned());
            assert_eq!(former, None, "{number} has two rows");
        }
    }
    assert!(rows.len() > 140, "{} rows", rows.len());
    rows
}

/// The locations in a cell, as paths below `tests`.
fn locations(cell: &str) -> Vec<String> {
    if cell.starts_with("none: ") {
        return Vec::new();
    }
    let quoted = cell.split('`').skip(1).step_by(2);
    let path = |location: &str| match location.strip_prefix("../") {
        Some(elsewhere) => elsewhere.to_owned(),
        None => format!("replays/{location}"),
    };
    quoted.map(path).collect()
}

#[expect(clippy::disallowed_methods, reason = "the test reads the tests")]
fn collect(folder: &Path, below: &str, files: &mut Files) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            collect(&path, &format!("{below}{name}/"), files);
        } else if let Some(module) = name.strip_suffix(".rs") {
            let file = format!("{below}{module}");
            for line in std::fs::read_to_string(&path).unwrap().lines() {
                for number in numbers(line) {
                    files.entry(number).or_default().insert(file.clone());
                }
            }
        }
    }
}

/// The numbers in the name of the test that begins in this line: one after `replay_`, one or more after `fault_`.
fn numbers(line: &str) -> Vec<Number> {
    let line = line.trim_start();
    let digits = |word: &str| word.parse::<u32>().ok();
    if let Some(name) = line.strip_prefix("fn replay_") {
        let number = name.split('_').next().and_then(digits);
        return vec![number.expect("a number after `replay_`").to_string()];
    }
    let Some(name) = line.strip_prefix("fn fault_f") else {
        return Vec::new();
    };
    let words = name.split('_').map(|word| word.strip_prefix('f').unwrap_or(word));
    let numbers: Vec<_> = words.map_while(digits).map(|number| format!("F{number}")).collect();
    assert!(!numbers.is_empty(), "no number in {line}");
    numbers
}
