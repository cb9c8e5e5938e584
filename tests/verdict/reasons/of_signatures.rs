//! Signatures, keys, and the work they take.

use super::{Row, Said};
use crate::case::{Case, HOST, ca_that, good, leaf_that};
use crate::support::key::{EC_PUBLIC_KEY, algorithm, ec_spki};
use crate::support::{Issued, Key, der, intermediate, leaf, root};
use trustslot::{Position, Reason, Remedy};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = signatures();
    rows.extend(keys());
    rows.extend(work());
    rows
}

fn signatures() -> Vec<Row> {
    let sha224 = || algorithm::bare("1.2.840.10045.4.3.1");
    let sha1 = || algorithm::bare(algorithm::ECDSA_SHA1);
    let md5 = || algorithm::with_null(algorithm::RSA_MD5);
    let bad = |place, says: &'static str| vec![(Reason::BadSignature, place, says, None)];
    let unsupported = |place, says: &'static str| {
        vec![(Reason::UnsupportedSignatureAlgorithm, place, says, None)]
    };
    let weak = |place, says: &'static str| {
        let remedy = Some(Remedy::ReplaceWeak);
        vec![(Reason::WeakSignatureAlgorithm, place, says, remedy)]
    };
    vec![
        Row {
            why: "one bit of the leaf's signature",
            faulty: leaf_that(crate::support::Cert::corrupt_signature),
            found: bad(
                Position::EndEntity,
                "the signature on the certificate does not verify with the key of \"Test CA\"",
            ),
            control: good(),
        },
        Row {
            why: "one bit of the intermediate's signature",
            faulty: ca_that(crate::support::Cert::corrupt_signature),
            found: bad(
                Position::Intermediate(1),
                "the signature on CA \"Test CA\" does not verify with the key of \"Test Root\"",
            ),
            control: good(),
        },
        Row {
            why: "the anchor has the right name and another key",
            faulty: Case::presenting(&[&leaf(HOST).signed_by(&root("Test Root").self_signed())])
                .uploaded(&[&root("Test Root").key(Key::p256(7)).self_signed()]),
            found: bad(
                Position::EndEntity,
                "the signature on the certificate does not verify with the key of \"Test Root\"",
            ),
            control: Case::presenting(&[&leaf(HOST).signed_by(&root("Test Root").self_signed())])
                .uploaded(&[&root("Test Root").self_signed()]),
        },
        Row {
            why: "ECDSA with SHA-224 is not supported",
            faulty: leaf_that(|leaf| leaf.signature_algorithm(sha224())),
            found: unsupported(
                Position::EndEntity,
                "the certificate is signed with an algorithm that is not supported here",
            ),
            control: good(),
        },
        Row {
            why: "the same for the intermediate, with its own position",
            faulty: ca_that(|ca| ca.signature_algorithm(sha224())),
            found: unsupported(
                Position::Intermediate(1),
                "CA \"Test CA\" is signed with an algorithm that is not supported here",
            ),
            control: good(),
        },
        Row {
            why: "a supported algorithm, but for another kind of key than the issuer's",
            faulty: ca_that(|ca| {
                ca.signature_algorithm(algorithm::with_null(algorithm::RSA_SHA256))
            }),
            found: unsupported(
                Position::Intermediate(1),
                "CA \"Test CA\" is signed with an algorithm that is not supported here",
            ),
            control: good(),
        },
        Row {
            why: "SHA-1",
            faulty: leaf_that(|leaf| leaf.signature_algorithm(sha1())),
            found: weak(
                Position::EndEntity,
                "the certificate is signed with ECDSA and SHA-1, which is no longer secure",
            ),
            control: good(),
        },
        Row {
            why: "MD5, on the intermediate",
            faulty: ca_that(|ca| ca.signature_algorithm(md5())),
            found: weak(
                Position::Intermediate(1),
                "CA \"Test CA\" is signed with RSA and MD5, which is no longer secure",
            ),
            control: good(),
        },
    ]
}

