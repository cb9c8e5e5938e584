//! Why a private key is rejected.

use crate::bytes::file_kind::FileKind;
use crate::certificate::MIN_RSA_BITS;
use crate::message::message;
use crate::numbered::numbered;
use alloc::string::String;
use core::fmt;

/// Why a private key is rejected.
///
/// The message states the fact, and [`remedy`](Self::remedy) says what to do. Neither contains a byte of the key.
///
/// ```
/// use trustslot::{PrivateKey, PrivateKeyError, Remedy};
///
/// let error = PrivateKey::from_der(b"hello").unwrap_err();
/// assert_eq!(error, PrivateKeyError::NotAKey);
/// assert_eq!(error.to_string(), "no private key was found");
/// assert_eq!(error.remedy(), Some(Remedy::AddKey));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PrivateKeyError {
    /// The input contains no private key.
    NotAKey,
    /// The file contains more than one private key.
    SeveralKeys {
        /// How many.
        count: usize,
    },
    /// The file is larger than [`PrivateKey::MAX_PEM_BYTES`](super::PrivateKey::MAX_PEM_BYTES). Its contents were not
    /// read.
    FileTooLarge {
        /// Size of the file in bytes.
        bytes: usize,
    },
    /// The key is larger than [`PrivateKey::MAX_BYTES`](super::PrivateKey::MAX_BYTES).
    TooLarge {
        /// Size of the key in bytes.
        bytes: usize,
    },
    /// The base64 text of the key cannot be decoded, or a block of the file has no valid BEGIN and END lines.
    BadText {
        /// The line where the block begins, or that of the fault, from 1.
        line: usize,
    },
    /// The encoding of the key is invalid.
    Unreadable {
        /// The form of the key: `PKCS#8`, `PKCS#1`, `SEC1`, `EC`, `Ed25519`, or `DER` if it is not known.
        form: &'static str,
        /// Offset of the fault in the DER encoding, in bytes from 0.
        offset: usize,
    },
    /// The key is encrypted with a passphrase, in PKCS#8 form (`ENCRYPTED PRIVATE KEY`, RFC 5958 §3).
    EncryptedPkcs8,
    /// The key uses legacy encryption (`Proc-Type`, `DEK-Info`; RFC 1421 §4.6), which is never decrypted: it derives
    /// its key with one round of MD5.
    LegacyEncrypted,
    /// The key is encrypted with a scheme that is not supported, such as PBES1 (RFC 8018 §6.1).
    UnsupportedEncryption,
    /// Decrypting the key takes more work than a file may ask for.
    CostlyEncryption {
        /// Which parameter is too large.
        what: &'static str,
        /// Its value in the file.
        asked: u64,
        /// The largest accepted value.
        limit: u64,
    },
    /// The passphrase is wrong.
    WrongPassphrase,
    /// The key is in OpenSSH format (`OPENSSH PRIVATE KEY`).
    OpenSsh,
    /// The key is an Ed25519 key in OpenSSH format. `ssh-keygen` converts keys of other kinds only.
    OpenSshEd25519,
    /// The key is neither RSA, EC nor Ed25519.
    UnsupportedAlgorithm {
        /// The name of its algorithm, or the object identifier.
        name: String,
    },
    /// The curve is none of P-256, P-384 and P-521.
    UnsupportedCurve {
        /// The name of the curve, or its object identifier.
        name: String,
    },
    /// The curve is described by parameters, not named. RFC 5480 §2.1.1 forbids it.
    ExplicitCurve,
    /// The RSA key has more than two primes.
    MultiPrime,
    /// The RSA modulus is too short.
    WeakRsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// The RSA modulus is too long.
    OversizedRsa {
        /// Length of the modulus in bits.
        bits: u32,
    },
    /// The RSA public exponent is even, 1, or longer than 33 bits.
    BadExponent,
    /// The RSA primes can be found: they are close together (CVE-2022-26320), or one is too short.
    WeakPrimes,
    /// The RSA modulus has the form that a faulty smart card library gave it (CVE-2017-15361).
    RocaModulus,
    /// A prime of the RSA key is no prime number, so the key does not work.
    CompositePrime,
    /// The `EC PARAMETERS` block beside the key does not belong to it.
    Parameters {
        /// What is wrong with the block.
        what: &'static str,
    },
    /// A PEM block with the label of a private key contains something else.
    Mislabelled {
        /// What it contains.
        kind: FileKind,
    },
    /// There is not enough memory to decrypt the key.
    OutOfMemory,
    /// The parts of the key do not belong together, such as a private number and the public key of another.
    Inconsistent {
        /// Which parts do not belong together.
        what: &'static str,
    },
}

