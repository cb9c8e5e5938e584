//! The forms of a private key, and the errors for what does not belong in them.

use crate::support::der;
use crate::support::key::{EC_PUBLIC_KEY, Key, P256, P384, RSA_ENCRYPTION, algorithm};
use crate::support::pem::pem;
use pkcs8::PrivateKeyInfoRef;
use pkcs8::spki::SubjectPublicKeyInfoRef;
use trustslot::{KeyAlgorithm, PrivateKey, PrivateKeyError};

fn pkcs8(algorithm: &[u8], private: &[u8]) -> Vec<u8> {
    der::seq(&[&der::integer(&[0]), algorithm, &der::octet_string(private)])
}

/// PKCS#8 of version 2, with the contents of the BIT STRING that is the public half (RFC 5958 §2).
fn with_public(key: &Key, bits: &[u8]) -> Vec<u8> {
    let spki = SubjectPublicKeyInfoRef::try_from(key.spki()).unwrap();
    let algorithm = pkcs8::der::Encode::to_der(&spki.algorithm).unwrap();
    let bytes = der::octet_string(&inside(key));
    der::seq(&[der::integer(&[1]), algorithm, bytes, der::implicit(1, bits)])
}

/// The bytes within the PKCS#8 form of a key.
fn inside(key: &Key) -> Vec<u8> {
    let info = PrivateKeyInfoRef::try_from(key.pkcs8()).unwrap();
    info.private_key.as_bytes().to_vec()
}

/// The public half as the contents of a BIT STRING.
fn bits(key: &Key) -> Vec<u8> {
    let spki = SubjectPublicKeyInfoRef::try_from(key.spki()).unwrap();
    [&[0], spki.subject_public_key.raw_bytes()].concat()
}

fn error_of(der: &[u8]) -> String {
    PrivateKey::from_der(der).unwrap_err().to_string()
}

#[test]
fn public_half_in_a_key_file_must_match_the_private_half() {
    let rsa = KeyAlgorithm::Rsa { bits: 2048 };
    for (key, other, algorithm) in [
        (Key::rsa2048(), Key::rsa3072(), rsa),
        (Key::p256(1), Key::p256(2), KeyAlgorithm::P256),
        (Key::p384(1), Key::p384(2), KeyAlgorithm::P384),
        (Key::p521(), Key::p384(2), KeyAlgorithm::P521),
        (Key::ed25519(1), Key::ed25519(2), KeyAlgorithm::Ed25519),
    ] {
        let own = PrivateKey::from_der(&with_public(&key, &bits(&key))).unwrap();
        assert_eq!(own.algorithm(), algorithm);
        let mut odd = bits(&key);
        odd[0] = 1;
        *odd.last_mut().unwrap() &= 0xfe;
        for (half, why) in [
            (bits(&other), "of another key"),
            (vec![0], "of no byte"),
            (vec![0, 4, 1, 2, 3], "that is none"),
            (odd, "a bit short"),
        ] {
            let said = error_of(&with_public(&key, &half));
            let expected = "the public key is that of another private key";
            assert!(said.ends_with(expected), "{algorithm}, {why}: {said}");
        }
    }
}

