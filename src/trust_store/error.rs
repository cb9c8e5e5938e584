//! Why an upload is refused.

use crate::numbered::numbered;
use alloc::collections::TryReserveError;
use core::fmt;

/// Why the certificates of a file are not taken. The store is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrustStoreError {
    /// There is not room for all of them; nothing is evicted.
    #[error("the file has {new} new certificate{}, and the custom part has room for {free} of {limit}", plural(*.new))]
    Full {
        /// How many certificates of the file are not in the custom part yet.
        new: usize,
        /// How many places are free.
        free: usize,
        /// How many places there are.
        limit: usize,
    },
    /// One of them can neither be a trust anchor nor a pin.
    #[error("certificate {position} of the file cannot be trusted: {reason}")]
    Unfit {
        /// Which one, counted from 1.
        position: usize,
        /// Why not.
        reason: UnfitReason,
    },
    /// The custom part would have more bytes than any snapshot keeps.
    #[error(
        "the custom part would have {bytes} bytes, and at most {} are kept",
        super::TrustStore::MAX_CUSTOM_BYTES
    )]
    TooLarge {
        /// How many it would have.
        bytes: usize,
    },
    /// There is no memory for them.
    #[error("there is not enough memory for the certificates of the file")]
    OutOfMemory,
}

impl From<TryReserveError> for TrustStoreError {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

/// Why a certificate can neither be a trust anchor nor a pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnfitReason {
    /// It has a critical extension that nobody here processes (RFC 5280 §4.2).
    UnknownCriticalExtension,
    /// It is a CA whose key no algorithm here can check signatures with.
    UnsupportedKey,
    /// It is a CA without a name, so nothing can say that it was issued by it (RFC 5280 §4.1.2.6).
    NoName,
}

impl fmt::Display for UnfitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownCriticalExtension => {
                "it has a critical extension that is not understood (RFC 5280 §4.2)"
            }
            Self::UnsupportedKey => "its kind of public key is not supported for a CA",
            Self::NoName => "it is a CA without a name (RFC 5280 §4.1.2.6)",
        })
    }
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
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
    }
}
