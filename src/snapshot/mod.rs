//! Floor 1: state as bytes for flash, and back.
//!
//! ```text
//! Snapshot ::= SEQUENCE {
//!     magic       OCTET STRING,      -- "trustslot"
//!     version     INTEGER (1),
//!     kind        INTEGER,           -- 1 trust store, 2 server certificate slot
//!     generation  INTEGER,           -- 0 .. 2^63 - 1
//!     content     SEQUENCE,          -- as the kind says
//!     digest      OCTET STRING }     -- SHA-256 of the elements before it, as they stand
//! ```
//!
//! DER, so the same state has one encoding. The digest is against accidents (torn writes, worn cells), not against
//! attackers: who can write the flash can write a digest, and authenticity is the firmware's task.
//!
//! Whatever a later format has in it, it begins with `magic` and `version` and ends in `digest`.

mod error;
mod writer;

pub use error::SnapshotError;

pub(crate) use writer::{Writer, element_len};

use crate::bytes::der::{DerError, Element, Reader, Tag};
use alloc::vec::Vec;
use sha2::{Digest as _, Sha256};

/// What a snapshot is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    TrustStore,
    #[cfg_attr(
        not(feature = "identity"),
        expect(dead_code, reason = "a build without identities has no slot to save")
    )]
    ServerCertSlot,
}

/// A snapshot whose form and digest are right. Its content has not been read.
pub(crate) struct Envelope<'a> {
    pub(crate) generation: u64,
    /// The content's elements.
    pub(crate) content: Reader<'a>,
}

/// The largest snapshot that is read, in bytes: 60 certificates of 64 KiB, where the largest custom part that any
/// manual prints has 51, and what stands beside them. No state has a larger one.
pub(crate) const MAX_BYTES: usize = 4 << 20;

const MAGIC: &[u8] = b"trustslot";

const VERSION: u64 = 1;

/// Of two places in flash, the newer whole snapshot.
///
/// Power can be lost while a snapshot is written. A firmware that writes to two places in turn, always over the
/// older one, has one whole snapshot at any time, and this finds it. It says its own length, so whatever stands
/// behind it in its place (erased cells, the end of a longer one of before) is left out.
///
/// # Errors
///
/// What is wrong with them, if neither place holds a whole snapshot: [`SnapshotError::NoSnapshot`] where nothing was
/// ever written.
///
/// [`SnapshotError::Version`] if one of them is whole and of another format: another firmware wrote it, and what
/// stands in the other place may be older. [`SnapshotError::Kind`] if one is of a store and the other of a slot,
/// whose generations say nothing of each other.
///
/// ```
/// use trustslot::{BuiltIn, TrustStore, newest_valid};
///
/// let store = TrustStore::new(BuiltIn::EMPTY);
/// let whole = store.snapshot();
/// let torn = &whole[..whole.len() - 5];
/// let place = [&whole[..], &[0xff; 100]].concat();
/// assert_eq!(newest_valid(torn, &place)?, whole);
/// # Ok::<(), trustslot::SnapshotError>(())
/// ```
pub fn newest_valid<'a>(a: &'a [u8], b: &'a [u8]) -> Result<&'a [u8], SnapshotError> {
    use SnapshotError::{Kind, NoSnapshot, Version};
    match (first_in(a), first_in(b)) {
        (Ok(first), Ok(second)) if first.kind != second.kind => Err(Kind),
        (Ok(first), Ok(second)) if second.generation > first.generation => Ok(second.bytes),
        (Err(version @ Version { .. }), _) | (_, Err(version @ Version { .. })) => Err(version),
        (Ok(whole), _) | (Err(_), Ok(whole)) => Ok(whole.bytes),
        // Something stands there, so this is no first start.
        (Err(NoSnapshot), Err(error)) | (Err(error), Err(_)) => Err(error),
    }
}

/// Writes a snapshot whose content has this many bytes, as `write` writes them.
///
/// All of it is written into one place that has room for it from the start: no second copy is made, and none of a
/// key is left behind by growing.
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
    let digest = Sha256::digest(writer.since(start));
    writer.element(Tag::OctetString, &digest);
    writer.into_bytes()
}

/// How many bytes [`seal`] writes for a content of this many.
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

/// A whole snapshot at the beginning of a place.
struct Found<'a> {
    bytes: &'a [u8],
    kind: u64,
    generation: u64,
}

fn first_in(place: &[u8]) -> Result<Found<'_>, SnapshotError> {
    let mut rest = Reader::new(place);
    if rest.peek() != Some(Tag::Sequence) {
        return Err(SnapshotError::NoSnapshot);
    }
    let whole = rest.expect(Tag::Sequence)?;
    let bytes = whole.whole;
    match read(bytes) {
        Ok((kind, envelope)) => Ok(Found { bytes, kind, generation: envelope.generation }),
        // A torn one of another format is as good as none.
        Err(SnapshotError::Version { .. }) if !ends_in_its_digest(whole.value) => {
            Err(SnapshotError::Digest)
        }
        Err(error) => Err(error),
    }
}

/// Whether the last of these elements is the digest of those before it, as in every format.
fn ends_in_its_digest(elements: &[u8]) -> bool {
    let at = elements.len().checked_sub(element_len(DIGEST_LEN));
    at.and_then(|at| elements.split_at_checked(at)).is_some_and(|(covered, digest)| {
        let mut digest = Reader::new(digest);
        let digest = digest.expect(Tag::OctetString);
        digest.is_ok_and(|digest| Sha256::digest(covered).as_slice() == digest.value)
    })
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
    if parts.expect(Tag::OctetString)?.value != MAGIC {
        return Err(SnapshotError::NoSnapshot);
    }
    // The version stands before what it decides over; nothing else of another version is looked at.
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

/// The last that is restored. As many changes lie behind it as before it, so no state that was restored comes to the
/// end of the numbers, where changes could not be told from each other. What a state at this very limit writes after a
/// change is not restored: only whoever can write the flash gets there.
const MAX_GENERATION: u64 = u64::MAX >> 1;

const DIGEST_LEN: usize = 32;
