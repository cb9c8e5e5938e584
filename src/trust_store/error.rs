//! Why an upload is rejected.

use crate::certificate::{CertificateError, ObjectId};
use crate::message::message;
use crate::numbered::numbered;
use crate::text::plural;
use alloc::boxed::Box;
use alloc::collections::TryReserveError;
use core::fmt;

/// Why [`TrustStore::add`](crate::TrustStore::add) rejects a file. The store is unchanged: either all certificates of a file are added, or
/// none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustStoreError {
    /// The custom part has fewer free entries than the file has new certificates. Nothing is evicted.
    Full {
        /// The number of certificates of the file that are not in the custom part yet.
        new: usize,
        /// The number of free entries.
        free: usize,
        /// The number of entries of the custom part, free or not.
        limit: usize,
    },
    /// One certificate of the file can be neither an anchor nor a pin.
    Unfit {
        /// Which certificate of the file, counted from 1.
        position: usize,
        /// Why it cannot be trusted.
        reason: UnfitReason,
    },
    /// The custom part has fewer free bytes than the new certificates of the file have.
    TooLarge {
        /// The number of bytes of DER of the new certificates of the file.
        bytes: usize,
        /// The number of free bytes.
        free: usize,
        /// The number of bytes that the custom part holds, free or not: [`TrustStore::byte_limit`](crate::TrustStore::byte_limit).
        limit: usize,
        /// The smallest number of certificates of the custom part, the largest ones, whose deletion makes room. 0 if the
        /// file is larger than the whole custom part.
        at_least: usize,
        /// The largest number of new certificates of the file that fit into an empty custom part.
        at_most: usize,
    },
    /// Memory for the certificates cannot be allocated.
    OutOfMemory,
}

impl fmt::Display for TrustStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { new, free, limit } => message!(
                f,
                "the file has {new} new certificate{plural}; {free} of {limit} entries {are} free",
                new,
                plural = plural(*new),
                free,
                limit,
                are = are(*free)
            ),
            Self::Unfit { position, reason } => message!(
                f,
                "certificate {position} of the file cannot be trusted: {reason}",
                position,
                reason
            ),
            Self::TooLarge { bytes, free, limit, .. } => message!(
                f,
                "the new certificates of the file are {bytes} bytes; {free} of {limit} bytes are free",
                bytes,
                free,
                limit
            ),
            Self::OutOfMemory => message!(f, "not enough memory for the certificates of the file"),
        }
    }
}

impl core::error::Error for TrustStoreError {}

impl From<TryReserveError> for TrustStoreError {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

/// Why a certificate can be neither an anchor nor a pin.
///
/// ```
/// use trustslot::UnfitReason;
///
/// let reason = UnfitReason::UnsupportedKey { key: "EC key on brainpoolP256r1".into() };
/// assert_eq!(
///     reason.to_string(),
///     "it is a CA with a public key that is not supported: EC key on brainpoolP256r1",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnfitReason {
    /// It has a critical extension that this crate does not process, so it must be rejected (RFC 5280 §4.2).
    UnknownCriticalExtension {
        /// The extension.
        id: ObjectId<'static>,
        /// True if its contents do not have the form that its standard gives it.
        is_malformed: bool,
    },
    /// It is a CA, and no supported algorithm can verify a signature with its kind of public key.
    UnsupportedKey {
        /// The key in words: [`Certificate::key_description`](crate::Certificate::key_description).
        key: Box<str>,
    },
    /// It is a CA with an empty subject, so no certificate can name it as its issuer (RFC 5280 §4.1.2.6).
    NoName,
    /// webpki, which verifies chains, cannot parse it. Bytes that two parsers read differently must not be trusted.
    RefusedByWebpki,
}

impl fmt::Display for UnfitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCriticalExtension { id, is_malformed: false } => {
                write!(f, "it has the critical extension {id:#}, which is not supported here")
            }
            Self::UnknownCriticalExtension { id, is_malformed: true } => {
                write!(f, "its critical extension {id:#} is malformed")
            }
            Self::UnsupportedKey { key } => {
                message!(f, "it is a CA with a public key that is not supported: {key}", key)
            }
            Self::NoName => message!(f, "it is a CA without a name (RFC 5280 §4.1.2.6)"),
            Self::RefusedByWebpki => message!(f, "webpki, which verifies chains, cannot parse it"),
        }
    }
}

/// What is wrong with a [`BuiltIn`](crate::BuiltIn) list, as [`check`](crate::BuiltIn::check) finds it. Its maker must
/// correct it.
///
/// Indices count from 0 in the order of the list, of its constraints or of its dates.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuiltInError {
    /// A certificate of the list cannot be parsed. It is never trusted.
    Certificate {
        /// Its index in the list.
        index: usize,
        /// Why it cannot be parsed.
        error: CertificateError,
    },
    /// An imposed constraint is for a certificate that is no root of the list. It limits nothing.
    ConstraintWithoutRoot {
        /// The index of the constraint.
        index: usize,
    },
    /// An imposed constraint cannot be parsed. Every path to its root is rejected.
    ConstraintMalformed {
        /// The index of the constraint.
        index: usize,
    },
    /// A date is for a certificate that is no root of the list. It limits nothing.
    DateWithoutRoot {
        /// The index of the date.
        index: usize,
    },
}

impl fmt::Display for BuiltInError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate { index, error } => message!(
                f,
                "certificate {index} of the built-in list cannot be read: {error}",
                index,
                error
            ),
            Self::ConstraintWithoutRoot { index } => {
                message!(f, "imposed constraint {index} is for no root of the built-in list", index)
            }
            Self::ConstraintMalformed { index } => message!(
                f,
                "imposed constraint {index} of the built-in list cannot be parsed",
                index
            ),
            Self::DateWithoutRoot { index } => {
                message!(f, "distrust date {index} is for no root of the built-in list", index)
            }
        }
    }
}

impl core::error::Error for BuiltInError {}

const fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

numbered! {
    TrustStoreError {
        Full = 1601 "store-full",
        Unfit = 1602 "certificate-unfit",
        TooLarge = 1603 "store-too-large",
        OutOfMemory = 1604 "store-out-of-memory",
    }
}

numbered! {
    UnfitReason {
        UnknownCriticalExtension = 1651 "unfit-unknown-critical-extension",
        UnsupportedKey = 1652 "unfit-unsupported-key",
        NoName = 1653 "unfit-without-name",
        RefusedByWebpki = 1654 "unfit-refused-by-webpki",
    }
}

numbered! {
    BuiltInError {
        Certificate = 1671 "built-in-certificate-unreadable",
        ConstraintWithoutRoot = 1672 "imposed-constraint-without-root",
        ConstraintMalformed = 1673 "imposed-constraint-malformed",
        DateWithoutRoot = 1674 "distrust-date-without-root",
    }
}
