//! Encrypted keys, decrypted with a passphrase.
#![cfg(feature = "encrypted-keys")]

use crate::key_pem;
use crate::support::key::Key;
use crate::support::pem::pem;
use crate::support::{der, leaf};
use pkcs8::pkcs5::pbes2::Parameters;
use trustslot::{Identity, IdentityError, PrivateKey, PrivateKeyError};

#[test]
fn encrypted_key_is_decrypted_with_its_passphrase_and_within_limits() {
    let phone = leaf("phone.example.com").key(Key::ed25519(1)).self_signed();
    let scrypt = |log_n, r, p| pkcs8::pkcs5::scrypt::Params::new(log_n, r, p).unwrap();
    let (salt, iv) = ([1; 16], [2; 16]);
    let pbkdf2 = |count| Parameters::generate_pbkdf2_sha256_aes256cbc(count, &salt, iv).unwrap();
    let by_scrypt = |params| Parameters::generate_scrypt_aes256cbc(params, &salt, iv).unwrap();
    let encrypted = |parameters: &Parameters, bytes: &[u8]| {
        let scheme = pkcs8::pkcs5::EncryptionScheme::from(parameters.clone());
        let scheme = pkcs8::der::Encode::to_der(&scheme).unwrap();
        pem("ENCRYPTED PRIVATE KEY", &der::seq(&[scheme, der::octet_string(bytes)]))
    };
    // The last has the largest accepted number of lanes.
    for parameters in [pbkdf2(2048), by_scrypt(scrypt(14, 8, 1)), by_scrypt(scrypt(4, 8, 4))] {
        let bytes = parameters.encrypt("secret", phone.key.pkcs8()).unwrap();
        let file = phone.pem() + &encrypted(&parameters, &bytes);
        let open = |passphrase: &[u8]| {
            Identity::parse_with_passphrase("phone.pem", file.as_bytes(), passphrase)
        };
        assert!(open(b"secret").is_ok());
        let wrong = IdentityError::Key(PrivateKeyError::WrongPassphrase);
        assert_eq!(open(b"Secret").unwrap_err(), wrong);
        assert_eq!(open(b"").unwrap_err(), wrong);
        let closed = IdentityError::Key(PrivateKeyError::EncryptedPkcs8);
        assert_eq!(Identity::parse("phone.pem", file.as_bytes()).unwrap_err(), closed);
    }
    // Too much work is rejected before any is done, or this test would not end.
    for (parameters, sentence) in [
        (
            pbkdf2(100_000_000),
            "decrypting the private key takes too much work: iterations is 100000000, the limit is 1200000",
        ),
        (
            by_scrypt(scrypt(20, 8, 1)),
            "decrypting the private key takes too much work: scrypt memory is 1073743872, the limit is 33554432",
        ),
        (
            by_scrypt(scrypt(10, 8, 1000)),
            "decrypting the private key takes too much work: scrypt lanes is 1000, the limit is 4",
        ),
    ] {
        let text = encrypted(&parameters, &[0; 64]);
        let error = PrivateKey::from_encrypted_pem(text.as_bytes(), b"secret").unwrap_err();
        assert_eq!(error.to_string(), sentence);
        assert_eq!(error.remedy(), Some(trustslot::Remedy::ExportAsPem));
    }
    // A key that is not encrypted needs no passphrase.
    let file = phone.pem() + &key_pem(&phone.key);
    assert!(Identity::parse_with_passphrase("phone.pem", file.as_bytes(), b"secret").is_ok());
}

