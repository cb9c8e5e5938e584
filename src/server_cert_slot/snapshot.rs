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
use crate::identity::{HandleProof, Identity, KeyHandle, KeyPlace};
use crate::private_key::PrivateKey;
use crate::snapshot::{self, Envelope, Kind, SnapshotError, Writer};
use alloc::boxed::Box;
use alloc::vec::Vec;
use zeroize::Zeroizing;

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
        snapshot::seal(
            Kind::ServerCertSlot,
            self.generation,
            &self.content(Keys::Withheld),
        )
    }

    /// Like [`snapshot`](Self::snapshot), with the private key in it as it is, not encrypted. Wiped when dropped;
    /// what the firmware copies of it, the firmware must protect.
    pub fn snapshot_with_private_key(&self) -> Zeroizing<Vec<u8>> {
        let content = self.content(Keys::Included);
        Zeroizing::new(snapshot::seal(
            Kind::ServerCertSlot,
            self.generation,
            &content,
        ))
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
    /// of a part of a snapshot.
    pub fn restore(snapshot: &[u8], floor: u64) -> Result<RestoredSlot, SnapshotError> {
        let Envelope {
            generation,
            mut content,
        } = snapshot::open(snapshot, Kind::ServerCertSlot, floor)?;
        let mut slot = Self::new();
        slot.generation = generation;
        let mut awaits_key = None;
        if !content.is_empty() {
            let mut custom = content.expect(Tag::Sequence)?.inside();
            content.end()?;
            let chain = chain(custom.expect(Tag::Sequence)?.inside())?;
            let key = custom.any()?;
            custom.end()?;
            match identity(chain, &key)? {
                Kept::Whole(identity) => slot.custom = Some(*identity),
                Kept::WithoutKey(chain) => awaits_key = Some(chain),
            }
        }
        Ok(RestoredSlot { slot, awaits_key })
    }

    fn content(&self, keys: Keys) -> Writer {
        let Some(identity) = &self.custom else {
            return Writer::default();
        };
        let octets: usize = identity.chain().map(|c| c.as_der().len()).sum();
        let mut chain = Writer::with_capacity(octets);
        for certificate in identity.chain() {
            chain.encoded(certificate.as_der());
        }
        let room = octets.saturating_add(KEY_ROOM);
        let mut custom = Writer::with_capacity(room);
        custom.element(Tag::Sequence, chain.as_bytes());
        match (identity.key(), keys) {
            (KeyPlace::Handle(handle), _) => custom.element(HANDLE, handle.as_bytes()),
            (KeyPlace::Bytes(_), Keys::Withheld) => custom.element(WITHHELD, &[]),
            (KeyPlace::Bytes(key), Keys::Included) => {
                custom.element(BYTES, &key.export_pkcs8_der());
            }
        }
        let mut content = Writer::with_capacity(room);
        content.element(Tag::Sequence, custom.as_bytes());
        content
    }
}

/// Whether the snapshot is one that may hold keys.
#[derive(Clone, Copy)]
enum Keys {
    Withheld,
    Included,
}

/// What a snapshot kept of an uploaded identity.
enum Kept {
    Whole(Box<Identity>),
    WithoutKey(Vec<Certificate>),
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

fn identity(chain: Vec<Certificate>, key: &Element<'_>) -> Result<Kept, SnapshotError> {
    match key.tag {
        WITHHELD if key.value.is_empty() && !chain.is_empty() => Ok(Kept::WithoutKey(chain)),
        BYTES => PrivateKey::from_der(key.value)
            .ok()
            .and_then(|key| Identity::from_parts(chain, key).ok())
            .map(|identity| Kept::Whole(Box::new(identity)))
            .ok_or(SnapshotError::KeyMismatch),
        HANDLE => {
            // The proof was given when the identity was made; the digest says that nothing changed since.
            let handle = KeyHandle::new(key.value);
            Identity::with_handle(chain, handle, HandleProof::Stated)
                .map(|identity| Kept::Whole(Box::new(identity)))
                .map_err(|_| SnapshotError::Unfit { position: 1 })
        }
        _ => Err(key.fault(Fault::BadValue).into()),
    }
}

const WITHHELD: Tag = context(0, false);
const BYTES: Tag = context(1, false);
const HANDLE: Tag = context(2, false);

/// Headers, and a PKCS#8 of an RSA key of 8192 bits, so that no writer grows and leaves octets of a key behind.
const KEY_ROOM: usize = 6 * 1024;
