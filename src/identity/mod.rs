//! Floor 2: a certificate with its private key, and the certificates that lead to its issuer.

mod error;
mod file;
mod handle;
mod order;

pub use error::IdentityError;
pub use handle::{HandleProof, KeyHandle};

use crate::certificate::Certificate;
use crate::clock::Validity;
use crate::private_key::{PairProof, PrivateKey};
use alloc::vec::Vec;
use core::fmt;
use core::iter;

/// What a device presents: its certificate, the certificates of its issuers, and the private key.
///
/// The key belongs to the certificate, or there is no value. [`pair_proof`](Self::pair_proof) says how that is
/// known. It cannot be cloned, and `Debug` withholds the key.
///
/// ```
/// use trustslot::{Identity, IdentityError};
/// let error = Identity::parse("phone.pem", b"").unwrap_err();
/// assert_eq!(error, IdentityError::Empty);
/// let error = Identity::parse("phone.p12", b"...").unwrap_err();
/// assert_eq!(error.to_string(), "phone.p12 is not named .pem or .cer");
/// ```
pub struct Identity {
    certificate: Certificate,
    issuers: Vec<Certificate>,
    key: KeyStorage,
    proof: PairProof,
}

/// Where the private key of an identity is. There is no third place, so a caller can be complete.
#[derive(Debug)]
pub enum KeyStorage {
    /// Here, in memory that is wiped.
    Bytes(PrivateKey),
    /// In a secure element, which knows it by this handle.
    Handle(KeyHandle),
}

impl Identity {
    /// The largest file that is read, in bytes: 5 MiB (5,242,880), inclusive.
    pub const MAX_BYTES: usize = 5 << 20;

    /// The most certificates that an identity has. rustls-webpki follows six intermediates; with the
    /// certificate, a root and a cross-signed pair or two there are ten.
    pub const MAX_CERTIFICATES: usize = 10;

    /// The extensions of a file, without regard to case.
    pub const EXTENSIONS: &'static [&'static str] = &["pem", "cer"];

    /// Reads one PEM file with certificate, private key and optional chain, in any order.
    ///
    /// The certificate that the key belongs to is the one presented; the others are put in order behind it. That it
    /// belongs to it is proved, which takes as long as [`PrivateKey::matches`].
    ///
    /// # Errors
    ///
    /// The first fault found; nothing of the file is kept.
    pub fn parse(file_name: &str, bytes: &[u8]) -> Result<Self, IdentityError> {
        file::parse(file_name, bytes, None)
    }

    /// Like [`parse`](Self::parse), and opens an `ENCRYPTED PRIVATE KEY` with `passphrase`.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse), and a passphrase that does not open the key.
    #[cfg(feature = "encrypted-keys")]
    pub fn parse_with_passphrase(
        file_name: &str,
        bytes: &[u8],
        passphrase: &[u8],
    ) -> Result<Self, IdentityError> {
        file::parse(file_name, bytes, Some(passphrase))
    }

    /// Puts certificates, in any order, and the private key of one of them together.
    ///
    /// # Errors
    ///
    /// The key belongs to none or several of them, one does not lead on from the one presented, or there are
    /// too many. The key is wiped then.
    pub fn from_parts(
        certificates: Vec<Certificate>,
        key: PrivateKey,
    ) -> Result<Self, IdentityError> {
        order::check_count(&certificates)?;
        let (fitting, proof) = order::fitting(&certificates, &key)?;
        let (certificate, issuers) = order::ordered(certificates, fitting)?;
        Ok(Self { certificate, issuers, key: KeyStorage::Bytes(key), proof })
    }

    /// An identity whose private key stays in a secure element. The first certificate is the one presented; the
    /// others may stand in any order.
    ///
    /// That the key belongs to it, this crate cannot compute: `proof` is a signature that the element made, or
    /// the caller's word, and [`pair_proof`](Self::pair_proof) never says more than that.
    ///
    /// ```
    /// # use trustslot::{Certificate, HandleProof, Identity, KeyHandle, PairProof};
    /// # let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
    /// # let certificate = Certificate::from_der(der)?;
    /// let handle = KeyHandle::new("slot 3");
    /// let identity = Identity::with_handle(vec![certificate], handle, HandleProof::Stated)?;
    /// assert_eq!(identity.pair_proof(), PairProof::Stated);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The signature is not one by the certificate's key over [`handle_challenge`](Self::handle_challenge), or
    /// no backend is built in that could tell; a certificate too many or out of place; a handle without bytes
    /// or with more than [`KeyHandle::MAX_BYTES`].
    pub fn with_handle(
        certificates: Vec<Certificate>,
        handle: KeyHandle,
        proof: HandleProof<'_>,
    ) -> Result<Self, IdentityError> {
        order::check_count(&certificates)?;
        handle.check()?;
        let (certificate, issuers) = order::ordered(certificates, 0)?;
        let proof = proof.check(&certificate)?;
        Ok(Self { certificate, issuers, key: KeyStorage::Handle(handle), proof })
    }

    /// What a secure element is to sign, so that [`HandleProof::Signature`] shows that it has the key: a text of
    /// this crate, the certificate's fingerprint, and `nonce`, which the caller makes fresh where an old
    /// signature must not do.
    ///
    /// The element hashes it (SHA-256, SHA-384 or SHA-512) and signs by PKCS#1 v1.5, PSS, ECDSA or Ed25519.
    pub fn handle_challenge(certificate: &Certificate, nonce: &[u8]) -> Vec<u8> {
        handle::challenge(certificate, nonce)
    }

    /// The certificate presented.
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificates of its issuers that came with it: its own issuer first, then the issuer's, and so on.
    pub fn issuers(&self) -> &[Certificate] {
        &self.issuers
    }

    /// The certificate and then its issuers, as TLS sends them.
    pub fn chain(&self) -> impl Iterator<Item = &Certificate> {
        iter::once(&self.certificate).chain(&self.issuers)
    }

    /// Where the private key is.
    pub const fn key(&self) -> &KeyStorage {
        &self.key
    }

    /// How it is known that the private key belongs to the certificate.
    pub const fn pair_proof(&self) -> PairProof {
        self.proof
    }

    /// From when and until when the certificate is valid. That of its issuers is not looked at.
    pub const fn validity(&self) -> Validity {
        self.certificate.validity()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("certificate", &self.certificate)
            .field("issuers", &self.issuers.len())
            .field("key", &self.key)
            .field("proof", &self.proof)
            .finish()
    }
}
