//! Section B, as far as it is about public keys. That the server's slot refuses the same keys is shown where the
//! slot is.

use crate::ask::{HOST, peer, quickly, store_refused, trusting, upload};
use crate::support::key::{
    EC_PUBLIC_KEY, P256, P384, RSA_ENCRYPTION, algorithm, ec_spki, rsa_spki, spki,
};
use crate::support::{Issued, Key, chain3, der, intermediate, leaf, root};
use trustslot::{BuiltIn, Certificate, KeyAlgorithm, Reason, TrustStore, TrustStoreError, Unfit};

const PRIME: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];
const B: [u8; 32] = [
    0x5a, 0xc6, 0x35, 0xd8, 0xaa, 0x3a, 0x93, 0xe7, 0xb3, 0xeb, 0xbd, 0x55, 0x76, 0x98, 0x86, 0xbc,
    0x65, 0x1d, 0x06, 0xb0, 0xcc, 0x53, 0xb0, 0xf6, 0x3b, 0xce, 0x3c, 0x3e, 0x27, 0xd2, 0x60, 0x4b,
];

/// `ECParameters` by value (SEC 1 §C.2), over the field of P-256.
fn curve(prime: &[u8], generator: &[u8]) -> Vec<u8> {
    let field = der::seq(&[der::oid("1.2.840.10045.1.1"), der::integer(prime)]);
    let mut a = prime.to_vec();
    *a.last_mut().unwrap() -= 3;
    let coefficients = der::seq(&[der::octet_string(&a), der::octet_string(&B)]);
    let order = der::integer(&crate::forge::P256_ORDER);
    der::seq(&[
        der::integer(&[1]),
        field,
        coefficients,
        der::octet_string(generator),
        order,
        der::integer(&[1]),
    ])
}

/// The point of a P-256 key.
fn point(key: &Key) -> Vec<u8> {
    let spki = key.spki();
    spki[spki.len() - 65..].to_vec()
}

/// A chain in which the leaf, the intermediate or the root has this public key, each beside the reasons.
#[track_caller]
fn refused_as_each(spki: &[u8]) {
    let (root, ca, _) = chain3();
    let weak = leaf(HOST).spki(spki).signed_by(&ca);
    peer(&[&weak, &ca], &root).refused(Reason::UnsupportedKey);
    refused_as_issuer(spki, Reason::UnsupportedKey);
    let anchor = crate::support::root("Odd").spki(spki).self_signed();
    let refusal = store_refused(&anchor.der);
    let reason = Unfit::UnsupportedKey;
    assert_eq!(
        refusal,
        TrustStoreError::Unfit {
            position: 1,
            reason
        }
    );
}

/// An intermediate with this public key issues nothing; its certificate is genuine.
#[track_caller]
fn refused_as_issuer(spki: &[u8], reason: Reason) {
    let (root, ..) = chain3();
    let odd = intermediate("Odd").spki(spki).signed_by(&root);
    let below = leaf(HOST).signed_by(&odd);
    let asked = peer(&[&below, &odd], &root);
    asked.refused(reason);
    quickly(|| asked.judge().unwrap().is_trusted());
    quickly(|| Certificate::from_der(&odd.der).unwrap().to_string());
}

#[test]
fn replay_20_a_curve_by_parameters() {
    let (root, ca, genuine) = chain3();
    let key = &root.key;
    // The attacker knows the secret for this generator: it is 1.
    refused_as_each(&ec_spki(&curve(&PRIME, &point(key)), &point(key)));
    // Parameters that equal P-256, where its name should stand.
    let base = Key::p256(77);
    refused_as_each(&ec_spki(&curve(&PRIME, &point(&base)), &point(&base)));
    refused_as_each(&ec_spki(&der::null(), &point(key)));
    refused_as_each(&spki(&algorithm::bare(EC_PUBLIC_KEY), &point(key)));
    refused_as_each(&ec_spki(&der::oid("1.3.132.0.10"), &point(key)));

    // The look-alike beside the root: the same name and point, and the attacker's signatures.
    let lookalike = crate::support::root("Test Root");
    let lookalike = lookalike
        .spki(ec_spki(&curve(&PRIME, &point(key)), &point(key)))
        .self_signed();
    let attacker = Issued {
        key: Key::p256(666),
        ..root.clone()
    };
    let forged = leaf(HOST).signed_by(&attacker);
    peer(&[&forged, &lookalike], &root).refused(Reason::UnsupportedKey);
    peer(&[&genuine, &ca], &root).passes();
    refused_as_issuer(
        &ec_spki(&der::oid(P256), &point(&base)),
        Reason::BadSignature,
    );
}

