//! What a good answer is: the outcome, the code, words of the message and the remedy, and what must not be said.
//!
//! A group of words such as `blank|space` is met by one of them, in any case. All rows of a table run, and every row that
//! fails is listed.

use crate::case::Case;
use crate::support::Issued;
use crate::verifier::certificate;
use std::fmt::Write as _;
use trustslot::{Fingerprint, Remedy, Verdict};

/// A question, and what a good answer to it is.
#[derive(Debug)]
pub struct Row {
    why: String,
    case: Case,
    wanted: Wanted,
}

/// The properties of a good answer.
#[derive(Debug, Default)]
pub struct Wanted {
    accepted: Option<bool>,
    codes: Vec<u16>,
    says: Vec<&'static str>,
    /// The words of the remedies that help; an empty word is no remedy.
    advises: Option<&'static str>,
    offers: Vec<Fingerprint>,
    never: Vec<&'static str>,
    /// Words of any message or remedy.
    tells: Vec<&'static str>,
    /// The remedy must have a command, which is run.
    runs: bool,
}

/// An answer, from any entry point.
#[derive(Debug)]
pub struct Answer {
    pub accepted: bool,
    /// The code of the decisive finding, or of the error.
    pub code: Option<u16>,
    /// The message that the operator acts upon, and its remedy.
    pub first: String,
    /// Every message and every remedy.
    pub all: String,
    /// The words of the remedy of the decisive finding.
    pub advice: Option<&'static str>,
}

pub fn row(why: impl Into<String>, case: Case) -> Row {
    Row { why: why.into(), case, wanted: Wanted::default() }
}

impl Row {
    pub fn refused(self, codes: &[u16]) -> Self {
        Self { wanted: self.wanted.refused(codes), ..self }
    }

    /// Accepted, or refused as the row says.
    pub fn or_trusted(mut self) -> Self {
        self.wanted.accepted = None;
        self
    }

    pub fn trusted(mut self) -> Self {
        self.wanted.accepted = Some(true);
        self
    }

    pub fn says(mut self, group: &'static str) -> Self {
        self.wanted.says.push(group);
        self
    }

    pub fn advises(mut self, words: &'static str) -> Self {
        self.wanted.advises = Some(words);
        self
    }

    pub fn offers(mut self, issued: &Issued) -> Self {
        self.wanted.offers.push(certificate(issued).fingerprint());
        self
    }

    pub fn never(mut self, group: &'static str) -> Self {
        self.wanted.never.push(group);
        self
    }
}

impl Wanted {
    pub fn refused(mut self, codes: &[u16]) -> Self {
        self.accepted = Some(false);
        self.codes = codes.to_vec();
        self
    }

    pub fn says(mut self, group: &'static str) -> Self {
        self.says.push(group);
        self
    }

    pub fn never(mut self, group: &'static str) -> Self {
        self.never.push(group);
        self
    }

    /// Words of any finding, where the order of the findings is not the subject.
    pub fn tells(mut self, group: &'static str) -> Self {
        self.tells.push(group);
        self
    }

    /// Accepted, or refused with one of these codes.
    pub fn code_if_refused(mut self, codes: &[u16]) -> Self {
        self.codes = codes.to_vec();
        self
    }

    pub fn advises(mut self, words: &'static str) -> Self {
        self.advises = Some(words);
        self
    }

    pub fn taken(mut self) -> Self {
        self.accepted = Some(true);
        self
    }

    pub fn runs(mut self) -> Self {
        self.runs = true;
        self
    }

    pub const fn must_run(&self) -> bool {
        self.runs
    }

    /// What is missing in an answer; empty if it is good.
    pub fn missing_in(&self, answer: &Answer) -> Vec<String> {
        let mut missing = Vec::new();
        if let Some(accepted) = self.accepted.filter(|&accepted| accepted != answer.accepted) {
            missing.push(if accepted { "accepted".into() } else { "refused".to_owned() });
        }
        if answer.accepted {
            return missing;
        }
        if !self.codes.is_empty() && !answer.code.is_some_and(|code| self.codes.contains(&code)) {
            missing.push(format!("code {:?}, not {:?}", self.codes, answer.code));
        }
        for group in &self.says {
            if !has_one_of(&answer.first, group) {
                missing.push(format!("\"{group}\""));
            }
        }
        for group in self.tells.iter().filter(|group| !has_one_of(&answer.all, group)) {
            missing.push(format!("anywhere: \"{group}\""));
        }
        let advice = answer.advice.unwrap_or_default();
        // `reissue` stands for `reissue-with` too: the same advice with more detail.
        let is_meant = |word: &str| {
            word == advice || (!word.is_empty() && advice.starts_with(&format!("{word}-")))
        };
        if let Some(words) = self.advises.filter(|words| !words.split('|').any(is_meant)) {
            missing.push(format!("remedy \"{words}\", not \"{advice}\""));
        }
        for fingerprint in &self.offers {
            if !answer.first.contains(&fingerprint.to_string()) {
                missing.push("the fingerprint of the certificate that is offered".into());
            }
        }
        for group in &self.never {
            for word in group.split('|').filter(|word| has_one_of(&answer.all, word)) {
                missing.push(format!("it must not say \"{word}\""));
            }
        }
        missing
    }
}

