//! Botan's path tests: name constraints of all forms, and the BSI's path tests with CRLs.
//!
//! A refusal must also be told truly: for each word of Botan there are the reasons that say the same, and a name is only
//! called outside of constraints if Botan refuses it too.

use super::facts;
use super::limits::{self, refusal};
use super::path_case::{Judged, Question, Usage, read};
use super::report::{Choice, Expected, Report, Suite};
use super::time::Time;
use serde::Deserialize;
use trustslot::{Check, Policy, ReferenceIdentity};
use trustslot_kit::testdata;

#[derive(Deserialize)]
struct Row {
    id: String,
    #[serde(default)]
    trusted: Vec<String>,
    #[serde(default)]
    chain: Vec<String>,
    #[serde(default)]
    crls: Vec<String>,
    /// The status of the whole path must be known.
    #[serde(default)]
    revocation: bool,
    #[serde(default)]
    time: Option<Time>,
    #[serde(default)]
    expected: String,
    /// The words of Botan.
    #[serde(default)]
    botan: String,
}

pub fn run(report: &mut Report) {
    let Some(testdata) = testdata("botan") else {
        return;
    };
    let Some(rows) = read::<Vec<Row>>(&testdata, "botan/botan-paths.json.gz") else {
        return;
    };
    // A verifier consults revocation data if it has any, so a row without a CRL gets one of another CA.
    let foreign = rows.iter().find_map(|row| decode(row.crls.first()?));
    let mut suite = Suite::new("botan", choices());
    for row in &rows {
        let judged = row.judge(foreign.as_deref());
        let expected = match row.expected.as_str() {
            "accept" => Expected::Open(true),
            "refuse" => Expected::Open(false),
            _ => {
                suite.not_applicable(&judged, "an expectation that this test does not know");
                continue;
            }
        };
        let detail = format!("botan: {}; {}", row.botan, judged.answer.words);
        suite.compare(&judged, expected, judged.answer.accepts, &detail);
        if row.expected == "refuse" && row.says_something_else(&judged) {
            suite.fail(&judged, &format!("another reason: {detail}"));
        }
    }
    suite.finish(report);
}

fn decode(text: &String) -> Option<Vec<u8>> {
    base64_simd::STANDARD.decode_to_vec(text).ok()
}

impl Row {
    fn judge(&self, foreign_crl: Option<&[u8]>) -> Judged<'_> {
        let all = |texts: &[String]| texts.iter().filter_map(decode).collect::<Vec<_>>();
        let mut crls = all(&self.crls);
        if self.revocation && crls.is_empty() {
            crls.extend(foreign_crl.map(<[u8]>::to_vec));
        }
        let presented = all(&self.chain);
        // A common name identifies only where a name is dialed.
        let name = presented.first().and_then(|peer| facts::only_common_name(peer));
        let name = name.filter(|name| name.parse::<ReferenceIdentity>().is_ok());
        let question = Question {
            roots: all(&self.trusted),
            name: name.as_deref(),
            presented,
            usage: Usage::ServerAuth,
            clock: Time::clock(self.time.as_ref()),
            policy: Policy::STRICT.waive(Check::Usage),
            crls: if self.revocation { crls } else { Vec::new() },
        };
        question.judge(&self.id)
    }

    /// Whether our reasons contradict those of Botan. An unreadable certificate has no reason here.
    fn says_something_else(&self, judged: &Judged<'_>) -> bool {
        let reasons = &judged.answer.reasons;
        let known = MEANINGS.iter().find(|(word, _)| self.botan.contains(word));
        let is_same = |codes: &[u16]| reasons.iter().any(|reason| codes.contains(&reason.code()));
        !reasons.is_empty() && known.is_some_and(|(_, codes)| !is_same(codes))
    }
}

/// The reasons that say what Botan says.
const MEANINGS: &[(&str, &[u16])] = &[
    // 120: constraints in a certificate that is no CA.
    ("does not pass name constraint", &[114, 120, 127]),
    ("is revoked", &[502]),
    ("No revocation data", &[503]),
    ("CRL bad signature", &[503]),
    ("CRL contains a critical extension", &[503]),
    ("has expired", &[201, 203]),
    ("not yet valid", &[202, 204]),
    ("Signature error", &[106]),
    ("too weak", &[108]),
    ("unknown/unavailable algorithm", &[107]),
    ("not allowed to issue", &[111, 112, 122]),
    ("Unknown critical extension", &[115]),
];

fn choices<'a>() -> Vec<Choice<Judged<'a>>> {
    vec![
        refusal(
            "constraints on mail addresses, URIs and directory names are not fully checked here, and the message says so",
            |judged| {
                let is_told = judged.answer.reasons.iter().any(|reason| reason.code() == 127);
                is_told && facts::constrain_other_names(&judged.everything())
            },
        ),
        limits::self_issued_keys(),
        limits::critical_policies(),
        refusal(
            "a constraint with a dot in front covers the domain itself too, as OpenSSL reads it",
            |judged| {
                judged.answer.reasons.iter().all(|reason| reason.code() == 114)
                    && facts::constrain_dotted_hosts(&judged.everything())
            },
        ),
        refusal(
            "an excluded mailbox covers its name in any letter case, as mail systems read it",
            |judged| {
                judged.answer.words.contains("mail address")
                    && judged.answer.words.contains("is excluded by")
            },
        ),
        accepting(
            "an otherName with an internationalized mail address is no name of a server",
            |judged| facts::have_internationalized_mail(&judged.presented),
        ),
        accepting("an empty permitted dNSName covers every name (RFC 5280 §4.2.1.10)", |judged| {
            facts::permit_every_host(&judged.everything())
        }),
        accepting(
            "a constraint of a kind that no name has needs no check (RFC 5280 §4.2.1.10)",
            |judged| facts::constrain_registered_ids(&judged.everything()),
        ),
        accepting("an empty subjectAltName is no name, so nothing matches it", |judged| {
            facts::have_empty_alternative_names(&judged.presented)
        }),
        accepting("certificate policies that nothing requires are not read", |judged| {
            facts::have_empty_policies(&judged.presented)
        }),
    ]
}

/// A choice to accept.
fn accepting<'a>(
    reason: &'static str,
    applies: for<'b> fn(&'b Judged<'a>) -> bool,
) -> Choice<Judged<'a>> {
    Choice { reason, applies, may_accept: true }
}
