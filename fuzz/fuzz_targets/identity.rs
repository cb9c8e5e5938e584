//! Private keys, and files with certificates and a private key.
//!
//! The laws: no text contains bytes of a key; an accepted key or identity is accepted again when it is written, with its
//! parts in any order; each block of an accepted file is a part of the identity, or names the curve of its key; only its
//! passphrase decrypts a key; and memory stays within its limit.
//!
//! The first byte chooses the entry point, the name of the file, and whether there is a passphrase. Marks in the rest are
//! replaced by bytes of a private key, see [`secret`]. With a passphrase, the rest is DER: each element becomes a PEM block,
//! so that the work which an encrypted key asks for is seen here first.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use trustslot::{
    Certificate, Identity, KeyAlgorithm, KeyStorage, PairProof, PrivateKey, PrivateKeyError,
};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::forest::{self, Body, Node};
use trustslot_fuzz::support::pem::pem;
use trustslot_fuzz::{memory, mutate, secret};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::elements(1, data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let (input, has_secret) = secret::plant(rest);
    let name = NAMES[usize::from(choice >> 4 & 3)];
    if choice & 0x40 != 0 {
        check_encrypted(choice & 3, name, &input, has_secret);
        return;
    }
    match choice & 3 {
        0 => {
            let answer = bounded(&input, || PrivateKey::from_der(&input));
            check_key(answer, &input, has_secret);
        }
        1 => {
            let answer = bounded(&input, || PrivateKey::from_pem(&input));
            check_key(answer, &input, has_secret);
        }
        2 => {
            let input = if choice & 0x80 == 0 { input } else { memory::repeated(&input) };
            let answer = bounded(&input, || Identity::parse(name, &input));
            drop(check_identity(answer, has_secret));
        }
        // Each element becomes a PEM block, with a label according to its form.
        _ => {
            let label = KEY_LABELS[usize::from(choice >> 2 & 3)];
            let elements = forest::elements(&input);
            let labels = elements.iter().map(|der| label_of(der, label));
            let file: String =
                elements.iter().zip(labels.clone()).map(|(der, label)| pem(label, der)).collect();
            let answer = bounded(file.as_bytes(), || Identity::parse(name, file.as_bytes()));
            if let Some(identity) = check_identity(answer, has_secret) {
                let parameters = labels.filter(|label| *label == PARAMETERS).count();
                assert!(parameters <= 1, "{parameters}");
                assert_eq!(elements.len(), identity.chain().count() + 1 + parameters);
                let KeyStorage::Bytes(key) = identity.key() else {
                    unreachable!("a file has no handle");
                };
                let is_on_curve = matches!(
                    key.algorithm(),
                    KeyAlgorithm::P256 | KeyAlgorithm::P384 | KeyAlgorithm::P521
                );
                assert!(parameters == 0 || is_on_curve);
            }
        }
    }
});

/// Keys that a passphrase decrypts, alone or in a file of an identity. The elements of the input are DER.
fn check_encrypted(entry: u8, name: &str, input: &[u8], has_secret: bool) {
    let elements = forest::elements(input);
    if !elements.iter().all(|der| is_cheap(der)) {
        return;
    }
    let label = |der: &[u8]| match der.first() {
        _ if is_certificate(der) && is_encrypted(der) => "ENCRYPTED PRIVATE KEY",
        _ => label_of(der, "PRIVATE KEY"),
    };
    let file: String = elements.iter().map(|der| pem(label(der), der)).collect();
    let file = file.as_bytes();
    match entry {
        0 => check_passphrase(input, has_secret, PrivateKey::from_encrypted_der, |der| {
            PrivateKey::from_der(der)
        }),
        1 => check_passphrase(file, has_secret, PrivateKey::from_encrypted_pem, |text| {
            PrivateKey::from_pem(text)
        }),
        _ => {
            let answer = Identity::parse_with_passphrase(name, file, PASSPHRASE);
            let Some(identity) = check_identity(answer, has_secret) else {
                return;
            };
            assert_eq!(elements.len(), identity.chain().count() + 1);
            let KeyStorage::Bytes(key) = identity.key() else {
                unreachable!("a file has no handle");
            };
            // A file whose key is not encrypted needs no passphrase.
            let without = Identity::parse(name, file);
            match without {
                Ok(without) => assert!(without.chain().eq(identity.chain())),
                Err(_) => assert!(elements.iter().any(|der| {
                    PrivateKey::from_encrypted_der(der, PASSPHRASE)
                        .is_ok_and(|one| *one.export_pkcs8_der() == *key.export_pkcs8_der())
                })),
            }
        }
    }
}

/// Requires that an encrypted key has one passphrase, and that a key which is not encrypted needs none.
fn check_passphrase(
    input: &[u8],
    has_secret: bool,
    open: impl Fn(&[u8], &[u8]) -> Result<PrivateKey, PrivateKeyError>,
    read: impl Fn(&[u8]) -> Result<PrivateKey, PrivateKeyError>,
) {
    let answer = open(input, PASSPHRASE);
    if answer.is_ok() {
        let other = open(input, b"Secret");
        let without = read(input);
        match without {
            Ok(_) => assert!(other.is_ok()),
            Err(error) => {
                assert_eq!(error, PrivateKeyError::EncryptedPkcs8);
                assert!(other.is_err(), "two passphrases decrypt one key");
            }
        }
    }
    check_key(answer, input, has_secret);
}

