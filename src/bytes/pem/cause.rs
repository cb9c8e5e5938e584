//! Why a BEGIN or END line is not alone: the forms in which people pass PEM text on. Each has its own remedy.

use super::error::PemFault;
use super::lines::{DASHES, last_line, line_end};
use crate::bytes::find::find;

/// Blanks that are not ASCII, in UTF-8: of word processors and web pages, of no width, and byte-order marks.
fn is_unusual_blank(text: &[u8]) -> bool {
    matches!(
        text,
        [0xc2, 0xa0, ..]
            | [0xe2, 0x80, 0x80..=0x8d | 0xa8 | 0xa9 | 0xaf, ..]
            | [0xe2, 0x81, 0x9f | 0xa0, ..]
            | [0xe3, 0x80, 0x80, ..]
            | [0xef, 0xbb, 0xbf, ..]
            // A no-break space in the encodings of Windows, and a vertical tab.
            | [0xa0 | 0x0b, ..]
    )
}

fn has_unusual_blank(text: &[u8]) -> bool {
    (0..text.len()).any(|at| text.get(at..).is_some_and(is_unusual_blank))
}

/// The most bytes of a line before its BEGIN that are looked at. No mark of a line is that long.
const MOST_BEFORE: usize = 256;

/// The cause of a fault in the BEGIN or END line at `offset`, if it is known.
pub(super) fn of_boundary(file: &[u8], offset: usize, fault: PemFault) -> PemFault {
    if !matches!(fault, PemFault::NotAlone | PemFault::BadLine) {
        return fault;
    }
    let whole = last_line(file.get(..offset).unwrap_or_default());
    let near = whole.get(whole.len().saturating_sub(MOST_BEFORE)..).unwrap_or_default();
    let before = near.trim_ascii();
    let end_of_line = line_end(file, offset);
    let line = file.get(offset..end_of_line).unwrap_or_default();
    let line = line.get(..MOST_BEFORE).unwrap_or(line);
    let label = line.get(DASHES.len()..).unwrap_or_default();
    let end = find(label, DASHES).map_or(label.len(), |at| at.saturating_add(DASHES.len()));
    let after = label.get(end..).unwrap_or_default().trim_ascii();
    let next = file.get(end_of_line..).unwrap_or_default().trim_ascii_start();
    if let Some(escaped) = escaped(after) {
        escaped
    } else if is_quote_mark(before) {
        PemFault::QuotedMail
    } else if is_percent(after) || is_percent_label(label) {
        PemFault::PercentEncoded
    } else if is_markup(before, label, after) {
        PemFault::Markup
    } else if has_unusual_blank(before) || has_unusual_blank(label) {
        PemFault::NoBreakSpaces
    } else if is_line_mark(near.trim_ascii_start(), next) {
        PemFault::LineMarks
    } else if is_longer_row(before, after) {
        PemFault::BadLine
    } else {
        fault
    }
}

/// The cause of a character at `at` of the text of a block that is not base64.
pub(super) fn of_character(body: &[u8], at: usize) -> PemFault {
    let rest = body.get(at..).unwrap_or_default();
    let text = body.get(..at).unwrap_or_default();
    let before = last_line(text);
    match rest {
        [b'\\', b'n' | b'r' | b'u' | b'x' | b'\\', ..] => PemFault::EscapedLineEnds,
        [b'<' | b'&', ..] => PemFault::Markup,
        [b'>', ..] if before.trim_ascii().is_empty() => PemFault::QuotedMail,
        [b'%', ..] if is_percent(rest) => PemFault::PercentEncoded,
        [b'3', b'D', ..] if before.ends_with(b"=") => PemFault::QuotedPrintable,
        _ if is_unusual_blank(rest) => PemFault::NoBreakSpaces,
        _ if is_soft_break(text) => PemFault::QuotedPrintable,
        _ => PemFault::BadCharacter,
    }
}

