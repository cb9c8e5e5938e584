//! Row 109 of the known faults (CVE-2021-45706): no octets of a private key are left in freed memory.

use std::hint::black_box;
use trustslot::{Certificate, Identity, PrivateKey};
use wiped::{Watched, left_behind, watch_for};

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// One test, because the allocator watches the whole program.
#[test]
fn replay_109_no_octets_of_a_key_are_left_in_freed_memory() {
    let keys = KEYS.map(|(name, der)| (name, der, pem("PRIVATE KEY", der)));
    let mut secrets: Vec<Vec<u8>> = KEYS
        .iter()
        .flat_map(|(_, der)| secret_numbers(der))
        .collect();
    secrets.extend(
        keys.iter()
            .flat_map(|(_, der, _)| text_of(&secret_numbers(der))),
    );
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
    assert!(
        found > 0,
        "the watch does not see what is left behind by growth"
    );

    for (name, der, text) in &keys {
        let octets = || PrivateKey::from_der(der).unwrap();
        silent(name, "read and dropped", || drop(octets()));
        silent(name, "read as text", || {
            drop(PrivateKey::from_pem(text.as_bytes()).unwrap())
        });
        silent(name, "shown", || drop(format!("{:?}", octets())));
        silent(name, "exported", || drop(octets().export_pkcs8_der()));
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
        silent(name, "uploaded", || {
            drop(Identity::parse("phone.pem", file.as_bytes()).unwrap())
        });
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
    assert_eq!(
        found, 0,
        "{name}, {what}: windows of the key in freed memory"
    );
}

const KEYS: [(&str, &[u8]); 6] = [
    ("rsa2048", include_bytes!("../../support/keys/rsa2048.pk8")),
    ("rsa4096", include_bytes!("../../support/keys/rsa4096.pk8")),
    ("p256", include_bytes!("data/p256.pk8")),
    ("p384", include_bytes!("data/p384.pk8")),
    ("p521", include_bytes!("../../support/keys/p521.pk8")),
    ("ed25519", include_bytes!("data/ed25519.pk8")),
];

const CERTIFICATES: [(&str, &[u8]); 6] = [
    ("rsa2048", include_bytes!("data/rsa2048.der")),
    ("rsa4096", include_bytes!("data/rsa4096.der")),
    ("p256", include_bytes!("data/p256.der")),
    ("p384", include_bytes!("data/p384.der")),
    ("p521", include_bytes!("data/p521.der")),
    ("ed25519", include_bytes!("data/ed25519.der")),
];

#[cfg(feature = "encrypted-keys")]
const ENCRYPTED: &[u8] = include_bytes!("data/p256-encrypted.pem");

/// The secret elements of a PKCS#8 key: INTEGERs but for modulus and public exponent, and OCTET STRINGs that
/// hold no other element.
fn secret_numbers(der: &[u8]) -> Vec<Vec<u8>> {
    let (mut integers, mut octets) = (Vec::new(), Vec::new());
    collect(der, &mut integers, &mut octets);
    // Version, version, n, e, then d, p, q, dP, dQ, qInv.
    integers.drain(..integers.len().min(4));
    integers.extend(octets);
    integers.retain(|secret| secret.len() >= wiped::WINDOW);
    integers
}

fn collect(mut der: &[u8], integers: &mut Vec<Vec<u8>>, octets: &mut Vec<Vec<u8>>) {
    while let Some((tag, value, rest)) = element(der) {
        match tag {
            0x30 => collect(value, integers, octets),
            0x02 => integers.push(value.to_vec()),
            0x04 if element(value)
                .is_some_and(|(tag, _, rest)| rest.is_empty() && matches!(tag, 0x30 | 0x04)) =>
            {
                collect(value, integers, octets);
            }
            0x04 => octets.push(value.to_vec()),
            _ => {}
        }
        der = rest;
    }
}

fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0x00..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), rest.get(1..)?),
        0x82 => (
            usize::from(*rest.first()?) << 8 | usize::from(*rest.get(1)?),
            rest.get(2..)?,
        ),
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((tag, value, rest))
}

/// The base64 characters of secrets, wherever in a group of three octets they begin.
fn text_of(secrets: &[Vec<u8>]) -> Vec<Vec<u8>> {
    secrets
        .iter()
        .flat_map(|secret| (0..3).map(|skip| base64(&secret[skip..]).into_bytes()))
        .collect()
}

fn base64(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in octets.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let sextet = (bits >> (18 - 6 * place)) & 63;
            text.push(if place <= group.len() {
                char::from(ALPHABET[sextet as usize])
            } else {
                '='
            });
        }
    }
    text
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = base64(der);
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}
