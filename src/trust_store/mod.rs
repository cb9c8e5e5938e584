//! Floor 3: what a device trusts. A built-in part, and a custom part an operator fills.

mod built_in;
mod error;
mod listing;
#[cfg(feature = "mozilla")]
mod mozilla;
mod snapshot;
mod switches;
#[cfg(all(test, feature = "mozilla"))]
mod tests;

pub use built_in::{BuiltIn, ImposedConstraint};
pub use error::{TrustStoreError, UnfitReason};
#[cfg(feature = "identity")]
pub(crate) use listing::flags_of;
pub use listing::{CertificateFlag, StoreEntry};
pub use snapshot::RestoredStore;
pub use switches::FactoryReset;

use crate::bundle::Bundle;
use crate::certificate::{Certificate, Fingerprint, KeyAlgorithm};
use crate::clock::Clock;
use crate::numbered::numbered;
use crate::policy::TrustSource;
use alloc::vec::Vec;
use core::fmt;

/// The certificates a device trusts: a [built-in part](BuiltIn) and a custom part of at most
/// [`CUSTOM_LIMIT`](Self::CUSTOM_LIMIT). Cheap to clone.
///
/// ```
/// use trustslot::{Bundle, BuiltIn, TrustStore};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let uploaded = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// let mut store = TrustStore::new(BuiltIn::EMPTY);
/// let added = store.add(&Bundle::parse("pbx.pem", uploaded)?)?;
/// // A server's own certificate and two CAs: the first vouches for itself only.
/// assert_eq!((added.new, added.pins, store.free()), (3, 1, 7));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TrustStore {
    built_in: &'static BuiltIn,
    /// Built-in certificates switched off, ascending. Some may be of another firmware's list.
    disabled: Vec<Fingerprint>,
    /// Where they are in the list of today, ascending.
    disabled_places: Vec<usize>,
    custom: Vec<Certificate>,
    limit: usize,
    generation: u64,
}

/// What became of the certificates of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Added {
    /// How many were not in the custom part before. Each takes a place.
    pub new: usize,
    /// How many were there already, or stand in the file twice. They take no place.
    pub known: usize,
    /// How many of the new ones the built-in part has as well.
    pub also_built_in: usize,
    /// How many of the new ones are not CAs: they vouch for themselves only.
    pub pins: usize,
}

/// What a certificate of the store can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TrustRole {
    /// It may issue: it vouches for others (RFC 5280 §6.1.1 d).
    Anchor,
    /// It vouches for itself alone, by exact match.
    Pin,
}

/// In which part of the store a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the store has two parts")]
pub enum StorePart {
    /// What the device came with.
    BuiltIn,
    /// What an operator uploaded.
    Custom,
}

/// An anchor that may have issued a certificate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anchor<'a> {
    pub(crate) certificate: &'a Certificate,
    pub(crate) part: StorePart,
    pub(crate) imposed: Option<&'static [u8]>,
    pub(crate) disabled: bool,
}

/// What the store says of a certificate that is in it to vouch for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pin {
    /// It vouches for itself, from this part.
    Vouches(StorePart),
    /// It would, were its part not left out.
    LeftOut,
    /// It would, were it not switched off.
    SwitchedOff,
}

impl TrustStore {
    /// How many certificates the custom part holds unless said otherwise: the phones' own limit.
    pub const CUSTOM_LIMIT: usize = 10;

    /// The most bytes of DER that the custom part holds, whatever its limit: 60 certificates of 64 KiB each. So
    /// every store has a snapshot that is read again.
    pub const MAX_CUSTOM_BYTES: usize = 60 * Certificate::MAX_BYTES;

    /// A store with this built-in part and an empty custom part. Nothing is read.
    pub const fn new(built_in: &'static BuiltIn) -> Self {
        Self::with_limit(built_in, Self::CUSTOM_LIMIT)
    }

    /// A store whose custom part holds at most `limit` certificates. One manual prints 51.
    pub const fn with_limit(built_in: &'static BuiltIn, limit: usize) -> Self {
        Self {
            built_in,
            disabled: Vec::new(),
            disabled_places: Vec::new(),
            custom: Vec::new(),
            limit,
            generation: 0,
        }
    }

    /// A store with the Mozilla list built in.
    #[cfg(feature = "mozilla")]
    pub const fn mozilla() -> Self {
        Self::new(BuiltIn::MOZILLA)
    }

    /// Adds the certificates of an uploaded file: all or none.
    ///
    /// A CA becomes an anchor. Any other certificate becomes a pin, which vouches for itself alone; so does a
    /// version 1 certificate, which cannot say whether it is a CA. No clock is asked: an expired certificate
    /// can be added, and the verdict says so when it matters.
    ///
    /// # Errors
    ///
    /// [`TrustStoreError`]; the store is as it was.
    pub fn add(&mut self, bundle: &Bundle) -> Result<Added, TrustStoreError> {
        let mut added = Added::default();
        let mut new: Vec<Certificate> = Vec::new();
        for (index, certificate) in bundle.certificates().iter().enumerate() {
            if self.custom.contains(certificate) || new.contains(certificate) {
                added.known = added.known.saturating_add(1);
                continue;
            }
            let role = TrustRole::of(certificate).map_err(|reason| TrustStoreError::Unfit {
                position: index.saturating_add(1),
                reason,
            })?;
            added.new = added.new.saturating_add(1);
            if role == TrustRole::Pin {
                added.pins = added.pins.saturating_add(1);
            }
            if self.built_in.position(certificate).is_some() {
                added.also_built_in = added.also_built_in.saturating_add(1);
            }
            if new.len() < self.limit {
                new.try_reserve(1)?;
                new.push(certificate.clone());
            }
        }
        if added.new > self.free() {
            return Err(TrustStoreError::Full {
                new: added.new,
                free: self.free(),
                limit: self.limit,
            });
        }
        let bytes: usize = new.iter().map(|new| new.as_der().len()).sum();
        let bytes = self.custom_bytes().saturating_add(bytes);
        if bytes > Self::MAX_CUSTOM_BYTES {
            return Err(TrustStoreError::TooLarge { bytes });
        }
        if !new.is_empty() {
            self.custom.try_reserve(new.len())?;
            self.custom.append(&mut new);
            self.changed();
        }
        Ok(added)
    }

