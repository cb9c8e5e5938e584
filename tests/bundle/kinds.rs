//! Files of other kinds are named in the error, with a remedy (known fault 113).

use super::build::{NAME, OID, SECRET, TIME, block, certificate, key_pkcs8, sequence, tlv};
use trustslot::{Bundle, BundleError, FileKind, KeyFormat, Remedy};

/// Each file, its kind and the remedy.
#[test]
#[expect(clippy::large_stack_arrays, reason = "a table has many rows")]
#[expect(clippy::too_many_lines, reason = "a table")]
fn file_of_another_kind_is_named_with_a_remedy() {
    use FileKind as K;
    let rsa_key = sequence(&[&[2, 1, 0], &[2, 1, 77], &[2, 1, 3], &[2, 1, 5], &[2, 1, 7]]);
    let encrypted = sequence(&[&sequence(&[OID]), &tlv(4, &[SECRET])]);
    let pkcs12 = sequence(&[&[2, 1, 3], &sequence(&[OID]), &sequence(&[OID])]);
    let request_info = sequence(&[&[2, 1, 0], NAME, NAME, &[0xa0, 0]]);
    let request = sequence(&[&request_info, &sequence(&[OID]), &[3, 1, 0]]);
    let crl_info = sequence(&[&[2, 1, 1], &sequence(&[OID]), NAME, TIME]);
    let crl = sequence(&[&crl_info, &sequence(&[OID]), &[3, 1, 0]]);
    let public = sequence(&[&sequence(&[OID]), &[3, 1, 0]]);
    let utf16: Vec<u8> = certificate(0).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_with_mark = [b"\xff\xfe", &utf16[..]].concat();
    let pem = |label: &str| block(label, SECRET).into_bytes();
    let legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: X,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let bare = certificate(0).lines().filter(|line| !line.starts_with('-')).collect::<String>();
    let truncated_key = b"-----BEGIN PRIVATE KEY-----\nAAAA";
    let anything = Some(Remedy::UploadAnyCertificate);
    for (bytes, kind, remedy, why) in [
        (key_pkcs8(), K::PrivateKey(KeyFormat::Pkcs8), Some(Remedy::UploadCertificate), "PKCS#8"),
        (rsa_key, K::PrivateKey(KeyFormat::Pkcs1), Some(Remedy::UploadCertificate), "PKCS#1"),
        (
            sequence(&[&[2, 1, 1], &tlv(4, &[SECRET])]),
            K::PrivateKey(KeyFormat::Sec1),
            Some(Remedy::UploadCertificate),
            "SEC 1",
        ),
        (encrypted, K::EncryptedPrivateKey, Some(Remedy::UploadCertificate), "encrypted PKCS#8"),
        (
            pem("PRIVATE KEY"),
            K::PrivateKey(KeyFormat::Pkcs8),
            Some(Remedy::UploadCertificate),
            "a key alone",
        ),
        (
            truncated_key.to_vec(),
            K::PrivateKey(KeyFormat::Pkcs8),
            Some(Remedy::UploadCertificate),
            "a damaged key",
        ),
        (
            pem("ANY PRIVATE KEY"),
            K::PrivateKey(KeyFormat::Other),
            Some(Remedy::UploadCertificate),
            "an unknown label",
        ),
        (
            pem("OPENSSH PRIVATE KEY"),
            K::PrivateKey(KeyFormat::OpenSsh),
            Some(Remedy::UploadCertificate),
            "OpenSSH",
        ),
        (
            pem("ENCRYPTED PRIVATE KEY"),
            K::EncryptedPrivateKey,
            Some(Remedy::UploadCertificate),
            "encrypted",
        ),
        (
            legacy.into(),
            K::EncryptedPrivateKey,
            Some(Remedy::UploadCertificate),
            "legacy encryption",
        ),
        (pkcs12, K::Pkcs12, Some(Remedy::ConvertPkcs12), "PKCS#12"),
        (request, K::CertificateRequest, Some(Remedy::UploadIssued), "request"),
        (
            pem("NEW CERTIFICATE REQUEST"),
            K::CertificateRequest,
            Some(Remedy::UploadIssued),
            "request as text",
        ),
        (crl, K::CertificateRevocationList, Some(Remedy::UploadCa), "CRL"),
        (pem("X509 CRL"), K::CertificateRevocationList, Some(Remedy::UploadCa), "CRL as text"),
        (
            pem("TRUSTED CERTIFICATE"),
            K::OpensslTrustedCertificate,
            Some(Remedy::ConvertCertificate),
            "OpenSSL's form",
        ),
        (public, K::PublicKey, Some(Remedy::UploadCertificate), "public key"),
        (pem("PUBLIC KEY"), K::PublicKey, Some(Remedy::UploadCertificate), "public key as text"),
        (b"ssh-ed25519 AAAA me".into(), K::SshPublicKey, Some(Remedy::UploadCertificate), "SSH"),
        (pem("DH PARAMETERS"), K::KeyParameters, Some(Remedy::UploadCertificate), "parameters"),
        (pem("certificate"), K::OtherPem, anything.clone(), "labels are in upper case"),
        (
            block("PHONE SECRET", &key_pkcs8()).into(),
            K::PrivateKey(KeyFormat::Pkcs8),
            Some(Remedy::UploadCertificate),
            "a key under another label",
        ),
        (
            b"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nAAAA\n---- END SSH2 ENCRYPTED PRIVATE KEY ----"
                .into(),
            K::EncryptedPrivateKey,
            Some(Remedy::UploadCertificate),
            "a private key of SSH2",
        ),
        (
            b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----".into(),
            K::SshPublicKey,
            Some(Remedy::UploadCertificate),
            "a public key of SSH2",
        ),
        (
            pem("PGP SECRET KEY BLOCK"),
            K::PrivateKey(KeyFormat::Pgp),
            Some(Remedy::UploadCertificate),
            "PGP, as older versions write it",
        ),
        (
            b"# created: 2025\nAGE-SECRET-KEY-1QQPQYQSZQ".into(),
            K::PrivateKey(KeyFormat::Other),
            Some(Remedy::UploadCertificate),
            "age",
        ),
        (
            b"[{\"kty\":\"OKP\",\"d\":\"nWGx\"}]".into(),
            K::PrivateKey(KeyFormat::Jwk),
            Some(Remedy::UploadCertificate),
            "a list of JWK",
        ),
        (
            b"openssh-key-v1\0\0\0\0\x04none".into(),
            K::PrivateKey(KeyFormat::OpenSsh),
            Some(Remedy::UploadCertificate),
            "OpenSSH in binary",
        ),
        (b"BZh91AY&SY".into(), K::Archive, Some(Remedy::Unpack), "bzip2"),
        (b"\xfd7zXZ\0\0\x04".into(), K::Archive, Some(Remedy::Unpack), "xz"),
        (
            certificate(0).chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
            K::Utf32Text,
            Some(Remedy::SaveAsUtf8),
            "UTF-32 without a mark",
        ),
        (utf16, K::Utf16Text, Some(Remedy::SaveAsUtf8), "UTF-16 without a mark"),
        (utf16_with_mark, K::Utf16Text, Some(Remedy::SaveAsUtf8), "UTF-16"),
        (b"\n <!DOCTYPE HTML><html>".into(), K::Html, Some(Remedy::SaveDownload), "HTML"),
        (
            b"<?xml version=\"1.0\"?>\n<!-- \xc3\xa9 -->\n<HTML lang=\"en\">".into(),
            K::Html,
            Some(Remedy::SaveDownload),
            "HTML after a declaration and a comment",
        ),
        (
            b"<?xml version=\"1.0\"?>\n<configuration/>".into(),
            K::Xml,
            anything.clone(),
            "XML that is not a web page",
        ),
        (b"see <html>".into(), K::Text, anything.clone(), "text that mentions a tag"),
        (b"PK\x03\x04....".into(), K::Archive, Some(Remedy::Unpack), "ZIP"),
        (
            b"\xfe\xed\xfe\xed\0\0\0\x02".into(),
            K::JavaKeyStore,
            Some(Remedy::ConvertJavaKeyStore),
            "JKS",
        ),
        (bare.into(), K::BareBase64, Some(Remedy::AddBoundaries), "without BEGIN and END lines"),
        (b"<Error><Code>AccessDenied</Code></Error>".into(), K::Xml, anything.clone(), "an error"),
        (b"{\"error\":\"not found\"}\n".into(), K::Json, anything.clone(), "an error"),
        (
            b"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n".into(),
            K::PrivateKey(KeyFormat::Putty),
            Some(Remedy::UploadCertificate),
            "PuTTY",
        ),
        (
            b"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGx\",\"x\":\"11qY\"}".into(),
            K::PrivateKey(KeyFormat::Jwk),
            Some(Remedy::UploadCertificate),
            "JWK",
        ),
        (
            b"{ \"keys\": [ {\"kty\" : \"oct\", \"k\" : \"AyM1\"} ] }".into(),
            K::PrivateKey(KeyFormat::Jwk),
            Some(Remedy::UploadCertificate),
            "JWK of a set",
        ),
        (
            b"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBC\",\"y\":\"4Etl\"}".into(),
            K::PublicKey,
            Some(Remedy::UploadCertificate),
            "public JWK",
        ),
        (
            pem("PGP PRIVATE KEY BLOCK"),
            K::PrivateKey(KeyFormat::Pgp),
            Some(Remedy::UploadCertificate),
            "PGP",
        ),
        (pem("PGP PUBLIC KEY BLOCK"), K::PublicKey, Some(Remedy::UploadCertificate), "public PGP"),
        (
            b"<RSAKeyValue><Modulus>AQ==</Modulus><D>AQ==</D></RSAKeyValue>".into(),
            K::PrivateKey(KeyFormat::Other),
            Some(Remedy::UploadCertificate),
            ".NET",
        ),
        (
            base64_simd::STANDARD
                .encode_to_string(sequence(&[&[2, 1, 0], &sequence(&[OID]), &tlv(4, &[&[7; 200]])]))
                .into(),
            K::PrivateKey(KeyFormat::Pkcs8),
            Some(Remedy::UploadCertificate),
            "a key in base64",
        ),
        (
            base64_simd::STANDARD.encode_to_string(pem("RSA PRIVATE KEY")).into(),
            K::PrivateKey(KeyFormat::Pkcs1),
            Some(Remedy::UploadCertificate),
            "a PEM key in base64",
        ),
        (b"hello".into(), K::Text, anything.clone(), "text"),
        (vec![b'-'; 5000], K::Text, anything.clone(), "dashes"),
        (b"\0\x01\x02".into(), K::Binary, anything.clone(), "binary data"),
        (
            b"\x30\x88\x7f\xff\xff\xff\xff\xff\xff\xff".into(),
            K::OtherAsn1,
            anything.clone(),
            "an ASN.1 structure of 2^63 bytes",
        ),
        (b"\x30\x80".repeat(100_000), K::OtherAsn1, anything.clone(), "100,000 levels of ASN.1"),
    ] {
        assert_eq!(FileKind::detect(&bytes), kind, "{why}");
        for name in ["x.pem", "x.der"] {
            let error = Bundle::parse(name, &bytes).unwrap_err();
            assert_eq!(error, BundleError::WrongKind { kind }, "{why}");
            assert_eq!(error.remedy(), remedy, "{why}");
            assert!(error.to_string().len() <= 120, "{error}");
        }
    }
    assert_eq!(Bundle::parse("x.pem", b"").unwrap_err(), BundleError::Empty);
    // The message does not offer to take a private key out of a text, as it does for a certificate.
    let key = sequence(&[&[2, 1, 0], &sequence(&[OID]), &tlv(4, &[&[7; 200]])]);
    let file = format!("{{\"key\":\"{}\"}}", base64_simd::STANDARD.encode_to_string(key));
    let error = Bundle::parse("x.pem", file.as_bytes()).unwrap_err();
    assert_eq!(error, BundleError::WrongKind { kind: K::Json });
}

