//! Certificates that cannot be read: the message is true of the input, and there is a remedy.

use crate::case::HOST;
use crate::expect::{Answer, Wanted};
use crate::support::names::general;
use crate::support::{Cert, Issued, der, leaf, root};
use trustslot::{Bundle, Certificate, Chain, ReferenceIdentity};

/// Uploaded, sent by a peer, and parsed alone.
fn answers(bytes: &[u8]) -> [(&'static str, Answer); 3] {
    let good = leaf(HOST).self_signed();
    let file = match Bundle::parse("ca.der", bytes) {
        Ok(_) => Answer::accepted(),
        Err(error) => Answer::of_error(&error, error.remedy().as_ref()),
    };
    let sent = match Chain::from_der(&[good.der.as_slice(), bytes]) {
        Ok(_) => Answer::accepted(),
        Err(error) => Answer::of_error(&error, error.remedy().as_ref()),
    };
    let alone = match Certificate::from_der(bytes) {
        Ok(_) => Answer::accepted(),
        Err(error) => Answer::of_error(&error, error.remedy().as_ref()),
    };
    [("uploaded", file), ("sent", sent), ("alone", alone)]
}

#[track_caller]
fn check(rows: Vec<(&str, Vec<u8>, Wanted)>, needs_remedy: bool) {
    let mut failures = Vec::new();
    for (why, bytes, wanted) in rows {
        for (by, answer) in answers(&bytes) {
            let mut missing = wanted.missing_in(&answer);
            if needs_remedy && !answer.accepted && answer.advice.is_none() {
                missing.push("a remedy".into());
            }
            if !missing.is_empty() {
                failures.push(format!(
                    "- {why}, {by}: {}\n    wanted: {}",
                    answer.all,
                    missing.join("; ")
                ));
            }
        }
    }
    assert!(failures.is_empty(), "{} answers fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn field_k5_a_certificate_that_cannot_be_read_has_a_remedy() {
    let good = root("Example Root CA").self_signed().der;
    let other = root("Other Root CA").self_signed().der;
    let cut = |at: usize| good[..at].to_vec();
    let with = |tail: &[u8]| [good.as_slice(), tail].concat();
    let mut flipped = good.clone();
    flipped[40] ^= 0x20;
    check(
        vec![
            (
                "cut in the signature",
                cut(good.len() - 9),
                Wanted::default().refused(&[]).says("cut|incomplete|end|lost|short"),
            ),
            ("cut in the middle", cut(good.len() / 2), Wanted::default().refused(&[])),
            ("cut in the header", cut(3), Wanted::default().refused(&[])),
            (
                "padded with 0xff",
                with(&[0xff; 64]),
                Wanted::default().refused(&[]).says("64|bytes|after|left"),
            ),
            ("padded with zeros, as flash pages are", with(&[0; 512]), Wanted::default()),
            ("a line end behind it", with(b"\r\n"), Wanted::default()),
            (
                "a second certificate behind it",
                with(&other),
                Wanted::default().refused(&[]).says("second|another|two|more"),
            ),
            ("one byte changed", flipped, Wanted::default()),
        ],
        true,
    );
}

fn signed(cert: Cert) -> Vec<u8> {
    cert.self_signed().der
}

/// The certificate with `edit` applied to the list of the fields of its `TBSCertificate`.
fn with_fields(cert: Cert, edit: fn(&mut Vec<Vec<u8>>)) -> Vec<u8> {
    let cert = cert.patch(move |tbs| {
        let mut fields: Vec<Vec<u8>> =
            crate::support::forest::inside(tbs).into_iter().map(<[u8]>::to_vec).collect();
        edit(&mut fields);
        *tbs = der::seq(&fields);
    });
    signed(cert)
}

#[test]
fn field_k6_a_message_is_true_of_the_input() {
    let ca = || root("Example Root CA");
    let not = |never| Wanted::default().never(never);
    check(
        vec![
            ("a path length of 256", signed(ca().path_len(256)), not("not DER")),
            ("a path length of 65536", signed(ca().path_len(65_536)), not("not DER")),
            ("a path length of 2^64 - 1", signed(ca().path_len(u64::MAX)), not("not DER")),
            (
                "a negative path length",
                signed(ca().replace_extension(
                    "2.5.29.19",
                    true,
                    der::seq(&[der::boolean(true), der::tlv(2, &[0xff])]),
                )),
                Wanted::default().refused(&[]).never("not DER"),
            ),
            (
                "version 1 written out",
                with_fields(ca().version(3), |fields| {
                    fields[0] = der::explicit(0, &der::integer(&[0]));
                    fields.pop();
                }),
                not("not one of 1, 2 and 3|is not 1, 2 or 3"),
            ),
            (
                "version 4",
                with_fields(ca(), |fields| fields[0] = der::explicit(0, &der::integer(&[3]))),
                Wanted::default().refused(&[]).says("version"),
            ),
            (
                "extensions in a version 1 certificate",
                with_fields(ca(), |fields| {
                    fields.remove(0);
                }),
                not("left over").says("extension|version"),
            ),
            (
                "extensions in a version 2 certificate",
                with_fields(ca(), |fields| fields[0] = der::explicit(0, &der::integer(&[1]))),
                not("left over").says("extension|version"),
            ),
            (
                "a unique identifier in a version 1 certificate",
                with_fields(ca().version(1), |fields| fields.push(der::implicit(1, &[0, 0x55]))),
                not("left over").says("identifier|version"),
            ),
            (
                "a duplicate extension",
                signed(
                    ca().extension("2.5.29.17", false, der::seq(&[general::dns("a.example")]))
                        .extension("2.5.29.17", false, der::seq(&[general::dns("b.example")])),
                ),
                Wanted::default().refused(&[]).says("subjectAltName|subject alternative|2.5.29.17"),
            ),
            (
                "a duplicate extension that nobody knows",
                signed(ca().extension("1.3.6.1.4.1.55555.1.9", false, der::null()).extension(
                    "1.3.6.1.4.1.55555.1.9",
                    false,
                    der::null(),
                )),
                Wanted::default().refused(&[]).says("1.3.6.1.4.1.55555.1.9"),
            ),
            (
                "a date before 1970",
                signed(ca().not_before_raw(der::utc_time("680101000000Z"))),
                Wanted::default().says("1970").never("invalid date"),
            ),
        ],
        true,
    );
}

#[test]
fn field_k6_a_unique_identifier_is_named_and_not_the_version() {
    let with_id = |number| {
        move |fields: &mut Vec<Vec<u8>>| fields.insert(7, der::implicit(number, &[0, 0x55]))
    };
    let top = root("Test Root").self_signed();
    for number in [1, 2] {
        let patch = with_id(number);
        let peer: Issued = leaf(HOST)
            .patch(move |tbs| {
                let mut fields: Vec<Vec<u8>> =
                    crate::support::forest::inside(tbs).into_iter().map(<[u8]>::to_vec).collect();
                patch(&mut fields);
                *tbs = der::seq(&fields);
            })
            .signed_by(&top);
        let verdict = crate::case::Case::presenting(&[&peer]).uploaded(&[&top]).judge();
        let text = verdict.to_string();
        assert!(!text.contains("version 3"), "{text}");
        assert!(verdict.is_accepted() || text.contains("unique identifier"), "{text}");
    }
}

#[test]
fn field_k6_a_reference_that_is_no_address_is_not_called_one() {
    let rows = [
        ("tls:pbx.example.com", "no IPv6|not an IPv6|IPv6"),
        ("sips:pbx.example.com", "IPv6"),
        ("pbx.example.com:5061", "IPv6"),
        ("https://pbx.example.com", "IPv6"),
        ("user:secret@pbx.example.com", "IPv6"),
        ("DNS:pbx.example.com", "IPv6"),
    ];
    let mut failures = Vec::new();
    for (text, never) in rows {
        let error = text.parse::<ReferenceIdentity>().expect_err(text);
        let answer = Answer::of_error(&error, error.remedy().as_ref());
        let wanted = Wanted::default().refused(&[]).never(never);
        failures.extend(
            wanted
                .missing_in(&answer)
                .into_iter()
                .map(|missing| format!("{text}: {} ({missing})", answer.all)),
        );
    }
    assert!(failures.is_empty(), "{failures:#?}");
}
