//! Changes of versions, serial numbers, dates, algorithms, keys and signatures.

use super::On::{Any, Issuer, Leaf};
use super::{Kind, kind};
use trustslot_kit::key::{self, algorithm};
use trustslot_kit::{Key, NOW, der};

pub const KINDS: &[Kind] = &[
    kind("version 1", Any, |cert, _| cert.version(1)),
    kind("version 2 with extensions", Any, |cert, _| cert.version(2)),
    kind("version 4", Any, |cert, _| cert.version(4)),
    kind("odd serial number", Any, |cert, dice| {
        let serials: [&[u8]; 7] =
            [&[], &[0], &[0xff], &[0, 1], &[0x80, 0, 0], &[0x7f; 21], &[0x11; 40]];
        cert.serial(dice.pick(&serials))
    }),
    kind("expired", Any, |cert, _| cert.expired()),
    kind("not yet valid", Any, |cert, _| cert.not_yet_valid()),
    kind("ends now", Any, |cert, _| cert.valid("2020-01-01", NOW)),
    kind("begins now", Any, |cert, _| cert.valid(NOW, "2040-01-01")),
    kind("never valid", Any, |cert, _| cert.valid(NOW + 1, NOW - 1)),
    kind("begins before 1970", Any, |cert, dice| {
        let text = dice.pick(&["500101000000Z", "691231235959Z", "700101000000Z"]);
        cert.not_before_raw(der::utc_time(text))
    }),
    kind("ends in another century", Any, |cert, dice| {
        let text = dice.pick(&["99991231235959Z", "20500101000000Z", "21060207062816Z"]);
        cert.not_after_raw(der::generalized_time(text))
    }),
    kind("time in the other form", Any, |cert, dice| {
        if dice.below(2) == 0 {
            cert.not_after_raw(der::generalized_time("20400101000000Z"))
        } else {
            cert.not_before_raw(der::generalized_time("20200101000000Z"))
        }
    }),
    kind("time that is not DER", Any, |cert, dice| {
        let texts = [
            "4001010000Z",
            "400101000000",
            "400101000000+0000",
            "400101000000-0100",
            "400001000000Z",
            "400230000000Z",
            "400101240000Z",
            "400101000060Z",
            "40010100000 Z",
        ];
        let text = dice.pick(&texts);
        if dice.below(2) == 0 {
            cert.not_after_raw(der::utc_time(text))
        } else {
            cert.not_before_raw(der::utc_time(text.replacen("40", "20", 1)))
        }
    }),
    kind("generalized time with a fraction", Any, |cert, _| {
        cert.not_after_raw(der::generalized_time("20510101000000.5Z"))
    }),
    kind("corrupt signature", Any, |cert, _| cert.corrupt_signature()),
    kind("signature of another length", Any, |cert, dice| {
        cert.signature(vec![dice.next() as u8; dice.pick(&[0, 1, 63, 65])])
    }),
    kind("two signature algorithms", Any, |cert, _| {
        cert.signature_algorithm_outer(algorithm::bare(algorithm::ECDSA_SHA256))
    }),
    kind("two signature algorithms, the signed one wrong", Any, |cert, _| {
        cert.signature_algorithm_inner(algorithm::bare(algorithm::ECDSA_SHA256))
    }),
    kind("algorithm with NULL", Any, |cert, _| {
        cert.signature_algorithm(algorithm::with_null(algorithm::ED25519))
    }),
    kind("unknown algorithm", Any, |cert, _| {
        cert.signature_algorithm(algorithm::bare("1.3.6.1.4.1.55555.3"))
    }),
    kind("algorithm of another key", Any, |cert, _| {
        cert.signature_algorithm(algorithm::with_null(algorithm::RSA_SHA256))
    }),
    kind("SHA-1", Any, |cert, _| {
        cert.signature_algorithm(algorithm::with_null(algorithm::RSA_SHA1))
    }),
    kind("RSA key", Any, |cert, _| cert.key(Key::rsa2048())),
    kind("short RSA key", Leaf, |cert, _| cert.spki(Key::rsa1024().spki())),
    kind("P-521 key", Leaf, |cert, _| cert.spki(Key::p521().spki())),
    kind("RSA key without NULL", Leaf, |cert, _| {
        let numbers = der::seq(&[der::integer(&[0xc1; 256]), der::integer(&[1, 0, 1])]);
        cert.spki(key::spki(&algorithm::bare(key::RSA_ENCRYPTION), &numbers))
    }),
    kind("RSA key that is even or has exponent 1", Leaf, |cert, dice| {
        let (last, exponent) = dice.pick(&[(0xc0, 3), (0xc1, 1), (0xc1, 2)]);
        let mut modulus = vec![0xc1; 256];
        modulus[255] = last;
        cert.spki(key::rsa_spki(&modulus, &[exponent]))
    }),
    kind("point off its curve", Leaf, |cert, _| {
        let mut point = vec![4];
        point.extend([0x11; 64]);
        cert.spki(key::ec_spki(&der::oid(key::P256), &point))
    }),
    kind("key of an unknown curve", Leaf, |cert, _| {
        let mut point = vec![4];
        point.extend([0x11; 64]);
        cert.spki(key::ec_spki(&der::oid("1.3.132.0.10"), &point))
    }),
    kind("Ed25519 key of small order", Leaf, |cert, dice| {
        let mut point = [0; 32];
        point[0] = dice.below(2) as u8;
        cert.spki(key::spki(&algorithm::bare(algorithm::ED25519), &point))
    }),
    kind("key of an unknown kind", Leaf, |cert, _| {
        cert.spki(key::spki(&algorithm::bare("1.3.6.1.4.1.55555.4"), &[1, 2, 3]))
    }),
    kind("key that is not the issuer's", Issuer, |cert, dice| {
        let other = Key::ed25519(100 + dice.below(3) as u64);
        cert.spki(other.spki())
    }),
    kind("unique identifiers", Any, |cert, dice| {
        let number = dice.pick(&[1, 2]);
        cert.patch(move |tbs| insert_before_extensions(tbs, &der::implicit(number, &[0, 0xaa])))
    }),
];

/// Inserts an element before the extensions of a `TBSCertificate`, or at its end.
fn insert_before_extensions(tbs: &mut Vec<u8>, element: &[u8]) {
    let mut fields = trustslot_kit::forest::inside(tbs);
    let at = fields.iter().position(|field| field.first() == Some(&0xa3)).unwrap_or(fields.len());
    fields.insert(at, element);
    *tbs = der::seq(&fields);
}
