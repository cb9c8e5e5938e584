//! Decodes the text of a PEM block: strict base64, one chunk at a time.

use alloc::vec::Vec;
use base64_simd::STANDARD;
use memchr::memchr2;

/// Characters decoded at once: 64 lines of 64 characters. That is far below any limit, and enough for the decoder's
/// SIMD code to pay.
pub(crate) const CHUNK: usize = 4096;

/// The most characters in which the end of a line is searched for at once. Longer lines are copied in several pieces.
const NEAR: usize = 512;

/// Shorter lines are copied character by character.
const SHORT: usize = 16;

/// Characters of a line, as nearly every program writes it (RFC 7468 §2).
const COLUMNS: usize = 64;

/// Decodes base64 with white space anywhere in it (RFC 7468 §2, `W`). Otherwise it is strict: the standard alphabet,
/// padded, without stray bits.
///
/// The text of a chunk is collected in the output buffer and decoded there. If it is a private key, no other memory
/// has to be wiped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decoder<'a> {
    body: &'a [u8],
    rest: &'a [u8],
    padded: bool,
}

/// What is wrong with the base64 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base64Fault {
    /// A character outside the alphabet, or one after the padding, at this offset of the text.
    Character(usize),
    /// The end is missing or invalid.
    End,
}

impl<'a> Decoder<'a> {
    pub(crate) const fn new(body: &'a [u8]) -> Self {
        Self { body, rest: body, padded: false }
    }

    /// Whether no text is left.
    pub(crate) const fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// An upper bound of the memory needed for the rest, with its last chunk as text.
    pub(crate) fn most(&self) -> usize {
        let bytes = (self.rest.len() / 4).saturating_add(1).saturating_mul(3);
        bytes.saturating_add(self.rest.len().min(CHUNK) / 4)
    }

    /// Appends the next bytes to `out`. Returns false if none are left.
    pub(crate) fn fill(&mut self, out: &mut Vec<u8>) -> Result<bool, Base64Fault> {
        let start = out.len();
        let before = self.rest;
        if !self.padded {
            self.copy_lines(out);
            self.copy_last(out, start);
        }
        self.copy_pieces(out, start);
        if out.len() == start {
            return Ok(false);
        }
        // There are characters after the padding.
        if self.padded {
            return Err(first_fault(self.body));
        }
        if !self.decode(out, start) {
            // A line of 64 characters may have blanks in it. Try again without them.
            out.truncate(start);
            self.rest = before;
            self.copy_pieces(out, start);
            if out.len() == start {
                return Ok(false);
            }
            if !self.decode(out, start) {
                return Err(first_fault(self.body));
            }
        }
        Ok(true)
    }

    /// Copies lines of the usual length, up to one chunk, without looking at their characters.
    fn copy_lines(&mut self, out: &mut Vec<u8>) {
        let (lines, _) = self.rest.as_chunks::<{ 1 + COLUMNS }>();
        let lines = lines.get(..CHUNK / COLUMNS).unwrap_or(lines);
        let start = out.len();
        out.resize(start.saturating_add(lines.len().saturating_mul(COLUMNS)), 0);
        let (room, _) = out.get_mut(start..).unwrap_or_default().as_chunks_mut::<COLUMNS>();
        let copied = room.iter_mut().zip(lines).position(|(room, line)| {
            let [end, line @ ..] = line;
            *room = *line;
            *end != b'\n'
        });
        let whole = copied.unwrap_or(lines.len());
        out.truncate(start.saturating_add(whole.saturating_mul(COLUMNS)));
        let copied = whole.saturating_mul(1 + COLUMNS);
        self.rest = self.rest.get(copied..).unwrap_or_default();
        // Those that end with CR LF as well, for the rest of the chunk.
        for _ in copied / (1 + COLUMNS)..CHUNK / COLUMNS {
            let rest = self.rest.strip_prefix(b"\r").unwrap_or(self.rest);
            let Some(([b'\n', line @ ..], after)) = rest.split_first_chunk::<{ 1 + COLUMNS }>()
            else {
                return;
            };
            out.extend_from_slice(line);
            self.rest = after;
        }
    }

    /// Copies a last line that is shorter than the others, without looking at its characters. It ends in LF, as each line.
    fn copy_last(&mut self, out: &mut Vec<u8>, start: usize) {
        let length = out.len().saturating_sub(start);
        if self.rest.len() <= COLUMNS
            && length <= CHUNK - COLUMNS
            && let [b'\n', line @ .., b'\n'] = self.rest
        {
            out.extend_from_slice(line);
            self.rest = &[];
        }
    }

    /// Copies the rest of a chunk, without white space.
    fn copy_pieces(&mut self, out: &mut Vec<u8>, start: usize) {
        loop {
            let length = out.len().saturating_sub(start);
            let most = CHUNK.saturating_sub(length);
            let rest = self.rest.trim_ascii_start();
            let near = rest.get(..most.min(NEAR)).unwrap_or(rest);
            if near.is_empty() {
                return;
            }
            let line = memchr2(b'\r', b'\n', near).unwrap_or(near.len());
            let piece = near.get(..line).unwrap_or(near);
            let has_blank = piece.iter().copied().fold(u8::MAX, u8::min) <= b' ';
            let copied = if line < SHORT || has_blank {
                // Looking for the end of each piece would cost more than looking at each character.
                let near = near.get(..SHORT.saturating_mul(4)).unwrap_or(near);
                out.extend(near.iter().filter(|c| !c.is_ascii_whitespace()));
                near.len()
            } else {
                out.extend_from_slice(piece);
                piece.len()
            };
            self.rest = rest.get(copied..).unwrap_or_default();
        }
    }

