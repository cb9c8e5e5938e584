//! Looks at what is inside base64 text: in PEM blocks, in a whole file, and within another text.

use super::{FileKind, magic, structure::der_kind};
use crate::bytes::base64::{CHUNK, Decoder};
use crate::bytes::pem::boundary::{Begin, begins};
use alloc::vec::Vec;
use memchr::memchr;
use zeroize::Zeroizing;

impl FileKind {
    /// The kind of a PEM block: by its label, or by its contents where the label does not say enough.
    pub(crate) fn of_block(begin: &Begin<'_>, file: &[u8]) -> Self {
        match Self::of_label(begin) {
            kind @ (Self::Pkcs7 | Self::OtherPem) => content_of_block(begin, file).unwrap_or(kind),
            kind => kind,
        }
    }
}

/// The contents of a block by their first bytes. Only a part of the block is decoded. Its END line and the rest of the
/// file are not looked at: whoever reads the block does that.
pub(crate) fn content_of_block(begin: &Begin<'_>, file: &[u8]) -> Option<FileKind> {
    let body = begin.body(file);
    let text = body.get(..LOOK_IN_BLOCK).unwrap_or(body);
    let body = text.get(..memchr(b'-', text).unwrap_or(text.len())).unwrap_or_default();
    decoded_head(Decoder::new(body)).and_then(|head| der_kind(&head))
}

/// The number of characters of a block that are looked at: two chunks, and as many blanks.
const LOOK_IN_BLOCK: usize = 4 * CHUNK;

/// The first bytes of base64 text, wiped on drop: it may be a private key.
fn decoded_head(mut decoder: Decoder<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let mut head = Zeroizing::new(Vec::new());
    head.try_reserve_exact(decoder.most().min(2 * CHUNK)).ok()?;
    decoder.fill(&mut head).is_ok_and(|more| more).then_some(head)
}

/// The contents of base64 text without BEGIN and END lines, by their first bytes, if they are of a known kind.
pub(crate) fn base64_content(text: &[u8]) -> Option<FileKind> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    kind_of_head(&decoded_head(Decoder::new(text))?)
}

/// The base64 text of several lines that begins at `offset`, up to an empty line or another character.
pub(crate) fn base64_lines(text: &[u8], offset: usize) -> &[u8] {
    let from_here = text.get(offset..).unwrap_or_default();
    let mut is_line_empty = true;
    let outside = |c: &u8| match c {
        b'\n' => core::mem::replace(&mut is_line_empty, true),
        b'\r' => false,
        c => {
            is_line_empty = false;
            !c.is_ascii_alphanumeric() && !matches!(c, b'+' | b'/' | b'=')
        }
    };
    let length = from_here.iter().position(outside).unwrap_or(from_here.len());
    from_here.get(..length).unwrap_or_default()
}

/// Whether base64 text without BEGIN and END lines is a certificate in DER, and so lacks only these lines.
pub(crate) fn lacks_boundaries(text: &[u8]) -> bool {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let der = decoded_head(Decoder::new(text)).and_then(|head| der_kind(&head));
    der.or_else(|| base64_content(text)).is_none() || der == Some(FileKind::Certificate)
}

fn kind_of_head(head: &[u8]) -> Option<FileKind> {
    let labelled = || begins(head).map(|begin| FileKind::of_label(&begin)).next();
    let twice =
        || STARTS.iter().any(|start| head.starts_with(start)).then_some(FileKind::BareBase64);
    der_kind(head)
        .or_else(labelled)
        .or_else(|| magic::of_start(head).or_else(|| magic::wide_text(head)))
        .or_else(twice)
}

/// The base64 text of a SEQUENCE of 128 bytes or more, of a BEGIN line, and of such text in base64 again.
pub(super) const STARTS: [&[u8]; 4] = [b"MI", b"LS0tLS1CRUdJTi", b"TUl", b"TFMwdExTMUNSVWRKVG"];

/// Base64 text within another text: the fewest characters that are looked at. A certificate has at least 300, and no
/// word or digest is that long.
const LEAST: usize = 200;

/// The number of characters of such a text that are decoded, to see what it is.
const LOOK: usize = 1024;

/// Base64 text of a known kind within another text, such as a value in JSON or YAML: its kind and its offset.
///
/// Text of several lines is not found here: [`outside`](crate::bytes::pem) finds its first line.
pub(crate) fn embedded(text: &[u8]) -> Option<(FileKind, usize)> {
    let is_base64 = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/');
    let mut from = 0_usize;
    // A run of this length has a character at one of these places, so most text is not looked at.
    while let Some((before, rest)) = text.split_at_checked(from.saturating_add(LEAST - 1)) {
        let after = rest.iter().position(|c| !is_base64(c)).unwrap_or(rest.len());
        if after == 0 {
            from = from.saturating_add(LEAST);
            if rest.is_empty() {
                return None;
            }
            continue;
        }
        let back = before.get(from..).unwrap_or_default();
        let back = back.iter().rposition(|c| !is_base64(c)).map_or(0, |at| at.saturating_add(1));
        let start = from.saturating_add(back);
        let end = before.len().saturating_add(after);
        let run = text.get(start..end).unwrap_or_default();
        if run.len() >= LEAST
            && let Some(kind) = kind_of_run(run)
        {
            return Some((kind, start));
        }
        from = end;
    }
    None
}

/// The kind of base64 text that may have been cut off.
fn kind_of_run(run: &[u8]) -> Option<FileKind> {
    let is_pem = run.starts_with(STARTS[1]);
    if !is_pem && !run.starts_with(STARTS[0]) {
        return None;
    }
    let head = decoded_head(Decoder::new(run.get(..run.len().min(LOOK) & !3)?))?;
    if is_pem {
        begins(&head).map(|begin| FileKind::of_label(&begin)).next()
    } else {
        der_kind(&head)
    }
}
