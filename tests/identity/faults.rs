//! Each fault of an identity file has its message and remedy.

use crate::key_pem;
use crate::support::key::Key;
use crate::support::pem::pem;
use crate::support::{chain3_with, der, leaf};
use trustslot::{Identity, IdentityError};

/// One row for each fault: the file, the message, a part of the remedy.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_fault_has_its_message_and_remedy() {
    // Ed25519 signatures have one length, so the line numbers are always the same.
    let (root, ca, phone) = chain3_with(Key::ed25519);
    let (cert, key) = (phone.pem(), key_pem(&phone.key));
    let other = key_pem(&Key::ed25519(77));
    let twin = leaf("other.example.com").key(phone.key.clone()).signed_by(&ca);
    let stranger = leaf("stranger.example.com").signed_by(&root);
    let weak = key_pem(&Key::rsa1024());
    let openssh = pem("OPENSSH PRIVATE KEY", b"openssh-key-v1\0");
    let explicit = der::seq(&[
        der::integer(&[1]),
        der::octet_string(&[1; 32]),
        der::explicit(0, &der::seq(&[der::integer(&[1])])),
    ]);
    let k256 = der::seq(&[
        der::integer(&[1]),
        der::octet_string(&[1; 32]),
        der::explicit(0, &der::oid("1.3.132.0.10")),
    ]);
    let dsa = der::seq(&[0, 23, 11, 4, 8, 3].map(|number| der::integer(&[number])));
    let request = pem("CERTIFICATE REQUEST", &der::seq(&[der::null()]));
    let many: String = (10..21).map(|n| leaf(&n.to_string()).signed_by(&ca).pem()).collect();
    let broken = pem("PRIVATE KEY", &Key::p256(1).pkcs8()[..60]);
    let tampered = key.replace("\nM", "\n*");
    let table: &[(&str, String, &str, &str)] = &[
        ("nothing", String::new(), "the file is empty", "get the file again"),
        (
            "text",
            "hello".into(),
            "the file is text, not a PEM file with certificate and private key",
            "put certificate",
        ),
        ("certificate alone", cert.clone(), "the file contains no private key", "put certificate"),
        (
            "key alone",
            key.clone(),
            "there is no certificate for the private key",
            "put certificate",
        ),
        (
            "two keys",
            format!("{cert}{key}{other}"),
            "the file contains 2 private keys; it must contain one",
            "keep only the private key",
        ),
        (
            "one key twice",
            format!("{cert}{key}{key}"),
            "the file contains 2 private keys; it must contain one",
            "keep only the private key",
        ),
        (
            "another key",
            format!("{cert}{other}"),
            "the private key does not match the certificate in the file",
            "use the private key",
        ),
        (
            "another key, with chain",
            format!("{cert}{}{other}", ca.pem()),
            "the private key matches none of the 2 certificates in the file",
            "use the private key",
        ),
        (
            "two for one key",
            format!("{cert}{}{key}", twin.pem()),
            "the private key matches both certificate 1 and certificate 2",
            "keep only the certificate",
        ),
        (
            "twice the same",
            format!("{cert}{}{key}{cert}", ca.pem()),
            "certificate 3 is the same as certificate 1",
            "remove the second copy",
        ),
        (
            "a stranger",
            format!("{cert}{}{key}{}", ca.pem(), stranger.pem()),
            "certificate 3 does not belong to the chain: it issued none of the others",
            "remove it",
        ),
        (
            "a gap",
            format!("{cert}{key}{}", root.pem()),
            "certificate 2 does not belong to the chain: it issued none of the others",
            "add the certificate",
        ),
        (
            "too many",
            format!("{many}{key}"),
            "there are 11 certificates; the limit is 10",
            "keep only",
        ),
        (
            "a request",
            format!("{cert}{key}{request}"),
            "the file contains a certificate request at line 15; only certificates and a private key belong here",
            "keep only the certificate",
        ),
        (
            "weak RSA",
            format!("{cert}{weak}"),
            "the RSA key has 1024 bits; at least 2048 are required",
            "generate a new key",
        ),
        (
            "OpenSSH",
            format!("{cert}{openssh}"),
            "the private key is in OpenSSH format",
            "ssh-keygen -p -m PKCS8",
        ),
        (
            "explicit curve",
            format!("{cert}{}", pem("EC PRIVATE KEY", &explicit)),
            "the private key describes its curve by parameters, not by name",
            "-param_enc named_curve",
        ),
        (
            "another curve",
            format!("{cert}{}", pem("EC PRIVATE KEY", &k256)),
            "the private key uses an unsupported curve: secp256k1",
            "P-256, P-384",
        ),
        (
            "a DSA key",
            format!("{cert}{}", pem("DSA PRIVATE KEY", &dsa)),
            "the private key is of an unsupported kind: DSA",
            "P-256, P-384",
        ),
        (
            "half a key",
            format!("{cert}{broken}"),
            "the PKCS#8 private key cannot be read: invalid encoding near byte 60",
            "export the private key",
        ),
        (
            "not base64",
            format!("{cert}{tampered}"),
            "the PEM text with the private key is damaged near line 12",
            "export the private key",
        ),
        (
            "joined without a line end",
            format!("{}{key}", cert.trim_end()),
            "block 1 of the file, line 11: there is other text on the BEGIN or END line",
            "own line",
        ),
        (
            "a web page",
            "<html>404</html>".into(),
            "the file is an HTML page, not a PEM file with certificate and private key",
            "save the certificate file",
        ),
        (
            "cut short",
            format!("{key}{}", &cert[..200]),
            "block 2 of the file, line 4: the END line is missing",
            "get the file again",
        ),
    ];
    for (what, file, sentence, remedy) in table {
        let error = Identity::parse("phone.pem", file.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), *sentence, "{what}");
        assert!(
            error.remedy().unwrap().to_string().contains(remedy),
            "{what}: {:?}",
            error.remedy()
        );
        assert!(core::error::Error::source(&error).is_none(), "{what}: the message is complete");
        assert!(sentence.len() <= 120, "{what}: {}", sentence.len());
    }
}

