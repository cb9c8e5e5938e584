//! The uploaded identity as bytes for flash, and back.
//!
//! ```text
//! content ::= SEQUENCE {
//!     custom  SEQUENCE {
//!         chain   SEQUENCE OF Certificate,          -- the one presented first
//!         key     CHOICE {
//!             withheld [0] OCTET STRING (SIZE(0)),
//!             bytes    [1] OCTET STRING,            -- PKCS#8 (RFC 5958)
//!             handle   [2] OCTET STRING } } OPTIONAL }
//! ```
//!
//! Factory identities are not in it: the firmware stores them elsewhere, and a snapshot must not carry one phone's
//! unique identity into another.

use super::ServerCertSlot;
use crate::bytes::der::{Element, Fault, Reader, Tag, context};
use crate::certificate::Certificate;
use crate::identity::{HandleProof, Identity, IdentityError, KeyHandle, KeyStorage};
use crate::private_key::{PrivateKey, SecretBytes};
use crate::snapshot::{self, Envelope, Kind, SnapshotError, Writer, element_len};
use alloc::vec::Vec;

/// The result of [`ServerCertSlot::restore`].
///
/// A firmware that keeps private keys elsewhere writes [`ServerCertSlot::snapshot`], and joins the key again:
///
/// ```
/// use trustslot::{Identity, KeyStorage, PrivateKey, ServerCertSlot, SlotKind};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
/// # let mut before = ServerCertSlot::new();
/// # before.upload(Identity::parse("pbx.pem", file)?);
/// # let snapshot = before.snapshot();
/// # let KeyStorage::Bytes(key) = before.get(SlotKind::Custom).ok_or("none")?.key() else { return Ok(()) };
/// # let stored_key = key.export_pkcs8_der();
/// let restored = ServerCertSlot::restore(&snapshot, 0)?;
/// let mut slot = restored.slot;
/// if let Some(chain) = restored.awaits_key {
///     let key = PrivateKey::from_der(&stored_key)?;
///     slot.upload(Identity::from_parts(chain, key)?);
/// }
/// assert!(slot.get(SlotKind::Custom).is_some());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct RestoredSlot {
    /// The slot. Install the factory identities again.
    pub slot: ServerCertSlot,
    /// The certificates of the uploaded identity, if the snapshot does not contain its private key. The slot does not
    /// have the identity then: [`Identity::from_parts`] makes it from these and the key.
    pub awaits_key: Option<Vec<Certificate>>,
}

impl ServerCertSlot {
    /// Serializes the uploaded identity without its private key. For a key in a secure element, the handle is included.
    ///
    /// The same state always gives the same bytes. [`newest_valid`](crate::newest_valid) says how to write them to flash.
    pub fn snapshot(&self) -> Vec<u8> {
        self.seal(Keys::Withheld)
    }

    /// The size of [`snapshot`](Self::snapshot), in bytes.
    pub fn snapshot_len(&self) -> usize {
        self.sealed_len(self.custom.as_ref(), Keys::Withheld)
    }

    /// Like [`snapshot`](Self::snapshot), with the private key, which is **not encrypted**. The returned memory is wiped
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
        let after = Self { generation: self.generation.saturating_add(1), ..Self::new() };
        after.sealed_len(Some(upload), Keys::Included)
    }

    /// The number of changes made to the slot, over all restarts. It is part of the snapshot.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Restores a slot from a snapshot, with or without the private key in it.
    ///
    /// `floor` is the oldest [generation](Self::generation) to accept; 0 accepts any.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`], whose variants say how a device continues. A private key is checked against its
    /// certificate as at an upload. An error leaves no slot, not even a part of one: start with
    /// [`new`](Self::new) and install the factory identities.
    ///
    /// ```
    /// use trustslot::{ServerCertSlot, SnapshotError};
    ///
    /// let snapshot = ServerCertSlot::new().snapshot();
    /// assert!(ServerCertSlot::restore(&snapshot, 0).is_ok());
    /// let error = ServerCertSlot::restore(&snapshot, 7).unwrap_err();
    /// assert_eq!(error, SnapshotError::RolledBack { generation: 0, floor: 7 });
    /// ```
    pub fn restore(snapshot: &[u8], floor: u64) -> Result<RestoredSlot, SnapshotError> {
        let Envelope { generation, mut content } =
            snapshot::open(snapshot, Kind::ServerCertSlot, floor)?;
        let mut slot = Self::new();
        slot.generation = generation;
        let mut awaits_key = None;
        if !content.is_empty() {
            let mut custom = content.expect(Tag::Sequence)?.inside();
            content.end()?;
            let chain = chain(custom.expect(Tag::Sequence)?.inside())?;
            let key = custom.any()?;
            custom.end()?;
            match key.tag {
                WITHHELD if key.value.is_empty() => {
                    // With a handle in place of the key, the chain is checked by the rules for an identity.
                    let stand_in = KeyHandle::new("withheld");
                    identity(&chain, |chain| stated(chain, stand_in))?;
                    awaits_key = Some(chain);
                }
                BYTES => {
                    let private = private_key(&key)?;
                    let pair = |chain| Identity::from_parts(chain, private);
                    slot.custom = Some(identity(&chain, pair)?);
                }
                // The proof was checked when the identity was made, and the digest shows that nothing has changed.
                HANDLE => {
                    let handle = KeyHandle::new(key.value);
                    slot.custom = Some(identity(&chain, |chain| stated(chain, handle))?);
                }
                _ => return Err(key.fault(Fault::BadValue).into()),
            }
        }
        Ok(RestoredSlot { slot, awaits_key })
    }

    fn seal(&self, keys: Keys) -> Vec<u8> {
        let content = self.custom.as_ref().map_or(0, |custom| Lengths::of(custom, keys).content);
        snapshot::seal(Kind::ServerCertSlot, self.generation, content, |writer| {
            if let Some(custom) = &self.custom {
                write(writer, custom, keys);
            }
        })
    }

    fn sealed_len(&self, custom: Option<&Identity>, keys: Keys) -> usize {
        let content = custom.map_or(0, |custom| Lengths::of(custom, keys).content);
        snapshot::sealed_len(self.generation, content)
    }
}

