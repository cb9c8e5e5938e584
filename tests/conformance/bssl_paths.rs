//! BoringSSL's tests of path verification.

use super::facts;
use super::limits::{self, refusal};
use super::path_case::{Engine, Expectation, File, Judged, Usage, read};
use super::report::{Choice, Expected, Report, Suite};
use super::tally::BesideEngine;
use serde::Deserialize;
use std::collections::BTreeMap;
use trustslot::{Check, Policy, Reason};
use trustslot_kit::testdata;

#[derive(Default, Deserialize)]
struct Annotation {
    #[serde(default)]
    anchor_kind: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    errors: Vec<String>,
    #[serde(default)]
    webpki: Engine,
}

pub fn run(report: &mut Report) {
    let Some(testdata) = testdata("bssl_paths") else {
        return;
    };
    let Some(File { testcases: cases }) = read(&testdata, "bssl-paths/bssl-paths.json.gz") else {
        return;
    };
    let notes: BTreeMap<String, Annotation> =
        read(&testdata, "bssl-paths/bssl-paths-annotations.json").unwrap_or_default();
    let unnoted = Annotation::default();

    let mut suite = Suite::new("bssl-paths", choices());
    let mut beside = BesideEngine::default();
    for case in &cases {
        let note = notes.get(&case.id).unwrap_or(&unnoted);
        let judged = case.judge_for(note.usage(), note.policy());
        if let Some(reason) = case.not_expressible() {
            suite.not_applicable(&judged, reason);
            continue;
        }
        if note.asks_for_a_stricter_purpose(&judged) {
            suite.not_applicable(&judged, "a purpose stricter than that of RFC 5280");
            continue;
        }
        let expected = match case.expected_result {
            Expectation::Success => Expected::Open(true),
            Expectation::Failure => Expected::Required(false),
            Expectation::Either | Expectation::Other => Expected::Open(judged.answer.accepts),
        };
        let ours = judged.answer.accepts;
        suite.compare(&judged, expected, ours, &judged.answer.words);
        let wanted = expected == Expected::Open(true);
        beside.count(wanted, ours, note.webpki.accepts());
    }
    suite.note(&beside);
    suite.finish(report);
}

impl Annotation {
    fn usage(&self) -> Usage {
        if self.purpose.starts_with("CLIENT_AUTH") { Usage::ClientAuth } else { Usage::ServerAuth }
    }

    fn policy(&self) -> Policy {
        let policy = match self.purpose.as_str() {
            "ANY_EKU" => Policy::STRICT.waive(Check::Usage),
            _ => Policy::STRICT,
        };
        // The suite does not check the validity of a plain trust anchor.
        if self.anchor_kind.contains("EXPIRATION") {
            policy
        } else {
            policy.waive(Check::AnchorValidity)
        }
    }

    /// Whether the only fault is one that only the `_STRICT` purposes check: they require an extended key usage with no
    /// other purpose.
    fn asks_for_a_stricter_purpose(&self, judged: &Judged<'_>) -> bool {
        let is_stricter = |error: &String| error.contains("which is not permitted for this use");
        let lacks_usage = |error: &String| error.contains("usage does not include");
        let mut errors = self.errors.iter();
        self.purpose.contains("_STRICT")
            && errors.clone().all(|error| is_stricter(error) || lacks_usage(error))
            && (errors.any(is_stricter) || facts::have_no_usage(&judged.presented[..1]))
    }
}

fn choices<'a>() -> Vec<Choice<Judged<'a>>> {
    vec![
        limits::ca_as_peer(),
        limits::self_issued_keys(),
        limits::critical_policies(),
        limits::folded_names(),
        refusal(
            "the limits in a root apply, although the suite uses only its name and key",
            |judged| {
                let limits = [Reason::PathLengthExceeded, Reason::UsageNotAllowed];
                judged.answer.refused_for(&limits) && judged.answer.is_about_the_root
            },
        ),
        refusal(
            "anyExtendedKeyUsage allows no particular purpose, as for public CAs and webpki",
            |judged| {
                judged.answer.refused_for(&[Reason::UsageNotAllowed])
                    && facts::have_any_usage(&judged.presented)
            },
        ),
        refusal("signatures with SHA-1 are never trusted", |judged| {
            let beside = [Reason::UsageNotAllowed, Reason::UnsupportedSignatureAlgorithm];
            let main = Reason::WeakSignatureAlgorithm;
            judged.answer.refused_mainly_for(main, &beside)
        }),
        refusal(
            "a root that is not a CA is a pin: only it is trusted, not certificates that it issued, and the message names it",
            |judged| {
                judged.answer.refused_for(&[Reason::IssuerCannotIssue])
                    && facts::have_none_ca(&judged.roots)
            },
        ),
        refusal(
            "dates before 1970 cannot be parsed; no clock of a phone can show them",
            |judged| judged.answer.words.contains("a date before 1970"),
        ),
        refusal(
            "a name outside the permitted subtrees is refused, however many names and subtrees there are (RFC 5280 §4.2.1.10)",
            |judged| {
                judged.answer.refused_for(&[Reason::NameConstraintViolated])
                    && facts::have_host_outside(&judged.presented)
            },
        ),
        refusal("a critical extension of Microsoft's is not supported", |judged| {
            judged.answer.refused_for(&[Reason::UnknownCriticalExtension])
        }),
    ]
}
