//! `field/field.json`: each row is asked at its entry point, and must have a good answer.

use crate::advice;
use crate::expect::{Answer, Wanted, breaks_the_law};
use crate::support::testdata::{is_default, testdata};
use crate::verifier::verifier;
use serde::Deserialize;
use std::io::Write as _;
use std::path::Path;
use trustslot::{BuiltIn, Bundle, Chain, Clock, Crl, Policy, Remedy, TrustStore};

#[derive(Deserialize)]
struct Row {
    id: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    door: String,
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    ask: String,
    #[serde(default)]
    right: String,
}

/// One answer about one file of a row.
struct Asked {
    file: String,
    bytes: Vec<u8>,
    answer: Answer,
    remedy: Option<String>,
    broken: Vec<String>,
}

#[test]
fn field_rows_of_the_corpus_have_good_answers() {
    let Some(testdata) = testdata("field") else { return };
    let failures = run(&testdata, is_default(&testdata));
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// The failures of all rows. In the default corpus a test must know every row.
fn run(testdata: &Path, is_default: bool) -> Vec<String> {
    let folder = testdata.join("field");
    let Ok(text) = std::fs::read(folder.join("field.json")) else {
        say("########## NOTHING WAS COMPARED by field: there is no field/field.json ##########");
        return Vec::new();
    };
    let rows: Vec<Row> = serde_json::from_slice(&text).unwrap();
    let (mut failures, mut good) = (Vec::new(), 0);
    for row in &rows {
        let Some(wanted) = wanted(&row.id) else {
            let notice =
                format!("field: no test knows the row {} ({}): {}", row.id, row.kind, row.right);
            say(&format!("########## {notice} ##########"));
            if is_default {
                failures.push(notice);
            }
            failures.extend(row.failures(&folder, &|_| Wanted::default()));
            continue;
        };
        let missing = row.failures(&folder, &wanted);
        good += usize::from(missing.is_empty());
        failures.extend(missing);
    }
    say(&format!("field: {good} of {} rows have good answers", rows.len()));
    failures
}

/// Rows that no test knows, and rows without their optional fields.
#[test]
fn field_rows_of_other_data_are_reported() {
    let name = format!("trustslot-field-rows-{}", std::process::id());
    let testdata = std::env::temp_dir().join(name);
    let folder = testdata.join("field");
    std::fs::create_dir_all(folder.join("of-next-year")).unwrap();
    let pem = crate::support::root("Test Root").self_signed().pem();
    std::fs::write(folder.join("of-next-year/ca.pem"), pem).unwrap();
    let rows = r#"[{"id": "of-next-year", "door": "bundle", "files": ["ca.pem"], "more": 1}, {"id": "without-fields"},
        {"id": "of-next-year", "door": "verify", "files": ["ca.pem"], "ask": "chain ca.pem"}]"#;
    std::fs::write(folder.join("field.json"), rows).unwrap();
    let (strict, lenient) = (run(&testdata, true), run(&testdata, false));
    std::fs::remove_dir_all(&testdata).unwrap();
    assert_eq!(lenient, [""; 0]);
    assert_eq!(strict.len(), 3, "{strict:#?}");
}

fn say(line: &str) {
    writeln!(std::io::stderr().lock(), "{line}").unwrap();
}

type WantedOf = Box<dyn Fn(&str) -> Wanted>;

