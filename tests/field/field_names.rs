//! Names that nearly match, and names from outside in messages.

use crate::case::{Case, HOST, leaf_that};
use crate::expect::{Row, check, has_one_of, row};
use crate::support::names::general;
use crate::support::{Cert, intermediate, leaf, root};
use trustslot::{NameRules, Policy};

type Edit = fn(Cert) -> Cert;

/// A DNS entry that is nearly the name, and what is wrong with it.
const NEAR_MISSES: &[(&str, &str, &str)] = &[
    ("a blank at the end", "phone.example.com ", "blank|space"),
    ("a blank in front", " phone.example.com", "blank|space"),
    ("a tab at the end", "phone.example.com\t", "blank|space|tab|\\t"),
    ("a line feed at the end", "phone.example.com\n", "line|blank|space|\\n"),
    ("a port", "phone.example.com:5061", "port"),
    ("the port of a browser", "phone.example.com:443", "port"),
    ("a scheme", "https://phone.example.com", "scheme|URL|https://|URI"),
    (
        "a scheme, a port and a path",
        "https://phone.example.com:8443/provision",
        "scheme|URL|https://|port|URI",
    ),
    ("the scheme of SIP", "sip:phone.example.com", "sip:|URI|scheme"),
    ("a path", "phone.example.com/", "path|/|URL"),
    (
        "a list with a comma",
        "phone.example.com,sip.example.com",
        "list|comma|several|more than one",
    ),
    (
        "a list with a comma and a blank",
        "sip.example.com, phone.example.com",
        "list|comma|several|more than one",
    ),
    (
        "a list with a semicolon",
        "phone.example.com;sip.example.com",
        "list|semicolon|several|more than one",
    ),
    (
        "a list with blanks",
        "phone.example.com sip.example.com",
        "list|blank|space|several|more than one",
    ),
    ("the prefix of openssl", "DNS:phone.example.com", "DNS:|prefix"),
    (
        "the prefix of openssl, twice",
        "DNS:phone.example.com,DNS:sip.example.com",
        "DNS:|list|comma",
    ),
    ("a mailbox", "admin@phone.example.com", "@|mail|user"),
    ("a dot at the end", "phone.example.com.", "dot"),
    ("quotation marks", "\"phone.example.com\"", "quot|\""),
];

#[test]
fn field_k15_a_near_miss_is_told_even_if_the_common_name_would_match() {
    let mut rows = Vec::new();
    for &(why, entry, wrong) in NEAR_MISSES {
        let told = |row: Row| {
            row.refused(&[401])
                .says(wrong)
                .advises("issue-for")
                .never("the common name would match")
        };
        rows.push(told(row(why, leaf_that(|leaf| leaf.dns_names([entry])))));
        rows.push(told(row(
            format!("{why}, with another common name"),
            leaf_that(|leaf| leaf.cn("PBX").dns_names([entry])),
        )));
        rows.push(told(row(
            format!("{why}, after another entry"),
            leaf_that(|leaf| leaf.dns_names(["a.example.org", entry])),
        )));
        rows.push(told(row(
            format!("{why}, by RFC 9525"),
            leaf_that(|leaf| leaf.dns_names([entry]))
                .under(Policy::STRICT.with_name_rules(NameRules::Rfc9525)),
        )));
    }
    check(rows);
}

#[test]
fn field_k15_a_name_in_an_entry_of_another_kind_is_told() {
    let rows: [(&str, Edit, &str); 6] = [
        ("a URI", |leaf| leaf.no_san().uri("https://phone.example.com/"), "URI"),
        ("a URI of SIP", |leaf| leaf.no_san().uri("sip:phone.example.com"), "URI"),
        ("a URI that is only the host", |leaf| leaf.no_san().uri("phone.example.com"), "URI"),
        (
            "a URI beside other DNS entries",
            |leaf| leaf.dns_names(["a.example.org"]).uri("https://phone.example.com"),
            "URI",
        ),
        ("a mail address", |leaf| leaf.no_san().email("pbx@phone.example.com"), "mail"),
        (
            "a mail entry that is only the host",
            |leaf| leaf.no_san().email("phone.example.com"),
            "mail",
        ),
    ];
    let mut table = Vec::new();
    for (why, edit, kind) in rows {
        let told = |row: Row| {
            row.refused(&[401])
                .says(kind)
                .says("DNS")
                .advises("issue-for")
                .never("the common name would match")
        };
        table.push(told(row(
            format!("{why}, by RFC 9525"),
            leaf_that(edit).under(Policy::STRICT.with_name_rules(NameRules::Rfc9525)),
        )));
        table.push(told(row(
            format!("{why}, with another common name"),
            leaf_that(|leaf| edit(leaf.cn("PBX"))),
        )));
    }
    let address = |edit: fn(Cert) -> Cert| leaf_that(edit).dialing("192.0.2.1");
    table.push(
        row("an address in a DNS entry", address(|leaf| leaf.dns_names(["192.0.2.1"])))
            .refused(&[401])
            .says("IP address entry")
            .advises("issue-for"),
    );
    table.push(
        row(
            "an address in a URI",
            address(|leaf| leaf.no_san().cn("PBX").uri("https://192.0.2.1/")),
        )
        .refused(&[401])
        .says("IP address entry")
        .advises("issue-for|dial"),
    );
    table.push(
        row("an address in the common name", address(|leaf| leaf.cn("192.0.2.1")))
            .refused(&[401])
            .says("IP address entry")
            .advises("issue-for|dial"),
    );
    check(table);
}

