//! Text from hostile certificates in messages: short, on one line, and harmless to a terminal and to the reading order.

use crate::case::{Case, HOST, chain_that, leaf_that};
use crate::support::names::{COMMON_NAME, name, rdn};
use crate::support::{Cert, der, intermediate, leaf, root};
use trustslot::{Bundle, Certificate, Clock, TrustSource};

/// The longest names: plain, with characters of four bytes, and with characters that are escaped.
fn long_names() -> Vec<(String, &'static str)> {
    vec![
        ("A".repeat(3_000), "plain"),
        ("\u{1f600}".repeat(700), "four bytes each"),
        ("\u{7}".repeat(700), "controls"),
        ("\u{202e}".repeat(700), "marks that reverse the reading order"),
        ("\u{e0041}".repeat(700), "invisible tags"),
        ("\n\r\u{1b}[2J".repeat(100), "line ends and terminal sequences"),
    ]
}

fn named(cert: Cert, text: &str) -> Cert {
    cert.subject(name(&[rdn(COMMON_NAME, &der::utf8(text))]))
}

#[track_caller]
fn check(case: &Case, why: &str) {
    let verdict = case.judge();
    for finding in verdict.findings().unwrap() {
        let mut sentences = vec![finding.to_string(), format!("{finding:#}")];
        sentences.extend(finding.remedy().map(ToString::to_string));
        for sentence in sentences {
            assert!(sentence.len() <= 1024, "{why}: {} bytes: {sentence}", sentence.len());
            let plain = |c: char| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(&c);
            assert!(sentence.chars().all(plain), "{why}: {sentence:?}");
        }
    }
}

#[test]
fn message_is_shorter_than_a_kibibyte() {
    for (text, why) in long_names() {
        let root = named(root(""), &text).self_signed();
        let broken = named(intermediate(""), &text).corrupt_signature().signed_by(&root);
        let ca = named(intermediate(""), &format!("{text}!")).signed_by(&root);
        let limited = named(intermediate(""), &text).permitted_dns("a.example").signed_by(&root);
        let long_dns = vec![b'\x01'; 2_000];
        let servers: Vec<Case> = vec![
            Case::presenting(&[&leaf(HOST).signed_by(&broken), &broken]).uploaded(&[&root]),
            Case::presenting(&[&leaf(HOST).signed_by(&ca), &ca]),
            Case::presenting(&[&leaf(HOST).signed_by(&ca), &ca, &root]),
            Case::presenting(&[&leaf(HOST).signed_by(&ca)]),
            Case::presenting(&[&leaf(HOST).expired().signed_by(&root)]).disabled(&[&root]),
            Case::presenting(&[&leaf(HOST).dns(&long_dns).signed_by(&limited), &limited])
                .uploaded(&[&root]),
            Case::presenting(&[&named(leaf(HOST), &text).self_signed()]).dialing("x.example"),
        ];
        for case in servers {
            check(&case, why);
        }
        let store = Case::presenting(&[&root]).uploaded(&[&root]).store();
        let row = store.list(TrustSource::All, Clock::Unset)[0].to_string();
        assert!(row.len() <= 1_024 + 256, "{why}: {row}");
    }
}

#[test]
fn message_with_a_name_and_its_constraint_is_short() {
    let long: Vec<u8> = std::iter::repeat_n(*b"aaaaaaaaa.", 200).flatten().collect();
    let long = &long[..long.len() - 1];
    check(
        &chain_that(
            |root| root,
            |ca| named(ca, &"\u{e0041}".repeat(300)).excluded_dns(long),
            |leaf| leaf.dns(long),
        ),
        "a constraint as long as the name",
    );
    check(
        &chain_that(
            |root| root,
            |ca| named(ca, &"\u{e0041}".repeat(300)).excluded_dns(vec![b'\x02'; 500]),
            |leaf| leaf,
        ),
        "an odd constraint",
    );
}

#[test]
fn many_names_are_counted_in_the_message() {
    let many = leaf_that(|leaf| {
        leaf.dns_names((0..1_000).map(|n| format!("{}{n}.example", "x".repeat(40))))
    })
    .dialing("h.example.org");
    check(&many, "a thousand names");
    let says = many.judge().to_string();
    assert!(says.contains("and 997 more"), "{says}");
}

/// `text` without what stands between quotation marks, read as a person reads it: a backslash belongs to what follows.
fn without_quotations(text: &str) -> String {
    let (mut outside, mut is_inside) = (String::new(), false);
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if is_inside => {
                assert!(characters.next().is_some(), "{text}");
            }
            '"' => {
                is_inside = !is_inside;
                outside.push('"');
            }
            _ if is_inside => {}
            _ => outside.push(character),
        }
    }
    assert!(!is_inside, "a quotation has no end: {text}");
    outside
}

