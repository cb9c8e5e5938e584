//! The entries of the slot.

use crate::certificate::Certificate;
use crate::numbered::numbered;
use crate::trust_store::CertificateFlag;
use alloc::vec::Vec;
use core::fmt;

/// An entry of the slot. Each holds at most one identity.
///
/// ```
/// use trustslot::SlotKind;
///
/// assert_eq!(SlotKind::Generic.to_string(), "generic");
/// assert_eq!(SlotKind::ALL.first(), Some(&SlotKind::Unique));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the slot has four entries")]
pub enum SlotKind {
    /// The factory identity of this phone alone: its common name is the phone's MAC address.
    Unique,
    /// The factory identity that many phones share, for phones without a unique one.
    Generic,
    /// The identity that an operator uploaded.
    Custom,
    /// The identity that an operator uploaded for use as TLS client only.
    Client,
}

/// One identity of the slot, as one row of a page.
///
/// A page shows [`Certificate::issued_to`], [`Certificate::issued_by`] and the end of [`Certificate::validity`]. Names
/// must be escaped for HTML. [`Certificate::fingerprint`] is the text that operators compare.
///
/// ```
/// use trustslot::{Clock, Identity, ServerCertSlot};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
/// let mut slot = ServerCertSlot::new();
/// slot.upload(Identity::parse("pbx.pem", file)?);
/// for entry in slot.list(Clock::Unset) {
///     println!("{}: {}", entry.kind, entry.certificate);
/// }
/// # assert_eq!(slot.list(Clock::Unset).len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SlotEntry {
    /// Which entry it is.
    pub kind: SlotKind,
    /// The certificate that would be presented.
    pub certificate: Certificate,
    /// What an operator should know about it, each flag at most once.
    pub flags: Vec<CertificateFlag>,
}

impl fmt::Display for SlotKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unique => "unique",
            Self::Generic => "generic",
            Self::Custom => "custom",
            Self::Client => "client",
        })
    }
}

numbered! {
    SlotKind: u8 {
        Unique = 0 "unique",
        Generic = 1 "generic",
        Custom = 2 "custom",
        Client = 3 "client",
    }
}
