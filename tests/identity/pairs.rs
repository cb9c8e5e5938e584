//! Pairs of key and certificate: whether they match, and how that is proved.

use crate::support::key::{Key, ec_spki};
use crate::support::{der, leaf, root};
use crate::{certificate, certificate_for, key_pem};
use trustslot::{Bundle, Identity, KeyAlgorithm, KeyStorage, PairProof, PrivateKey};

#[test]
fn every_kind_of_key_matches_its_own_certificate_only() {
    let table = [
        (Key::rsa2048(), KeyAlgorithm::Rsa { bits: 2048 }),
        (Key::rsa3072(), KeyAlgorithm::Rsa { bits: 3072 }),
        (Key::rsa4096(), KeyAlgorithm::Rsa { bits: 4096 }),
        (Key::p256(1), KeyAlgorithm::P256),
        (Key::p384(1), KeyAlgorithm::P384),
        (Key::p521(), KeyAlgorithm::P521),
        (Key::ed25519(1), KeyAlgorithm::Ed25519),
    ];
    let ca = root("Test Root").self_signed();
    for (key, algorithm) in &table {
        let file = certificate_for(key, &ca).pem() + &key_pem(key);
        let identity = Identity::parse("phone.pem", file.as_bytes()).unwrap();
        assert_eq!(identity.pair_proof(), PairProof::Derived, "{algorithm}");
        let chain = Bundle::parse("chain.pem", identity.chain_to_pem().as_bytes()).unwrap();
        assert!(chain.iter().eq(identity.chain()), "{algorithm}");
        let KeyStorage::Bytes(private) = identity.key() else {
            panic!("{algorithm}: the key is in memory")
        };
        assert_eq!(private.algorithm(), *algorithm);
        // The exported key is parsed again and is the same.
        let again = PrivateKey::from_der(&private.export_pkcs8_der()).unwrap();
        assert_eq!(again.matches(identity.certificate()), Some(PairProof::Derived));
        assert_eq!(*again.export_pkcs8_der(), *private.export_pkcs8_der());
        assert_eq!(private.export_private_key_der().secret_der(), &*private.export_pkcs8_der());
        assert_eq!(private.as_private_key_der().secret_der(), &*private.export_pkcs8_der());
        // Lent, not copied.
        assert!(core::ptr::eq(private.as_pkcs8_der(), private.as_private_key_der().secret_der()));
        for (other, name) in table.iter().filter(|(_, other)| other != algorithm) {
            let other = certificate(&certificate_for(other, &ca));
            assert_eq!(private.matches(&other), None, "{algorithm} for {name}");
        }
    }
}

#[test]
fn a_second_key_of_the_same_kind_does_not_match() {
    let ca = root("Test Root").self_signed();
    for (one, two) in [
        (Key::p256(1), Key::p256(2)),
        (Key::p384(1), Key::p384(2)),
        (Key::ed25519(1), Key::ed25519(2)),
    ] {
        let key = PrivateKey::from_der(one.pkcs8()).unwrap();
        assert_eq!(key.matches(&certificate(&certificate_for(&two, &ca))), None);
    }
}

#[test]
fn compressed_point_matches_the_uncompressed_one() {
    let key = Key::p256(5);
    let spki = key.spki();
    let point = &spki[spki.len() - 65..];
    let sign = 0x02 | (point[64] & 1);
    let compressed = [&[sign], &point[1..33]].concat();
    let spki = ec_spki(&der::oid("1.2.840.10045.3.1.7"), &compressed);
    let phone = leaf("phone.example.com").spki(spki).self_signed();
    let private = PrivateKey::from_der(key.pkcs8()).unwrap();
    assert!(private.matches(&certificate(&phone)).is_some());
    let mut other = compressed;
    other[0] ^= 1;
    let spki = ec_spki(&der::oid("1.2.840.10045.3.1.7"), &other);
    let phone = leaf("phone.example.com").spki(spki).self_signed();
    assert_eq!(private.matches(&certificate(&phone)), None);
}

#[test]
fn pairing_compares_the_whole_public_half() {
    let key = Key::rsa4608();
    let private = PrivateKey::from_der(key.pkcs8()).unwrap();
    let certified = |spki: &[u8]| certificate(&leaf("phone.example.com").spki(spki).self_signed());
    let own = certified(key.spki());
    assert_eq!(private.matches(&own), Some(PairProof::Derived));
    let last = key.spki().len() - 1;
    for (at, why) in [(last / 2, "another modulus"), (last, "another exponent")] {
        let mut other = key.spki().to_vec();
        other[at] ^= 2;
        assert_eq!(private.matches(&certified(&other)), None, "{why}");
    }

    // A compressed point with the other sign is another point.
    let key = Key::p521();
    let private = PrivateKey::from_der(key.pkcs8()).unwrap();
    let point = &key.spki()[key.spki().len() - 133..];
    for (sign, is_own) in [(2, point[132] & 1 == 0), (3, point[132] & 1 == 1)] {
        let compressed = [&[sign], &point[1..67]].concat();
        let certificate = certified(&ec_spki(&der::oid("1.3.132.0.35"), &compressed));
        assert_eq!(private.matches(&certificate).is_some(), is_own, "{sign}");
    }
}

#[test]
fn pair_proofs_have_a_text() {
    let table = [
        (PairProof::Signed, "proved by a signature"),
        (PairProof::Derived, "proved by computing the public half"),
        (PairProof::Stated, "stated by the caller"),
    ];
    for (proof, words) in table {
        assert_eq!(proof.to_string(), words);
    }
}
