//! Floor 3: the certificates a device trusts. A built-in part, and a custom part that an operator fills.

mod added;
mod built_in;
mod error;
mod index;
mod limits;
mod listing;
mod lookup;
#[cfg(feature = "mozilla")]
mod mozilla;
#[cfg(feature = "mozilla")]
mod mozilla_distrust;
mod roles;
mod shared;
mod snapshot;
mod subject;
mod switches;
#[cfg(all(test, feature = "mozilla"))]
mod tests;
mod upload;

pub use added::Added;
pub use built_in::BuiltIn;
pub use error::{BuiltInError, TrustStoreError, UnfitReason};
pub use limits::{DistrustAfter, ImposedConstraint};
#[cfg(feature = "identity")]
pub(crate) use listing::flags_of;
pub use listing::{CertificateFlag, StoreEntry};
pub(crate) use lookup::{Anchor, LastEnd, Pin};
use roles::is_ca;
pub use roles::{StorePart, TrustRole};
pub use shared::SharedBuiltIn;
pub use snapshot::RestoredStore;
pub use switches::FactoryReset;

use crate::certificate::{Certificate, Fingerprint};
use crate::clock::Clock;
use crate::policy::TrustSource;
use alloc::vec::Vec;

/// The certificates a device trusts: a [built-in part](BuiltIn) and a custom part of uploaded certificates.
///
/// The custom part has [`CUSTOM_LIMIT`](Self::CUSTOM_LIMIT) entries unless [`with_limit`](Self::with_limit) sets
/// another number. A store is cheap to clone: certificates are shared. To check an upload before making it, apply it to
/// a clone first.
///
/// ```
/// use trustslot::{Bundle, BuiltIn, TrustStore};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let uploaded = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// let mut store = TrustStore::new(BuiltIn::EMPTY);
/// let added = store.add(&Bundle::parse("pbx.pem", uploaded)?)?;
/// // Two CAs, and the server's own certificate, which becomes a pin.
/// assert_eq!((added.new, added.pins, store.free()), (3, 1, 7));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TrustStore {
    built_in: SharedBuiltIn,
    /// The disabled built-in certificates, ascending. Some may be in the list of another firmware.
    disabled: Vec<Fingerprint>,
    /// Their indices in today's list, ascending.
    disabled_at: Vec<usize>,
    custom: Vec<Certificate>,
    limit: usize,
    byte_limit: usize,
    generation: u64,
}

impl TrustStore {
    /// The entries of the custom part by default: 10, as on the phones.
    pub const CUSTOM_LIMIT: usize = 10;

    /// The most bytes of DER that the custom part holds, with any limits: 60 certificates of 64 KiB (3,932,160
    /// bytes). So every store has a snapshot that can be restored. [`with_byte_limit`](Self::with_byte_limit) sets a
    /// lower limit.
    pub const MAX_CUSTOM_BYTES: usize = 60 * Certificate::MAX_BYTES;

    /// A store with this built-in part and an empty custom part. Nothing is parsed.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
    ///
    /// // A firmware has its roots in a static.
    /// static ROOTS: BuiltIn = BuiltIn::new(&[]);
    /// let phone = TrustStore::new(&ROOTS);
    ///
    /// // A server loads them when it starts.
    /// let roots = Bundle::parse("roots.pem", file)?;
    /// let built_in = BuiltIn::from_certificates(roots.certificates().iter().cloned());
    /// let server = TrustStore::new(built_in);
    /// # assert_eq!((phone.built_in().count(), server.built_in().count()), (0, 1));
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(built_in: impl Into<SharedBuiltIn>) -> Self {
        Self::with_limit(built_in, Self::CUSTOM_LIMIT)
    }

    /// A store whose custom part has `limit` entries. The manuals of phones name 10 to 51.
    ///
    /// ```
    /// use trustslot::{BuiltIn, TrustStore};
    ///
    /// let store = TrustStore::with_limit(BuiltIn::EMPTY, 51);
    /// assert_eq!((store.limit(), store.free()), (51, 51));
    /// ```
    pub fn with_limit(built_in: impl Into<SharedBuiltIn>, limit: usize) -> Self {
        Self::empty(built_in.into(), limit)
    }

