//! Encrypted keys, opened with a passphrase.
#![cfg(feature = "encrypted-keys")]

use crate::key_pem;
use crate::support::key::Key;
use crate::support::pem::pem;
use crate::support::{der, leaf};
use pkcs8::pkcs5::pbes2::Parameters;
use trustslot::{Identity, IdentityError, PrivateKey, PrivateKeyError};

#[test]
fn an_encrypted_key_is_opened_with_its_passphrase_and_within_its_limits() {
    let phone = leaf("phone.example.com").key(Key::ed25519(1)).self_signed();
    let scrypt = |log_n, r, p| pkcs8::pkcs5::scrypt::Params::new(log_n, r, p).unwrap();
    let (salt, iv) = ([1; 16], [2; 16]);
    let pbkdf2 = |count| Parameters::generate_pbkdf2_sha256_aes256cbc(count, &salt, iv).unwrap();
    let by_scrypt = |params| Parameters::generate_scrypt_aes256cbc(params, &salt, iv).unwrap();
    let encrypted = |parameters: &Parameters, octets: &[u8]| {
        let scheme = pkcs8::pkcs5::EncryptionScheme::from(parameters.clone());
        let scheme = pkcs8::der::Encode::to_der(&scheme).unwrap();
        pem(
            "ENCRYPTED PRIVATE KEY",
            &der::seq(&[scheme, der::octet_string(octets)]),
        )
    };
    for parameters in [pbkdf2(2048), by_scrypt(scrypt(14, 8, 1))] {
        let octets = parameters.encrypt("secret", phone.key.pkcs8()).unwrap();
        let file = phone.pem() + &encrypted(&parameters, &octets);
        let open = |passphrase: &[u8]| {
            Identity::parse_with_passphrase("phone.pem", file.as_bytes(), passphrase)
        };
        assert!(open(b"secret").is_ok());
        let wrong = IdentityError::Key(PrivateKeyError::WrongPassphrase);
        assert_eq!(open(b"Secret").unwrap_err(), wrong);
        assert_eq!(open(b"").unwrap_err(), wrong);
        let closed = IdentityError::Key(PrivateKeyError::EncryptedPkcs8);
        assert_eq!(
            Identity::parse("phone.pem", file.as_bytes()).unwrap_err(),
            closed
        );
    }
    // Too costly: refused before any work, or this test would not end.
    for (parameters, sentence) in [
        (
            pbkdf2(100_000_000),
            "opening the private key would cost too much: iterations is 100000000, at most 2500000 is done",
        ),
        (
            by_scrypt(scrypt(20, 8, 1)),
            "opening the private key would cost too much: scrypt memory is 1073741824, at most 33554432 is done",
        ),
        (
            by_scrypt(scrypt(10, 8, 1000)),
            "opening the private key would cost too much: scrypt lanes is 1000, at most 4 is done",
        ),
    ] {
        let text = encrypted(&parameters, &[0; 64]);
        let error = PrivateKey::from_encrypted_pem(text.as_bytes(), b"secret").unwrap_err();
        assert_eq!(error.to_string(), sentence);
        assert!(error.remedy().contains("openssl pkey"));
    }
    // A key that is not encrypted needs no passphrase.
    let file = phone.pem() + &key_pem(&phone.key);
    assert!(Identity::parse_with_passphrase("phone.pem", file.as_bytes(), b"secret").is_ok());
}
