//! Where a CRL is malformed: the fault, the field and the offset, as in the error of a certificate.

use super::CrlError;
use crate::bytes::der::{DerError, Fault};
use crate::message::{message, text};
use core::fmt;

/// A fault in a CRL: what is wrong, the field it is in, and its offset in bytes.
///
/// ```
/// use trustslot::{Crl, CrlError};
///
/// # let file = include_bytes!("../../examples/data/phones.crl");
/// let crl = Crl::parse(file)?;
/// let Err(CrlError::Malformed(fault)) = Crl::from_der(&crl.as_der()[..100]) else { panic!("cut") };
/// assert_eq!(fault.to_string(), "length runs past the end at byte 3, in the CRL");
/// assert_eq!(fault.offset(), 3);
/// # Ok::<(), CrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlFault {
    kind: Kind,
    field: Field,
    offset: usize,
}

/// What is wrong: a fault of the encoding, or a rule of RFC 5280 §5 that the CRL breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Der(Fault),
    AlgorithmsDiffer,
    Version,
    EmptyName,
    BadDate,
    IncompleteEntry,
    BadReason,
    BadNumber,
    NoPointName,
    OnlyBoth,
    ExtensionTwiceOrTooMany,
}

/// The field with the fault (RFC 5280 §5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Crl,
    Issuer,
    Dates,
    Entries,
    Extensions,
    Number,
    DistributionPoint,
}

impl CrlFault {
    /// Offset of the fault in the DER encoding, in bytes from 0.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// True if the encoding is at fault, as after a damage. Otherwise the CA issued it that way.
    pub(crate) const fn is_damage(&self) -> bool {
        matches!(self.kind, Kind::Der(_))
    }
}

impl Field {
    /// An error of this kind in this field.
    pub(super) const fn fault(self, kind: Kind, offset: usize) -> CrlError {
        CrlError::Malformed(CrlFault { kind, field: self, offset })
    }

    /// Turns a fault of the encoding into an error in this field.
    pub(super) fn malformed(self) -> impl Fn(DerError) -> CrlError {
        move |error| self.fault(Kind::Der(error.fault), error.offset)
    }
}

impl fmt::Display for CrlFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, field, offset } = self;
        message!(f, "{kind} at byte {offset}, in {field}", kind, offset, field)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Der(fault) => return fmt::Display::fmt(fault, f),
            Self::AlgorithmsDiffer => text!("the two signature algorithms differ"),
            Self::Version => text!("the version is not 2"),
            Self::EmptyName => text!("the name is empty"),
            Self::BadDate => text!("invalid date"),
            Self::IncompleteEntry => text!("the serial number or the date is missing"),
            Self::BadReason => text!("invalid reason"),
            Self::BadNumber => text!("invalid number"),
            Self::NoPointName => text!("the name is missing"),
            Self::OnlyBoth => text!("it is limited both to CAs and to end entities"),
            Self::ExtensionTwiceOrTooMany => text!("duplicate extension, or too many of them"),
        };
        text.write(f)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Crl => text!("the CRL"),
            Self::Issuer => text!("the issuer"),
            Self::Dates => text!("the dates"),
            Self::Entries => text!("the revoked certificates"),
            Self::Extensions => text!("the extensions"),
            Self::Number => text!("the CRL number"),
            Self::DistributionPoint => text!("the issuing distribution point"),
        };
        text.write(f)
    }
}
