//! NIST's PKITS, the Public Key Interoperability Test Suite.

use super::limits::{self, refusal};
use super::path_case::{Judged, Question, Usage, read};
use super::report::{Choice, Expected, Report, Suite, bytes_of};
use super::tally::BesideEngine;
use super::time::Time;
use serde::Deserialize;
use std::path::Path;
use trustslot::{Policy, Reason};
use trustslot_kit::testdata;

#[derive(Deserialize)]
struct Test {
    id: String,
    #[serde(default)]
    expected: String,
    #[serde(default)]
    path: Vec<String>,
    #[serde(default)]
    crls: Vec<String>,
    #[serde(default)]
    validation_time: Option<Time>,
    #[serde(default)]
    initial_policy_set: Vec<String>,
    #[serde(default)]
    initial_explicit_policy: bool,
    #[serde(default)]
    initial_policy_mapping_inhibit: bool,
    #[serde(default)]
    initial_inhibit_any_policy: bool,
    #[serde(default)]
    webpki: Engine,
    #[serde(default)]
    scope: String,
}

#[derive(Default, Deserialize)]
struct Engine {
    #[serde(default)]
    crls_unknown_denied: String,
}

pub fn run(report: &mut Report) {
    let Some(testdata) = testdata("pkits") else {
        return;
    };
    let Some(tests) = read::<Vec<Test>>(&testdata, "pkits/pkits.json") else {
        return;
    };
    let mut suite = Suite::new("pkits", choices());
    let mut beside = BesideEngine::default();
    for test in &tests {
        let Some(judged) = test.judge(&testdata) else {
            continue;
        };
        if let Some(reason) = test.not_applicable() {
            suite.not_applicable(&judged, reason);
            continue;
        }
        let wanted = test.expected == "valid";
        let expected = if wanted { Expected::Open(true) } else { Expected::Required(false) };
        let ours = judged.answer.accepts;
        suite.compare(&judged, expected, ours, &judged.answer.words);
        beside.count(wanted, ours, test.webpki.crls_unknown_denied == "ok");
    }
    suite.note(&beside);
    suite.finish(report);
}

impl Test {
    /// `None` if the corpus lacks one of its files.
    fn judge(&self, testdata: &Path) -> Option<Judged<'_>> {
        let read = |name: &String, folder: &str, extension| {
            bytes_of(testdata, &format!("pkits/{folder}/{name}.{extension}"))
        };
        let certificate = |name| read(name, "certs", "crt");
        let mut path: Vec<_> = self.path.iter().map(certificate).collect::<Option<_>>()?;
        let crl = |name| read(name, "crls", "crl");
        if path.is_empty() {
            return None;
        }
        let anchor = path.remove(0);
        path.reverse();
        let question = Question {
            roots: vec![anchor],
            presented: path,
            name: None,
            usage: Usage::ServerAuth,
            clock: Time::clock(self.validation_time.as_ref()),
            policy: Policy::STRICT,
            crls: self.crls.iter().map(crl).collect::<Option<_>>()?,
        };
        Some(question.judge(&self.id))
    }

    fn not_applicable(&self) -> Option<&'static str> {
        if !matches!(self.expected.as_str(), "valid" | "invalid") {
            return Some("an expectation that this test does not know");
        }
        if self.expected == "valid" {
            return None;
        }
        let is_any = |policy: &String| policy == "anyPolicy";
        let has_policy_inputs = !self.initial_policy_set.iter().all(is_any)
            || self.initial_explicit_policy
            || self.initial_policy_mapping_inhibit
            || self.initial_inhibit_any_policy;
        if self.scope == "policy" && has_policy_inputs {
            return Some("the test sets policy inputs, which this library does not take");
        }
        None
    }
}

fn choices<'a>() -> Vec<Choice<Judged<'a>>> {
    vec![
        limits::ca_as_peer(),
        limits::other_constraints(),
        limits::self_issued_keys(),
        limits::critical_policies(),
        limits::folded_names(),
        limits::unknown_status(),
        refusal("DSA is not supported, as in TLS 1.3", |judged| {
            judged.answer.refused_for(&[Reason::UnsupportedKey, Reason::PeerKeyUnsupported])
        }),
    ]
}
