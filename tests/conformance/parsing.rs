//! `parsing/`: 2,700 files of other projects, with the results of OpenSSL and pyca cryptography.
//!
//! Where our result differs from both, or they disagree, a rule gives the reason. A rule sees the row and our result, never
//! the name of the row.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::report;
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use trustslot::{Bundle, BundleError, FileKind, Fingerprint, PemFault};
use trustslot_kit::testdata;

#[test]
fn every_difference_has_a_reason() {
    let Some(testdata) = testdata("parsing") else { return };
    let rows = rows(&testdata);
    let agree = rows.iter().filter(|row| row.agrees()).count();
    println!("parsing: {agree} agree, {} differ, 0 not applicable", rows.len() - agree);
    let used = rules_used(&rows);
    for (rule, count) in &used {
        println!("{count:>5}  {rule}");
    }
    let unexplained: Vec<_> =
        rows.iter().filter(|row| !row.agrees() && row.reason.is_none()).collect();
    for row in &unexplained {
        println!("{}: expected {}, not {}", row.id, row.expected, row.actual);
    }
    assert!(unexplained.is_empty(), "{} differences without a reason", unexplained.len());
    for (rule, count) in used.into_iter().filter(|_| report::is_complete()) {
        assert_ne!(count, 0, "no longer explains a difference: {rule}");
    }
}

/// One file of the corpus.
#[derive(Deserialize)]
struct File {
    id: String,
    name: String,
    #[serde(default)]
    encoding: String,
    expected: String,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    fingerprints: Vec<String>,
    #[serde(default)]
    tools: Tools,
    data: String,
}

#[derive(Default, Deserialize)]
struct Tools {
    #[serde(default)]
    webpki: Vec<String>,
    #[serde(default)]
    cryptography_extensions_error: Option<String>,
}

/// The expected result for a file, our result, and the rule that explains a difference.
#[derive(Debug)]
struct Row {
    id: String,
    expected: String,
    actual: String,
    reason: Option<String>,
}

impl Row {
    fn agrees(&self) -> bool {
        self.expected == self.actual
    }
}

/// Every row of the corpus in `testdata`.
fn rows(testdata: &Path) -> Vec<Row> {
    let Some(packed) = report::bytes_of(testdata, "parsing/files.jsonl.gz") else {
        return Vec::new();
    };
    let lines = BufReader::new(GzDecoder::new(&packed[..])).lines();
    let lines = lines.map(Result::unwrap).filter(|line| !line.trim().is_empty());
    let files = lines.map(|line| serde_json::from_str(&line).unwrap());
    files.map(|file: File| judge(&file)).collect()
}

/// The number of differences that each rule explains. A rule that explains none is outdated.
fn rules_used(rows: &[Row]) -> Vec<(&'static str, usize)> {
    let explains =
        |rule: &'static Rule| move |row: &&Row| row.reason.as_deref() == Some(rule.reason);
    RULES.iter().map(|rule| (rule.reason, rows.iter().filter(explains(rule)).count())).collect()
}

fn judge(file: &File) -> Row {
    let bytes = base64_simd::STANDARD.decode_to_vec(&file.data).unwrap();
    let name = if file.encoding == "pem" { "x.pem" } else { "x.der" };
    let answer = Bundle::parse(name, &bytes);
    let seen =
        Seen { file, bytes: &bytes, kind: FileKind::detect(&bytes), error: answer.as_ref().err() };
    let expected = match file.expected.as_str() {
        "certificates" | "mixed" => file.fingerprints.join(" "),
        "not-a-certificate" => file.kind.clone().unwrap_or_else(|| "something else".into()),
        // One tool finds a certificate in it, the other does not, so there is no expected result.
        "disputed" => "disputed".into(),
        _ => "refused".into(),
    };
    let actual = match &answer {
        Ok(bundle) => {
            let fingerprints: Vec<_> = bundle.iter().map(|c| hex(c.fingerprint())).collect();
            fingerprints.join(" ")
        }
        Err(BundleError::WrongKind { .. }) if file.expected == "not-a-certificate" => {
            group(seen.kind).into()
        }
        Err(_) if file.expected == "unreadable" => "refused".into(),
        Err(error) => format!("refused: {error}"),
    };
    let reason = (expected != actual)
        .then(|| RULES.iter().find(|rule| (rule.applies)(&seen)))
        .flatten()
        .map(|rule| rule.reason.to_owned());
    Row { id: format!("{} {}", file.id, file.name), expected, actual, reason }
}