/// Whether decrypting takes little work: no number is above the iterations of openssl's scrypt, and all together do not
/// multiply to more than its work. Without it, most inputs would take as long as the limits of the library allow.
fn is_cheap(der: &[u8]) -> bool {
    let Some(algorithm) = forest::inside(der).first().copied() else {
        return true;
    };
    let mut work = 1_u64;
    numbers(&forest::read(algorithm), &mut work);
    work <= MOST_WORK
}

/// Multiplies `work` by each INTEGER.
fn numbers(nodes: &[Node], work: &mut u64) {
    for node in nodes {
        match &node.body {
            Body::Nodes(below) => numbers(below, work),
            Body::Bytes(bytes) if node.tag == Some(0x02) => {
                let number = bytes.iter().try_fold(0_u64, |number, byte| {
                    Some(number.checked_mul(256)? + u64::from(*byte))
                });
                *work = work.saturating_mul(number.unwrap_or(u64::MAX).max(1));
            }
            Body::Bytes(_) => {}
        }
    }
}

/// As N, r and p that openssl writes for scrypt: 16384, 8 and 1.
const MOST_WORK: u64 = 1 << 17;

const PASSPHRASE: &[u8] = b"secret";

/// An AlgorithmIdentifier, then an OCTET STRING.
fn is_encrypted(der: &[u8]) -> bool {
    matches!(forest::inside(der)[..], [_, second] if second.first() == Some(&0x04))
}

/// Calls an entry point within the limit of memory: the text is decoded, the key is copied into the form in which it is
/// kept, and it is checked with numbers as long as its own.
fn bounded<T>(input: &[u8], call: impl FnOnce() -> T) -> T {
    memory::bounded(input, 20, 4 * 1024, call)
}

fn label_of(der: &[u8], key: &'static str) -> &'static str {
    match der.first() {
        Some(0x06) => PARAMETERS,
        _ if is_certificate(der) => "CERTIFICATE",
        _ => key,
    }
}

const PARAMETERS: &str = "EC PARAMETERS";

fn check_key(answer: Result<PrivateKey, PrivateKeyError>, input: &[u8], has_secret: bool) {
    match answer {
        Ok(key) => check_accepted(&key),
        Err(error) => {
            check_messages(
                &error.to_string(),
                &format!("{error:?} {:?}", error.remedy()),
                has_secret,
            );
            if input.is_empty() {
                assert_eq!(error, PrivateKeyError::NotAKey);
            }
        }
    }
}

/// Requires that the written key is parsed as the same key, and written in the same form.
fn check_accepted(key: &PrivateKey) {
    let written = key.export_pkcs8_der();
    let again = PrivateKey::from_der(&written).expect("the written key");
    assert_eq!(again.algorithm(), key.algorithm());
    assert!(*again.export_pkcs8_der() == *written);
    secret::assert_without(&format!("{key:?}"), &written, &[]);
    let text = pem("PRIVATE KEY", &written);
    let again = PrivateKey::from_pem(text.as_bytes()).expect("the written key");
    assert!(*again.export_pkcs8_der() == *written);
}

fn check_identity(
    answer: Result<Identity, trustslot::IdentityError>,
    has_secret: bool,
) -> Option<Identity> {
    let identity = match answer {
        Ok(identity) => identity,
        Err(error) => {
            let debug = format!("{error:?} {:?}", error.remedy());
            check_messages(&error.to_string(), &debug, has_secret);
            return None;
        }
    };
    let KeyStorage::Bytes(key) = identity.key() else {
        unreachable!("a file has no handle");
    };
    check_accepted(key);
    let written = key.export_pkcs8_der();
    assert_eq!(key.matches(identity.certificate()), Some(identity.pair_proof()));
    assert_ne!(identity.pair_proof(), PairProof::Stated);
    let chain: Vec<Certificate> = identity.chain().cloned().collect();
    assert!(chain.len() <= Identity::MAX_CERTIFICATES);
    let public: Vec<&[u8]> = identity.chain().map(Certificate::as_der).collect();
    secret::assert_without(&format!("{identity:?}"), &written, &public);
    let strangers = identity.issuers().iter().filter(|issuer| key.matches(issuer).is_some());
    assert_eq!(strangers.count(), 0);

    // Written in its order, and in reverse with the key first.
    let block = |certificate: &Certificate| pem("CERTIFICATE", certificate.as_der());
    let certificates: String = chain.iter().map(block).collect();
    let key_text = pem("PRIVATE KEY", &written);
    let again =
        Identity::parse("a.pem", (certificates + &key_text).as_bytes()).expect("the same identity");
    assert!(again.chain().eq(&chain));
    let backwards: String = chain.iter().rev().map(block).collect();
    let again =
        Identity::parse("a.pem", (key_text + &backwards).as_bytes()).expect("the same identity");
    assert_eq!(again.certificate(), &chain[0]);
    assert_eq!(again.issuers().len(), identity.issuers().len());
    Some(identity)
}

fn check_messages(text: &str, debug: &str, has_secret: bool) {
    assert_fit(text, SENTENCE);
    assert!(debug.len() <= 4 * SENTENCE, "{debug}");
    if has_secret {
        secret::assert_silent(text);
        secret::assert_silent(debug);
    }
}

/// A certificate begins with two SEQUENCEs, a key with a number.
fn is_certificate(der: &[u8]) -> bool {
    forest::inside(der).first().is_some_and(|first| first.first() == Some(&0x30))
}

const NAMES: [&str; 4] = ["a.pem", "a.CER", "a.p12", "\u{202e}../a"];

const KEY_LABELS: [&str; 4] =
    ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"];
