//! Switching built-in certificates off and on, and the way back to what left the factory.

use super::TrustStore;
use crate::certificate::{Certificate, Fingerprint};
use alloc::vec::Vec;

/// What a factory reset does with what was uploaded (`reserve_certs_enable` of the phones' settings).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "what was uploaded is kept or not")]
pub enum Reset {
    /// It is dropped: the phones' default.
    #[default]
    DropCustom,
    /// It is kept.
    KeepCustom,
}

impl TrustStore {
    /// Switches a certificate of the built-in part off: it vouches for nobody until it is switched on again.
    /// `false` if the built-in part does not have it; then nothing changes.
    pub fn disable(&mut self, fingerprint: &Fingerprint) -> bool {
        if !self.has_built_in(fingerprint) {
            return false;
        }
        if let Err(place) = self.disabled.binary_search(fingerprint) {
            self.disabled.insert(place, *fingerprint);
            self.disabled_places = self.places_of_disabled();
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
        self.disabled_places = self.places_of_disabled();
        self.changed();
        true
    }

    /// Goes back to what left the factory: every built-in certificate vouches again, and what was uploaded is
    /// dropped and handed back, or kept.
    pub fn factory_reset(&mut self, reset: Reset) -> Vec<Certificate> {
        if !self.disabled.is_empty() {
            self.disabled.clear();
            self.disabled_places.clear();
            self.changed();
        }
        match reset {
            Reset::DropCustom => self.remove_all(),
            Reset::KeepCustom => Vec::new(),
        }
    }

    /// Whether the certificate at this place of the built-in list is switched off.
    pub(super) fn is_disabled(&self, place: usize) -> bool {
        self.disabled_places.binary_search(&place).is_ok()
    }

    /// Where in the built-in list the certificates are that are switched off. A list may have one twice.
    pub(super) fn places_of_disabled(&self) -> Vec<usize> {
        if self.disabled.is_empty() {
            return Vec::new();
        }
        self.places(|fingerprint| self.disabled.binary_search(fingerprint).is_ok())
            .collect()
    }

    pub(super) fn has_built_in(&self, wanted: &Fingerprint) -> bool {
        self.places(|fingerprint| fingerprint == wanted)
            .next()
            .is_some()
    }

    fn places(&self, wanted: impl Fn(&Fingerprint) -> bool) -> impl Iterator<Item = usize> {
        let list = self.built_in;
        (0..list.len()).filter(move |&place| {
            list.get(place)
                .is_some_and(|certificate| wanted(&certificate.fingerprint()))
        })
    }
}
