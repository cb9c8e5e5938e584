//! The input files of all peers, in one directory. Certificates are in DER, one after the other.

use crate::common::support::names::general;
use crate::common::support::pem::LineEnding;
use crate::common::support::{Issued, Key, chain3_with, intermediate, leaf, root};
use crate::common::{HOST, KINDS, MOZILLA, mozilla_pem};
use core::ops::Range;
use std::fs;
use std::path::Path;
use trustslot::Bundle;

/// The kinds of keys that every peer supports.
pub(crate) const KEYS: [&str; 3] = ["p256", "p384", "rsa2048"];

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
    let chain =
        Bundle::parse("chain.pem", include_bytes!("../../examples/data/stackexchange-2021.pem"));
    put("web_leaf.der", chain.unwrap().iter().next().unwrap().as_der());
    put("pin.der", &leaf(HOST).self_signed().der);
    for kind in KINDS.iter().filter(|kind| KEYS.contains(&kind.name)) {
        let (root, ca, leaf) = chain3_with(kind.key);
        put(&format!("{}.root", kind.name), &root.der);
        put(&format!("{}.chain", kind.name), &[&*leaf.der, &*ca.der].concat());
        for (number, issued, by) in [(1, &leaf, &ca), (2, &ca, &root)] {
            let put = |what: &str, bytes: &[u8]| {
                put(&format!("{}.{number}.{what}", kind.name), bytes);
            };
            put("spki", by.key.spki());
            put("message", &issued.tbs);
            put("signature", &issued.signature);
        }
        if kind.name == "p256" {
            put("root.der", &root.der);
            put("ca.der", &ca.der);
            put("leaf.der", &leaf.der);
            anchors(&root, put);
        }
    }
    put("hostile_50.chain", &hostile(|_| Key::p256(0)));
    put("hostile_50_keys.chain", &hostile(Key::p256));
    for subtrees in SUBTREES {
        let (root, chain) = names(1..2_000, subtrees);
        put(&format!("names_{subtrees}.root"), &root);
        put(&format!("names_{subtrees}.chain"), &chain);
    }
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
