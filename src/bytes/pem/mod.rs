//! PEM blocks (RFC 7468): found and decoded one by one, with their place in the file. The `pem` crate writes them.
//!
//! Two parsers of one file must not see different certificates. So every `-----BEGIN` and every `-----END` must be
//! alone on its line and belong to a block; otherwise the file is rejected. Harmless variants are accepted: any line
//! end, indentation, blank lines, a byte-order mark, and text around blocks, unless it is a damaged certificate or key.

pub(crate) mod boundary;
mod cause;
mod error;
mod lines;
mod outside;
mod usual;

pub use error::PemFault;
pub(crate) use error::{DecodeError, PemError};
pub(crate) use lines::line_of;
pub(crate) use usual::usual_ends;

use super::base64::{Base64Fault, CHUNK, Decoder};
use crate::bytes::find::Finder;
use crate::stack;
use ::pem::{EncodeConfig, LineEnding, Pem};
use alloc::string::String;
use alloc::vec::Vec;
use boundary::find_from_dash;
use lines::{
    BEGIN, DASHES, END, USUAL_BEGIN, USUAL_END, boundary, is_blank, last_line, line_around,
    line_end,
};
use memchr::memchr;

/// Iterates over the blocks of a file, in order. Ends after the first fault.
pub(crate) struct Blocks<'a> {
    file: &'a [u8],
    at: usize,
    number: usize,
    begin: Finder<'static>,
    end: Finder<'static>,
    dashes: Finder<'static>,
    /// Where the END lines of the next blocks begin, if all are usual.
    ends: alloc::vec::IntoIter<u32>,
}

/// A block with its BEGIN and END lines. The text between them is not looked at before [`decoder`](Block::decoder), so
/// that the caller can decide by the label whether to decode it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    #[cfg_attr(
        not(any(feature = "identity", test)),
        expect(dead_code, reason = "only files with a private key are sorted by block")
    )]
    pub(crate) label: &'a [u8],
    file: &'a [u8],
    number: usize,
    begin: usize,
    body: &'a [u8],
    body_at: usize,
}

/// PEM with one block for each item of `contents`: lines of 64 characters, each ended by LF.
pub(crate) fn encode<'a>(label: &str, contents: impl Iterator<Item = &'a [u8]>) -> String {
    let config = EncodeConfig::new().set_line_ending(LineEnding::LF);
    contents.map(|der| ::pem::encode_config(&Pem::new(label, der), config)).collect()
}

/// The text without NUL bytes at its end, which mbedTLS demands, and without the mark of DOS for the end of a text.
fn without_end_marks(file: &[u8]) -> &[u8] {
    let last = file.iter().rposition(|byte| !matches!(byte, 0 | 0x1a));
    file.get(..last.map_or(0, |last| last.saturating_add(1))).unwrap_or(file)
}

/// The first part that is no remark, and its offset, in a file that has no whole BEGIN line and so is not recognised as
/// PEM: a damaged BEGIN or END line, or base64 text without one.
pub(crate) fn damaged_boundary(file: &[u8]) -> Option<(usize, PemError)> {
    let (offset, fault) = outside::fault(file)?;
    let is_text = matches!(fault, PemFault::BadLine | PemFault::NoBoundaries);
    is_text.then(|| (offset, PemError { block: 1, line: line_of(file, offset), fault }))
}

impl<'a> Blocks<'a> {
    pub(crate) fn new(file: &'a [u8]) -> Self {
        Self {
            file: without_end_marks(file),
            at: 0,
            number: 0,
            begin: Finder::new(BEGIN),
            end: Finder::new(END),
            dashes: Finder::new(DASHES),
            ends: Vec::new().into_iter(),
        }
    }

    /// The blocks of a file in which [`usual_ends`] has found these ends.
    pub(crate) fn of_usual(file: &'a [u8], ends: Vec<u32>) -> Self {
        Self { ends: ends.into_iter(), ..Self::new(file) }
    }

    /// The block whose BEGIN line starts at `begin`.
    fn block(&self, begin: usize) -> Result<Block<'a>, (usize, PemFault)> {
        let file = self.file;
        let between = file.get(self.at..begin).unwrap_or_default();
        if let Some(end) = self.end.find(between) {
            return Err(self.no_begin(end));
        }
        if !is_blank(last_line(between)) {
            return Err((begin, PemFault::NotAlone));
        }
        if let Some((offset, fault)) = outside::fault(between) {
            return Err((self.at.saturating_add(offset), fault));
        }
        let (label, body_at) = boundary(file, begin, BEGIN).map_err(|fault| (begin, fault))?;
        let after = file.get(body_at..).unwrap_or_default();
        let (body, rest) = find_from_dash(after, &self.dashes)
            .and_then(|length| after.split_at_checked(length))
            .ok_or((begin, PemFault::NoEnd))?;
        let end = body_at.saturating_add(body.len());
        if rest.starts_with(BEGIN) {
            return Err((end, PemFault::BeginInside));
        }
        if !rest.starts_with(END) {
            // The dashes begin a line: it is damaged. Otherwise they are part of the text.
            let begins_line = is_blank(last_line(body));
            let fault = if begins_line { PemFault::BadLine } else { PemFault::BadCharacter };
            return Err((end, fault));
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

    /// The next block of a file in which [`usual_ends`] has found all ends.
    fn usual_block(&mut self) -> Option<Block<'a>> {
        let end = usize::try_from(self.ends.next()?).ok()?;
        let begin = self.at;
        // The label and the text begin within the line.
        let label_at = begin.saturating_add(BEGIN.len()).saturating_add(1);
        let body_at = begin.saturating_add(USUAL_BEGIN.len()).saturating_sub(1);
        let label = self.file.get(label_at..body_at.saturating_sub(DASHES.len()))?;
        let body = self.file.get(body_at..end)?;
        self.at = end.saturating_add(USUAL_END.len());
        Some(Block { label, file: self.file, number: self.number, begin, body, body_at })
    }

