//! Packs a text when the library is compiled.
#![expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "evaluated when the crate is built, where an error ends the build"
)]

use super::fragments::FRAGMENTS;

/// The packed byte of the first fragment. The texts are ASCII but for what the fragments contain.
pub(super) const FIRST_FRAGMENT: u8 = 0x80;

/// Bytes below this one stand for the part of this number. No text has control characters.
pub(super) const PARTS: u8 = 0x20;

/// The number of bytes of the packed text.
pub(crate) const fn packed_length(text: &str, names: Option<&[&str]>) -> usize {
    let (mut at, mut length) = (0, 0);
    while at < text.len() {
        (at, _) = next(text.as_bytes(), at, names);
        length += 1;
    }
    length
}

/// Packs a text. With names, `{name}` is the part with this name, and `{{` and `}}` are braces.
pub(crate) const fn pack<const LENGTH: usize>(text: &str, names: Option<&[&str]>) -> [u8; LENGTH] {
    let mut packed = [0; LENGTH];
    let (mut at, mut length) = (0, 0);
    while at < text.len() {
        (at, packed[length]) = next(text.as_bytes(), at, names);
        length += 1;
    }
    packed
}

/// The next packed byte, and where the text goes on after it.
const fn next(text: &[u8], at: usize, names: Option<&[&str]>) -> (usize, u8) {
    if let Some(names) = names {
        match text[at] {
            brace @ (b'{' | b'}') if at + 1 < text.len() && text[at + 1] == brace => {
                return (at + 2, brace);
            }
            b'{' => return part(text, at + 1, names),
            _ => {}
        }
    }
    if let Some((index, length)) = longest_fragment(text, at, names.is_some()) {
        return (at + length, FIRST_FRAGMENT + index as u8);
    }
    assert!(text[at] >= PARTS && text[at] < FIRST_FRAGMENT, "a text is ASCII, and has no controls");
    (at + 1, text[at])
}

/// The part whose name begins here and ends before the next `}`.
const fn part(text: &[u8], start: usize, names: &[&str]) -> (usize, u8) {
    let mut index = 0;
    while index < names.len() {
        let end = start + names[index].len();
        if end < text.len() && text[end] == b'}' && is_at(names[index].as_bytes(), text, start) {
            return (end + 1, index as u8);
        }
        index += 1;
    }
    panic!("no part has this name")
}

/// The index and the length of the longest fragment that begins here. In a text with parts, none contains a brace.
const fn longest_fragment(text: &[u8], at: usize, has_parts: bool) -> Option<(usize, usize)> {
    let first = text[at] as usize;
    let (mut index, mut most, mut longest) = (FIRST_WITH[first], 0, None);
    while index < FIRST_WITH[first + 1] {
        let fragment = FRAGMENTS[index].as_bytes();
        if fragment.len() > most && is_at(fragment, text, at) {
            assert!(!(has_parts && contains_brace(fragment)), "a brace may begin a part");
            (longest, most) = (Some((index, fragment.len())), fragment.len());
        }
        index += 1;
    }
    longest
}

/// For each byte, the index of the first fragment that begins with this byte or a greater one: most of the time that packing
/// takes is spent looking for fragments.
const FIRST_WITH: [usize; 257] = {
    let mut first_with = [0; 257];
    let (mut byte, mut index) = (0, 0);
    while byte < first_with.len() {
        while index < FRAGMENTS.len() && (FRAGMENTS[index].as_bytes()[0] as usize) < byte {
            index += 1;
            let in_order = index == FRAGMENTS.len()
                || FRAGMENTS[index].as_bytes()[0] >= FRAGMENTS[index - 1].as_bytes()[0];
            assert!(in_order, "the fragments are in the order of their first bytes");
        }
        first_with[byte] = index;
        byte += 1;
    }
    first_with
};

const fn contains_brace(fragment: &[u8]) -> bool {
    let mut at = 0;
    while at < fragment.len() {
        if matches!(fragment[at], b'{' | b'}') {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether the text has `what` at this place.
const fn is_at(what: &[u8], text: &[u8], at: usize) -> bool {
    if what.len() > text.len() - at {
        return false;
    }
    let mut index = 0;
    while index < what.len() {
        if what[index] != text[at + index] {
            return false;
        }
        index += 1;
    }
    true
}
