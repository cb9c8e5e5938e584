//! Why a factory identity is rejected.

use crate::mac::MacAddress;
use crate::message::message;
use crate::numbered::numbered;
use crate::remedy::Remedy;
use crate::verdict::Findings;
use core::fmt;

/// Why [`ServerCertSlot`](super::ServerCertSlot) rejects a factory identity. The slot is unchanged, and the identity is
/// dropped: a private key in it is wiped.
///
/// ```
/// use trustslot::{MacAddress, Remedy, SlotError};
///
/// let mac: MacAddress = "0015651234ab".parse()?;
/// let error = SlotError::IsUnique { mac };
/// assert_eq!(error.to_string(), "the certificate is for phone 0015651234ab only");
/// assert_eq!(error.remedy(), Some(Remedy::InstallAsUnique));
/// # Ok::<(), trustslot::MacAddressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlotError {
    /// The common name of the unique identity is not the MAC address of this phone.
    NotTheMac {
        /// The MAC address of this phone.
        mac: MacAddress,
        /// The MAC address in the common name; `None` if the common name is not a MAC address.
        named: Option<MacAddress>,
    },
    /// The common name of the generic identity is a MAC address, so it was made for one phone only.
    IsUnique {
        /// The MAC address in the common name.
        mac: MacAddress,
    },
    /// The chain of the identity does not lead to the vendor's CA, or breaks another rule of the vendor's verifier.
    NotTheVendor {
        /// The verifier's findings. The message quotes the [decisive](Findings::decisive) one.
        findings: Findings,
    },
}

impl fmt::Display for SlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotTheMac { mac, named } => {
                message!(f, "{whose}; this phone is {mac}", whose = Named(*named), mac)
            }
            Self::IsUnique { mac } => message!(f, "the certificate is for phone {mac} only", mac),
            Self::NotTheVendor { findings } => message!(
                f,
                "the certificate is not accepted as the vendor's{decisive}",
                decisive = Decisive(findings)
            ),
        }
    }
}

impl core::error::Error for SlotError {}

struct Named(Option<MacAddress>);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(mac) => message!(f, "the certificate is for phone {mac}", mac),
            None => message!(
                f,
                "the certificate does not name a phone: its common name is not a MAC address"
            ),
        }
    }
}

struct Decisive<'a>(&'a Findings);

impl fmt::Display for Decisive<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.decisive().map_or(Ok(()), |finding| write!(f, ": {finding}"))
    }
}

numbered! {
    SlotError {
        NotTheMac = 1801 "identity-of-another-phone",
        IsUnique = 1802 "identity-is-unique",
        NotTheVendor = 1803 "identity-of-another-vendor",
    }
}

impl SlotError {
    /// The smallest change that would help, where there is one.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::NotTheMac { .. } => Remedy::InstallOwnIdentity,
            Self::IsUnique { .. } => Remedy::InstallAsUnique,
            Self::NotTheVendor { .. } => Remedy::InstallVendorIdentity,
        })
    }
}