    /// The fault of an END line without a BEGIN line, `end` bytes from here. The BEGIN line may be there, but damaged.
    fn no_begin(&self, end: usize) -> (usize, PemFault) {
        let before = self.file.get(self.at..).and_then(|rest| rest.get(..end)).unwrap_or_default();
        match outside::fault(before) {
            Some((offset, PemFault::BadLine)) => {
                (self.at.saturating_add(offset), PemFault::BadLine)
            }
            _ => (self.at.saturating_add(end), PemFault::NoBegin),
        }
    }
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Result<Block<'a>, PemError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.file.get(self.at..)?;
        self.number = self.number.saturating_add(1);
        if let Some(block) = self.usual_block() {
            return Some(Ok(block));
        }
        let found = if let Some(gap) = find_from_dash(rest, &self.begin) {
            self.block(self.at.saturating_add(gap))
        } else {
            let no_begin = self.end.find(rest).map(|end| self.no_begin(end));
            let outside = || outside::fault(rest);
            Err(no_begin.or_else(|| {
                outside().map(|(offset, fault)| (self.at.saturating_add(offset), fault))
            })?)
        };
        Some(match found {
            Ok(block) => {
                let end = block.body_at.saturating_add(block.body.len());
                self.at = line_end(self.file, end);
                Ok(block)
            }
            Err((offset, fault)) => {
                self.at = usize::MAX;
                let fault = cause::of_boundary(self.file, offset, fault);
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

    /// The text between the BEGIN and the END line. Private keys are decoded by `private_key`.
    #[cfg(feature = "identity")]
    pub(crate) const fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Decodes the block piece by piece.
    pub(crate) fn decoder(&self) -> Decoder<'a> {
        Decoder::new(self.body)
    }

    /// Replaces the contents of `out` by the decoded block, of at most `limit` bytes.
    ///
    /// `out` is allocated once, no larger than the text needs or the limit allows.
    pub(crate) fn decode(&self, limit: usize, out: &mut Vec<u8>) -> Result<(), DecodeError> {
        out.clear();
        let mut decoder = self.decoder();
        out.try_reserve_exact(decoder.most().min(limit.saturating_add(CHUNK)))?;
        let filled: Result<(), Base64Fault> = stack::apart(|| {
            while decoder.fill(out)? {
                if out.len() > limit || decoder.is_done() {
                    break;
                }
            }
            Ok(())
        });
        // The label may be wrong. The last bytes stay on the stack, and an error would carry them further.
        if !starts_as_public(out) {
            stack::wipe::<DECODING>();
        }
        filled.map_err(|fault| self.base64_error(fault))?;
        if out.len() > limit {
            return Err(self.error(self.begin, PemFault::TooLarge).into());
        }
        if out.is_empty() {
            return Err(self.error(self.begin, PemFault::Empty).into());
        }
        Ok(())
    }

    fn base64_error(&self, fault: Base64Fault) -> PemError {
        let (offset, fault) = match fault {
            Base64Fault::Character(at) if is_header(line_around(self.body, at)) => {
                (at, PemFault::Headers)
            }
            Base64Fault::Character(at) => (at, cause::of_character(self.body, at)),
            Base64Fault::End => (self.body.trim_ascii_end().len(), PemFault::BadEnd),
        };
        self.error(self.body_at.saturating_add(offset), fault)
    }

    fn error(&self, offset: usize, fault: PemFault) -> PemError {
        PemError { block: self.number, line: line_of(self.file, offset), fault }
    }
}

/// True for a SEQUENCE of a SEQUENCE or an OBJECT IDENTIFIER: certificates, CRLs and containers start so, and private keys
/// do not.
const fn starts_as_public(der: &[u8]) -> bool {
    matches!(
        der,
        [0x30, 0..=0x80, 0x06 | 0x30, ..]
            | [0x30, 0x81, _, 0x06 | 0x30, ..]
            | [0x30, 0x82, _, _, 0x06 | 0x30, ..]
            | [0x30, 0x83, _, _, _, 0x06 | 0x30, ..]
            | [0x30, 0x84, _, _, _, _, 0x06 | 0x30, ..]
    )
}

/// The stack to wipe after a block was decoded.
const DECODING: usize = stack::room(2 * 1024);

/// Whether a line within a block is a header or a remark.
fn is_header(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"#") || memchr(b':', line).is_some()
}
