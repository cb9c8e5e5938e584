//! The history of six trust stores and of Mozilla's own list: each chain stops being trusted when it really did.
//!
//! A forecast begins with the first list of a platform and expects each later one on the day on which it was read, and
//! again right after the day on which it was last read otherwise. The true day is between the two.

use crate::phone::{DAY, at};
use core::fmt;
use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use trustslot::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use trustslot::{
    Algorithms, Application, BuiltIn, Cause, Certificate, Chain, Check, Dependency,
    DependencyForecast, DeviceState, Expected, PlannedChange, Policy, PolicySet, SharedBuiltIn,
    Span, TrustStore, forecast,
};
use trustslot_kit::time::When;
use trustslot_kit::{HOST, Key, leaf, testdata};

/// Accepts this signature under every key, and others as the real algorithm does: a stand-in below a real CA.
#[derive(Debug)]
struct WithStandIns(&'static dyn SignatureVerificationAlgorithm);

const STAND_IN: &[u8] = b"a certificate that nobody has issued";

impl SignatureVerificationAlgorithm for WithStandIns {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        if signature == STAND_IN {
            Ok(())
        } else {
            self.0.verify_signature(key, message, signature)
        }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.0.public_key_alg_id()
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.0.signature_alg_id()
    }
}

fn algorithms() -> Algorithms {
    let all = webpki::ALL_VERIFICATION_ALGS.iter().map(
        |algorithm| -> &'static dyn SignatureVerificationAlgorithm {
            Box::leak(Box::new(WithStandIns(*algorithm)))
        },
    );
    Algorithms::new(Box::leak(all.collect::<Vec<_>>().into_boxed_slice()))
}

fn json(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap();
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    serde_json::from_str(&text).unwrap()
}

fn der(base64: &Value) -> Vec<u8> {
    let text = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        base64.as_str().unwrap()
    );
    let bundle = trustslot::Bundle::parse("x.pem", text.as_bytes()).unwrap();
    bundle.certificates()[0].as_der().to_vec()
}

/// A day, or a second.
fn seconds(text: &Value) -> u64 {
    When::from(text.as_str().unwrap()).seconds()
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap())
}

/// One list of a platform: when it was there for sure, and when it may have been there at the earliest.
struct Listed {
    date: u64,
    earliest: u64,
    built_in: SharedBuiltIn,
}

fn lists(events: &Value, roots: &BTreeMap<String, Certificate>) -> Vec<Listed> {
    let mut present = BTreeSet::new();
    let mut lists: Vec<Listed> = Vec::new();
    for event in events.as_array().unwrap() {
        texts(&event["removed"]).for_each(|root| {
            present.remove(root);
        });
        present.extend(texts(&event["added"]));
        let certificates = present.iter().filter_map(|root| roots.get(*root)).cloned();
        let date = seconds(&event["date"]);
        let earliest = if event["after"].is_string() { seconds(&event["after"]) + 1 } else { date };
        let built_in = Arc::new(BuiltIn::from_certificates(certificates)).into();
        lists.push(Listed { date, earliest, built_in });
    }
    lists
}

fn dependency(chain: &Value, roots: &BTreeMap<String, Certificate>) -> Dependency {
    let mut sent: Vec<Certificate> = chain["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|certificate| Certificate::from_der(&der(&certificate["der"])).unwrap())
        .collect();
    if chain["kind"] != "leaf" {
        let issuer = match sent.first() {
            Some(issuer) => issuer.clone(),
            None => roots[chain["paths"][0]["anchor"].as_str().unwrap()].clone(),
        };
        sent.insert(0, stand_in(&issuer));
    }
    let name = HOST.parse().unwrap();
    let id = chain["id"].as_str().unwrap();
    Dependency::new(id, Chain::from_certificates(sent).unwrap(), name, Application::Sip)
}

/// A certificate that its CA has not issued, whose dates are outside all others.
fn stand_in(issuer: &Certificate) -> Certificate {
    let (_, parsed) = x509_parser::parse_x509_certificate(issuer.as_der()).unwrap();
    let algorithm = match issuer.key_algorithm() {
        trustslot::KeyAlgorithm::P256 => webpki::ring::ECDSA_P256_SHA256.signature_alg_id(),
        trustslot::KeyAlgorithm::P384 => webpki::ring::ECDSA_P384_SHA384.signature_alg_id(),
        _ => webpki::ring::RSA_PKCS1_2048_8192_SHA256.signature_alg_id(),
    };
    let algorithm = [&[0x30, algorithm.as_ref().len() as u8], algorithm.as_ref()].concat();
    let made = leaf(HOST)
        .key(Key::p256(3))
        .valid("2000-01-01", "2049-01-01")
        .issuer_name(parsed.subject().as_raw().to_vec())
        .signature_algorithm(algorithm)
        .signature(STAND_IN)
        .self_signed();
    Certificate::from_der(&made.der).unwrap()
}

/// The last time at which the chain stops being accepted, and why; `None` if it never does.
fn stop(row: &DependencyForecast) -> Option<(u64, Cause)> {
    let last =
        row.events.iter().rfind(|event| event.from.is_accepted() != event.to.is_accepted())?;
    (!last.to.is_accepted()).then(|| (last.at.as_secs(), last.cause))
}

struct Row<'a> {
    chain: &'a str,
    platform: &'a str,
    stops: &'a Value,
    early: Option<(u64, Cause)>,
    late: Option<(u64, Cause)>,
}

impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { chain, platform, stops, early, late } = self;
        write!(f, "{chain} on {platform}: {early:?} {late:?}, expected {stops}")
    }
}

impl Row<'_> {
    fn is_right(&self) -> bool {
        let (Some(early), Some(late)) = (self.early, self.late) else { return false };
        let (after, by) = (seconds(&self.stops["after"]), seconds(&self.stops["by"]));
        let reason = self.stops["reason"].as_str().unwrap();
        let is_time = self.stops["by"].as_str().unwrap().contains('T');
        let fits = |cause| match cause {
            Cause::PeerEnds | Cause::IntermediateEnds => reason.ends_with("path-expires"),
            Cause::AnchorEnds => reason.ends_with("root-expires"),
            Cause::LeftList => reason.starts_with("removed"),
            _ => false,
        };
        let is_within = |(instant, cause): (u64, Cause)| {
            let exact = after == by;
            let in_window = match (exact, is_time) {
                (true, true) => instant == by + 1,
                (true, false) => (by..by + DAY).contains(&instant),
                (false, true) => after < instant && instant <= by + 1,
                (false, false) => after < instant && instant <= by,
            };
            in_window && fits(cause)
        };
        is_within(early) && is_within(late)
    }
}

#[test]
fn every_chain_stops_on_every_platform_when_it_did() {
    let Some(testdata) = testdata("store_history") else { return };
    let folder = testdata.join("store-history");
    let (history, nss) =
        (json(&folder.join("store-history.json.gz")), json(&folder.join("nss-history.json.gz")));
    let chains = json(&folder.join("chains.json"));
    let mut roots = BTreeMap::new();
    for (fingerprint, base64) in json(&folder.join("roots.json.gz")).as_object().unwrap() {
        let text = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            base64.as_str().unwrap()
        );
        if let Ok(bundle) = trustslot::Bundle::parse("x.pem", text.as_bytes()) {
            roots.insert(fingerprint.clone(), bundle.certificates()[0].clone());
        }
    }
    let chains = chains["chains"].as_array().unwrap();
    let on: Vec<Dependency> = chains.iter().map(|chain| dependency(chain, &roots)).collect();
    // The names are not those of the real certificates, and roots with SHA-1 are judged by their presence.
    let strict = Policy::STRICT.waive(Check::Name).waive(Check::Strength);
    let algorithms = algorithms();
    let mut platforms: Vec<(&str, &Value)> = history["platforms"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, platform)| (name.as_str(), &platform["events"]))
        .collect();
    platforms.push(("nss_certdata", &nss["events"]));
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (platform, events) in platforms {
        let lists = lists(events, &roots);
        let (first, later) = lists.split_first().unwrap();
        for (field, policy) in [
            ("stops", strict),
            ("stops_if_root_expiry_is_ignored", strict.waive(Check::AnchorValidity)),
        ] {
            let run = |is_early: bool| {
                let store = TrustStore::new(first.built_in.clone());
                let state =
                    DeviceState::with_algorithms(store, PolicySet::new(policy), algorithms.clone());
                let expected: Vec<Expected> = later
                    .iter()
                    .map(|list| Expected {
                        at: at(if is_early { list.earliest } else { list.date }),
                        change: PlannedChange::BuiltIn(list.built_in.clone()),
                    })
                    .collect();
                let span =
                    Span::new(at(first.date), at(When::from("2048-01-01").seconds())).unwrap();
                forecast(&state, &on, &expected, span).unwrap()
            };
            let (early, late) = (run(true), run(false));
            for ((chain, early), late) in
                chains.iter().zip(&early.dependencies).zip(&late.dependencies)
            {
                let stops = &chain[field][platform];
                if stops.is_null() {
                    continue;
                }
                count += 1;
                let row = Row {
                    chain: chain["id"].as_str().unwrap(),
                    platform,
                    stops,
                    early: stop(early),
                    late: stop(late),
                };
                let never = stops["reason"] == "none";
                let is_right =
                    if never { row.early.is_none() && row.late.is_none() } else { row.is_right() };
                if !is_right {
                    wrong.push(format!("{field}: {row}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 400, "only {count} answers");
}
