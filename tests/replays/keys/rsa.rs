//! RSA keys whose numbers do not belong together, or that come from faulty generators.

use super::assert_inconsistent;
use crate::support::der;
use crate::support::key::Key;
use pkcs1::RsaPrivateKeyRef;
use pkcs8::PrivateKeyInfoRef;
use trustslot::{KeyAlgorithm, PrivateKey, PrivateKeyError};

#[test]
fn replay_23_oversized_and_absurd_rsa_keys_are_rejected() {
    let good = Rsa::of(&Key::rsa2048());
    assert!(PrivateKey::from_der(&good.der()).is_ok(), "untouched");
    let huge = |bits: usize| {
        let mut n = vec![0xff; bits / 8];
        n[0] = 0xc0;
        n
    };
    let even = [&good.n[..255], &[good.n[255] & 0xfe]].concat();
    let table: &[(&str, Rsa, &str)] = &[
        (
            "n of 16,384 bits",
            Rsa { n: huge(16_384), ..good.clone() },
            "the RSA key has 16384 bits; the limit is 8192",
        ),
        (
            "n of 65,536 bits",
            Rsa { n: huge(65_536), ..good.clone() },
            "the RSA key has 65536 bits; the limit is 8192",
        ),
        (
            "e of 2048 bits",
            Rsa { e: good.d.clone(), ..good.clone() },
            "the public exponent of the RSA key is not an odd number from 3 to 2^33",
        ),
        (
            "e = 1",
            Rsa { e: vec![1], ..good.clone() },
            "the public exponent of the RSA key is not an odd number from 3 to 2^33",
        ),
        (
            "e even",
            Rsa { e: vec![1, 0, 0], ..good.clone() },
            "the public exponent of the RSA key is not an odd number from 3 to 2^33",
        ),
        (
            "n even",
            Rsa { n: even, ..good.clone() },
            "the parts of the private key do not belong together: the primes do not multiply to the modulus",
        ),
        (
            "n = 0",
            Rsa { n: vec![0], ..good.clone() },
            "the RSA key has 0 bits; at least 2048 are required",
        ),
        (
            "n = 1",
            Rsa { n: vec![1], ..good.clone() },
            "the RSA key has 1 bits; at least 2048 are required",
        ),
    ];
    for (what, key, sentence) in table {
        let error = PrivateKey::from_der(&key.der()).unwrap_err();
        assert_eq!(error.to_string(), *sentence, "{what}");
    }
    // A negative modulus is not an unsigned number.
    let mut negative = good.der();
    der::replace_once(
        &mut negative,
        &[&[0x02, 0x82, 0x01, 0x01, 0x00][..], &good.n[..4]].concat(),
        &[&[0x02, 0x82, 0x01, 0x01, 0x80][..], &good.n[..4]].concat(),
    );
    let error = PrivateKey::from_der(&negative).unwrap_err();
    assert!(matches!(error, PrivateKeyError::Unreadable { form: "PKCS#1", .. }), "{error}");
}

#[test]
fn rsa_modulus_of_8192_bits_is_accepted() {
    let good = Rsa::of(&Key::rsa2048());
    let says = |bytes: usize| {
        let mut n = vec![0xff; bytes];
        n[0] = 0xc0;
        let key = Rsa { n, ..good.clone() };
        PrivateKey::from_der(&key.der()).unwrap_err().to_string()
    };
    assert_eq!(
        says(1024),
        "the parts of the private key do not belong together: the primes do not multiply to the modulus"
    );
    let too_long = "the RSA key has 8200 bits; the limit is 8192";
    assert_eq!(says(1025), too_long);
}

