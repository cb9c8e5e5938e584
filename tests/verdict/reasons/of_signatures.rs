//! Signatures, keys, and the work they take.

use super::Row;
use crate::case::{Case, HOST, ca_that, good, leaf_that};
use crate::support::key::{EC_PUBLIC_KEY, algorithm, ec_spki};
use crate::support::{Issued, Key, der, intermediate, leaf, root};
use crate::verifier::certificate;
use trustslot::{Change, Position, Reason, Remedy};

pub(super) fn rows() -> Vec<Row> {
    let mut rows = signatures();
    rows.extend(algorithms());
    rows.extend(keys());
    rows.extend(work());
    rows
}

fn signatures() -> Vec<Row> {
    let bad = |place, says: &'static str| vec![(Reason::BadSignature, place, says, None)];
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
    ]
}

/// A row about the leaf: the finding itself, and whether nothing could verify a signature.
fn of_leaf(
    why: &'static str,
    faulty: Case,
    change: &Change,
    found: &[(Reason, &'static str)],
    control: Case,
) -> Row {
    let said = |(reason, says): &(Reason, &'static str)| {
        (*reason, Position::EndEntity, *says, Some(Remedy::ReissueWith(change.clone())))
    };
    Row { why, found: found.iter().map(said).collect(), faulty, control }
}

/// The same about the intermediate, whose own certificate must be replaced.
fn of_ca(
    why: &'static str,
    faulty: Case,
    change: &Change,
    found: &[(Reason, &'static str)],
    control: Case,
) -> Row {
    let ca = certificate(&faulty.presented[1]);
    let said = |(reason, says): &(Reason, &'static str)| {
        let remedy = Remedy::ReplaceCa { ca: ca.clone(), change: change.clone() };
        (*reason, Position::Intermediate(1), *says, Some(remedy))
    };
    Row { why, found: found.iter().map(said).collect(), faulty, control }
}

fn algorithms() -> Vec<Row> {
    use Reason::{UnsupportedSignatureAlgorithm as Unsupported, WeakSignatureAlgorithm as Weak};
    let sha224 = || algorithm::bare("1.2.840.10045.4.3.1");
    let sha1 = || algorithm::bare(algorithm::ECDSA_SHA1);
    let md5 = || algorithm::with_null(algorithm::RSA_MD5);
    let signed = |id: &str| leaf_that(|leaf| leaf.signature_algorithm(algorithm::bare(id)));
    let change = &Change::Signature;
    vec![
        of_leaf(
            "ECDSA with SHA-224 is not supported",
            leaf_that(|leaf| leaf.signature_algorithm(sha224())),
            change,
            &[(
                Unsupported,
                "the signature on the certificate is ECDSA with SHA-224 by an EC P-256 key, which is not supported here",
            )],
            good(),
        ),
        of_ca(
            "the same for the intermediate, with its own position",
            ca_that(|ca| ca.signature_algorithm(sha224())),
            change,
            &[(
                Unsupported,
                "the signature on CA \"Test CA\" is ECDSA with SHA-224 by an EC P-256 key, which is not supported here",
            )],
            good(),
        ),
        Row {
            why: "a supported algorithm, but an EC key cannot have made an RSA signature",
            faulty: ca_that(|ca| {
                ca.signature_algorithm(algorithm::with_null(algorithm::RSA_SHA256))
            }),
            found: vec![(
                Reason::BadSignature,
                Position::Intermediate(1),
                "the signature on CA \"Test CA\" does not verify with the key of \"Test Root\"",
                None,
            )],
            control: good(),
        },
        of_leaf(
            "DSA",
            signed("1.2.840.10040.4.3"),
            change,
            &[(
                Unsupported,
                "the signature on the certificate is DSA with SHA-1 by an EC P-256 key, which is not supported here",
            )],
            good(),
        ),
        of_leaf(
            "an identifier that nobody has named",
            signed("1.3.6.1.4.1.55555.7"),
            change,
            &[(
                Unsupported,
                "the signature on the certificate is the unknown algorithm 1.3.6.1.4.1.55555.7 by an EC P-256 key, which is not supported here",
            )],
            good(),
        ),
        of_leaf(
            "SHA-1, which nothing verifies with ECDSA",
            leaf_that(|leaf| leaf.signature_algorithm(sha1())),
            change,
            &[
                (Weak, "the certificate is signed with ECDSA and SHA-1, which is no longer secure"),
                (
                    Unsupported,
                    "the signature on the certificate is ECDSA with SHA-1 by an EC P-256 key, which is not supported here",
                ),
            ],
            good(),
        ),
        of_ca(
            "MD5, on the intermediate",
            ca_that(|ca| ca.signature_algorithm(md5())),
            change,
            &[
                (Weak, "CA \"Test CA\" is signed with RSA and MD5, which is no longer secure"),
                (
                    Unsupported,
                    "the signature on CA \"Test CA\" is RSA with MD5 by an EC P-256 key, which is not supported here",
                ),
            ],
            good(),
        ),
    ]
}

fn keys() -> Vec<Row> {
    use Reason::{PeerKeyUnsupported, UnsupportedKey, UnsupportedSignatureAlgorithm, WeakKey};
    let secp256k1 = || ec_spki(&der::oid("1.3.132.0.10"), &[4; 65]);
    // The test kit cannot sign with an RSA key of 1024 bits. No algorithm verifies PSS by such a key.
    let below_1024 = |ca: &Issued| {
        leaf(HOST)
            .signature_algorithm(algorithm::with_parameters(algorithm::RSA_PSS, &pss_sha256()))
            .signature([0; 128])
            .signed_by(ca)
    };
    let unverified = "the signature on the certificate is RSASSA-PSS with SHA-256 and salt length 32 by an RSA 1024 key, which is not supported here";
    let trusted = root("Test Root").self_signed();
    let small_ca = intermediate("Small CA").key(Key::rsa1024()).signed_by(&trusted);
    let small_root = root("Small Root")
        .key(Key::rsa1024())
        .signature_algorithm(algorithm::with_null(algorithm::RSA_SHA1))
        .signature([0; 128])
        .self_signed();
    let replace =
        |ca: &Issued| Some(Remedy::ReplaceCa { ca: certificate(ca), change: Change::Key });
    // Another signature by the same key would be no better.
    let not_verified =
        |ca: &Issued| (UnsupportedSignatureAlgorithm, Position::EndEntity, unverified, replace(ca));
    vec![
        of_leaf(
            "RSA 1024 on the leaf",
            leaf_that(|leaf| leaf.key(Key::rsa1024())),
            &Change::Key,
            &[(WeakKey, "the certificate has an RSA 1024 key; at least 2048 bits are required")],
            leaf_that(|leaf| leaf.key(Key::rsa2048())),
        ),
        Row {
            why: "RSA 1024 on an intermediate",
            faulty: Case::presenting(&[&below_1024(&small_ca), &small_ca]).uploaded(&[&trusted]),
            found: vec![
                (
                    WeakKey,
                    Position::Intermediate(1),
                    "CA \"Small CA\" has an RSA 1024 key; at least 2048 bits are required",
                    replace(&small_ca),
                ),
                not_verified(&small_ca),
            ],
            control: ca_that(|ca| ca.key(Key::rsa2048())),
        },
        Row {
            why: "RSA 1024 on an anchor: it can be uploaded, but its signatures can be forged",
            faulty: Case::presenting(&[&below_1024(&small_root)]).uploaded(&[&small_root]),
            found: vec![
                (
                    WeakKey,
                    Position::Anchor,
                    "root \"Small Root\" has an RSA 1024 key; at least 2048 bits are required",
                    replace(&small_root),
                ),
                not_verified(&small_root),
            ],
            control: crate::case::root_that(|root| root.key(Key::rsa2048())),
        },
        of_leaf(
            "an unsupported curve of the peer itself",
            leaf_that(|leaf| leaf.spki(secp256k1())),
            &Change::Key,
            &[(
                PeerKeyUnsupported,
                "the certificate has an EC key on secp256k1, which is not supported here",
            )],
            leaf_that(|leaf| leaf.key(Key::p384(1))),
        ),
        of_ca(
            "an unsupported curve of a CA",
            ca_that(|ca| ca.spki(secp256k1())),
            &Change::Key,
            &[(
                UnsupportedKey,
                "CA \"Test CA\" has an EC key on secp256k1, which is not supported here",
            )],
            ca_that(|ca| ca.key(Key::p384(1))),
        ),
        of_leaf(
            "an EC key without a curve",
            leaf_that(|leaf| {
                leaf.spki(crate::support::key::spki(&algorithm::bare(EC_PUBLIC_KEY), &[4; 65]))
            }),
            &Change::Key,
            &[(
                PeerKeyUnsupported,
                "the certificate has an EC key without a curve, which is not supported here",
            )],
            good(),
        ),
    ]
}

/// `RSASSA-PSS-params` for SHA-256, as RFC 4055 §3.1 recommends.
fn pss_sha256() -> Vec<u8> {
    let sha256 = algorithm::with_null("2.16.840.1.101.3.4.2.1");
    let mask = algorithm::with_parameters("1.2.840.113549.1.1.8", &sha256);
    der::seq(&[
        der::explicit(0, &sha256),
        der::explicit(1, &mask),
        der::explicit(2, &der::integer(&[32])),
    ])
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
        let trees = (0..300)
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
        {
            let faulty = tower(7);
            // The highest CA from which the path is short enough.
            let ca = certificate(&faulty.presented[1]);
            Row {
                why: "seven CAs between: deeper than any real chain, although the root is in the store",
                faulty,
                found: vec![(
                    Reason::PathTooLong,
                    Position::EndEntity,
                    "more than 6 CAs are between the certificate and a trust anchor, and 6 is the limit here",
                    Some(Remedy::UploadIssuer { ca, free: 9 }),
                )],
                control: tower(6),
            }
        },
        Row {
            why: "130 names under 300 constraints",
            faulty: many_names(130),
            found: vec![(
                Reason::TooMuchWork,
                Position::Intermediate(1),
                "verification stopped: there are too many names and too many name constraints to compare",
                Some(Remedy::AskForOtherChain),
            )],
            control: many_names(90),
        },
    ]
}
