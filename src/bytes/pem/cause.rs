//! Why a BEGIN or END line is not alone: the forms in which people pass PEM text on. Each has its own remedy.

use super::error::PemFault;
use super::lines::{DASHES, last_line, line_end};
use memchr::memmem;

/// A space in UTF-8 that does not break lines. Word processors and web pages write it.
const NO_BREAK_SPACE: &[u8] = "\u{a0}".as_bytes();

/// The cause of a fault in the BEGIN or END line at `offset`, if it is known.
pub(super) fn of_boundary(file: &[u8], offset: usize, fault: PemFault) -> PemFault {
    if !matches!(fault, PemFault::NotAlone | PemFault::BadLine) {
        return fault;
    }
    let before = last_line(file.get(..offset).unwrap_or_default()).trim_ascii();
    let line = file.get(offset..line_end(file, offset)).unwrap_or_default();
    let label = line.get(DASHES.len()..).unwrap_or_default();
    let end = memmem::find(label, DASHES).map_or(label.len(), |at| at.saturating_add(DASHES.len()));
    let after = label.get(end..).unwrap_or_default().trim_ascii();
    if let Some(escaped) = escaped(after) {
        escaped
    } else if is_quote_mark(before) {
        PemFault::QuotedMail
    } else if after.starts_with(b"<") || (before.starts_with(b"<") && before.ends_with(b">")) {
        PemFault::Markup
    } else if [before, label].iter().any(|part| memmem::find(part, NO_BREAK_SPACE).is_some()) {
        PemFault::NoBreakSpaces
    } else {
        fault
    }
}

/// The cause of a character at `at` of the text of a block that is not base64.
pub(super) fn of_character(body: &[u8], at: usize) -> PemFault {
    let rest = body.get(at..).unwrap_or_default();
    let before = last_line(body.get(..at).unwrap_or_default());
    match rest {
        [b'\\', b'n' | b'r', ..] => PemFault::EscapedLineEnds,
        [b'<', ..] => PemFault::Markup,
        [b'>', ..] if before.trim_ascii().is_empty() => PemFault::QuotedMail,
        _ if rest.starts_with(NO_BREAK_SPACE) => PemFault::NoBreakSpaces,
        _ => PemFault::BadCharacter,
    }
}

/// Whether line ends are written as `\n`: with a quotation mark after it in source code, else in JSON and settings.
fn escaped(after: &[u8]) -> Option<PemFault> {
    let mut rest = after;
    while let [b'\\', b'n' | b'r', more @ ..] = rest {
        rest = more;
    }
    if rest.starts_with(b"\"") && !rest.starts_with(b"\"}") {
        Some(PemFault::SourceCode)
    } else if rest.len() < after.len() {
        Some(PemFault::EscapedLineEnds)
    } else {
        None
    }
}

fn is_quote_mark(before: &[u8]) -> bool {
    before.starts_with(b">") && before.iter().all(|c| matches!(c, b'>' | b' '))
}
