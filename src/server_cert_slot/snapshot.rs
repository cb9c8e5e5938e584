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
//! What the factory gave is not in it: it has a place of its own, and a snapshot must not carry one phone's unique
//! identity into another.

use super::ServerCertSlot;
use crate::bytes::der::{Element, Fault, Reader, Tag, context};
use crate::certificate::Certificate;
use crate::identity::{HandleProof, Identity, IdentityError, KeyHandle, KeyStorage};
use crate::private_key::{PrivateKey, SecretBytes};
use crate::snapshot::{self, Envelope, Kind, SnapshotError, Writer, element_len};
use alloc::vec::Vec;

/// A slot that came back from flash.
#[derive(Debug)]
#[non_exhaustive]
pub struct RestoredSlot {
    /// The slot. What the factory gave is to be installed again.
    pub slot: ServerCertSlot,
    /// The chain of an uploaded identity whose private key the snapshot withholds. With the key,
    /// [`Identity::from_parts`] makes the identity of it.
    pub awaits_key: Option<Vec<Certificate>>,
}

impl ServerCertSlot {
    /// What must be kept over a restart of the uploaded identity, without its private key. A key in a secure
    /// element is kept by its handle.
    ///
    /// The same state gives the same bytes. See [`newest_valid`](crate::newest_valid) for how to write them.
    pub fn snapshot(&self) -> Vec<u8> {
        self.seal(Keys::Withheld)
    }

    /// How many bytes [`snapshot`](Self::snapshot) would give now.
    pub fn snapshot_len(&self) -> usize {
        self.sealed_len(self.custom.as_ref(), Keys::Withheld)
    }

    /// Like [`snapshot`](Self::snapshot), with the private key in it as it is, not encrypted. Wiped when dropped;
    /// what the firmware copies of it, the firmware must protect.
    pub fn snapshot_with_private_key(&self) -> SecretBytes {
        SecretBytes::new(self.seal(Keys::Included).into())
    }

    /// How many bytes [`snapshot_with_private_key`](Self::snapshot_with_private_key) would give after an
    /// [`upload`](Self::upload) of this identity: to be asked before it, where the place in flash is small.
    pub fn snapshot_len_after(&self, upload: &Identity) -> usize {
        let after = Self { generation: self.generation.saturating_add(1), ..Self::new() };
        after.sealed_len(Some(upload), Keys::Included)
    }

    /// How often the slot was changed, over all restarts.
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// The slot of a snapshot, with or without the private key in it.
    ///
    /// `floor` is the oldest [generation](Self::generation) that is accepted; 0 accepts any.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`]; the private key is proved to belong to the certificate as with an upload. No slot comes
    /// of a part of a snapshot, nor of one that would be written in another way.
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
                    // A handle stands for the key, so that the chain is held to what an identity asks of it.
                    let stand_in = KeyHandle::new("withheld");
                    identity(&chain, |chain| stated(chain, stand_in))?;
                    awaits_key = Some(chain);
                }
                BYTES => {
                    let private = private_key(&key)?;
                    let pair = |chain| Identity::from_parts(chain, private);
                    slot.custom = Some(identity(&chain, pair)?);
                }
                // The proof was given when the identity was made; the digest says that nothing changed since.
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

/// How many bytes stand in the elements of an uploaded identity.
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

/// The choice `key`, its contents borrowed, so that no copy of a key is made.
fn key_element(identity: &Identity, keys: Keys) -> (Tag, &[u8]) {
    match (identity.key(), keys) {
        (KeyStorage::Handle(handle), _) => (HANDLE, handle.as_bytes()),
        (KeyStorage::Bytes(_), Keys::Withheld) => (WITHHELD, &[]),
        (KeyStorage::Bytes(key), Keys::Included) => (BYTES, key.pkcs8_der()),
    }
}

/// Whether the snapshot is one that may hold keys.
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

/// The identity that `make` makes of this chain, if its own chain is in the same order: there is one way to write it.
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

/// The key, if it is in the form in which it is written.
fn private_key(key: &Element<'_>) -> Result<PrivateKey, SnapshotError> {
    PrivateKey::from_der(key.value)
        .ok()
        .filter(|private| private.pkcs8_der() == key.value)
        .ok_or_else(|| key.fault(Fault::BadValue).into())
}

const WITHHELD: Tag = context(0, false);
const BYTES: Tag = context(1, false);
const HANDLE: Tag = context(2, false);