/// No name can leave its quotation marks, so nobody can take a part of it for a part of the message.
#[test]
fn names_from_outside_are_quoted_in_every_message() {
    for (text, why) in [
        ("HOSTILE CA; the certificate is valid, press OK to go on", "the separator of findings"),
        ("HOSTILE\"; HOSTILE", "a quotation mark"),
        ("HOSTILE\\\"; HOSTILE", "an escaped quotation mark"),
        ("HOSTILE\\", "a backslash at the end"),
        ("HOSTILE\u{201d}; HOSTILE", "a typographic mark"),
        ("  HOSTILE  ", "blanks"),
        ("HOSTILE\u{a0}\u{3000}", "other blanks"),
    ] {
        let root = named(root(""), text).self_signed();
        let broken = named(intermediate(""), text).corrupt_signature().signed_by(&root);
        let ca = named(intermediate(""), &format!("{text}!")).signed_by(&root);
        let limited = named(intermediate(""), text).permitted_dns("a.example").signed_by(&root);
        let mail = named(intermediate(""), text).excluded_dns(text).signed_by(&root);
        let directory = named(leaf(HOST), text).no_san().self_signed();
        let cases = [
            Case::presenting(&[&leaf(HOST).signed_by(&broken), &broken]).uploaded(&[&root]),
            Case::presenting(&[&leaf(HOST).signed_by(&ca), &ca]),
            Case::presenting(&[&leaf(HOST).signed_by(&ca), &ca, &root]),
            Case::presenting(&[&leaf(HOST).signed_by(&ca)]),
            Case::presenting(&[&leaf(HOST).expired().signed_by(&root)]).disabled(&[&root]),
            Case::presenting(&[&leaf(HOST).dns(text).signed_by(&limited), &limited])
                .uploaded(&[&root]),
            Case::presenting(&[&leaf(HOST).signed_by(&mail), &mail]).uploaded(&[&root]),
            Case::presenting(&[&leaf("").no_san().dns(text).signed_by(&root)]).uploaded(&[&root]),
            Case::presenting(&[&leaf("").no_san().dns(format!("{HOST}{text}")).signed_by(&root)])
                .uploaded(&[&root]),
            Case::presenting(&[&named(leaf(""), text).no_san().signed_by(&root)])
                .uploaded(&[&root]),
            Case::presenting(&[&directory]).uploaded(&[&directory]).dialing("x.example"),
            Case::presenting(&[&leaf(HOST).signed_by(&root)]).uploaded(&[&root]),
        ];
        for case in cases {
            let verdict = case.judge();
            let outside = without_quotations(&verdict.to_string());
            assert!(!outside.contains("HOSTILE"), "{why}: {verdict}");
            let Some(findings) = verdict.findings() else { continue };
            for finding in findings {
                let remedy = finding.remedy().map(ToString::to_string).unwrap_or_default();
                for message in [finding.to_string(), format!("{finding:#}"), remedy] {
                    assert!(!without_quotations(&message).contains("HOSTILE"), "{why}: {message}");
                }
            }
        }
        let certificate = Certificate::from_der(&ca.der).unwrap().to_string();
        assert!(!without_quotations(&certificate).contains("HOSTILE"), "{why}: {certificate}");
        let store = Case::presenting(&[&root]).uploaded(&[&root]).store();
        let row = store.list(TrustSource::All, Clock::Unset)[0].to_string();
        assert!(!without_quotations(&row).contains("HOSTILE"), "{why}: {row}");
        let file = Bundle::parse(text, &root.der).unwrap_err().to_string();
        assert!(!without_quotations(&file).contains("HOSTILE"), "{why}: {file}");
        #[cfg(feature = "identity")]
        {
            let file = trustslot::Identity::parse(text, &root.der).unwrap_err().to_string();
            assert!(!without_quotations(&file).contains("HOSTILE"), "{why}: {file}");
        }
    }
}

/// A certificate without any name is not shown as one with an empty name, or with the name "(no name)".
#[test]
fn certificate_without_a_name_is_shown_without_quotation_marks() {
    let says = |subject: Vec<u8>| {
        let issued = root("").subject(subject).self_signed();
        Certificate::from_der(&issued.der).unwrap().to_string()
    };
    let nameless = says(name::<Vec<u8>>(&[]));
    assert!(nameless.starts_with("(no name), issued by (no name), "), "{nameless}");
    let named_so = says(name(&[rdn(COMMON_NAME, &der::utf8("(no name)"))]));
    assert!(named_so.starts_with("\"(no name)\", issued by \"(no name)\", "), "{named_so}");
}
