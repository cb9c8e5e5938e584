//! Parameters of elliptic curves in public keys.

use crate::forge;
use crate::judge::{HOST, built_in, peer, quickly};
use crate::public_keys::{point, refused_as_each, refused_as_issuer};
use crate::support::key::{EC_PUBLIC_KEY, P256, algorithm, ec_spki, spki};
use crate::support::{Issued, Key, chain3, der, intermediate, leaf};
use ring::digest::{SHA256, digest};
use trustslot::Reason;

const PRIME: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];
const B: [u8; 32] = [
    0x5a, 0xc6, 0x35, 0xd8, 0xaa, 0x3a, 0x93, 0xe7, 0xb3, 0xeb, 0xbd, 0x55, 0x76, 0x98, 0x86, 0xbc,
    0x65, 0x1d, 0x06, 0xb0, 0xcc, 0x53, 0xb0, 0xf6, 0x3b, 0xce, 0x3c, 0x3e, 0x27, 0xd2, 0x60, 0x4b,
];
/// The generator of P-256 (SEC 2 §2.4.2).
const GENERATOR: [u8; 65] = [
    0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40,
    0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2,
    0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e,
    0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51,
    0xf5,
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

#[test]
fn replay_20_curve_parameters_of_the_attacker_accepted() {
    let (root, ca, genuine) = chain3();
    let key = &root.key;
    // The attacker chose the generator, so the private key is known: it is 1.
    refused_as_each(&ec_spki(&curve(&PRIME, &point(key)), &point(key)));
    // Parameters equal to P-256, in place of its name.
    let base = Key::p256(77);
    refused_as_each(&ec_spki(&curve(&PRIME, &point(&base)), &point(&base)));
    // All numbers are those of P-256 and the signatures are genuine, so a verifier that compares numbers accepts it.
    let own = Key::p256(2_077);
    let equal = ec_spki(&curve(&PRIME, &GENERATOR), &point(&own));
    refused_as_each(&equal);
    let odd = intermediate("Odd").key(own.clone());
    let equal_ca = odd.clone().spki(&*equal).signed_by(&root);
    let below = leaf(HOST).signed_by(&equal_ca);
    peer(&[&below, &equal_ca], &root).refused(Reason::UnsupportedKey);
    let equal_root = crate::support::root("Odd").key(own).spki(&*equal);
    let equal_root = equal_root.self_signed();
    peer(&[&leaf(HOST).signed_by(&equal_root)], &root)
        .trusting(built_in(&[&equal_root]))
        .refused(Reason::UnsupportedKey);
    let named = odd.signed_by(&root);
    peer(&[&leaf(HOST).signed_by(&named), &named], &root).passes();
    refused_as_each(&ec_spki(&der::null(), &point(key)));
    refused_as_each(&spki(&algorithm::bare(EC_PUBLIC_KEY), &point(key)));
    refused_as_each(&ec_spki(&der::oid("1.3.132.0.10"), &point(key)));

    // A look-alike of the root is sent: the same name and point, with signatures of the attacker.
    let lookalike = crate::support::root("Test Root");
    let lookalike = lookalike.spki(ec_spki(&curve(&PRIME, &point(key)), &point(key))).self_signed();
    let attacker = Issued { key: Key::p256(666), ..root.clone() };
    let forged = leaf(HOST).signed_by(&attacker);
    peer(&[&forged, &lookalike], &root).refused(Reason::UnsupportedKey);
    // The attack itself: the signature verifies on the curve of the look-alike.
    let cert = leaf(HOST);
    let tbs = cert.clone().signature([0]).signed_by(&lookalike).tbs;
    let signature = forge::curveball(&point(key), digest(&SHA256, &tbs).as_ref());
    let forged = cert.signature(signature).signed_by(&lookalike);
    peer(&[&forged, &lookalike], &root).refused(Reason::UnsupportedKey);
    peer(&[&genuine, &ca], &root).passes();
    refused_as_issuer(&ec_spki(&der::oid(P256), &point(&base)), Reason::BadSignature);
}

#[test]
fn replay_21_endless_square_root_modulo_a_composite() {
    let mut composite = PRIME;
    composite[31] = 0xfd;
    let compressed = [&[0x02], &PRIME[..]].concat();
    for prime in [&composite[..], &[0x0f], &[0x00], &[0xff; 32], &[0x03]] {
        let mut prime = prime.to_vec();
        *prime.last_mut().unwrap() |= 3;
        refused_as_each(&ec_spki(&curve(&prime, &compressed), &compressed));
    }
    // The endless search runs only if the modulus is 1 modulo 8: here a multiple of 3, and 17 · 41.
    composite[31] = 0xe9;
    for modulus in [&composite[..], &[0x02, 0xb9]] {
        let mut point = vec![0x02];
        point.resize(1 + modulus.len(), 0x01);
        refused_as_each(&ec_spki(&curve(modulus, &point), &point));
    }
    refused_as_each(&ec_spki(&curve(&PRIME, &compressed), &compressed));
    // A compressed point on a named curve that is not on the curve: x is not below the prime.
    let (root, ca, _) = chain3();
    let named = ec_spki(&der::oid(P256), &compressed);
    quickly(|| peer(&[&leaf(HOST).spki(&*named).signed_by(&ca), &ca], &root).judge().is_ok());
    refused_as_issuer(&named, Reason::BadSignature);
    peer(&[&leaf(HOST).signed_by(&ca), &ca], &root).passes();
}

#[test]
fn replay_22_slow_check_of_huge_curve_parameters() {
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
    // The control: the same certificates with a named curve, as leaf and as issuer.
    let (root, ca, _) = chain3();
    let own = Key::p256(22);
    let named = ec_spki(&der::oid(P256), &point(&own));
    let end = leaf(HOST).spki(&*named).signed_by(&ca);
    peer(&[&end, &ca], &root).passes();
    let issuer = intermediate("Odd").key(own).spki(named).signed_by(&root);
    peer(&[&leaf(HOST).signed_by(&issuer), &issuer], &root).passes();
}
