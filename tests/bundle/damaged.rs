//! A damaged or mixed file is refused as a whole, with the place of the fault.

use super::build::{SECRET, block, certificate, key_pkcs8, pkcs7, root, tlv};
use trustslot::{Bundle, BundleError};

/// Rows 3, 4, 5, 14, 124 and 111: what is refused with which sentence, and as a whole.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn a_damaged_file_is_refused_where_it_is_damaged() {
    let one = certificate(0);
    let lines = one.lines().count();
    let half = &one[..one.len() / 2];
    let within = half.lines().count() + 1;
    let cut = [&one[..700], "\n-----END CERTIFICATE-----\n"].concat();
    let headless = one.split_once('\n').unwrap().1;
    let end_line = one.len() - "-----END CERTIFICATE-----\n".len();
    let with = |der: &[u8]| one.clone() + &block("CERTIFICATE", der);
    let second = lines + 1;
    let wrong = |c: char| one.replacen("MII", &format!("M{c}I"), 1);
    let last = lines - 1;
    for (file, block, line, fault, why) in [
        (half.into(), 1, 1, "there is no END line", "T5: truncated"),
        (
            one[..one.len() - 2].into(),
            1,
            lines,
            "the BEGIN or END line is damaged",
            "T5: truncated in the END line",
        ),
        (cut, 1, 12, "the base64 text is cut short or ends wrongly", "T5: truncated base64"),
        (format!("{one}{half}"), 2, second, "there is no END line", "row 14: second block broken"),
        (
            format!("{half}\n{one}"),
            1,
            within,
            "another block begins before the END line",
            "row 14: BEGIN in an open block",
        ),
        (headless.into(), 1, last, "the END line has no BEGIN line", "the BEGIN line got lost"),
        (
            format!("{one}{headless}"),
            2,
            lines + last,
            "the END line has no BEGIN line",
            "nothing disappears",
        ),
        (
            one.replace("END CERT", "END X509 CERT"),
            1,
            lines,
            "the END line names another kind than the BEGIN line",
            "row 14",
        ),
        (
            one.replace("-----\nMII", "----- MII"),
            1,
            1,
            "something else stands on the BEGIN or END line",
            "row 14: text on the BEGIN line",
        ),
        (
            format!("see {one}"),
            1,
            1,
            "something else stands on the BEGIN or END line",
            "text before BEGIN",
        ),
        (
            format!("{one}#{one}"),
            2,
            second,
            "something else stands on the BEGIN or END line",
            "a block commented out",
        ),
        (
            format!("{}{one}", one.trim_end()),
            1,
            lines,
            "something else stands on the BEGIN or END line",
            "files put together without a line end between",
        ),
        (
            one.replace('\n', " "),
            1,
            1,
            "something else stands on the BEGIN or END line",
            "all in one line",
        ),
        (
            [&one[..end_line - 1], &one[end_line..]].concat(),
            1,
            last,
            "something else stands on the BEGIN or END line",
            "END behind the data",
        ),
        (
            one.replace("BEGIN C", "BEGIN  C"),
            1,
            1,
            "the BEGIN or END line is damaged",
            "two spaces",
        ),
        (one.replace("BEGIN C", "BEGINC"), 1, 1, "the BEGIN or END line is damaged", "no space"),
        (
            one.replace("BEGIN CERTIFICATE", &format!("BEGIN {}", "A".repeat(5000))),
            1,
            1,
            "the BEGIN or END line is damaged",
            "a label that is none",
        ),
        (wrong('-'), 1, 2, "a character is not base64", "URL-safe alphabet"),
        (wrong('\0'), 1, 2, "a character is not base64", "NUL"),
        (wrong('é'), 1, 2, "a character is not base64", "no ASCII"),
        (wrong('-').replace('\n', "\r\n"), 1, 2, "a character is not base64", "lines of CRLF"),
        (wrong('-').replace('\n', "\r"), 1, 2, "a character is not base64", "lines of CR"),
        (
            one.replacen("\nMII", "\nX-Note: a\n\nMII", 1),
            1,
            2,
            "headers stand before the data",
            "headers",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n\n-----END CERTIFICATE-----\n"
                .into(),
            1,
            2,
            "headers stand before the data",
            "row 3",
        ),
        (
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".into(),
            1,
            1,
            "there is nothing in it",
            "row 3",
        ),
        (with(&vec![0x30; 70_000]), 2, second, "it is too large for its kind", "T4: 64 KiB"),
    ] {
        let sentence = format!("block {block} of the file, line {line}: {fault}");
        assert_refused(&file, &sentence, why);
    }
}