fn hex(fingerprint: Fingerprint) -> String {
    fingerprint.to_string().replace(':', "").to_lowercase()
}

/// The corpus's words for the kinds.
fn group(kind: FileKind) -> &'static str {
    match kind {
        FileKind::PrivateKey(_) => "private key",
        FileKind::EncryptedPrivateKey => "encrypted private key",
        FileKind::Pkcs12 => "PKCS#12",
        FileKind::Pkcs7 => "PKCS#7",
        FileKind::CertificateRequest => "certificate request",
        FileKind::CertificateRevocationList => "CRL",
        FileKind::PublicKey => "public key",
        FileKind::KeyParameters => "parameters",
        FileKind::OtherPem => "other PEM object",
        _ => "something else",
    }
}

/// A row with our result.
struct Seen<'a> {
    file: &'a File,
    bytes: &'a [u8],
    kind: FileKind,
    error: Option<&'a BundleError>,
}

struct Rule {
    reason: &'static str,
    applies: fn(&Seen<'_>) -> bool,
}

impl Seen<'_> {
    fn expected(&self, expected: &str) -> bool {
        self.file.expected == expected
    }

    /// The tools disagree about this.
    fn over(&self, matter: &str) -> bool {
        let reason = self.file.reason.as_deref();
        self.expected("disputed") && reason.is_some_and(|reason| reason.contains(matter))
    }

    /// A certificate was rejected with this message.
    fn says(&self, words: &str) -> bool {
        matches!(self.error, Some(BundleError::Certificate { .. }))
            && self.error.is_some_and(|error| error.to_string().contains(words))
    }

    /// Another parser cannot parse the whole certificate either.
    fn is_doubted(&self) -> bool {
        let unread = |verdict: &String| verdict == "BadDer" || verdict.contains("Malformed");
        self.file.tools.cryptography_extensions_error.is_some()
            || self.file.tools.webpki.iter().any(unread)
    }

    fn fault(&self) -> Option<PemFault> {
        match self.error {
            Some(BundleError::Pem { fault, .. }) => Some(*fault),
            _ => None,
        }
    }
}

