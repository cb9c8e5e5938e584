//! A damaged or mixed file is rejected as a whole, with the line of the fault.

use super::build::{OID, SECRET, block, certificate, key_pkcs8, pkcs7, root, sequence, tlv};
use trustslot::{Bundle, BundleError};

/// Damaged text, with the number of the block, the line and the fault.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn damaged_block_is_reported_with_its_line() {
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
        (half.into(), 1, 1, "the END line is missing", "truncated"),
        (
            one[..one.len() - 2].into(),
            1,
            lines,
            "the BEGIN or END line is damaged",
            "truncated in the END line",
        ),
        (cut, 1, 12, "the base64 text is cut short or its end is invalid", "truncated base64"),
        (
            format!("{one}{half}"),
            2,
            second,
            "the END line is missing",
            "the second block is truncated",
        ),
        (
            format!("{half}\n{one}"),
            1,
            within,
            "another block begins before the END line",
            "BEGIN in an open block",
        ),
        (headless.into(), 1, last, "the END line has no BEGIN line", "the BEGIN line got lost"),
        (
            format!("{one}{headless}"),
            2,
            lines + last,
            "the END line has no BEGIN line",
            "the second certificate is not skipped",
        ),
        (
            one.replace("END CERT", "END X509 CERT"),
            1,
            lines,
            "the labels of the BEGIN and END lines differ",
            "END of another label",
        ),
        (
            one.replace("-----\nMII", "----- MII"),
            1,
            1,
            "there is other text on the BEGIN or END line",
            "text on the BEGIN line",
        ),
        (
            format!("see {one}"),
            1,
            1,
            "there is other text on the BEGIN or END line",
            "text before BEGIN",
        ),
        (
            format!("{one}#{one}"),
            2,
            second,
            "there is other text on the BEGIN or END line",
            "a block commented out",
        ),
        (
            format!("{}{one}", one.trim_end()),
            1,
            lines,
            "there is other text on the BEGIN or END line",
            "joined files without a line end between them",
        ),
        (
            one.replace('\n', " "),
            1,
            1,
            "there is other text on the BEGIN or END line",
            "all in one line",
        ),
        (
            [&one[..end_line - 1], &one[end_line..]].concat(),
            1,
            last,
            "there is other text on the BEGIN or END line",
            "END on the last line of the text",
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
            "a label that is too long",
        ),
        (
            "-----BEGIN CERTIFICATE---\n".repeat(300),
            1,
            1,
            "the BEGIN or END line is damaged",
            "a damaged line does not count as a certificate",
        ),
        (wrong('-'), 1, 2, "a character is not valid base64", "URL-safe alphabet"),
        (wrong('\0'), 1, 2, "a character is not valid base64", "NUL"),
        (wrong('é'), 1, 2, "a character is not valid base64", "not ASCII"),
        (
            wrong('-').replace('\n', "\r\n"),
            1,
            2,
            "a character is not valid base64",
            "lines of CRLF",
        ),
        (wrong('-').replace('\n', "\r"), 1, 2, "a character is not valid base64", "lines of CR"),
        (
            one.replacen("\nMII", "\nX-Note: a\n\nMII", 1),
            1,
            2,
            "there are headers or remarks within the block",
            "headers",
        ),
        (
            "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n\n-----END CERTIFICATE-----\n"
                .into(),
            1,
            2,
            "there are headers or remarks within the block",
            "nothing or headers only",
        ),
        (
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".into(),
            1,
            1,
            "the block is empty",
            "nothing or headers only",
        ),
        (with(&vec![0x30; 70_000]), 2, second, "the block is too large", "more than 64 KiB"),
    ] {
        let sentence = format!("block {block} of the file, line {line}: {fault}");
        assert_rejected(&file, &sentence, why);
    }
}