pub fn has_one_of(text: &str, group: &str) -> bool {
    let text = text.to_lowercase();
    group.split('|').any(|word| text.contains(&word.to_lowercase()))
}

impl Answer {
    pub fn of(verdict: &Verdict) -> Self {
        let decisive = verdict.findings().and_then(|findings| findings.decisive());
        let first = decisive.map(|finding| with_remedy(&finding.to_string(), finding.remedy()));
        let each = verdict.findings().into_iter().flatten();
        let each = each.map(|finding| with_remedy(&finding.to_string(), finding.remedy()));
        Self {
            accepted: verdict.is_accepted(),
            code: decisive.map(|finding| finding.reason().code()),
            first: first.unwrap_or_default(),
            all: each.collect::<Vec<_>>().join("; "),
            advice: decisive.and_then(trustslot::Finding::remedy).map(Remedy::word),
        }
    }

    pub fn of_error(error: &impl ToString, remedy: Option<&Remedy>) -> Self {
        let first = with_remedy(&error.to_string(), remedy);
        let (all, advice) = (first.clone(), remedy.map(Remedy::word));
        Self { accepted: false, code: None, first, all, advice }
    }

    pub fn accepted() -> Self {
        Self { accepted: true, code: None, first: String::new(), all: String::new(), advice: None }
    }
}

fn with_remedy(message: &str, remedy: Option<&Remedy>) -> String {
    remedy.map_or_else(|| message.to_owned(), |remedy| format!("{message} -> {remedy}"))
}

/// What no answer may do, whatever the question is.
pub fn breaks_the_law(verdict: &Verdict) -> Vec<String> {
    let mut broken = Vec::new();
    let findings = || verdict.findings().into_iter().flatten();
    let is_forged = findings().any(|finding| finding.reason().code() == BAD_SIGNATURE);
    for finding in findings() {
        let message = finding.to_string();
        if message.ends_with('.') || message.contains('\n') {
            broken.push(format!("a message is one line without a full stop: {message}"));
        }
        let Some(remedy) = finding.remedy() else { continue };
        let text = remedy.to_string();
        if remedy.word().starts_with("upload-") && !has_fingerprint(&text) {
            broken.push(format!("a certificate is offered without its fingerprint: {text}"));
        }
        if is_forged && TRUSTS_MORE.contains(&remedy.word()) {
            broken.push(format!("a remedy trusts more, although a signature is bad: {text}"));
        }
    }
    broken
}

/// Whether 32 bytes in the form `AB:CD:…` are in the text.
fn has_fingerprint(text: &str) -> bool {
    let is_inside = |c: char| c.is_ascii_hexdigit() || c == ':';
    text.split(|c| !is_inside(c)).any(|word| word.split(':').filter(|b| b.len() == 2).count() == 32)
}

/// Remedies after which the device trusts more than before.
const TRUSTS_MORE: &[&str] = &["set-source", "enable-built-in", "upload-issuer", "upload-peer"];
const BAD_SIGNATURE: u16 = 106;

/// Judges every row, and lists all that fail.
#[track_caller]
pub fn check(rows: Vec<Row>) {
    let mut failures = String::new();
    let count = rows.len();
    let mut failed = 0;
    for Row { why, case, wanted } in rows {
        let verdict = case.judge();
        let answer = Answer::of(&verdict);
        let mut missing = wanted.missing_in(&answer);
        missing.extend(breaks_the_law(&verdict));
        if !missing.is_empty() {
            failed += 1;
            writeln!(failures, "- {why}\n    answer: {} {}", answer.code.unwrap_or(0), answer.all)
                .unwrap();
            for missing in missing {
                writeln!(failures, "    wanted: {missing}").unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "{failed} of {count} rows fail:\n{failures}");
}
