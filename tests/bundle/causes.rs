//! PEM text that was changed on its way: the cause is named. `advice` runs the commands of the remedies.

use super::build::{certificate, pkcs7, root};
use trustslot::{Bundle, BundleError, FileKind, PemFault, Remedy};

/// Without any whole BEGIN line the file is still recognised as damaged PEM.
#[test]
fn altered_boundary_line_alone_is_recognised() {
    let one = certificate(0);
    for dashes in [
        "----",
        "------",
        "---",
        "-",
        "------ ",
        "\u{2013}----",
        "\u{2014}\u{2014}-",
        "\u{2212}\u{2212}",
        "\u{ff0d}\u{ff0d}",
        "- - - - -",
        "=====",
        "*****",
        "_____",
        "",
    ] {
        let file = one.replace("-----", dashes);
        for file in [file.clone(), format!("# a remark\n{file}")] {
            let line = 1 + usize::from(file.starts_with('#'));
            let error = Bundle::parse("ca.pem", file.as_bytes()).unwrap_err();
            let fault = PemFault::BadLine;
            assert_eq!(error, BundleError::Pem { block: 1, line, fault }, "{dashes}");
            assert_eq!(error.remedy(), Some(Remedy::RestoreBoundaries), "{dashes}");
        }
    }
    let latin = one.replace("-----", "?").replace('?', "\u{1}").into_bytes();
    let latin: Vec<u8> = latin.into_iter().map(|c| if c == 1 { 0x96 } else { c }).collect();
    let error = Bundle::parse("ca.pem", &latin).unwrap_err();
    assert!(matches!(error, BundleError::Pem { .. }), "en dashes of Windows: {error}");
    for remark in ["BEGIN of the certificate", "BEGIN certificate", "-- end --", "Begin"] {
        let kind = FileKind::Text;
        let error = Bundle::parse("ca.pem", remark.as_bytes()).unwrap_err();
        assert_eq!(error, BundleError::WrongKind { kind }, "{remark}");
    }
}

/// The content is looked at before the name is refused.
#[test]
fn another_extension_is_refused_with_what_the_file_is() {
    let pkcs12 = super::build::sequence(&[&[2, 1, 3], super::build::NAME, super::build::NAME]);
    let key = super::build::block("PRIVATE KEY", super::build::SECRET).into_bytes();
    for (name, file, and, remedy) in [
        ("phone.pfx", pkcs12, ", and is a PKCS#12 container", Remedy::ConvertPkcs12),
        ("page.html", b"<html>404".to_vec(), ", and is an HTML page", Remedy::SaveDownload),
        ("key.key", key, ", and is a private key", Remedy::UploadCertificate),
        (
            "ca.p7b",
            pkcs7(&[root(0)], &[]),
            ", and is a PKCS#7 container",
            Remedy::Rename(Bundle::EXTENSIONS),
        ),
        ("ca.txt", certificate(0).into_bytes(), "", Remedy::Rename(Bundle::EXTENSIONS)),
    ] {
        let error = Bundle::parse(name, &file).unwrap_err();
        let sentence = format!("\"{name}\" does not end in .pem, .cer, .crt or .der{and}");
        assert_eq!(error.to_string(), sentence);
        assert_eq!(error.remedy(), Some(remedy), "{name}");
    }
}

/// Words and labels that are not as they should be.
#[test]
fn other_label_and_other_letters_are_recognised() {
    let one = certificate(0);
    let container = pkcs7(&[root(0)], &[]);
    let block = super::build::block;
    for (file, fault, why) in [
        (one.replace("BEGIN", "begin").replace("END", "end"), PemFault::BadLine, "small words"),
        (one.replace("BEGIN", "Begin"), PemFault::BadLine, "the word BEGIN alone"),
        (one.replacen("-----", "--", 1), PemFault::BadLine, "the BEGIN line alone"),
        (one.replace("-----END", "-----EMD"), PemFault::BadLine, "a typing error in END"),
        (
            one.replace("CERTIFICATE", "certificate"),
            PemFault::OtherLabel,
            "a label in small letters",
        ),
        (one.replace("CERTIFICATE", "Certificate"), PemFault::OtherLabel, "in both"),
        (one.replace("CERTIFICATE", "CERT"), PemFault::OtherLabel, "a shorter label"),
        (one.replace("CERTIFICATE", "CERTIFCATE"), PemFault::OtherLabel, "a typing error in it"),
        (one.replace("CERTIFICATE", "CA CERTIFICATE"), PemFault::OtherLabel, "a longer label"),
        (block("PKCS7 SIGNED DATA", &container), PemFault::OtherLabel, "a container"),
    ] {
        let error = Bundle::parse("ca.pem", file.as_bytes()).expect_err(why);
        assert!(
            matches!(error, BundleError::Pem { block: 1, fault: found, .. } if found == fault),
            "{why}: {error}"
        );
        assert_eq!(error.remedy(), Some(Remedy::RestoreBoundaries), "{why}");
    }
    let beside = certificate(1) + &one.replace("CERTIFICATE", "certificate");
    let error = Bundle::parse("ca.pem", beside.as_bytes()).unwrap_err();
    let line = certificate(1).lines().count() + 1;
    assert_eq!(error, BundleError::Pem { block: 2, line, fault: PemFault::OtherLabel });
}

/// p11-kit lists what must not be trusted in the same files as the rest.
#[test]
fn entry_of_p11_kit_that_is_distrusted_is_refused_by_name() {
    let (one, two) = (certificate(0), certificate(1));
    let entry = |mark: &str, pem: &str| {
        format!("[p11-kit-object-v1]\nclass: x-certificate\nlabel: \"a\"\n{mark}\n{pem}")
    };
    for (file, why) in [
        (entry("x-distrusted: true", &one), "alone"),
        (entry("trusted: true", &one) + &entry("x-distrusted: true", &two), "the second"),
        (entry("x-distrusted: true", &one) + &entry("trusted: true", &two), "the first"),
        (entry("trusted: true", &one) + "x-distrusted: true\n", "after its block"),
        (entry("X-Distrusted : TRUE\r", &one), "spelled in another way"),
        (entry("x-distrusted: true", "") + &two, "an entry without a certificate"),
    ] {
        let error = Bundle::parse("ca.pem", file.as_bytes()).expect_err(why);
        assert!(
            matches!(error, BundleError::Pem { fault: PemFault::Distrusted, .. }),
            "{why}: {error}"
        );
        assert_eq!(error.remedy(), Some(Remedy::RemoveDistrusted), "{why}");
    }
    for mark in ["trusted: true", "x-distrusted: false", "x-distrusted-after: 2025", "xx"] {
        let bundle = Bundle::parse("ca.pem", entry(mark, &one).as_bytes());
        assert_eq!(bundle.map(|bundle| bundle.len()), Ok(1), "{mark}");
    }
}

/// Base64 text is decoded and looked at before BEGIN and END lines are advised.
#[test]
fn base64_text_is_refused_by_its_content() {
    let pkcs12 = super::build::sequence(&[&[2, 1, 3], &super::build::sequence(&[&[5; 200]])]);
    let text = base64_simd::STANDARD.encode_to_string(pkcs12);
    let error = Bundle::parse("ca.pem", text.as_bytes()).unwrap_err();
    assert_eq!(error, BundleError::InBase64 { kind: FileKind::Pkcs12 });
    assert_eq!(error.to_string(), "the file is base64 text; decoded, it is a PKCS#12 container");
    assert_eq!(error.remedy(), Some(Remedy::DecodeBase64));
}
