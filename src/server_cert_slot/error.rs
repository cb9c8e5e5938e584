//! Why an identity of the factory is not taken.

use crate::mac::MacAddress;
use crate::numbered::numbered;
use crate::remedy::Remedy;
use alloc::string::String;

/// Why an identity of the factory does not come into the slot. The slot is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SlotError {
    /// Its common name is not the phone's MAC address.
    #[error("the certificate is {}, not for the phone {mac}", for_whom(*.named))]
    NotTheMac {
        /// The phone's.
        mac: MacAddress,
        /// The one its common name says, if it says one.
        named: Option<MacAddress>,
    },
    /// It was made for one phone, so it is not for many.
    #[error("the certificate was made for the phone {mac} alone")]
    IsUnique {
        /// The one its common name says.
        mac: MacAddress,
    },
    /// It does not lead to the vendor's CA.
    #[error("the certificate is not the vendor's: {why}")]
    NotTheVendor {
        /// What the verifier found.
        why: String,
    },
}

fn for_whom(mac: Option<MacAddress>) -> String {
    match mac {
        Some(mac) => alloc::format!("for the phone {mac}"),
        None => "for no phone".into(),
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