/// Whether line ends are written as `\n`: with a quotation mark after it in source code, else in JSON and settings.
fn escaped(after: &[u8]) -> Option<PemFault> {
    let mut rest = after;
    loop {
        let slashes = rest.iter().take_while(|c| **c == b'\\').count();
        rest = match rest.get(slashes..) {
            Some([b'n' | b'r', more @ ..]) if slashes > 0 => more,
            Some([b'u', b'0', b'0', b'0', b'a' | b'A' | b'd' | b'D', more @ ..]) if slashes > 0 => {
                more
            }
            Some([b'x', b'0', b'a' | b'A' | b'd' | b'D', more @ ..]) if slashes > 0 => more,
            _ => break,
        };
    }
    let is_line_of_code = match rest {
        [b'"', b'}', ..] => false,
        // A string alone on its line, or joined to the next.
        [b'"', ..] => true,
        [b'\'', more @ ..] => {
            rest.len() < after.len()
                && matches!(more.trim_ascii(), [] | [b'+' | b',' | b'\\' | b'.' | b')' | b';', ..])
        }
        _ => false,
    };
    if is_line_of_code {
        Some(PemFault::SourceCode)
    } else if rest.len() < after.len() {
        Some(PemFault::EscapedLineEnds)
    } else {
        None
    }
}

fn is_quote_mark(before: &[u8]) -> bool {
    before.starts_with(b">") && before.iter().all(|c| matches!(c, b'>' | b' ' | b'\t'))
}

/// A line end or a blank as in a URL.
fn is_percent(text: &[u8]) -> bool {
    matches!(text, [b'%', b'0', b'a' | b'A' | b'd' | b'D', ..] | [b'%', b'2', b'0', ..])
}

/// `BEGIN%20CERTIFICATE`, or `BEGIN+CERTIFICATE` as in a form.
fn is_percent_label(label: &[u8]) -> bool {
    let rest = label.strip_prefix(b"BEGIN").or_else(|| label.strip_prefix(b"END"));
    rest.is_some_and(|rest| is_percent(rest) || rest.starts_with(b"+"))
}

fn is_markup(before: &[u8], label: &[u8], after: &[u8]) -> bool {
    after.starts_with(b"<")
        || after.starts_with(b"]]>")
        || is_entity(after)
        || before.ends_with(b"<![CDATA[")
        || (before.starts_with(b"<") && before.ends_with(b">"))
        || (before.starts_with(b"&") && before.ends_with(b";"))
        || find(label, b"&nbsp;").is_some()
}

/// A character of HTML, such as `&#10;`.
fn is_entity(text: &[u8]) -> bool {
    text.starts_with(b"&") && text.iter().take(10).any(|c| *c == b';')
}

/// Whether the next line begins with the same characters, such as `# `, or with a number as well.
fn is_line_mark(before: &[u8], next: &[u8]) -> bool {
    let is_punctuation = |c: &u8| {
        !c.is_ascii_alphanumeric() && !matches!(c, b'-' | b'+' | b'/' | b'=' | b'"' | b'\'' | b'`')
    };
    let mark = before.trim_ascii_end();
    let is_comment = mark == b"//" && before.len() > mark.len();
    let is_mark = !mark.is_empty() && mark.iter().all(is_punctuation);
    // The initials of the author, as some mail programs write them.
    let is_quote = mark.strip_suffix(b">").is_some_and(|name| {
        (1..=3).contains(&name.len()) && name.iter().all(u8::is_ascii_alphabetic)
    });
    ((is_comment || is_mark || is_quote || mark == b"+") && next.starts_with(mark))
        || (is_line_number(before) && is_line_number(next))
}

/// `12: `, or a number and a blank.
fn is_line_number(line: &[u8]) -> bool {
    let digits = line.iter().take_while(|c| c.is_ascii_digit()).count();
    (1..=5).contains(&digits)
        && matches!(
            line.get(digits..),
            Some([b':' | b'.' | b')', b' ' | b'\t', ..] | [b' ' | b'\t', ..])
        )
}

/// Whether the row of hyphens is longer than five. Where files were joined, another boundary line follows.
fn is_longer_row(before: &[u8], after: &[u8]) -> bool {
    let is_row = |text: &[u8]| !text.is_empty() && text.iter().all(|c| *c == b'-');
    is_row(before) || is_row(after)
}

/// Whether the text so far ends in a line that `=` joins to the next (RFC 2045 §6.7), at most 76 characters long.
fn is_soft_break(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    let line = last_line(text);
    line.ends_with(b"=") && !line.ends_with(b"==") && matches!(line.len(), 70..=76)
}
