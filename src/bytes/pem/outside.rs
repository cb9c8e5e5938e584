//! Text outside of the blocks: remarks, which are ignored, or a certificate or key that must not get lost.

use super::boundary::Begin;
use super::error::PemFault;
use super::lines::{MAX_LABEL, line_end};
use crate::bytes::file_kind::{FileKind, UTF16_BEGIN, der_kind};
use arrayvec::ArrayVec;
use memchr::{memchr, memmem};

/// The first part of `text` that is not a remark, and its offset.
pub(super) fn fault(text: &[u8]) -> Option<(usize, PemFault)> {
    if text.trim_ascii_start().is_empty() {
        return None;
    }
    let mut at = 0_usize;
    while at < text.len() {
        let next = line_end(text, at);
        let line = text.get(at..next).unwrap_or_default().trim_ascii_start();
        let start = next.saturating_sub(line.len());
        let from_here = text.get(start..).unwrap_or_default();
        if let Some(fault) = fault_of(line.trim_ascii_end(), from_here) {
            return Some((start, fault));
        }
        at = next.saturating_add(1);
    }
    // UTF-16 has NUL bytes, but a NUL alone is harmless.
    memchr(0, text).and_then(|_| memmem::find(text, UTF16_BEGIN)).map(|at| (at, PemFault::Foreign))
}

/// The fault of a line that is not a remark.
fn fault_of(line: &[u8], from_here: &[u8]) -> Option<PemFault> {
    match line.first()? {
        // The tag of a SEQUENCE.
        0x30 if der_kind(from_here).is_some() => Some(PemFault::Foreign),
        b'M' if is_base64_of_der(line) => Some(PemFault::NoBoundaries),
        b'B' | b'E' if is_boundary(line) => Some(PemFault::BadLine),
        first if !first.is_ascii_alphanumeric() && is_boundary(line) => Some(PemFault::BadLine),
        _ => None,
    }
}

/// Whether the line is base64 text that begins like a SEQUENCE of 128 bytes or more. Lines of PEM have 64 or 76
/// characters, and no word of a remark is that long.
fn is_base64_of_der(line: &[u8]) -> bool {
    let is_base64 = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=');
    line.len() >= 60 && line.starts_with(b"MI") && line.iter().all(is_base64)
}

/// Whether the line is a damaged BEGIN or END line: other dashes, fewer or none, spaces, or small letters.
fn is_boundary(line: &[u8]) -> bool {
    let is_dash = |byte: &u8| *byte == b'-' || !byte.is_ascii();
    let word = line.iter().position(u8::is_ascii_alphabetic);
    let Some((before, word)) = word.and_then(|at| line.split_at_checked(at)) else {
        return false;
    };
    let label = [&b"BEGIN "[..], b"END "].into_iter().find_map(|start| {
        let (head, label) = word.split_at_checked(start.len())?;
        // Without dashes before it, only the exact word counts. Remarks begin with such words too.
        let is_word =
            if before.is_empty() { head == start } else { head.eq_ignore_ascii_case(start) };
        is_word.then_some(label)
    });
    let Some(label) = label.filter(|_| before.is_empty() || before.iter().any(is_dash)) else {
        return false;
    };
    let length = label.iter().position(is_dash).unwrap_or(label.len());
    let label = label.get(..length).unwrap_or_default().trim_ascii();
    if before.is_empty() && label.iter().any(u8::is_ascii_lowercase) {
        return false;
    }
    let label: ArrayVec<u8, MAX_LABEL> =
        label.iter().take(MAX_LABEL).map(u8::to_ascii_uppercase).collect();
    let begin = Begin { label: &label, offset: 0, encrypted: false };
    FileKind::of_label(&begin) != FileKind::OtherPem
}
