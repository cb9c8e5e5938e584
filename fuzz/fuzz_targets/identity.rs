//! Private keys, and files with certificates and a private key.
//!
//! The laws: no text contains bytes of a key; an accepted key or identity is accepted again when it is written, with its
//! parts in any order; and each block of an accepted file is a part of the identity, or names the curve of its key.
//!
//! The first byte chooses the entry point, the name of the file, and whether there is a passphrase. Marks in the rest are
//! replaced by bytes of a private key, see [`secret`].
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use trustslot::{Certificate, Identity, KeyAlgorithm, KeyStorage, PairProof, PrivateKey};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::support::pem::pem;
use trustslot_fuzz::{forest, mutate, secret};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::elements(1, data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let (input, has_secret) = secret::plant(rest);
    let name = NAMES[usize::from(choice >> 4 & 3)];
    let has_passphrase = choice & 0x40 != 0;
    match (choice & 3, has_passphrase) {
        (0, false) => check_key(PrivateKey::from_der(&input), &input, has_secret),
        (0, true) => {
            check_key(PrivateKey::from_encrypted_der(&input, b"secret"), &input, has_secret);
        }
        (1, false) => check_key(PrivateKey::from_pem(&input), &input, has_secret),
        (1, true) => {
            check_key(PrivateKey::from_encrypted_pem(&input, b"secret"), &input, has_secret);
        }
        (2, false) => drop(check_identity(Identity::parse(name, &input), has_secret)),
        (2, true) => {
            let answer = Identity::parse_with_passphrase(name, &input, b"secret");
            drop(check_identity(answer, has_secret));
        }
        // Each element becomes a PEM block, with a label according to its form.
        _ => {
            let label = KEY_LABELS[usize::from(choice >> 2 & 3)];
            let elements = forest::elements(&input);
            let labels = elements.iter().map(|der| label_of(der, label));
            let file: String =
                elements.iter().zip(labels.clone()).map(|(der, label)| pem(label, der)).collect();
            let answer = Identity::parse(name, file.as_bytes());
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

fn label_of(der: &[u8], key: &'static str) -> &'static str {
    match der.first() {
        Some(0x06) => PARAMETERS,
        _ if is_certificate(der) => "CERTIFICATE",
        _ => key,
    }
}

const PARAMETERS: &str = "EC PARAMETERS";

fn check_key(
    answer: Result<PrivateKey, trustslot::PrivateKeyError>,
    input: &[u8],
    has_secret: bool,
) {
    match answer {
        Ok(key) => check_accepted(&key),
        Err(error) => {
            check_messages(
                &error.to_string(),
                &format!("{error:?} {:?}", error.remedy()),
                has_secret,
            );
            if input.is_empty() {
                assert_eq!(error, trustslot::PrivateKeyError::NotAKey);
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
