//! Floor 1: one private key, in memory that is wiped.

mod backend;
mod ec;
mod ed25519;
mod encrypted;
mod error;
mod pairing;
mod pem;
mod read;
mod rsa;
mod stack;
mod weak;

pub use error::PrivateKeyError;
pub use pairing::PairProof;

pub(crate) use pairing::signed_by;
pub(crate) use pem::{KeyBlock, is_key_label, is_parameters_label};

use crate::certificate::KeyAlgorithm;
use ::der::SecretDocument;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use zeroize::Zeroizing;

/// A private key that can serve a certificate: RSA, P-256, P-384, P-521 or Ed25519.
///
/// A value that exists has been checked: its parts belong together, its size is fit for use, and the public
/// half was computed from the private one. Whether it belongs to a certificate says
/// [`matches`](Self::matches).
///
/// The bytes are wiped when it is dropped. It cannot be cloned, compared or shown; it leaves only through
/// the two methods that have `export` in their names.
///
/// ```
/// # use trustslot::{KeyAlgorithm, PrivateKey};
/// // PKCS#8, as `openssl genpkey -algorithm ed25519 -outform DER` writes it; this one is from RFC 8410 §10.3.
/// let der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20\
///     \xd4\xee\x72\xdb\xf9\x13\x58\x4a\xd5\xb6\xd8\xf1\xf7\x69\xf8\xad\
///     \x3a\xfe\x7c\x28\xcb\xf1\xd4\xfb\xe0\x97\xa8\x8f\x44\x75\x58\x42";
/// let key = PrivateKey::from_der(der)?;
/// assert_eq!(key.algorithm(), KeyAlgorithm::Ed25519);
/// assert_eq!(format!("{key:?}"), "PrivateKey { algorithm: Ed25519, bytes: withheld, .. }");
/// # Ok::<(), trustslot::PrivateKeyError>(())
/// ```
pub struct PrivateKey {
    /// PKCS#8, wiped on drop.
    document: SecretDocument,
    public: PublicHalf,
    algorithm: KeyAlgorithm,
}

/// What was computed from the private half. Nothing of it is secret.
enum PublicHalf {
    /// Magnitudes, without leading zeros.
    Rsa {
        modulus: Box<[u8]>,
        exponent: Box<[u8]>,
    },
    /// Uncompressed (SEC 1 §2.3.3).
    Point(Box<[u8]>),
    Ed25519([u8; 32]),
}

impl PrivateKey {
    /// The largest private key that is read, in bytes: 16 KiB (16,384).
    pub const MAX_BYTES: usize = MAX_BYTES;

    /// Reads PKCS#8 (version 1 or 2), PKCS#1 or SEC1, whichever it is. It must be all of `der`.
    ///
    /// # Errors
    ///
    /// What is wrong with it; nothing of `der` is kept.
    pub fn from_der(der: &[u8]) -> Result<Self, PrivateKeyError> {
        if der.len() > MAX_BYTES {
            return Err(PrivateKeyError::TooLarge { bytes: der.len() });
        }
        stack::wiped(|| match read::form_of(der)? {
            read::Form::Pkcs8 => read::pkcs8(der),
            read::Form::Pkcs1 => read::pkcs1(der),
            read::Form::Sec1 => read::sec1(der, None),
            read::Form::Dsa => {
                Err(PrivateKeyError::UnsupportedAlgorithm { name: String::from("DSA") })
            }
            read::Form::Encrypted => Err(PrivateKeyError::EncryptedPkcs8),
        })
    }

    /// Like [`from_der`](Self::from_der), and opens encrypted PKCS#8 with `passphrase` (PBES2 with PBKDF2 or
    /// scrypt, RFC 8018 §6.2). A key that is not encrypted needs none and is read as it is.
    ///
    /// # Errors
    ///
    /// Those of [`from_der`](Self::from_der); a wrong passphrase; a scheme that is not opened, or that asks
    /// for more work than a file may. The work asked for is looked at before any is done.
    #[cfg(feature = "encrypted-keys")]
    pub fn from_encrypted_der(der: &[u8], passphrase: &[u8]) -> Result<Self, PrivateKeyError> {
        match Self::from_der(der) {
            Err(PrivateKeyError::EncryptedPkcs8) => {
                stack::wiped(|| read::pkcs8(&encrypted::open(der, passphrase)?))
                    .map_err(encrypted::misread)
            }
            read => read,
        }
    }

    /// The kind of key.
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// The secret itself, where it is.
    pub(crate) fn pkcs8_der(&self) -> &[u8] {
        self.document.as_bytes()
    }

    /// **The secret itself**, as PKCS#8 DER, wiped when the copy is dropped.
    ///
    /// Whatever form the key was read from: RSA with PKCS#1 inside, EC with the named curve and the public
    /// point, Ed25519 in version 1, so that every TLS library takes it.
    pub fn export_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        self.document.to_bytes()
    }

    /// **The secret itself**, as rustls takes it.
    ///
    /// This copy is not wiped when it is dropped: give it away, or call its `zeroize`.
    pub fn export_private_key_der(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.document.as_bytes().to_vec()))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("algorithm", &self.algorithm)
            .field("bytes", &format_args!("withheld"))
            .finish_non_exhaustive()
    }
}

/// RSA of 8192 bits takes 4.7 KiB; the rest is room for attributes.
const MAX_BYTES: usize = 16 * 1024;

/// What TLS libraries and CAs accept (CA/Browser Forum Baseline Requirements §6.1.5; rustls-webpki).
const MIN_RSA_BITS: u32 = 2048;

/// What rustls-webpki, ring and aws-lc-rs verify. ring signs up to 4096; other TLS libraries sign with more.
const MAX_RSA_BITS: u32 = 8192;

#[cfg(test)]
mod tests;