    /// Decodes the text from `start` on in place. Returns false if it is not base64.
    fn decode(&mut self, out: &mut Vec<u8>, start: usize) -> bool {
        let text = out.get_mut(start..).unwrap_or_default();
        let padded = text.last() == Some(&b'=');
        let Ok(bytes) = STANDARD.decode_inplace(text) else {
            return false;
        };
        let end = start.saturating_add(bytes.len());
        out.truncate(end);
        self.padded = padded;
        true
    }
}

/// The first fault of `body`, which is known to have one.
fn first_fault(body: &[u8]) -> Base64Fault {
    let mut padded = false;
    for (offset, &character) in body.iter().enumerate() {
        match character {
            b'=' => padded = true,
            b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => {}
            b'+' | b'/' if !padded => {}
            _ if !padded && character.is_ascii_alphanumeric() => {}
            _ => return Base64Fault::Character(offset),
        }
    }
    Base64Fault::End
}

#[cfg(test)]
mod tests {
    use super::{Base64Fault, Decoder};
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;
    use base64_simd::STANDARD;
    use proptest::prelude::*;

    fn decode(text: &str) -> Result<Vec<u8>, Base64Fault> {
        let mut decoder = Decoder::new(text.as_bytes());
        let mut bytes = Vec::new();
        while decoder.fill(&mut bytes)? {}
        Ok(bytes)
    }

    #[test]
    fn only_white_space_is_lax() {
        use Base64Fault::{Character, End};
        for (text, expected, why) in [
            ("", Ok(&b""[..]), "nothing is nothing"),
            ("Zm9v", Ok(b"foo"), "whole"),
            (" Z\tm\r\n9\x0cv\n", Ok(b"foo"), "white space anywhere"),
            ("\n\n\n", Ok(b""), "nothing but line ends"),
            ("\nZm9v\n\n \n", Ok(b"foo"), "blank lines at the end"),
            ("\nZg==\n\n\n", Ok(b"f"), "blank lines after the padding"),
            (
                &format!("\nZg=={}", "\n".repeat(70)),
                Ok(b"f"),
                "more blank lines than a line has characters",
            ),
            ("\nZg==\n\nZg==\n", Err(Character(7)), "data after the padding and blank lines"),
            ("Zg==", Ok(b"f"), "padded"),
            ("Zg=\n=\n", Ok(b"f"), "white space in the padding"),
            ("Zg", Err(End), "no padding"),
            ("Zg=", Err(End), "half the padding"),
            ("Zg===", Err(End), "too much padding"),
            ("Zh==", Err(End), "stray bits: two texts for one value"),
            ("Zg==Zm9v", Err(Character(4)), "data after the padding"),
            ("Zm9v\nZm-v", Err(Character(7)), "URL-safe alphabet"),
            ("Zm9v\nZm9\0", Err(Character(8)), "NUL"),
            ("Zm9v\u{a0}", Err(Character(4)), "a space, but not ASCII"),
        ] {
            assert_eq!(decode(text), expected.map(<[u8]>::to_vec), "{why}");
        }
    }

    proptest! {
        /// Lines of the usual length are copied without a look at them. The result is that of the text without white space.
        #[test]
        fn lines_make_no_difference(
            lines in prop::collection::vec(
                (prop_oneof![4 => Just(64_usize), 2 => 0..70_usize, 1 => Just(4), 1 => Just(0)], 0..24_u8),
                0..140,
            ),
            padding in 0..4_usize,
            ends_in_lines in prop_oneof![0..4_usize, 60..70_usize],
        ) {
            let mut text = String::new();
            for (length, kind) in lines {
                text.push_str(if kind == 0 { "\r\n" } else { "\n" });
                text.push_str(&"Zm9vYmFy".repeat(9)[..length]);
                match kind {
                    1 => text.push(' '),
                    2 => text.push('-'),
                    3 => text.insert(text.len().saturating_sub(9), '\t'),
                    _ => {}
                }
            }
            text.push_str(&"=".repeat(padding));
            text.push_str(&"\n".repeat(ends_in_lines));
            let plain: Vec<u8> = text.bytes().filter(|c| !c.is_ascii_whitespace()).collect();
            let expected = STANDARD.decode_to_vec(&plain).ok();
            prop_assert_eq!(decode(&text).ok(), expected);
        }
    }

    #[test]
    fn padding_ends_the_text_across_chunks() {
        let mut text = "AAAA".repeat(super::CHUNK / 4 - 1);
        text.push_str("AAA=");
        assert_eq!(decode(&text).map(|bytes| bytes.len()), Ok(3071));
        text.push_str("AAAA");
        assert_eq!(decode(&text), Err(Base64Fault::Character(super::CHUNK)));
    }
}
