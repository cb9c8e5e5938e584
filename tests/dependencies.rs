//! The tables of dependencies in DESIGN.md name what Cargo.toml does, and nothing else.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::std_instead_of_alloc,
    reason = "a test stops at what it did not expect"
)]

use std::collections::BTreeSet;

const CARGO: &str = include_str!("../Cargo.toml");
const DESIGN: &str = include_str!("../DESIGN.md");

#[test]
fn every_dependency_has_a_reason() {
    let mut tables = DESIGN.split("| crate | why |\n|---|---|\n").skip(1);
    for section in ["[dependencies]", "[dev-dependencies]"] {
        let table = tables.next().expect("a table");
        assert_eq!(explained(table), declared(section), "{section}");
    }
    assert_eq!(tables.next(), None);
}

/// The crates of a table; each has a reason.
fn explained(table: &str) -> BTreeSet<&str> {
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let [name, why] = row.trim_matches('|').split('|').collect::<Vec<_>>()[..] else {
            panic!("two columns: {row}")
        };
        assert!(why.trim().len() > 3, "a reason: {row}");
        name.trim().trim_matches('`')
    })
    .collect()
}

/// The crates of a section, by the names they have in the registry.
fn declared(section: &str) -> BTreeSet<&'static str> {
    let lines = CARGO.lines().skip_while(|line| *line != section).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    let entries = lines.filter(|line| !line.starts_with('#') && !line.is_empty());
    entries
        .map(|entry| {
            let (name, value) = entry.split_once(" = ").expect("a dependency");
            let renamed = value.split_once("package = \"");
            let renamed = renamed.and_then(|(_, rest)| rest.split('"').next());
            renamed.unwrap_or(name)
        })
        .collect()
}
