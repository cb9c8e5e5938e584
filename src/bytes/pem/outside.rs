//! Text outside of the blocks: remarks, which are ignored, or a certificate or key that must not get lost.

use super::boundary::Begin;
use super::error::PemFault;
use super::lines::{MAX_LABEL, line_end};
use crate::bytes::file_kind::{FileKind, UTF16_BEGIN, der_kind, embedded};
use crate::bytes::find::find;
use arrayvec::ArrayVec;
use memchr::{memchr, memchr_iter, memchr3_iter};

/// The first part of `text` that is not a remark, and its offset.
pub(super) fn fault(text: &[u8]) -> Option<(usize, PemFault)> {
    let text = text.trim_ascii_end();
    if text.is_empty() {
        return None;
    }
    line_fault(text)
        .or_else(|| der_within(text).map(|at| (at, PemFault::Foreign)))
        .or_else(|| embedded(text).map(|(_, at)| (at, PemFault::NoBoundaries)))
        // UTF-16 has NUL bytes, but a NUL alone is harmless.
        .or_else(|| {
            let wide = memchr(0, text).and_then(|_| find(text, UTF16_BEGIN));
            wide.map(|at| (at, PemFault::Foreign))
        })
}

/// The first line that is not a remark.
fn line_fault(text: &[u8]) -> Option<(usize, PemFault)> {
    let mut rest = text.trim_ascii_start();
    while let Some(first) = rest.first() {
        let end = line_length(rest);
        // Most remarks begin with a letter or a digit that begins nothing else.
        if matches!(first, 0x30 | b'M' | b'B' | b'E' | b'x' | b'X')
            || !first.is_ascii_alphanumeric()
        {
            let line = rest.get(..end).unwrap_or_default().trim_ascii_end();
            if let Some(fault) = fault_of(line, rest) {
                return Some((text.len().saturating_sub(rest.len()), fault));
            }
        }
        rest = rest.get(end..).unwrap_or_default().trim_ascii_start();
    }
    None
}

/// The length of the first line. The search of `memchr` costs more than a short line has characters.
fn line_length(rest: &[u8]) -> usize {
    let near = rest.get(..16).unwrap_or(rest);
    match near.iter().position(|c| matches!(c, b'\r' | b'\n')) {
        Some(length) => length,
        None => line_end(rest, near.len()),
    }
}

/// The fault of a line that is not a remark.
fn fault_of(line: &[u8], from_here: &[u8]) -> Option<PemFault> {
    match line.first()? {
        // The tag of a SEQUENCE.
        0x30 if is_short_key(from_here) => Some(PemFault::Foreign),
        b'M' if is_base64_of_der(line) => Some(PemFault::NoBoundaries),
        b'B' | b'E' if is_boundary(line, from_here) => Some(PemFault::BadLine),
        b'x' | b'X' if is_distrusted(line) => Some(PemFault::Distrusted),
        first if !first.is_ascii_alphanumeric() && is_boundary(line, from_here) => {
            Some(PemFault::BadLine)
        }
        _ => None,
    }
}

/// Whether this is a private key of less than 128 bytes, such as an Ed25519 key: a SEQUENCE that begins with a version.
/// Longer structures are found by [`der_within`].
fn is_short_key(bytes: &[u8]) -> bool {
    match bytes {
        [_, length @ 0x20..=0x7f, 0x02, 0x01, 0 | 1, ..] => {
            bytes.len() >= usize::from(*length) && der_kind(bytes).is_some()
        }
        _ => false,
    }
}

/// The offset of a DER structure of 128 bytes or more, anywhere in the text. The second byte of its header is never
/// after an ASCII character in UTF-8.
fn der_within(text: &[u8]) -> Option<usize> {
    if text.is_ascii() {
        return None;
    }
    let mut next = 0_usize;
    memchr3_iter(0x81, 0x82, 0x83, text).chain(memchr_iter(0x80, text)).find_map(|second| {
        let at = second.checked_sub(1)?;
        // What begins within the header of another candidate is none. So a hostile file costs half as much.
        if at < next || text.get(at) != Some(&0x30) {
            return None;
        }
        next = at.saturating_add(HEADER);
        let from_here = text.get(at..).filter(|from_here| !is_too_small(from_here))?;
        der_kind(from_here).map(|_| at)
    })
}

