//! The text of a PEM block to octets: strict base64, a chunk at a time.

use alloc::vec::Vec;
use base64_simd::STANDARD;
use der::zeroize::Zeroizing;

/// Characters decoded at once: 64 lines of 64 columns, small beside any limit and large enough for the
/// decoder's wide registers to pay.
const CHUNK: usize = 4096;

/// Octets that one chunk becomes at most.
pub(crate) const CHUNK_OCTETS: usize = CHUNK / 4 * 3;

/// Columns of a line as nearly everybody writes them (RFC 7468 §2).
const COLUMNS: usize = 64;

/// Decodes base64 with white space anywhere in it (RFC 7468 §2, `W`), and nothing else that is lax: the
/// standard alphabet, padded, without stray bits.
#[derive(Debug)]
pub(crate) struct Decoder<'a> {
    body: &'a [u8],
    rest: &'a [u8],
    /// Wiped on drop, because the block may be a private key.
    text: Zeroizing<Vec<u8>>,
    padded: bool,
}

/// What is not base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Base64Fault {
    /// A character outside the alphabet, or one after the padding, at this offset of the text.
    Character(usize),
    /// The end is missing or not as it should be.
    End,
}

impl<'a> Decoder<'a> {
    pub(crate) fn new(body: &'a [u8]) -> Self {
        Self {
            body,
            rest: body,
            text: Zeroizing::new(Vec::with_capacity(body.len().min(CHUNK))),
            padded: false,
        }
    }

    /// An upper bound of what is to come, in octets.
    pub(crate) const fn most(&self) -> usize {
        (self.rest.len() / 4).saturating_add(1).saturating_mul(3)
    }

    /// Appends the next octets to `out`; false when there are none left.
    pub(crate) fn fill(&mut self, out: &mut Vec<u8>) -> Result<bool, Base64Fault> {
        self.text.clear();
        loop {
            let room = CHUNK.saturating_sub(self.text.len());
            let piece = self.piece(room);
            if piece.is_empty() {
                break;
            }
            self.text.extend_from_slice(piece);
        }
        if self.text.is_empty() {
            return Ok(false);
        }
        if self.padded {
            return Err(first_fault(self.body));
        }
        self.padded = self.text.last() == Some(&b'=');
        match STANDARD.decode_inplace(&mut self.text) {
            Ok(octets) => out.extend_from_slice(octets),
            Err(_) => return Err(first_fault(self.body)),
        }
        Ok(true)
    }

    /// The next characters that are not white space, `most` at most; empty at the end.
    fn piece(&mut self, most: usize) -> &'a [u8] {
        let rest = self.rest;
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        if most >= COLUMNS
            && let Some((line, after)) = rest.split_at_checked(COLUMNS)
            && line.iter().copied().fold(u8::MAX, u8::min) > b' '
        {
            self.rest = after;
            return line;
        }
        let rest = rest.trim_ascii_start();
        let end = rest.iter().take(most).position(u8::is_ascii_whitespace);
        let (piece, rest) = rest.split_at(end.unwrap_or(most).min(rest.len()));
        self.rest = rest;
        piece
    }
}

/// Where `body` stops being base64. Only asked when it is known not to be.
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
    use alloc::vec::Vec;

    fn decode(text: &str) -> Result<Vec<u8>, Base64Fault> {
        let mut decoder = Decoder::new(text.as_bytes());
        let mut octets = Vec::new();
        while decoder.fill(&mut octets)? {}
        Ok(octets)
    }

    #[test]
    fn only_white_space_is_forgiven() {
        use Base64Fault::{Character, End};
        for (text, expected, why) in [
            ("", Ok(&b""[..]), "nothing is nothing"),
            ("Zm9v", Ok(b"foo"), "whole"),
            (" Z\tm\r\n9\x0cv\n", Ok(b"foo"), "white space anywhere"),
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

    #[test]
    fn padding_ends_the_text_across_chunks() {
        let mut text = "AAAA".repeat(super::CHUNK / 4 - 1);
        text.push_str("AAA=");
        assert_eq!(decode(&text).map(|octets| octets.len()), Ok(3071));
        text.push_str("AAAA");
        assert_eq!(decode(&text), Err(Base64Fault::Character(super::CHUNK)));
    }
}
