//! BetterTLS: the names a constrained CA may issue for, and the paths that must be found.

use super::path_case::{Case, Engine, Expectation, File, Judged, read};
use super::report::{Choice, Expected, Report, Suite};
use super::tally::BesideEngine;
use serde::Deserialize;
use std::collections::BTreeMap;
use trustslot::{NameRules, Policy};
use trustslot_kit::testdata;

#[derive(Deserialize)]
struct Annotation {
    #[serde(default)]
    webpki: Engine,
    /// Either result is correct.
    #[serde(default)]
    soft: bool,
    /// The expected result if the common name counts as a host name; only for cases about names.
    #[serde(default)]
    rfc2818_result: Option<Expectation>,
}

pub fn run(report: &mut Report) {
    let Some(testdata) = testdata("bettertls") else {
        return;
    };
    let Some(File { testcases: cases }) = read(&testdata, "bettertls/bettertls.json.gz") else {
        return;
    };
    let notes: BTreeMap<String, Annotation> =
        read(&testdata, "bettertls/bettertls-annotations.json.gz").unwrap_or_default();
    let cases = cases.iter().map(|case| (case, notes.get(&case.id)));
    let is_about_names = |case: &Case| case.id.contains("::nameconstraints::");

    let mut names = Line::new("bettertls", Policy::STRICT, Vec::new());
    let without_common_name = Policy::STRICT.with_name_rules(NameRules::Rfc9525);
    let mut rfc9525 = Line::new("bettertls-rfc9525", without_common_name, Vec::new());
    let mut paths = Line::new("bettertls-paths", Policy::STRICT, Vec::new());
    for (case, note) in cases {
        if is_about_names(case) {
            let by_rfc_2818 = note.and_then(|note| note.rfc2818_result);
            names.ask(case, note, by_rfc_2818.unwrap_or(case.expected_result));
            rfc9525.ask(case, note, case.expected_result);
        } else {
            paths.ask(case, note, case.expected_result);
        }
    }
    for line in [names, rfc9525, paths] {
        let Line { mut suite, beside, .. } = line;
        suite.note(&beside);
        suite.finish(report);
    }
}

/// One run of the suite.
struct Line<'a> {
    policy: Policy,
    suite: Suite<Judged<'a>>,
    beside: BesideEngine,
}

impl<'a> Line<'a> {
    fn new(name: &'static str, policy: Policy, choices: Vec<Choice<Judged<'a>>>) -> Self {
        Self { policy, suite: Suite::new(name, choices), beside: BesideEngine::default() }
    }

    fn ask(&mut self, case: &'a Case, note: Option<&Annotation>, expected: Expectation) {
        let judged = case.judge(self.policy);
        let Some(note) = note else {
            return self.suite.not_applicable(&judged, "no note says which answers are right");
        };
        if let Some(reason) = case.not_expressible() {
            return self.suite.not_applicable(&judged, reason);
        }
        let ours = judged.answer.accepts;
        let wanted = match expected {
            _ if note.soft => ours,
            Expectation::Success => true,
            Expectation::Failure => false,
            Expectation::Either | Expectation::Other => ours,
        };
        let words = judged.answer.words.as_str();
        let expected = Expected::Required(wanted);
        self.suite.compare(&judged, expected, ours, words);
        self.beside.count(wanted, ours, note.webpki.accepts());
    }
}
