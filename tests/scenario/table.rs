//! The table, and what makes a row full.

use crate::case::Case;
use crate::expect::{Answer, Wanted, breaks_the_law, has_one_of};
use std::collections::BTreeMap;
use trustslot::{Remedy, Verdict};

/// Rows that need a feature that is not enabled.
pub const LEFT_OUT: &[u8] = if cfg!(feature = "forecast") { &[] } else { &[32, 33, 34, 36] };

#[derive(Default)]
pub struct Table {
    parts: BTreeMap<u8, Vec<Result<(), String>>>,
}

impl Table {
    /// A part of a row whose answer is a verdict.
    pub fn peer(&mut self, number: u8, what: &str, case: &Case, wanted: &Wanted) {
        let verdict = case.judge();
        self.verdict(number, what, &verdict, wanted);
    }

    pub fn verdict(&mut self, number: u8, what: &str, verdict: &Verdict, wanted: &Wanted) {
        let answer = Answer::of(verdict);
        let mut missing = wanted.missing_in(&answer);
        missing.extend(breaks_the_law(verdict));
        self.part(number, what, &answer, &missing);
    }

    /// A trusted path that must carry a note, in words or as a value.
    pub fn noted(&mut self, number: u8, what: &str, case: &Case, through: &str, note: &str) {
        let verdict = case.judge();
        let mut missing = Vec::new();
        if !verdict.is_trusted() || !verdict.to_string().contains(through) {
            missing.push(format!("trusted through {through}"));
        }
        if !has_one_of(&format!("{verdict} {:?}", NotesOf(&verdict)), note) {
            missing.push(format!("a note: {note}"));
        }
        self.part(
            number,
            what,
            &Answer { all: verdict.to_string(), ..Answer::of(&verdict) },
            &missing,
        );
    }

    /// A part whose answer is an error, or that nothing is refused.
    pub fn result<T>(
        &mut self,
        number: u8,
        what: &str,
        result: Result<T, (String, Option<Remedy>)>,
        wanted: &Wanted,
    ) {
        let answer = match result {
            Ok(_) => Answer::accepted(),
            Err((error, remedy)) => Answer::of_error(&error, remedy.as_ref()),
        };
        let missing = wanted.missing_in(&answer);
        self.part(number, what, &answer, &missing);
    }

    /// A part that holds or not.
    pub fn holds(&mut self, number: u8, what: &str, holds: bool) {
        let missing = if holds { Vec::new() } else { vec!["that it holds".to_owned()] };
        self.part(number, what, &Answer::accepted(), &missing);
    }

    fn part(&mut self, number: u8, what: &str, answer: &Answer, missing: &[String]) {
        let result = if missing.is_empty() {
            Ok(())
        } else {
            let said = if answer.all.is_empty() { "accepted" } else { &answer.all };
            Err(format!("  - {what}: {said}\n      wanted: {}", missing.join("; ")))
        };
        self.parts.entry(number).or_default().push(result);
    }

    pub fn numbers(&self) -> Vec<u8> {
        self.parts.keys().copied().collect()
    }

    /// The rows that are not full, with their faults.
    pub fn faults(&self) -> Vec<(u8, Vec<String>)> {
        let faults = |parts: &Vec<Result<(), String>>| {
            parts.iter().filter_map(|part| part.clone().err()).collect::<Vec<_>>()
        };
        let rows = self.parts.iter().map(|(number, parts)| (*number, faults(parts)));
        rows.filter(|(_, faults)| !faults.is_empty()).collect()
    }
}

/// Everything that a trusted path says about itself, without its certificates.
struct NotesOf<'a>(&'a Verdict);

impl std::fmt::Debug for NotesOf<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:?}", self.0);
        f.write_str(text.split_once("notes").map_or("", |(_, notes)| notes))
    }
}

pub fn refused(codes: &[u16]) -> Wanted {
    Wanted::default().refused(codes)
}

pub fn trusted() -> Wanted {
    Wanted::default().taken()
}
