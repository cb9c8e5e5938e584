//! A faulty private key does not replace the pair in the slot, which is still presented. Each row begins with the number
//! of a known fault (`tests/replays/README.md`).

use crate::presented::device;
use crate::rejected_replacements::{Row, full_slot, key_pem, shown, upload_file};
use crate::support::key::algorithm;
use crate::support::pem::pem;
use crate::support::{Key, der};
use pkcs1::RsaPrivateKeyRef;
use pkcs8::PrivateKeyInfoRef;

/// The numbers of an RSA key, so that a test can change one.
#[derive(Clone, Copy)]
struct Numbers<'a> {
    modulus: &'a [u8],
    public: &'a [u8],
    private: &'a [u8],
    primes: [&'a [u8]; 2],
    crt: [&'a [u8]; 3],
}

impl<'a> Numbers<'a> {
    fn of(pkcs8: &'a [u8]) -> Self {
        let info = PrivateKeyInfoRef::try_from(pkcs8).unwrap();
        let key = RsaPrivateKeyRef::try_from(info.private_key.as_bytes()).unwrap();
        let crt = [key.exponent1, key.exponent2, key.coefficient];
        Self {
            modulus: key.modulus.as_bytes(),
            public: key.public_exponent.as_bytes(),
            private: key.private_exponent.as_bytes(),
            primes: [key.prime1.as_bytes(), key.prime2.as_bytes()],
            crt: crt.map(|number| number.as_bytes()),
        }
    }

    fn der(self) -> Vec<u8> {
        let ([p, q], [dp, dq, qinv]) = (self.primes, self.crt);
        let numbers = [&[0], self.modulus, self.public, self.private, p, q, dp, dq, qinv];
        der::seq(&numbers.map(der::integer))
    }
}

/// F14: each file has a valid certificate and a faulty key.
#[test]
fn fault_f14_faulty_key_does_not_replace_the_pair_in_the_slot() {
    const APART: &str = "do not belong together";
    let new = device("new.example.com", 8).self_signed();
    let (cert, key) = (new.pem(), key_pem(&new));
    let rsa = device("new.example.com", 8).key(Key::rsa2048());
    let rsa = rsa.self_signed();
    let good = Numbers::of(rsa.key.pkcs8());
    let numbers = |numbers: Numbers<'_>| {
        let key = pem("RSA PRIVATE KEY", &numbers.der());
        format!("{}{key}", rsa.pem())
    };
    let zero: &[u8] = &[0];
    let mut other_crt = good.crt[0].to_vec();
    *other_crt.last_mut().unwrap() ^= 2;
    let dsa = der::seq(&[der::integer(&[23]), der::integer(&[11]), der::integer(&[4])]);
    let of_kind = |kind: Vec<u8>| {
        let inner = der::octet_string(&der::integer(&[3]));
        let key = der::seq(&[der::integer(&[0]), kind, inner]);
        format!("{cert}{}", pem("PRIVATE KEY", &key))
    };
    let pkcs1 = |key: &[u8]| format!("{cert}{}", pem("RSA PRIVATE KEY", key));
    // The certificate's point, with the scalar of another key.
    let curve = device("new.example.com", 8).key(Key::p256(1)).self_signed();
    let mut fake = Key::p256(2).pkcs8().to_vec();
    let point = fake.len() - 65;
    fake[point..].copy_from_slice(&curve.key.spki()[curve.key.spki().len() - 65..]);
    let fake = format!("{}{}", curve.pem(), pem("PRIVATE KEY", &fake));
    let mut off = curve.key.spki().to_vec();
    *off.last_mut().unwrap() ^= 1;
    let nowhere = device("new.example.com", 8).spki(off).self_signed();
    let dek_info = "-----\nDEK-Info: DES-EDE3-CBC,0011223344556677\n\n";
    let rows: [Row<'_>; 17] = [
        (
            "23: n of 16,384 bits",
            numbers(Numbers { modulus: &[0xc1; 2_048], ..good }),
            "the limit is 8192",
        ),
        ("23: e = 1", numbers(Numbers { public: &[1], ..good }), "public exponent"),
        (
            "23: e of 2,048 bits",
            numbers(Numbers { public: good.private, ..good }),
            "public exponent",
        ),
        ("23: n = 0", numbers(Numbers { modulus: zero, ..good }), "at least 2048"),
        ("24: an unknown kind", of_kind(algorithm::bare("1.2.3.4.5")), "1.2.3.4.5"),
        ("25: DSA", of_kind(algorithm::with_parameters("1.2.840.10040.4.1", &dsa)), "DSA"),
        (
            "26: a point that is not on the curve",
            format!("{}{}", nowhere.pem(), key_pem(&curve)),
            "does not match the certificate",
        ),
        ("103: no CRT values", numbers(Numbers { crt: [zero; 3], ..good }), APART),
        ("103: no primes", numbers(Numbers { primes: [zero; 2], ..good }), APART),
        (
            "103: nothing but 1",
            numbers(Numbers { private: &[1], primes: [&[1]; 2], crt: [&[1]; 3], ..good }),
            APART,
        ),
        ("104: d invented", numbers(Numbers { private: &[0x55; 256], ..good }), APART),
        ("104: a scalar that does not match the point", fake, APART),
        (
            "105: dP another",
            numbers(Numbers { crt: [&other_crt, good.crt[1], good.crt[2]], ..good }),
            APART,
        ),
        (
            "105: p and q exchanged",
            numbers(Numbers { primes: [good.primes[1], good.primes[0]], ..good }),
            APART,
        ),
        (
            "106: primes that are close",
            pkcs1(include_bytes!("../data/keys/close-primes.p1")),
            "primes can be found",
        ),
        (
            "106: the form of CVE-2017-15361",
            pkcs1(include_bytes!("../data/keys/roca.p1")),
            "CVE-2017-15361",
        ),
        (
            "110: DEK-Info over a key in the clear",
            format!("{cert}{}", key.replacen("-----\n", dek_info, 1)),
            "legacy encryption",
        ),
    ];
    let (mut slot, _) = full_slot();
    let before = shown(&slot);
    for (why, file, said) in rows {
        let error = upload_file(&mut slot, &file).unwrap_err();
        assert!(error.contains(said), "{why}: {error}");
        assert_eq!(shown(&slot), before, "{why}");
    }
    // The controls: the same files with correct numbers.
    for file in
        [numbers(good), format!("{}{}", curve.pem(), key_pem(&curve)), format!("{cert}{key}")]
    {
        let before = shown(&slot);
        assert!(upload_file(&mut slot, &file).unwrap().is_some());
        assert_ne!(shown(&slot), before);
    }
}
