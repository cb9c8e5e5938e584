//! PKCS#7 containers. Administrators have .p7b files that are named .cer.

use super::build::{OID, block, certificate, key_pkcs8, pkcs7, root, sequence, signed_data, tlv};
use trustslot::{
    Bundle, BundleError, BundleRules, Encoding, FileKind, KeyFormat, PemFault, Remedy,
};

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn pkcs7_container_is_loaded_or_rejected_with_the_reason() {
    let rules = BundleRules::DEFAULT;
    let many: Vec<&[u8]> = (0..100).map(root).collect();
    let three = pkcs7(&many[..3], &[]);
    let signers = tlv(0x30, &[&vec![7; 200_000]]);
    let digest = sequence(&[OID, &[5, 0]]);
    for (bytes, count, why) in [
        (three.clone(), 3, "binary"),
        (block("PKCS7", &three).into_bytes(), 3, "text"),
        (block("CMS", &three).into_bytes(), 3, "the newer label"),
        (pkcs7(&many, &[]), 100, "more than one chunk"),
        (block("CERTIFICATE", &three).into_bytes(), 3, "as Windows labels it"),
        (block("X509 CERTIFICATE", &three).into_bytes(), 3, "the older label of a certificate"),
        (block("CERTIFICATE CHAIN", &three).into_bytes(), 3, "the label of a chain"),
        (format!("# a remark\n{}# end", block("CERTIFICATE", &three)).into_bytes(), 3, "remarks"),
        (
            block("CERTIFICATE", &pkcs7(&many, &[])).into_bytes(),
            100,
            "more than a certificate may have",
        ),
        (with_head(&[2, 1, 1], &digest, root(0)), 1, "a digest algorithm that nobody used"),
        (with_head(&[2, 1, 3], &[], root(0)), 1, "version 3"),
        (signed_data(&[0xa0, 2, 4, 0], &many[..1], &[], &[]), 1, "an empty message"),
        (block("PKCS7", &pkcs7(&many, &[])).into_bytes(), 100, "text of more than one chunk"),
    ] {
        let bundle =
            Bundle::parse_with(rules, "x.cer", &bytes).unwrap_or_else(|e| panic!("{why}: {e}"));
        assert_eq!(bundle.encoding(), Encoding::Pkcs7, "{why}");
        assert_eq!(bundle.len(), count, "{why}");
        for (index, certificate) in bundle.iter().enumerate() {
            assert_eq!(certificate.as_der(), root(index), "{why}: in file order");
        }
    }
    let crl: &[u8] = &[0x30, 0];
    let signed = |signers: &[u8]| signed_data(&[], &many[..1], &[], signers);
    let message = |content: &[u8]| signed_data(&tlv(0xa0, &[content]), &many[..1], &[], &[]);
    let huge = tlv(0x30, &[&vec![0; 200_000]]);
    let longer = [&three[..], &[0]].concat();
    let enveloped =
        sequence(&[&tlv(6, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"]), &tlv(0xa0, &[])]);
    let indefinite = [b"\x30\x80", &three[4..], b"\0\0"].concat();
    for (der, sentence, why) in [
        (pkcs7(&[], &[]), "the file contains no certificate", "empty"),
        (
            pkcs7(&many[..1], &[crl]),
            "the PKCS#7 container is rejected: it also contains a certificate revocation list (CRL)",
            "a CRL is not skipped",
        ),
        (
            message(&tlv(4, &[certificate(1).as_bytes()])),
            "the PKCS#7 container is rejected: it is a signed message, and its certificates are the signer's",
            "a signed file of certificates",
        ),
        (
            pkcs7(&[root(0), &[0xa0, 0]], &[]),
            "the PKCS#7 container is rejected: certificate 2 in it is not an X.509 certificate",
            "extendedCertificate",
        ),
        (
            enveloped.clone(),
            "the PKCS#7 container is rejected: it is not signed data, the type that holds certificates",
            "enveloped data",
        ),
        (signed(&signers), SIGNATURE, "a signature of a mail"),
        (signed(b"garbage"), SIGNATURE, "bytes that are no signer"),
        (signed(&key_pkcs8()), SIGNATURE, "a private key as signer"),
        (
            signed_data(&[0xa0, 2, 4, 0], &many[..1], &[], &signers),
            SIGNATURE,
            "of an empty message",
        ),
        (
            with_head(&[2, 1, 1], b"garbage", root(0)),
            "the PKCS#7 container is rejected: length runs past the end at byte 30",
            "digest algorithms that are no DER",
        ),
        (
            with_head(&[2, 1, 1], &key_pkcs8(), root(0)),
            "the PKCS#7 container is rejected: ",
            "a private key as digest algorithm",
        ),
        (
            with_head(&[2, 1, 0x20], &[], root(0)),
            "the PKCS#7 container is rejected: its version is not one of 1 to 5",
            "version 32",
        ),
        (indefinite, "is a PKCS#7 container in BER encoding; only DER is accepted", "BER"),
    ] {
        for file in [der.clone(), block("PKCS7", &der).into_bytes()] {
            let error = Bundle::parse_with(rules, "x.pem", &file).unwrap_err();
            let message = error.to_string();
            assert!(message.contains(sentence), "{why}: {message}");
        }
    }
    // Codes and words are stored in logs. No row may change.
    for (der, code, word) in [
        (longer.clone(), 1121, "pkcs7-malformed"),
        (enveloped.clone(), 1122, "pkcs7-not-signed-data"),
        (pkcs7(&many[..1], &[crl]), 1123, "pkcs7-with-crl"),
        (message(&tlv(4, &[b"x"])), 1124, "pkcs7-signed-message"),
        (pkcs7(&[root(0), &[0xa0, 0]], &[]), 1125, "pkcs7-other-certificate"),
        (signed(&signers), 1126, "pkcs7-signature"),
        (with_head(&[2, 1, 0], &[], root(0)), 1127, "pkcs7-version"),
    ] {
        match Bundle::parse_with(rules, "x.pem", &der).unwrap_err() {
            BundleError::Pkcs7(error) => assert_eq!((error.code(), error.word()), (code, word)),
            other => panic!("{word}: {other}"),
        }
    }
    for (der, why) in [
        (pkcs7(&[root(0), crl], &[]), "the second is not a certificate"),
        (pkcs7(&[root(0), &huge], &[]), "second certificate is larger than 64 KiB"),
    ] {
        for (file, line) in [(der.clone(), None), (block("PKCS7", &der).into_bytes(), Some(1))] {
            match Bundle::parse_with(rules, "x.pem", &file).unwrap_err() {
                BundleError::Certificate { position: 2, line: at, .. } => {
                    assert_eq!(at, line, "{why}");
                }
                other => panic!("{why}: {other}"),
            }
        }
    }
    for end in 0..three.len() {
        Bundle::parse_with(rules, "x.pem", &three[..end]).unwrap_err();
    }
    Bundle::parse_with(rules, "x.pem", &longer).unwrap_err();
    let beside = certificate(0) + &block("PKCS7", &three);
    let error = Bundle::parse_with(rules, "x.pem", beside.as_bytes()).unwrap_err();
    let line = certificate(0).lines().count() + 1;
    assert_eq!(error, BundleError::ContainerBeside { line });
    assert_eq!(error.remedy(), Some(Remedy::UploadSeparately));
    // Neither of two containers is skipped, and no command takes out the certificates of one only.
    let twice = block("PKCS7", &three).repeat(2);
    let error = Bundle::parse_with(rules, "x.pem", twice.as_bytes()).unwrap_err();
    assert_eq!(error, BundleError::ContainerBeside { line: 1 });
}

#[test]
fn pkcs7_container_is_named_if_the_rules_exclude_it() {
    let rules = BundleRules::DEFAULT.without_pkcs7();
    let container = pkcs7(&[root(0)], &[]);
    let labelled = |label| block(label, &container).into_bytes();
    let [own, chain, certificate] = ["PKCS7", "CERTIFICATE CHAIN", "CERTIFICATE"].map(labelled);
    // One with an invalid end is still a container, and the rules exclude it.
    let longer = [&container[..], &[0]].concat();
    for file in [container.clone(), own, chain, certificate, longer] {
        assert_eq!(FileKind::detect(&file), FileKind::Pkcs7);
        let error = Bundle::parse_with(rules, "x.cer", &file).unwrap_err();
        let kind = FileKind::Pkcs7;
        assert_eq!(error, BundleError::WrongKind { kind });
        assert_eq!(error.remedy(), Some(Remedy::ConvertPkcs7));
    }
}

/// Whatever the label says: a certificate or a container is read, anything else is named.
#[test]
fn content_decides_under_the_labels_of_containers() {
    for label in ["CERTIFICATE CHAIN", "PKCS7", "CMS"] {
        for rules in [BundleRules::DEFAULT, BundleRules::DEFAULT.without_pkcs7()] {
            let file = block(label, root(0));
            let bundle = Bundle::parse_with(rules, "x.cer", file.as_bytes()).unwrap();
            assert_eq!((bundle.len(), bundle.encoding()), (1, Encoding::Pem), "{label}");
            assert_eq!(FileKind::detect(file.as_bytes()), FileKind::Certificate, "{label}");
        }
        let key = block(label, &key_pkcs8());
        let error = Bundle::parse("x.cer", key.as_bytes()).unwrap_err();
        let kind = FileKind::PrivateKey(KeyFormat::Pkcs8);
        assert_eq!(error, BundleError::WrongKind { kind }, "{label}");
        assert_eq!(FileKind::detect(key.as_bytes()), kind, "{label}");
    }
    // Beside another block the label counts: no other reader of PEM takes such a file. But the message says what is there.
    let two = block("CERTIFICATE", &pkcs7(&[root(0)], &[])) + &certificate(1);
    let error = Bundle::parse("x.cer", two.as_bytes()).unwrap_err();
    assert_eq!(error, BundleError::ContainerBeside { line: 1 });
    let lines = certificate(1).lines().count();
    for label in ["CERTIFICATE CHAIN", "PKCS7", "CMS"] {
        let plain = block(label, root(0));
        for (file, position, line) in [
            (plain.clone() + &certificate(1), 1, 1),
            (certificate(1) + &plain, 2, lines + 1),
            (plain.repeat(2), 1, 1),
        ] {
            let error = Bundle::parse("x.cer", file.as_bytes()).unwrap_err();
            let fault = PemFault::OtherLabel;
            assert_eq!(error, BundleError::Pem { block: position, line, fault }, "{label}");
            assert_eq!(error.remedy(), Some(Remedy::RestoreBoundaries));
        }
    }
}

/// A mail contains base64 text. BEGIN and END lines around it would not make a signature an upload.
#[test]
fn signed_mail_is_named_and_a_mail_of_certificates_is_not() {
    let signers = tlv(0x30, &[&vec![7; 300]]);
    let signature = signed_data(&[], &[root(0), root(1)], &[], &signers);
    let message = signed_data(&tlv(0xa0, &[&tlv(4, &[b"hello"])]), &[root(0)], &[], &[]);
    let certificates = pkcs7(&[root(0), root(1)], &[]);
    for eol in ["\n", "\r\n"] {
        let mail = |content_type: &str, der: &[u8], rest: &str| {
            let text = base64_simd::STANDARD.encode_to_string(der);
            let lines: Vec<&str> = text
                .as_bytes()
                .chunks(64)
                .map(|line| core::str::from_utf8(line).unwrap())
                .collect();
            format!(
                "MIME-Version: 1.0\nContent-Type: {content_type}\n\nThis is an S/MIME signed message\n\n{}\n\n{rest}",
                lines.join("\n")
            )
            .replace('\n', eol)
        };
        for (kind, der, rest, code) in [
            ("multipart/signed", &signature, "------0815--\n", 1126),
            ("application/x-pkcs7-signature", &signature, "", 1126),
            ("application/x-pkcs7-signature", &signature, "Thanks\n", 1126),
            ("application/pkcs7-mime; smime-type=signed-data", &message, "", 1124),
        ] {
            let file = mail(kind, der, rest);
            let error = Bundle::parse("x.cer", file.as_bytes()).unwrap_err();
            let BundleError::Pkcs7(reason) = &error else { panic!("{kind}: {error}") };
            assert_eq!(reason.code(), code, "{kind}");
            assert_eq!(error.remedy(), Some(Remedy::UploadContent), "{kind}");
        }
        // Without signers, BEGIN and END lines are what is missing.
        let file = mail("application/pkcs7-mime; smime-type=certs-only", &certificates, "");
        let error = Bundle::parse("x.cer", file.as_bytes()).unwrap_err();
        let fault = PemFault::NoBoundaries;
        assert!(matches!(error, BundleError::Pem { fault: found, .. } if found == fault));
        assert_eq!(error.remedy(), Some(Remedy::AddBoundaries));
        let obeyed = file.replacen("MII", &format!("-----BEGIN CERTIFICATE-----{eol}MII"), 1)
            + "-----END CERTIFICATE-----\n";
        let bundle = Bundle::parse("x.cer", obeyed.as_bytes());
        assert_eq!(bundle.map(|bundle| bundle.len()).map_err(|e| e.to_string()), Ok(2));
        // So it is for a certificate.
        let file = mail("text/plain", root(0), "");
        let error = Bundle::parse("x.cer", file.as_bytes()).unwrap_err();
        assert!(matches!(error, BundleError::Pem { fault: found, .. } if found == fault));
        // They would not help for the lines of a longer key.
        let long_key = sequence(&[&[2, 1, 0], &sequence(&[OID]), &tlv(4, &[&[7; 500]])]);
        let file = mail("text/plain", &long_key, "");
        let error = Bundle::parse("x.cer", file.as_bytes()).unwrap_err();
        assert_eq!(error, BundleError::WrongKind { kind: FileKind::Text });
        // A key that lost its lines is no certificate either, and a damaged container stays a text.
        let file = mail("text/plain", &key_pkcs8(), "");
        let error = Bundle::parse("x.cer", file.as_bytes()).unwrap_err();
        assert_eq!(error, BundleError::WrongKind { kind: FileKind::Text });
        let file = mail("application/x-pkcs7-signature", &signature[..400], "");
        let error = Bundle::parse("x.cer", file.as_bytes()).unwrap_err();
        assert!(matches!(error, BundleError::Pem { fault: found, .. } if found == fault));
    }
}

/// A container of one certificate with this version and these digest algorithms.
fn with_head(version: &[u8], digests: &[u8], certificate: &[u8]) -> Vec<u8> {
    let data = sequence(&[&tlv(6, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"])]);
    let (digests, signers) = (tlv(0x31, &[digests]), tlv(0x31, &[]));
    let signed = sequence(&[version, &digests, &data, &tlv(0xa0, &[certificate]), &signers]);
    let content_type = tlv(6, &[b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"]);
    sequence(&[&content_type, &tlv(0xa0, &[&signed])])
}

const SIGNATURE: &str =
    "the PKCS#7 container is rejected: it is a signature, and its certificates are the signer's";
