//! Keys made by the openssl program that are rejected, or need a passphrase or a parameters block.

use crate::openssl::{Dir, KINDS};
#[cfg(feature = "encrypted-keys")]
use trustslot::IdentityError;
use trustslot::{Identity, PrivateKey, PrivateKeyError};

#[test]
fn ec_key_with_a_parameters_block_is_accepted() {
    let Some(dir) = Dir::with_openssl("parameters") else {
        return;
    };
    for curve in ["prime256v1", "secp384r1", "secp521r1"] {
        dir.openssl(&["ecparam", "-genkey", "-name", curve, "-out", "key.pem"], &[]);
        assert!(dir.read("key.pem").starts_with(b"-----BEGIN EC PARAMETERS-----"));
        dir.self_signed("key");
        let file = [dir.read("key.pem"), dir.read("key.crt")].concat();
        assert!(Identity::parse("phone.pem", &file).is_ok(), "{curve}");
    }
    // A parameters block of one curve with the key of another.
    dir.openssl(&["ecparam", "-name", "prime256v1", "-out", "p256.pem"], &[]);
    dir.openssl(&["ecparam", "-genkey", "-noout", "-name", "secp384r1", "-out", "key.pem"], &[]);
    let file = [dir.read("p256.pem"), dir.read("key.pem")].concat();
    let error = PrivateKey::from_pem(&file).unwrap_err();
    assert!(error.to_string().ends_with("two different curves are named"), "{error}");
    // A curve described by parameters, and one that is not supported.
    let explicit = ["-param_enc", "explicit"];
    dir.openssl(&["ecparam", "-genkey", "-name", "prime256v1", "-out", "key.pem"], &explicit);
    assert_eq!(dir.key("key.pem").unwrap_err(), PrivateKeyError::ExplicitCurve);
    dir.openssl(&["ecparam", "-genkey", "-name", "secp256k1", "-out", "key.pem"], &[]);
    let name = "secp256k1".to_owned();
    assert_eq!(dir.key("key.pem").unwrap_err(), PrivateKeyError::UnsupportedCurve { name });
}

#[test]
fn encrypted_keys_of_openssl_are_named_and_decrypted() {
    let Some(dir) = Dir::with_openssl("encrypted") else {
        return;
    };
    for (kind, arguments, _) in [KINDS[0], KINDS[3], KINDS[6]] {
        dir.openssl(&["genpkey", "-out", "key.pem"], arguments);
        dir.self_signed("key");
        for options in [
            &["-v2", "aes-256-cbc"][..],
            &["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
            &["-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA512", "-iter", "10000"],
            &["-v2", "des3"],
            &["-scrypt"],
        ] {
            let command =
                ["pkcs8", "-topk8", "-in", "key.pem", "-out", "enc.pem", "-passout", "pass:secret"];
            dir.openssl(&command, options);
            assert_eq!(dir.key("enc.pem").unwrap_err(), PrivateKeyError::EncryptedPkcs8);
            #[cfg(feature = "encrypted-keys")]
            {
                let file = [dir.read("key.crt"), dir.read("enc.pem")].concat();
                let open =
                    |passphrase| Identity::parse_with_passphrase("phone.pem", &file, passphrase);
                assert!(open(b"secret").is_ok(), "{kind} {options:?}");
                let wrong = IdentityError::Key(PrivateKeyError::WrongPassphrase);
                assert_eq!(open(b"Secret").unwrap_err(), wrong, "{kind} {options:?}");
            }
        }
        // The command of the remedy works.
        let command = ["pkey", "-in", "enc.pem", "-out", "clear.pem", "-passin", "pass:secret"];
        dir.openssl(&command, &[]);
        assert!(dir.key("clear.pem").is_ok(), "{kind}");
    }
    dir.openssl(&["genpkey", "-out", "key.pem"], KINDS[0].1);
    let command = ["rsa", "-in", "key.pem", "-out", "old.pem", "-traditional", "-aes128"];
    dir.openssl(&command, &["-passout", "pass:secret"]);
    assert_eq!(dir.key("old.pem").unwrap_err(), PrivateKeyError::LegacyEncrypted);
}

#[test]
fn unsupported_keys_of_openssl_are_named() {
    let Some(dir) = Dir::with_openssl("others") else {
        return;
    };
    for (name, arguments, sentence) in [
        (
            "RSA 1024",
            &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"][..],
            "the RSA key has 1024 bits; at least 2048 are required",
        ),
        (
            "three primes",
            &[
                "-algorithm",
                "RSA",
                "-pkeyopt",
                "rsa_keygen_bits:2048",
                "-pkeyopt",
                "rsa_keygen_primes:3",
            ],
            "the RSA key has more than two primes",
        ),
        (
            "RSA-PSS",
            &["-algorithm", "RSA-PSS"],
            "the private key is of an unsupported kind: RSASSA-PSS",
        ),
        ("Ed448", &["-algorithm", "ED448"], "the private key is of an unsupported kind: Ed448"),
        ("X25519", &["-algorithm", "X25519"], "the private key is of an unsupported kind: X25519"),
        (
            "P-224",
            &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-224"],
            "the private key uses an unsupported curve: secp224r1",
        ),
    ] {
        dir.openssl(&["genpkey", "-out", "key.pem"], arguments);
        assert_eq!(dir.key("key.pem").unwrap_err().to_string(), sentence, "{name}");
    }
}