#[test]
fn replay_21_a_field_that_is_none() {
    let mut composite = PRIME;
    composite[31] = 0xfd;
    let compressed = [&[0x02], &PRIME[..]].concat();
    for prime in [&composite[..], &[0x0f], &[0x00], &[0xff; 32], &[0x03]] {
        let mut prime = prime.to_vec();
        *prime.last_mut().unwrap() |= 3;
        refused_as_each(&ec_spki(&curve(&prime, &compressed), &compressed));
    }
    // On a curve with a name, compressed, and no point of it: x is not below the prime.
    let (root, ca, _) = chain3();
    let named = ec_spki(&der::oid(P256), &compressed);
    quickly(|| {
        peer(&[&leaf(HOST).spki(&*named).signed_by(&ca), &ca], &root)
            .judge()
            .is_ok()
    });
    refused_as_issuer(&named, Reason::BadSignature);
    peer(&[&leaf(HOST).signed_by(&ca), &ca], &root).passes();
}

#[test]
fn replay_22_huge_curve_parameters() {
    let wide = vec![0xff; 16_384 / 8];
    refused_as_each(&ec_spki(&curve(&wide, &[0x04; 4_097]), &[0x04; 4_097]));
    let binary = der::seq(&[
        der::oid("1.2.840.10045.1.2"),
        der::seq(&[
            der::integer(&[0x10, 0x00, 0x00]),
            der::oid("1.2.840.10045.1.2.3.1"),
            der::null(),
        ]),
    ]);
    let parameters = der::seq(&[der::integer(&[1]), binary, der::null()]);
    refused_as_each(&ec_spki(&parameters, &[0x04; 131]));
}

#[test]
fn replay_23_rsa_numbers() {
    let modulus = |bits: usize| {
        let mut modulus = vec![0xc5; bits / 8];
        modulus[bits / 8 - 1] = 0x01;
        modulus
    };
    let e: &[u8] = &[1, 0, 1];
    // Longer than what is checked, and exponents that would take long: whoever issues by them issues nothing.
    for (n, e) in [
        (modulus(16_384), e.to_vec()),
        (modulus(65_536), e.to_vec()),
        (modulus(8_200), e.to_vec()),
        (modulus(2_048), modulus(2_048)),
        (modulus(8_192), modulus(8_192)),
        (modulus(2_048), vec![0x02, 0, 0, 0, 1]),
    ] {
        refused_as_rsa_issuer(&rsa_spki(&n, &e), Reason::BadSignature);
    }
    let mut even = modulus(2_048);
    even[255] = 0x02;
    for (n, e) in [
        (even, e.to_vec()),
        (vec![], e.to_vec()),
        (vec![1], e.to_vec()),
        (modulus(2_048), vec![]),
        (modulus(2_048), vec![1]),
        (modulus(2_048), vec![2]),
    ] {
        let short = n == [1];
        let spki = rsa_spki(&n, &e);
        if short {
            refused_as_rsa_issuer(&spki, Reason::WeakKey);
        } else {
            refused_as_each(&spki);
        }
    }
    let raw =
        |n: Vec<u8>, e: Vec<u8>| spki(&algorithm::with_null(RSA_ENCRYPTION), &der::seq(&[n, e]));
    let (n, e) = (der::integer(&modulus(2_048)), der::integer(e));
    refused_as_each(&raw(der::tlv(der::INTEGER, &modulus(2_048)), e.clone()));
    refused_as_each(&raw(n.clone(), der::tlv(der::INTEGER, &[0xff])));
    refused_as_each(&raw(der::tlv(der::INTEGER, &[]), e.clone()));
    refused_as_each(&raw(n.clone(), der::concat(&[e.clone(), e.clone()])));
    refused_as_each(&raw(der::octet_string(&modulus(2_048)), e));

    let good = root("Good").key(Key::rsa2048()).self_signed();
    peer(&[&leaf(HOST).signed_by(&good)], &good).passes();
}

