//! Why a private key is not taken.

use crate::numbered::numbered;
use alloc::string::String;
use thiserror::Error;

/// A private key that is not taken, and why. Nothing of the key itself is in it.
///
/// The sentence says what was met, [`remedy`](Self::remedy) what to do about it.
///
/// ```
/// use trustslot::{PrivateKey, PrivateKeyError};
/// let error = PrivateKey::from_der(b"hello").unwrap_err();
/// assert_eq!(error, PrivateKeyError::NotAKey);
/// assert_eq!(error.to_string(), "there is no private key in it");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PrivateKeyError {
    /// Nothing in it has the form of a private key.
    #[error("there is no private key in it")]
    NotAKey,
    /// More than one private key.
    #[error("there are {count} private keys in it; one belongs there")]
    SeveralKeys {
        /// How many.
        count: usize,
    },
    /// A file larger than any that is read. It was not read.
    #[error("the file has {bytes} bytes; at most {} are read", super::PrivateKey::MAX_PEM_BYTES)]
    FileTooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// Larger than any key that is read.
    #[error("the private key has {bytes} bytes; at most {} are read", super::MAX_BYTES)]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// A key block whose text cannot be decoded, or another block whose end is not found, so that nobody can say
    /// where the key is.
    #[error("the text with the private key cannot be decoded, near line {line}")]
    BadText {
        /// The line, counted from 1, at which the block begins or the fault lies.
        line: usize,
    },
    /// The encoding is broken.
    #[error("the {form} private key cannot be read: the encoding is wrong near byte {offset}")]
    Unreadable {
        /// The form it seemed to have: `PKCS#8`, `PKCS#1`, `SEC1` or `Ed25519`.
        form: &'static str,
        /// Where, in bytes from 0 of the DER encoding.
        offset: usize,
    },
    /// PKCS#8, encrypted with a passphrase (`ENCRYPTED PRIVATE KEY`).
    #[error("the private key is encrypted with a passphrase (PKCS#8)")]
    EncryptedPkcs8,
    /// The encryption of old (`Proc-Type`, `DEK-Info`), which is never opened here: it derives its key by
    /// one round of MD5.
    #[error("the private key is encrypted in the old way (Proc-Type, DEK-Info)")]
    LegacyEncrypted,
    /// Encrypted PKCS#8 in a scheme that is not opened here, such as PBES1.
    #[error("the private key is encrypted by a scheme that is not opened here")]
    UnsupportedEncryption,
    /// To open it would cost more than a file may ask for.
    #[error(
        "opening the private key would cost too much: {what} is {asked}, at most {limit} is done"
    )]
    CostlyEncryption {
        /// Which parameter.
        what: &'static str,
        /// Its value in the file.
        asked: u64,
        /// The largest value with which a key is opened.
        limit: u64,
    },
    /// The passphrase does not open it.
    #[error("the passphrase does not open the private key")]
    WrongPassphrase,
    /// OpenSSH's own format.
    #[error("the private key is in OpenSSH's own format")]
    OpenSsh,
    /// A kind of key that no phone's TLS uses.
    #[error("the private key is of a kind that cannot be used here: {name}")]
    UnsupportedAlgorithm {
        /// Its name, or its object identifier.
        name: String,
    },
    /// An elliptic curve other than P-256, P-384 and P-521.
    #[error("the private key is on a curve that cannot be used here: {name}")]
    UnsupportedCurve {
        /// Its name, or its object identifier.
        name: String,
    },
    /// The curve is given by its parameters and not by its name (RFC 5480 §2.1.1 forbids it).
    #[error("the private key gives its curve by parameters and not by name")]
    ExplicitCurve,
    /// RSA with more than two primes.
    #[error("the RSA key has more than two primes")]
    MultiPrime,
    /// RSA with a modulus that is too short.
    #[error("the RSA key has {bits} bits; at least {} are needed", super::MIN_RSA_BITS)]
    WeakRsa {
        /// Length of the modulus.
        bits: u32,
    },
    /// RSA with a modulus that is too long.
    #[error("the RSA key has {bits} bits; at most {} are used", super::MAX_RSA_BITS)]
    OversizedRsa {
        /// Length of the modulus.
        bits: u32,
    },
    /// RSA with a public exponent that is even, 1, or too long.
    #[error("the public exponent of the RSA key is not an odd number from 3 to 2^33")]
    BadExponent,
    /// RSA with primes of which one can be found (CVE-2022-26320, or one that is short).
    #[error("the RSA key is from a bad generator: its primes can be found")]
    WeakPrimes,
    /// RSA with the fingerprint of a faulty library in smart cards (CVE-2017-15361).
    #[error("the RSA key is from a bad generator: it has the fingerprint of CVE-2017-15361")]
    RocaModulus,
    /// Its parts do not belong together: a public half of another key, CRT values of another or no key.
    #[error("the parts of the private key do not belong together: {what}")]
    Inconsistent {
        /// Which part does not fit.
        what: &'static str,
    },
}

numbered! {
    PrivateKeyError {
        NotAKey = 1401 "not-a-private-key",
        SeveralKeys = 1402 "several-private-keys",
        FileTooLarge = 1403 "key-file-too-large",
        TooLarge = 1404 "key-too-large",
        BadText = 1405 "key-text-damaged",
        Unreadable = 1406 "key-unreadable",
        EncryptedPkcs8 = 1407 "key-encrypted",
        LegacyEncrypted = 1408 "key-legacy-encrypted",
        UnsupportedEncryption = 1409 "key-encryption-unsupported",
        CostlyEncryption = 1410 "key-encryption-costly",
        WrongPassphrase = 1411 "wrong-passphrase",
        OpenSsh = 1412 "key-in-openssh-format",
        UnsupportedAlgorithm = 1413 "key-algorithm-unsupported",
        UnsupportedCurve = 1414 "key-curve-unsupported",
        ExplicitCurve = 1415 "key-curve-explicit",
        MultiPrime = 1416 "rsa-multi-prime",
        WeakRsa = 1417 "rsa-too-short",
        OversizedRsa = 1418 "rsa-too-long",
        BadExponent = 1419 "rsa-exponent",
        WeakPrimes = 1420 "rsa-weak-primes",
        RocaModulus = 1421 "rsa-roca",
        Inconsistent = 1422 "key-inconsistent",
    }
}
