//! `parsing/`: 2,700 files of other projects, with what OpenSSL and pyca cryptography see in them.
//!
//! Where we differ from what both see, or choose between them, a rule says so. A rule knows the row and our
//! answer, never a name.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

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
    for (rule, count) in used {
        assert_ne!(count, 0, "explains nothing any more: {rule}");
    }
}

/// One file of the corpus.
#[derive(Deserialize)]
struct File {
    id: String,
    name: String,
    encoding: String,
    expected: String,
    kind: Option<String>,
    reason: Option<String>,
    #[serde(default)]
    fingerprints: Vec<String>,
    tools: Tools,
    data: String,
}

#[derive(Deserialize)]
struct Tools {
    #[serde(default)]
    webpki: Vec<String>,
    cryptography_extensions_error: Option<String>,
}

/// What was expected of a file, what we say, and the rule that explains a difference.
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
#[expect(clippy::disallowed_methods, reason = "the corpus is a file")]
fn rows(testdata: &Path) -> Vec<Row> {
    let packed = std::fs::read(testdata.join("parsing/files.jsonl.gz")).unwrap();
    let lines = BufReader::new(GzDecoder::new(&packed[..])).lines();
    let files = lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap());
    files.map(|file: File| judge(&file)).collect()
}

/// How many differences each rule explains. A rule that explains none is out of date.
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
        "not-a-certificate" => file.kind.clone().unwrap(),
        // Somebody reads a certificate in it, somebody does not: no answer is the expected one.
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

/// A row together with our answer.
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

    /// The dispute is over this.
    fn over(&self, matter: &str) -> bool {
        let reason = self.file.reason.as_deref();
        self.expected("disputed") && reason.is_some_and(|reason| reason.contains(matter))
    }

    /// A certificate was refused, with these words.
    fn says(&self, words: &str) -> bool {
        matches!(self.error, Some(BundleError::Certificate { .. }))
            && self.error.is_some_and(|error| error.to_string().contains(words))
    }

    /// Another reader cannot read all of the certificate either.
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

/// The first that applies explains. `certificates` rows first, then `mixed`, kinds, `unreadable`, `disputed`.
const RULES: &[Rule] = &[
    Rule {
        reason: "an empty RelativeDistinguishedName is none (RFC 5280 §4.1.2.4, SIZE (1..MAX))",
        applies: |seen| {
            let in_name = seen.says("in the issuer") || seen.says("in the subject");
            in_name && seen.says("the value is not DER") && contains(seen, &[0x31, 0x00])
        },
    },
    Rule {
        reason: "an attribute as UniversalString, a tag the DER reader does not know",
        applies: |seen| {
            seen.expected("certificates")
                && seen.says("the tag is not DER")
                && !seen.is_doubted()
                && contains(seen, &[0x1c])
        },
    },
    Rule {
        reason: "a duplicate extension (RFC 5280 §4.2)",
        applies: |seen| seen.expected("certificates") && seen.says("duplicate extension"),
    },
    Rule {
        reason: "a pathLenConstraint beyond 255",
        applies: |seen| {
            seen.says("the value is not DER")
                && seen.says("in the basic constraints")
                && !seen.is_doubted()
        },
    },
    Rule {
        reason: "an extension that others stumble over, too: pyca on its own, or webpki",
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
            seen.expected("certificates")
                && seen.says("bytes are left over")
                && seen.says("in the certificate")
        },
    },
    Rule {
        reason: "valid from before 1970, which no clock of a phone shows",
        applies: |seen| seen.says("a date before 1970"),
    },
    Rule {
        reason: "valid until before it is valid",
        applies: |seen| seen.says("ends before it begins"),
    },
    Rule {
        reason: "nothing beside the certificates is skipped: the file is refused",
        applies: |seen| matches!(seen.error, Some(BundleError::Mixed { .. })),
    },
    Rule {
        reason: "the certificates are taken out of a PKCS#7 container, or it is said why not",
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
        reason: "a PKCS#7 container is one of certificates here: who signed its contents is not asked",
        applies: |seen| {
            let opened = seen.error.is_none() && seen.kind == FileKind::Pkcs7;
            seen.expected("unreadable") && opened
        },
    },
    Rule {
        reason: "PKCS#12 without a passphrase is PKCS#12, also where a tool opens it for its key",
        applies: |seen| is(seen, "private key") && seen.kind == FileKind::Pkcs12,
    },
    Rule {
        reason: "a key with the headers of RFC 1421 counts as encrypted, whatever they say",
        applies: |seen| is(seen, "private key") && seen.kind == FileKind::EncryptedPrivateKey,
    },
    Rule {
        reason: "any label that ends in PRIVATE KEY is a private key's, any in PUBLIC KEY a public key's",
        applies: |seen| {
            let key = seen.kind.is_private_key() || seen.kind == FileKind::PublicKey;
            is(seen, "other PEM object") && key
        },
    },
    Rule {
        reason: "an algorithm identifier of PBES2 is no key",
        applies: |seen| is(seen, "encrypted private key") && seen.kind == FileKind::OtherAsn1,
    },
    Rule {
        reason: "a modulus and the number 2: Diffie-Hellman parameters, as no RSA exponent is even",
        applies: |seen| is(seen, "public key") && seen.kind == FileKind::KeyParameters,
    },
    Rule {
        reason: "a blank line within the base64 text is harmless",
        applies: |seen| {
            seen.expected("unreadable") && seen.error.is_none() && contains(seen, b"\n\n")
        },
    },
    Rule {
        reason: "chosen: indentation is harmless",
        applies: |seen| seen.over("indentation") && seen.error.is_none(),
    },
    Rule {
        reason: "chosen: read, although an encoding that pyca refuses is in it",
        applies: |seen| {
            let refused = seen.over("strict DER") || seen.over("version field out of range");
            refused && seen.error.is_none()
        },
    },
    Rule {
        reason: "chosen: a damaged block refuses the file",
        applies: |seen| seen.expected("disputed") && seen.fault().is_some(),
    },
    Rule {
        reason: "chosen: nothing may stand behind the certificate in its file or block",
        applies: |seen| seen.over("data after the certificate") && seen.says("bytes are left over"),
    },
    Rule {
        reason: "chosen: BER is named and refused",
        applies: |seen| matches!(seen.error, Some(BundleError::Indefinite { .. })),
    },
    Rule {
        reason: "chosen: OpenSSL's TRUSTED CERTIFICATE is named and refused (T5)",
        applies: |seen| seen.over("TRUSTED") && seen.kind == FileKind::OpensslTrustedCertificate,
    },
    Rule {
        reason: "chosen: version 1 is left out, not written (X.690 §11.5), and there is no version 4",
        applies: |seen| seen.expected("disputed") && seen.says("its version is not"),
    },
];

/// The corpus calls it this.
fn is(seen: &Seen<'_>, kind: &str) -> bool {
    seen.file.kind.as_deref() == Some(kind)
}

/// The file, or what its first block decodes to, has these bytes somewhere.
fn contains(seen: &Seen<'_>, wanted: &[u8]) -> bool {
    let has = |bytes: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    has(seen.bytes)
        || pem::parse_many(seen.bytes).is_ok_and(|all| all.iter().any(|p| has(p.contents())))
}