/// Rows 4, 5 and 111: blocks that are whole and hold the wrong thing.
#[test]
fn a_wrong_block_refuses_the_file() {
    let one = certificate(0);
    let half = &one[..one.len() / 2];
    let within = half.lines().count() + 1;
    let second = one.lines().count() + 1;
    let key = block("PRIVATE KEY", SECRET);
    let with = |der: &[u8]| one.clone() + &block("CERTIFICATE", der);
    for (file, sentence, why) in [
        (with(&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), format!("certificate 2 of the file, line {second}, cannot be read: length runs past the end at byte 6, in the certificate"), "row 4"),
        (with(&[0x30, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), format!("certificate 2 of the file, line {second}, cannot be read: the length is not DER at byte 2, in the certificate"), "row 5"),
        (with(&tlv(0x30, &[&[0x30, 0].repeat(20_000)])), format!("certificate 2 of the file, line {second}, cannot be read: length runs past the end at byte 8, in the outer signature algorithm"), "row 5: elements"),
        (with(&[root(1), root(2)].concat()), format!("certificate 2 of the file, line {second}, cannot be read: bytes are left over at byte {}, in the certificate", root(1).len()), "two in one block"),
        (with(&key_pkcs8()), format!("block 2 of the file, line {second}: it says CERTIFICATE and holds a private key"), "a label that lies"),
        (with(&pkcs7(&[root(0)], &[])), format!("block 2 of the file, line {second}: it says CERTIFICATE and holds a PKCS#7 container"), "a label that lies"),
        (format!("{one}{key}"), format!("the file has a private key in it at line {second}; only certificates belong here"), "row 111"),
        (format!("{key}{one}"), "the file has a private key in it at line 1; only certificates belong here".into(), "row 111"),
        (format!("{half}\n{key}"), format!("the file has a private key in it at line {within}; only certificates belong here"), "the key is told of first"),
        (block("COMMENT", one.as_bytes()).replace("\n-----END", &format!("\n{one}-----END")), "the file has a PEM object of another kind in it at line 1; only certificates belong here".into(), "row 14: block in a COMMENT block"),
        (format!("{one}{}", block("X509 CRL", SECRET)), format!("the file has a certificate revocation list in it at line {second}; only certificates belong here"), "nothing is skipped"),
        (format!("{one}{}", block("TRUSTED CERTIFICATE", root(1))), format!("the file has an OpenSSL \"TRUSTED CERTIFICATE\" in it at line {second}; only certificates belong here"), "not loaded without its settings"),
    ] {
        assert_refused(&file, &sentence, why);
    }
}

#[track_caller]
fn assert_refused(file: &str, sentence: &str, why: &str) {
    let refusal = Bundle::parse("ca.pem", file.as_bytes()).unwrap_err();
    let said = refusal.to_string();
    assert_eq!(said, sentence, "{why}");
    assert!(said.chars().count() <= 120, "{said}");
    assert_silent(&refusal);
}

/// Nothing of what the file holds is in an error (row 111).
#[track_caller]
fn assert_silent(refusal: &BundleError) {
    let said = format!("{refusal} {refusal:?} {:?}", core::error::Error::source(refusal));
    let text = base64_simd::STANDARD.encode_to_string(SECRET);
    for secret in ["very secret", &text[..20], "MII"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[test]
fn der_is_one_certificate_and_nothing_else() {
    let size = root(0).len();
    let announcing_more = {
        let mut der = root(0).to_vec();
        der[2..4].copy_from_slice(&[0xff, 0xff]);
        der
    };
    let indefinite = [b"\x30\x80", &root(0)[4..], b"\0\0"].concat();
    let left_over = format!(
        "certificate 1 of the file cannot be read: bytes are left over at byte {size}, in the certificate"
    );
    for (bytes, sentence, why) in [
        (
            [root(0), root(1)].concat(),
            left_over.as_str(),
            "two, one after the other: whichever a reader takes",
        ),
        ([root(0), b"\n"].concat(), &left_over, "a line end"),
        ([root(0), certificate(1).as_bytes()].concat(), &left_over, "two files in one"),
        (
            root(0)[..size - 1].to_vec(),
            "certificate 1 of the file cannot be read: length runs past the end at byte 4, in the certificate",
            "cut short",
        ),
        (
            root(0)[..size / 2].to_vec(),
            "certificate 1 of the file cannot be read: length runs past the end at byte 4, in the certificate",
            "half of it",
        ),
        (
            announcing_more,
            "certificate 1 of the file cannot be read: length runs past the end at byte 4, in the certificate",
            "row 124",
        ),
        (
            indefinite,
            "the file is a certificate in BER; only DER is read",
            "row 15: indefinite length",
        ),
        (
            [b"\n", root(0)].concat(),
            "the file is binary data of an unknown kind, not a certificate",
            "a byte before",
        ),
    ] {
        let refusal = Bundle::parse("ca.der", &bytes).unwrap_err();
        assert_eq!(refusal.to_string(), sentence, "{why}");
    }
}