fn keys() -> Vec<Row> {
    let weak = |place, says: &'static str| -> Vec<Said> {
        vec![(Reason::WeakKey, place, says, Some(Remedy::ReplaceWeak))]
    };
    let secp256k1 = || ec_spki(&der::oid("1.3.132.0.10"), &[4; 65]);
    // The test kit cannot sign with this key, but the signature on the leaf is never checked.
    let below_1024 = |ca: &Issued| {
        leaf(HOST)
            .signature_algorithm(algorithm::with_null(algorithm::RSA_SHA256))
            .signature([0; 128])
            .signed_by(ca)
    };
    let trusted = root("Test Root").self_signed();
    let small_ca = intermediate("Small CA").key(Key::rsa1024()).signed_by(&trusted);
    let small_root = root("Small Root")
        .key(Key::rsa1024())
        .signature_algorithm(algorithm::with_null(algorithm::RSA_SHA1))
        .signature([0; 128])
        .self_signed();
    vec![
        Row {
            why: "RSA 1024 on the leaf",
            faulty: leaf_that(|leaf| leaf.key(Key::rsa1024())),
            found: weak(
                Position::EndEntity,
                "the certificate has an RSA 1024 key; at least 2048 bits are required",
            ),
            control: leaf_that(|leaf| leaf.key(Key::rsa2048())),
        },
        Row {
            why: "RSA 1024 on an intermediate",
            faulty: Case::presenting(&[&below_1024(&small_ca), &small_ca]).uploaded(&[&trusted]),
            found: weak(
                Position::Intermediate(1),
                "CA \"Small CA\" has an RSA 1024 key; at least 2048 bits are required",
            ),
            control: ca_that(|ca| ca.key(Key::rsa2048())),
        },
        Row {
            why: "RSA 1024 on an anchor: it can be uploaded, but its signatures can be forged",
            faulty: Case::presenting(&[&below_1024(&small_root)]).uploaded(&[&small_root]),
            found: weak(
                Position::Anchor,
                "root \"Small Root\" has an RSA 1024 key; at least 2048 bits are required",
            ),
            control: crate::case::root_that(|root| root.key(Key::rsa2048())),
        },
        Row {
            why: "an unsupported curve",
            faulty: leaf_that(|leaf| leaf.spki(secp256k1())),
            found: vec![(
                Reason::UnsupportedKey,
                Position::EndEntity,
                "the certificate has a key of a kind that is not supported here",
                None,
            )],
            control: leaf_that(|leaf| leaf.key(Key::p384(1))),
        },
        Row {
            why: "an EC key without a curve",
            faulty: leaf_that(|leaf| {
                leaf.spki(crate::support::key::spki(&algorithm::bare(EC_PUBLIC_KEY), &[4; 65]))
            }),
            found: vec![(
                Reason::UnsupportedKey,
                Position::EndEntity,
                "the certificate has a key of a kind that is not supported here",
                None,
            )],
            control: good(),
        },
    ]
}

fn work() -> Vec<Row> {
    let tower = |height: usize| {
        let bottom = root("Tower 0").self_signed();
        let mut floors = vec![bottom];
        for floor in 1..=height {
            let below = floors.last().unwrap();
            floors.push(intermediate(&format!("Tower {floor}")).signed_by(below));
        }
        let leaf = leaf(HOST).signed_by(floors.last().unwrap());
        let mut presented = vec![&leaf];
        presented.extend(&floors[1..]);
        Case::presenting(&presented).uploaded(&[&floors[0]])
    };
    let many_names = |names: usize| {
        let trees = (0..50)
            .fold(intermediate("Test CA"), |ca, n| ca.permitted_dns(format!("d{n}.example.com")));
        let root = root("Test Root").self_signed();
        let ca = trees.signed_by(&root);
        let leaf = (0..names)
            .fold(leaf("phone.d1.example.com"), |leaf, n| leaf.dns(format!("n{n}.d1.example.com")));
        Case::presenting(&[&leaf.signed_by(&ca), &ca])
            .uploaded(&[&root])
            .dialing("phone.d1.example.com")
    };
    vec![
        Row {
            why: "seven CAs between: deeper than any real chain, although the root is in the store",
            faulty: tower(7),
            found: vec![(
                Reason::TooMuchWork,
                Position::EndEntity,
                "verification stopped: there are more than 6 CAs between the certificate and the trust anchor",
                None,
            )],
            control: tower(6),
        },
        Row {
            why: "50 names under 50 constraints",
            faulty: many_names(50),
            found: vec![(
                Reason::TooMuchWork,
                Position::Intermediate(1),
                "verification stopped: there are too many names and too many name constraints to compare",
                None,
            )],
            control: many_names(48),
        },
    ]
}