#[test]
fn file_name_and_size_are_checked_before_the_contents() {
    for name in ["phone.der", "phone.crt", "phone", "pem", "phone.pem.p12"] {
        let error = Identity::parse(name, b"").unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("\"{name}\" does not end in .pem or .cer, and is empty")
        );
    }
    // PKCS#12, by its first elements.
    let pkcs12 = b"\x30\x07\x02\x01\x03\x30\x02\x05\0";
    let own = (leaf("phone.example.com").self_signed().pem()).into_bytes();
    for (name, file, and, remedy) in [
        (
            "phone.pfx",
            &pkcs12[..],
            ", and is a PKCS#12 container",
            trustslot::Remedy::ConvertPkcs12WithKey,
        ),
        ("page.html", b"<html>", ", and is an HTML page", trustslot::Remedy::SaveDownload),
        ("phone.txt", &own, "", trustslot::Remedy::Rename(Identity::EXTENSIONS)),
    ] {
        let error = Identity::parse(name, file).unwrap_err();
        assert_eq!(error.to_string(), format!("\"{name}\" does not end in .pem or .cer{and}"));
        assert_eq!(error.remedy(), Some(remedy), "{name}");
    }
    // PEM text that was changed on its way.
    let text = String::from_utf8(own).unwrap();
    for (file, remedy) in [
        (text.replace("-----", "----"), trustslot::Remedy::RestoreBoundaries),
        (text.replace('\n', "\\n"), trustslot::Remedy::UnescapeLineEnds),
        (text.replace("-----B", "> -----B"), trustslot::Remedy::RemoveQuoteMarks),
    ] {
        let error = Identity::parse("phone.pem", file.as_bytes()).unwrap_err();
        assert_eq!(error.remedy(), Some(remedy), "{error}");
    }
    let phone = leaf("phone.example.com").self_signed();
    let mut file = (phone.pem() + &key_pem(&phone.key)).into_bytes();
    file.resize(Identity::MAX_BYTES, b'\n');
    assert!(Identity::parse("phone.CER", &file).is_ok());
    file.push(b'\n');
    assert_eq!(
        Identity::parse("phone.CER", &file).unwrap_err(),
        IdentityError::TooLarge { bytes: (5 << 20) + 1 }
    );
    // A DER certificate has no key. For PKCS#12 the remedy gives the command.
    assert_eq!(Identity::parse("phone.cer", &phone.der).unwrap_err(), IdentityError::NoKey);
    let pfx = der::seq(&[
        der::integer(&[3]),
        der::seq(&[der::oid("1.2.840.113549.1.7.1"), der::explicit(0, &der::octet_string(b""))]),
    ]);
    let error = Identity::parse("phone.cer", &pfx).unwrap_err();
    assert!(
        error.remedy().unwrap().to_string().contains("openssl pkcs12"),
        "{error}: {:?}",
        error.remedy()
    );
}
