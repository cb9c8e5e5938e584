//! Proof that the key of a handle belongs to the certificate.

use super::error::IdentityError;
use super::handle::KeyHandle;
use crate::algorithms::{Algorithms, BUILT_WITH};
use crate::certificate::Certificate;
use crate::private_key::{PairProof, signed_by};
use alloc::vec::Vec;

/// The proof that the key of a handle belongs to the certificate.
///
/// ```
/// use trustslot::{Certificate, HandleProof, Identity, IdentityError, KeyHandle};
///
/// # let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
/// # fn sign_in_element(_: &[u8]) -> Vec<u8> { vec![0; 64] }
/// let certificate = Certificate::from_der(der)?;
/// let nonce = b"fresh random bytes";
/// let signature = sign_in_element(&Identity::handle_challenge(&certificate, nonce));
/// let proof = HandleProof::Signature { nonce, signature: &signature };
/// let answer = Identity::with_handle(vec![certificate], KeyHandle::new("slot 3"), proof);
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// assert_eq!(answer.unwrap_err(), IdentityError::HandleSignature, "it was signed by another key");
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum HandleProof<'a> {
    /// The secure element signed the message of [`Identity::handle_challenge`](super::Identity::handle_challenge). The
    /// signature is verified by the enabled backend.
    Signature {
        /// The nonce of the challenge. It may be empty.
        nonce: &'a [u8],
        /// The signature in the format of TLS: ECDSA in DER, RSA and Ed25519 raw.
        signature: &'a [u8],
    },
    /// The same, but the signature is verified by the algorithms of the caller, such as those of the TLS library. They also
    /// verify which certificate issued which.
    SignatureBy {
        /// The nonce of the challenge. It may be empty.
        nonce: &'a [u8],
        /// The signature in the format of TLS: ECDSA in DER, RSA and Ed25519 raw.
        signature: &'a [u8],
        /// The algorithms, of which any that is for the key of the certificate may verify the signature.
        algorithms: &'a Algorithms,
    },
    /// The caller states that the key belongs to the certificate. Nothing is verified.
    Stated,
}

impl KeyHandle {
    pub(super) fn check(&self) -> Result<(), IdentityError> {
        match self.as_bytes().len() {
            1..=Self::MAX_BYTES => Ok(()),
            bytes => Err(IdentityError::Handle { bytes }),
        }
    }
}

impl<'a> HandleProof<'a> {
    /// The algorithms that verify the signatures of this identity.
    pub(super) const fn algorithms(&self) -> &'a Algorithms {
        match self {
            Self::SignatureBy { algorithms, .. } => algorithms,
            Self::Signature { .. } | Self::Stated => &BUILT_WITH,
        }
    }

    pub(super) fn check(self, certificate: &Certificate) -> Result<PairProof, IdentityError> {
        let (Self::Signature { nonce, signature } | Self::SignatureBy { nonce, signature, .. }) =
            self
        else {
            return Ok(PairProof::Stated);
        };
        let message = challenge(certificate, nonce);
        match signed_by(certificate, &message, signature, self.algorithms()) {
            Some(true) => Ok(PairProof::Signed),
            Some(false) => Err(IdentityError::HandleSignature),
            None => Err(IdentityError::HandleUnverified),
        }
    }
}

pub(super) fn challenge(certificate: &Certificate, nonce: &[u8]) -> Vec<u8> {
    let fingerprint = certificate.fingerprint();
    [HANDLE_MESSAGE, fingerprint.as_bytes(), nonce].concat()
}

/// Ends in a zero byte. All fingerprints have the same length, so different challenges are different bytes.
const HANDLE_MESSAGE: &[u8] = b"trustslot: the key of this handle belongs to this certificate\0";