    /// The same store, whose custom part holds at most this many bytes of DER, for a device with small flash banks.
    /// [`snapshot_len_for`](Self::snapshot_len_for) gives the size of the banks. Limits above
    /// [`MAX_CUSTOM_BYTES`](Self::MAX_CUSTOM_BYTES), the default, count as that.
    ///
    /// Certificates that are in the store already stay, also if they need more.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, Remedy, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    ///
    /// let mut store = TrustStore::new(BuiltIn::EMPTY).with_byte_limit(2_000);
    /// let error = store.add(&Bundle::parse("pbx.pem", file)?).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the new certificates of the file are 4471 bytes; 2000 of 2000 bytes are free"
    /// );
    /// assert_eq!(error.remedy(), Some(Remedy::UploadFewer { at_most: 1 }));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_byte_limit(self, bytes: usize) -> Self {
        Self { byte_limit: bytes.min(Self::MAX_CUSTOM_BYTES), ..self }
    }

    /// A store with the Mozilla list as its built-in part, [`BuiltIn::MOZILLA`].
    #[cfg(feature = "mozilla")]
    pub const fn mozilla() -> Self {
        Self::empty(BuiltIn::MOZILLA, Self::CUSTOM_LIMIT)
    }

    const fn empty(built_in: SharedBuiltIn, limit: usize) -> Self {
        Self {
            built_in,
            disabled: Vec::new(),
            disabled_at: Vec::new(),
            custom: Vec::new(),
            limit,
            byte_limit: Self::MAX_CUSTOM_BYTES,
            generation: 0,
        }
    }

    /// Removes one certificate from the custom part and returns it. Returns `None`, and changes nothing, if it is not
    /// there.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
    ///
    /// let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// store.add(&Bundle::parse("vendor.pem", file)?)?;
    /// let fingerprint = store.custom()[0].fingerprint();
    /// let removed = store.remove(&fingerprint).ok_or("not there")?;
    /// assert_eq!(removed.issued_to(), "Example Phones Root CA");
    /// assert!(store.remove(&fingerprint).is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove(&mut self, fingerprint: &Fingerprint) -> Option<Certificate> {
        let index =
            self.custom.iter().position(|certificate| certificate.fingerprint() == *fingerprint)?;
        let removed = self.custom.remove(index);
        self.changed();
        Some(removed)
    }

    /// Empties the custom part and returns its certificates, in the order uploaded.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
    ///
    /// let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// store.add(&Bundle::parse("vendor.pem", file)?)?;
    /// assert_eq!(store.remove_all().len(), 1);
    /// assert!(store.custom().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn remove_all(&mut self) -> Vec<Certificate> {
        if !self.custom.is_empty() {
            self.changed();
        }
        core::mem::take(&mut self.custom)
    }

    /// The number of free entries of the custom part.
    pub fn free(&self) -> usize {
        self.limit.saturating_sub(self.custom.len())
    }

    /// The number of entries of the custom part, free or not.
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// The bytes of DER that the custom part can still hold.
    pub fn free_bytes(&self) -> usize {
        self.byte_limit.saturating_sub(self.custom_bytes())
    }

    /// The most bytes of DER that the custom part holds, free or not.
    pub const fn byte_limit(&self) -> usize {
        self.byte_limit
    }

    /// The certificates of the custom part, in the order uploaded.
    pub fn custom(&self) -> &[Certificate] {
        &self.custom
    }

    /// The certificates of the built-in part, in list order, disabled ones included. Those that cannot be parsed are
    /// left out. Each is parsed when the iterator reaches it.
    pub fn built_in(&self) -> impl Iterator<Item = Certificate> + use<> {
        let built_in = self.built_in.clone();
        (0..built_in.len()).filter_map(move |index| built_in.get(index))
    }

    /// The anchors that are trusted under this source: built-in ones that are not disabled, then uploaded ones. No
    /// clock is needed; expired ones are included.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, TrustSource, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    ///
    /// let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// store.add(&Bundle::parse("pbx.pem", file)?)?;
    /// let anchors: Vec<_> = store.anchors(TrustSource::All).map(|ca| ca.issued_to()).collect();
    /// assert_eq!(anchors, ["R3", "ISRG Root X1"]);
    /// let pins: Vec<_> = store.pins(TrustSource::All).map(|pin| pin.issued_to()).collect();
    /// assert_eq!(pins, ["*.stackexchange.com"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn anchors(&self, source: TrustSource) -> impl Iterator<Item = Certificate> {
        self.members(source)
            .filter(|member| member.role == TrustRole::Anchor && !member.disabled)
            .map(|member| member.certificate)
    }

    /// The pins that are trusted under this source, in the order of [`anchors`](Self::anchors).
    ///
    /// An uploaded CA is trusted by exact match too. It is among the anchors, and not repeated here.
    pub fn pins(&self, source: TrustSource) -> impl Iterator<Item = Certificate> {
        self.members(source)
            .filter(|member| member.role == TrustRole::Pin && !member.disabled)
            .filter(|member| {
                member.part == StorePart::Custom || lookup::can_be_built_in_pin(&member.certificate)
            })
            .map(|member| member.certificate)
    }

    /// The store as a page shows it: one entry for each certificate, built-in part first, numbered from 1.
    ///
    /// The clock decides only the flags [`Expired`](CertificateFlag::Expired),
    /// [`NotYetValid`](CertificateFlag::NotYetValid) and [`ExpiresSoon`](CertificateFlag::ExpiresSoon).
    ///
    /// Anyone can put any text into the names of a certificate. Control characters are replaced here, but a web page
    /// must escape the names for HTML.
    pub fn list(&self, source: TrustSource, clock: Clock) -> Vec<StoreEntry> {
        listing::list(self, source, clock)
    }

    /// The same store with another built-in part, as after an update of the firmware. Uploads, limits and disabled
    /// certificates stay.
    #[cfg(feature = "forecast")]
    pub(crate) fn replace_built_in(&mut self, built_in: SharedBuiltIn) {
        self.built_in = built_in;
        self.disabled_at = self.look_up_disabled().0;
        self.changed();
    }

    /// The built-in part, and the certificates of it that are disabled, ascending.
    #[cfg(feature = "forecast")]
    pub(crate) fn switches(&self) -> (&SharedBuiltIn, &[Fingerprint]) {
        (&self.built_in, &self.disabled)
    }

    /// The same store with this many entries more, and without a limit in bytes of its own: for a trial of uploads
    /// whose room is checked elsewhere.
    #[cfg(feature = "forecast")]
    pub(crate) fn with_room_for(self, entries: usize) -> Self {
        let limit = self.limit.saturating_add(entries);
        Self { limit, byte_limit: Self::MAX_CUSTOM_BYTES, ..self }
    }

    /// Counts a change. (A snapshot with the last generation is not restored, so this never saturates.)
    const fn changed(&mut self) {
        self.generation = self.generation.saturating_add(1);
    }
}

/// An empty store, with every set of features: nothing is trusted until something is added. `TrustStore::mozilla` is
/// the store with the Mozilla list.
impl Default for TrustStore {
    fn default() -> Self {
        Self::new(BuiltIn::EMPTY)
    }
}
