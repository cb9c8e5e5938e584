//! Floor 2: a certificate, its private key, and the certificates of its issuers.

mod error;
mod file;
mod handle;
mod order;
mod proof;

pub use error::IdentityError;
pub(crate) use error::helps_to_rename;
pub use handle::KeyHandle;
pub use proof::HandleProof;

use crate::algorithms::BUILT_WITH;
use crate::bytes::pem;
use crate::certificate::Certificate;
use crate::clock::Validity;
use crate::private_key::{PairProof, PrivateKey};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::iter;

/// A certificate that a device presents, with its private key and the certificates of its issuers.
///
/// An identity exists only if the private key belongs to the certificate. [`pair_proof`](Self::pair_proof) says how
/// that is known. An identity cannot be cloned, and `Debug` withholds the key.
///
/// ```
/// use trustslot::{Identity, KeyStorage, PairProof};
///
/// # fn main() -> Result<(), trustslot::IdentityError> {
/// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
/// let identity = Identity::parse("phone.pem", file)?;
/// assert!(matches!(identity.key(), KeyStorage::Bytes(_)));
/// assert_eq!(identity.pair_proof(), PairProof::Derived);
///
/// let error = Identity::parse("phone.p12", file).unwrap_err();
/// assert_eq!(error.to_string(), "\"phone.p12\" does not end in .pem or .cer");
/// # Ok(())
/// # }
/// ```
pub struct Identity {
    certificate: Certificate,
    issuers: Vec<Certificate>,
    key: KeyStorage,
    proof: PairProof,
}

/// Where the private key of an identity is stored.
///
/// ```
/// use trustslot::{Identity, KeyStorage};
///
/// # fn sign_with(_: trustslot::pki_types::PrivateKeyDer<'_>) {}
/// # fn sign_in_element(_: &[u8]) {}
/// fn sign(identity: &Identity) {
///     match identity.key() {
///         KeyStorage::Bytes(key) => sign_with(key.as_private_key_der()),
///         KeyStorage::Handle(handle) => sign_in_element(handle.as_bytes()),
///     }
/// }
/// ```
#[derive(Debug)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller must handle both, and there is no third place"
)]
pub enum KeyStorage {
    /// In memory, which is wiped when the identity is dropped.
    Bytes(PrivateKey),
    /// In a secure element, which finds the key by this handle.
    Handle(KeyHandle),
}

impl Identity {
    /// The size limit of a file, in bytes: 5 MiB (5,242,880), inclusive.
    pub const MAX_BYTES: usize = 5 << 20;

    /// The most certificates of an identity. rustls-webpki follows six intermediates. With the certificate, a root, and
    /// a cross-signed pair or two there are ten.
    pub const MAX_CERTIFICATES: usize = 10;