/// Blocks whose text is valid, but whose contents are wrong.
#[test]
fn one_wrong_block_rejects_the_whole_file() {
    let one = certificate(0);
    let half = &one[..one.len() / 2];
    let within = half.lines().count() + 1;
    let second = one.lines().count() + 1;
    let key = block("PRIVATE KEY", SECRET);
    let public = block("PUBLIC KEY", b"not looked at");
    let after_public = public.lines().count() + 1;
    let pkcs12 = sequence(&[&[2, 1, 3], &sequence(&[OID]), &sequence(&[OID])]);
    let public_der = sequence(&[&sequence(&[OID]), &[3, 1, 0]]);
    let with = |der: &[u8]| one.clone() + &block("CERTIFICATE", der);
    for (file, sentence, why) in [
        (with(&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), format!("certificate 2 of the file (line {second}) cannot be read: length runs past the end at byte 6, in the certificate"), "length of 2 GiB"),
        (with(&[0x30, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), format!("certificate 2 of the file (line {second}) cannot be read: the length is not DER at byte 2, in the certificate"), "length of 64 bits"),
        (with(&tlv(0x30, &[&[0x30, 0].repeat(20_000)])), format!("certificate 2 of the file (line {second}) cannot be read: length runs past the end at byte 8, in the outer signature algorithm"), "20,000 elements"),
        (with(&[root(1), root(2)].concat()), format!("certificate 2 of the file (line {second}) is followed by another certificate"), "two in one block"),
        (with(&key_pkcs8()), format!("block 2 of the file (line {second}) says CERTIFICATE but contains a private key"), "a wrong label"),
        (with(&pkcs7(&[root(0)], &[])), format!("the PKCS#7 container at line {second} is not the only block of the file"), "a container"),
        (format!("{one}{key}"), format!("the file contains a private key at line {second}; only certificates belong here"), "a private key"),
        (format!("{key}{one}"), "the file contains a private key at line 1; only certificates belong here".into(), "a private key"),
        (format!("{public}{}", one.replacen("CATE-----", "CATE--- --", 1)), "the file contains a public key at line 1; only certificates belong here".into(), "a reader that counts dashes sees the certificate"),
        (format!("{public}{}", one.replace("BEGIN C", "BEGIN  C")), "the file contains a public key at line 1; only certificates belong here".into(), "two spaces"),
        (format!("{public}{public}"), "the file is a public key, not a certificate".into(), "two keys, and no certificate"),
        (format!("{public}{key}{one}"), format!("the file contains a private key at line {after_public}; only certificates belong here"), "the key is reported, not the first block"),
        (block("COMMENT", &pkcs12) + &one, "the file contains a PKCS#12 container at line 1; only certificates belong here".into(), "a PKCS#12 container beside a certificate"),
        (block("COMMENT", &public_der) + &one, "the file contains a public key at line 1; only certificates belong here".into(), "a public key beside a certificate"),
        (block("CERTIFICATE", &pkcs12), "the file is base64 text; decoded, it is a PKCS#12 container".into(), "a PKCS#12 container alone"),
        (with(&pkcs12), format!("block 2 of the file (line {second}) says CERTIFICATE but contains a PKCS#12 container"), "a PKCS#12 container with a wrong label"),
        (format!("{half}\n{key}"), format!("the file contains a private key at line {within}; only certificates belong here"), "the key is reported first"),
        (block("COMMENT", one.as_bytes()).replace("\n-----END", &format!("\n{one}-----END")), "the file contains a PEM block of an unknown kind at line 1; only certificates belong here".into(), "a certificate inside a COMMENT block"),
        (format!("{one}{}", block("X509 CRL", SECRET)), format!("the file contains a certificate revocation list (CRL) at line {second}; only certificates belong here"), "a CRL is not skipped"),
        (format!("{one}{}", block("TRUSTED CERTIFICATE", root(1))), format!("the file contains an OpenSSL \"TRUSTED CERTIFICATE\" at line {second}; only certificates belong here"), "its trust settings are not skipped"),
    ] {
        assert_rejected(&file, &sentence, why);
    }
}

#[track_caller]
fn assert_rejected(file: &str, sentence: &str, why: &str) {
    let error = Bundle::parse("ca.pem", file.as_bytes()).unwrap_err();
    let message = error.to_string();
    assert_eq!(message, sentence, "{why}");
    assert!(message.chars().count() <= 120, "{message}");
    assert_contains_no_contents(&error);
    assert!(core::error::Error::source(&error).is_none(), "the message is complete");
}

/// Requires that an error contains nothing of the contents of the file.
#[track_caller]
fn assert_contains_no_contents(error: &BundleError) {
    let message = format!("{error} {error:?} {:?}", core::error::Error::source(error));
    let text = base64_simd::STANDARD.encode_to_string(SECRET);
    for secret in ["very secret", &text[..20], "MII"] {
        assert!(!message.contains(secret), "{message}");
    }
}

#[test]
fn der_file_is_exactly_one_certificate() {
    let size = root(0).len();
    let announcing_more = {
        let mut der = root(0).to_vec();
        der[2..4].copy_from_slice(&[0xff, 0xff]);
        der
    };
    let indefinite = [b"\x30\x80", &root(0)[4..], b"\0\0"].concat();
    for (bytes, sentence, why) in [
        (
            [root(0), root(1)].concat(),
            "certificate 1 of the file is followed by another certificate",
            "two certificates, of which a parser takes one",
        ),
        (
            [root(0), b"\n"].concat(),
            "certificate 1 of the file is followed by 1 byte of padding",
            "a line end",
        ),
        (
            [root(0), &key_pkcs8()].concat(),
            "certificate 1 of the file is followed by a private key",
            "a private key",
        ),
        (
            [root(0), &root(1)[..300]].concat(),
            "certificate 1 of the file is followed by a part of another certificate",
            "half of a second one",
        ),
        (
            [root(0), b"other"].concat(),
            "certificate 1 of the file is followed by 5 bytes of other data",
            "other bytes",
        ),
        (
            [root(0), certificate(1).as_bytes()].concat(),
            "certificate 1 of the file is followed by a PEM file",
            "two files in one",
        ),
        (
            [root(0), block("PRIVATE KEY", &key_pkcs8()).as_bytes()].concat(),
            "certificate 1 of the file is followed by a private key",
            "a private key as text",
        ),
        (
            [root(0), root(1), &key_pkcs8()].concat(),
            "certificate 1 of the file is followed by a part of another certificate",
            "a second one and a private key",
        ),
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
            "an announced length of 64 KiB",
        ),
        (
            indefinite,
            "the file is a certificate in BER encoding; only DER is accepted",
            "indefinite length",
        ),
        ([b"\n", root(0)].concat(), "there is 1 byte before the certificate", "a byte before"),
    ] {
        let error = Bundle::parse("ca.der", &bytes).unwrap_err();
        assert_eq!(error.to_string(), sentence, "{why}");
    }
}