/// The sizes of the elements of an uploaded identity, without their headers.
struct Lengths {
    chain: usize,
    custom: usize,
    content: usize,
}

impl Lengths {
    fn of(identity: &Identity, keys: Keys) -> Self {
        let chain = identity.chain().map(|c| c.as_der().len()).sum();
        let (_, key) = key_element(identity, keys);
        let custom = element_len(chain).saturating_add(element_len(key.len()));
        let content = element_len(custom);
        Self { chain, custom, content }
    }
}

fn write(writer: &mut Writer, identity: &Identity, keys: Keys) {
    let lengths = Lengths::of(identity, keys);
    writer.header(Tag::Sequence, lengths.custom);
    writer.header(Tag::Sequence, lengths.chain);
    for certificate in identity.chain() {
        writer.encoded(certificate.as_der());
    }
    let (tag, key) = key_element(identity, keys);
    writer.element(tag, key);
}

/// The tag and contents of the choice `key`. Borrowed: a private key must not be copied.
fn key_element(identity: &Identity, keys: Keys) -> (Tag, &[u8]) {
    match (identity.key(), keys) {
        (KeyStorage::Handle(handle), _) => (HANDLE, handle.as_bytes()),
        (KeyStorage::Bytes(_), Keys::Withheld) => (WITHHELD, &[]),
        (KeyStorage::Bytes(key), Keys::Included) => (BYTES, key.as_pkcs8_der()),
    }
}

/// Whether the snapshot may contain a private key.
#[derive(Clone, Copy)]
enum Keys {
    Withheld,
    Included,
}

fn chain(mut certificates: Reader<'_>) -> Result<Vec<Certificate>, SnapshotError> {
    let mut chain = Vec::new();
    while !certificates.is_empty() {
        let position = chain.len().saturating_add(1);
        if position > Identity::MAX_CERTIFICATES {
            return Err(SnapshotError::Unfit { position });
        }
        let element = certificates.expect(Tag::Sequence)?;
        let certificate = Certificate::from_der(element.whole)
            .map_err(|error| SnapshotError::Certificate { position, error })?;
        chain.push(certificate);
    }
    Ok(chain)
}

/// The identity that `make` makes from this chain, if it keeps the order: a state has only one valid snapshot.
fn identity(
    chain: &[Certificate],
    make: impl FnOnce(Vec<Certificate>) -> Result<Identity, IdentityError>,
) -> Result<Identity, SnapshotError> {
    let identity = make(chain.to_vec()).map_err(|error| match error {
        IdentityError::WrongKey { .. } => SnapshotError::KeyMismatch,
        IdentityError::Unrelated { position } => SnapshotError::Unfit { position },
        IdentityError::Duplicate { second, .. } => SnapshotError::Unfit { position: second },
        _ => SnapshotError::Unfit { position: 1 },
    })?;
    let moved = identity.chain().zip(chain).position(|(one, other)| one != other);
    match moved {
        Some(moved) => Err(SnapshotError::Unfit { position: moved.saturating_add(1) }),
        None => Ok(identity),
    }
}

fn stated(chain: Vec<Certificate>, handle: KeyHandle) -> Result<Identity, IdentityError> {
    Identity::with_handle(chain, handle, HandleProof::Stated)
}

/// The key, if it is encoded as a snapshot encodes it.
fn private_key(key: &Element<'_>) -> Result<PrivateKey, SnapshotError> {
    PrivateKey::from_der(key.value)
        .ok()
        .filter(|private| private.as_pkcs8_der() == key.value)
        .ok_or_else(|| key.fault(Fault::BadValue).into())
}

const WITHHELD: Tag = context(0, false);
const BYTES: Tag = context(1, false);
const HANDLE: Tag = context(2, false);
