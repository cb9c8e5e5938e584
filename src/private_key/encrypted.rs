//! Decrypts PKCS#8 (RFC 5958 §3) with a passphrase.

#![cfg(feature = "encrypted-keys")]

use super::PrivateKeyError;
use crate::bytes::der::{DerError, Reader, Tag};
use crate::stack;
use ::der::Decode as _;
use ::der::asn1::OctetStringRef;
use alloc::vec::Vec;
use pkcs8::EncryptedPrivateKeyInfo;
use pkcs8::pkcs5::pbes2::{Kdf, Pbkdf2Prf, ScryptParams};
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
    let mut length = 0;
    let outcome = stack::wiped::<STACK, _>(|| {
        match parameters.decrypt_in_place(passphrase, &mut bytes) {
            Ok(decrypted) => {
                length = decrypted.len();
                Outcome::Decrypted
            }
            Err(Error::DecryptFailed) => Outcome::Wrong,
            // Invalid parameters, such as a block size of 0.
            Err(_) => Outcome::Unsupported,
        }
    });
    match outcome {
        Outcome::Decrypted => {}
        Outcome::Wrong => return Err(PrivateKeyError::WrongPassphrase),
        Outcome::Unsupported => return Err(PrivateKeyError::UnsupportedEncryption),
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Without fields and padding, which would carry bytes of the stack that is wiped.
enum Outcome {
    Decrypted,
    Wrong,
    Unsupported,
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
            let limit = match parameters.prf {
                Pbkdf2Prf::HmacWithSha1 => MAX_ITERATIONS_SHA1,
                Pbkdf2Prf::HmacWithSha224 | Pbkdf2Prf::HmacWithSha256 => MAX_ITERATIONS_SHA256,
                Pbkdf2Prf::HmacWithSha384 | Pbkdf2Prf::HmacWithSha512 => MAX_ITERATIONS_SHA512,
                _ => return Err(PrivateKeyError::UnsupportedEncryption),
            };
            at_most("iterations", u64::from(parameters.iteration_count), limit)
        }
        Kdf::Scrypt(parameters) => {
            let lanes = u64::from(parameters.parallelization);
            at_most("scrypt lanes", lanes, MAX_SCRYPT_LANES)?;
            let memory = scrypt_memory(parameters);
            at_most("scrypt memory", memory, MAX_SCRYPT_MEMORY)?;
            // The crate that computes scrypt aborts if it gets no memory, so it is requested once before.
            usize::try_from(memory)
                .ok()
                .and_then(|bytes| Vec::<u8>::new().try_reserve_exact(bytes).ok())
                .ok_or(PrivateKeyError::OutOfMemory)
        }
        _ => Err(PrivateKeyError::UnsupportedEncryption),
    }
}

/// The memory that scrypt takes, in bytes: N blocks in V, p in B, and one to work on (RFC 7914 §5, §6).
fn scrypt_memory(parameters: &ScryptParams) -> u64 {
    let block = u64::from(parameters.block_size).saturating_mul(128);
    let blocks = parameters
        .cost_parameter
        .saturating_add(u64::from(parameters.parallelization))
        .saturating_add(1);
    block.saturating_mul(blocks)
}

fn at_most(what: &'static str, asked: u64, limit: u64) -> Result<(), PrivateKeyError> {
    if asked > limit {
        return Err(PrivateKeyError::CostlyEncryption { what, asked, limit });
    }
    Ok(())
}

/// The shortest vector, that of DES. `pkcs5` splits off this many bytes without checking that they exist.
const MIN_IV_BYTES: usize = 8;

// Twice the figures of the OWASP Password Storage Cheat Sheet (2023) for each digest, which are such that the work is about
// the same: 1,300,000 with SHA-1, 600,000 with SHA-256 and 210,000 with SHA-512. openssl writes 2048. A phone with one core
// of 1 GHz and no instructions for SHA takes about three seconds for each limit.
const MAX_ITERATIONS_SHA1: u64 = 2_600_000;
const MAX_ITERATIONS_SHA256: u64 = 1_200_000;
const MAX_ITERATIONS_SHA512: u64 = 420_000;

/// The default limit of openssl (`SCRYPT_MAX_MEM`), in bytes. openssl writes N = 16384, r = 8, p = 1, which needs half.
const MAX_SCRYPT_MEMORY: u64 = 32 * 1024 * 1024;

/// openssl writes 1. Each lane adds the whole work once more.
const MAX_SCRYPT_LANES: u64 = 4;

/// The stack that decryption needs.
const STACK: usize = stack::room(12 * 1024);