#[test]
fn replay_103_rsa_key_without_crt_values_is_rejected() {
    let good = Rsa::of(&Key::rsa2048());
    assert!(PrivateKey::from_der(&good.der()).is_ok(), "untouched");
    let (zero, one) = (vec![0], vec![1]);
    let table = [
        (
            "dP, dQ, qInv zero",
            Rsa { dp: zero.clone(), dq: zero.clone(), qinv: zero.clone(), ..good.clone() },
        ),
        ("p and q zero", Rsa { p: zero.clone(), q: zero.clone(), ..good.clone() }),
        (
            "p and q zero too",
            Rsa {
                p: zero.clone(),
                q: zero.clone(),
                dp: zero.clone(),
                dq: zero.clone(),
                qinv: zero.clone(),
                ..good.clone()
            },
        ),
        (
            "every private value 1",
            Rsa {
                d: one.clone(),
                p: one.clone(),
                q: one.clone(),
                dp: one.clone(),
                dq: one.clone(),
                qinv: one.clone(),
                ..good.clone()
            },
        ),
        (
            "p = n, q = 1",
            Rsa {
                p: good.n.clone(),
                q: one.clone(),
                dp: good.d.clone(),
                dq: zero.clone(),
                qinv: one.clone(),
                ..good.clone()
            },
        ),
    ];
    for (what, key) in table {
        assert_inconsistent(what, PrivateKey::from_der(&key.der()));
    }
}

#[test]
fn replay_105_wrong_crt_values_are_rejected() {
    let good = Rsa::of(&Key::rsa2048());
    assert!(PrivateKey::from_der(&good.der()).is_ok(), "untouched");
    for (what, key) in [
        ("dP + 2", Rsa { dp: plus(&good.dp, 2), ..good.clone() }),
        ("dQ + 2", Rsa { dq: plus(&good.dq, 2), ..good.clone() }),
        ("qInv + 1", Rsa { qinv: plus(&good.qinv, 1), ..good.clone() }),
        ("p and q exchanged", Rsa { p: good.q.clone(), q: good.p.clone(), ..good.clone() }),
        ("dP and dQ exchanged", Rsa { dp: good.dq.clone(), dq: good.dp.clone(), ..good.clone() }),
    ] {
        assert_inconsistent(what, PrivateKey::from_der(&key.der()));
    }
}

/// Numbers that are right modulo another, but too large: each key has one encoding.
#[test]
fn replay_105_private_numbers_that_are_not_reduced_are_rejected() {
    use crypto_bigint::U4096;
    let good = Rsa::of(&Key::rsa2048());
    let load = |bytes: &[u8]| U4096::from_be_slice_truncated(bytes, U4096::BITS);
    let bytes = |number: U4096| {
        let bytes = number.to_be_bytes();
        let bytes: &[u8] = bytes.as_ref();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes[zeros..].to_vec()
    };
    let (n, d, p, q) = (load(&good.n), load(&good.d), load(&good.p), load(&good.q));
    let phi = p.wrapping_sub(&U4096::ONE).wrapping_mul(&q.wrapping_sub(&U4096::ONE));
    let larger = d.wrapping_add(&phi);
    assert!(larger >= n && larger.bits() <= 2048, "it fits, but is not below the modulus");
    let qinv = load(&good.qinv).wrapping_add(&p);
    for (what, key) in [
        ("d + (p - 1)(q - 1)", Rsa { d: bytes(larger), ..good.clone() }),
        ("qInv + p", Rsa { qinv: bytes(qinv), ..good.clone() }),
        ("dP + p - 1", {
            let dp = load(&good.dp).wrapping_add(&p).wrapping_sub(&U4096::ONE);
            Rsa { dp: bytes(dp), ..good.clone() }
        }),
    ] {
        assert_inconsistent(what, PrivateKey::from_der(&key.der()));
    }
}

