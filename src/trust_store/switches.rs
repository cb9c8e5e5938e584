//! Disabling and enabling built-in certificates, and the factory reset.

use super::TrustStore;
use crate::certificate::{Certificate, Fingerprint};
use crate::numbered::numbered;
use alloc::vec::Vec;

/// What a factory reset does with uploads (`reserve_certs_enable` in the phones' settings).
///
/// ```
/// use trustslot::FactoryReset;
///
/// assert_eq!(FactoryReset::default(), FactoryReset::DropCustom);
/// assert_eq!(FactoryReset::from_code(1), Some(FactoryReset::KeepCustom));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "uploads are kept or not")]
pub enum FactoryReset {
    /// Uploads are removed: the phones' default.
    #[default]
    DropCustom,
    /// Uploads are kept.
    KeepCustom,
}

impl TrustStore {
    /// The most built-in certificates that can be disabled, those of earlier firmwares included: 4096. The largest
    /// lists that operating systems ship have about 500 roots.
    pub const MAX_DISABLED: usize = 4096;

    /// Disables a certificate of the built-in part: it is not trusted until it is enabled again.
    ///
    /// Returns true if it is disabled now. Returns false, and changes nothing, if the built-in part does not contain it
    /// or [`MAX_DISABLED`](Self::MAX_DISABLED) are disabled already.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, TrustSource, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
    ///
    /// let root = Bundle::parse("roots.pem", file)?.certificates()[0].clone();
    /// let fingerprint = root.fingerprint();
    /// let mut store = TrustStore::new(BuiltIn::from_certificates([root]));
    ///
    /// assert!(store.disable(&fingerprint));
    /// assert_eq!(store.anchors(TrustSource::All).count(), 0);
    /// assert!(store.enable(&fingerprint));
    /// assert_eq!(store.anchors(TrustSource::All).count(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn disable(&mut self, fingerprint: &Fingerprint) -> bool {
        if !self.has_built_in(fingerprint) {
            return false;
        }
        if let Err(index) = self.disabled.binary_search(fingerprint) {
            if self.disabled.len() >= Self::MAX_DISABLED {
                return false;
            }
            self.disabled.insert(index, *fingerprint);
            self.disabled_at = self.look_up_disabled().0;
            self.changed();
        }
        true
    }

    /// Enables a certificate of the built-in part again.
    ///
    /// Returns true if it was disabled. Returns false, and changes nothing, if it was not.
    pub fn enable(&mut self, fingerprint: &Fingerprint) -> bool {
        let Ok(index) = self.disabled.binary_search(fingerprint) else {
            return false;
        };
        self.disabled.remove(index);
        self.disabled_at = self.look_up_disabled().0;
        self.changed();
        true
    }

    /// Returns to the factory state: enables every built-in certificate, and removes and returns the uploads unless
    /// they are to be kept.
    ///
    /// The [generation](Self::generation) goes on counting, so a snapshot from before the reset is older.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, FactoryReset, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
    ///
    /// let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// store.add(&Bundle::parse("vendor.pem", file)?)?;
    /// assert!(store.factory_reset(FactoryReset::KeepCustom).is_empty());
    /// assert_eq!(store.factory_reset(FactoryReset::DropCustom).len(), 1);
    /// assert!(store.custom().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn factory_reset(&mut self, reset: FactoryReset) -> Vec<Certificate> {
        if !self.disabled.is_empty() {
            self.disabled.clear();
            self.disabled_at.clear();
            self.changed();
        }
        match reset {
            FactoryReset::DropCustom => self.remove_all(),
            FactoryReset::KeepCustom => Vec::new(),
        }
    }

    /// True if the certificate with this index in the built-in list is disabled.
    pub(super) fn is_disabled(&self, index: usize) -> bool {
        self.disabled_at.binary_search(&index).is_ok()
    }

    /// The indices of the disabled certificates in the built-in list, and which of them the list contains, sorted. A list may
    /// contain one twice.
    pub(super) fn look_up_disabled(&self) -> (Vec<usize>, Vec<Fingerprint>) {
        let mut indices = Vec::new();
        let mut found = Vec::new();
        if self.disabled.is_empty() {
            return (indices, found);
        }
        for (index, fingerprint) in self.fingerprints() {
            if self.disabled.binary_search(&fingerprint).is_ok() {
                indices.push(index);
                if let Err(place) = found.binary_search(&fingerprint) {
                    found.insert(place, fingerprint);
                }
            }
        }
        (indices, found)
    }

    fn has_built_in(&self, wanted: &Fingerprint) -> bool {
        self.fingerprints().any(|(_, fingerprint)| fingerprint == *wanted)
    }

    /// The built-in certificates that can be parsed, each with its index in the list.
    fn fingerprints(&self) -> impl Iterator<Item = (usize, Fingerprint)> {
        let list = &*self.built_in;
        (0..list.len()).filter_map(move |index| Some((index, list.get(index)?.fingerprint())))
    }
}

numbered! {
    FactoryReset: u8 {
        DropCustom = 0 "drop-custom",
        KeepCustom = 1 "keep-custom",
    }
}