/// As [`refused_as_issuer`], with a signature of the right kind.
#[track_caller]
fn refused_as_rsa_issuer(spki: &[u8], reason: Reason) {
    let (root, ..) = chain3();
    let odd = intermediate("Odd")
        .key(Key::rsa2048())
        .spki(spki)
        .signed_by(&root);
    let below = leaf(HOST).signed_by(&odd);
    let asked = peer(&[&below, &odd], &root);
    asked.refused(reason);
    quickly(|| asked.judge().unwrap().is_trusted());
}

#[test]
fn replay_24_an_unknown_kind_of_key() {
    refused_as_each(&spki(&algorithm::bare("1.2.3.4.5"), b"anything"));
    refused_as_each(&spki(&algorithm::with_null("1.2.3.4.5"), b""));
    // An old entry of the store: it is there, and vouches for nobody.
    let odd = root("Odd")
        .spki(spki(&algorithm::bare("1.2.3.4.5"), b""))
        .self_signed();
    let below = leaf(HOST).signed_by(&odd);
    let old = peer(&[&below], &chain3().0).trusting(crate::ask::built_in(&[&odd]));
    old.refused(Reason::UnsupportedKey);
    // As a pin it would vouch for a key that nobody can use.
    let pin = leaf(HOST)
        .spki(spki(&algorithm::bare("1.2.3.4.5"), b""))
        .self_signed();
    peer(&[&pin], &pin).refused(Reason::UnsupportedKey);
    let pin = leaf(HOST).self_signed();
    peer(&[&pin], &pin).passes();
}

#[test]
fn replay_25_dsa() {
    const DSA: &str = "1.2.840.10040.4.1";
    let number = der::integer(&[0x7f; 128]);
    let parameters = der::seq(&[&*number, &number, &number]);
    let with = spki(&algorithm::with_parameters(DSA, &parameters), &number);
    let without = spki(&algorithm::bare(DSA), &number);
    refused_as_each(&with);
    refused_as_each(&without);
    refused_as_each(&spki(&algorithm::with_null(DSA), b""));
    // Twice in one chain.
    let root = root("Test Root").self_signed();
    let one = intermediate("One").spki(&*with).signed_by(&root);
    let two = intermediate("Two").spki(&*without).signed_by(&one);
    let below = leaf(HOST).spki(&*with).signed_by(&two);
    peer(&[&below, &two, &one, &one], &root).refused(Reason::UnsupportedKey);
    let dsa_sha256 = algorithm::bare("2.16.840.1.101.3.4.3.2");
    let signed = leaf(HOST).signature_algorithm(dsa_sha256).signed_by(&root);
    peer(&[&signed], &root).refused(Reason::UnsupportedSignatureAlgorithm);
    peer(&[&leaf(HOST).signed_by(&root)], &root).passes();
}

#[test]
fn replay_26_points_that_are_none() {
    let key = Key::p256(26);
    let good = point(&key);
    let p256 = der::oid(P256);
    let short = [&good[..33], &good[34..]].concat();
    let long = [&good[..], &[0]].concat();
    let hybrid = [&[0x06], &good[1..]].concat();
    for odd in [
        &[][..],
        &[0x00],
        &[0x04],
        &short,
        &long,
        &hybrid,
        &good[1..],
        &[0x02; 32],
        &[0x05; 33],
    ] {
        refused_as_each(&ec_spki(&p256, odd));
    }
    refused_as_each(&ec_spki(&der::oid(P384), &good));
    // The form of a point, and not on the curve: as an issuer it fits no signature.
    let mut off = good.clone();
    off[64] ^= 1;
    for odd in [
        off,
        [&[0x04], &[0xff; 64][..]].concat(),
        [&[0x04], &[0x00; 64][..]].concat(),
    ] {
        refused_as_issuer(&ec_spki(&p256, &odd), Reason::BadSignature);
    }
    let bits = der::bit_string_unused(1, &good);
    let unused = der::seq(&[algorithm::with_parameters(EC_PUBLIC_KEY, &p256), bits]);
    let (root, ca, _) = chain3();
    let unused = leaf(HOST).spki(unused).signed_by(&ca);
    peer(&[&unused, &ca], &root).unreadable("in the public key");

    let good = leaf(HOST).spki(ec_spki(&p256, &good)).signed_by(&ca);
    peer(&[&good, &ca], &root).passes();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    assert_eq!(upload(&mut store, &good.der).unwrap().pins, 1);
    assert_eq!(
        trusting(&[&good]).custom()[0].key_algorithm(),
        KeyAlgorithm::P256
    );
}
