//! Uploaded files, their names, and certificates of servers under the factory policy.

use crate::judge::{HOST, built_in, file_refused, peer, trusting};
use crate::support::pem::pem;
use crate::support::{Issued, Key, chain3, der, leaf};
use trustslot::{
    Bundle, BundleError, BundleRules, Chain, ChainError, Check, FileKind, Policy, Reason, Remedy,
};

#[test]
fn replay_113_upload_of_any_file_accepted() {
    let (ca, key) = (chain3().0, Key::p256(113));
    let algorithm = crate::support::key::algorithm::bare("1.2.840.10045.4.3.2");
    let signed = |info: &[u8]| der::seq(&[info, &algorithm, &der::bit_string(b"")]);
    let request = signed(&der::seq(&[
        der::integer(&[]),
        ca.subject.clone(),
        key.spki().to_vec(),
        der::explicit(0, b""),
    ]));
    let crl = signed(&der::seq(&[
        der::integer(&[1]),
        algorithm.clone(),
        ca.subject.clone(),
        der::utc_time("260101000000Z"),
    ]));
    let empty_container = {
        let data = der::seq(&[der::oid("1.2.840.113549.1.7.1")]);
        let signed = der::seq(&[
            der::integer(&[1]),
            der::set::<Vec<u8>>(&[]),
            data,
            der::set::<Vec<u8>>(&[]),
        ]);
        der::seq(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &signed)])
    };
    let kind = |kind| BundleError::WrongKind { kind };
    for (bytes, refusal, remedy) in [
        (b"hello\n".to_vec(), kind(FileKind::Text), Some(Remedy::UploadAnyCertificate)),
        (
            b"<html><body>Not found</body></html>".to_vec(),
            kind(FileKind::Html),
            Some(Remedy::SaveDownload),
        ),
        (b"PK\x03\x04\x14\0\0\0".to_vec(), kind(FileKind::Archive), Some(Remedy::Unpack)),
        (request.clone(), kind(FileKind::CertificateRequest), Some(Remedy::UploadIssued)),
        (
            pem("CERTIFICATE REQUEST", &request).into_bytes(),
            kind(FileKind::CertificateRequest),
            Some(Remedy::UploadIssued),
        ),
        (crl.clone(), kind(FileKind::CertificateRevocationList), Some(Remedy::UploadCa)),
        (
            pem("X509 CRL", &crl).into_bytes(),
            kind(FileKind::CertificateRevocationList),
            Some(Remedy::UploadCa),
        ),
        (empty_container, BundleError::NoCertificate, Some(Remedy::UploadAnyCertificate)),
        (key.spki().to_vec(), kind(FileKind::PublicKey), Some(Remedy::UploadCertificate)),
        (
            pem("PUBLIC KEY", key.spki()).into_bytes(),
            kind(FileKind::PublicKey),
            Some(Remedy::UploadCertificate),
        ),
        (Vec::new(), BundleError::Empty, Some(Remedy::CopyAgain)),
        (b"\0".to_vec(), kind(FileKind::Binary), Some(Remedy::UploadAnyCertificate)),
    ] {
        let found = file_refused(&bytes);
        assert_eq!(found, refusal);
        assert_eq!(found.remedy(), remedy, "{found}");
    }
    // The same content with a wrong PEM label.
    for content in [&request, &crl, key.spki()] {
        let found = file_refused(pem("CERTIFICATE", content).as_bytes());
        assert!(matches!(found, BundleError::Mislabelled { .. }), "{found}");
    }
    // A PKCS#7 container is opened if the rules allow it. It is accepted as a whole or not at all.
    let data = der::seq(&[der::oid("1.2.840.113549.1.7.1")]);
    let inside = |more: &[u8]| {
        let certificates = der::implicit_constructed(0, &[&*ca.der, more].concat());
        let none = der::set::<Vec<u8>>(&[]);
        let signed =
            der::seq(&[der::integer(&[1]), none.clone(), data.clone(), certificates, none]);
        der::seq(&[der::oid("1.2.840.113549.1.7.2"), der::explicit(0, &signed)])
    };
    assert_eq!(Bundle::parse("x.cer", &inside(b"")).unwrap().len(), 1);
    file_refused(&inside(&request));
    file_refused(&inside(&crl));
    let refusing = Bundle::parse_with(BundleRules::DEFAULT.without_pkcs7(), "x.pem", &inside(b""));
    assert_eq!(refusing.unwrap_err(), kind(FileKind::Pkcs7));
    assert_eq!(Bundle::parse("x.der", ca.pem().as_bytes()).unwrap().len(), 1);
    assert_eq!(Bundle::parse("x.pem", &ca.der).unwrap().len(), 1);
}

