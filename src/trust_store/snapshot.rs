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
use crate::snapshot::{self, Bank, Banks, Envelope, Kind, SnapshotError, Writer, element_len};
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

    /// The size of the snapshot of a store with this many bytes of uploaded certificates and this many disabled roots,
    /// with any generation, in bytes. Choose the size of the flash banks by it: see
    /// [`with_byte_limit`](Self::with_byte_limit).
    ///
    /// ```
    /// use trustslot::TrustStore;
    ///
    /// // Room for 24 KiB of certificates and for 40 disabled roots.
    /// assert_eq!(TrustStore::snapshot_len_for(24 * 1024, 40), 26_013);
    /// ```
    pub fn snapshot_len_for(custom_bytes: usize, disabled: usize) -> usize {
        let disabled = disabled.saturating_mul(element_len(32));
        let content = element_len(custom_bytes).saturating_add(element_len(disabled));
        snapshot::sealed_len(snapshot::MAX_GENERATION, content)
    }

    /// The number of changes made to the store, over all restarts. It is part of the snapshot, and
    /// [`restore`](Self::restore) can reject a snapshot that is older than another known to exist. After a state that could
    /// not be restored, [`save`](Self::save) raises it above that state's.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Loads what was saved in two flash banks: restores the newest snapshot, with the built-in part and the limits of
    /// this store. Its own certificates do not count.
    ///
    /// `None` is a bank that the flash driver cannot read; a bank that does not exist yet is empty. `floor` is the oldest
    /// [generation](Self::generation) to accept; 0 accepts any. A device that cannot be rolled back keeps the generation
    /// that it saved last in memory that only counts up.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::NoSnapshot`]: the first start. Every other error means that the operator's uploads and disabled
    /// roots are not there: report it with its [remedy](SnapshotError::remedy). In both cases the device goes on with
    /// this store, and [`save`](Self::save) with the returned [`Banks`] makes what it saves the state of the next start.
    /// Nothing in the banks has changed until then.
    ///
    /// ```
    /// use trustslot::{BuiltIn, SnapshotError, TrustStore};
    ///
    /// let factory = TrustStore::new(BuiltIn::EMPTY);
    /// let bank = factory.snapshot();
    /// let (banks, restored) = factory.load(Some(&bank), Some(&[]), 0);
    /// assert_eq!(restored?.store.generation(), 0);
    /// assert_eq!(banks.other_error(), None);
    ///
    /// let (banks, restored) = factory.load(None, Some(&[]), 0);
    /// assert_eq!(restored.unwrap_err(), SnapshotError::Unreadable);
    /// # Ok::<(), SnapshotError>(())
    /// ```
    pub fn load(
        &self,
        a: Option<&[u8]>,
        b: Option<&[u8]>,
        floor: u64,
    ) -> (Banks<Self>, Result<RestoredStore, SnapshotError>) {
        Banks::load(Kind::TrustStore, a, b, floor, |snapshot| self.restore_like(snapshot, floor))
    }

    /// Saves the store: passes its snapshot to `write`, with the bank to write it to. `write` is called again for the
    /// other bank if that is unusable, or holds a snapshot that could not be read and would still count; see [`Banks`].
    ///
    /// # Errors
    ///
    /// The first error of `write`, unchanged. What is in that bank then is unknown, and saving again writes to it again.
    /// The store is unchanged, except that its [generation](Self::generation) may have been raised. If the snapshot is
    /// larger than a bank, `write` must report it and write nothing.
    ///
    /// ```
    /// use trustslot::{Bank, BuiltIn, TrustStore};
    ///
    /// let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// let (mut banks, _) = store.load(Some(&[]), Some(&[]), 0);
    /// let failed = store.save(&mut banks, |_, _| Err("worn out"));
    /// assert_eq!(failed, Err("worn out"));
    ///
    /// let mut written = Vec::new();
    /// store.save(&mut banks, |bank, snapshot| {
    ///     written.push((bank, snapshot.to_vec()));
    ///     Ok::<(), &str>(())
    /// })?;
    /// assert_eq!(written, [(Bank::A, store.snapshot())]);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn save<E>(
        &mut self,
        banks: &mut Banks<Self>,
        write: impl FnMut(Bank, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.generation = banks.generation(self.generation);
        banks.write(self.generation, &self.snapshot(), write)
    }

    /// Restores a store from a snapshot, with today's built-in part.
    ///
    /// [`load`](Self::load) does this for the newest of two banks. `limit` is the number of entries of the custom part, as
    /// for [`with_limit`](Self::with_limit); [`restore_like`](Self::restore_like) sets the number of bytes too. `floor` is the
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
        Self::with_limit(built_in, limit).restore_like(snapshot, floor)
    }

    /// Like [`restore`](Self::restore), with the built-in part and the limits of this store. Its own certificates do not
    /// count.
    ///
    /// # Errors
    ///
    /// Those of [`restore`](Self::restore).
    ///
    /// ```
    /// use trustslot::{BuiltIn, TrustStore};
    ///
    /// let factory = TrustStore::new(BuiltIn::EMPTY).with_byte_limit(24 * 1024);
    /// let restored = factory.restore_like(&factory.snapshot(), 0)?;
    /// assert_eq!(restored.store.byte_limit(), 24 * 1024);
    /// # Ok::<(), trustslot::SnapshotError>(())
    /// ```
    pub fn restore_like(
        &self,
        snapshot: &[u8],
        floor: u64,
    ) -> Result<RestoredStore, SnapshotError> {
        let mut store =
            Self::empty(self.built_in.clone(), self.limit).with_byte_limit(self.byte_limit);
        let Envelope { generation, mut content } =
            snapshot::open(snapshot, Kind::TrustStore, floor)?;
        store.generation = generation;

        let certificates = content.expect(Tag::Sequence)?;
        if certificates.value.len() > Self::MAX_CUSTOM_BYTES {
            return Err(certificates.fault(Fault::BadValue).into());
        }
        let mut certificates = certificates.inside();
        let mut position = 0_usize;
        let mut free_bytes = store.byte_limit;
        while !certificates.is_empty() {
            position = position.saturating_add(1);
            let element = certificates.expect(Tag::Sequence)?;
            let certificate = Certificate::from_der(element.whole)
                .and_then(|certificate| certificate.admit().map(|()| certificate))
                .map_err(|error| SnapshotError::Certificate { position, error })?;
            let is_new = !store.custom.contains(&certificate);
            let left = free_bytes.checked_sub(element.whole.len()).filter(|_| store.free() > 0);
            let Some(left) = left.filter(|_| is_new && TrustRole::of(&certificate).is_ok()) else {
                return Err(SnapshotError::Unfit { position });
            };
            free_bytes = left;
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
            if found.binary_search(fingerprint).is_err() {
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
        self.custom.iter().map(|certificate| certificate.as_der().len()).sum()
    }

    fn disabled_bytes(&self) -> usize {
        self.disabled.len().saturating_mul(element_len(32))
    }

    fn content_len(&self) -> usize {
        element_len(self.custom_bytes()).saturating_add(element_len(self.disabled_bytes()))
    }
}
