//! Row 109 of the known faults (CVE-2021-45706): no bytes of a private key are left in freed memory.

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
fn replay_109_no_bytes_of_a_key_are_left_in_freed_memory() {
    let keys = KEYS.map(|(name, der)| (name, der, pem("PRIVATE KEY", der)));
    let mut secrets: Vec<Vec<u8>> = KEYS.iter().flat_map(|(_, der)| secret_numbers(der)).collect();
    secrets.extend(keys.iter().flat_map(|(_, der, _)| text_of(&secret_numbers(der))));
    watch_for(&secrets);

    // The watch itself: memory that is freed as it is, and memory that is moved as it grows.
    for (name, der, _) in &keys {
        let ((), found) = left_behind(|| drop(black_box(der.to_vec())));
        assert!(found > 0, "{name}: the watch sees nothing");
    }
    let ((), found) = left_behind(|| {
        let mut growing = KEYS[0].1.to_vec();
        growing.reserve(1 << 16);
        growing.fill(0);
        drop(black_box(growing));
    });
    assert!(found > 0, "the watch does not see what is left behind by growth");

    for (name, der, text) in &keys {
        let bytes = || PrivateKey::from_der(der).unwrap();
        silent(name, "read and dropped", || drop(bytes()));
        silent(name, "read as text", || drop(PrivateKey::from_pem(text.as_bytes()).unwrap()));
        silent(name, "shown", || drop(format!("{:?}", bytes())));
        silent(name, "exported", || drop(bytes().export_pkcs8_der()));
        silent(name, "refused for a flipped bit", || {
            // In the static copy nothing can be flipped, so the end is cut: the error comes last.
            drop(PrivateKey::from_der(&der[..der.len() - 1]).unwrap_err());
        });
        silent(name, "refused for its text", || {
            drop(PrivateKey::from_pem(&text.as_bytes()[..text.len() - 40]).unwrap_err());
        });
    }
    for (name, certificate) in CERTIFICATES {
        let certificate = Certificate::from_der(certificate).unwrap();
        let (_, der, text) = keys.iter().find(|(key, ..)| *key == name).unwrap();
        silent(name, "paired", || {
            let key = PrivateKey::from_der(der).unwrap();
            assert!(key.matches(&certificate).is_some(), "{name}");
        });
        let file = pem("CERTIFICATE", certificate.as_der()) + text;
        silent(name, "uploaded", || drop(Identity::parse("phone.pem", file.as_bytes()).unwrap()));
        let (_, _, other) = keys.iter().find(|(key, ..)| *key != name).unwrap();
        let file = pem("CERTIFICATE", certificate.as_der()) + other;
        silent(name, "uploaded with another key", || {
            drop(Identity::parse("phone.pem", file.as_bytes()).unwrap_err());
        });
        let file = pem("CERTIFICATE", certificate.as_der()) + text + text;
        silent(name, "uploaded twice", || {
            drop(Identity::parse("phone.pem", file.as_bytes()).unwrap_err());
        });
    }
    #[cfg(feature = "encrypted-keys")]
    silent("p256", "opened with a passphrase", || {
        drop(PrivateKey::from_encrypted_pem(ENCRYPTED, b"secret").unwrap());
        drop(PrivateKey::from_encrypted_pem(ENCRYPTED, b"Secret").unwrap_err());
    });
}

#[track_caller]
fn silent(name: &str, what: &str, work: impl FnOnce()) {
    let ((), found) = left_behind(work);
    assert_eq!(found, 0, "{name}, {what}: windows of the key in freed memory");
}
