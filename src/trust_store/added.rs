//! The result of an upload.

use crate::message::message;
use crate::text::plural;
use core::fmt;

/// The result of [`TrustStore::add`](crate::TrustStore::add): how many certificates of the file are new, and what they
/// can do.
///
/// Its `Display` is the message for the upload page.
///
/// ```
/// use trustslot::{BuiltIn, Bundle, TrustStore};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
///
/// let bundle = Bundle::parse("pbx.pem", file)?;
/// let mut store = TrustStore::new(BuiltIn::EMPTY);
/// let added = store.add(&bundle)?;
/// assert_eq!((added.new, added.pins), (3, 1));
/// assert_eq!(added.to_string(), "3 certificates added (1 not a CA: trusted only for itself)");
/// assert_eq!(store.add(&bundle)?.to_string(), "no certificate added, 3 already there");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Added {
    /// Certificates that were not in the custom part before. Each takes one entry.
    pub new: usize,
    /// Certificates that were in the custom part already, or that the file contains twice. They take no entry.
    pub known: usize,
    /// New certificates that the built-in part contains as well. They stay trusted if a later firmware drops them.
    pub also_built_in: usize,
    /// New certificates that are not CAs. Each is a [pin](crate::TrustRole::Pin): trusted by exact match, and unable to
    /// issue others.
    pub pins: usize,
}

/// `1 certificate added, 1 already there`
impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.new {
            0 => message!(f, "no certificate added")?,
            new => message!(f, "{new} certificate{plural} added", new, plural = plural(new))?,
        }
        match (self.pins, self.also_built_in) {
            (0, 0) => {}
            (0, built_in) => message!(f, " ({built_in} also built in)", built_in)?,
            (pins, 0) => message!(f, " ({pins} not a CA: trusted only for itself)", pins)?,
            (pins, built_in) => {
                message!(
                    f,
                    " ({pins} not a CA: trusted only for itself; {built_in} also built in)",
                    pins,
                    built_in
                )?;
            }
        }
        if self.known > 0 {
            message!(f, ", {known} already there", known = self.known)?;
        }
        Ok(())
    }
}
