//! Known faults of real products, replayed: those about keys in the code and state that comes back.

use crate::sizes::in_little_memory;
use crate::slot_places::{device, identity};
use crate::snapshot_store::{built_in, certificate, filled, fingerprint, restore, root};
use crate::support::{self, Key, NOW, der};
use sha2::{Digest as _, Sha256};
use trustslot::{
    BuiltIn, Chain, Clock, Policy, Reason, ServerCertSlot, SnapshotError, TrustStore, Verifier,
};

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

/// Whether a line of code has what a key looks like: the text of one, or a row of bytes.
fn looks_like_a_key(line: &str) -> bool {
    let is_text = |word: &str| {
        let has = |kind: fn(&char) -> bool| word.chars().any(|c| kind(&c));
        word.len() >= 40 && has(char::is_ascii_digit) && has(char::is_ascii_alphabetic)
    };
    line.matches("\\x").count() >= 16
        || line.matches("0x").count() >= 16
        || line.split(|c: char| !c.is_ascii_alphanumeric() && c != '+' && c != '/').any(is_text)
}

/// Lines that look like a key and are none, and why.
const NO_KEYS: [(&str, usize, &str); 1] =
    [("certificate/key.rs", 2, "points of small order, to refuse them")];

/// Row 116: one key for all customers, hard-coded (CVE-2024-24681, CVE-2023-22956, CVE-2024-48353). There is no key
/// in the library, and no byte in an exported state but what the format says and what was put in.
#[test]
fn replay_116_no_constant_key() {
    let key = support::pem::pem("PRIVATE KEY", Key::ed25519(1).pkcs8());
    assert!(key.lines().any(looks_like_a_key), "the control");
    for (path, text) in sources() {
        // The documentation of a private key shows the one of RFC 8410 §10.3, which is everybody's.
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        let code: Vec<_> = text.lines().filter(is_code).collect();
        let known = NO_KEYS.iter().find(|(end, ..)| path.ends_with(end));
        let found = code.iter().filter(|line| looks_like_a_key(line)).count();
        assert_eq!(found, known.map_or(0, |(_, lines, _)| *lines), "{path}");
        let stored = |line: &&str| line.contains("-----BEGIN P") || line.contains("include_bytes");
        assert!(!code.iter().any(stored), "{path}");
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
    // No secrecy is claimed: the key is there as it is, in the one export that says so, and nowhere else.
    let issued = device("phone.example.com", 5).self_signed();
    let mut slot = ServerCertSlot::new();
    slot.upload(identity(&issued, &[]));
    let custom = |key: Vec<u8>| der::seq(&[der::seq(&[der::seq(&[&issued.der]), key])]);
    let withheld = expected(2, 1, &custom(der::implicit(0, b"")));
    assert_eq!(slot.snapshot(), withheld);
    let whole = expected(2, 1, &custom(der::implicit(1, issued.key.pkcs8())));
    assert_eq!(*slot.snapshot_with_private_key(), whole);
}

/// Row 118: state is trusted no more for being our own (CVE-2026-34877).
#[test]
fn replay_118_state_that_was_altered() {
    let (first, second) = (root("First"), root("Second"));
    let list = built_in(&[&first, &second]);
    let mut store = filled(list, 1);
    store.disable(&fingerprint(&first));
    let issued = device("phone.example.com", 5).self_signed();
    let mut slot = ServerCertSlot::new();
    slot.upload(identity(&issued, &[]));
    let read_store: Read = |list, bytes| restore(list, bytes).map(|store| store.snapshot());
    let read_slot: Read = |_, bytes| {
        let restored = ServerCertSlot::restore(bytes, 0)?.slot;
        Ok(restored.snapshot_with_private_key().to_vec())
    };
    for (whole, read) in
        [(store.snapshot(), read_store), (slot.snapshot_with_private_key().to_vec(), read_slot)]
    {
        // Beside it, how much memory each answer takes.
        let read = |bytes: &[u8]| in_little_memory(bytes.len(), || read(list, bytes));
        assert_eq!(read(&whole).unwrap(), whole, "the control");
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "cut at {length}");
        }
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&flipped).is_err(), "bit {bit}");
            // With a right digest it is an error, or a state that says itself the same way again.
            let repaired = repair(flipped);
            if let Ok(again) = read(&repaired) {
                assert_eq!(again, repaired, "bit {bit}");
            }
        }
        // Every byte, so every length field: nothing, the most a form can say, and beyond it.
        for at in 0..whole.len() {
            for value in [0x00, 0x01, 0x7f, 0x80, 0x81, 0x84, 0x88, 0xff] {
                let mut altered = whole.clone();
                altered[at] = value;
                let altered = repair(altered);
                if let Ok(again) = read(&altered) {
                    assert_eq!(again, altered, "byte {at} is {value}");
                }
            }
        }
    }
    // Sections of two exports exchanged: of other kinds, and of other states.
    let whole = store.snapshot();
    assert_eq!(ServerCertSlot::restore(&whole, 0).unwrap_err(), SnapshotError::Kind);
    let mut newer = whole.clone();
    let version = 4 + 11 + 2;
    assert_eq!(newer[version - 2..=version], [0x02, 1, 1]);
    newer[version] += 1;
    assert_eq!(restore(list, &newer).unwrap_err(), SnapshotError::Version { version: 2 });
}