#[test]
fn replay_114_any_server_certificate_accepted() {
    let (root, ca, end) = chain3();
    let factory = |presented: &[&Issued]| {
        peer(presented, &root).trusting(built_in(&[&root])).policy(Policy::FACTORY)
    };
    let other_root = crate::support::root("Other").self_signed();
    factory(&[&leaf(HOST).self_signed()]).refused(Reason::SelfIssuedNotTrusted);
    factory(&[&leaf(HOST).expired().signed_by(&ca), &ca]).refused(Reason::Expired);
    factory(&[&leaf(HOST).not_yet_valid().signed_by(&ca), &ca]).refused(Reason::NotYetValid);
    factory(&[&leaf(HOST).signed_by(&other_root)]).refused(Reason::IssuerNotFound);
    factory(&[&leaf(HOST).signed_by(&other_root), &other_root]).refused(Reason::RootNotTrusted);
    factory(&[&end]).refused(Reason::IssuerNotFound);
    factory(&[&leaf(HOST).corrupt_signature().signed_by(&ca), &ca]).refused(Reason::BadSignature);
    let uploaded =
        factory(&[&leaf(HOST).signed_by(&other_root)]).trusting(trusting(&[&other_root]));
    uploaded.refused(Reason::AnchorExcludedBySource);
    // Phones leave the factory with name validation off: a mismatch is reported, and decides once the check is
    // enforced.
    let named = factory(&[&leaf("other.example.com").signed_by(&ca), &ca]);
    named.tolerated(&[Reason::NameMismatch]);
    named.policy(Policy::FACTORY.enforce(Check::Name)).refused(Reason::NameMismatch);
    let nothing: [&[u8]; 0] = [];
    assert_eq!(Chain::from_der(&nothing), Err(ChainError::Empty));
    assert!(matches!(Chain::from_der(&[b""]), Err(ChainError::Certificate { position: 1, .. })));
    factory(&[&end, &ca]).passes();
}

#[test]
fn replay_117_file_name_used_as_a_path_or_command() {
    let (root, ..) = chain3();
    let long = "x".repeat(4_096) + ".pem";
    for name in [
        "../../x.pem",
        "a;reboot.pem",
        "x\0.pem",
        &long,
        "/etc/passwd.pem",
        "C:\\x.PEM",
        "$(reboot).crt",
        "|x.cer",
        "-rf.der",
        "\n.pem",
        ".pem",
        "\u{202e}mep.exe.pem",
    ] {
        assert_eq!(Bundle::parse(name, &root.der).unwrap().len(), 1, "{name:?}");
    }
    for name in [
        "../../x",
        "a.pem;reboot",
        "x.pem\0",
        "x.pem\0.exe",
        &"x".repeat(4_096),
        "",
        ".",
        "pem",
        "x.pem/",
        "x.pem ",
        "x.p\u{435}m",
        "\u{1b}[2J",
        "<script>",
        &"\u{202e}".repeat(4_096),
        &"\r\n".repeat(2_048),
    ] {
        let refusal = Bundle::parse(name, &root.der).unwrap_err();
        assert!(matches!(refusal, BundleError::Extension { .. }), "{name:?}: {refusal}");
        for text in [refusal.to_string(), format!("{refusal:?}")] {
            assert!(text.chars().count() <= 200, "{text}");
            let is_odd = |c: char| c.is_control() || c == '\u{202e}';
            assert!(!text.contains(is_odd), "{text:?}");
        }
    }
    // An error about the content never quotes the name.
    for name in ["../../x.pem", "a;reboot.pem"] {
        let refusal = Bundle::parse(name, b"hello").unwrap_err();
        assert_eq!(refusal.to_string(), "the file is text, not a certificate");
    }
}
