//! Lines of a PEM file: where they end, and the labels of BEGIN and END lines.

use super::error::PemFault;
use memchr::{memchr_iter, memchr2, memrchr2};

pub(super) const BEGIN: &[u8] = b"-----BEGIN";
pub(super) const END: &[u8] = b"-----END";
pub(super) const DASHES: &[u8] = b"-----";
/// The lines around nearly every block.
pub(super) const USUAL_BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----\n";
pub(super) const USUAL_END: &[u8] = b"-----END CERTIFICATE-----\n";
const USUAL: &[u8] = b" CERTIFICATE-----";
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The longest accepted label. The longest in use have about 25 characters.
pub(super) const MAX_LABEL: usize = 64;

/// The label of the BEGIN or END line at `offset`, and the offset of the end of the line.
///
/// Reads no further than the longest label and the blanks after it: a hostile file may be one line full of BEGINs.
pub(super) fn boundary<'a>(
    file: &'a [u8],
    offset: usize,
    start: &[u8],
) -> Result<(&'a [u8], usize), PemFault> {
    let label_at = offset.saturating_add(start.len()).saturating_add(1);
    // The usual line first: a file may have thousands of them.
    let rest = file.get(label_at.saturating_sub(1)..).and_then(|line| line.strip_prefix(USUAL));
    if let Some([] | [b'\r' | b'\n', ..]) = rest {
        let end_at = label_at.saturating_add(USUAL.len()).saturating_sub(1);
        let label = file.get(label_at..end_at.saturating_sub(DASHES.len()));
        return Ok((label.unwrap_or_default(), end_at));
    }
    let from_label = file.get(label_at..).unwrap_or_default();
    let near = from_label.get(..MAX_LABEL).unwrap_or(from_label);
    let length =
        near.windows(DASHES.len()).position(|window| window == DASHES).ok_or(PemFault::BadLine)?;
    let (label, rest) = from_label.split_at_checked(length).ok_or(PemFault::BadLine)?;
    let printable = label.iter().all(|c| matches!(c, b' '..=b'~'));
    let spaced = file.get(label_at.saturating_sub(1)) == Some(&b' ');
    if !spaced || !printable || label.is_empty() || label.trim_ascii().len() != label.len() {
        return Err(PemFault::BadLine);
    }
    let after = rest.get(DASHES.len()..).unwrap_or_default();
    let blanks = after.iter().position(|c| !matches!(c, b' ' | b'\t' | b'\x0c'));
    let end = blanks.unwrap_or(after.len());
    if matches!(after.get(end), None | Some(b'\r' | b'\n')) {
        let end_at = file.len().saturating_sub(after.len()).saturating_add(end);
        Ok((label, end_at))
    } else {
        Err(PemFault::NotAlone)
    }
}

/// The end of the line that contains `offset`: a CR, an LF or the end of the file.
pub(super) fn line_end(file: &[u8], offset: usize) -> usize {
    let rest = file.get(offset..).unwrap_or_default();
    let length = memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
    offset.saturating_add(length)
}

/// The text after the last line end.
pub(super) fn last_line(text: &[u8]) -> &[u8] {
    let start = memrchr2(b'\r', b'\n', text).map_or(0, |end| end.saturating_add(1));
    text.get(start..).unwrap_or_default()
}

/// The line of `text` that contains `offset`.
pub(super) fn line_around(text: &[u8], offset: usize) -> &[u8] {
    let before = text.get(..offset).unwrap_or_default();
    let start = offset.saturating_sub(last_line(before).len());
    text.get(start..line_end(text, offset)).unwrap_or_default()
}

/// Whether `text` is white space, possibly after a byte-order mark. Joined files have such marks within.
pub(super) fn is_blank(text: &[u8]) -> bool {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    text.trim_ascii().is_empty()
}

/// The number of the line that contains `offset`, from 1. CR LF, LF and a lone CR each end a line.
///
/// Lines are counted only for an error, so a valid file costs nothing.
pub(crate) fn line_of(file: &[u8], offset: usize) -> usize {
    let before = file.get(..offset).unwrap_or(file);
    let lone = |at: &usize| before.get(at.saturating_add(1)) != Some(&b'\n');
    let lone = memchr_iter(b'\r', before).filter(lone).count();
    let ends = memchr_iter(b'\n', before).count().saturating_add(lone);
    ends.saturating_add(1)
}
