//! NIST's PKITS, the Public Key Interoperability Test Suite.

use super::limits::{self, refusal};
use super::path_case::{Judged, Question, Usage, clock, read};
use super::report::{Choice, Expected, Report, Suite};
use super::tally::BesideEngine;
use serde::Deserialize;
use std::path::Path;
use trustslot::{Policy, Reason};
use trustslot_kit::testdata;

#[derive(Deserialize)]
struct Test {
    id: String,
    expected: String,
    path: Vec<String>,
    crls: Vec<String>,
    validation_time: String,
    initial_policy_set: Vec<String>,
    initial_explicit_policy: bool,
    initial_policy_mapping_inhibit: bool,
    initial_inhibit_any_policy: bool,
    webpki: Engine,
    scope: String,
}

#[derive(Deserialize)]
struct Engine {
    crls_unknown_denied: String,
}

pub fn run(report: &mut Report) {
    let Some(testdata) = testdata("pkits") else {
        return;
    };
    let tests: Vec<Test> = read(&testdata, "pkits/pkits.json");
    let mut suite = Suite::new("pkits", choices());
    let mut beside = BesideEngine::default();
    for test in &tests {
        let judged = test.judge(&testdata.join("pkits"));
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
    fn judge(&self, folder: &Path) -> Judged<'_> {
        let read = |name: &String, folder: &Path, extension| {
            let path = folder.join(name).with_extension(extension);
            std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
        };
        let certificate = |name| read(name, &folder.join("certs"), "crt");
        let mut path: Vec<_> = self.path.iter().map(certificate).collect();
        let crl = |name| read(name, &folder.join("crls"), "crl");
        let anchor = path.remove(0);
        path.reverse();
        let question = Question {
            roots: vec![anchor],
            presented: path,
            name: None,
            usage: Usage::ServerAuth,
            clock: clock(Some(&self.validation_time)),
            policy: Policy::STRICT,
            crls: self.crls.iter().map(crl).collect(),
        };
        question.judge(&self.id)
    }

    fn not_applicable(&self) -> Option<&'static str> {
        if self.expected == "valid" {
            return None;
        }
        let has_policy_inputs = self.initial_policy_set != ["anyPolicy"]
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
