//! The forms of a private key, and the errors for what does not belong in them.

use crate::support::der;
use crate::support::key::{EC_PUBLIC_KEY, Key, P256, P384, RSA_ENCRYPTION, algorithm};
use pkcs8::PrivateKeyInfoRef;
use pkcs8::spki::SubjectPublicKeyInfoRef;
use trustslot::{KeyAlgorithm, PrivateKey, PrivateKeyError};

fn pkcs8(algorithm: &[u8], private: &[u8]) -> Vec<u8> {
    der::seq(&[&der::integer(&[0]), algorithm, &der::octet_string(private)])
}

/// PKCS#8 of version 2, with the contents of the BIT STRING that is the public half (RFC 5958 §2).
pub(crate) fn with_public(key: &Key, bits: &[u8]) -> Vec<u8> {
    let spki = SubjectPublicKeyInfoRef::try_from(key.spki()).unwrap();
    let algorithm = pkcs8::der::Encode::to_der(&spki.algorithm).unwrap();
    let bytes = der::octet_string(&inside(key));
    der::seq(&[der::integer(&[1]), algorithm, bytes, der::implicit(1, bits)])
}

/// The bytes within the PKCS#8 form of a key.
pub(crate) fn inside(key: &Key) -> Vec<u8> {
    let info = PrivateKeyInfoRef::try_from(key.pkcs8()).unwrap();
    info.private_key.as_bytes().to_vec()
}

/// The public half as the contents of a BIT STRING.
pub(crate) fn bits(key: &Key) -> Vec<u8> {
    let spki = SubjectPublicKeyInfoRef::try_from(key.spki()).unwrap();
    [&[0], spki.subject_public_key.raw_bytes()].concat()
}

pub(crate) fn error_of(der: &[u8]) -> String {
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
