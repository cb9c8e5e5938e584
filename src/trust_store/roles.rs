//! The two parts of a store, and the two roles of its certificates.

use super::UnfitReason;
use crate::certificate::{Certificate, KeyAlgorithm};
use crate::numbered::numbered;
use core::fmt;

/// What a certificate of the store can do.
///
/// ```
/// use trustslot::{BuiltIn, Bundle, Clock, TrustRole, TrustSource, TrustStore};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
///
/// let mut store = TrustStore::new(BuiltIn::EMPTY);
/// store.add(&Bundle::parse("pbx.pem", file)?)?;
/// let roles: Vec<_> =
///     store.list(TrustSource::All, Clock::Unset).iter().map(|entry| entry.role).collect();
/// assert_eq!(roles, [TrustRole::Pin, TrustRole::Anchor, TrustRole::Anchor]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TrustRole {
    /// A trust anchor: a CA, whose certificates are trusted (RFC 5280 §6.1.1 d).
    Anchor,
    /// Trusted itself, by exact match; certificates that it issued are not.
    Pin,
}

/// The part of the store that a certificate is in.
///
/// ```
/// use trustslot::StorePart;
///
/// assert_eq!(StorePart::BuiltIn.to_string(), "built-in");
/// assert_eq!(StorePart::from_code(1), Some(StorePart::Custom));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the store has two parts")]
pub enum StorePart {
    /// The certificates that the device ships with.
    BuiltIn,
    /// The certificates that an operator uploaded.
    Custom,
}

impl TrustRole {
    /// The role of a certificate that is about to be trusted, or why it can have none. webpki must be able to parse it.
    pub(super) fn admitted(certificate: &Certificate) -> Result<Self, UnfitReason> {
        let role = Self::of(certificate)?;
        certificate.admit().map_err(|_| UnfitReason::RefusedByWebpki)?;
        Ok(role)
    }

    /// The role of a certificate of the store, or why it can have none.
    pub(super) fn of(certificate: &Certificate) -> Result<Self, UnfitReason> {
        if let Some(id) = certificate.unknown_critical() {
            return Err(UnfitReason::UnknownCriticalExtension {
                id: id.into_owned(),
                is_malformed: certificate.unknown_critical_is_malformed(),
            });
        }
        if !is_ca(certificate) {
            return Ok(Self::Pin);
        }
        if certificate.key_algorithm() == KeyAlgorithm::Other {
            let key = certificate.key_description().into();
            return Err(UnfitReason::UnsupportedKey { key });
        }
        if certificate.subject_der().is_empty() {
            return Err(UnfitReason::NoName);
        }
        Ok(Self::Anchor)
    }
}

/// True for a CA that webpki, which verifies chains, can parse too.
pub(super) fn is_ca(certificate: &Certificate) -> bool {
    certificate.is_ca() && !certificate.facts().has_unique_identifiers
}

impl fmt::Display for StorePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BuiltIn => "built-in",
            Self::Custom => "custom",
        })
    }
}

impl fmt::Display for TrustRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anchor => "anchor",
            Self::Pin => "pin",
        })
    }
}

numbered! {
    TrustRole: u8 {
        Anchor = 0 "anchor",
        Pin = 1 "pin",
    }
}

numbered! {
    StorePart: u8 {
        BuiltIn = 0 "built-in",
        Custom = 1 "custom",
    }
}