#[test]
fn wrong_numbers_and_curves_are_named() {
    let ec = |curve: &[u8]| algorithm::with_parameters(EC_PUBLIC_KEY, curve);
    let sec1 = |scalar: &[u8], curve: Option<&str>| {
        let mut fields = vec![der::integer(&[1]), der::octet_string(scalar)];
        fields.extend(curve.map(|id| der::explicit(0, &der::oid(id))));
        der::seq(&fields)
    };
    let scale = "the private number is out of range for the curve";
    let no_curve = "uses an unsupported curve: no curve is named";
    let by_parameters = "the private key describes its curve by parameters, not by name";
    let rows = [
        (sec1(&[1; 33], Some(P256)), scale, "a byte too long"),
        (sec1(&[0; 32], Some(P256)), scale, "zero"),
        (sec1(&[0xff; 48], Some(P384)), scale, "above the order"),
        (sec1(&[1; 32], None), no_curve, "SEC1 without a curve"),
        (
            pkcs8(&algorithm::bare(EC_PUBLIC_KEY), &sec1(&[1; 32], None)),
            no_curve,
            "PKCS#8 without a curve",
        ),
        (
            pkcs8(&ec(&der::oid(P256)), &sec1(&[1; 32], Some(P384))),
            "two different curves are named",
            "one outside, another inside",
        ),
        (
            pkcs8(&ec(&der::seq(&[der::integer(&[1])])), &sec1(&[1; 32], None)),
            by_parameters,
            "explicit parameters",
        ),
        (
            pkcs8(&ec(&der::integer(&[1])), &sec1(&[1; 32], None)),
            "the PKCS#8 private key cannot be read: invalid encoding near byte",
            "a number for a curve",
        ),
        (
            pkcs8(&algorithm::bare(algorithm::ED25519), &der::octet_string(&[1; 31])),
            "the Ed25519 private key cannot be read: invalid encoding near byte 0",
            "a seed of 31 bytes",
        ),
        (
            pkcs8(&algorithm::with_null(algorithm::ED25519), &der::octet_string(&[1; 32])),
            "of an unsupported kind: Ed25519 with parameters",
            "Ed25519 has no parameters (RFC 8410 §3)",
        ),
        (
            pkcs8(&algorithm::with_parameters(RSA_ENCRYPTION, &der::oid(P256)), b""),
            "of an unsupported kind: RSA with parameters",
            "RSA has none but NULL (RFC 8017 §A.1)",
        ),
        (der::null(), "no private key was found", "no SEQUENCE"),
        (
            der::seq(&[der::octet_string(b"x")]),
            "no private key was found",
            "a SEQUENCE of something else",
        ),
        (
            der::seq(&[der::integer(&[1]), der::utf8("x")]),
            "no private key was found",
            "a number and a text",
        ),
    ];
    for (der, says, why) in rows {
        let said = error_of(&der);
        assert!(said.contains(says), "{why}: {said:?}, not {says:?}");
    }
}

#[test]
fn common_unsupported_algorithms_are_named() {
    for (id, name) in [
        (algorithm::RSA_PSS, "RSASSA-PSS"),
        ("1.2.840.10040.4.1", "DSA"),
        ("1.3.101.110", "X25519"),
        ("1.3.101.111", "X448"),
        ("1.3.101.113", "Ed448"),
        ("1.2.3.4.5", "1.2.3.4.5"),
    ] {
        let said = error_of(&pkcs8(&algorithm::bare(id), b"bytes"));
        let expected = format!("the private key is of an unsupported kind: {name}");
        assert_eq!(said, expected);
    }
    for (id, name) in [
        ("1.2.840.10045.3.1.1", "secp192r1"),
        ("1.3.132.0.33", "secp224r1"),
        ("1.3.132.0.10", "secp256k1"),
        ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
        ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"),
        ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1"),
        ("1.3.132.0.1", "1.3.132.0.1"),
    ] {
        let curve = algorithm::with_parameters(EC_PUBLIC_KEY, &der::oid(id));
        let said = error_of(&pkcs8(&curve, b"bytes"));
        let expected = format!("the private key uses an unsupported curve: {name}");
        assert_eq!(said, expected);
    }
}

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

#[test]
fn encrypted_key_without_a_scheme_is_not_a_key() {
    let file = |scheme: &[u8]| der::seq(&[der::seq(&[scheme]), der::octet_string(&[1; 16])]);
    let scheme = der::oid("1.2.840.113549.1.5.13");
    let read = |scheme: &[u8]| PrivateKey::from_der(&file(scheme)).unwrap_err();
    assert_eq!(read(&scheme), PrivateKeyError::EncryptedPkcs8);
    assert_eq!(read(&der::integer(&[1])), PrivateKeyError::NotAKey);
}

#[test]
fn debug_withholds_the_bytes_of_a_key() {
    let key = PrivateKey::from_der(Key::p256(1).pkcs8()).unwrap();
    let shown = format!("{key:?}");
    assert!(shown.contains("P256") && shown.contains("withheld"), "{shown}");
    let secret = key.export_pkcs8_der();
    assert_eq!(format!("{secret:?}"), "SecretBytes(withheld)");
    assert_eq!(secret.as_ref(), &*secret);
}

