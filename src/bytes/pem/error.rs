//! Why a PEM block cannot be decoded.

use crate::message::text;
use crate::numbered::numbered;
use alloc::collections::TryReserveError;
use core::fmt;

/// What is wrong with a PEM block.
///
/// ```
/// use trustslot::{Bundle, BundleError, PemFault};
///
/// let error = Bundle::parse("ca.pem", b"-----BEGIN CERTIFICATE-----\nMIIB\n").unwrap_err();
/// let fault = PemFault::NoEnd;
/// assert_eq!(error, BundleError::Pem { block: 1, line: 1, fault });
/// assert_eq!(fault.to_string(), "the END line is missing");
/// assert_eq!(PemFault::from_code(fault.code()), Some(fault));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PemFault {
    /// The file ends before the END line.
    NoEnd,
    /// Another block begins before the END line.
    BeginInside,
    /// An END line has no BEGIN line.
    NoBegin,
    /// The END line has another label than the BEGIN line.
    EndDiffers,
    /// A line starts like a BEGIN or END line, but is not a valid one.
    BadLine,
    /// A BEGIN or END line contains other text as well.
    NotAlone,
    /// Another file is outside of the blocks: one in DER, or a PEM file in UTF-16.
    Foreign,
    /// Base64 text without BEGIN and END lines is outside of the blocks.
    NoBoundaries,
    /// There are headers such as `Proc-Type`, or remarks, within the block. RFC 7468 §2 has none.
    Headers,
    /// A character is not one of base64.
    BadCharacter,
    /// The base64 text ends too early, or in characters that no encoder writes (RFC 4648 §3.5).
    BadEnd,
    /// There is nothing between the BEGIN and the END line.
    Empty,
    /// The block is larger than the limit for its kind, such as 64 KiB for a certificate.
    TooLarge,
    /// Line ends are written as the two characters `\n`, as in JSON.
    EscapedLineEnds,
    /// Each line is a string of source code, in quotation marks.
    SourceCode,
    /// The lines begin with `>`, as in the answer to a mail.
    QuotedMail,
    /// There are no-break spaces (U+00A0) or other blanks that are not ASCII, as word processors write them.
    NoBreakSpaces,
    /// There is HTML on the lines, such as `<br>` or `&#10;`.
    Markup,
    /// The block contains a certificate, but has another label.
    OtherLabel,
    /// An entry of p11-kit is marked `x-distrusted: true`: it says what must not be trusted.
    Distrusted,
    /// The text is percent-encoded, as in a URL.
    PercentEncoded,
    /// The text is quoted-printable (RFC 2045 §6.7), as in the source of a mail.
    QuotedPrintable,
    /// Each line begins with the same characters, such as `#`, or with its number.
    LineMarks,
}

impl fmt::Display for PemFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::NoEnd => text!("the END line is missing"),
            Self::BeginInside => text!("another block begins before the END line"),
            Self::NoBegin => text!("the END line has no BEGIN line"),
            Self::EndDiffers => text!("the labels of the BEGIN and END lines differ"),
            Self::BadLine => text!("the BEGIN or END line is damaged"),
            Self::NotAlone => text!("there is other text on the BEGIN or END line"),
            Self::Foreign => {
                text!("there is binary (DER) data or UTF-16 text outside of the blocks")
            }
            Self::NoBoundaries => {
                text!("there is base64 text without BEGIN and END lines outside of the blocks")
            }
            Self::Headers => text!("there are headers or remarks within the block"),
            Self::BadCharacter => text!("a character is not valid base64"),
            Self::BadEnd => text!("the base64 text is cut short or its end is invalid"),
            Self::Empty => text!("the block is empty"),
            Self::TooLarge => text!("the block is too large"),
            Self::EscapedLineEnds => text!("line ends are written as the two characters \\n"),
            Self::SourceCode => text!("the lines are in quotation marks, as in source code"),
            Self::QuotedMail => text!("the lines begin with >, as in the answer to a mail"),
            Self::NoBreakSpaces => {
                text!("there are no-break spaces, as word processors write them")
            }
            Self::Markup => text!("there are HTML tags on the lines"),
            Self::OtherLabel => {
                text!("the block contains a certificate, but its label is not CERTIFICATE")
            }
            Self::Distrusted => text!("the entry is marked as distrusted (x-distrusted)"),
            Self::PercentEncoded => text!("the text is percent-encoded, as in a URL"),
            Self::QuotedPrintable => {
                text!("the text is quoted-printable, as in the source of a mail")
            }
            Self::LineMarks => {
                text!("each line begins with other characters, such as # or a line number")
            }
        };
        text.write(f)
    }
}

/// A fault, the number of the block it is in and its line, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PemError {
    pub(crate) block: usize,
    pub(crate) line: usize,
    pub(crate) fault: PemFault,
}

/// Why a block cannot be decoded.
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
        EscapedLineEnds = 14 "escaped-line-ends",
        SourceCode = 15 "source-code",
        QuotedMail = 16 "quoted-mail",
        NoBreakSpaces = 17 "no-break-spaces",
        Markup = 18 "markup",
        OtherLabel = 19 "other-label",
        Distrusted = 20 "distrusted",
        PercentEncoded = 21 "percent-encoded",
        QuotedPrintable = 22 "quoted-printable",
        LineMarks = 23 "line-marks",
    }
}
