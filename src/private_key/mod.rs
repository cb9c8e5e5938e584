//! Floor 1: a private key, in memory that is wiped.

mod ec;
mod ed25519;
mod encrypted;
mod error;
mod info;
mod pairing;
mod pem;
mod point;
mod read;
mod rsa;
mod secret;
mod weak;

pub use error::PrivateKeyError;
pub use pairing::PairProof;
pub use secret::SecretBytes;

pub(crate) use pairing::{issued_by, signed_by};
pub(crate) use pem::KeyBlocks;

use crate::certificate::KeyAlgorithm;
use crate::stack;
use ::der::SecretDocument;
use alloc::boxed::Box;
use core::fmt;
use pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// A private key for TLS: RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519.
///
/// Every key has been checked: its parts belong together, its size is supported, and the public half was computed from
/// the private half. [`matches`](Self::matches) says whether it is the key of a certificate.
///
/// The bytes are wiped when the key is dropped. A key cannot be cloned or compared, and `Debug` withholds it. Its bytes
/// are lent by [`as_pkcs8_der`](Self::as_pkcs8_der) and [`as_private_key_der`](Self::as_private_key_der), and copied only
/// by the two methods whose names begin with `export`.
///
/// No call leaves bytes of a key on the heap or on the stack, whether it succeeds or fails. The stack is wiped by the
/// call, so a call needs about as much of it as it needed for its work: see [the chapter](crate::docs::identity).
/// Registers and the memory of the caller are not wiped.
///
/// ```
/// use trustslot::{KeyAlgorithm, PrivateKey};
///
/// // PKCS#8, as `openssl genpkey -algorithm ed25519 -outform DER` writes it. This key is from RFC 8410 §10.3.
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

/// The public half, computed from the private half. It is not secret.
enum PublicHalf {
    /// Unsigned numbers, without leading zeros.
    Rsa {
        modulus: Box<[u8]>,
        exponent: Box<[u8]>,
    },
    /// Uncompressed (SEC 1 §2.3.3).
    Point(Box<[u8]>),
    Ed25519([u8; 32]),
}

impl PrivateKey {
    /// The largest accepted key in DER, in bytes: 16 KiB (16,384), inclusive.
    pub const MAX_BYTES: usize = MAX_BYTES;

    /// Parses a private key in PKCS#8 (version 1 or 2, RFC 5958), PKCS#1 (RFC 8017) or SEC1 (RFC 5915). The form is
    /// detected, and `der` must contain nothing else.
    ///
    /// # Errors
    ///
    /// [`PrivateKeyError`] says why the key is rejected. Working copies are wiped; wiping `der` is up to the caller.
    pub fn from_der(der: &[u8]) -> Result<Self, PrivateKeyError> {
        if der.len() > MAX_BYTES {
            return Err(PrivateKeyError::TooLarge { bytes: der.len() });
        }
        stack::wiped::<PARSING, _>(|| match read::form_of(der)? {
            read::Form::Encrypted => Err(PrivateKeyError::EncryptedPkcs8),
            form => read::clear(&form, der, None),
        })
    }

