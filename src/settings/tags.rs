//! The parts of an XML file: comments, sections, tags, and what is none of these.

use alloc::string::String;
use core::ops::Range;

/// What a `<` begins.
pub(super) enum Markup<'a> {
    /// The opening tag of an element, without `<` and `>`; an empty one also without `/`.
    Open { inside: &'a str, is_empty: bool },
    /// The end of the element with this name.
    Close(&'a str),
    /// A section whose text is taken as it is (XML 1.0 §2.7), and the place of that text.
    Section(Range<usize>),
    /// A comment, an instruction or a document type.
    Skipped,
    /// Nothing: the sign is text.
    Text,
}

/// The markup at the beginning of a text.
pub(super) struct Found<'a> {
    pub(super) markup: Markup<'a>,
    /// How many bytes it has.
    pub(super) length: usize,
    /// The end that it lacks.
    pub(super) lacks: Option<&'static str>,
}

/// The beginning of a section.
const SECTION: &str = "<![CDATA[";

/// The markup that a text begins with, whose first byte is `<`. `may_declare`: no document type came before. Each byte is
/// looked at a limited number of times, whatever the text is.
pub(super) fn markup(rest: &str, may_declare: bool) -> Found<'_> {
    if let Some(comment) = rest.strip_prefix("<!--") {
        // XML 1.0 §2.5: no comment has `--` inside, so the one before another has no end.
        let length = comment.find("-->");
        let inside = length.and_then(|length| comment.get(..length)).unwrap_or(comment);
        let lacks = (length.is_none() || inside.contains("<!--")).then_some("-->");
        let length = length.map_or(rest.len(), |length| length.saturating_add(7));
        return Found { markup: Markup::Skipped, length, lacks };
    }
    if let Some(section) = rest.strip_prefix(SECTION) {
        let Some(length) = section.find("]]>") else {
            return Found { markup: Markup::Skipped, length: rest.len(), lacks: Some("]]>") };
        };
        let end = SECTION.len().saturating_add(length);
        let markup = Markup::Section(SECTION.len()..end);
        return Found { markup, length: end.saturating_add(3), lacks: None };
    }
    let (end, lacks) = match rest.as_bytes() {
        [b'<', b'?', ..] => (instruction_end(rest), "?>"),
        [b'<', b'!', ..] => (declaration_end(rest, may_declare), ">"),
        [b'<', b'/', ..] => (tag_end(rest), ">"),
        [b'<', first, ..] if begins_name(*first) => (tag_end(rest), ">"),
        _ => return Found { markup: Markup::Text, length: 1, lacks: None },
    };
    let length = end.map_or_else(|| up_to_next(rest), |end| end.saturating_add(1));
    let inside = rest.get(1..end.unwrap_or(length)).unwrap_or_default();
    let markup = if let Some(closed) = inside.strip_prefix('/') {
        Markup::Close(closed.trim())
    } else if inside.starts_with(['?', '!']) || end.is_none() {
        Markup::Skipped
    } else {
        let own = inside.strip_suffix('/');
        Markup::Open { inside: own.unwrap_or(inside), is_empty: own.is_some() }
    };
    Found { markup, length, lacks: end.is_none().then_some(lacks) }
}

const fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':') || !byte.is_ascii()
}

/// The bytes before the next `<`.
fn up_to_next(rest: &str) -> usize {
    let next = rest.as_bytes().get(1..).and_then(|rest| memchr::memchr(b'<', rest));
    next.map_or(rest.len(), |next| next.saturating_add(1))
}

/// Where the last byte of an instruction is. No instruction begins within another.
fn instruction_end(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut from = 2_usize;
    loop {
        let at = from.saturating_add(memchr::memchr2(b'?', b'<', bytes.get(from..)?)?);
        match bytes.get(at..at.saturating_add(2))? {
            b"?>" => return Some(at.saturating_add(1)),
            b"<?" => return None,
            _ => from = at.saturating_add(1),
        }
    }
}

/// Where the last byte of a document type is, which may have other declarations between brackets (XML 1.0 §2.8).
fn declaration_end(rest: &str, may_declare: bool) -> Option<usize> {
    let mut quote = None;
    let mut is_inner = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (Some(open), byte) => quote = quote.filter(|_| open != byte),
            (None, b'"' | b'\'') if may_declare => quote = Some(byte),
            (None, b'[') if may_declare => is_inner = true,
            (None, b']') => is_inner = false,
            (None, b'>') if !is_inner => return Some(at),
            (None, b'<') if !is_inner => return None,
            _ => {}
        }
    }
    None
}

/// Where the `>` of a tag is. One within the value of an attribute does not count (XML 1.0 §3.1); a `<` elsewhere shows that
/// there is none.
fn tag_end(tag: &str) -> Option<usize> {
    let bytes = tag.as_bytes();
    let mut from = 1_usize;
    loop {
        let rest = bytes.get(from..)?;
        let is_sign = |byte: &u8| matches!(byte, b'>' | b'<' | b'"' | b'\'');
        let at = from.saturating_add(rest.iter().position(is_sign)?);
        let sign = *bytes.get(at)?;
        match sign {
            b'>' => return Some(at),
            b'<' => return None,
            _ => from = at.saturating_add(1),
        }
        // A mark elsewhere, without its second one, or one after which something else comes, is a mistake that hides no tag.
        let begins = tag.get(..at)?.trim_end().ends_with('=');
        let end = memchr::memchr(sign, bytes.get(from..)?).map(|end| from.saturating_add(end));
        if let (true, Some(end)) = (begins, end) {
            let after = bytes.get(end.saturating_add(1));
            let is_end =
                |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'?');
            if after.is_none_or(is_end) {
                from = end.saturating_add(1);
            }
        }
    }
}

/// The value of an attribute in a tag.
pub(super) fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let quoted = quote.and_then(|quote| after.get(1..)?.split_once(quote));
        // Without marks, it ends at a blank.
        let Some((value, next)) = quoted else {
            let length = after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len());
            rest = after.get(length..)?;
            continue;
        };
        if before.split_ascii_whitespace().next_back() == Some(name) {
            return Some(value);
        }
        rest = next;
    }
    None
}

/// The text with its references replaced: the five names that every XML file has, and numbers of characters (XML 1.0 §4.1).
/// `None` if it has none, or one that is not known.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let mut parts = text.split('&');
    let mut plain = String::from(parts.next().filter(|first| first.len() < text.len())?);
    for part in parts {
        let (name, rest) = part.split_once(';')?;
        plain.push(match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "apos" => '\'',
            "quot" => '"',
            _ => {
                let number = name.strip_prefix('#')?;
                let number = match number.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16),
                    None => number.parse(),
                };
                char::from_u32(number.ok()?)?
            }
        });
        plain.push_str(rest);
    }
    Some(plain)
}
