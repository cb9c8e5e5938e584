//! The input files of all peers, in one directory. Certificates are in DER, one after the other.

#[cfg(feature = "aws-lc-rs")]
mod ml_dsa;

use crate::common::support::crl::crl;
use crate::common::support::names::general;
use crate::common::support::pem::LineEnding;
use crate::common::support::{Issued, Key, chain3_with, der, intermediate, leaf, root};
use crate::common::{HOST, KINDS, MOZILLA, library, mozilla_pem};
use core::ops::Range;
use pki_types::SignatureVerificationAlgorithm;
use std::fs;
use std::path::Path;
use trustslot::Bundle;

/// The kinds of keys, and the algorithms that check their signatures.
pub(crate) static KEYS: &[(&str, &dyn SignatureVerificationAlgorithm)] = &[
    ("p256", library::ECDSA_P256_SHA256),
    ("p384", library::ECDSA_P384_SHA384),
    ("rsa2048", library::RSA_PKCS1_2048_8192_SHA256),
    #[cfg(feature = "aws-lc-rs")]
    ("mldsa44", library::ML_DSA_44),
    #[cfg(feature = "aws-lc-rs")]
    ("mldsa65", library::ML_DSA_65),
];

/// Those that only some peers support (RFC 9881).
pub(crate) const ML_DSA: [&str; 2] = ["mldsa44", "mldsa65"];

/// The chains that are refused: an expired leaf, a leaf for another host, a leaf without its issuer, and a chain below a
/// root that is sent and not trusted.
pub(crate) const REFUSED: [&str; 4] =
    ["refused_expired", "refused_name", "refused_issuer", "refused_root"];

/// The numbers of entries of CRLs. The first is as long as those of large public CAs.
pub(crate) const ENTRIES: [u32; 2] = [100_000, 1_000_000];

/// The numbers of anchors, one of which issued the chain.
pub(crate) const ANCHORS: [u64; 2] = [10, 10_000];

/// The numbers of name constraints of a CA above a leaf with 2,000 names.
pub(crate) const SUBTREES: [usize; 2] = [10, 1_000];

/// Writes all files.
pub(crate) fn write(into: &Path) {
    fs::create_dir_all(into).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(into.join(name), bytes).unwrap();
    put("mozilla.pem", mozilla_pem(LineEnding::LF).as_bytes());
    let roots: Vec<u8> = MOZILLA.iter().flat_map(|der| der.iter().copied()).collect();
    put("mozilla.roots", &roots);
    let web = include_bytes!("../../examples/data/stackexchange-2021.pem");
    let web = Bundle::parse("chain.pem", web).unwrap();
    put("web_leaf.der", web.iter().next().unwrap().as_der());
    put("pin.der", &leaf(HOST).self_signed().der);
    for kind in KINDS.iter().filter(|kind| KEYS.iter().any(|(name, _)| *name == kind.name)) {
        let issued = chain3_with(kind.key);
        if kind.name == "p256" {
            p256(&issued, put);
        }
        let (root, ca, leaf) = issued;
        chain(kind.name, &root, [(&ca, root.key.spki()), (&leaf, ca.key.spki())], put);
    }
    #[cfg(feature = "aws-lc-rs")]
    for (name, kind) in ML_DSA.into_iter().zip(ml_dsa::KINDS) {
        let [root, ca, leaf] = ml_dsa::chain(kind);
        chain(name, &root.0, [(&ca.0, &root.1), (&leaf.0, &ca.1)], put);
    }
    put("hostile_50.chain", &hostile(|_| Key::p256(0)));
    put("hostile_50_keys.chain", &hostile(Key::p256));
    for subtrees in SUBTREES {
        let (root, chain) = names(1..2_000, subtrees);
        put(&format!("names_{subtrees}.root"), &root);
        put(&format!("names_{subtrees}.chain"), &chain);
    }
}

