//! Laws of names: properties that hold for every name and every certificate.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    unreachable_pub,
    reason = "a test counts, reads files, and stops at what it did not expect"
)]

use crate::support::der::UTF8_STRING;
use crate::support::named::Names;
use crate::support::twin::{self, Presented};
use proptest::prelude::*;
use trustslot::{Certificate, MatchedBy, NameRules, ReferenceIdentity};

const ALL_RULES: [NameRules; 4] =
    [NameRules::Rfc2818, NameRules::Rfc6125, NameRules::Rfc9525, NameRules::Rfc5922];

/// The number of these rules in the twin, a second implementation.
fn rfc(rules: NameRules) -> u16 {
    match rules {
        NameRules::Rfc2818 => 2818,
        NameRules::Rfc6125 => 6125,
        NameRules::Rfc9525 => 9525,
        _ => 5922,
    }
}

fn read(names: &Names) -> Certificate {
    Certificate::from_der(&names.der()).expect("a certificate")
}

/// A name as a dNSName, and as the common name of a certificate without other names.
struct Twofold {
    presented: String,
    by_dns: Certificate,
    by_cn: Certificate,
}

impl Twofold {
    fn of(presented: &str) -> Self {
        Self {
            presented: presented.to_owned(),
            by_dns: read(&Names::default().dns(presented)),
            by_cn: read(&Names::default().cn(presented)),
        }
    }

    fn assert_like_twin(&self, reference: &ReferenceIdentity) {
        let presented = &self.presented;
        for rules in ALL_RULES {
            let expected = twin::matches(presented.as_bytes(), &reference.to_string(), rfc(rules));
            let answer = self.by_dns.matches(reference, rules);
            assert_eq!(answer.is_ok(), expected, "{presented:?} for {reference} by {rules}");
            let expected = expected && rules != NameRules::Rfc9525;
            let answer = self.by_cn.matches(reference, rules);
            assert_eq!(answer.is_ok(), expected, "CN {presented:?} for {reference} by {rules}");
        }
    }
}

/// All texts of up to `most` characters of `alphabet`.
fn all_texts(alphabet: &str, most: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut last = texts.clone();
    for _ in 0..most {
        let longer = |text: &String| {
            let text = text.clone();
            alphabet.chars().map(move |c| format!("{text}{c}"))
        };
        last = last.iter().flat_map(longer).collect();
        texts.extend(last.iter().cloned());
    }
    texts
}

/// All pairs of texts of `a`, dot and wildcard with up to six characters, 1.2 million, where the second is a reference.
#[test]
fn all_short_names_match_as_in_the_twin() {
    let texts = all_texts("a.*", 6);
    assert_eq!(texts.len(), 1093);
    let references: Vec<ReferenceIdentity> =
        texts.iter().filter_map(|text| text.parse().ok()).collect();
    // Labels of "a" with one dot between them, and an optional final dot.
    let is_name = |text: &&String| {
        let labels = text.strip_suffix('.').unwrap_or(text);
        labels.split('.').all(|label| !label.is_empty() && !label.contains('*'))
    };
    assert_eq!(references.len(), texts.iter().filter(is_name).count());
    for presented in &texts {
        let presented = Twofold::of(presented);
        for reference in &references {
            presented.assert_like_twin(reference);
        }
    }
}

/// With a second letter, so that labels can differ.
#[test]
fn all_short_names_of_two_letters_match_as_in_the_twin() {
    let references: Vec<ReferenceIdentity> =
        all_texts("ab.", 4).iter().filter_map(|text| text.parse().ok()).collect();
    assert_eq!(references.len(), 68, "including those with a final dot");
    for presented in all_texts("ab.*", 4) {
        let presented = Twofold::of(&presented);
        for reference in &references {
            presented.assert_like_twin(reference);
        }
    }
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c]{1,3}", "xn--[a-c]{1,2}", "[a-c_-]{1,2}", "[A-C]{1,2}"]
}

fn pattern_label() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => label(),
        2 => Just("*".to_string()),
        2 => "[a-cA-C]{0,2}\\*[a-c]{0,2}",
        1 => "xn--[a-c]?\\*",
        1 => "[a-c*]{0,4}",
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(label(), 1..5).prop_map(|labels| labels.join("."))
}

/// A reference, and a presented name that is made from it or independent.
fn pair() -> impl Strategy<Value = (String, String)> {
    let made = (name(), pattern_label(), 0..4_usize, 0..3_usize).prop_map(
        |(name, label, position, drop)| {
            let mut labels: Vec<&str> = name.split('.').collect();
            if drop == 0 && labels.len() > 1 {
                labels.remove(0);
            }
            let position = position.min(labels.len() - 1);
            labels[position] = &label;
            (labels.join("."), name.clone())
        },
    );
    let apart = (prop::collection::vec(pattern_label(), 0..5), name())
        .prop_map(|(labels, name)| (labels.join("."), name));
    prop_oneof![3 => made, 1 => apart]
}

