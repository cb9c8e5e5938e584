//! Switching built-in certificates off and on, and the way back to what left the factory.

use super::TrustStore;
use crate::certificate::{Certificate, Fingerprint};
use crate::numbered::numbered;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// What a factory reset does with what was uploaded (`reserve_certs_enable` of the phones' settings).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "what was uploaded is kept or not")]
pub enum FactoryReset {
    /// It is dropped: the phones' default.
    #[default]
    DropCustom,
    /// It is kept.
    KeepCustom,
}

impl TrustStore {
    /// The most built-in certificates that can be switched off, those of earlier firmwares included. The largest
    /// lists that operating systems come with have about 500 roots.
    pub const MAX_DISABLED: usize = 4096;

    /// Switches a certificate of the built-in part off: it vouches for nobody until it is switched on again.
    /// `false` if the built-in part does not have it, or if [`MAX_DISABLED`](Self::MAX_DISABLED) are off; then
    /// nothing changes.
    pub fn disable(&mut self, fingerprint: &Fingerprint) -> bool {
        if !self.has_built_in(fingerprint) {
            return false;
        }
        if let Err(place) = self.disabled.binary_search(fingerprint) {
            if self.disabled.len() >= Self::MAX_DISABLED {
                return false;
            }
            self.disabled.insert(place, *fingerprint);
            self.disabled_places = self.look_up_disabled().0;
            self.changed();
        }
        true
    }

    /// Switches a certificate of the built-in part on again. `false` if it was not switched off; then nothing
    /// changes.
    pub fn enable(&mut self, fingerprint: &Fingerprint) -> bool {
        let Ok(place) = self.disabled.binary_search(fingerprint) else {
            return false;
        };
        self.disabled.remove(place);
        self.disabled_places = self.look_up_disabled().0;
        self.changed();
        true
    }

    /// Goes back to what left the factory: every built-in certificate vouches again, and what was uploaded is
    /// dropped and handed back, or kept.
    pub fn factory_reset(&mut self, reset: FactoryReset) -> Vec<Certificate> {
        if !self.disabled.is_empty() {
            self.disabled.clear();
            self.disabled_places.clear();
            self.changed();
        }
        match reset {
            FactoryReset::DropCustom => self.remove_all(),
            FactoryReset::KeepCustom => Vec::new(),
        }
    }

    /// Whether the certificate at this place of the built-in list is switched off.
    pub(super) fn is_disabled(&self, place: usize) -> bool {
        self.disabled_places.binary_search(&place).is_ok()
    }

    /// Where in the built-in list the certificates are that are switched off, and which of them it has. A list may
    /// have one twice.
    pub(super) fn look_up_disabled(&self) -> (Vec<usize>, BTreeSet<Fingerprint>) {
        let mut places = Vec::new();
        let mut found = BTreeSet::new();
        if self.disabled.is_empty() {
            return (places, found);
        }
        for (place, fingerprint) in self.fingerprints() {
            if self.disabled.binary_search(&fingerprint).is_ok() {
                places.push(place);
                found.insert(fingerprint);
            }
        }
        (places, found)
    }

    fn has_built_in(&self, wanted: &Fingerprint) -> bool {
        self.fingerprints().any(|(_, fingerprint)| fingerprint == *wanted)
    }

    /// Of the built-in certificates that can be read, each with its place in the list.
    fn fingerprints(&self) -> impl Iterator<Item = (usize, Fingerprint)> + use<> {
        let list = self.built_in;
        (0..list.len()).filter_map(move |place| Some((place, list.get(place)?.fingerprint())))
    }
}

numbered! {
    FactoryReset: u8 {
        DropCustom = 0 "drop-custom",
        KeepCustom = 1 "keep-custom",
    }
}
