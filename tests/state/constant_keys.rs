//! Neither the library nor a snapshot contains a constant key (a known fault of real products).

use crate::presented::{device, identity};
use crate::store_snapshots::{filled, root};
use crate::support::{self, Key, der};
use sha2::{Digest as _, Sha256};
use trustslot::{BuiltIn, ServerCertSlot};

/// The library's source files, by path.
#[expect(clippy::disallowed_methods, reason = "the test reads the source")]
pub(crate) fn sources() -> Vec<(String, String)> {
    let mut folders = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/src").to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(name);
            } else {
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert!(files.len() > 50);
    files
}

/// True if a line of code looks like a key: base64 text, or many bytes in a row.
fn looks_like_a_key(line: &str) -> bool {
    let is_text = |word: &str| {
        let has = |kind: fn(&char) -> bool| word.chars().any(|c| kind(&c));
        word.len() >= 40 && has(char::is_ascii_digit) && has(char::is_ascii_alphabetic)
    };
    line.matches("\\x").count() >= 16
        || line.matches("0x").count() >= 16
        || line.split(|c: char| !c.is_ascii_alphanumeric() && c != '+' && c != '/').any(is_text)
}

/// Whether it is a chapter of the documentation.
pub(crate) fn is_prose(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|extension| extension == "md")
}

/// Whether it is built for unit tests alone, which read the example files.
fn is_test(path: &str) -> bool {
    let inside = path.rsplit_once("/src/").map_or(path, |(_, inside)| inside);
    inside.ends_with("/tests.rs") || inside.contains("/tests/")
}

/// Lines that look like a key but are none, and why.
const NO_KEYS: [(&str, usize, &str); 3] = [
    ("private_key/point.rs", 9, "the primes and coefficients of three curves, which are public"),
    ("certificate/key.rs", 2, "points of small order, which are rejected"),
    ("remedy/plain.rs", 1, "blanks in UTF-8, which a command replaces"),
];

/// Row 116 (CVE-2024-24681, CVE-2023-22956, CVE-2024-48353): products had one hard-coded key for all customers. The
/// library contains no key, and a snapshot contains only the fields of the format and the uploads.
#[test]
fn replay_116_library_and_snapshots_contain_no_constant_key() {
    let key = support::pem::pem("PRIVATE KEY", Key::ed25519(1).pkcs8());
    assert!(key.lines().any(looks_like_a_key), "the control");
    for (path, text) in sources().into_iter().filter(|(path, _)| !is_prose(path)) {
        // The documentation shows the public example key of RFC 8410 §10.3.
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        let code: Vec<_> = text.lines().filter(is_code).collect();
        let known = NO_KEYS.iter().find(|(end, ..)| path.ends_with(end));
        let found = code.iter().filter(|line| looks_like_a_key(line)).count();
        assert_eq!(found, known.map_or(0, |(_, lines, _)| *lines), "{path}");
        let stored = |line: &&str| line.contains("-----BEGIN P") || line.contains("include_bytes");
        assert!(is_test(&path) || !code.iter().any(stored), "{path}");
    }
    let expected = |kind: u8, generation: u8, content: &[u8]| {
        let inner = [
            der::octet_string(b"trustslot"),
            der::integer(&[1]),
            der::integer(&[kind]),
            der::integer(&[generation]),
            content.to_vec(),
        ]
        .concat();
        let digest = der::octet_string(&Sha256::digest(&inner));
        der::seq(&[inner, digest])
    };
    let empty = || der::seq::<Vec<u8>>(&[]);
    let uploaded = root("Uploaded 0").der;
    for (store, generation, custom) in [
        (filled(BuiltIn::EMPTY, 0), 0, empty()),
        (filled(BuiltIn::EMPTY, 1), 1, der::seq(&[&uploaded])),
    ] {
        let content = der::seq(&[custom, empty()]);
        assert_eq!(store.snapshot(), expected(1, generation, &content));
    }
    // The key is in the one snapshot whose name says so, unencrypted, and in no other.
    let issued = device("phone.example.com", 5).self_signed();
    let mut slot = ServerCertSlot::new();
    slot.upload(identity(&issued, &[]));
    let custom = |key: Vec<u8>| der::seq(&[der::seq(&[der::seq(&[&issued.der]), key])]);
    let withheld = expected(2, 1, &custom(der::implicit(0, b"")));
    assert_eq!(slot.snapshot(), withheld);
    let whole = expected(2, 1, &custom(der::implicit(1, issued.key.pkcs8())));
    assert_eq!(*slot.snapshot_with_private_key(), whole);
}