/// What the corpus calls right, for each file of a row that this test knows.
fn wanted(id: &str) -> Option<WantedOf> {
    let any = Wanted::default;
    let refused = |codes: &[u16]| Wanted::default().refused(codes);
    let wanted: WantedOf = match id {
        "issuer-in-another-string-type" => Box::new(move |_| {
            any()
                .says("spell|written|spelt")
                .never("upload the|or upload it")
                .code_if_refused(&[123])
        }),
        "version-1-root-as-issuer" => Box::new(move |_| {
            refused(&[122])
                .says("version 1|no CA|not a CA")
                .never("upload the certificate of CA|or upload it")
        }),
        "ca-made-again" => Box::new(move |file| {
            let sent =
                if file == "chain.pem" { "upload-issuer" } else { "send-issuer|upload-issuer" };
            refused(&[124]).says("key").advises(sent)
        }),
        "server-with-the-name-of-its-ca" => Box::new(move |_| {
            refused(&[101])
                .advises("send-issuer")
                .never("self-signed|its own issuer|upload the certificate (")
        }),
        "purpose-not-named" => Box::new(move |_| {
            refused(&[301])
                .says("e-mail|email|mail")
                .says("TLS server|server authentication|serverAuth")
                .advises("reissue|reissue-with")
        }),
        "critical-extension-of-a-root" => {
            Box::new(move |_| any().says("inhibitAnyPolicy|inhibit any|2.5.29.54"))
        }
        "signature-scheme-not-named" => Box::new(move |_| {
            // The certificates are younger than the clock of the question.
            refused(&[107, 202, 204, 205])
                .tells("PSS")
                .tells("20 bytes|salt 20|salt of 20|salt length 20|20-byte")
        }),
        "padding-behind-der" => Box::new(move |file| match file {
            "two-ders.der" => refused(&[])
                .says("one by one|separately|each|another certificate|second certificate"),
            _ => refused(&[]).says("bytes|after").runs(),
        }),
        "path-length-256" => Box::new(move |_| any().never("not DER")),
        "version-1-written-out" => {
            Box::new(move |_| any().never("not one of 1, 2 and 3|is not 1, 2 or 3"))
        }
        "private-number-with-a-leading-zero"
        | "nul-behind-end"
        | "pkcs7-labelled-certificate"
        | "ed25519-key-as-ring-wrote-it"
        | "crls-in-one-file" => Box::new(move |_| any().taken()),
        "backslash-n" => Box::new(move |_| refused(&[]).says("\\n").says("line end")),
        "four-dashes" => Box::new(move |_| refused(&[]).says("dash|hyphen")),
        "base64-looked-into" => Box::new(move |_| {
            refused(&[])
                .says("PKCS#12")
                .says("base64")
                .runs()
                .never("put BEGIN|add the missing BEGIN")
        }),
        "base64-twice" => Box::new(move |_| refused(&[]).says("base64").runs()),
        "headers-in-a-certificate-block" => Box::new(move |_| any().runs()),
        "pkcs12-of-windows" => Box::new(move |_| refused(&[]).says("PKCS#12").runs()),
        "label-and-content-disagree" => Box::new(move |file| {
            any().says(if file.starts_with("sec1") {
                "SEC1|EC PRIVATE KEY"
            } else {
                "PKCS#1|RSA PRIVATE KEY"
            })
        }),
        "extension-before-content" => {
            Box::new(move |_| refused(&[]).says("PKCS#12").says("openssl pkcs12").runs())
        }
        "names-without-marks" => Box::new(move |file| {
            let entry = if file == "trailing-space.pem" {
                "blank|space"
            } else {
                "list|comma|several|more than one"
            };
            refused(&[401]).says("\"|“|'|«|`").says(entry)
        }),
        "near-miss-hidden-by-common-name" => {
            Box::new(move |_| refused(&[401]).says("port").never("the common name would match"))
        }
        "host-in-a-uri" => Box::new(move |_| {
            refused(&[401]).says("URI").says("DNS").never("the common name would match")
        }),
        "ca-sent-first" => {
            Box::new(move |_| refused(&[129]).says("first").says("2|second").advises("send-first"))
        }
        _ => return None,
    };
    Some(wanted)
}

impl Row {
    fn failures(&self, folder: &Path, wanted: &dyn Fn(&str) -> Wanted) -> Vec<String> {
        let folder = folder.join(&self.id);
        let asked = match self.ask(&folder) {
            Ok(asked) => asked,
            Err(error) => return vec![format!("- {}: {error}", self.id)],
        };
        let mut failures = Vec::new();
        for Asked { file, bytes, answer, remedy, broken } in asked {
            let wanted = wanted(&file);
            let mut missing = wanted.missing_in(&answer);
            missing.extend(broken);
            if let Some(remedy) = remedy.filter(|_| !answer.accepted) {
                match advice::run(&remedy, &bytes) {
                    Some(Err(error)) => missing.push(format!("a command that works: {error}")),
                    Some(Ok(written)) => missing.extend(useless(&written, &bytes)),
                    None if wanted.must_run() && advice::command(&remedy).is_none() => {
                        missing.push("a command".into());
                    }
                    None => {}
                }
            } else if wanted.must_run() && !answer.accepted {
                missing.push("a command".into());
            }
            if !missing.is_empty() {
                failures.push(format!(
                    "- {} {file} ({})\n    answer: {} {}\n    right: {}\n    wanted: {}",
                    self.id,
                    self.door,
                    answer.code.unwrap_or(0),
                    answer.all,
                    self.right,
                    missing.join("\n    wanted: ")
                ));
            }
        }
        failures
    }