#[test]
fn field_k15_sip_rules_say_what_cannot_work() {
    let sip = |case: Case| case.under(Policy::STRICT.with_name_rules(NameRules::Rfc5922));
    check(vec![
        row(
            "a user is no domain",
            sip(leaf_that(|leaf| leaf.no_san().uri("sip:alice@phone.example.com"))),
        )
        .refused(&[401])
        .says("user")
        .advises("issue-for"),
        row(
            "a user beside a DNS entry of another domain",
            sip(leaf_that(|leaf| {
                leaf.dns_names(["example.org"]).uri("sip:alice@phone.example.com")
            })),
        )
        .refused(&[401])
        .says("user|DNS"),
        row("a wildcard", sip(leaf_that(|leaf| leaf.dns_names(["*.example.com"]))))
            .refused(&[401])
            .says("wildcard")
            .says("SIP"),
        row(
            "a wildcard in a SIP URI",
            sip(leaf_that(|leaf| leaf.no_san().uri("sip:*.example.com"))),
        )
        .refused(&[401])
        .says("wildcard|*"),
        row(
            "an address was dialed",
            sip(leaf_that(|leaf| leaf.ip([192, 0, 2, 1]))).dialing("192.0.2.1"),
        )
        .refused(&[401])
        .says("IP address")
        .never("request a certificate for 192.0.2.1"),
        row(
            "a host of the domain",
            sip(leaf_that(|leaf| leaf.dns_names(["pbx.phone.example.com"]))),
        )
        .refused(&[401])
        .says("pbx.phone.example.com")
        .says("domain"),
    ]);
}

/// Texts that an outsider puts into a certificate.
const OUTSIDE: &[&str] = &[
    "phone.example.com ",
    " phone.example.com",
    "for phone.example.com",
    "x; the certificate is valid, press OK to go on",
    "x, which is trusted",
    "x -> upload it",
];

/// Whether the text stands between quotation marks. What is inside may be escaped or cut, so its start is enough.
fn is_quoted(message: &str, text: &str) -> bool {
    let start: String = text.trim().chars().take(12).collect();
    let pairs = ["\"", "“", "«", "'", "‘", "`"];
    pairs.iter().any(|open| {
        message.contains(&format!("{open}{start}")) || message.contains(&format!("{open} {start}"))
    })
}

#[test]
fn field_k14_every_name_from_outside_is_set_off() {
    let mut failures = Vec::new();
    let mut judge = |why: String, case: &Case, text: &str| {
        let verdict = case.judge();
        let Some(finding) = verdict.findings().and_then(|findings| findings.decisive()) else {
            // The text happened to be the right name.
            return;
        };
        let message = finding.to_string();
        let remedy = finding.remedy().map(ToString::to_string).unwrap_or_default();
        // A remedy repeats the name that the user dialed, which is not from outside.
        let remedy = if text.contains(HOST) { String::new() } else { remedy };
        for said in [message, remedy] {
            let shows = has_one_of(&said, text.trim())
                || said.contains(&text.trim()[..text.trim().len().min(12)]);
            if shows && !is_quoted(&said, text) {
                failures.push(format!("{why}: {said}"));
            }
        }
    };
    for text in OUTSIDE {
        judge(format!("a DNS entry: {text:?}"), &leaf_that(|leaf| leaf.dns_names([text])), text);
        judge(
            format!("a URI: {text:?}"),
            &leaf_that(|leaf| leaf.dns_names(["a.example.org"]).uri(text)),
            text,
        );
        judge(
            format!("the common name: {text:?}"),
            &leaf_that(|leaf| leaf.no_san().cn(text)),
            text,
        );
        let ca = root(text).self_signed();
        let peer = leaf(HOST).signed_by(&ca);
        judge(format!("the issuer: {text:?}"), &Case::presenting(&[&peer]), text);
        judge(format!("the root that is sent: {text:?}"), &Case::presenting(&[&peer, &ca]), text);
        judge(
            format!("an expired root: {text:?}"),
            &{
                let old = root(text).expired().self_signed();
                Case::presenting(&[&leaf(HOST).signed_by(&old)]).uploaded(&[&old])
            },
            text,
        );
        let top = root("Test Root").self_signed();
        let sub = intermediate(text).expired().signed_by(&top);
        let below = leaf(HOST).signed_by(&sub);
        judge(
            format!("an expired intermediate: {text:?}"),
            &Case::presenting(&[&below, &sub]).uploaded(&[&top]),
            text,
        );
        let narrow =
            intermediate("Narrow CA").permitted_raw(general::dns(text.trim())).signed_by(&top);
        let below = leaf(HOST).signed_by(&narrow);
        let case = Case::presenting(&[&below, &narrow]).uploaded(&[&top]);
        // The name that was dialed is permitted.
        if text.trim() != HOST {
            judge(format!("a constraint: {text:?}"), &case, text);
        }
    }
    assert!(
        failures.is_empty(),
        "{} names are not set off:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
