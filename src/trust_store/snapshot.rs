//! A trust store as bytes for flash, and back.
//!
//! ```text
//! content ::= SEQUENCE {
//!     custom      SEQUENCE OF Certificate,            -- in the order uploaded
//!     disabled    SEQUENCE OF OCTET STRING (SIZE(32)) -- SHA-256 of built-in certificates, ascending
//! }
//! ```

use super::{SharedBuiltIn, TrustRole, TrustStore};
use crate::bytes::der::{Fault, Tag};
use crate::certificate::{Certificate, Fingerprint};
use crate::snapshot::{self, Envelope, Kind, SnapshotError, Writer, element_len};
use alloc::vec::Vec;

/// The result of [`TrustStore::restore`].
///
/// ```
/// use trustslot::{BuiltIn, TrustStore};
///
/// let snapshot = TrustStore::new(BuiltIn::EMPTY).snapshot();
/// let restored = TrustStore::restore(BuiltIn::EMPTY, TrustStore::CUSTOM_LIMIT, &snapshot, 0)?;
/// for fingerprint in &restored.gone {
///     println!("this firmware no longer has the disabled root {fingerprint}");
/// }
/// let store = restored.store;
/// # assert_eq!(store.generation(), 0);
/// # Ok::<(), trustslot::SnapshotError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RestoredStore {
    /// The store.
    pub store: TrustStore,
    /// Disabled certificates that today's built-in part does not contain. They stay disabled if a later built-in part
    /// contains them again.
    pub gone: Vec<Fingerprint>,
}

impl TrustStore {
    /// Serializes the state that a device must keep over a restart: the custom part, and which built-in certificates
    /// are disabled.
    ///
    /// The built-in part is not in it, so a root that a new firmware drops does not come back. The same state always
    /// gives the same bytes. [`newest_valid`](crate::newest_valid) says how to write them to flash.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
    ///
    /// let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// store.add(&Bundle::parse("vendor.pem", file)?)?;
    /// let snapshot = store.snapshot();
    /// assert_eq!(snapshot.len(), store.snapshot_len());
    ///
    /// let restored = TrustStore::restore(BuiltIn::EMPTY, TrustStore::CUSTOM_LIMIT, &snapshot, 0)?;
    /// assert_eq!(restored.store.custom(), store.custom());
    /// # Ok(())
    /// # }
    /// ```
    pub fn snapshot(&self) -> Vec<u8> {
        snapshot::seal(Kind::TrustStore, self.generation, self.content_len(), |writer| {
            self.write(writer);
        })
    }

    /// The size of [`snapshot`](Self::snapshot), in bytes.
    pub fn snapshot_len(&self) -> usize {
        snapshot::sealed_len(self.generation, self.content_len())
    }

    /// The number of changes made to the store, over all restarts. It is part of the snapshot, and
    /// [`restore`](Self::restore) can reject a snapshot that is older than another known to exist.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Restores a store from a snapshot, with today's built-in part.
    ///
    /// `limit` is the number of entries of the custom part, as for [`with_limit`](Self::with_limit). `floor` is the
    /// oldest [generation](Self::generation) to accept; 0 accepts any.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`], whose variants say how a device continues. A snapshot is checked as strictly as an
    /// upload. An error leaves no store, not even a part of one.
    ///
    /// ```
    /// use trustslot::{BuiltIn, SnapshotError, TrustStore};
    ///
    /// let snapshot = TrustStore::new(BuiltIn::EMPTY).snapshot();
    /// let error = TrustStore::restore(BuiltIn::EMPTY, 10, &snapshot, 7).unwrap_err();
    /// assert_eq!(error, SnapshotError::RolledBack { generation: 0, floor: 7 });
    /// ```
    pub fn restore(
        built_in: impl Into<SharedBuiltIn>,
        limit: usize,
        snapshot: &[u8],
        floor: u64,
    ) -> Result<RestoredStore, SnapshotError> {
        Self::restore_with(Self::with_limit(built_in, limit), snapshot, floor)
    }

    /// Restores into an empty store. Not generic, so that its code exists once.
    fn restore_with(
        mut store: Self,
        snapshot: &[u8],
        floor: u64,
    ) -> Result<RestoredStore, SnapshotError> {
        let Envelope { generation, mut content } =
            snapshot::open(snapshot, Kind::TrustStore, floor)?;
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
        let (indices, found) = store.look_up_disabled();
        store.disabled_at = indices;
        let mut gone = Vec::new();
        for fingerprint in &store.disabled {
            if !found.contains(fingerprint) {
                gone.try_reserve(1)?;
                gone.push(*fingerprint);
            }
        }
        Ok(RestoredStore { store, gone })
    }

    /// Writes exactly [`content_len`](Self::content_len) bytes.
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