/// Any valid entries of a subjectAltName, and any common name.
fn any_names() -> impl Strategy<Value = Presented> {
    let tag = prop_oneof![Just(0x81_u8), Just(0x82), Just(0x86), Just(0x87)];
    let contents = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        "[a-c.*]{0,12}".prop_map(String::into_bytes),
        "(sip|SIP|sips|http):[a-c.@;:*]{0,10}".prop_map(String::into_bytes),
        any::<[u8; 4]>().prop_map(|bytes| bytes.to_vec()),
    ];
    // A subjectAltName without entries is not the same as none.
    let entries = prop::option::of(prop::collection::vec((tag, contents.clone()), 0..6));
    (entries, prop::option::of(contents)).prop_map(|(entries, cn)| Presented {
        entries,
        common_names: cn.map(|cn| (UTF8_STRING, cn)).into_iter().collect(),
    })
}

fn described(presented: &Presented) -> Names {
    let add = |names: Names, (tag, contents): &(u8, Vec<u8>)| names.entry(*tag, contents);
    let start = match presented.entries {
        Some(_) => Names::default().with_extension(),
        None => Names::default(),
    };
    let entries = presented.entries.iter().flatten();
    let names = entries.fold(start, add);
    let cns = presented.common_names.iter();
    cns.fold(names, |names, (tag, contents)| names.cn_as(*tag, contents))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_name_matches_as_in_the_twin((presented, reference) in pair()) {
        Twofold::of(&presented).assert_like_twin(&reference.parse().expect("a reference"));
    }

    #[test]
    fn any_certificate_matches_as_in_the_twin(names in any_names(), host in name()) {
        let certificate = read(&described(&names));
        for host in [host.as_str(), "a.b", "192.0.2.1"] {
            let reference: ReferenceIdentity = host.parse().expect("a reference");
            for rules in ALL_RULES {
                let found = certificate.matches(&reference, rules).ok().map(|name| name.by());
                let expected = twin::certificate(&names, &reference.to_string(), rfc(rules));
                // Both use the same names for the kinds.
                let (found, expected) = (format!("{found:?}"), format!("{expected:?}"));
                prop_assert_eq!(found, expected, "{} by {}", host, rules);
            }
        }
    }

    #[test]
    fn case_never_matters((presented, reference) in pair()) {
        let lower: ReferenceIdentity = reference.to_lowercase().parse().expect("a reference");
        let upper: ReferenceIdentity = reference.to_uppercase().parse().expect("a reference");
        prop_assert_eq!(&lower, &upper);
        for rules in ALL_RULES {
            let matches = |text: String| read(&Names::default().dns(&text)).matches(&lower, rules).is_ok();
            prop_assert_eq!(matches(presented.to_lowercase()), matches(presented.to_uppercase()));
        }
    }

    #[test]
    fn a_wildcard_never_spans_a_dot((presented, reference) in pair()) {
        let certificate = read(&Names::default().dns(&presented));
        let host = reference.parse().expect("a reference");
        for rules in ALL_RULES {
            if certificate.matches(&host, rules).is_ok() {
                let labels = |name: &str| name.split('.').count();
                prop_assert_eq!(labels(&presented), labels(&reference));
            }
        }
    }

    #[test]
    fn a_final_dot_of_the_reference_changes_nothing(names in any_names(), host in name()) {
        let certificate = read(&described(&names));
        let relative: ReferenceIdentity = host.parse().expect("a reference");
        let absolute: ReferenceIdentity = format!("{host}.").parse().expect("a reference");
        for rules in ALL_RULES {
            prop_assert_eq!(certificate.matches(&relative, rules), certificate.matches(&absolute, rules));
        }
    }

    #[test]
    fn message_is_short_and_suggested_name_matches(names in any_names(), host in name()) {
        let certificate = read(&described(&names));
        for host in [host.as_str(), "a.b", "192.0.2.1", "2001:db8::7"] {
            let reference: ReferenceIdentity = host.parse().expect("a reference");
            for rules in ALL_RULES {
                match certificate.matches(&reference, rules) {
                    Ok(name) => prop_assert_eq!(name.by() == MatchedBy::IpAddress, host.parse::<core::net::IpAddr>().is_ok()),
                    Err(mismatch) => {
                        let sentence = format!("{mismatch:#}");
                        prop_assert!(sentence.len() <= 1024 && sentence.chars().all(|c| !c.is_control()), "{}", sentence);
                        if let Some(other) = mismatch.suggested_name() {
                            prop_assert!(certificate.matches(other, rules).is_ok());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn displayed_reference_parses_to_itself(text in "\\PC{0,20}|[a-c0-9.:%x*]{0,12}") {
        if let Ok(reference) = text.parse::<ReferenceIdentity>() {
            prop_assert_eq!(reference.to_string().parse(), Ok(reference));
        }
    }
}

#[test]
fn the_stored_certificate() {
    let names =
        Names::default().cn("phone").dns("*.example.com").uri("sip:example.com").ip("192.0.2.7");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/phone.der");
    if !std::fs::exists(path).expect("a path") {
        std::fs::write(path, names.der()).expect("the file can be written");
    }
    let stored = std::fs::read(path).expect("a file");
    assert!(stored == names.der(), "delete {path} to have it made again");
}