impl fmt::Display for PrivateKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAKey => message!(f, "no private key was found"),
            Self::SeveralKeys { count } => {
                message!(f, "the file contains {count} private keys; it must contain one", count)
            }
            Self::FileTooLarge { bytes } => message!(
                f,
                "the file is {bytes} bytes; the limit is {limit}",
                bytes,
                limit = super::PrivateKey::MAX_PEM_BYTES
            ),
            Self::TooLarge { bytes } => message!(
                f,
                "the private key is {bytes} bytes; the limit is {limit}",
                bytes,
                limit = super::MAX_BYTES
            ),
            Self::BadText { line } => {
                message!(f, "the PEM text with the private key is damaged near line {line}", line)
            }
            Self::Unreadable { form, offset } => message!(
                f,
                "the {form} private key cannot be read: invalid encoding near byte {offset}",
                form,
                offset
            ),
            Self::EncryptedPkcs8 => {
                message!(f, "the private key is encrypted with a passphrase (PKCS#8)")
            }
            Self::LegacyEncrypted => {
                message!(f, "the private key uses legacy encryption (Proc-Type, DEK-Info)")
            }
            Self::UnsupportedEncryption => {
                message!(f, "the private key is encrypted with an unsupported scheme")
            }
            Self::CostlyEncryption { what, asked, limit } => message!(
                f,
                "decrypting the private key takes too much work: {what} is {asked}, the limit is {limit}",
                what,
                asked,
                limit
            ),
            Self::WrongPassphrase => message!(f, "the passphrase does not decrypt the private key"),
            Self::OpenSsh => message!(f, "the private key is in OpenSSH format"),
            Self::OpenSshEd25519 => message!(
                f,
                "the private key is an Ed25519 key in OpenSSH format, which ssh-keygen cannot convert"
            ),
            Self::UnsupportedAlgorithm { name } => {
                message!(f, "the private key is of an unsupported kind: {name}", name)
            }
            Self::UnsupportedCurve { name } => {
                message!(f, "the private key uses an unsupported curve: {name}", name)
            }
            Self::ExplicitCurve => {
                message!(f, "the private key describes its curve by parameters, not by name")
            }
            Self::MultiPrime => message!(f, "the RSA key has more than two primes"),
            Self::WeakRsa { bits } => message!(
                f,
                "the RSA key has {bits} bits; at least {limit} are required",
                bits,
                limit = MIN_RSA_BITS
            ),
            Self::OversizedRsa { bits } => message!(
                f,
                "the RSA key has {bits} bits; the limit is {limit}",
                bits,
                limit = super::MAX_RSA_BITS
            ),
            Self::BadExponent => message!(
                f,
                "the public exponent of the RSA key is not an odd number from 3 to 2^33"
            ),
            Self::WeakPrimes => message!(f, "the RSA key is insecure: its primes can be found"),
            Self::RocaModulus => message!(
                f,
                "the RSA key is insecure: it comes from a faulty generator (CVE-2017-15361)"
            ),
            Self::CompositePrime => {
                message!(f, "the RSA key does not work: one of its primes is not a prime number")
            }
            Self::Parameters { what } => message!(
                f,
                "the EC PARAMETERS block does not belong to the private key: {what}",
                what
            ),
            Self::Mislabelled { kind } => {
                message!(f, "the block labelled as a private key contains {kind}", kind)
            }
            Self::OutOfMemory => {
                message!(f, "there is not enough memory to decrypt the private key")
            }
            Self::Inconsistent { what } => {
                message!(f, "the parts of the private key do not belong together: {what}", what)
            }
        }
    }
}

impl core::error::Error for PrivateKeyError {}

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
        CompositePrime = 1423 "rsa-composite-prime",
        Parameters = 1424 "key-parameters-foreign",
        Mislabelled = 1425 "key-mislabelled",
        OutOfMemory = 1426 "key-out-of-memory",
        OpenSshEd25519 = 1427 "ed25519-key-in-openssh-format",
    }
}
