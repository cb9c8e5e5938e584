//! PEM blocks (RFC 7468): found, named and decoded one by one, with their place in the file.
//!
//! Two readers of one file must not see different certificates, so every `-----BEGIN` and every `-----END` is
//! accounted for: it stands alone on its line and belongs to a block, or the file has a fault. What is
//! harmless is let through: any line end, indentation, blank lines, a byte-order mark, text around blocks that
//! is a remark and no certificate or key that lost its form.

mod lines;
mod outside;

pub(crate) use lines::line_of;

use super::base64::{Base64Fault, CHUNK, Decoder};
use crate::numbered::numbered;
use alloc::collections::TryReserveError;
use alloc::vec::Vec;
use core::fmt;
use lines::{boundary, is_blank, last_line, line_around, line_end};
use memchr::{memchr, memmem};

const BEGIN: &[u8] = b"-----BEGIN";
const END: &[u8] = b"-----END";
const DASHES: &[u8] = b"-----";
const USUAL: &[u8] = b" CERTIFICATE-----";
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The longest label looked for. The longest in use, `X509 CERTIFICATE` and the like, have about 25 characters.
const MAX_LABEL: usize = 64;

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

/// Whether there is a BEGIN or an END line, whole or damaged.
pub(crate) fn is_pem(file: &[u8]) -> bool {
    memmem::find(file, BEGIN).is_some() || memmem::find(file, END).is_some()
}

/// A label that a BEGIN line has, whatever becomes of its block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begin<'a> {
    pub(crate) label: &'a [u8],
    pub(crate) offset: usize,
    /// Whether the headers of old say that the block is encrypted (RFC 1421 §4.6).
    pub(crate) encrypted: bool,
}

/// Every BEGIN line, without a look at what follows: what a file claims to hold.
pub(crate) fn begins(file: &[u8]) -> impl Iterator<Item = Begin<'_>> {
    let finder = memmem::Finder::new(BEGIN);
    let mut at = 0_usize;
    core::iter::from_fn(move || {
        loop {
            let rest = file.get(at..)?;
            // One line after the other costs a search many times its length.
            let gap = if rest.starts_with(BEGIN) { 0 } else { finder.find(rest)? };
            let offset = at.saturating_add(gap);
            let Ok((label, end)) = boundary(file, offset, BEGIN) else {
                at = offset.saturating_add(BEGIN.len());
                continue;
            };
            let body = file.get(end..).unwrap_or_default();
            at = match body {
                [b'\r', b'\n', ..] => end.saturating_add(2),
                [_, ..] => end.saturating_add(1),
                [] => end,
            };
            return Some(Begin {
                label,
                offset,
                encrypted: label != b"CERTIFICATE" && has_headers_of_old(body),
            });
        }
    })
}

fn has_headers_of_old(body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    body.starts_with(b"Proc-Type:") || body.starts_with(b"DEK-Info:")
}

/// The blocks of a file, in order. Ends after the first fault.
pub(crate) struct Blocks<'a> {
    file: &'a [u8],
    at: usize,
    number: usize,
    begin: memmem::Finder<'static>,
    end: memmem::Finder<'static>,
    dashes: memmem::Finder<'static>,
}

