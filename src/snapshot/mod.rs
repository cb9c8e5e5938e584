//! Floor 1: state as bytes for flash, and back.
//!
//! ```text
//! Snapshot ::= SEQUENCE {
//!     magic       OCTET STRING,      -- "trustslot"
//!     version     INTEGER (1),
//!     kind        INTEGER,           -- 1 trust store, 2 server certificate slot
//!     generation  INTEGER,           -- 0 .. 2^63 - 1
//!     content     SEQUENCE,          -- depends on the kind
//!     digest      OCTET STRING }     -- SHA-256 of the encoded elements before it
//! ```
//!
//! DER, so the same state has one encoding. The digest detects accidents (torn writes, worn cells), not tampering: an
//! attacker who can write the flash can compute a digest too, so the firmware must protect the flash.
//!
//! Every later format begins with `magic`, `version`, `kind` and `generation` and ends in `digest`.

mod banks;
mod error;
mod newest;
mod writer;

pub use banks::Banks;
pub use error::SnapshotError;
pub use newest::{Bank, Newest, newest_valid};

pub(crate) use writer::{Writer, element_len};

use crate::bytes::der::{DerError, Element, Reader, Tag};
use alloc::vec::Vec;
use newest::{digest_of, ends_in_its_digest};

/// The state that a snapshot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    TrustStore,
    #[cfg_attr(
        not(feature = "identity"),
        expect(dead_code, reason = "a build without identities has no slot to save")
    )]
    ServerCertSlot,
}

/// A snapshot of valid form and digest, whose content is not parsed yet.
pub(crate) struct Envelope<'a> {
    pub(crate) generation: u64,
    /// The content's elements.
    pub(crate) content: Reader<'a>,
}

/// The largest snapshot that is parsed, in bytes: 4 MiB. It holds 60 certificates of 64 KiB, where the largest custom
/// part in any manual has 51, and the fields around them. No state has a larger snapshot.
pub(crate) const MAX_BYTES: usize = 4 << 20;

const MAGIC: &[u8] = b"trustslot";

const VERSION: u64 = 1;

/// Writes a snapshot whose content has this many bytes, which `write` writes.
///
/// The buffer has its final size from the start: growing it would leave copies of a private key in freed memory.
pub(crate) fn seal(
    kind: Kind,
    generation: u64,
    content: usize,
    write: impl FnOnce(&mut Writer),
) -> Vec<u8> {
    let inside = inside_len(generation, content);
    let mut writer = Writer::with_capacity(element_len(inside));
    writer.header(Tag::Sequence, inside);
    let start = writer.len();
    writer.element(Tag::OctetString, MAGIC);
    writer.integer(VERSION);
    writer.integer(kind.number());
    writer.integer(generation);
    writer.header(Tag::Sequence, content);
    write(&mut writer);
    let digest = digest_of(writer.since(start));
    writer.element(Tag::OctetString, &digest);
    writer.into_bytes()
}

/// The number of bytes that [`seal`] writes for a content of this size.
pub(crate) fn sealed_len(generation: u64, content: usize) -> usize {
    element_len(inside_len(generation, content))
}

fn inside_len(generation: u64, content: usize) -> usize {
    let integers = [VERSION, Kind::TrustStore.number(), generation];
    let parts = [
        element_len(MAGIC.len()),
        integers.map(writer::integer_len).iter().sum(),
        element_len(content),
        element_len(DIGEST_LEN),
    ];
    parts.iter().sum()
}

/// Checks form, version, kind, digest and generation.
pub(crate) fn open(bytes: &[u8], kind: Kind, floor: u64) -> Result<Envelope<'_>, SnapshotError> {
    let (found, envelope) = read(bytes)?;
    if found != kind.number() {
        return Err(SnapshotError::Kind);
    }
    if envelope.generation < floor {
        return Err(SnapshotError::RolledBack { generation: envelope.generation, floor });
    }
    Ok(envelope)
}

fn read(bytes: &[u8]) -> Result<(u64, Envelope<'_>), SnapshotError> {
    if bytes.len() > MAX_BYTES {
        return Err(SnapshotError::TooLarge { bytes: bytes.len() });
    }
    let mut outer = Reader::new(bytes);
    if outer.peek() != Some(Tag::Sequence) {
        return Err(SnapshotError::NoSnapshot);
    }
    let whole = outer.expect(Tag::Sequence)?;
    outer.end()?;
    let mut parts = whole.inside();
    let magic = parts.expect(Tag::OctetString)?.value;
    if magic != MAGIC {
        return Err(if is_torn(magic) {
            SnapshotError::Damaged { offset: parts.offset() }
        } else {
            SnapshotError::NoSnapshot
        });
    }
    // The version is checked first: nothing else of another format is parsed.
    let version = integer(&parts.expect(Tag::Integer)?)?;
    if version != VERSION {
        return Err(SnapshotError::Version { version });
    }
    let kind = integer(&parts.expect(Tag::Integer)?)?;
    let generation = integer(&parts.expect(Tag::Integer)?)?;
    let content = parts.expect(Tag::Sequence)?;
    let digest = parts.expect(Tag::OctetString)?;
    parts.end()?;
    if digest.value.len() != DIGEST_LEN || !ends_in_its_digest(whole.value) {
        return Err(SnapshotError::Digest);
    }
    if generation > MAX_GENERATION {
        return Err(SnapshotError::GenerationExhausted);
    }
    let content = content.inside();
    Ok((kind, Envelope { generation, content }))
}

/// Whether the writing ended within [`MAGIC`]: erased cells follow.
fn is_torn(magic: &[u8]) -> bool {
    let written = magic.iter().zip(MAGIC).take_while(|(cell, byte)| cell == byte).count();
    let rest = magic.get(written..).unwrap_or_default();
    [0x00, 0xff].into_iter().any(|erased| rest.iter().all(|cell| *cell == erased))
}

/// An INTEGER from 0 to 2^64 - 1.
pub(crate) fn integer(element: &Element<'_>) -> Result<u64, DerError> {
    let bytes = match element.integer()? {
        [0x80..=0xff, ..] => &[][..],
        [0x00, rest @ ..] if !rest.is_empty() => rest,
        bytes => bytes,
    };
    if bytes.is_empty() || bytes.len() > size_of::<u64>() {
        return Err(element.fault(crate::bytes::der::Fault::BadValue));
    }
    Ok(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

impl Kind {
    const fn number(self) -> u64 {
        match self {
            Self::TrustStore => 1,
            Self::ServerCertSlot => 2,
        }
    }
}

/// The highest generation that is restored: 2^63 - 1. As many changes follow it as precede it, so a restored state never
/// reaches the end of the numbers, where two changes could not be distinguished. A state at this limit can no longer be
/// saved and restored after a change; only someone who can write the flash can produce one.
pub(crate) const MAX_GENERATION: u64 = u64::MAX >> 1;

const DIGEST_LEN: usize = 32;