/// Where the label of a block does not say what it is, its contents do, also beside other blocks. A private key is the most
/// important thing in a file. `FileKind::detect` agrees with the error.
#[test]
fn unknown_label_is_settled_by_the_contents() {
    let key = || block("PHONE SECRET", &key_pkcs8());
    let unknown = block("PHONE SETTINGS", SECRET);
    let damaged_begin = "-----BEGIN PHONE SECRET\n";
    let damaged_certificate = "-----BEGIN CERTIFICATE\n";
    let container = block("PKCS7", &key_pkcs8());
    let pkcs8 = FileKind::PrivateKey(KeyFormat::Pkcs8);
    let of = |kind| BundleError::WrongKind { kind };
    let beside = |kind, line| BundleError::Mixed { kind, line, certificates: 1 };
    let lines = certificate(0).lines().count();
    for (file, expected, why) in [
        (key() + damaged_begin, of(pkcs8), "a key before a damaged line"),
        (damaged_begin.to_owned() + &key(), of(pkcs8), "a key after a damaged line"),
        (damaged_certificate.to_owned() + &key(), beside(pkcs8, 2), "a damaged certificate first"),
        (certificate(0) + &key(), beside(pkcs8, lines + 1), "a key after a certificate"),
        (key() + &certificate(0), beside(pkcs8, 1), "a key before a certificate"),
        (unknown.clone() + &key(), of(pkcs8), "a key after another unknown block"),
        (container.clone() + &certificate(0), beside(pkcs8, 1), "a key labelled as a container"),
        (container + damaged_begin, of(pkcs8), "the same, before a damaged line"),
        (
            unknown.clone() + &certificate(0),
            beside(FileKind::OtherPem, 1),
            "a block that says nothing at all",
        ),
    ] {
        let kind = FileKind::detect(file.as_bytes());
        let error = Bundle::parse("x.pem", file.as_bytes()).unwrap_err();
        assert_eq!(error, expected, "{why}");
        match error {
            BundleError::WrongKind { kind: reported }
            | BundleError::Mixed { kind: reported, .. } => {
                assert_eq!(kind, reported, "{why}");
            }
            other => panic!("{why}: {other}"),
        }
    }
}