/// The first rule that applies explains. `certificates` rows first, then `mixed`, kinds, `unreadable`, `disputed`.
const RULES: &[Rule] = &[
    Rule {
        reason: "an empty RelativeDistinguishedName is invalid (RFC 5280 §4.1.2.4, SIZE (1..MAX))",
        applies: |seen| {
            let in_name = seen.says("in the issuer") || seen.says("in the subject");
            in_name && seen.says("the list is empty") && contains(seen, &[0x31, 0x00])
        },
    },
    Rule {
        reason: "an attribute as UniversalString, a tag that the DER parser does not support",
        applies: |seen| {
            seen.expected("certificates")
                && seen.says("the tag is not supported")
                && !seen.is_doubted()
                && contains(seen, &[0x1c])
        },
    },
    Rule {
        reason: "a duplicate extension (RFC 5280 §4.2)",
        applies: |seen| seen.expected("certificates") && seen.says("duplicate extension"),
    },
    Rule {
        reason: "an extension that pyca or webpki cannot parse either",
        applies: |seen| {
            seen.expected("certificates")
                && matches!(seen.error, Some(BundleError::Certificate { .. }))
                && seen.is_doubted()
        },
    },
    Rule {
        reason: "inner and outer signature algorithm differ (RFC 5280 §4.1.1.2)",
        applies: |seen| seen.says("two signature algorithms differ"),
    },
    Rule {
        reason: "version 1 or 2 with extensions (RFC 5280 §4.1.2.9)",
        applies: |seen| {
            seen.expected("certificates") && seen.says("which certificates have since version")
        },
    },
    Rule {
        reason: "valid from a date before 1970, which no clock of a phone can show",
        applies: |seen| seen.says("a date before 1970"),
    },
    Rule {
        reason: "its validity ends before it begins",
        applies: |seen| seen.says("ends before it begins"),
    },
    Rule {
        reason: "the file is rejected because it contains more than certificates",
        applies: |seen| matches!(seen.error, Some(BundleError::Mixed { .. })),
    },
    Rule {
        reason: "chosen: a certificate under the label PKCS7 is read, because the content decides",
        applies: |seen| {
            let is_read = seen.error.is_none() && seen.kind == FileKind::Certificate;
            is(seen, "PKCS#7") && is_read
        },
    },
    Rule {
        reason: "the certificates are read from a PKCS#7 container, or the error says why not",
        applies: |seen| {
            let opened = matches!(
                seen.error,
                None | Some(
                    BundleError::Pkcs7(_)
                        | BundleError::Indefinite { .. }
                        | BundleError::NoCertificate
                )
            );
            is(seen, "PKCS#7") && seen.kind == FileKind::Pkcs7 && opened
        },
    },
    Rule {
        reason: "PKCS#12 without a passphrase is reported as PKCS#12, although a tool reads the key in it",
        applies: |seen| is(seen, "private key") && seen.kind == FileKind::Pkcs12,
    },
    Rule {
        reason: "a key with any headers of RFC 1421 counts as encrypted",
        applies: |seen| is(seen, "private key") && seen.kind == FileKind::EncryptedPrivateKey,
    },
    Rule {
        reason: "a label that ends in PRIVATE KEY means a private key, one in PUBLIC KEY a public key",
        applies: |seen| {
            let key = seen.kind.is_private_key() || seen.kind == FileKind::PublicKey;
            is(seen, "other PEM object") && key
        },
    },
    Rule {
        reason: "an algorithm identifier of PBES2 is not a key",
        applies: |seen| is(seen, "encrypted private key") && seen.kind == FileKind::OtherAsn1,
    },
    Rule {
        reason: "a modulus and the number 2 are Diffie-Hellman parameters, because no RSA exponent is even",
        applies: |seen| is(seen, "public key") && seen.kind == FileKind::KeyParameters,
    },
    Rule {
        reason: "a blank line in the base64 text is harmless",
        applies: |seen| {
            seen.expected("unreadable") && seen.error.is_none() && contains(seen, b"\n\n")
        },
    },
    Rule {
        reason: "chosen: indentation is harmless",
        applies: |seen| seen.over("indentation") && seen.error.is_none(),
    },
    Rule {
        reason: "chosen: accepted, although pyca rejects an encoding in it",
        applies: |seen| {
            let refused = seen.over("strict DER") || seen.over("version field out of range");
            refused && seen.error.is_none()
        },
    },
    Rule {
        reason: "chosen: a damaged block rejects the file",
        applies: |seen| seen.expected("disputed") && seen.fault().is_some(),
    },
    Rule {
        reason: "chosen: nothing may follow the certificate in its file or block",
        applies: |seen| seen.over("data after the certificate") && seen.says("bytes are left over"),
    },
    Rule {
        reason: "chosen: BER is recognized and rejected",
        applies: |seen| matches!(seen.error, Some(BundleError::Indefinite { .. })),
    },
    Rule {
        reason: "chosen: OpenSSL's TRUSTED CERTIFICATE is recognized and rejected",
        applies: |seen| seen.over("TRUSTED") && seen.kind == FileKind::OpensslTrustedCertificate,
    },
    Rule {
        reason: "chosen: there is no version 4",
        applies: |seen| seen.expected("disputed") && seen.says("its version is not"),
    },
];

/// Whether the corpus names this kind.
fn is(seen: &Seen<'_>, kind: &str) -> bool {
    seen.file.kind.as_deref() == Some(kind)
}

/// Whether the file, or its first block decoded, contains these bytes.
fn contains(seen: &Seen<'_>, wanted: &[u8]) -> bool {
    let has = |bytes: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    has(seen.bytes)
        || pem::parse_many(seen.bytes).is_ok_and(|all| all.iter().any(|p| has(p.contents())))
}