    /// Like [`from_der`](Self::from_der), and decrypts encrypted PKCS#8 with `passphrase` (PBES2 with PBKDF2 or
    /// scrypt, RFC 8018 §6.2). The passphrase is ignored if the key is not encrypted.
    ///
    /// ```
    /// use trustslot::{PrivateKey, PrivateKeyError};
    ///
    /// let error = PrivateKey::from_encrypted_der(b"hello", b"secret").unwrap_err();
    /// assert_eq!(error, PrivateKeyError::NotAKey);
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`from_der`](Self::from_der), [`PrivateKeyError::WrongPassphrase`],
    /// [`PrivateKeyError::UnsupportedEncryption`], [`PrivateKeyError::OutOfMemory`], and
    /// [`PrivateKeyError::CostlyEncryption`] for more iterations of PBKDF2 than 2,600,000 with SHA-1, 1,200,000 with
    /// SHA-224 or SHA-256, or 420,000 with SHA-384 or SHA-512, and for more than 32 MiB (33,554,432 bytes) of memory or 4
    /// lanes of scrypt. The limits are checked before any work is done.
    #[cfg(feature = "encrypted-keys")]
    pub fn from_encrypted_der(der: &[u8], passphrase: &[u8]) -> Result<Self, PrivateKeyError> {
        match Self::from_der(der) {
            Err(PrivateKeyError::EncryptedPkcs8) => {
                stack::wiped::<PARSING, _>(|| read::pkcs8(&encrypted::open(der, passphrase)?))
                    .map_err(encrypted::misread)
            }
            read => read,
        }
    }

    /// The kind of key.
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// **The secret itself**, as borrowed PKCS#8 DER. Nothing is copied: this is the memory that is wiped when the key is
    /// dropped. C libraries read it, such as `mbedtls_pk_parse_key` and OpenSSL's `d2i_AutoPrivateKey`.
    ///
    /// ```
    /// use trustslot::{Identity, KeyStorage};
    ///
    /// # fn parse_key(_: &[u8]) {}
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let identity = Identity::parse("phone.pem", file)?;
    /// if let KeyStorage::Bytes(key) = identity.key() {
    ///     parse_key(key.as_pkcs8_der());
    /// }
    /// # Ok::<(), trustslot::IdentityError>(())
    /// ```
    pub fn as_pkcs8_der(&self) -> &[u8] {
        self.document.as_bytes()
    }

    /// **The secret itself**, as a borrowed key for Rust's TLS libraries. Nothing is copied. rustls' own backends read a
    /// borrowed key: `any_supported_type(&key.as_private_key_der())`.
    ///
    /// ```
    /// use trustslot::PrivateKey;
    ///
    /// # let der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20\
    /// #     \xd4\xee\x72\xdb\xf9\x13\x58\x4a\xd5\xb6\xd8\xf1\xf7\x69\xf8\xad\
    /// #     \x3a\xfe\x7c\x28\xcb\xf1\xd4\xfb\xe0\x97\xa8\x8f\x44\x75\x58\x42";
    /// let key = PrivateKey::from_der(der)?;
    /// assert_eq!(key.as_private_key_der().secret_der(), &*key.export_pkcs8_der());
    /// # Ok::<(), trustslot::PrivateKeyError>(())
    /// ```
    pub fn as_private_key_der(&self) -> PrivateKeyDer<'_> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.as_pkcs8_der()))
    }

    /// **The secret itself**, as a copy in PKCS#8 DER that is wiped when it is dropped.
    ///
    /// The form in which the key was parsed does not matter. RSA keys contain PKCS#1, EC keys the named curve and the
    /// public point, and Ed25519 keys are of version 1, so that every TLS library accepts them.
    ///
    /// ```
    /// use trustslot::PrivateKey;
    ///
    /// # let der = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20\
    /// #     \xd4\xee\x72\xdb\xf9\x13\x58\x4a\xd5\xb6\xd8\xf1\xf7\x69\xf8\xad\
    /// #     \x3a\xfe\x7c\x28\xcb\xf1\xd4\xfb\xe0\x97\xa8\x8f\x44\x75\x58\x42";
    /// let key = PrivateKey::from_der(der)?;
    /// let again = PrivateKey::from_der(&key.export_pkcs8_der())?;
    /// assert_eq!(again.algorithm(), key.algorithm());
    /// # Ok::<(), trustslot::PrivateKeyError>(())
    /// ```
    pub fn export_pkcs8_der(&self) -> SecretBytes {
        SecretBytes::new(self.document.to_bytes())
    }

    /// **The secret itself**, as an owned copy, which rustls' `KeyProvider` requires. Where a borrowed key is accepted,
    /// use [`as_private_key_der`](Self::as_private_key_der).
    ///
    /// The copy is not wiped when it is dropped. Whoever calls this method must wipe it, with its `zeroize`, or pass it
    /// to code that does.
    pub fn export_private_key_der(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.as_pkcs8_der().to_vec()))
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

/// An RSA key of 8192 bits takes 4.7 KiB. The rest is for attributes.
const MAX_BYTES: usize = 16 * 1024;

/// The stack that parsing needs, without the computations, which wipe their own. It was measured at 3 KiB.
const PARSING: usize = stack::room(5 * 1024);

/// rustls-webpki, ring and aws-lc-rs verify up to this length. ring signs up to 4096 bits, other TLS libraries beyond.
const MAX_RSA_BITS: u32 = 8192;

#[cfg(test)]
mod tests;
