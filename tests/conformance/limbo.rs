//! x509-limbo: cases that verifiers get wrong, under our policies, compared with webpki alone and other verifiers.

use super::limits;
use super::path_case::{Case, Engine, Expectation, File, Judged, Kind, read};
use super::report::{Choice, Expected, Report, Suite};
use super::tally::{Agreement, BesideEngine};
use serde::Deserialize;
use std::collections::BTreeMap;
use trustslot::{NameRules, Policy, Profile, Reason};
use trustslot_kit::testdata;

#[derive(Default, Deserialize)]
struct Annotation {
    #[serde(default)]
    rfc2818_result: Expectation,
    #[serde(default)]
    webpki: Engine,
    #[serde(default)]
    peers: BTreeMap<String, String>,
}

type Notes = BTreeMap<String, Annotation>;

pub fn run(report: &mut Report) {
    let Some(testdata) = testdata("limbo") else {
        return;
    };
    let Some(File { testcases: cases }) = read(&testdata, "limbo/limbo.json") else {
        return;
    };
    let notes: Notes = read(&testdata, "limbo/limbo-annotations.json").unwrap_or_default();
    for line in [BY_RFC_9525, FOR_THE_PUBLIC_WEB, BY_RFC_2818] {
        line.run(&cases, &notes, report);
    }
}

/// One run of the suite.
struct Line {
    name: &'static str,
    policy: Policy,
    /// Features that the policy does not claim; the suite says to skip such cases.
    unclaimed: &'static [&'static str],
    has_common_name: bool,
}

/// The suite ignores common names, so it expects the results of RFC 9525.
const BY_RFC_9525: Line = Line {
    name: "limbo",
    policy: Policy::STRICT.with_name_rules(NameRules::Rfc9525),
    unclaimed: &FOR_PUBLIC_CAS,
    has_common_name: false,
};

const FOR_THE_PUBLIC_WEB: Line = Line {
    name: "limbo-public-web",
    policy: BY_RFC_9525.policy.with_profile(Profile::PublicWeb),
    unclaimed: &UNCLAIMED,
    has_common_name: false,
};

const BY_RFC_2818: Line = Line {
    name: "limbo-rfc2818",
    policy: Policy::STRICT,
    unclaimed: &FOR_PUBLIC_CAS,
    has_common_name: true,
};

/// Not claimed: a list of public suffixes, because it becomes outdated on a phone; a rule that public CAs may break; and a
/// rule for cross-signed roots, because their form does not matter once they are trusted.
const UNCLAIMED: [&str; 3] =
    ["pedantic-public-suffix-wildcard", "rfc5280-incompatible-with-webpki", "pedantic-rfc5280"];

/// What [`Profile::PublicWeb`] claims and the default does not.
const FOR_PUBLIC_CAS: [&str; 5] =
    [UNCLAIMED[0], UNCLAIMED[1], UNCLAIMED[2], "pedantic-serial-number", "pedantic-webpki-eku"];

impl Line {
    fn run(&self, cases: &[Case], notes: &Notes, report: &mut Report) {
        let mut suite = Suite::new(self.name, self.choices());
        let mut beside = BesideEngine::default();
        let unnoted = Annotation::default();
        let mut peers: BTreeMap<&str, Agreement> = BTreeMap::new();
        for case in cases {
            let judged = case.judge(self.policy);
            if let Some(reason) = self.not_applicable(case) {
                suite.not_applicable(&judged, reason);
                continue;
            }
            let note = notes.get(&case.id).unwrap_or(&unnoted);
            let expected = self.expected(case, note, &judged);
            let (Expected::Required(wanted) | Expected::Open(wanted)) = expected;
            let ours = judged.answer.accepts;
            suite.compare(&judged, expected, ours, &judged.answer.words);
            beside.count(wanted, ours, note.webpki.accepts());
            if case.validation_kind == Kind::Server {
                for (peer, theirs) in note.peers.iter().filter(|(_, answer)| *answer != "SKIPPED") {
                    let agreement = peers.entry(peer).or_default();
                    agreement.count(wanted, ours, theirs == "SUCCESS");
                }
            }
        }
        suite.note(&beside);
        for (peer, agreement) in peers {
            suite.note(&format_args!("{agreement} {peer}"));
        }
        suite.finish(report);
    }

    fn not_applicable(&self, case: &Case) -> Option<&'static str> {
        let unclaimed = self.unclaimed.iter().any(|feature| case.has(feature));
        case.not_expressible().or(if unclaimed {
            Some("a feature that is not claimed, in the terms of the suite")
        } else if case.trusts_the_peer() {
            Some(
                "the peer's own certificate is trusted: here a pin, which RFC 5280 does not define",
            )
        } else {
            None
        })
    }

    fn expected(&self, case: &Case, note: &Annotation, judged: &Judged<'_>) -> Expected {
        let expectation =
            if self.has_common_name { note.rfc2818_result } else { case.expected_result };
        match expectation {
            Expectation::Either | Expectation::Other => Expected::Required(judged.answer.accepts),
            Expectation::Success => Expected::Open(true),
            Expectation::Failure if self.is_for_public_cas(case) => Expected::Open(false),
            Expectation::Failure => Expected::Required(false),
        }
    }

    /// Whether only the profile for public CAs rejects it, and this run does not use that profile.
    fn is_for_public_cas(&self, case: &Case) -> bool {
        let profiled = self.policy.with_profile(Profile::PublicWeb);
        let answer = case.judge(profiled).answer;
        let refusals = [Reason::ProfileViolated, Reason::RevocationUnknown];
        self.policy != profiled && answer.refused_for(&refusals)
    }

    fn choices<'a>(&self) -> Vec<Choice<Judged<'a>>> {
        let mut choices =
            vec![limits::ca_as_peer(), limits::self_issued_keys(), limits::other_constraints()];
        if self.has_common_name {
            choices.push(Choice {
                reason: "RFC 2818 §3.1 allows a wildcard for a part of a label",
                applies: |judged: &Judged<'_>| judged.answer.words.contains("wildcard)"),
                may_accept: true,
            });
        }
        if self.policy.profile() == Profile::PublicWeb {
            choices.push(limits::refusal(
                "the rules for public CAs forbid it; the case tests something else, or RFC 5280 only",
                |judged| judged.answer.refused_for(&[Reason::ProfileViolated]),
            ));
        } else {
            choices.push(Choice {
                reason: "forbidden for public CAs and allowed for private ones: `Profile::PublicWeb` rejects it",
                applies: |judged: &Judged<'_>| judged.answer.accepts,
                may_accept: true,
            });
        }
        choices
    }
}
