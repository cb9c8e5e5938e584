//! A trust store as bytes for flash, and back.
//!
//! ```text
//! content ::= SEQUENCE {
//!     custom      SEQUENCE OF Certificate,            -- in the order uploaded
//!     disabled    SEQUENCE OF OCTET STRING (SIZE(32)) -- SHA-256 of built-in certificates, ascending
//! }
//! ```

use super::{BuiltIn, TrustRole, TrustStore};
use crate::bytes::der::{Fault, Tag};
use crate::certificate::{Certificate, Fingerprint};
use crate::snapshot::{self, Envelope, Kind, SnapshotError, Writer, element_len};
use alloc::vec::Vec;

/// A trust store that came back from flash.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RestoredStore {
    /// The store.
    pub store: TrustStore,
    /// Built-in certificates that were switched off and that the built-in part of today does not have. They stay
    /// switched off, should a later built-in part have them again.
    pub gone: Vec<Fingerprint>,
}

impl TrustStore {
    /// What must be kept over a restart: the custom part, and which built-in certificates are switched off.
    ///
    /// The built-in part itself is not in it: a root that a new firmware leaves out does not come back this way.
    /// The same state gives the same bytes. See [`newest_valid`](crate::newest_valid) for how to write them.
    pub fn snapshot(&self) -> Vec<u8> {
        snapshot::seal(Kind::TrustStore, self.generation, self.content_len(), |writer| {
            self.write(writer)
        })
    }

    /// How many bytes [`snapshot`](Self::snapshot) would give now.
    pub fn snapshot_len(&self) -> usize {
        snapshot::sealed_len(self.generation, self.content_len())
    }

    /// How often the store was changed, over all restarts. A snapshot carries it, and
    /// [`restore`](Self::restore) can refuse one that is older than another known to have existed.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// The store of a snapshot, over the built-in part of today.
    ///
    /// `floor` is the oldest [generation](Self::generation) that is accepted; 0 accepts any.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`]: it was altered, cut, written by another format, is older than the floor, or holds what
    /// could not have been uploaded. It is read as strictly as an upload, and no store comes of a part of it.
    pub fn restore(
        built_in: &'static BuiltIn,
        limit: usize,
        snapshot: &[u8],
        floor: u64,
    ) -> Result<RestoredStore, SnapshotError> {
        let Envelope { generation, mut content } =
            snapshot::open(snapshot, Kind::TrustStore, floor)?;
        let mut store = Self::with_limit(built_in, limit);
        store.generation = generation;

        let certificates = content.expect(Tag::Sequence)?;
        if certificates.value.len() > Self::MAX_CUSTOM_BYTES {
            return Err(certificates.fault(Fault::BadValue).into());
        }
        let mut certificates = certificates.inside();
        let mut position = 0_usize;
        while !certificates.is_empty() {
            position = position.saturating_add(1);
            let element = certificates.expect(Tag::Sequence)?;
            let certificate = Certificate::from_der(element.whole)
                .map_err(|error| SnapshotError::Certificate { position, error })?;
            let is_new = !store.custom.contains(&certificate);
            if !is_new || store.free() == 0 || TrustRole::of(&certificate).is_err() {
                return Err(SnapshotError::Unfit { position });
            }
            store.custom.try_reserve(1)?;
            store.custom.push(certificate);
        }

        let mut disabled = content.expect(Tag::Sequence)?.inside();
        content.end()?;
        while !disabled.is_empty() {
            let element = disabled.expect(Tag::OctetString)?;
            let fingerprint = <[u8; 32]>::try_from(element.value)
                .map(Fingerprint::from_bytes)
                .map_err(|_| element.fault(Fault::BadValue))?;
            let ascends = store.disabled.last().is_none_or(|last| *last < fingerprint);
            if !ascends || store.disabled.len() == Self::MAX_DISABLED {
                return Err(element.fault(Fault::BadValue).into());
            }
            store.disabled.try_reserve(1)?;
            store.disabled.push(fingerprint);
        }
        let (places, found) = store.look_up_disabled();
        store.disabled_places = places;
        let mut gone = Vec::new();
        for fingerprint in &store.disabled {
            if !found.contains(fingerprint) {
                gone.try_reserve(1)?;
                gone.push(*fingerprint);
            }
        }
        Ok(RestoredStore { store, gone })
    }

    /// As many bytes as [`content_len`](Self::content_len) says.
    fn write(&self, writer: &mut Writer) {
        writer.header(Tag::Sequence, self.custom_bytes());
        for certificate in &self.custom {
            writer.encoded(certificate.as_der());
        }
        writer.header(Tag::Sequence, self.disabled_bytes());
        for fingerprint in &self.disabled {
            writer.element(Tag::OctetString, fingerprint.as_bytes());
        }
    }

    pub(super) fn custom_bytes(&self) -> usize {
        let bytes = self.custom.iter().map(|certificate| certificate.as_der().len());
        bytes.sum()
    }

    fn disabled_bytes(&self) -> usize {
        self.disabled.len().saturating_mul(element_len(32))
    }

    fn content_len(&self) -> usize {
        element_len(self.custom_bytes()).saturating_add(element_len(self.disabled_bytes()))
    }
}
