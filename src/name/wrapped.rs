//! What stands around a name in an entry that should hold the name alone.

use super::hint::NameHint;
use super::punycode;
use alloc::string::String;
use alloc::vec::Vec;

/// The longest entry in which a name is looked for, in bytes: four names of the greatest length. It bounds the work.
const MAX_ENTRY: usize = 1_024;

/// The most things that are taken off a name, one after the other. A URL with scheme, user, port and path has four.
const MAX_LAYERS: usize = 8;

/// What is wrong with an entry that is not the name itself but has it in it. `is_meant` tells whether the bytes alone would
/// match.
pub(super) fn fault(entry: &[u8], is_meant: &dyn Fn(&[u8]) -> bool) -> Option<NameHint> {
    if entry.len() > MAX_ENTRY {
        return None;
    }
    if let Some(hint) = unwrapped(entry, is_meant) {
        return Some(hint);
    }
    let pieces = || entry.split(|byte| is_separator(*byte)).filter(|piece| !piece.is_empty());
    let has = |piece: &[u8]| is_meant(piece) || unwrapped(piece, is_meant).is_some();
    let is_list = pieces().nth(1).is_some() || entry.iter().any(|byte| matches!(byte, b',' | b';'));
    if is_list && pieces().any(has) {
        return Some(NameHint::ListInEntry);
    }
    let visible = visible(entry);
    if visible.len() < entry.len() && has(&visible) {
        return Some(NameHint::BlankInEntry);
    }
    not_ascii(entry, is_meant)
}

/// The outermost thing that stands around the name.
fn unwrapped(entry: &[u8], is_meant: &dyn Fn(&[u8]) -> bool) -> Option<NameHint> {
    let (mut first, mut rest) = (None, entry);
    for _ in 0..MAX_LAYERS {
        let Some((hint, inner)) = layer(rest) else { break };
        let outermost = *first.get_or_insert(hint);
        if is_meant(inner) {
            return Some(outermost);
        }
        rest = inner;
    }
    let labels = || rest.split(|byte| *byte == b'.');
    if labels().any(<[u8]>::is_empty) {
        let full: Vec<&[u8]> = labels().filter(|label| !label.is_empty()).collect();
        if is_meant(&full.join(&b'.')) {
            return Some(first.unwrap_or(NameHint::EmptyLabelInEntry));
        }
    }
    None
}

/// One thing around a name, and the bytes without it.
fn layer(entry: &[u8]) -> Option<(NameHint, &[u8])> {
    if let [open, inner @ .., close] = entry
        && matches!(
            (open, close),
            (b'"', b'"') | (b'\'', b'\'') | (b'<', b'>') | (b'(', b')') | (b'[', b']')
        )
    {
        return Some((NameHint::MarksInEntry, inner));
    }
    if let Some(rest) = PREFIXES.iter().find_map(|prefix| without_prefix(entry, prefix)) {
        return Some((NameHint::PrefixInEntry, rest));
    }
    if let Some(rest) = without_scheme(entry) {
        return Some((NameHint::UrlInEntry, rest));
    }
    let end = entry.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#' | b';' | b'\\'));
    if let Some((rest, _)) = end.filter(|end| *end > 0).and_then(|end| entry.split_at_checked(end))
    {
        return Some((NameHint::PathInEntry, rest));
    }
    if let Some(at) = memchr::memrchr(b'@', entry) {
        return Some((NameHint::UserInEntry, entry.get(at.saturating_add(1)..)?));
    }
    if let Some(host) = without_port(entry) {
        return Some((NameHint::PortInEntry, host));
    }
    Some((NameHint::FinalDot, entry.strip_suffix(b".").filter(|rest| !rest.ends_with(b"."))?))
}

/// The words for kinds of entries in the settings and the output of common tools.
const PREFIXES: [&[u8]; 12] = [
    b"DNS:",
    b"DNS=",
    b"DNS Name:",
    b"DNS Name=",
    b"dNSName:",
    b"dNSName=",
    b"IP:",
    b"IP=",
    b"IP Address:",
    b"IP Address=",
    b"iPAddress:",
    b"CN=",
];

fn without_prefix<'e>(entry: &'e [u8], prefix: &[u8]) -> Option<&'e [u8]> {
    let (start, rest) = entry.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// `https://host`, `sip:host`, `//host`.
fn without_scheme(entry: &[u8]) -> Option<&[u8]> {
    if let Some(rest) = entry.strip_prefix(b"//") {
        return Some(rest);
    }
    let colon = memchr::memchr(b':', entry)?;
    let (scheme, rest) = entry.split_at_checked(colon)?;
    let rest = rest.get(1..)?;
    let is_scheme = |name: &&[u8]| scheme.eq_ignore_ascii_case(name);
    let is_known = [&b"sip"[..], b"sips", b"tel", b"urn", b"uri"].iter().any(is_scheme);
    let may_be_scheme = scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
    match rest.strip_prefix(b"//") {
        Some(host) if may_be_scheme => Some(host),
        _ => is_known.then_some(rest),
    }
}

/// `host:5061`, `[address]:5061`, and `host:`.
fn without_port(entry: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memrchr(b':', entry)?;
    let (host, port) = entry.split_at_checked(colon)?;
    let is_port = port.iter().skip(1).all(u8::is_ascii_digit);
    (is_port && (host.ends_with(b"]") || !host.contains(&b':'))).then_some(host)
}

const fn is_separator(byte: u8) -> bool {
    matches!(byte, b',' | b';' | b'|' | b' ' | b'\t' | b'\r' | b'\n')
}

/// The entry without blanks and invisible characters.
fn visible(entry: &[u8]) -> Vec<u8> {
    match str::from_utf8(entry) {
        Ok(text) => {
            let kept: String = text.chars().filter(|character| !is_blank(*character)).collect();
            kept.into_bytes()
        }
        Err(_) => entry
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_control() && !matches!(byte, b' ' | 0xa0))
            .collect(),
    }
}

/// Blanks, controls, and the invisible characters that copied text has.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A name in Unicode, in UTF-8 or ISO 8859-1, whose A-label form is meant.
fn not_ascii(entry: &[u8], is_meant: &dyn Fn(&[u8]) -> bool) -> Option<NameHint> {
    if entry.is_ascii() {
        return None;
    }
    let text = str::from_utf8(entry)
        .map_or_else(|_| entry.iter().copied().map(char::from).collect(), String::from);
    let ascii = punycode::to_ascii(&text)?;
    is_meant(&ascii).then_some(NameHint::NotAsciiInEntry)
}
