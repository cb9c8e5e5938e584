//! Restoring the uploaded identities from a snapshot.

use super::ServerCertSlot;
use super::snapshot::{BYTES, CLIENT, HANDLE, WITHHELD};
use super::upload::Upload;
use crate::bytes::der::{Element, Fault, Reader, Tag};
use crate::certificate::Certificate;
use crate::identity::{HandleProof, Identity, IdentityError, KeyHandle};
use crate::private_key::PrivateKey;
use crate::snapshot::{self, Banks, Envelope, Kind, SnapshotError};
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
    /// have the identity then: [`Identity::from_parts`] makes it from these and the key. Until it is uploaded, the slot
    /// keeps these certificates, and its snapshots contain them: [`ServerCertSlot::awaits_key`], which also has those of
    /// the client identity.
    pub awaits_key: Option<Vec<Certificate>>,
}

impl ServerCertSlot {
    /// Loads what was saved in two flash banks: restores the newest snapshot.
    ///
    /// `None` is a bank that the flash driver cannot read; a bank that does not exist yet is empty. `floor` is the oldest
    /// [generation](Self::generation) to accept; 0 accepts any.
    ///
    /// # Errors
    ///
    /// [`SnapshotError::NoSnapshot`]: the first start. Every other error means that the operator's identities are not
    /// there: report it with its [remedy](SnapshotError::remedy). In both cases the device goes on with
    /// [`new`](Self::new), and [`save`](Self::save) with the returned [`Banks`] makes what it saves the state of the next
    /// start. Nothing in the banks has changed until then.
    ///
    /// ```
    /// use trustslot::{ServerCertSlot, SnapshotError};
    ///
    /// let bank = ServerCertSlot::new().snapshot();
    /// let (_, restored) = ServerCertSlot::load(Some(&bank), Some(&[]), 0);
    /// assert!(restored.is_ok());
    ///
    /// let (_, restored) = ServerCertSlot::load(Some(&[]), Some(&[]), 0);
    /// assert_eq!(restored.unwrap_err(), SnapshotError::NoSnapshot);
    /// ```
    pub fn load(
        a: Option<&[u8]>,
        b: Option<&[u8]>,
        floor: u64,
    ) -> (Banks<Self>, Result<RestoredSlot, SnapshotError>) {
        Banks::load(Kind::ServerCertSlot, a, b, floor, |snapshot| Self::restore(snapshot, floor))
    }

    /// Like [`load`](Self::load), for a firmware whose private keys are all in a secure element: handles are restored, and
    /// private keys are not read. The certificates of such a key [await](Self::awaits_key) it, as if it had not been saved.
    ///
    /// A program that calls neither [`load`](Self::load) nor a function that reads private keys contains no code for it.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load), without the ones about private keys.
    ///
    /// ```
    /// use trustslot::{Identity, ServerCertSlot, SlotKind};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let mut slot = ServerCertSlot::new();
    /// slot.upload(Identity::parse("pbx.pem", file)?);
    /// let bank = slot.snapshot_with_private_key();
    /// let (_, restored) = ServerCertSlot::load_without_private_key(Some(&bank), Some(&[]), 0);
    /// assert!(restored?.slot.awaits_key(SlotKind::Custom).is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn load_without_private_key(
        a: Option<&[u8]>,
        b: Option<&[u8]>,
        floor: u64,
    ) -> (Banks<Self>, Result<RestoredSlot, SnapshotError>) {
        Banks::load(Kind::ServerCertSlot, a, b, floor, |snapshot| {
            restore(snapshot, floor, |_, chain| withheld(chain))
        })
    }

    /// Restores a slot from a snapshot, with or without private keys in it. [`load`](Self::load) does this for the newest
    /// of two banks.
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
        restore(snapshot, floor, |key, chain| {
            let private = private_key(key)?;
            let pair = |chain| Identity::from_parts(chain, private);
            Ok(Upload::Installed(identity(&chain, pair)?))
        })
    }
}

/// Restores a slot. `join` makes the upload of a chain whose private key is in the snapshot.
fn restore(
    snapshot: &[u8],
    floor: u64,
    join: impl Fn(&Element<'_>, Vec<Certificate>) -> Result<Upload, SnapshotError>,
) -> Result<RestoredSlot, SnapshotError> {
    let Envelope { generation, mut content } =
        snapshot::open(snapshot, Kind::ServerCertSlot, floor)?;
    let mut slot = ServerCertSlot::new();
    slot.generation = generation;
    if content.peek() == Some(Tag::Sequence) {
        slot.custom = upload(&content.expect(Tag::Sequence)?, &join)?;
    }
    if content.peek() == Some(CLIENT) {
        slot.client = upload(&content.expect(CLIENT)?, &join)?;
    }
    content.end()?;
    let awaits_key = slot.custom.awaited().map(<[Certificate]>::to_vec);
    Ok(RestoredSlot { slot, awaits_key })
}

fn upload(
    element: &Element<'_>,
    join: impl Fn(&Element<'_>, Vec<Certificate>) -> Result<Upload, SnapshotError>,
) -> Result<Upload, SnapshotError> {
    let mut parts = element.inside();
    let chain = chain(parts.expect(Tag::Sequence)?.inside())?;
    let key = parts.any()?;
    parts.end()?;
    match key.tag {
        WITHHELD if key.value.is_empty() => withheld(chain),
        BYTES => join(&key, chain),
        // The proof was checked when the identity was made, and the digest shows that nothing has changed.
        HANDLE => {
            let handle = KeyHandle::new(key.value);
            Ok(Upload::Installed(identity(&chain, |chain| stated(chain, handle))?))
        }
        _ => Err(key.fault(Fault::BadValue).into()),
    }
}

/// The chain of an identity whose private key is elsewhere.
fn withheld(chain: Vec<Certificate>) -> Result<Upload, SnapshotError> {
    // With a handle in place of the key, the chain is checked by the rules for an identity.
    let stand_in = KeyHandle::new("withheld");
    identity(&chain, |chain| stated(chain, stand_in))?;
    Ok(Upload::AwaitsKey(chain))
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
            .and_then(|certificate| certificate.admit().map(|()| certificate))
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
        .filter(|private| is_same_secret(private.as_pkcs8_der(), key.value))
        .ok_or_else(|| key.fault(Fault::BadValue).into())
}

/// Compares in a time that does not depend on where the first difference is.
fn is_same_secret(one: &[u8], other: &[u8]) -> bool {
    let pairs = one.iter().zip(other);
    let differences =
        pairs.fold(0_u8, |all, (one, other)| core::hint::black_box(all | one ^ other));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::is_same_secret;

    #[test]
    fn two_equal_differences_do_not_cancel() {
        for (one, other, is_same, why) in [
            (&b"secret"[..], &b"secret"[..], true, "the same"),
            (b"", b"", true, "both empty"),
            (b"secret", b"secreu", false, "one bit differs"),
            (b"secret", b"rdcret", false, "two bytes differ in the same bit"),
            (b"secret", b"secre", false, "a shorter one"),
            (b"secre", b"secret", false, "a longer one"),
        ] {
            assert_eq!(is_same_secret(one, other), is_same, "{why}");
        }
    }
}
