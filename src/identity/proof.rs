//! Whether the key behind a handle belongs to the certificate.

use super::error::IdentityError;
use super::handle::KeyHandle;
use crate::certificate::Certificate;
use crate::private_key::{PairProof, signed_by};
use alloc::vec::Vec;

/// How it is known that the key behind a handle belongs to the certificate.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum HandleProof<'a> {
    /// The secure element signed [`Identity::handle_challenge`](super::Identity::handle_challenge) of the
    /// certificate and this nonce. The signature is verified.
    Signature {
        /// What the challenge was made with; may be empty.
        nonce: &'a [u8],
        /// As TLS has it: ECDSA in DER, RSA and Ed25519 raw.
        signature: &'a [u8],
    },
    /// The caller says so, and answers for it.
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

impl HandleProof<'_> {
    pub(super) fn check(self, certificate: &Certificate) -> Result<PairProof, IdentityError> {
        match self {
            Self::Stated => Ok(PairProof::Stated),
            Self::Signature { nonce, signature } => {
                let message = challenge(certificate, nonce);
                match signed_by(certificate, &message, signature) {
                    Some(true) => Ok(PairProof::Signed),
                    Some(false) => Err(IdentityError::HandleSignature),
                    None => Err(IdentityError::HandleUnverified),
                }
            }
        }
    }
}

pub(super) fn challenge(certificate: &Certificate, nonce: &[u8]) -> Vec<u8> {
    let fingerprint = certificate.fingerprint();
    [HANDLE_MESSAGE, fingerprint.as_bytes(), nonce].concat()
}

/// Ends in a zero byte, and the fingerprint has one length, so that no two challenges run together.
const HANDLE_MESSAGE: &[u8] = b"trustslot: the key of this handle belongs to this certificate\0";
