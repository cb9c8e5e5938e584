//! Compares a corpus with our results, row by row, with a reason for each difference.
//!
//! A required result must be met. Where a corpus leaves the result open, a stated choice explains a difference. A choice that
//! explains none is a failure, so that no outdated choice remains.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use trustslot_kit::testdata;

/// A row of a corpus, as a report needs it.
pub trait Row {
    fn id(&self) -> &str;
}

/// A stated choice: why our result differs from the corpus on the rows it applies to.
pub struct Choice<R> {
    pub reason: &'static str,
    pub applies: fn(&R) -> bool,
    /// Whether the choice may accept a row that the corpus leaves open and rejects.
    pub may_accept: bool,
}

/// One run of a corpus.
pub struct Suite<R> {
    name: &'static str,
    choices: Vec<(Choice<R>, usize)>,
    lines: Vec<String>,
    notes: Vec<String>,
    agree: usize,
    differ: usize,
    not_applicable: usize,
    failures: Vec<String>,
}

/// All suites.
#[derive(Default)]
pub struct Report {
    failures: Vec<String>,
}

/// The result that a corpus expects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The result is required.
    Required(bool),
    /// The corpus suggests a result.
    Open(bool),
}

impl<R: Row> Suite<R> {
    pub fn new(name: &'static str, choices: Vec<Choice<R>>) -> Self {
        Self {
            name,
            choices: choices.into_iter().map(|choice| (choice, 0)).collect(),
            lines: Vec::new(),
            notes: Vec::new(),
            agree: 0,
            differ: 0,
            not_applicable: 0,
            failures: Vec::new(),
        }
    }

    /// Compares two results; `true` accepts. `detail` is our message.
    pub fn compare(&mut self, row: &R, expected: Expected, actual: bool, detail: &str) {
        let (Expected::Required(wanted) | Expected::Open(wanted)) = expected;
        if wanted == actual {
            self.agree += 1;
            self.line(row, "agree", wanted, actual, detail);
            return;
        }
        self.differ += 1;
        let is_required = matches!(expected, Expected::Required(_));
        let choice = self.choices.iter_mut().find(|(choice, _)| {
            let allows = !actual || choice.may_accept;
            allows && (choice.applies)(row)
        });
        match choice {
            Some((choice, uses)) if !is_required => {
                *uses += 1;
                let reason = choice.reason;
                self.line(row, "differ", wanted, actual, &format!("{reason}: {detail}"));
            }
            _ => {
                let kind = if actual { "wrongful acceptance" } else { "unexplained" };
                let failure = format!("{}: {kind}: {}: {detail}", self.name, row.id());
                self.failures.push(failure);
                self.line(row, "fail", wanted, actual, detail);
            }
        }
    }

    /// Records a fault of a row whose result was compared.
    pub fn fail(&mut self, row: &R, what: &str) {
        self.failures.push(format!("{}: {}: {what}", self.name, row.id()));
    }

    pub fn not_applicable(&mut self, row: &R, reason: &str) {
        self.not_applicable += 1;
        self.line(row, "not applicable", false, false, reason);
    }

    /// Adds a note below the summary.
    pub fn note(&mut self, note: &impl ToString) {
        self.notes.push(note.to_string());
    }

    /// Writes the rows to `conformance/<suite>.jsonl` below the target directory, and the summary to the output.
    pub fn finish(mut self, report: &mut Report) {
        let (agree, differ, not_applicable) = (self.agree, self.differ, self.not_applicable);
        let mut said = vec![format!(
            "{}: {agree} agree, {differ} differ, {not_applicable} not applicable",
            self.name
        )];
        for (choice, uses) in &self.choices {
            said.push(format!("    {uses:4} × {}", choice.reason));
            // Other data need not have a row for each choice.
            if *uses == 0 && is_complete() {
                let reason = choice.reason;
                let failure = format!("{}: a choice that no row needs: {reason}", self.name);
                self.failures.push(failure);
            }
        }
        said.extend(self.notes.iter().map(|note| format!("    {note}")));
        say(&said.join("\n"));
        let directory = target().join("conformance");
        std::fs::create_dir_all(&directory).expect("a directory for the report");
        let path = directory.join(self.name).with_extension("jsonl");
        std::fs::write(path, self.lines.join("\n") + "\n").expect("a report");
        report.failures.append(&mut self.failures);
    }

    fn line(&mut self, row: &R, verdict: &str, expected: bool, actual: bool, reason: &str) {
        let answer = |accepts| if accepts { "accept" } else { "refuse" };
        let fields = BTreeMap::from([
            ("id", row.id()),
            ("verdict", verdict),
            ("expected", answer(expected)),
            ("actual", answer(actual)),
            ("reason", reason),
        ]);
        let line = serde_json::to_string(&fields).expect("JSON");
        self.lines.push(line);
    }
}

impl Report {
    /// Fails if any suite did.
    pub fn finish(self) {
        let failures = self.failures;
        assert!(failures.is_empty(), "{failures:#?}");
    }
}

/// All rows of a file of the corpus; none if it is not in the corpus.
#[track_caller]
pub fn rows<R: serde::de::DeserializeOwned>(testdata: &Path, file: &str) -> Vec<R> {
    let Some(bytes) = bytes_of(testdata, file) else { return Vec::new() };
    serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// The bytes of a file. The default corpus must have every file; others may lack some, which is said loudly.
#[track_caller]
pub fn bytes_of(testdata: &Path, file: &str) -> Option<Vec<u8>> {
    let path = testdata.join(file);
    match std::fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if is_complete() => panic!("{}: {error}", path.display()),
        Err(_) => {
            say(&format!(
                "########## NOTHING WAS COMPARED: there is no {} ##########",
                path.display()
            ));
            None
        }
    }
}

/// Whether the corpus is the one beside the repository, which has every file and every row.
pub fn is_complete() -> bool {
    testdata::is_default(&testdata::folder())
}

/// Prints a line even if the test harness captures output.
fn say(line: &str) {
    let mut out = std::io::stderr().lock();
    writeln!(out, "{line}").expect("an output");
}

/// Where this build writes: the parent of the directory that integration tests may use.
fn target() -> PathBuf {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    scratch.parent().unwrap_or(scratch).to_path_buf()
}
