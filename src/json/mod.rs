//! Floor 8: verdicts, lists and policies in the form that serde writes.
//!
//! The names of fields, and the words in them, are as stable as the words of the API. Readers must ignore fields that they do not
//! know, because later versions add some.

mod certificate;
mod device;
#[cfg(feature = "forecast")]
mod fleet;
mod policy;
mod store;
mod verdict;

use core::fmt::Display;
use serde::{Serialize, Serializer};

/// The text that a value shows.
struct Shown<T>(T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
