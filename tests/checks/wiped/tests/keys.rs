//! Known fault 109 (CVE-2021-45706): no bytes of a private key are left in freed memory or on the stack.

use trustslot::{Certificate, Identity, PrivateKey};
#[cfg(feature = "encrypted-keys")]
use wiped::material::ENCRYPTED;
use wiped::material::{CERTIFICATES, KEYS, inner, pem, secret_numbers, text_of};
use wiped::{Watched, check_controls, leaves_nothing, watch_for};

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// One test, because the allocator watches the whole program.
#[test]
fn replay_109_key_is_wiped_from_freed_memory_and_from_the_stack() {
    let keys = KEYS.map(|(name, der)| (name, der, pem("PRIVATE KEY", der)));
    #[cfg(feature = "encrypted-keys")]
    let mut secrets = vec![encrypted::PASSPHRASE.to_vec()];
    #[cfg(not(feature = "encrypted-keys"))]
    let mut secrets = Vec::new();
    secrets.extend(KEYS.iter().flat_map(|(_, der)| secret_numbers(der)));
    secrets.push(expanded(KEYS[7].1));
    secrets.extend(keys.iter().flat_map(|(_, der, _)| text_of(&secret_numbers(der))));
    watch_for(&secrets);

    check_controls(&KEYS);

    for (name, der, text) in &keys {
        let bytes = || PrivateKey::from_der(der).unwrap();
        leaves_nothing(name, "read and dropped", || drop(bytes()));
        leaves_nothing(name, "lent", || {
            let key = bytes();
            std::hint::black_box((key.as_pkcs8_der(), key.as_private_key_der()));
        });
        let inner = inner(der);
        leaves_nothing(name, "read in its older form", || drop(PrivateKey::from_der(inner)));
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
    #[cfg(feature = "encrypted-keys")]
    for (name, der, _) in &keys {
        encrypted::wipes(name, der);
    }
}

/// The scalar and the prefix that Ed25519 computes from the seed (RFC 8032 §5.1.5). They are as secret as the seed.
fn expanded(der: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha512::digest(&der[der.len() - 32..]).to_vec()
}

#[cfg(feature = "encrypted-keys")]
mod encrypted {
    use pkcs8::der::Encode as _;
    use pkcs8::pkcs5::EncryptionScheme;
    use pkcs8::pkcs5::pbes2::Parameters;
    use pkcs8::pkcs5::scrypt::Params;
    use trustslot::PrivateKey;
    use wiped::leaves_nothing;
    use wiped::material::pem;

    pub(crate) const PASSPHRASE: &[u8] = b"correct horse battery staple";

    /// PBKDF2 and scrypt, DER and PEM, with the right passphrase and a wrong one, whole and cut.
    pub(crate) fn wipes(name: &str, der: &[u8]) {
        let (salt, iv) = ([1; 16], [2; 16]);
        let pbkdf2 = Parameters::generate_pbkdf2_sha256_aes256cbc(16, &salt, iv).unwrap();
        let params = Params::new(6, 8, 1).unwrap();
        let scrypt = Parameters::generate_scrypt_aes256cbc(params, &salt, iv).unwrap();
        for (kdf, parameters) in [("PBKDF2", pbkdf2), ("scrypt", scrypt)] {
            let bytes = parameters.encrypt(PASSPHRASE, der).unwrap();
            let scheme = EncryptionScheme::from(parameters).to_der().unwrap();
            let file = [&scheme[..], &tlv(0x04, &bytes)].concat();
            let file = tlv(0x30, &file);
            let text = pem("ENCRYPTED PRIVATE KEY", &file);
            leaves_nothing(name, kdf, || {
                drop(PrivateKey::from_encrypted_der(&file, PASSPHRASE).unwrap());
            });
            leaves_nothing(name, kdf, || {
                drop(PrivateKey::from_encrypted_pem(text.as_bytes(), PASSPHRASE).unwrap());
            });
            leaves_nothing(name, kdf, || {
                let wrong = &PASSPHRASE[1..];
                drop(PrivateKey::from_encrypted_der(&file, wrong).unwrap_err());
                drop(PrivateKey::from_encrypted_pem(text.as_bytes(), wrong).unwrap_err());
            });
            // Without its last block the padding is wrong, and what was decrypted is wiped.
            let cut = [&scheme[..], &tlv(0x04, &bytes[..bytes.len() - 16])].concat();
            let cut = tlv(0x30, &cut);
            leaves_nothing(name, kdf, || {
                drop(PrivateKey::from_encrypted_der(&cut, PASSPHRASE).unwrap_err());
            });
        }
    }

    fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
        let [.., high, low] = contents.len().to_be_bytes();
        match high {
            0 if low < 0x80 => [&[tag, low], contents].concat(),
            0 => [&[tag, 0x81, low], contents].concat(),
            _ => [&[tag, 0x82, high, low], contents].concat(),
        }
    }
}
