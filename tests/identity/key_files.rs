//! Files with a private key: labels, parameters of curves, sizes.

use crate::forms::{bits, error_of, inside, with_public};
use crate::support::der;
use crate::support::key::{Key, P256, P384};
use crate::support::pem::pem;
use trustslot::{PrivateKey, PrivateKeyError};

/// Programs and people write wrong labels, so the contents decide.
#[test]
fn key_under_the_label_of_another_form_is_accepted() {
    let forms = [
        ("RSA in PKCS#8", Key::rsa2048().pkcs8().to_vec()),
        ("RSA in PKCS#1", inside(&Key::rsa2048())),
        ("EC in PKCS#8", Key::p384(1).pkcs8().to_vec()),
        ("EC in SEC1", {
            let curve = der::explicit(0, &der::oid(P384));
            let scalar =
                sec1::EcPrivateKey::try_from(&*inside(&Key::p384(1))).unwrap().private_key.to_vec();
            der::seq(&[der::integer(&[1]), der::octet_string(&scalar), curve])
        }),
        ("Ed25519 in PKCS#8", Key::ed25519(1).pkcs8().to_vec()),
        ("Ed25519 in PKCS#8 version 2", with_public(&Key::ed25519(1), &bits(&Key::ed25519(1)))),
    ];
    for (form, der) in &forms {
        let usual = PrivateKey::from_der(der).unwrap();
        for label in [
            "PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "DSA PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "ANY PRIVATE KEY",
            "ED25519 PRIVATE KEY",
        ] {
            let file = pem(label, der);
            let read = PrivateKey::from_pem(file.as_bytes());
            let read = read.unwrap_or_else(|error| panic!("{form} as {label}: {error}"));
            assert!(read.as_pkcs8_der() == usual.as_pkcs8_der(), "{form} as {label}");
        }
    }
    // What is no key is named, and what is cut is reported in the form of the label.
    let certificate = crate::support::leaf("phone.example.com").self_signed();
    let spki = Key::p256(1).spki().to_vec();
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ANY PRIVATE KEY"] {
        for (der, kind) in [(&certificate.der, "a certificate"), (&spki, "a public key")] {
            let error = PrivateKey::from_pem(pem(label, der).as_bytes()).unwrap_err();
            let expected = format!("the block labelled as a private key contains {kind}");
            assert_eq!(error.to_string(), expected, "{label}");
        }
    }
    let p256 = Key::p256(1);
    let cut = &p256.pkcs8()[..60];
    for (label, form) in
        [("PRIVATE KEY", "PKCS#8"), ("RSA PRIVATE KEY", "PKCS#1"), ("EC PRIVATE KEY", "SEC1")]
    {
        let error = PrivateKey::from_pem(pem(label, cut).as_bytes()).unwrap_err();
        let expected = format!("the {form} private key cannot be read: invalid encoding near byte");
        assert!(error.to_string().starts_with(&expected), "{label}: {error}");
    }
    // Not DER: OpenSSH's format, under any label.
    for label in ["PRIVATE KEY", "OPENSSH PRIVATE KEY"] {
        let file = pem(label, b"openssh-key-v1\0\0\0\0\x04none");
        let error = PrivateKey::from_pem(file.as_bytes()).unwrap_err();
        assert_eq!(error, PrivateKeyError::OpenSsh, "{label}");
    }
}

