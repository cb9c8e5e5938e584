//! Suites about names: hosts, SIP domains, DNS names and IP addresses.

use super::report::{Choice, Expected, Report, Row, Suite, rows};
use core::net::IpAddr;
use serde::Deserialize;
use std::path::Path;
use trustslot::{Certificate, NameRules, ReferenceIdentity};
use trustslot_kit::named::Names;
use trustslot_kit::testdata;

pub fn run(report: &mut Report) {
    let Some(testdata) = testdata("names") else {
        return;
    };
    hostnames(&testdata, report);
    sip_domains(&testdata, report);
    dns_names(&testdata, report);
    presented_dns_names(&testdata, report);
    ip_literals(&testdata, report);
}

#[derive(Deserialize)]
struct Case {
    id: String,
    #[serde(default)]
    cn: Vec<String>,
    #[serde(default)]
    dns_sans: Vec<String>,
    #[serde(default)]
    ip_sans: Vec<String>,
    #[serde(default)]
    uri_sans: Vec<String>,
    #[serde(default)]
    email_sans: Vec<String>,
    #[serde(default)]
    host: String,
    #[serde(default)]
    expected: String,
    #[serde(default)]
    certainty: String,
    #[serde(default)]
    tags: Vec<String>,
}

impl Row for Case {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Case {
    fn has(&self, tag: &str) -> bool {
        self.tags.iter().any(|other| other == tag)
    }

    fn expected(&self) -> Expected {
        let matches = self.expected == "match";
        match self.certainty.as_str() {
            "clear" => Expected::Required(matches),
            _ => Expected::Open(matches),
        }
    }

    /// A certificate with these names. A common name of characters up to U+00FF is its bytes, as in the corpus.
    fn names(&self) -> Names {
        let mut names = Names::default();
        for cn in &self.cn {
            names = names.cn(cn);
        }
        for dns in &self.dns_sans {
            names = names.dns(dns);
        }
        for ip in &self.ip_sans {
            names = names.ip(ip);
        }
        for uri in &self.uri_sans {
            names = names.uri(uri);
        }
        for email in &self.email_sans {
            names = names.email(email);
        }
        names
    }

