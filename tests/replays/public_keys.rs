//! Public keys in peers, issuers and uploads. `keys` shows that private keys with such a public half are rejected.

use crate::algorithms::rsa_signed;
use crate::judge::{HOST, peer, quickly, store_refused, trusting, upload};
use crate::support::key::{
    EC_PUBLIC_KEY, P256, P384, RSA_ENCRYPTION, algorithm, ec_spki, rsa_spki, spki,
};
use crate::support::{Key, chain3, der, intermediate, leaf, root};
use trustslot::{
    BuiltIn, Certificate, KeyAlgorithm, Reason, TrustStore, TrustStoreError, UnfitReason,
};

/// The point of a P-256 key.
pub(crate) fn point(key: &Key) -> Vec<u8> {
    let spki = key.spki();
    spki[spki.len() - 65..].to_vec()
}

/// Requires that this public key is rejected in a leaf, in an intermediate and in an uploaded root.
#[track_caller]
pub(crate) fn refused_as_each(spki: &[u8]) {
    let (root, ca, _) = chain3();
    let weak = leaf(HOST).spki(spki).signed_by(&ca);
    peer(&[&weak, &ca], &root).refused(Reason::PeerKeyUnsupported);
    refused_as_issuer(spki, Reason::UnsupportedKey);
    let anchor = crate::support::root("Odd").spki(spki).self_signed();
    is_unfit_for_its_key(&store_refused(&anchor.der));
}

/// Requires that the key of the first certificate is why the file was rejected.
#[track_caller]
pub(crate) fn is_unfit_for_its_key(refusal: &TrustStoreError) {
    let is_its_key = matches!(
        refusal,
        TrustStoreError::Unfit { position: 1, reason: UnfitReason::UnsupportedKey { .. } }
    );
    assert!(is_its_key, "{refusal}");
}

/// Requires that a genuine intermediate with this public key cannot issue.
#[track_caller]
pub(crate) fn refused_as_issuer(spki: &[u8], reason: Reason) {
    let (root, ..) = chain3();
    let odd = intermediate("Odd").spki(spki).signed_by(&root);
    let below = leaf(HOST).signed_by(&odd);
    let case = peer(&[&below, &odd], &root);
    case.refused(reason);
    quickly(|| case.judge().unwrap().is_trusted());
    quickly(|| Certificate::from_der(&odd.der).unwrap().to_string());
}

