//! The uploaded identities as bytes for flash.
//!
//! ```text
//! content ::= SEQUENCE {
//!     custom      Upload OPTIONAL,
//!     client  [0] Upload OPTIONAL }
//!
//! Upload ::= SEQUENCE {
//!     chain   SEQUENCE OF Certificate,          -- the one presented first
//!     key     CHOICE {
//!         withheld [0] OCTET STRING (SIZE(0)),
//!         bytes    [1] OCTET STRING,            -- PKCS#8 (RFC 5958)
//!         handle   [2] OCTET STRING } }
//! ```
//!
//! Factory identities are not in it: the firmware stores them elsewhere, and a snapshot must not carry one phone's
//! unique identity into another.

use super::ServerCertSlot;
use super::upload::Upload;
use crate::bytes::der::{Tag, context};
use crate::certificate::Certificate;
use crate::identity::{Identity, KeyStorage};
use crate::private_key::SecretBytes;
use crate::snapshot::{self, Bank, Banks, Kind, Writer, element_len};
use alloc::vec::Vec;

impl ServerCertSlot {
    /// Serializes the uploaded identities without their private keys. For a key in a secure element, the handle is
    /// included, because nothing else says where the key is.
    ///
    /// A handle may contain a PIN, and the returned memory is not wiped. For such a handle, call
    /// [`save`](Self::save) or [`snapshot_with_private_key`](Self::snapshot_with_private_key), which wipe theirs, and
    /// protect the flash.
    ///
    /// The same state always gives the same bytes, also after a restart without the key. [`save`](Self::save) says which
    /// flash bank to write them to.
    pub fn snapshot(&self) -> Vec<u8> {
        self.seal(Keys::Withheld)
    }

    /// The size of [`snapshot`](Self::snapshot), in bytes.
    pub fn snapshot_len(&self) -> usize {
        self.sealed_len(&Entries::of(self, Keys::Withheld))
    }

    /// Like [`snapshot`](Self::snapshot), with the private keys, which are **not encrypted**. The returned memory is wiped
    /// when it is dropped; the firmware must protect every copy it makes.
    ///
    /// ```
    /// use trustslot::{Identity, ServerCertSlot};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let mut slot = ServerCertSlot::new();
    /// slot.upload(Identity::parse("pbx.pem", file)?);
    /// let restored = ServerCertSlot::restore(&slot.snapshot_with_private_key(), 0)?;
    /// assert!(restored.awaits_key.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn snapshot_with_private_key(&self) -> SecretBytes {
        SecretBytes::new(self.seal(Keys::Included).into())
    }

    /// The size that [`snapshot_with_private_key`](Self::snapshot_with_private_key) would have after an
    /// [`upload`](Self::upload) of this identity, in bytes. Check it before the upload if the flash bank is small.
    ///
    /// ```
    /// use trustslot::{Identity, ServerCertSlot};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let mut slot = ServerCertSlot::new();
    /// let identity = Identity::parse("pbx.pem", file)?;
    /// let size = slot.snapshot_len_after(&identity);
    /// slot.upload(identity);
    /// assert_eq!(slot.snapshot_with_private_key().len(), size);
    /// # Ok(())
    /// # }
    /// ```
    pub fn snapshot_len_after(&self, upload: &Identity) -> usize {
        let now = Entries::of(self, Keys::Included);
        let custom = Entry::of_identity(upload, Keys::Included);
        let after = Self { generation: self.generation.saturating_add(1), ..Self::new() };
        after.sealed_len(&Entries { custom: Some(custom), ..now })
    }

    /// The number of changes made to the slot, over all restarts. It is part of the snapshot. After a state that could not
    /// be restored, [`save`](Self::save) raises it above that state's.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Saves the slot without private keys: passes its [`snapshot`](Self::snapshot) to `write`, with the bank to write it
    /// to, and wipes it afterwards. `write` is called again for the other bank if that is unusable, or holds a snapshot that could not be read
    /// and would still count; see [`Banks`].
    ///
    /// # Errors
    ///
    /// The first error of `write`, unchanged. What is in that bank then is unknown, and saving again writes to it again.
    /// The slot is unchanged, except that its [generation](Self::generation) may have been raised. If the snapshot is
    /// larger than a bank, `write` must report it and write nothing.
    ///
    /// ```
    /// use trustslot::{Bank, ServerCertSlot};
    ///
    /// let (mut banks, _) = ServerCertSlot::load(Some(&[]), Some(&[]), 0);
    /// let mut slot = ServerCertSlot::new();
    /// let mut written = Vec::new();
    /// slot.save(&mut banks, |bank, snapshot| {
    ///     written.push((bank, snapshot.to_vec()));
    ///     Ok::<(), &str>(())
    /// })?;
    /// assert_eq!(written, [(Bank::A, slot.snapshot())]);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn save<E>(
        &mut self,
        banks: &mut Banks<Self>,
        write: impl FnMut(Bank, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.save_as(Keys::Withheld, banks, write)
    }

    /// Like [`save`](Self::save), with the private keys, **not encrypted**: the firmware must protect the banks.
    ///
    /// # Errors
    ///
    /// Those of [`save`](Self::save).
    pub fn save_with_private_key<E>(
        &mut self,
        banks: &mut Banks<Self>,
        write: impl FnMut(Bank, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.save_as(Keys::Included, banks, write)
    }

    fn save_as<E>(
        &mut self,
        keys: Keys,
        banks: &mut Banks<Self>,
        write: impl FnMut(Bank, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.generation = banks.generation(self.generation);
        // Wiped on drop, because of handles also where the keys are withheld.
        let snapshot = SecretBytes::new(self.seal(keys).into());
        banks.write(self.generation, &snapshot, write)
    }

    fn seal(&self, keys: Keys) -> Vec<u8> {
        let entries = Entries::of(self, keys);
        snapshot::seal(Kind::ServerCertSlot, self.generation, entries.len(), |writer| {
            entries.write(writer);
        })
    }

    fn sealed_len(&self, entries: &Entries<'_>) -> usize {
        snapshot::sealed_len(self.generation, entries.len())
    }
}

/// What is written of a slot. Borrowed: a private key must not be copied.
struct Entries<'a> {
    custom: Option<Entry<'a>>,
    client: Option<Entry<'a>>,
}

