//! What stands around a name in an entry that should hold the name alone.

use super::hint::NameHint;
use super::presented::Room;
use super::punycode;
use super::wanted::Wanted;

/// The longest entry in which a name is looked for, in bytes: four names of the greatest length. It bounds the work.
pub(super) const MAX_ENTRY: usize = 1_024;

/// The most things that are taken off a name, one after the other. A URL with scheme, user, port and path has four.
const MAX_LAYERS: usize = 8;

/// What is wrong with an entry that is not the name itself but has it in it.
pub(super) fn fault(entry: &[u8], wanted: &Wanted<'_>) -> Option<NameHint> {
    if entry.len() > MAX_ENTRY || !wanted.may_be_in(entry) {
        return None;
    }
    let pieces = || entry.split(|byte| is_separator(*byte)).filter(|piece| !piece.is_empty());
    let has_pieces = pieces().nth(1).is_some();
    if has_pieces && pieces().any(|piece| wanted.is(piece)) && pieces().all(is_like_a_host) {
        return Some(NameHint::ListInEntry);
    }
    if let Some(hint) = unwrapped(entry, wanted) {
        return Some(hint);
    }
    let has = |piece: &[u8]| wanted.is(piece) || unwrapped(piece, wanted).is_some();
    let is_list = has_pieces || memchr::memchr2(b',', b';', entry).is_some();
    if is_list && pieces().any(has) {
        return Some(NameHint::ListInEntry);
    }
    let mut room = [0; MAX_ENTRY];
    if has_blanks(entry) && without_blanks(entry, &mut room).is_some_and(has) {
        return Some(NameHint::BlankInEntry);
    }
    is_not_ascii(entry, wanted).then_some(NameHint::NotAsciiInEntry)
}

/// The outermost thing that stands around the name.
fn unwrapped(entry: &[u8], wanted: &Wanted<'_>) -> Option<NameHint> {
    let (mut first, mut rest) = (None, entry);
    for _ in 0..MAX_LAYERS {
        let Some((hint, inner)) = layer(rest).filter(|(_, inner)| wanted.may_be_in(inner)) else {
            break;
        };
        let outermost = *first.get_or_insert(hint);
        if wanted.is(inner) {
            return Some(outermost);
        }
        rest = inner;
    }
    let mut room: Room = [0; 256];
    let full = without_empty_labels(rest, &mut room)?;
    wanted.is(full).then(|| first.unwrap_or(NameHint::EmptyLabelInEntry))
}

/// The labels that have a byte, if there are others. `None` if they are longer than a name.
fn without_empty_labels<'r>(name: &[u8], room: &'r mut Room) -> Option<&'r [u8]> {
    let is_empty_around = |pair: &[u8]| pair == b"..";
    if !name.starts_with(b".") && !name.ends_with(b".") && !name.windows(2).any(is_empty_around) {
        return None;
    }
    let mut left = &mut room[..];
    let labels = name.split(|byte| *byte == b'.').filter(|label| !label.is_empty());
    for (index, label) in labels.enumerate() {
        if index > 0 {
            *left.split_off_first_mut()? = b'.';
        }
        left.split_off_mut(..label.len())?.copy_from_slice(label);
    }
    let free = left.len();
    room.get(..room.len().checked_sub(free)?)
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
    if entry.first().is_some_and(|byte| matches!(byte | 0x20, b'd' | b'i' | b'c'))
        && let Some(rest) = PREFIXES.iter().find_map(|prefix| without_prefix(entry, prefix))
    {
        return Some((NameHint::PrefixInEntry, rest));
    }
    if let Some(rest) = without_scheme(entry) {
        return Some((NameHint::UrlInEntry, rest));
    }
    let end = memchr::memchr3(b'/', b'?', b'#', entry).into_iter();
    let end = end.chain(memchr::memchr2(b';', b'\\', entry)).min();
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

/// The words for kinds of entries in the settings and the output of common tools. All begin with `d`, `i` or `c`.
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
    let may_be_scheme = || {
        scheme.first().is_some_and(u8::is_ascii_alphabetic)
            && scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
    };
    match rest.strip_prefix(b"//") {
        Some(host) if may_be_scheme() => Some(host),
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

/// Letters, digits, dots, hyphens and wildcards only: no parameter of a URI.
fn is_like_a_host(piece: &[u8]) -> bool {
    piece.iter().all(|byte| byte.is_ascii_alphanumeric() || b".-*".contains(byte))
}

const fn is_separator(byte: u8) -> bool {
    matches!(byte, b',' | b';' | b'|' | b' ' | b'\t' | b'\r' | b'\n')
}

/// Whether there can be something to take off: a control character, a blank, or a byte beyond ASCII.
fn has_blanks(entry: &[u8]) -> bool {
    entry.iter().any(|byte| !byte.is_ascii_graphic())
}

/// The entry without blanks and invisible characters.
fn without_blanks<'r>(entry: &[u8], room: &'r mut [u8; MAX_ENTRY]) -> Option<&'r [u8]> {
    let mut left = &mut room[..];
    if let Ok(text) = str::from_utf8(entry) {
        for character in text.chars().filter(|character| !is_blank(*character)) {
            character.encode_utf8(left.split_off_mut(..character.len_utf8())?);
        }
    } else {
        let is_visible = |byte: &&u8| !byte.is_ascii_control() && !matches!(byte, b' ' | 0xa0);
        for byte in entry.iter().filter(is_visible) {
            *left.split_off_first_mut()? = *byte;
        }
    }
    let free = left.len();
    room.get(..room.len().checked_sub(free)?)
}

/// Blanks, controls, and the invisible characters that copied text has.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// A name in Unicode, in UTF-8 or ISO 8859-1, whose A-label form is wanted.
fn is_not_ascii(entry: &[u8], wanted: &Wanted<'_>) -> bool {
    if entry.is_ascii() {
        return false;
    }
    let mut room: Room = [0; 256];
    let ascii = match str::from_utf8(entry) {
        Ok(text) => punycode::to_ascii(text.chars(), &mut room),
        Err(_) => punycode::to_ascii(entry.iter().copied().map(char::from), &mut room),
    };
    ascii.is_some_and(|ascii| wanted.is(ascii))
}
