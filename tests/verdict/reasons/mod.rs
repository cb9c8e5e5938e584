//! Every reason: its cause, its position, its message and its remedy.

mod codes;
mod of_gap;
mod of_path;
mod of_revocation;
mod of_signatures;
mod of_the_rest;

use crate::case::Case;
use crate::support::NO_REMEDY;
use std::collections::{BTreeMap, BTreeSet};
use trustslot::{Check, Position, Reason, Remedy, Verdict};

/// A case with a fault, all of its findings, and the same case without the fault.
struct Row {
    why: &'static str,
    faulty: Case,
    found: Vec<Said>,
    /// The same case without the fault, which is trusted.
    control: Case,
}

/// One finding in full.
type Said = (Reason, Position, &'static str, Option<Remedy>);

fn rows() -> Vec<Row> {
    let mut rows = of_path::rows();
    rows.extend(of_gap::rows());
    rows.extend(of_signatures::rows());
    rows.extend(of_the_rest::rows());
    rows.extend(of_revocation::rows());
    rows
}

#[test]
fn every_fault_is_reported_with_position_message_and_remedy() {
    let mut wrong = Vec::new();
    for row in rows() {
        let Verdict::Rejected(findings) = row.faulty.judge() else {
            panic!("{}: {}", row.why, row.faulty.judge());
        };
        let found: Vec<_> = findings
            .iter()
            .map(|f| (f.reason(), f.position(), f.to_string(), f.remedy().cloned()))
            .collect();
        let said: Vec<_> = row
            .found
            .iter()
            .map(|(reason, place, says, remedy)| {
                (*reason, *place, (*says).to_owned(), remedy.clone())
            })
            .collect();
        if found != said {
            wrong.push(format!("{}:\n   {found:?}\n   {said:?}", row.why));
        }
        let first = findings.decisive().unwrap();
        assert!(!first.is_waived(), "{}: the deciding finding comes first", row.why);
        row.control.is_trusted(row.why);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_reason_has_a_row() {
    let reached: BTreeSet<Reason> =
        rows().iter().flat_map(|row| row.found.iter().map(|said| said.0)).collect();
    // Those of a chain that cannot be parsed are in `presented`, and those of policies in `explicit_policies`.
    let is_elsewhere = |reason: &Reason| {
        reason.check() == Check::Presented || *reason == Reason::PolicyNotSupported
    };
    let parsed = Reason::ALL.iter().filter(|reason| !is_elsewhere(reason));
    let all: BTreeSet<Reason> = parsed.copied().collect();
    let missing: Vec<_> = all.difference(&reached).collect();
    assert!(missing.is_empty(), "no row for {missing:?}");
}

#[test]
fn every_reason_has_a_remedy_or_is_listed_with_the_reason_why_not() {
    let mut listed: BTreeMap<u16, &str> = NO_REMEDY.into_iter().collect();
    for row in rows() {
        for (reason, _, message, remedy) in row.found {
            let is_listed = NO_REMEDY.iter().any(|(code, _)| *code == reason.code());
            assert!(remedy.is_some() || is_listed, "{}: {reason}: {message}", row.why);
            if remedy.is_none() {
                listed.remove(&reason.code());
            }
        }
    }
    assert!(listed.is_empty(), "these always have a remedy: {listed:?}");
}

#[test]
fn messages_fit_a_small_display() {
    let rows = rows();
    let sentences: Vec<&str> =
        rows.iter().flat_map(|row| row.found.iter().map(|said| said.2)).collect();
    for sentence in &sentences {
        assert!(sentence.len() <= 1024, "{sentence}");
        assert!(!sentence.ends_with('.'), "no full stop: {sentence}");
        assert!(!sentence.contains('\n'), "one line: {sentence}");
    }
    let short = sentences.iter().filter(|s| s.chars().count() <= 120);
    assert!(short.count() * 10 >= sentences.len() * 9, "mostly short");
}