struct Entry<'a> {
    first: Option<&'a Certificate>,
    rest: &'a [Certificate],
    /// The tag and contents of the choice `key`.
    key: (Tag, &'a [u8]),
}

impl<'a> Entries<'a> {
    fn of(slot: &'a ServerCertSlot, keys: Keys) -> Self {
        let entry = |upload: &'a Upload| match upload {
            Upload::None => None,
            Upload::AwaitsKey(chain) => {
                Some(Entry { first: None, rest: chain, key: (WITHHELD, &[]) })
            }
            Upload::Installed(identity) => Some(Entry::of_identity(identity, keys)),
        };
        Self { custom: entry(&slot.custom), client: entry(&slot.client) }
    }

    fn len(&self) -> usize {
        let len = |entry: &Option<Entry<'_>>| entry.as_ref().map_or(0, Entry::element_len);
        len(&self.custom).saturating_add(len(&self.client))
    }

    fn write(&self, writer: &mut Writer) {
        for (tag, entry) in [(Tag::Sequence, &self.custom), (CLIENT, &self.client)] {
            if let Some(entry) = entry {
                entry.write(tag, writer);
            }
        }
    }
}

impl<'a> Entry<'a> {
    fn of_identity(identity: &'a Identity, keys: Keys) -> Self {
        let key = match (identity.key(), keys) {
            (KeyStorage::Handle(handle), _) => (HANDLE, handle.as_bytes()),
            (KeyStorage::Bytes(_), Keys::Withheld) => (WITHHELD, &[][..]),
            (KeyStorage::Bytes(key), Keys::Included) => (BYTES, key.as_pkcs8_der()),
        };
        Self { first: Some(identity.certificate()), rest: identity.issuers(), key }
    }

    fn chain(&self) -> impl Iterator<Item = &Certificate> {
        self.first.into_iter().chain(self.rest)
    }

    fn chain_len(&self) -> usize {
        self.chain().map(|certificate| certificate.as_der().len()).sum()
    }

    fn len(&self) -> usize {
        element_len(self.chain_len()).saturating_add(element_len(self.key.1.len()))
    }

    fn element_len(&self) -> usize {
        element_len(self.len())
    }

    fn write(&self, tag: Tag, writer: &mut Writer) {
        writer.header(tag, self.len());
        writer.header(Tag::Sequence, self.chain_len());
        for certificate in self.chain() {
            writer.encoded(certificate.as_der());
        }
        let (tag, key) = self.key;
        writer.element(tag, key);
    }
}

/// Whether the snapshot may contain a private key.
#[derive(Clone, Copy)]
enum Keys {
    Withheld,
    Included,
}

pub(super) const CLIENT: Tag = context(0, true);
pub(super) const WITHHELD: Tag = context(0, false);
pub(super) const BYTES: Tag = context(1, false);
pub(super) const HANDLE: Tag = context(2, false);
