//! A case of path verification in x509-limbo's format, and our result.

use super::report::Row;
use super::time::Time;
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::path::Path;
use trustslot::{
    BuiltIn, Bundle, Chain, Clock, Crl, Policy, Position, Reason, ReferenceIdentity, TrustStore,
    Verdict, Verifier,
};

/// The purpose for which the peer's certificate is used.
#[derive(Clone, Copy)]
pub enum Usage {
    ServerAuth,
    ClientAuth,
}

/// The file of a suite in x509-limbo's schema, version 1.
#[derive(Deserialize)]
pub struct File {
    pub testcases: Vec<Case>,
}

#[derive(Deserialize)]
pub struct Case {
    pub id: String,
    #[serde(default)]
    pub features: Vec<String>,
    #[serde(default)]
    pub validation_kind: Kind,
    #[serde(default)]
    pub trusted_certs: Vec<String>,
    #[serde(default)]
    pub untrusted_intermediates: Vec<String>,
    #[serde(default)]
    pub peer_certificate: String,
    #[serde(default)]
    pub validation_time: Option<Time>,
    #[serde(default)]
    pub signature_algorithms: Vec<String>,
    #[serde(default)]
    pub key_usage: Vec<String>,
    #[serde(default)]
    pub expected_result: Expectation,
    #[serde(default)]
    pub expected_peer_name: Option<PeerName>,
    #[serde(default)]
    pub max_chain_depth: Option<u32>,
    #[serde(default)]
    pub crls: Vec<String>,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    Client,
    Server,
    /// Another kind, or none.
    #[default]
    #[serde(other)]
    Other,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Expectation {
    Success,
    Failure,
    Either,
    /// Another expectation, or none.
    #[default]
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
pub struct PeerName {
    pub value: String,
}

/// The result of webpki alone.
#[derive(Default, Deserialize)]
pub struct Engine {
    #[serde(default)]
    path: String,
    #[serde(default)]
    name: Option<String>,
}

/// Our result for a case.
pub struct Answer {
    pub accepts: bool,
    /// Whether every fault is in the root.
    pub is_about_the_root: bool,
    /// The reasons; empty if the input was rejected before any path was checked.
    pub reasons: Vec<Reason>,
    pub words: String,
}

/// A case with our result, for the rules of a report.
pub struct Judged<'a> {
    pub id: &'a str,
    pub answer: Answer,
    pub roots: Vec<Vec<u8>>,
    pub presented: Vec<Vec<u8>>,
}

impl Row for Judged<'_> {
    fn id(&self) -> &str {
        self.id
    }
}

impl Case {
    /// A requirement of the case that this library cannot express.
    pub fn not_expressible(&self) -> Option<&'static str> {
        if self.validation_kind == Kind::Other || self.expected_result == Expectation::Other {
            Some("a kind of case that this test does not know")
        } else if self.peer_certificate.is_empty() {
            Some("the case has no peer")
        } else if self.validation_time.as_ref().is_some_and(|time| time.seconds().is_none()) {
            Some("no clock can show the time of the case")
        } else if self.max_chain_depth.is_some() {
            Some("the most intermediates of a path are not a setting")
        } else if !self.key_usage.is_empty() {
            Some("a certain key usage cannot be required")
        } else if !self.signature_algorithms.is_empty() {
            Some("the case requires certain signature algorithms")
        } else {
            None
        }
    }

    /// The purpose that the case requires, if it is a usual one.
    pub fn usage(&self) -> Usage {
        match self.validation_kind {
            Kind::Server | Kind::Other => Usage::ServerAuth,
            Kind::Client => Usage::ClientAuth,
        }
    }

    /// Our result under a policy.
    pub fn judge(&self, policy: Policy) -> Judged<'_> {
        self.judge_for(self.usage(), policy)
    }

    pub fn judge_for(&self, usage: Usage, policy: Policy) -> Judged<'_> {
        let others = self.untrusted_intermediates.iter();
        let presented = core::iter::once(&self.peer_certificate).chain(others);
        let name = self.expected_peer_name.as_ref();
        let question = Question {
            roots: self.trusted_certs.iter().map(|pem| der(pem)).collect(),
            presented: presented.map(|pem| der(pem)).collect(),
            name: name.map(|name| name.value.as_str()),
            usage,
            clock: Time::clock(self.validation_time.as_ref()),
            policy,
            crls: self.crls.iter().map(|crl| crl.clone().into_bytes()).collect(),
        };
        question.judge(&self.id)
    }

    /// Whether the peer's own certificate is trusted.
    pub fn trusts_the_peer(&self) -> bool {
        self.trusted_certs.contains(&self.peer_certificate)
    }

    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().any(|other| other == feature)
    }
}

impl Judged<'_> {
    pub fn everything(&self) -> Vec<Vec<u8>> {
        [self.roots.as_slice(), &self.presented].concat()
    }
}

impl Engine {
    pub fn accepts(&self) -> bool {
        let name = self.name.as_deref().unwrap_or("n/a");
        self.path == "ok" && matches!(name, "ok" | "n/a")
    }
}