    /// Takes one certificate out of the custom part and hands it back; `None` if it is not there.
    pub fn remove(&mut self, fingerprint: &Fingerprint) -> Option<Certificate> {
        let index =
            self.custom.iter().position(|certificate| certificate.fingerprint() == *fingerprint)?;
        let removed = self.custom.remove(index);
        self.changed();
        Some(removed)
    }

    /// Empties the custom part and hands back what was in it.
    pub fn remove_all(&mut self) -> Vec<Certificate> {
        if !self.custom.is_empty() {
            self.changed();
        }
        core::mem::take(&mut self.custom)
    }

    /// How many certificates the custom part has room for.
    pub fn free(&self) -> usize {
        self.limit.saturating_sub(self.custom.len())
    }

    /// How many certificates the custom part may hold.
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// The custom part, in the order uploaded.
    pub fn custom(&self) -> &[Certificate] {
        &self.custom
    }

    /// The certificates of the built-in part that can be read, in list order. Each is read as it is asked for.
    pub fn built_in(&self) -> impl Iterator<Item = Certificate> + use<> {
        let list = self.built_in;
        (0..list.len()).filter_map(|index| list.get(index))
    }

    /// The store as the phone's page lists it: built-in part first, indices from 1.
    ///
    /// The clock serves the flags "expired" and "expires soon" only.
    pub fn list(&self, source: TrustSource, clock: Clock) -> Vec<StoreEntry> {
        listing::list(self, source, clock)
    }

    /// The anchors whose subject is this name (contents bytes), custom part first.
    pub(crate) fn anchors_named(&self, name: &[u8]) -> impl Iterator<Item = Anchor<'_>> {
        let custom = self
            .custom
            .iter()
            .filter(move |certificate| certificate.subject_der() == name && is_ca(certificate))
            .map(|certificate| Anchor {
                certificate,
                part: StorePart::Custom,
                imposed: None,
                disabled: false,
            });
        let built_in = self.built_in.with_subject(name).filter_map(|root| {
            let vouching = self.built_in.vouching(root)?;
            Some(Anchor {
                certificate: &vouching.certificate,
                part: StorePart::BuiltIn,
                imposed: vouching.imposed,
                disabled: self.is_disabled(root.index),
            })
        });
        custom.chain(built_in)
    }

    /// Whether this very certificate vouches for itself, or what keeps it from that; `None` if it is no pin.
    ///
    /// Whatever an operator uploaded is one. Of the built-in part only what is not a CA: a root's key that
    /// answers as a server is a fault, not a peer.
    pub(crate) fn pin(&self, certificate: &Certificate, source: TrustSource) -> Option<Pin> {
        let is_custom = self.custom.contains(certificate);
        if is_custom && source.has_custom() {
            return Some(Pin::Vouches(StorePart::Custom));
        }
        match self.built_in_pin(certificate).map(|index| self.is_disabled(index)) {
            Some(false) if source.has_built_in() => Some(Pin::Vouches(StorePart::BuiltIn)),
            Some(false) => Some(Pin::LeftOut),
            _ if is_custom => Some(Pin::LeftOut),
            Some(true) => Some(Pin::SwitchedOff),
            None => None,
        }
    }

    fn built_in_pin(&self, certificate: &Certificate) -> Option<usize> {
        if TrustRole::of(certificate) == Ok(TrustRole::Pin) && certificate.version() == 3 {
            self.built_in.position(certificate)
        } else {
            None
        }
    }

    /// Counts a change. (A snapshot of the last generation is not restored, so the end is never reached.)
    const fn changed(&mut self) {
        self.generation = self.generation.saturating_add(1);
    }
}

/// An empty store, whatever the features: nothing is trusted until something is added. [`TrustStore::mozilla`] is
/// the one with the Mozilla list.
impl Default for TrustStore {
    fn default() -> Self {
        Self::new(BuiltIn::EMPTY)
    }
}

impl TrustRole {
    /// What an uploaded certificate can do, or why it can do nothing.
    fn of(certificate: &Certificate) -> Result<Self, UnfitReason> {
        if certificate.extensions().unknown_critical.is_some() {
            return Err(UnfitReason::UnknownCriticalExtension);
        }
        if !is_ca(certificate) {
            return Ok(Self::Pin);
        }
        if certificate.key_algorithm() == KeyAlgorithm::Other {
            return Err(UnfitReason::UnsupportedKey);
        }
        if certificate.subject_der().is_empty() {
            return Err(UnfitReason::NoName);
        }
        Ok(Self::Anchor)
    }
}

/// Whether it can be an anchor: a CA that the path verifier can read too.
fn is_ca(certificate: &Certificate) -> bool {
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
