//! Names of models, of which a row has few.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// The most names of models that a row, or a class, has.
pub(super) const MAX_NAMES: usize = 8;

/// The first names of models, by alphabet, and the number of all.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    first: BTreeSet<Box<str>>,
    pub(super) models: u64,
}

impl Names {
    pub(super) fn add(&mut self, name: &str) {
        self.models = self.models.saturating_add(1);
        self.keep(name);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.models = self.models.saturating_add(other.models);
        for name in &other.first {
            self.keep(name);
        }
    }

    fn keep(&mut self, name: &str) {
        let is_full = self.first.len() >= MAX_NAMES;
        if is_full && self.first.last().is_some_and(|last| name >= &**last) {
            return;
        }
        self.first.insert(name.into());
        if self.first.len() > MAX_NAMES {
            self.first.pop_last();
        }
    }

    /// The names, and how many models are not among them.
    pub(super) fn shown(&self) -> (Vec<Box<str>>, u64) {
        let names: Vec<Box<str>> = self.first.iter().cloned().collect();
        let shown = u64::try_from(names.len()).unwrap_or(u64::MAX);
        (names, self.models.saturating_sub(shown))
    }
}
