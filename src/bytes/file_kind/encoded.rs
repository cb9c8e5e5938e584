//! Looks at what is inside base64 text: in PEM blocks, in a whole file, and within another text.

use super::{FileKind, magic, structure::der_kind};
use crate::bytes::base64::{CHUNK, Decoder};
use crate::bytes::pem::Blocks;
use crate::bytes::pem::boundary::begins;
use alloc::vec::Vec;
use memchr::memmem;
use zeroize::Zeroizing;

/// The contents of the first block, by their first bytes. Only a part of the block is decoded.
pub(crate) fn content_of_only_block(bytes: &[u8]) -> Option<FileKind> {
    content_of_block(bytes, None)
}

/// The contents of the block whose BEGIN line is at `offset`, or of the first block.
pub(crate) fn content_of_block(bytes: &[u8], offset: Option<usize>) -> Option<FileKind> {
    let is_it = |block: &crate::bytes::pem::Block<'_>| offset.is_none_or(|at| block.begin() == at);
    let block = Blocks::new(bytes).map_while(Result::ok).find(is_it)?;
    decoded_head(block.decoder()).and_then(|head| der_kind(&head))
}

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
    STARTS.iter().take(2).find_map(|start| {
        let finder = memmem::Finder::new(start);
        let mut at = 0_usize;
        loop {
            let rest = text.get(at..)?;
            let offset = at.saturating_add(finder.find(rest)?);
            let run = text.get(offset..).unwrap_or_default();
            let is_base64 = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/');
            let length = run.iter().position(|c| !is_base64(c)).unwrap_or(run.len());
            let whole_word = offset
                .checked_sub(1)
                .and_then(|before| text.get(before))
                .is_none_or(|before| !is_base64(before));
            if length >= LEAST && whole_word {
                let look = length.min(LOOK) & !3;
                let head = decoded_head(Decoder::new(run.get(..look).unwrap_or_default()));
                if let Some(kind) = head.and_then(|head| kind_of_head(&head)) {
                    return Some((kind, offset));
                }
            }
            at = offset.saturating_add(length.max(1));
        }
    })
}