/// ring wrote its own form of PKCS#8 version 2 until 2023, and Rust servers still have such keys.
#[test]
fn ed25519_key_as_ring_wrote_it_is_read() {
    // RFC 8032 §7.1, test 1.
    let seed = b"\x9d\x61\xb1\x9d\xef\xfd\x5a\x60\xba\x84\x4a\xf4\x92\xec\x2c\xc4\x44\x49\xc5\x69\x7b\x32\x69\x19\x70\x3b\xac\x03\x1c\xae\x7f\x60";
    let public = b"\xd7\x5a\x98\x01\x82\xb1\x0a\xb7\xd5\x4b\xfe\xd3\xc9\x64\x07\x3a\x0e\xe1\x72\xf3\xda\xa6\x23\x25\xaf\x02\x1a\x68\xf7\x07\x51\x1a";
    let head = b"\x02\x01\x01\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
    let key =
        |public: &[u8]| [&b"\x30\x53"[..], head, seed, b"\xa1\x23\x03\x21\0", public].concat();
    let read = trustslot::PrivateKey::from_der(&key(public)).unwrap();
    assert_eq!(read.algorithm(), trustslot::KeyAlgorithm::Ed25519);
    let error = trustslot::PrivateKey::from_der(&key(seed)).unwrap_err();
    assert!(matches!(error, trustslot::PrivateKeyError::Inconsistent { .. }), "{error}");
    let longer = [&key(public)[..], b"\0"].concat();
    trustslot::PrivateKey::from_der(&longer).unwrap_err();
}

/// The version of PKCS#8 says whether a public half follows. Programs disagree, so only the halves are compared.
#[test]
fn version_of_pkcs8_does_not_decide_whether_a_key_is_read() {
    for (key, other) in [
        (Key::rsa2048(), Key::rsa3072()),
        (Key::p256(1), Key::p256(2)),
        (Key::ed25519(1), Key::ed25519(2)),
    ] {
        let spki = SubjectPublicKeyInfoRef::try_from(key.spki()).unwrap();
        let algorithm = pkcs8::der::Encode::to_der(&spki.algorithm).unwrap();
        let attributes =
            der::implicit_constructed(0, &der::seq(&[der::oid("1.2.3"), der::set(&[der::null()])]));
        let written = |version: u8, rest: &[Vec<u8>]| {
            let bytes = der::octet_string(&inside(&key));
            let fields = [vec![der::integer(&[version]), algorithm.clone(), bytes], rest.to_vec()];
            PrivateKey::from_der(&der::seq(&fields.concat()))
        };
        let usual = PrivateKey::from_der(key.pkcs8()).unwrap();
        let public = |key: &Key| der::implicit(1, &bits(key));
        let explicit = |key: &Key| der::explicit(1, &der::bit_string(&bits(key)[1..]));
        for (version, rest, what) in [
            (0, vec![], "version 1"),
            (1, vec![], "version 2 without a public half"),
            (0, vec![public(&key)], "version 1 with a public half"),
            (1, vec![public(&key)], "version 2"),
            (1, vec![explicit(&key)], "version 2 with an explicit tag"),
            (0, vec![attributes.clone()], "attributes"),
            (1, vec![attributes.clone()], "attributes in version 2 without a public half"),
            (1, vec![attributes.clone(), public(&key)], "attributes and a public half"),
        ] {
            let read = written(version, &rest);
            let read = read.unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(read.as_pkcs8_der() == usual.as_pkcs8_der(), "{what}");
        }
        for (version, rest) in [(0, public(&other)), (1, public(&other)), (1, explicit(&other))] {
            let error = written(version, &[rest]).unwrap_err();
            assert!(matches!(error, PrivateKeyError::Inconsistent { .. }), "{error}");
        }
        for (version, rest, what) in [
            (2, vec![], "version 3"),
            (1, vec![public(&key), public(&key)], "two public halves"),
            (0, vec![der::null()], "something else"),
            (0, vec![der::implicit(1, &[1, 2])], "a bit short"),
        ] {
            assert!(written(version, &rest).is_err(), "{what}");
        }
    }
}

/// Some programs write the private number as an INTEGER, with a zero before a first bit that is set.
#[test]
fn private_number_with_a_leading_zero_is_read() {
    let sec1 = |scalar: &[u8]| {
        let curve = der::explicit(0, &der::oid(P256));
        der::seq(&[der::integer(&[1]), der::octet_string(scalar), curve])
    };
    let same = |one: &[u8], other: &[u8]| {
        let [one, other] = [one, other].map(|scalar| PrivateKey::from_der(&sec1(scalar)).unwrap());
        assert!(one.as_pkcs8_der() == other.as_pkcs8_der());
    };
    same(&[&[0][..], &[0x7f; 32]].concat(), &[0x7f; 32]);
    same(&[&[0; 9][..], &[0x7f; 32]].concat(), &[0x7f; 32]);
    // Other programs leave leading zeros out.
    same(&[0x7f; 31], &[&[0][..], &[0x7f; 31]].concat());
    same(&[0x7f], &[&[0; 31][..], &[0x7f]].concat());
}
