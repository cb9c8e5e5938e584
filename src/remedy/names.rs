//! Remedies for names and MAC addresses that fail to parse.

use super::Remedy;
use crate::mac::MacAddressError;
use crate::name::ReferenceIdentityError;

impl ReferenceIdentityError {
    /// The smallest change that would help, if there is one.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Empty | Self::Port | Self::Uri | Self::User | Self::Wildcard | Self::Prefix => {
                Remedy::GiveHostOnly
            }
            Self::NotAscii => Remedy::GiveALabel,
            Self::Brackets | Self::Zone | Self::BadAddress => Remedy::GiveBareAddress,
            Self::TooLong { .. }
            | Self::EmptyLabel { .. }
            | Self::LabelTooLong { .. }
            | Self::BadCharacter { .. }
            | Self::Number => Remedy::CorrectName,
        })
    }
}

impl MacAddressError {
    /// The smallest change that would help, if there is one.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(Remedy::WriteMacAddress)
    }
}