/// A block of curve parameters counts only beside a key of this curve; any other is named, and none is skipped.
#[test]
fn each_block_of_curve_parameters_belongs_to_the_key() {
    let (p256, p384) = (der::oid(P256), der::oid(P384));
    let k256 = der::oid("1.3.132.0.10");
    let explicit = der::seq(&[der::integer(&[1])]);
    let sec1 = der::seq(&[der::integer(&[1]), der::octet_string(&[1; 32])]);
    let named =
        der::seq(&[der::integer(&[1]), der::octet_string(&[1; 32]), der::explicit(0, &p256)]);
    let parameters = |der: &[u8]| pem("EC PARAMETERS", der);
    let key = |der: &[u8]| pem("PRIVATE KEY", der);
    let (pkcs8, rsa, ed) = (Key::p256(1), Key::rsa2048(), Key::ed25519(1));
    let says = |text: String| {
        let read = PrivateKey::from_pem(text.as_bytes());
        read.map_or_else(|error| error.to_string(), |key| key.algorithm().to_string())
    };
    let foreign = "the EC PARAMETERS block does not belong to the private key: ";
    let rows = [
        (parameters(&p256) + &key(&sec1), "EC P-256", "the only name of the curve"),
        (key(&sec1) + &parameters(&p256), "EC P-256", "after the key"),
        (parameters(&p256) + &key(&named), "EC P-256", "the curve is named twice"),
        (parameters(&p256) + &key(pkcs8.pkcs8()), "EC P-256", "beside PKCS#8"),
        (
            parameters(&p384) + &key(&named),
            "the parts of the private key do not belong together: two different curves are named",
            "another curve than in SEC1",
        ),
        (
            parameters(&k256) + &key(&sec1),
            "the private key uses an unsupported curve: secp256k1",
            "the only name of the curve is not supported",
        ),
        (
            parameters(&explicit) + &key(&sec1),
            "the private key describes its curve by parameters, not by name",
            "the curve in numbers",
        ),
        (parameters(&p384) + &key(pkcs8.pkcs8()), "the key names another curve", "PKCS#8"),
        (parameters(&k256) + &key(pkcs8.pkcs8()), "the key names another curve", "unsupported"),
        (parameters(&explicit) + &key(pkcs8.pkcs8()), "the key names another curve", "numbers"),
        (parameters(&p384) + &key(rsa.pkcs8()), "the key is on no such curve", "RSA"),
        (parameters(&k256) + &key(ed.pkcs8()), "the key is on no such curve", "Ed25519"),
        (
            parameters(&p256).repeat(2) + &key(&named),
            "the file contains two of them",
            "the same twice",
        ),
        (
            parameters(&p384) + &key(&named) + &parameters(&p256),
            "the file contains two of them",
            "the last one would fit",
        ),
        (
            parameters(ed.pkcs8()) + &key(&named),
            "the private key describes its curve by parameters, not by name",
            "a second private key",
        ),
        (
            parameters(b"\x04\x01\x00") + &key(&named),
            "it does not contain the name of a curve",
            "another element",
        ),
        (
            parameters(&[&p256[..], b"\0"].concat()) + &key(&named),
            "it does not contain the name of a curve",
            "a byte too many",
        ),
        (
            parameters(&p256).replace("\nBg", "\n!!!! not base64 at all") + &key(rsa.pkcs8()),
            "the PEM text with the private key is damaged near line 1",
            "no base64",
        ),
    ];
    for (text, expected, why) in rows {
        let said = says(text);
        assert!(said == expected || said == format!("{foreign}{expected}"), "{why}: {said}");
    }
}

#[test]
fn pem_file_has_one_key_and_a_limit() {
    let p256 = Key::p256(1);
    for (file, says, why) in [
        (pem("CERTIFICATE", b""), "no private key was found", "no key"),
        (
            pem("PRIVATE KEY", p256.pkcs8()).repeat(3),
            "the file contains 3 private keys; it must contain one",
            "three",
        ),
    ] {
        let said = PrivateKey::from_pem(file.as_bytes()).unwrap_err().to_string();
        assert!(said.contains(says), "{why}: {said:?}, not {says:?}");
    }
    let file = vec![b'\n'; PrivateKey::MAX_PEM_BYTES + 1];
    let said = PrivateKey::from_pem(&file).unwrap_err().to_string();
    assert_eq!(said, "the file is 5242881 bytes; the limit is 5242880");
    let mut largest = pem("PRIVATE KEY", Key::p256(1).pkcs8()).into_bytes();
    largest.resize(PrivateKey::MAX_PEM_BYTES, b'\n');
    assert!(PrivateKey::from_pem(&largest).is_ok());
}

#[test]
fn key_of_16_kib_is_accepted() {
    let too_large = |bytes: usize| error_of(&vec![0x30; bytes]).contains("the limit is 16384");
    assert!(!too_large(PrivateKey::MAX_BYTES), "another fault is found");
    assert!(too_large(PrivateKey::MAX_BYTES + 1));
    let text = |bytes: usize| {
        let file = pem("PRIVATE KEY", &vec![0x30; bytes]);
        PrivateKey::from_pem(file.as_bytes()).unwrap_err()
    };
    assert!(!text(PrivateKey::MAX_BYTES).to_string().contains("the limit is"));
    // For longer text the size is computed from its length, in groups of three bytes.
    for (length, bytes) in [(16_385, 16_385), (16_386, 16_386), (16_387, 16_389), (20_000, 20_001)]
    {
        let expected = PrivateKeyError::TooLarge { bytes };
        assert_eq!(text(length), expected, "{length}");
    }
}
