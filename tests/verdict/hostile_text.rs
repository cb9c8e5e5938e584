//! Text from hostile certificates in messages: short, on one line, and harmless to a terminal and to the reading order.

use crate::case::{Case, HOST, chain_that, leaf_that};
use crate::support::names::{COMMON_NAME, name, rdn};
use crate::support::{Cert, der, intermediate, leaf, root};
use trustslot::{Clock, TrustSource};

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
