//! The history of six trust stores and of Mozilla's own list, and the chains that it broke.

mod distrust;
mod frozen;
mod stops;

use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use trustslot::pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm};
use trustslot::{
    Algorithms, Application, BuiltIn, Certificate, Chain, Dependency, DeviceState, Policy,
    PolicySet, SharedBuiltIn, TrustStore,
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

/// `None` if there is no such file.
fn json(path: &Path) -> Option<Value> {
    let bytes = std::fs::read(path).ok()?;
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    Some(serde_json::from_str(&text).unwrap())
}

fn der(base64: &Value) -> Option<Vec<u8>> {
    let text =
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", base64.as_str()?);
    let bundle = trustslot::Bundle::parse("x.pem", text.as_bytes()).ok()?;
    Some(bundle.certificates()[0].as_der().to_vec())
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
    /// The roots, by fingerprint.
    present: BTreeSet<String>,
}

fn lists(events: &Value, roots: &BTreeMap<String, Certificate>) -> Vec<Listed> {
    let mut present: BTreeSet<String> = BTreeSet::new();
    let mut lists: Vec<Listed> = Vec::new();
    for event in events.as_array().unwrap() {
        texts(&event["removed"]).for_each(|root| {
            present.remove(root);
        });
        present.extend(texts(&event["added"]).map(str::to_owned));
        let certificates = present.iter().filter_map(|root| roots.get(root)).cloned();
        let date = seconds(&event["date"]);
        let earliest = if event["after"].is_string() { seconds(&event["after"]) + 1 } else { date };
        let built_in = Arc::new(BuiltIn::from_certificates(certificates)).into();
        lists.push(Listed { date, earliest, built_in, present: present.clone() });
    }
    lists
}

/// `None` if a certificate cannot be read.
fn dependency(chain: &Value, roots: &BTreeMap<String, Certificate>) -> Option<Dependency> {
    let certificates = chain["certificates"].as_array()?.iter();
    let read = |certificate: &Value| Certificate::from_der(&der(&certificate["der"])?).ok();
    let mut sent: Vec<Certificate> = certificates.map(read).collect::<Option<_>>()?;
    if chain["kind"] != "leaf" {
        let issuer = match sent.first() {
            Some(issuer) => issuer.clone(),
            None => roots.get(chain["paths"][0]["anchor"].as_str()?)?.clone(),
        };
        sent.insert(0, stand_in(&issuer, "2000-01-01", "2049-01-01"));
    }
    let id = chain["id"].as_str()?;
    let sent = Chain::from_certificates(sent).ok()?;
    Some(Dependency::new(id, sent, HOST.parse().unwrap(), Application::Sip))
}

/// A chain, and what the history says about it.
struct Row {
    value: Value,
    on: Dependency,
}

/// The history. Rows that cannot be read are left out, so that it may be another one of the same form.
struct History {
    roots: BTreeMap<String, Certificate>,
    chains: Vec<Row>,
    /// The names of the platforms, and their lists.
    platforms: Vec<(String, Vec<Listed>)>,
    /// The last second for which Mozilla trusts a root for new certificates.
    distrust_after: BTreeMap<String, u64>,
    algorithms: Algorithms,
    /// True for the history that this was written with: then numbers of rows are known.
    is_default: bool,
}

impl History {
    /// `None`, with a notice, if there is none.
    fn load(test: &str) -> Option<&'static Self> {
        static HISTORY: LazyLock<Option<History>> = LazyLock::new(|| {
            let testdata = testdata("store_history")?;
            let found = History::read(&testdata.join("store-history"))?;
            Some(History { is_default: testdata::is_default(&testdata), ..found })
        });
        if HISTORY.is_none() {
            let notice = format!(
                "########## NOTHING WAS COMPARED by {test}: there is no store-history ##########\n"
            );
            std::io::stderr().lock().write_all(notice.as_bytes()).unwrap();
        }
        HISTORY.as_ref()
    }

    fn read(folder: &Path) -> Option<Self> {
        let history = json(&folder.join("store-history.json.gz"))?;
        let nss = json(&folder.join("nss-history.json.gz"))?;
        let chains = json(&folder.join("chains.json"))?;
        let roots = json(&folder.join("roots.json.gz"))?;
        let roots = roots.as_object().unwrap().iter().filter_map(|(fingerprint, base64)| {
            Some((fingerprint.clone(), Certificate::from_der(&der(base64)?).ok()?))
        });
        let roots: BTreeMap<String, Certificate> = roots.collect();
        let dates = chains["mozilla_distrust_after"].as_object().into_iter().flatten();
        let distrust_after = dates.map(|(root, last)| (root.clone(), seconds(last))).collect();
        let all = chains["chains"].as_array().unwrap();
        let found = all
            .iter()
            .filter_map(|chain| Some(Row { value: chain.clone(), on: dependency(chain, &roots)? }));
        let found: Vec<Row> = found.collect();
        println!("{} of {} chains, {} roots", found.len(), all.len(), roots.len());
        assert!(!found.is_empty(), "no chain can be read");
        let platforms = history["platforms"].as_object().unwrap().iter();
        let platforms = platforms.map(|(name, platform)| (name.as_str(), &platform["events"]));
        let platforms = platforms.chain([("nss_certdata", &nss["events"])]);
        let platforms = platforms.map(|(name, events)| (name.to_owned(), lists(events, &roots)));
        Some(Self {
            platforms: platforms.collect(),
            chains: found,
            distrust_after,
            algorithms: algorithms(),
            is_default: false,
            roots,
        })
    }

    fn phone(&self, built_in: impl Into<SharedBuiltIn>, policy: Policy) -> DeviceState {
        let (store, set) = (TrustStore::new(built_in), PolicySet::new(policy));
        DeviceState::with_algorithms(store, set, self.algorithms.clone())
    }
}

/// A certificate that its CA has not issued, with these dates.
fn stand_in(issuer: &Certificate, from: impl Into<When>, to: impl Into<When>) -> Certificate {
    let (_, parsed) = x509_parser::parse_x509_certificate(issuer.as_der()).unwrap();
    let algorithm = match issuer.key_algorithm() {
        trustslot::KeyAlgorithm::P256 => webpki::ring::ECDSA_P256_SHA256.signature_alg_id(),
        trustslot::KeyAlgorithm::P384 => webpki::ring::ECDSA_P384_SHA384.signature_alg_id(),
        _ => webpki::ring::RSA_PKCS1_2048_8192_SHA256.signature_alg_id(),
    };
    let algorithm = [&[0x30, algorithm.as_ref().len() as u8], algorithm.as_ref()].concat();
    let made = leaf(HOST)
        .key(Key::p256(3))
        .valid(from, to)
        .issuer_name(parsed.subject().as_raw().to_vec())
        .signature_algorithm(algorithm)
        .signature(STAND_IN)
        .self_signed();
    Certificate::from_der(&made.der).unwrap()
}