#[test]
fn replay_106_keys_from_faulty_generators_are_rejected() {
    let close = PrivateKey::from_der(include_bytes!("../../data/keys/close-primes.p1"));
    assert_eq!(close.unwrap_err(), PrivateKeyError::WeakPrimes);
    let roca = PrivateKey::from_der(include_bytes!("../../data/keys/roca.p1"));
    assert_eq!(roca.unwrap_err(), PrivateKeyError::RocaModulus);
    let uneven = PrivateKey::from_der(include_bytes!("../../data/keys/uneven.p1"));
    assert_eq!(uneven.unwrap_err(), PrivateKeyError::WeakPrimes);
    let shortest = PrivateKey::from_der(include_bytes!("../../data/keys/shortest-prime.p1"));
    assert_eq!(shortest.unwrap().algorithm(), KeyAlgorithm::Rsa { bits: 2048 });
    for honest in [Key::rsa2048(), Key::rsa3072(), Key::rsa4096()] {
        assert!(PrivateKey::from_der(honest.pkcs8()).is_ok());
    }
}

/// All relations hold that can be checked without testing primality, but the key does not work.
#[test]
fn replay_106_key_with_a_composite_prime_is_rejected() {
    let bytes = include_bytes!("../../data/keys/composite.p1");
    let error = PrivateKey::from_der(bytes).unwrap_err();
    assert_eq!(error, PrivateKeyError::CompositePrime);
    // Whichever of the two it is.
    let parts = Rsa::read(bytes);
    let exchanged = Rsa {
        p: parts.q.clone(),
        q: parts.p.clone(),
        dp: parts.dq.clone(),
        dq: parts.dp.clone(),
        qinv: inverse(&parts.p, &parts.q),
        ..parts
    };
    let error = PrivateKey::from_der(&exchanged.der()).unwrap_err();
    assert_eq!(error, PrivateKeyError::CompositePrime);
}

/// The inverse of `number` modulo the odd number `modulus`.
fn inverse(number: &[u8], modulus: &[u8]) -> Vec<u8> {
    use crypto_bigint::{Odd, U2048};
    let load = |bytes: &[u8]| U2048::from_be_slice_truncated(bytes, U2048::BITS);
    let modulus = Odd::new(load(modulus)).unwrap();
    let number = load(number).rem(modulus.as_nz_ref());
    let inverse = number.invert_odd_mod(&modulus).unwrap();
    inverse.to_be_bytes().as_ref().to_vec()
}

/// The numbers of a PKCS#1 key, so that a test can change one.
#[derive(Clone)]
pub(crate) struct Rsa {
    pub(crate) n: Vec<u8>,
    pub(crate) e: Vec<u8>,
    pub(crate) d: Vec<u8>,
    pub(crate) p: Vec<u8>,
    pub(crate) q: Vec<u8>,
    pub(crate) dp: Vec<u8>,
    pub(crate) dq: Vec<u8>,
    pub(crate) qinv: Vec<u8>,
}

impl Rsa {
    pub(crate) fn of(key: &Key) -> Self {
        let info = PrivateKeyInfoRef::try_from(key.pkcs8()).unwrap();
        Self::read(info.private_key.as_bytes())
    }

    fn read(der: &[u8]) -> Self {
        let parts = RsaPrivateKeyRef::try_from(der).unwrap();
        Self {
            n: parts.modulus.as_bytes().to_vec(),
            e: parts.public_exponent.as_bytes().to_vec(),
            d: parts.private_exponent.as_bytes().to_vec(),
            p: parts.prime1.as_bytes().to_vec(),
            q: parts.prime2.as_bytes().to_vec(),
            dp: parts.exponent1.as_bytes().to_vec(),
            dq: parts.exponent2.as_bytes().to_vec(),
            qinv: parts.coefficient.as_bytes().to_vec(),
        }
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let Self { n, e, d, p, q, dp, dq, qinv } = self;
        let numbers = [&vec![0], n, e, d, p, q, dp, dq, qinv];
        der::seq(&numbers.map(|number| der::integer(number)))
    }
}

/// A small number added to a large one that does not end in ff.
pub(crate) fn plus(number: &[u8], more: u8) -> Vec<u8> {
    let mut sum = number.to_vec();
    let last = sum.last_mut().unwrap();
    *last = last.wrapping_add(more);
    sum
}
