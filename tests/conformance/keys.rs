//! The corpus `keys`: whether a private key belongs to a certificate.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::std_instead_of_alloc,
    reason = "a test reads files"
)]

use super::report;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use trustslot::{Certificate, PairProof, PrivateKey, PrivateKeyError};
use trustslot_kit::testdata;

#[test]
fn no_key_matches_falsely_and_every_difference_has_a_rule() {
    let Some(testdata) = testdata("keys") else { return };
    let rows = run(&testdata);
    let mut tally = BTreeMap::new();
    for row in &rows {
        let answer = if row.agrees {
            row.actual.split(':').next().unwrap()
        } else {
            row.reason.unwrap_or("WITHOUT A RULE")
        };
        *tally.entry((row.agrees, answer)).or_insert(0) += 1;
    }
    println!("{} rows", rows.len());
    for ((agrees, answer), count) in &tally {
        println!("{count:5} {} {answer}", if *agrees { "agree " } else { "differ" });
    }
    for row in rows.iter().filter(|row| row.reason.is_some()) {
        let Row { id, expected, actual, .. } = row;
        println!("  {id}: {expected}, here {actual}");
    }
    let false_matches: Vec<_> = rows.iter().filter(|row| row.is_false_match()).collect();
    assert!(false_matches.is_empty(), "{false_matches:#?}");
    let unexplained: Vec<_> =
        rows.iter().filter(|row| !row.agrees && row.reason.is_none()).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
}

/// One pair of the corpus, with our result.
#[derive(Debug)]
struct Row {
    id: String,
    expected: String,
    actual: String,
    /// The rule by which `actual` may differ from `expected`; `None` if they agree, or must agree.
    reason: Option<&'static str>,
    agrees: bool,
    /// The key belongs to the certificate, even if the expected result differs.
    belongs: bool,
}

impl Row {
    /// The one result that no rule allows.
    fn is_false_match(&self) -> bool {
        self.actual.starts_with("match") && !self.belongs
    }
}

/// Every pair without a passphrase, as a phone gets it, and with the passphrase if there is one.
fn run(testdata: &Path) -> Vec<Row> {
    let pairs: Vec<Pair> = report::rows(testdata, "keys/keys.json");
    let mut rows = Vec::new();
    for pair in &pairs {
        let file = |name: &str| report::bytes_of(testdata, &format!("keys/files/{name}"));
        let (Some(key), Some(certificate)) = (file(&pair.key), file(&pair.certificate)) else {
            continue;
        };
        let without = pair.expected_without_passphrase.as_ref().unwrap_or(&pair.expected);
        let mut row = pair.judge("", without, &certificate, &read(&key));
        if !row.agrees && pair.passphrase.is_some() && is_clear(&key) {
            row.reason = Some("the file is not encrypted, although the row has a passphrase");
        }
        rows.push(row);
        if let (Some(passphrase), true) = (&pair.passphrase, cfg!(feature = "encrypted-keys")) {
            let key = read_encrypted(&key, passphrase.as_bytes());
            rows.push(pair.judge("+passphrase", &pair.expected, &certificate, &key));
        }
    }
    rows
}

#[derive(Deserialize)]
struct Pair {
    id: String,
    key: String,
    certificate: String,
    #[serde(default)]
    passphrase: Option<String>,
    expected: String,
    #[serde(default)]
    expected_without_passphrase: Option<String>,
}

impl Pair {
    fn judge(
        &self,
        suffix: &str,
        expected: &str,
        certificate: &[u8],
        key: &Result<PrivateKey, PrivateKeyError>,
    ) -> Row {
        let (actual, reason) = match key {
            Err(error) => (format!("unusable: {error}"), rule(error)),
            Ok(key) => match read_certificate(certificate) {
                None => ("unusable: the certificate".into(), Some("the certificate is rejected")),
                Some(certificate) => (outcome(key.matches(&certificate)).into(), None),
            },
        };
        let agrees = expected.split("-or-").any(|expected| actual.starts_with(expected))
            || (expected == "not-match" && !actual.starts_with("match"));
        Row {
            id: format!("{}{suffix}", self.id),
            expected: expected.to_owned(),
            actual,
            reason: if agrees { None } else { reason },
            agrees,
            belongs: self.expected.starts_with("match"),
        }
    }
}

const fn outcome(proof: Option<PairProof>) -> &'static str {
    match proof {
        None => "mismatch",
        Some(PairProof::Signed) => "match, signed",
        Some(PairProof::Derived) => "match, derived",
        Some(_) => "match, stated",
    }
}

/// The rules that reject a key which other tools accept.
const fn rule(error: &PrivateKeyError) -> Option<&'static str> {
    match error {
        PrivateKeyError::WeakRsa { .. } => Some("RSA below 2048 bits is not used"),
        PrivateKeyError::UnsupportedAlgorithm { .. } => Some("RSA, EC and Ed25519 are used"),
        PrivateKeyError::UnsupportedCurve { .. } => Some("P-256, P-384 and P-521 are used"),
        PrivateKeyError::ExplicitCurve => Some("a curve has a name (RFC 5480 §2.1.1)"),
        PrivateKeyError::LegacyEncrypted => Some("Proc-Type encryption is not opened (one MD5)"),
        PrivateKeyError::UnsupportedEncryption => Some("PBES1 is not opened (RFC 8018 §6.1)"),
        PrivateKeyError::MultiPrime => Some("RSA has two primes"),
        _ => None,
    }
}

fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(10).any(|window| window == b"-----BEGIN")
}

/// openssl 3 does not support single DES and wrote these files without encryption.
fn is_clear(bytes: &[u8]) -> bool {
    is_pem(bytes) && !bytes.windows(9).any(|window| window == b"ENCRYPTED")
}

fn read(bytes: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    if is_pem(bytes) { PrivateKey::from_pem(bytes) } else { PrivateKey::from_der(bytes) }
}

#[cfg(feature = "encrypted-keys")]
fn read_encrypted(bytes: &[u8], passphrase: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    if is_pem(bytes) {
        PrivateKey::from_encrypted_pem(bytes, passphrase)
    } else {
        PrivateKey::from_encrypted_der(bytes, passphrase)
    }
}

#[cfg(not(feature = "encrypted-keys"))]
fn read_encrypted(bytes: &[u8], _: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    read(bytes)
}

fn read_certificate(bytes: &[u8]) -> Option<Certificate> {
    if !is_pem(bytes) {
        return Certificate::from_der(bytes).ok();
    }
    let blocks = pem::parse_many(bytes).ok()?;
    let block = blocks.iter().find(|block| block.tag() == "CERTIFICATE")?;
    Certificate::from_der(block.contents()).ok()
}