    /// The accepted file name extensions. Upper and lower case are the same.
    pub const EXTENSIONS: &'static [&'static str] = &["pem", "cer"];

    /// Parses one PEM file with certificate, private key and optional chain, in any order.
    ///
    /// The certificate that matches the key becomes the one presented. The other certificates follow it in the order
    /// in which they lead to the root. Proving that key and certificate match takes as long as [`PrivateKey::matches`].
    ///
    /// ```
    /// use trustslot::{Identity, IdentityError, Remedy};
    ///
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let identity = Identity::parse("phone.pem", file)?;
    /// assert_eq!(identity.chain().count(), identity.issuers().len() + 1);
    ///
    /// let without_key = identity.chain_to_pem();
    /// let error = Identity::parse("phone.pem", without_key.as_bytes()).unwrap_err();
    /// assert_eq!(error, IdentityError::NoKey);
    /// assert_eq!(error.remedy(), Some(Remedy::JoinCertificateAndKey));
    /// # Ok::<(), IdentityError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`IdentityError`] gives the first fault. Nothing of the file is kept, and working copies of the key are wiped;
    /// wiping `bytes` is up to the caller.
    pub fn parse(file_name: &str, bytes: &[u8]) -> Result<Self, IdentityError> {
        file::parse(file_name, bytes, None)
    }

    /// Like [`parse`](Self::parse), and decrypts an `ENCRYPTED PRIVATE KEY` with `passphrase`. The passphrase is
    /// ignored if the key is not encrypted.
    ///
    /// ```
    /// use trustslot::Identity;
    ///
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// assert!(Identity::parse_with_passphrase("phone.pem", file, b"secret").is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse) and [`PrivateKey::from_encrypted_der`].
    #[cfg(feature = "encrypted-keys")]
    pub fn parse_with_passphrase(
        file_name: &str,
        bytes: &[u8],
        passphrase: &[u8],
    ) -> Result<Self, IdentityError> {
        file::parse(file_name, bytes, Some(passphrase))
    }

    /// Combines certificates, in any order, with the private key of one of them.
    ///
    /// ```
    /// use trustslot::{Bundle, Identity, PrivateKey};
    ///
    /// # let file = include_str!("../../examples/data/pbx-identity.pem");
    /// # let identity = Identity::parse("phone.pem", file.as_bytes())?;
    /// # let (certificates, key) = (identity.chain_to_pem(), file);
    /// let certificates = Bundle::parse("chain.pem", certificates.as_bytes())?;
    /// let key = PrivateKey::from_pem(key.as_bytes())?;
    /// let identity = Identity::from_parts(certificates.into_iter().collect(), key)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The key matches none or several of the certificates, a certificate is not an issuer of the one presented, webpki
    /// cannot parse one, or there are more than [`MAX_CERTIFICATES`](Self::MAX_CERTIFICATES). The key is wiped.
    pub fn from_parts(
        certificates: Vec<Certificate>,
        key: PrivateKey,
    ) -> Result<Self, IdentityError> {
        order::check_list(&certificates)?;
        let (fitting, proof) = order::fitting(&certificates, &key)?;
        let (certificate, issuers) = order::ordered(certificates, fitting, &BUILT_WITH)?;
        Ok(Self { certificate, issuers, key: KeyStorage::Bytes(key), proof })
    }

    /// An identity whose private key stays in a secure element. The first certificate is the one presented. The others
    /// may be in any order.
    ///
    /// The key is not here, so `proof` has to show that it belongs to the certificate: a signature by the secure
    /// element, or the caller's statement. [`pair_proof`](Self::pair_proof) returns which of them it was.
    ///
    /// ```
    /// use trustslot::{Certificate, HandleProof, Identity, KeyHandle, PairProof};
    ///
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
    /// [`IdentityError::HandleSignature`] if the signature over [`handle_challenge`](Self::handle_challenge) does not
    /// verify, [`IdentityError::HandleUnverified`] if no algorithm supports the kind of key, and
    /// [`IdentityError::Handle`] if the handle is empty or longer than [`KeyHandle::MAX_BYTES`]. Otherwise the errors
    /// about certificates are those of [`from_parts`](Self::from_parts).
    pub fn with_handle(
        certificates: Vec<Certificate>,
        handle: KeyHandle,
        proof: HandleProof<'_>,
    ) -> Result<Self, IdentityError> {
        order::check_list(&certificates)?;
        handle.check()?;
        let (certificate, issuers) = order::ordered(certificates, 0, proof.algorithms())?;
        let proof = proof.check(&certificate)?;
        Ok(Self { certificate, issuers, key: KeyStorage::Handle(handle), proof })
    }

    /// The message that a secure element signs for [`HandleProof::Signature`]: a fixed text, the certificate's
    /// fingerprint, and `nonce`. Use a fresh nonce if an old signature must not be accepted again.
    ///
    /// The signature is PKCS#1 v1.5, PSS or ECDSA with SHA-256, SHA-384 or SHA-512, or Ed25519.
    ///
    /// ```
    /// use trustslot::{Certificate, Identity};
    ///
    /// # let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
    /// let certificate = Certificate::from_der(der)?;
    /// let challenge = Identity::handle_challenge(&certificate, b"nonce");
    /// assert!(challenge.ends_with(b"nonce"));
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn handle_challenge(certificate: &Certificate, nonce: &[u8]) -> Vec<u8> {
        proof::challenge(certificate, nonce)
    }

    /// The certificate that is presented.
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificates of its issuers, as far as they came with it: its direct issuer first.
    pub fn issuers(&self) -> &[Certificate] {
        &self.issuers
    }

    /// The certificate and then its issuers, in the order in which TLS sends them (RFC 8446 §4.4.2).
    pub fn chain(&self) -> impl Iterator<Item = &Certificate> {
        iter::once(&self.certificate).chain(&self.issuers)
    }

    /// The certificate and then its issuers as PEM, without the private key: `CERTIFICATE` blocks with lines of 64
    /// characters, each ended by LF (RFC 7468 §5). A device can offer it for download.
    ///
    /// ```
    /// use trustslot::{Bundle, Identity};
    ///
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let identity = Identity::parse("phone.pem", file)?;
    /// let chain = Bundle::parse("chain.pem", identity.chain_to_pem().as_bytes())?;
    /// assert!(chain.iter().eq(identity.chain()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn chain_to_pem(&self) -> String {
        pem::encode("CERTIFICATE", self.chain().map(Certificate::as_der))
    }

    /// Where the private key is stored.
    pub const fn key(&self) -> &KeyStorage {
        &self.key
    }

    /// How it is known that the private key belongs to the certificate.
    pub const fn pair_proof(&self) -> PairProof {
        self.proof
    }

    /// The validity period of the certificate. The validity of its issuers is not considered.
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
