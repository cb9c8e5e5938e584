//! Decrypts PKCS#8 (RFC 5958 §3) with a passphrase.

#![cfg(feature = "encrypted-keys")]

use super::PrivateKeyError;
use crate::bytes::der::{DerError, Reader, Tag};
use ::der::Decode as _;
use ::der::asn1::OctetStringRef;
use alloc::vec::Vec;
use pkcs8::EncryptedPrivateKeyInfo;
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::pkcs5::{EncryptionScheme, Error};
use zeroize::Zeroizing;

/// Decrypts the PKCS#8 key. The work that the file asks for is checked before any is done.
pub(super) fn open(der: &[u8], passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    match iv_bytes(der) {
        Ok(MIN_IV_BYTES..) => {}
        _ => return Err(PrivateKeyError::UnsupportedEncryption),
    }
    let info = EncryptedPrivateKeyInfo::<&OctetStringRef>::from_der(der)
        .map_err(|_| PrivateKeyError::UnsupportedEncryption)?;
    let EncryptionScheme::Pbes2(parameters) = &info.encryption_algorithm else {
        return Err(PrivateKeyError::UnsupportedEncryption);
    };
    afford(&parameters.kdf)?;
    let mut bytes = Zeroizing::new(info.encrypted_data.as_bytes().to_vec());
    let length = parameters
        .decrypt_in_place(passphrase, &mut bytes)
        .map_err(|error| match error {
            Error::DecryptFailed => PrivateKeyError::WrongPassphrase,
            // Invalid parameters, such as a block size of 0.
            _ => PrivateKeyError::UnsupportedEncryption,
        })?
        .len();
    bytes.truncate(length);
    Ok(bytes)
}

/// The length of the initialization vector of PBES2, in bytes (RFC 8018 §A.4).
fn iv_bytes(der: &[u8]) -> Result<usize, DerError> {
    let mut info = Reader::new(der).expect(Tag::Sequence)?.inside();
    let mut scheme = info.expect(Tag::Sequence)?.inside();
    let _pbes2 = scheme.any()?;
    let mut parameters = scheme.expect(Tag::Sequence)?.inside();
    let _kdf = parameters.any()?;
    let mut cipher = parameters.expect(Tag::Sequence)?.inside();
    let _cipher = cipher.any()?;
    Ok(cipher.any()?.value.len())
}

/// With a wrong passphrase, one in 256 keys decrypts to valid padding by chance, but not to PKCS#8.
pub(super) fn misread(error: PrivateKeyError) -> PrivateKeyError {
    match error {
        PrivateKeyError::Unreadable { form: "PKCS#8", .. } => PrivateKeyError::WrongPassphrase,
        other => other,
    }
}

fn afford(kdf: &Kdf) -> Result<(), PrivateKeyError> {
    match kdf {
        // Both must be at least 1 (RFC 8018 §A.2, RFC 7914 §7.1). `pkcs5` takes the logarithm of the second.
        Kdf::Pbkdf2(parameters) if parameters.iteration_count == 0 => {
            Err(PrivateKeyError::UnsupportedEncryption)
        }
        Kdf::Scrypt(parameters) if parameters.cost_parameter == 0 => {
            Err(PrivateKeyError::UnsupportedEncryption)
        }
        Kdf::Pbkdf2(parameters) => {
            at_most("iterations", u64::from(parameters.iteration_count), MAX_PBKDF2_ITERATIONS)
        }
        Kdf::Scrypt(parameters) => {
            let block = u64::from(parameters.block_size).saturating_mul(128);
            let memory = parameters.cost_parameter.saturating_mul(block);
            at_most("scrypt memory", memory, MAX_SCRYPT_MEMORY)?;
            let lanes = u64::from(parameters.parallelization);
            at_most("scrypt lanes", lanes, MAX_SCRYPT_LANES)
        }
        _ => Err(PrivateKeyError::UnsupportedEncryption),
    }
}

fn at_most(what: &'static str, asked: u64, limit: u64) -> Result<(), PrivateKeyError> {
    if asked > limit {
        return Err(PrivateKeyError::CostlyEncryption { what, asked, limit });
    }
    Ok(())
}

/// The shortest vector, that of DES. `pkcs5` splits off this many bytes without checking that they exist.
const MIN_IV_BYTES: usize = 8;

/// Twice the largest figure of the OWASP Password Storage Cheat Sheet (1,300,000 with HMAC-SHA-1 in 2023),
/// rounded down. openssl writes 2048. The limit takes a second or two on a phone.
const MAX_PBKDF2_ITERATIONS: u64 = 2_500_000;

/// The default limit of openssl (`SCRYPT_MAX_MEM`). openssl writes N = 16384, r = 8, which needs half of it.
const MAX_SCRYPT_MEMORY: u64 = 32 * 1024 * 1024;

/// openssl writes 1. Each lane adds the whole work once more.
const MAX_SCRYPT_LANES: u64 = 4;
