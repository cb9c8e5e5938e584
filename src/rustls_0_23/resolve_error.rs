//! Why an identity cannot be presented.

use crate::certificate::KeyAlgorithm;
use crate::numbered::numbered;
use crate::remedy::Remedy;
use alloc::boxed::Box;
use alloc::string::String;

/// Why rustls cannot present an identity. What was presented before is still presented.
///
/// The message names the certificate, the kind of its key and the backend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// The backend of rustls cannot sign with this kind of key. ring signs with P-256, P-384, Ed25519 and RSA up to 4096
    /// bits; aws-lc-rs also with P-521 and longer RSA keys.
    #[error("the TLS backend {backend} cannot sign with the {key} key of {certificate}")]
    UnsupportedKey {
        /// The certificate's subject between quotation marks.
        certificate: Box<str>,
        /// The kind of key.
        key: KeyAlgorithm,
        /// The backend, as rustls' `KeyProvider` calls itself.
        backend: Box<str>,
    },
    /// The private key is in a secure element, and [`SlotResolver::update`](super::SlotResolver::update) cannot use it. Only a
    /// programmer sees this: call [`update_with`](super::SlotResolver::update_with).
    #[error(
        "the private key of {certificate} is in a secure element, which nothing here signs with"
    )]
    InElement {
        /// The certificate's subject between quotation marks.
        certificate: Box<str>,
    },
    /// The caller's function made no signing key for a secure element.
    #[error("the secure element cannot sign for {certificate}: {cause}")]
    Element {
        /// The certificate's subject between quotation marks.
        certificate: Box<str>,
        /// The error of the caller's function.
        cause: String,
    },
}

impl ResolveError {
    /// The smallest change that would help, if an operator can make it.
    pub const fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::UnsupportedKey { .. } => Some(Remedy::UseSupportedKey),
            Self::InElement { .. } | Self::Element { .. } => None,
        }
    }
}

numbered! {
    ResolveError {
        UnsupportedKey = 2811 "backend-cannot-sign",
        InElement = 2812 "key-in-secure-element",
        Element = 2813 "secure-element-failed",
    }
}