/// Reads a state, and says what it would write.
type Read = fn(&'static BuiltIn, &[u8]) -> Result<Vec<u8>, SnapshotError>;

/// Writes the digest that belongs to what stands before the last 32 bytes, whatever that is.
fn repair(mut snapshot: Vec<u8>) -> Vec<u8> {
    let end = snapshot.len() - 32;
    let digest = Sha256::digest(&snapshot[4..end - 2]);
    snapshot[end..].copy_from_slice(&digest);
    snapshot
}

/// A verifier over a restored store, and whether it trusts what `issuer` issued.
fn trusts(store: &TrustStore, issuer: &support::Issued) -> Result<(), Reason> {
    let leaf = support::leaf("phone.example.com").key(Key::ed25519(90)).signed_by(issuer);
    let verifier =
        Verifier::with_algorithms(store.clone(), Policy::STRICT, webpki::ALL_VERIFICATION_ALGS);
    let chain = Chain::new(certificate(&leaf));
    let meant = "phone.example.com".parse().unwrap();
    let verdict = verifier.verify_server(&chain, &meant, Clock::set(NOW));
    match verdict.findings().and_then(|findings| findings.decisive()) {
        Some(finding) => Err(finding.reason()),
        None => Ok(()),
    }
}

/// Row 120: what a user distrusted stays distrusted after an update (CVE-2017-1000097).
#[test]
fn replay_120_distrust_is_kept() {
    let (first, second, third) = (root("First"), root("Second"), root("Third"));
    let old = built_in(&[&first, &second]);
    let newer = built_in(&[&third, &second, &first]);
    let mut store = TrustStore::new(old);
    assert_eq!(trusts(&store, &second), Ok(()), "before");
    assert!(store.disable(&fingerprint(&second)));
    let refused = trusts(&store, &second);
    assert_eq!(refused, Err(Reason::AnchorDisabled));
    let restored = TrustStore::restore(newer, 10, &store.snapshot(), 0).unwrap();
    assert_eq!(trusts(&restored.store, &second), refused, "after the update");
    assert_eq!(trusts(&restored.store, &first), Ok(()), "the control");
    assert_eq!(trusts(&restored.store, &third), Ok(()), "a new one is on");
    assert!(restored.gone.is_empty());
    let mut again = restored.store;
    assert!(again.enable(&fingerprint(&second)));
    assert_eq!(trusts(&again, &second), Ok(()), "until it is switched on");
}

/// Row 121: a root that an update drops does not come back out of saved state.
#[test]
fn replay_121_a_removed_root() {
    let (stays, leaves) = (root("Stays"), root("Leaves"));
    let old = built_in(&[&stays, &leaves]);
    let new = built_in(&[&stays]);
    let mut store = TrustStore::new(old);
    assert_eq!(trusts(&store, &leaves), Ok(()), "before");
    let snapshot = store.snapshot();
    let restored = TrustStore::restore(new, 10, &snapshot, 0).unwrap();
    assert_eq!(trusts(&restored.store, &leaves), Err(Reason::IssuerNotFound));
    assert_eq!(trusts(&restored.store, &stays), Ok(()), "the control");
    // The state says which roots are switched off, and not which there were.
    assert!(restored.gone.is_empty(), "nothing was said of it");
    // One that was switched off is reported as gone, and is not brought back by switching it on.
    store.disable(&fingerprint(&leaves));
    let mut restored = TrustStore::restore(new, 10, &store.snapshot(), 0).unwrap();
    assert_eq!(restored.gone, [fingerprint(&leaves)]);
    restored.store.enable(&fingerprint(&leaves));
    assert_eq!(trusts(&restored.store, &leaves), Err(Reason::IssuerNotFound));
}
