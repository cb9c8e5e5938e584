//! What another certificate must have in place of the one that is rejected.

use crate::certificate::ObjectId;
use crate::message::message;
use crate::numbered::numbered;
use crate::usage::Usage;
use core::fmt;

/// What a certificate must have, or must not have, so that it is not rejected for the same reason again.
///
/// Its `Display` completes "request a certificate …".
///
/// ```
/// use trustslot::{Change, Remedy, Usage};
///
/// let change = Change::Purpose(Usage::ServerAuth);
/// assert_eq!((change.code(), change.word()), (1, "purpose"));
/// assert_eq!(change.to_string(), "with the purpose TLS server (extended key usage serverAuth)");
/// let remedy = Remedy::ReissueWith(Change::Key);
/// assert_eq!(remedy.to_string(), "request a certificate with an RSA 2048 or P-256 key, or a longer one");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// An extended key usage with the purpose of this use.
    Purpose(Usage),
    /// A key usage that TLS has for this use: one of [`Usage::key_usages`].
    KeyUsage(Usage),
    /// No critical extension with this identifier.
    WithoutExtension(ObjectId<'static>),
    /// The extension with this identifier in the form that its standard gives it.
    CorrectExtension(ObjectId<'static>),
    /// A supported key that is long enough.
    Key,
    /// A signature with a supported algorithm and a hash algorithm that is secure.
    Signature,
    /// X.509 version 3, and basic constraints that say that it is a CA. Version 1 and 2 cannot say that.
    Version3,
    /// Basic constraints that say that it is a CA (RFC 5280 §4.2.1.9).
    BasicConstraints,
    /// The key usage keyCertSign (RFC 5280 §4.2.1.3).
    KeyCertSign,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Purpose(Usage::ServerAuth) => {
                message!(f, "with the purpose TLS server (extended key usage serverAuth)")
            }
            Self::Purpose(Usage::ClientAuth) => {
                message!(f, "with the purpose TLS client (extended key usage clientAuth)")
            }
            // One that both sides of TLS have.
            Self::KeyUsage(_) => message!(f, "with the key usage digitalSignature"),
            Self::WithoutExtension(id) => write!(f, "without the critical extension {id:#}"),
            Self::CorrectExtension(id) => write!(f, "with a well-formed extension {id:#}"),
            Self::Key => message!(f, "with an RSA 2048 or P-256 key, or a longer one"),
            Self::Signature => message!(f, "signed with RSA or ECDSA and SHA-256"),
            Self::Version3 => {
                message!(f, "of X.509 version 3 whose basic constraints say that it is a CA")
            }
            Self::BasicConstraints => message!(f, "whose basic constraints say that it is a CA"),
            Self::KeyCertSign => message!(f, "with the key usage keyCertSign"),
        }
    }
}

numbered! {
    Change {
        Purpose = 1 "purpose",
        KeyUsage = 2 "key-usage",
        WithoutExtension = 3 "without-extension",
        CorrectExtension = 4 "correct-extension",
        Key = 5 "key",
        Signature = 6 "signature",
        Version3 = 7 "version-3",
        BasicConstraints = 8 "basic-constraints",
        KeyCertSign = 9 "key-cert-sign",
    }
}