/// The inputs of a case, from any format.
pub struct Question<'a> {
    pub roots: Vec<Vec<u8>>,
    pub presented: Vec<Vec<u8>>,
    pub name: Option<&'a str>,
    pub usage: Usage,
    pub clock: Clock,
    pub policy: Policy,
    /// DER or PEM. Certificates that cannot be parsed are left out, as a device would.
    pub crls: Vec<Vec<u8>>,
}

impl Question<'_> {
    pub fn judge(self, id: &str) -> Judged<'_> {
        Judged { id, answer: self.answer(), roots: self.roots, presented: self.presented }
    }

    fn answer(&self) -> Answer {
        let mut store = TrustStore::with_limit(BuiltIn::EMPTY, self.roots.len());
        let mut refused_roots = Vec::new();
        for root in &self.roots {
            let bundle = Bundle::parse("root.der", root).map_err(|e| e.to_string());
            let added = bundle.and_then(|bundle| store.add(&bundle).map_err(|e| e.to_string()));
            refused_roots.extend(added.err());
        }
        let chain = match Chain::from_der(&self.presented) {
            Ok(chain) => chain,
            Err(error) => return Answer::refused(error.to_string()),
        };
        let read: Vec<_> = self.crls.iter().map(|crl| Crl::parse(crl)).collect();
        let refused: Vec<_> = read.iter().filter_map(|crl| crl.as_ref().err()).collect();
        let refused: Vec<String> = refused.iter().map(|e| format!("; CRL: {e}")).collect();
        let verifier = Verifier::with_algorithms(store, self.policy, webpki::ALL_VERIFICATION_ALGS)
            .with_crls(read.into_iter().filter_map(Result::ok));
        let verdict = match (self.usage, self.name) {
            (Usage::ServerAuth, Some(name)) => match name.parse::<ReferenceIdentity>() {
                Ok(name) => verifier.verify_server(&chain, &name, self.clock),
                Err(error) => return Answer::refused(error.to_string()),
            },
            (Usage::ServerAuth, None) => verifier.verify_server_of_any_name(&chain, self.clock),
            (Usage::ClientAuth, _) => verifier.verify_client(&chain, self.clock),
        };
        let mut answer = Answer::of(&verdict);
        answer.words.extend(refused);
        if !answer.accepts && store_is_the_reason(&answer, &refused_roots) {
            answer.reasons.clear();
            answer.words = refused_roots.join("; ");
        }
        answer
    }
}

impl Answer {
    /// Whether only these reasons reject it.
    pub fn refused_for(&self, reasons: &[Reason]) -> bool {
        !self.accepts
            && !self.reasons.is_empty()
            && self.reasons.iter().all(|reason| reasons.contains(reason))
    }

    /// Whether the main reason rejects it, with or without the others.
    pub fn refused_mainly_for(&self, main: Reason, beside: &[Reason]) -> bool {
        let is_known = |reason: &Reason| *reason == main || beside.contains(reason);
        !self.accepts && self.reasons.contains(&main) && self.reasons.iter().all(is_known)
    }

    /// Trusted paths are accepted. A suite that waives a check also accepts paths where only that check found a fault.
    fn of(verdict: &Verdict) -> Self {
        let reasons = verdict.findings().map_or(Vec::new(), |findings| {
            findings.iter().map(trustslot::Finding::reason).collect()
        });
        let is_about_the_root = verdict
            .findings()
            .is_some_and(|findings| findings.iter().all(|f| f.position() == Position::Anchor));
        Self {
            accepts: verdict.is_accepted(),
            is_about_the_root,
            reasons,
            words: verdict.to_string(),
        }
    }

    fn refused(words: String) -> Self {
        Self { accepts: false, is_about_the_root: false, reasons: Vec::new(), words }
    }
}

/// A rejected root is the reason if the missing root is the only finding.
fn store_is_the_reason(answer: &Answer, refused_roots: &[String]) -> bool {
    !refused_roots.is_empty()
        && answer.refused_for(&[
            Reason::IssuerNotFound,
            Reason::RootNotTrusted,
            Reason::SelfIssuedNotTrusted,
        ])
}

/// The contents of a PEM block; empty if it is none, which no reader accepts.
fn der(pem: &str) -> Vec<u8> {
    pem::parse(pem).map(pem::Pem::into_contents).unwrap_or_default()
}

/// A JSON file of the corpus, perhaps compressed. `None` if it is not in the corpus.
#[track_caller]
pub fn read<T: serde::de::DeserializeOwned>(testdata: &Path, file: &str) -> Option<T> {
    let path = testdata.join(file);
    let bytes = super::report::bytes_of(testdata, file)?;
    let read = if path.extension() == Some("gz".as_ref()) {
        serde_json::from_reader(GzDecoder::new(bytes.as_slice()))
    } else {
        serde_json::from_slice(&bytes)
    };
    Some(read.unwrap_or_else(|e| panic!("{}: {e}", path.display())))
}