    /// The answers at the entry points that the row names.
    fn ask(&self, folder: &Path) -> Result<Vec<Asked>, String> {
        let read = |file: &str| {
            std::fs::read(folder.join(file)).map_err(|error| format!("{file}: {error}"))
        };
        let mut asked = Vec::new();
        if self.door.contains("verify") {
            let after = |word: &str| {
                self.ask
                    .split_once(word)
                    .map(|(_, rest)| rest.split([',', ' ']).next().unwrap_or_default())
            };
            let trusted =
                after("trust ").filter(|file| self.files.iter().any(|other| other == file));
            let host = after("host ").unwrap_or("pbx.example.com");
            for file in self.files.iter().filter(|file| Some(file.as_str()) != trusted) {
                let roots = trusted.map(read).transpose()?;
                let bytes = read(file)?;
                asked.push(verify(roots.as_deref(), file, bytes, host, time_in(&self.ask))?);
            }
            return Ok(asked);
        }
        for file in &self.files {
            let bytes = read(file)?;
            if self.door.contains("bundle") {
                let result = Bundle::parse(file, &bytes).map_err(|e| (e.to_string(), e.remedy()));
                let result = result.and_then(|bundle| {
                    TrustStore::new(BuiltIn::EMPTY)
                        .add(&bundle)
                        .map(drop)
                        .map_err(|e| (e.to_string(), e.remedy()))
                });
                asked.push(Asked::new(file, &bytes, &result));
            }
            #[cfg(feature = "identity")]
            if self.door.contains("identity") {
                let result = trustslot::Identity::parse(file, &bytes).map(drop);
                let result = result.map_err(|e| (e.to_string(), e.remedy()));
                asked.push(Asked::new(file, &bytes, &result));
            }
            if self.door.contains("crl") && file.contains("crl") {
                let result = Crl::parse_all(&bytes).map_err(|e| (e.to_string(), None));
                let result = result.and_then(|crls| match crls.len() {
                    0 | 1 => Err((format!("{} CRLs were read", crls.len()), None)),
                    _ => Ok(()),
                });
                asked.push(Asked::new(file, &bytes, &result));
            }
        }
        Ok(asked)
    }
}

impl Asked {
    fn new(file: &str, bytes: &[u8], result: &Result<(), (String, Option<Remedy>)>) -> Self {
        let remedy =
            result.as_ref().err().and_then(|(_, remedy)| remedy.as_ref()).map(ToString::to_string);
        let answer = match result {
            Ok(()) => Answer::accepted(),
            Err((error, remedy)) => Answer::of_error(error, remedy.as_ref()),
        };
        Self { file: file.to_owned(), bytes: bytes.to_vec(), answer, remedy, broken: Vec::new() }
    }
}

fn verify(
    roots: Option<&[u8]>,
    file: &str,
    bytes: Vec<u8>,
    host: &str,
    clock: Clock,
) -> Result<Asked, String> {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    if let Some(roots) = roots {
        let bundle = Bundle::parse("roots.pem", roots).map_err(|e| e.to_string())?;
        store.add(&bundle).map_err(|e| e.to_string())?;
    }
    let presented = Bundle::parse("chain.pem", &bytes).map_err(|e| format!("{file}: {e}"))?;
    let chain = Chain::from_certificates(presented).map_err(|e| e.to_string())?;
    let meant = host.parse().map_err(|e| format!("{host}: {e}"))?;
    let verdict = verifier(store, Policy::STRICT).verify_server(&chain, &meant, clock);
    Ok(Asked {
        file: file.to_owned(),
        bytes,
        answer: Answer::of(&verdict),
        remedy: None,
        broken: breaks_the_law(&verdict),
    })
}

/// `2026-06-01T12:00:00Z` somewhere in a question; the clock of the tests if there is none.
fn time_in(ask: &str) -> Clock {
    let is_time = |word: &&str| word.len() == 20 && word.ends_with('Z') && word.contains('T');
    let text = ask.split([' ', ',']).find(is_time);
    Clock::set(
        text.map_or(crate::support::NOW, |text| crate::support::time::When::from(text).seconds()),
    )
}

/// The output of an advised command must be a file that is accepted, or another file that has a remedy.
fn useless(written: &[u8], before: &[u8]) -> Option<String> {
    let next = match Bundle::parse("plain.pem", written) {
        Ok(_) => return None,
        Err(error) => error.remedy(),
    };
    let der = Bundle::parse("plain.der", written).is_ok();
    let leads_on = written != before && !written.is_empty() && next.is_some();
    (!der && !leads_on).then(|| "a command whose output helps".into())
}