/// A block that has its BEGIN and END lines; what stands between them is not looked at before
/// [`decoder`](Block::decoder), so that its label decides whether it ever is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    pub(crate) label: &'a [u8],
    file: &'a [u8],
    number: usize,
    begin: usize,
    body: &'a [u8],
    body_at: usize,
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(file: &'a [u8]) -> Self {
        Self {
            file,
            at: 0,
            number: 0,
            begin: memmem::Finder::new(BEGIN),
            end: memmem::Finder::new(END),
            dashes: memmem::Finder::new(DASHES),
        }
    }

    /// The block whose BEGIN line starts at `begin`.
    fn block(&self, begin: usize) -> Result<Block<'a>, (usize, PemFault)> {
        let file = self.file;
        let between = file.get(self.at..begin).unwrap_or_default();
        if let Some(end) = self.end.find(between) {
            return Err((self.at.saturating_add(end), PemFault::NoBegin));
        }
        if !is_blank(last_line(between)) {
            return Err((begin, PemFault::NotAlone));
        }
        if let Some((offset, fault)) = outside::fault(between) {
            return Err((self.at.saturating_add(offset), fault));
        }
        let (label, body_at) = boundary(file, begin, BEGIN).map_err(|fault| (begin, fault))?;
        let after = file.get(body_at..).unwrap_or_default();
        let (body, rest) = self
            .dashes
            .find(after)
            .and_then(|length| after.split_at_checked(length))
            .ok_or((begin, PemFault::NoEnd))?;
        let end = body_at.saturating_add(body.len());
        if rest.starts_with(BEGIN) {
            return Err((end, PemFault::BeginInside));
        }
        if !rest.starts_with(END) {
            return Err((end, PemFault::BadCharacter));
        }
        if !is_blank(last_line(body)) {
            return Err((end, PemFault::NotAlone));
        }
        let (end_label, _) = boundary(file, end, END).map_err(|fault| (end, fault))?;
        if end_label != label {
            return Err((end, PemFault::EndDiffers));
        }
        Ok(Block { label, file, number: self.number, begin, body, body_at })
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, PemError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.file.get(self.at..)?;
        self.number = self.number.saturating_add(1);
        let found = if let Some(gap) = self.begin.find(rest) {
            self.block(self.at.saturating_add(gap))
        } else {
            let no_begin = self.end.find(rest).map(|end| (end, PemFault::NoBegin));
            let (offset, fault) = no_begin.or_else(|| outside::fault(rest))?;
            Err((self.at.saturating_add(offset), fault))
        };
        Some(match found {
            Ok(block) => {
                let end = block.body_at.saturating_add(block.body.len());
                self.at = line_end(self.file, end);
                Ok(block)
            }
            Err((offset, fault)) => {
                self.at = usize::MAX;
                Err(PemError { block: self.number, line: line_of(self.file, offset), fault })
            }
        })
    }
}

impl<'a> Block<'a> {
    /// The line of the BEGIN line, from 1.
    pub(crate) fn line(&self) -> usize {
        line_of(self.file, self.begin)
    }

    /// What stands between the BEGIN and the END line, undecoded. Private keys are decoded elsewhere.
    pub(crate) const fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Decodes piece by piece.
    pub(crate) fn decoder(&self) -> Decoder<'a> {
        Decoder::new(self.body)
    }

    /// Replaces the contents of `out` by this block's bytes, of which there may be `limit`.
    ///
    /// `out` never grows beyond what the text can hold or the limit allows, and is not copied as it grows.
    pub(crate) fn decode(&self, limit: usize, out: &mut Vec<u8>) -> Result<(), DecodeError> {
        out.clear();
        let mut decoder = self.decoder();
        out.try_reserve_exact(decoder.most().min(limit.saturating_add(CHUNK)))?;
        while decoder.fill(out).map_err(|fault| self.base64_error(fault))? {
            if out.len() > limit {
                return Err(self.error(self.begin, PemFault::TooLarge).into());
            }
        }
        if out.is_empty() {
            return Err(self.error(self.begin, PemFault::Empty).into());
        }
        Ok(())
    }

    fn base64_error(&self, fault: Base64Fault) -> PemError {
        let (offset, fault) = match fault {
            Base64Fault::Character(at) if memchr(b':', line_around(self.body, at)).is_some() => {
                (at, PemFault::Headers)
            }
            Base64Fault::Character(at) => (at, PemFault::BadCharacter),
            Base64Fault::End => (self.body.trim_ascii_end().len(), PemFault::BadEnd),
        };
        self.error(self.body_at.saturating_add(offset), fault)
    }

    fn error(&self, offset: usize, fault: PemFault) -> PemError {
        PemError { block: self.number, line: line_of(self.file, offset), fault }
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
