//! Keys that never leave a secure element.

use super::IdentityError;
use crate::certificate::Certificate;
use crate::private_key::{PairProof, signed_by};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// The name by which a secure element knows a private key: a slot number, a label, a PKCS#11 URI.
///
/// This crate never looks into it. `Debug` withholds it, because a PKCS#11 URI may carry a PIN.
///
/// ```
/// use trustslot::KeyHandle;
/// let handle = KeyHandle::new("pkcs11:object=phone;pin-value=1234");
/// assert_eq!(handle.as_bytes(), b"pkcs11:object=phone;pin-value=1234");
/// assert_eq!(format!("{handle:?}"), "KeyHandle(34 bytes)");
/// ```
pub struct KeyHandle(Box<[u8]>);

impl KeyHandle {
    /// The longest handle that an identity takes, in bytes: 1 KiB (1,024), room for any URI in use.
    pub const MAX_BYTES: usize = 1024;

    /// A handle of these bytes.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        Self(Box::from(bytes.as_ref()))
    }

    /// The bytes, as they were given.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn check(&self) -> Result<(), IdentityError> {
        match self.0.len() {
            1..=Self::MAX_BYTES => Ok(()),
            bytes => Err(IdentityError::Handle { bytes }),
        }
    }
}

impl fmt::Debug for KeyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyHandle({} bytes)", self.0.len())
    }
}

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