#[test]
fn replay_23_slow_check_of_huge_rsa_numbers() {
    let modulus = |bits: usize| {
        let mut modulus = vec![0xc5; bits / 8];
        modulus[bits / 8 - 1] = 0x01;
        modulus
    };
    let e: &[u8] = &[1, 0, 1];
    // Numbers above the limit, and exponents that would take long: no signature by such a key is accepted.
    for (n, e) in [
        (modulus(16_384), e.to_vec()),
        (modulus(65_536), e.to_vec()),
        (modulus(8_200), e.to_vec()),
        (modulus(2_048), modulus(2_048)),
        (modulus(8_192), modulus(8_192)),
        (modulus(2_048), vec![0x02, 0, 0, 0, 1]),
    ] {
        refused_as_rsa_issuer(&rsa_spki(&n, &e), &[Reason::BadSignature]);
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
            refused_as_rsa_issuer(&spki, &[Reason::WeakKey, Reason::UnsupportedSignatureAlgorithm]);
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

/// Every signature is genuine, and only the size of a number is wrong.
#[test]
fn replay_23_signature_by_an_oversized_rsa_key_checked() {
    for (bits, is_allowed) in [(8_192, true), (8_200, false), (16_384, false)] {
        let (root, below) = rsa_signed(&leaf(HOST), bits, algorithm::RSA_SHA256);
        let case = peer(&[&below], &root);
        if is_allowed {
            case.passes();
        } else {
            case.refused(Reason::BadSignature);
        }
    }
}

/// An exponent of 2,048 bits that is equivalent to the short one.
#[test]
#[cfg(feature = "identity")]
fn replay_23_signature_by_an_oversized_rsa_exponent_checked() {
    let pair = Key::rsa2048();
    let info = pkcs8::PrivateKeyInfoRef::try_from(pair.pkcs8()).unwrap();
    let key = pkcs1::RsaPrivateKeyRef::try_from(info.private_key.as_bytes()).unwrap();
    let (n, e) = (key.modulus.as_bytes(), key.public_exponent.as_bytes());
    let long = crate::forge::long_exponent(e, key.prime1.as_bytes(), key.prime2.as_bytes());
    assert!(long.len() == 256 && long[0] != 0);
    let (root, ..) = chain3();
    for (e, is_allowed) in [(e, true), (&long, false)] {
        let ca = intermediate("Odd").key(Key::rsa2048()).spki(rsa_spki(n, e));
        let ca = ca.signed_by(&root);
        let case = peer(&[&leaf(HOST).signed_by(&ca), &ca], &root);
        if is_allowed {
            case.passes();
        } else {
            case.refused(Reason::BadSignature);
        }
    }
}

/// As [`refused_as_issuer`], with an RSA signature.
#[track_caller]
fn refused_as_rsa_issuer(spki: &[u8], reasons: &[Reason]) {
    let (root, ..) = chain3();
    let odd = intermediate("Odd").key(Key::rsa2048()).spki(spki).signed_by(&root);
    let below = leaf(HOST).signed_by(&odd);
    let case = peer(&[&below, &odd], &root);
    case.refused_for(reasons);
    quickly(|| case.judge().unwrap().is_trusted());
}

#[test]
fn replay_24_crash_on_an_unknown_key_algorithm() {
    refused_as_each(&spki(&algorithm::bare("1.2.3.4.5"), b"anything"));
    refused_as_each(&spki(&algorithm::with_null("1.2.3.4.5"), b""));
    // A built-in root with such a key vouches for no certificate.
    let odd = root("Odd").spki(spki(&algorithm::bare("1.2.3.4.5"), b"")).self_signed();
    let below = leaf(HOST).signed_by(&odd);
    let built_in = peer(&[&below], &chain3().0).trusting(crate::judge::built_in(&[&odd]));
    built_in.refused(Reason::UnsupportedKey);
    // A pin with such a key is rejected too.
    let pin = leaf(HOST).spki(spki(&algorithm::bare("1.2.3.4.5"), b"")).self_signed();
    peer(&[&pin], &pin).refused(Reason::PeerKeyUnsupported);
    let pin = leaf(HOST).self_signed();
    peer(&[&pin], &pin).passes();
}

#[test]
fn replay_25_crash_on_comparing_dsa_keys() {
    const DSA: &str = "1.2.840.10040.4.1";
    let number = der::integer(&[0x7f; 128]);
    let parameters = der::seq(&[&*number, &number, &number]);
    let with = spki(&algorithm::with_parameters(DSA, &parameters), &number);
    let without = spki(&algorithm::bare(DSA), &number);
    refused_as_each(&with);
    refused_as_each(&without);
    refused_as_each(&spki(&algorithm::with_null(DSA), b""));
    // Two DSA keys in one chain.
    let root = root("Test Root").self_signed();
    let one = intermediate("One").spki(&*with).signed_by(&root);
    let two = intermediate("Two").spki(&*without).signed_by(&one);
    let below = leaf(HOST).spki(&*with).signed_by(&two);
    let reasons = [Reason::PeerKeyUnsupported, Reason::UnsupportedKey];
    peer(&[&below, &two, &one, &one], &root).refused_for(&reasons);
    let dsa_sha256 = algorithm::bare("2.16.840.1.101.3.4.3.2");
    let signed = leaf(HOST).signature_algorithm(dsa_sha256).signed_by(&root);
    peer(&[&signed], &root).refused(Reason::UnsupportedSignatureAlgorithm);
    peer(&[&leaf(HOST).signed_by(&root)], &root).passes();
}

#[test]
fn replay_26_crash_on_an_invalid_point() {
    let key = Key::p256(26);
    let good = point(&key);
    let p256 = der::oid(P256);
    let short = [&good[..33], &good[34..]].concat();
    let long = [&good[..], &[0]].concat();
    let hybrid = [&[0x06], &good[1..]].concat();
    for odd in
        [&[][..], &[0x00], &[0x04], &short, &long, &hybrid, &good[1..], &[0x02; 32], &[0x05; 33]]
    {
        refused_as_each(&ec_spki(&p256, odd));
    }
    refused_as_each(&ec_spki(&der::oid(P384), &good));
    // A point in the right form that is not on the curve: no signature verifies with it.
    let mut off = good.clone();
    off[64] ^= 1;
    for odd in [off, [&[0x04], &[0xff; 64][..]].concat(), [&[0x04], &[0x00; 64][..]].concat()] {
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
    assert_eq!(trusting(&[&good]).custom()[0].key_algorithm(), KeyAlgorithm::P256);
}