    /// Whether it matches, and the message.
    fn ask(&self, rules: NameRules) -> (bool, String) {
        let reference = match self.host.parse::<ReferenceIdentity>() {
            Ok(reference) => reference,
            Err(error) => return (false, format!("no reference: {error}")),
        };
        match certificate(&self.names()).matches(&reference, rules) {
            Ok(name) => (true, name.to_string()),
            Err(mismatch) => {
                let sentence = mismatch.to_string();
                assert!(sentence.len() <= 1024, "{}: {sentence}", self.id);
                assert!(format!("{mismatch:#}").len() <= 1024, "{}", self.id);
                (false, sentence)
            }
        }
    }
}

fn certificate(names: &Names) -> Certificate {
    Certificate::from_der(&names.der()).expect("a certificate")
}

fn hostnames(testdata: &Path, report: &mut Report) {
    let choices = vec![
        Choice {
            reason: "a name with two wildcards matches nothing (RFC 6125 §7.2)",
            applies: |row: &Case| row.has("multi-wildcard"),
            may_accept: false,
        },
        Choice {
            reason: "a wildcard counts only in the leftmost label (RFC 6125 §6.4.3)",
            applies: |row| row.has("inner-wildcard"),
            may_accept: false,
        },
        Choice {
            reason: "a wildcard for a whole label directly below a top-level domain matches nothing",
            applies: |row| row.has("tld-wildcard"),
            may_accept: false,
        },
    ];
    let mut suite = Suite::new("hostnames", choices);
    for row in rows::<Case>(testdata, "hostnames/hostnames.json") {
        let (actual, detail) = row.ask(NameRules::Rfc2818);
        suite.compare(&row, row.expected(), actual, &detail);
    }
    suite.finish(report);
}

fn sip_domains(testdata: &Path, report: &mut Report) {
    let choices = vec![
        Choice {
            reason: "a wildcard cannot be dialed, so it is not a reference",
            applies: |row: &Case| row.host.starts_with('*'),
            may_accept: false,
        },
        Choice {
            reason: "a name with an empty label cannot be dialed, so it is not a reference",
            applies: |row| row.host.starts_with('.'),
            may_accept: false,
        },
        Choice {
            reason: "a SIP domain is a name; addresses are not references under RFC 5922",
            applies: |row| row.host.parse::<IpAddr>().is_ok(),
            may_accept: false,
        },
        Choice {
            reason: "a final dot only marks the reference as absolute, the same under all rules",
            applies: |row| row.host.ends_with('.'),
            may_accept: true,
        },
    ];
    let mut suite = Suite::new("sip", choices);
    for row in rows::<Case>(testdata, "sip/sip-identities.json") {
        let (actual, detail) = row.ask(NameRules::Rfc5922);
        suite.compare(&row, row.expected(), actual, &detail);
    }
    suite.finish(report);
}

#[derive(Deserialize)]
struct DnsText {
    id: String,
    text: String,
    #[serde(default)]
    valid_reference: Option<bool>,
    #[serde(default)]
    valid_presented: Option<bool>,
}

impl Row for DnsText {
    fn id(&self) -> &str {
        &self.id
    }
}

fn dns_names(testdata: &Path, report: &mut Report) {
    let mut suite = Suite::new("dns-names", Vec::new());
    for row in rows::<DnsText>(testdata, "hostnames/dns-names.json") {
        let parsed = row.text.parse::<ReferenceIdentity>();
        let actual = matches!(parsed, Ok(ReferenceIdentity::Dns(_)));
        let detail = format!("{parsed:?}");
        match row.valid_reference {
            Some(valid) => suite.compare(&row, Expected::Required(valid), actual, &detail),
            None => suite.not_applicable(&row, "the row does not say"),
        }
    }
    suite.finish(report);
}

/// Whether a dNSName can match the host it spells, with `x` for a wildcard. The corpus has the rules of `mozilla::pkix`;
/// ours of RFC 9525 are the closest.
fn presented_dns_names(testdata: &Path, report: &mut Report) {
    let choices = vec![Choice {
        reason: "a label may begin or end with a hyphen: an exact match is safe",
        applies: |row: &DnsText| row.text.contains('-'),
        may_accept: true,
    }];
    let mut suite = Suite::new("dns-names-presented", choices);
    for row in rows::<DnsText>(testdata, "hostnames/dns-names.json") {
        let host = row.text.replace('*', "x");
        let Some(valid) = row.valid_presented else {
            suite.not_applicable(&row, "the row does not say");
            continue;
        };
        let Ok(reference) = host.parse::<ReferenceIdentity>() else {
            if valid {
                suite.compare(&row, Expected::Required(true), false, "no host can have it");
            } else {
                suite.not_applicable(&row, "no host can have it, so it cannot be checked");
            }
            continue;
        };
        let certificate = certificate(&Names::default().dns(&row.text));
        let answer = certificate.matches(&reference, NameRules::Rfc9525);
        let expected = Expected::Open(valid);
        suite.compare(&row, expected, answer.is_ok(), &format!("{answer:?}"));
    }
    suite.finish(report);
}

#[derive(Deserialize)]
struct Literal {
    id: String,
    text: String,
    #[serde(default)]
    valid: Option<bool>,
    #[serde(default)]
    bytes: Option<String>,
}

impl Row for Literal {
    fn id(&self) -> &str {
        &self.id
    }
}

fn ip_literals(testdata: &Path, report: &mut Report) {
    let mut suite = Suite::new("ip-literals", Vec::new());
    for row in rows::<Literal>(testdata, "hostnames/ip-literals.json") {
        let parsed = row.text.parse::<ReferenceIdentity>();
        let bytes = match &parsed {
            Ok(ReferenceIdentity::Ip(IpAddr::V4(v4))) => Some(v4.octets().to_vec()),
            Ok(ReferenceIdentity::Ip(IpAddr::V6(v6))) => Some(v6.octets().to_vec()),
            _ => None,
        };
        let hex = bytes.map(|bytes| {
            let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
            digits.collect::<String>()
        });
        let Some(valid) = row.valid else {
            suite.not_applicable(&row, "the row does not say");
            continue;
        };
        if valid && row.bytes.is_some() {
            assert_eq!(hex, row.bytes, "{}", row.text);
        }
        let detail = format!("{parsed:?}");
        suite.compare(&row, Expected::Required(valid), hex.is_some(), &detail);
    }
    suite.finish(report);
}
