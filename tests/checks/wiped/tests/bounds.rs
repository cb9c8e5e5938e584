//! The stack that calls need is at most what the chapter on identities says.

use std::collections::BTreeMap;
use trustslot::{BuiltIn, Bundle, Identity, ServerCertSlot, TrustStore};
use wiped::material::{CERTIFICATES, KEYS, pem};
use wiped::stack_used;

/// The chapter, whose table has a row for each kind of key.
const CHAPTER: &str = include_str!("../../../../src/docs/identity.md");

/// The names of the keys here, by their names in the table.
const NAMES: [(&str, &str); 8] = [
    ("P-256", "p256"),
    ("P-384", "p384"),
    ("P-521", "p521"),
    ("Ed25519", "ed25519"),
    ("RSA 2048", "rsa2048"),
    ("RSA 3072", "rsa3072"),
    ("RSA 4096", "rsa4096"),
    ("RSA 8192", "rsa8192"),
];

#[test]
fn calls_need_no_more_stack_than_the_documentation_says() {
    let stated = stated();
    let mut faults = Vec::new();
    let mut check = |what: &str, used: usize| {
        let limit = stated[what] * 1024;
        println!("{what}: {used} bytes, {limit} stated");
        // Builds with debug assertions are those without optimization, whose frames are several times as large.
        if !cfg!(debug_assertions) && (used > limit || used < limit / 2) {
            faults.push(format!("{what}: {used} bytes, but {limit} are stated"));
        }
    };
    for (stated, name) in NAMES {
        let (_, key) = KEYS.iter().find(|(other, _)| *other == name).unwrap();
        let (_, certificate) = CERTIFICATES.iter().find(|(other, _)| *other == name).unwrap();
        let file = pem("CERTIFICATE", certificate) + &pem("PRIVATE KEY", key);
        let identity = || Identity::parse("phone.pem", file.as_bytes()).unwrap();
        let mut slot = ServerCertSlot::new();
        slot.upload(identity());
        let snapshot = slot.snapshot_with_private_key();
        let upload = stack_used(|| drop(identity()));
        let restore = stack_used(|| drop(ServerCertSlot::restore(&snapshot, 0).unwrap()));
        check(stated, upload.max(restore));
    }
    let largest = CERTIFICATES.iter().map(|(_, der)| pem("CERTIFICATE", der));
    let add = largest.map(|file| {
        stack_used(|| {
            let mut store = TrustStore::new(BuiltIn::EMPTY);
            store.add(&Bundle::parse("ca.pem", file.as_bytes()).unwrap()).unwrap();
        })
    });
    check("certificates", add.max().unwrap());
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The rows `| name | n KiB |` of the table.
fn stated() -> BTreeMap<&'static str, usize> {
    CHAPTER
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
            Some((name, rest.strip_suffix(" KiB |")?.parse().ok()?))
        })
        .collect()
}