/// Whether a SEQUENCE announces no more bytes than the SEQUENCE that it begins with.
fn is_too_small(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0x30, 0x82, high, low, 0x30, 0x82, inner_high, inner_low, ..]
            if (high, low) <= (inner_high, inner_low)
    )
}

/// The bytes of a header with a length of two bytes.
const HEADER: usize = 4;

/// The fewest characters of a line of base64 text. PEM has lines of 64 or 76 characters; the base64 text of a SHA-256
/// digest has 44, and no word of a remark is longer.
const LEAST: usize = 48;

/// Whether the line is base64 text that begins like a SEQUENCE of 128 bytes or more.
fn is_base64_of_der(line: &[u8]) -> bool {
    let is_base64 = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=');
    line.len() >= LEAST && line.starts_with(b"MI") && line.iter().all(is_base64)
}

/// Whether the line marks an entry of p11-kit as distrusted: `x-distrusted: true`.
fn is_distrusted(line: &[u8]) -> bool {
    const NAME: &[u8] = b"x-distrusted";
    line.split_at_checked(NAME.len()).is_some_and(|(name, rest)| {
        name.eq_ignore_ascii_case(NAME)
            && rest
                .trim_ascii_start()
                .strip_prefix(b":")
                .is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case(b"true"))
    })
}

/// The characters of `END CMS`, the shortest line with a known label.
const SHORTEST: usize = 7;

/// Whether the line is a damaged BEGIN or END line: other dashes, fewer or none, spaces, or small letters.
///
/// A row of other marks, such as `=====BEGIN CERTIFICATE=====`, counts only before base64 text. Headings have them too.
fn is_boundary(line: &[u8], from_here: &[u8]) -> bool {
    if line.len() < SHORTEST {
        return false;
    }
    let is_dash = |byte: &u8| *byte == b'-' || !byte.is_ascii();
    let is_mark = |byte: &u8| matches!(byte, b'=' | b'_' | b'*' | b'~' | b'+' | b'.');
    let Some(word) = line.iter().position(u8::is_ascii_alphabetic) else { return false };
    let Some((before, word)) = line.split_at_checked(word) else { return false };
    let label = [&b"BEGIN "[..], b"END "].into_iter().find_map(|start| {
        let (head, label) = word.split_at_checked(start.len())?;
        // Without dashes before it, only the exact word counts. Remarks begin with such words too.
        let is_word =
            if before.is_empty() { head == start } else { head.eq_ignore_ascii_case(start) };
        is_word.then_some(label)
    });
    let Some(label) = label else { return false };
    let has_dashes = before.is_empty() || before.iter().any(is_dash);
    let of_marks = || {
        let text = from_here.get(line.len()..).unwrap_or_default().trim_ascii_start();
        before.iter().filter(|byte| is_mark(byte)).count() > 1 && text.starts_with(b"MI")
    };
    if !has_dashes && !of_marks() {
        return false;
    }
    let ends = |byte: &u8| is_dash(byte) || !has_dashes && is_mark(byte);
    let length = label.iter().position(ends).unwrap_or(label.len());
    let label = label.get(..length).unwrap_or_default().trim_ascii();
    if before.is_empty() && label.iter().any(u8::is_ascii_lowercase) {
        return false;
    }
    let label: ArrayVec<u8, MAX_LABEL> =
        label.iter().take(MAX_LABEL).map(u8::to_ascii_uppercase).collect();
    let begin = Begin { label: &label, offset: 0, encrypted: false };
    FileKind::of_label(&begin) != FileKind::OtherPem
}