/// A chain, its root, and its two signatures with the keys that check them, the leaf's first.
fn chain(name: &str, root: &Issued, issued: [(&Issued, &[u8]); 2], put: impl Fn(&str, &[u8])) {
    let [(ca, _), (leaf, _)] = issued;
    put(&format!("{name}.root"), &root.der);
    put(&format!("{name}.chain"), &[&*leaf.der, &*ca.der].concat());
    for (number, (issued, spki)) in (1..).zip(issued.into_iter().rev()) {
        put(&format!("{name}.{number}.spki"), spki);
        put(&format!("{name}.{number}.message"), &issued.tbs);
        put(&format!("{name}.{number}.signature"), &issued.signature);
    }
}

/// What belongs to the chain with P-256 alone.
fn p256((root, ca, good): &(Issued, Issued, Issued), put: impl Fn(&str, &[u8]) + Copy) {
    put("leaf.der", &good.der);
    anchors(root, put);
    let expired = leaf(HOST).key(Key::p256(2)).expired().signed_by(ca);
    let other = leaf("other.example.org").key(Key::p256(2)).signed_by(ca);
    let refused: [&[&Issued]; 4] = [&[&expired, ca], &[&other, ca], &[good], &[good, ca, root]];
    for (row, presented) in REFUSED.into_iter().zip(refused) {
        let ders: Vec<_> = presented.iter().flat_map(|issued| issued.der.clone()).collect();
        put(&format!("{row}.chain"), &ders);
    }
    put("root.crl", &crl().dated("2026-05-01", "2040-01-01").signed_by(root));
    for entries in ENTRIES {
        put(&format!("crl_{entries}.crl"), &revoking(entries, ca));
    }
}

/// A CRL with this number of entries, none of which revokes the leaf.
fn revoking(entries: u32, ca: &Issued) -> Vec<u8> {
    let date = der::utc_time("260401000000Z");
    let mut all = Vec::new();
    for number in 0..entries {
        let serial = [[0x40].as_slice(), &number.to_be_bytes()].concat();
        all.extend(der::seq(&[&der::tlv(der::INTEGER, &serial), &date]));
    }
    crl().dated("2026-05-01", "2040-01-01").entry_raw(all).signed_by(ca)
}

/// The anchor that issued the chain is the last. Each anchor has another key, because peers may sort them by key.
fn anchors(last: &Issued, put: impl Fn(&str, &[u8])) {
    for count in ANCHORS {
        let others = (1..count).map(|number| {
            let other = root(&format!("Root {number}")).key(Key::p256(1_000 + number));
            other.self_signed().der
        });
        let roots: Vec<u8> = others.chain([last.der.clone()]).flatten().collect();
        put(&format!("anchors_{count}.roots"), &roots);
    }
}

/// A leaf and fifty intermediates of one name. Each could have issued each, and no anchor issued any.
fn hostile(key: fn(u64) -> Key) -> Vec<u8> {
    let evil = |number: u8| {
        let ca = intermediate("Evil CA").key(key(number.into()));
        ca.serial(&[1, number])
    };
    let first = evil(0).self_signed();
    let others = (0..50).map(|number| evil(number).signed_by(&first).der);
    let leaf = leaf(HOST).signed_by(&first).der;
    core::iter::once(leaf).chain(others).flatten().collect()
}

/// A leaf with these names below a CA with this number of constraints, none of which excludes a name.
fn names(names: Range<u32>, subtrees: usize) -> (Vec<u8>, Vec<u8>) {
    let root = root("Test Root").self_signed();
    let ca = (0..subtrees)
        .fold(intermediate("Test CA"), |ca, n| {
            ca.excluded_raw(general::dns(format!("{n}.example.org")))
        })
        .signed_by(&root);
    let hosts = names.map(|n| format!("{n}.example.com"));
    let leaf = leaf(HOST).dns_names(hosts.chain([HOST.to_owned()])).signed_by(&ca);
    (root.der, [leaf.der, ca.der].concat())
}
