//! The faults of a DER encoding.

use crate::bytes::tag::Tag;
use crate::message::message;
use ::der::ErrorKind;
use core::fmt;

/// What is wrong with an encoding, and at which byte of the outermost input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DerError {
    pub(crate) fault: Fault,
    pub(crate) offset: usize,
}

/// The kinds of faults a DER encoding can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    PastTheEnd,
    BadLength,
    BadTag,
    UnexpectedTag { expected: Tag, actual: ::der::Tag },
    BadValue,
    TrailingBytes,
    TooLarge,
    // The encoding is DER, but the standard of the field does not allow the value.
    Empty,
    OutOfRange,
    Negative,
    UnusedBits,
    UnknownName,
    UnknownBits,
    Distance,
}

impl Fault {
    /// True if bytes may have been lost or changed; false for a value that somebody encoded this way.
    pub(crate) const fn is_of_encoding(self) -> bool {
        !matches!(
            self,
            Self::Empty
                | Self::OutOfRange
                | Self::Negative
                | Self::UnusedBits
                | Self::UnknownName
                | Self::UnknownBits
                | Self::Distance
        )
    }
}

impl DerError {
    pub(crate) const fn new(fault: Fault, offset: usize) -> Self {
        Self { fault, offset }
    }

    pub(super) fn from_der(error: &::der::Error, start: usize) -> Self {
        let fault = match error.kind() {
            ErrorKind::Incomplete { .. } => Fault::PastTheEnd,
            ErrorKind::TagModeUnknown
            | ErrorKind::TagNumberInvalid
            | ErrorKind::TagUnknown { .. }
            | ErrorKind::TagUnexpected { .. } => Fault::BadTag,
            _ => Fault::BadLength,
        };
        let within =
            error.position().and_then(|position| usize::try_from(position).ok()).unwrap_or(0);
        Self::new(fault, start.saturating_add(within))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PastTheEnd => message!(f, "length runs past the end"),
            Self::BadLength => message!(f, "the length is not DER"),
            Self::BadTag => message!(f, "the tag is not supported"),
            Self::UnexpectedTag { expected, actual } => {
                message!(f, "{actual} instead of {expected}", actual, expected)
            }
            Self::BadValue => message!(f, "the value is not DER"),
            Self::TrailingBytes => message!(f, "bytes are left over"),
            Self::TooLarge => message!(f, "there are too many elements"),
            Self::Empty => message!(f, "the list is empty"),
            Self::OutOfRange => message!(f, "the number is out of range"),
            Self::Negative => message!(f, "the number is negative"),
            Self::UnusedBits => message!(f, "the bits are no whole number of bytes"),
            Self::UnknownName => message!(f, "unknown kind of name"),
            Self::Distance => message!(f, "a subtree has a minimum or a maximum"),
            Self::UnknownBits => message!(f, "there are more bits than are defined"),
        }
    }
}

impl fmt::Display for DerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        message!(f, "{fault} at byte {offset}", fault = self.fault, offset = self.offset)
    }
}
