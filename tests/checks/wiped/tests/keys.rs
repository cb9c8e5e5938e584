//! Known fault 109 (CVE-2021-45706): freed memory contains no bytes of a private key.

use std::hint::black_box;
use trustslot::{Certificate, Identity, PrivateKey};
#[cfg(feature = "encrypted-keys")]
use wiped::material::ENCRYPTED;
use wiped::material::{CERTIFICATES, KEYS, pem, secret_numbers, text_of};
use wiped::{Watched, left_behind, watch_for};

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// One test, because the allocator watches the whole program.
#[test]
fn replay_109_key_is_wiped_from_freed_memory() {
    let keys = KEYS.map(|(name, der)| (name, der, pem("PRIVATE KEY", der)));
    let mut secrets: Vec<Vec<u8>> = KEYS.iter().flat_map(|(_, der)| secret_numbers(der)).collect();
    secrets.extend(keys.iter().flat_map(|(_, der, _)| text_of(&secret_numbers(der))));
    watch_for(&secrets);

    // The control: memory that is freed without wiping, and memory that is moved when it grows.
    for (name, der, _) in &keys {
        let ((), found) = left_behind(|| drop(black_box(der.to_vec())));
        assert!(found > 0, "{name}: the allocator finds nothing");
    }
    let ((), found) = left_behind(|| {
        let mut growing = KEYS[0].1.to_vec();
        growing.reserve(1 << 16);
        growing.fill(0);
        drop(black_box(growing));
    });
    assert!(found > 0, "the allocator does not search memory left by a growing vector");

    for (name, der, text) in &keys {
        let bytes = || PrivateKey::from_der(der).unwrap();
        leaves_nothing(name, "read and dropped", || drop(bytes()));
        leaves_nothing(name, "read as text", || {
            drop(PrivateKey::from_pem(text.as_bytes()).unwrap());
        });
        leaves_nothing(name, "formatted", || drop(format!("{:?}", bytes())));
        leaves_nothing(name, "exported", || drop(bytes().export_pkcs8_der()));
        leaves_nothing(name, "rejected for its end", || {
            // The end is cut, so the error comes late.
            drop(PrivateKey::from_der(&der[..der.len() - 1]).unwrap_err());
        });
        leaves_nothing(name, "rejected for its text", || {
            drop(PrivateKey::from_pem(&text.as_bytes()[..text.len() - 40]).unwrap_err());
        });
    }
    for (name, certificate) in CERTIFICATES {
        let certificate = Certificate::from_der(certificate).unwrap();
        let (_, der, text) = keys.iter().find(|(key, ..)| *key == name).unwrap();
        leaves_nothing(name, "paired", || {
            let key = PrivateKey::from_der(der).unwrap();
            assert!(key.matches(&certificate).is_some(), "{name}");
        });
        let file = pem("CERTIFICATE", certificate.as_der()) + text;
        leaves_nothing(name, "uploaded", || {
            drop(Identity::parse("phone.pem", file.as_bytes()).unwrap());
        });
        let (_, _, other) = keys.iter().find(|(key, ..)| *key != name).unwrap();
        let file = pem("CERTIFICATE", certificate.as_der()) + other;
        leaves_nothing(name, "uploaded with another key", || {
            drop(Identity::parse("phone.pem", file.as_bytes()).unwrap_err());
        });
        let file = pem("CERTIFICATE", certificate.as_der()) + text + text;
        leaves_nothing(name, "uploaded twice", || {
            drop(Identity::parse("phone.pem", file.as_bytes()).unwrap_err());
        });
    }
    #[cfg(feature = "encrypted-keys")]
    leaves_nothing("p256", "opened with a passphrase", || {
        drop(PrivateKey::from_encrypted_pem(ENCRYPTED, b"secret").unwrap());
        drop(PrivateKey::from_encrypted_pem(ENCRYPTED, b"Secret").unwrap_err());
    });
}

#[track_caller]
fn leaves_nothing(name: &str, what: &str, work: impl FnOnce()) {
    let ((), found) = left_behind(work);
    assert_eq!(found, 0, "{name}, {what}: windows of the key in freed memory");
}
