//! A case of path verification in x509-limbo's format, and our result.

use super::report::Row;
use core::time::Duration;
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::path::Path;
use trustslot::pki_types::UnixTime;
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
    pub features: Vec<String>,
    pub validation_kind: Kind,
    pub trusted_certs: Vec<String>,
    pub untrusted_intermediates: Vec<String>,
    pub peer_certificate: String,
    pub validation_time: Option<String>,
    pub signature_algorithms: Vec<String>,
    pub key_usage: Vec<String>,
    pub expected_result: Expectation,
    pub expected_peer_name: Option<PeerName>,
    pub max_chain_depth: Option<u32>,
    pub crls: Vec<String>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    Client,
    Server,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub enum Expectation {
    Success,
    Failure,
    Either,
}

#[derive(Deserialize)]
pub struct PeerName {
    pub value: String,
}

/// The result of webpki alone.
#[derive(Deserialize)]
pub struct Engine {
    path: String,
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
        if self.max_chain_depth.is_some() {
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
            Kind::Server => Usage::ServerAuth,
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
            clock: clock(self.validation_time.as_deref()),
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

/// `2024-01-01T00:00:00+00:00`, or now.
pub fn clock(time: Option<&str>) -> Clock {
    let Some(time) = time else {
        return now();
    };
    let utc = time.replace("+00:00", "Z");
    let time: der::DateTime = utc.parse().unwrap_or_else(|e| panic!("{time}: {e}"));
    Clock::Set(UnixTime::since_unix_epoch(time.unix_duration()))
}

#[expect(
    clippy::disallowed_types,
    reason = "cases without a time are made for the day they are run"
)]
fn now() -> Clock {
    use std::time::SystemTime;
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Clock::set(since_epoch.unwrap_or(Duration::ZERO).as_secs())
}

fn der(pem: &str) -> Vec<u8> {
    let block = pem::parse(pem).expect("a PEM certificate");
    block.into_contents()
}

/// A JSON file of the corpus, perhaps compressed.
#[track_caller]
pub fn read<T: serde::de::DeserializeOwned>(testdata: &Path, file: &str) -> T {
    let path = testdata.join(file);
    let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let read = if path.extension() == Some("gz".as_ref()) {
        serde_json::from_reader(GzDecoder::new(bytes.as_slice()))
    } else {
        serde_json::from_slice(&bytes)
    };
    read.unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}
