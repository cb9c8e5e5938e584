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

/// Bytes below this one stand for the part of this number.
pub(super) const PARTS: u8 = 6;

/// The packed bytes of the two characters that are not ASCII.
pub(super) const SECTION: u8 = 6;
pub(super) const ELLIPSIS: u8 = 7;

/// The packed byte of the first fragment. The next ones follow up to the blank, since no text has control characters, and go on
/// after ASCII.
pub(super) const FIRST_FRAGMENT: u8 = 8;
pub(super) const FIRST_LETTER: u8 = b' ';
pub(super) const AFTER_LETTERS: u8 = 0x80;

/// The number of fragments below the letters.
pub(super) const BELOW_LETTERS: u8 = FIRST_LETTER - FIRST_FRAGMENT;

/// No limit for the length of a fragment.
const ANY: usize = usize::MAX;

/// The number of bytes of the packed text, with fragments that are shorter than this.
pub(crate) const fn packed_length(text: &str, names: Option<&[&str]>, shorter: usize) -> usize {
    let (mut at, mut length) = (0, 0);
    while at < text.len() {
        (at, _) = pack_next(text.as_bytes(), at, names, shorter);
        length += 1;
    }
    length
}

/// The number of bytes of the packed text.
pub(crate) const fn length_of(text: &str, names: Option<&[&str]>) -> usize {
    packed_length(text, names, ANY)
}

/// Packs a text. With names, `{name}` is the part with this name, and `{{` and `}}` are braces.
pub(crate) const fn pack<const LENGTH: usize>(text: &str, names: Option<&[&str]>) -> [u8; LENGTH] {
    let mut packed = [0; LENGTH];
    let _ = pack_into(&mut packed, text, names);
    packed
}

/// Packs a text into the start of `packed`, and returns the number of bytes.
pub(crate) const fn pack_into(packed: &mut [u8], text: &str, names: Option<&[&str]>) -> usize {
    let (mut at, mut length) = (0, 0);
    while at < text.len() {
        (at, packed[length]) = pack_next(text.as_bytes(), at, names, ANY);
        length += 1;
    }
    length
}

/// The next packed byte, and where the text goes on after it.
pub(super) const fn pack_next(
    text: &[u8],
    at: usize,
    names: Option<&[&str]>,
    shorter: usize,
) -> (usize, u8) {
    if let Some(names) = names {
        match text[at] {
            brace @ (b'{' | b'}') if at + 1 < text.len() && text[at + 1] == brace => {
                return (at + 2, brace);
            }
            b'{' => return part(text, at + 1, names),
            _ => {}
        }
    }
    if let Some((index, length)) = longest_fragment(text, at, names.is_some(), shorter) {
        let number = FIRST_FRAGMENT + index as u8;
        let is_below = index < BELOW_LETTERS as usize;
        let past = AFTER_LETTERS - FIRST_LETTER;
        return (at + length, if is_below { number } else { number + past });
    }
    if is_at("§".as_bytes(), text, at) {
        return (at + "§".len(), SECTION);
    }
    if is_at("…".as_bytes(), text, at) {
        return (at + "…".len(), ELLIPSIS);
    }
    let is_letter = text[at] >= FIRST_LETTER && text[at] < AFTER_LETTERS;
    assert!(is_letter, "a text is ASCII but for two characters, and has no controls");
    (at + 1, text[at])
}

/// The part whose name begins here and ends before the next `}`.
const fn part(text: &[u8], start: usize, names: &[&str]) -> (usize, u8) {
    let mut index = 0;
    while index < names.len() {
        let end = start + names[index].len();
        if end < text.len() && text[end] == b'}' && is_at(names[index].as_bytes(), text, start) {
            assert!(index < PARTS as usize, "a text has too many parts");
            return (end + 1, index as u8);
        }
        index += 1;
    }
    panic!("no part has this name")
}

/// The index and the length of the longest fragment that begins here and is shorter than this. In a text with parts, none contains a
/// brace.
const fn longest_fragment(
    text: &[u8],
    at: usize,
    has_parts: bool,
    shorter: usize,
) -> Option<(usize, usize)> {
    let first = text[at] as usize;
    let (mut index, mut most, mut longest) = (FIRST_WITH[first], 0, None);
    while index < FIRST_WITH[first + 1] {
        let fragment = FRAGMENTS[index].as_bytes();
        if fragment.len() > most && fragment.len() < shorter && is_at(fragment, text, at) {
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
