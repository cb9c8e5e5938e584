//! Finds BEGIN lines, without looking at the blocks that they begin.

use super::lines::{BEGIN, DASHES, END, boundary};
use crate::bytes::find::{Finder, find};
use memchr::memchr;

/// Whether the file contains the start of a BEGIN or END line.
pub(crate) fn is_pem(file: &[u8]) -> bool {
    find(file, BEGIN).is_some() || find(file, END).is_some()
}

/// The first place of what `wanted` looks for, which begins with a dash. base64 text has no dash, so the first one is nearly
/// always there, and looking for one byte takes a third of the time.
pub(super) fn find_from_dash(text: &[u8], wanted: &Finder<'_>) -> Option<usize> {
    let at = memchr(b'-', text)?;
    let rest = text.get(at..).unwrap_or_default();
    let more = if rest.starts_with(wanted.needle()) { 0 } else { wanted.find(rest)? };
    Some(at.saturating_add(more))
}

/// A BEGIN line. Its block may be damaged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begin<'a> {
    pub(crate) label: &'a [u8],
    pub(crate) offset: usize,
    /// Whether legacy headers say that the block is encrypted (RFC 1421 §4.6).
    pub(crate) encrypted: bool,
}

impl Begin<'_> {
    /// The text after the line, to the end of the file.
    pub(crate) fn body<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        let ends = BEGIN.len().saturating_add(b" ".len()).saturating_add(DASHES.len());
        let line = ends.saturating_add(self.label.len());
        file.get(self.offset.saturating_add(line)..).unwrap_or_default()
    }
}

/// Iterates over the BEGIN lines: the contents that a file claims to have.
pub(crate) fn begins(file: &[u8]) -> impl Iterator<Item = Begin<'_>> {
    begin_lines(file).filter_map(Result::ok)
}

/// The only BEGIN line of a file. A damaged line counts too: another reader may take it.
pub(crate) fn only_block(file: &[u8]) -> Option<Begin<'_>> {
    let mut lines = begin_lines(file);
    let only = lines.next()?.ok()?;
    lines.next().is_none().then_some(only)
}

/// The same as [`begins`], and of a damaged line the text after the word BEGIN, to the end of the file.
pub(crate) fn begin_lines(file: &[u8]) -> impl Iterator<Item = Result<Begin<'_>, &[u8]>> {
    let finder = Finder::new(BEGIN);
    let mut at = 0_usize;
    core::iter::from_fn(move || {
        let rest = file.get(at..)?;
        // Starting a search costs more than this comparison where one BEGIN line follows another.
        let gap = if rest.starts_with(BEGIN) { 0 } else { find_from_dash(rest, &finder)? };
        let offset = at.saturating_add(gap);
        let Ok((label, end)) = boundary(file, offset, BEGIN) else {
            at = offset.saturating_add(BEGIN.len());
            return Some(Err(file.get(at..).unwrap_or_default()));
        };
        let body = file.get(end..).unwrap_or_default();
        at = match body {
            [b'\r', b'\n', ..] => end.saturating_add(2),
            [_, ..] => end.saturating_add(1),
            [] => end,
        };
        let encrypted = label != b"CERTIFICATE" && has_legacy_headers(body);
        Some(Ok(Begin { label, offset, encrypted }))
    })
}

fn has_legacy_headers(body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    body.starts_with(b"Proc-Type:") || body.starts_with(b"DEK-Info:")
}