/// Parameters of PBES2 that no program writes. None causes a panic.
#[test]
fn invalid_encryption_parameters_are_rejected() {
    let salt = || der::octet_string(&[7; 8]);
    let scrypt = |fields: &[Vec<u8>]| {
        let parameters = der::seq(&[vec![salt()], fields.to_vec()].concat());
        der::seq(&[der::oid("1.3.6.1.4.1.11591.4.11"), parameters])
    };
    let numbers = |n: u64, r: u64, p: u64| {
        scrypt(&[n, r, p].map(|number| der::integer(&number.to_be_bytes())))
    };
    let pbkdf2 = |fields: &[Vec<u8>]| {
        let parameters = der::seq(&[vec![salt()], fields.to_vec()].concat());
        der::seq(&[der::oid("1.2.840.113549.1.5.12"), parameters])
    };
    let one = || der::integer(&[1]);
    let hmac = |oid: &str| der::seq(&[der::oid(oid), der::null()]);
    let sha256 = || hmac("1.2.840.113549.2.9");
    let cipher = |oid: &str, iv: usize| der::seq(&[der::oid(oid), der::octet_string(&vec![1; iv])]);
    let aes = || cipher("2.16.840.1.101.3.4.1.42", 16);
    let open = |kdf: &[u8], cipher: &[u8], bytes: usize| {
        let scheme = [der::oid("1.2.840.113549.1.5.13"), der::seq(&[kdf, cipher])];
        let file = der::seq(&[der::seq(&scheme), der::octet_string(&vec![5; bytes])]);
        PrivateKey::from_encrypted_der(&file, b"secret").unwrap_err()
    };
    let refused = PrivateKeyError::UnsupportedEncryption;
    let rows = [
        (numbers(0, 8, 1), aes(), "scrypt N of 0, which has no logarithm"),
        (numbers(3, 8, 1), aes(), "scrypt N that is no power of 2"),
        (numbers(2, 0, 1), aes(), "scrypt r of 0"),
        (numbers(1 << 63, 0, 1), aes(), "scrypt r of 0, and the largest N"),
        (numbers(2, 8, 0), aes(), "scrypt p of 0"),
        (numbers(2, 1 << 16, 1), aes(), "scrypt r of 17 bits"),
        (
            scrypt(&[der::integer(&[1, 0, 0, 0, 0, 0, 0, 0, 0]), one(), one()]),
            aes(),
            "scrypt N of 65 bits",
        ),
        (
            scrypt(&[der::integer(&[2]), one(), one(), der::integer(&[16])]),
            aes(),
            "scrypt with a key length other than the cipher's",
        ),
        (pbkdf2(&[der::integer(&[0]), sha256()]), aes(), "no iteration"),
        (pbkdf2(&[der::tlv(der::INTEGER, &[0xff]), sha256()]), aes(), "fewer than none"),
        (pbkdf2(&[one(), der::integer(&[0]), sha256()]), aes(), "a key of no bytes"),
        (pbkdf2(&[one(), der::integer(&[0xff, 0xff]), sha256()]), aes(), "a key of 64 KiB"),
        (pbkdf2(&[one(), hmac("1.2.3.4")]), aes(), "an unknown prf"),
        (pbkdf2(&[one(), sha256()]), cipher("2.16.840.1.101.3.4.1.42", 0), "no IV"),
        (pbkdf2(&[one(), sha256()]), cipher("2.16.840.1.101.3.4.1.42", 17), "a long IV"),
        (pbkdf2(&[one(), sha256()]), cipher("2.16.840.1.101.3.4.1.46", 0), "GCM without nonce"),
        (pbkdf2(&[one(), sha256()]), cipher("1.2.840.113549.3.7", 0), "3DES without IV"),
        (pbkdf2(&[one(), sha256()]), cipher("1.2.840.113549.3.7", 7), "3DES, a short IV"),
        (pbkdf2(&[one(), sha256()]), cipher("1.3.14.3.2.7", 0), "DES without IV"),
    ];
    for (kdf, cipher, why) in rows {
        assert_eq!(open(&kdf, &cipher, 64), refused, "{why}");
    }
    // The control: valid parameters, but a wrong passphrase or no key inside.
    for kdf in [numbers(2, 8, 1), numbers(1, 8, 1), pbkdf2(&[one(), sha256()])] {
        for bytes in [0, 15, 64] {
            let error = open(&kdf, &aes(), bytes);
            assert_eq!(error, PrivateKeyError::WrongPassphrase, "{bytes} bytes");
        }
    }
}

/// The limits of PBKDF2 depend on the digest, because the work does; that of scrypt counts everything it requests.
#[test]
fn work_and_memory_of_decryption_are_limited() {
    let salt = || der::octet_string(&[7; 8]);
    let number = |number: u64| {
        let bytes = number.to_be_bytes();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        der::integer(&bytes[zeros..])
    };
    let pbkdf2 = |count: u64, digest: u8| {
        let prf = der::seq(&[der::oid(&format!("1.2.840.113549.2.{digest}")), der::null()]);
        let parameters = der::seq(&[salt(), number(count), prf]);
        der::seq(&[der::oid("1.2.840.113549.1.5.12"), parameters])
    };
    let scrypt = |n: u64, r: u64, p: u64| {
        let parameters = der::seq(&[salt(), number(n), number(r), number(p)]);
        der::seq(&[der::oid("1.3.6.1.4.1.11591.4.11"), parameters])
    };
    // Before the work begins, the length of the ciphertext is not looked at, and none is no multiple of a block.
    let open = |kdf: &[u8]| {
        let cipher = der::seq(&[der::oid("2.16.840.1.101.3.4.1.42"), der::octet_string(&[1; 16])]);
        let scheme = [der::oid("1.2.840.113549.1.5.13"), der::seq(&[kdf, &cipher])];
        let file = der::seq(&[der::seq(&scheme), der::octet_string(&[5; 16])]);
        PrivateKey::from_encrypted_der(&file, b"secret").unwrap_err()
    };
    let too_much = |what, asked, limit| PrivateKeyError::CostlyEncryption { what, asked, limit };
    for (digest, limit) in
        [(7, 2_600_000), (8, 1_200_000), (9, 1_200_000), (10, 420_000), (11, 420_000)]
    {
        let expected = too_much("iterations", limit + 1, limit);
        assert_eq!(open(&pbkdf2(limit + 1, digest)), expected, "digest {digest}");
        assert_eq!(open(&pbkdf2(1, digest)), PrivateKeyError::WrongPassphrase, "digest {digest}");
    }
    let limit = 32 << 20;
    for (n, r, p, blocks) in [
        // Small N with a large r: B alone would take more than V.
        (4, 65_535, 4, 9),
        (2, 65_535, 3, 6),
        // What openssl does not write, because N + p + 1 blocks are above its own limit.
        (32_768, 8, 1, 32_770),
        (32_768, 8, 4, 32_773),
        (16_384, 16, 1, 16_386),
    ] {
        let expected = too_much("scrypt memory", 128 * r * blocks, limit);
        assert_eq!(open(&scrypt(n, r, p)), expected, "N = {n}, r = {r}, p = {p}");
    }
    assert_eq!(open(&scrypt(2, 8, 5)), too_much("scrypt lanes", 5, 4));
    for (n, r, p) in [(2, 32_768, 1), (16, 8, 4)] {
        assert_eq!(open(&scrypt(n, r, p)), PrivateKeyError::WrongPassphrase, "{n} {r} {p}");
    }
}
