//! Why a PEM block cannot be read.

use crate::numbered::numbered;
use alloc::collections::TryReserveError;
use core::fmt;

/// What is wrong with a PEM block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PemFault {
    /// The file ends before the END line.
    NoEnd,
    /// Another block begins before the END line.
    BeginInside,
    /// An END line closes nothing.
    NoBegin,
    /// The END line has another label than the BEGIN line.
    EndDiffers,
    /// A line starts like a BEGIN or END line and does not go on like one.
    BadLine,
    /// Something else stands on a BEGIN or END line.
    NotAlone,
    /// Another file stands outside of the blocks: one in DER, or a PEM file in UTF-16.
    Foreign,
    /// Base64 text without BEGIN and END lines stands outside of the blocks.
    NoBoundaries,
    /// Headers such as `Proc-Type` stand before the data; RFC 7468 §2 has none.
    Headers,
    /// A character that is not base64.
    BadCharacter,
    /// The base64 text ends too early, or its last characters are not what an encoder writes.
    BadEnd,
    /// There is nothing between the BEGIN and the END line.
    Empty,
    /// There is more data than a block of its kind may have.
    TooLarge,
}

impl fmt::Display for PemFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoEnd => "there is no END line",
            Self::BeginInside => "another block begins before the END line",
            Self::NoBegin => "the END line has no BEGIN line",
            Self::EndDiffers => "the END line names another kind than the BEGIN line",
            Self::BadLine => "the BEGIN or END line is damaged",
            Self::NotAlone => "something else stands on the BEGIN or END line",
            Self::Foreign => "DER or UTF-16 text stands outside of the blocks",
            Self::NoBoundaries => {
                "base64 text without BEGIN and END lines stands outside of the blocks"
            }
            Self::Headers => "headers stand before the data",
            Self::BadCharacter => "a character is not base64",
            Self::BadEnd => "the base64 text is cut short or ends wrongly",
            Self::Empty => "there is nothing in it",
            Self::TooLarge => "it is too large for its kind",
        })
    }
}

/// A fault, the number of the block it is in and its line, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PemError {
    pub(crate) block: usize,
    pub(crate) line: usize,
    pub(crate) fault: PemFault,
}

/// Why a block's bytes are not to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DecodeError {
    Pem(PemError),
    OutOfMemory,
}

impl From<PemError> for DecodeError {
    fn from(error: PemError) -> Self {
        Self::Pem(error)
    }
}

impl From<TryReserveError> for DecodeError {
    fn from(_: TryReserveError) -> Self {
        Self::OutOfMemory
    }
}

numbered! {
    PemFault: u8 {
        NoEnd = 1 "no-end",
        BeginInside = 2 "begin-inside",
        NoBegin = 3 "no-begin",
        EndDiffers = 4 "end-differs",
        BadLine = 5 "bad-line",
        NotAlone = 6 "not-alone",
        Foreign = 7 "foreign",
        NoBoundaries = 8 "no-boundaries",
        Headers = 9 "headers",
        BadCharacter = 10 "bad-character",
        BadEnd = 11 "bad-end",
        Empty = 12 "empty",
        TooLarge = 13 "too-large",
    }
}
