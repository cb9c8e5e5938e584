//! Whether two names are equal (RFC 5280 §7.1), compared leniently: for checks where "not equal" would accept.

use super::display::text_of;
use super::general_name::Attributes;
use crate::bytes::der::{Reader, Tag};

/// Whether two Names, given by their contents bytes, are equal attribute by attribute. String types, the case of ASCII
/// letters, white space, and the order of attributes within a set make no difference.
pub(crate) fn is_same_name(one: &[u8], other: &[u8]) -> bool {
    if one == other {
        return true;
    }
    let (mut ones, mut others) = (Reader::new(one), Reader::new(other));
    while !ones.is_empty() && !others.is_empty() {
        let (Ok(one), Ok(other)) = (ones.expect(Tag::Set), others.expect(Tag::Set)) else {
            return false;
        };
        let is_same = one.whole == other.whole
            || may_be_same_set(one.value, other.value)
                && is_same_set(one.whole, other.whole)
                && is_same_set(other.whole, one.whole);
        if !is_same {
            return false;
        }
    }
    ones.is_empty() && others.is_empty()
}

/// What a name ends in: the last two characters that are no blanks, in lower case. Names that are the same end alike, so most
/// names that differ are distinguished without being read as text. A character that another string type may encode otherwise is 0.
/// A character of a `BMPString` or a `UniversalString` ends in the byte that it has in the other types, if they have it.
pub(crate) fn end_of_name(name: &[u8]) -> [u8; 2] {
    let mut end = [0; 2];
    let letters = name.iter().rev().filter(|byte| !byte.is_ascii_whitespace());
    for (to, letter) in end.iter_mut().zip(letters) {
        if !letter.is_ascii_graphic() {
            break;
        }
        *to = letter.to_ascii_lowercase();
    }
    end
}

/// The last byte of a name if it is a character that is no blank, in lower case; 0 for any other.
pub(crate) const fn last_letter(name: &[u8]) -> u8 {
    match name {
        [.., letter @ b'!'..=b'~'] => letter.to_ascii_lowercase(),
        _ => 0,
    }
}

/// False if no name with this last letter is the same as one with this end. Most names differ in it.
pub(crate) const fn may_end_in(letter: u8, [last, _]: [u8; 2]) -> bool {
    letter == last || letter == 0 || last == 0
}

/// True if a name may be the same as one with this end.
pub(crate) fn may_end_like(end: [u8; 2], name: &[u8]) -> bool {
    if !may_end_in(last_letter(name), end) {
        return false;
    }
    let is_alike = |(one, other): (u8, u8)| one == other || one == 0 || other == 0;
    end.into_iter().zip(end_of_name(name)).all(is_alike)
}

/// False if each set has one attribute, and these are of different kinds: nearly all sets have one.
fn may_be_same_set(one: &[u8], other: &[u8]) -> bool {
    match (only_kind(one), only_kind(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// The last arc of the only attribute of a set, if it is one of X.520.
fn only_kind(set: &[u8]) -> Option<u8> {
    match set {
        [0x30, length @ 0x00..=0x7f, attribute @ ..] => match attribute {
            [0x06, 0x03, 0x55, 0x04, kind @ 0x00..=0x7f, ..]
                if attribute.len() == usize::from(*length) =>
            {
                Some(*kind)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether each attribute of one set is also in the other.
fn is_same_set(one: &[u8], other: &[u8]) -> bool {
    Attributes::new(one).all(|attribute| {
        Attributes::new(other).any(|another| {
            let (one, other) = (&attribute.value, &another.value);
            attribute.oid == another.oid
                && (one.whole == other.whole || is_same_text(&text_of(one), &text_of(other)))
        })
    })
}

/// Word by word.
fn is_same_text(one: &str, other: &str) -> bool {
    let (one, other) = (one.split_whitespace(), other.split_whitespace());
    one.map(str::to_ascii_lowercase).eq(other.map(str::to_ascii_lowercase))
}

#[cfg(test)]
mod tests {
    use super::{end_of_name, is_same_name, may_end_like};
    use core::slice::from_ref;

    const CN: u8 = 3;
    const O: u8 = 10;
    const UTF8: u8 = 0x0c;
    const PRINTABLE: u8 = 0x13;
    const TELETEX: u8 = 0x14;
    const IA5: u8 = 0x16;
    const BMP: u8 = 0x1e;

    fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
        let length = u8::try_from(contents.len()).unwrap();
        [&[tag, length], contents].concat()
    }

    fn attribute(kind: u8, tag: u8, text: &[u8]) -> Vec<u8> {
        tlv(0x30, &[tlv(6, &[0x55, 4, kind]), tlv(tag, text)].concat())
    }

    fn set(attributes: &[Vec<u8>]) -> Vec<u8> {
        tlv(0x31, &attributes.concat())
    }

    fn name(tag: u8, text: &[u8]) -> Vec<u8> {
        set(&[attribute(CN, tag, text)])
    }

    #[test]
    fn string_type_case_and_white_space_make_no_difference() {
        let plain = name(PRINTABLE, b"Test CA");
        for (other, same, why) in [
            (name(PRINTABLE, b"Test CA"), true, "the same bytes"),
            (name(UTF8, b"Test CA"), true, "UTF8String"),
            (name(IA5, b"Test CA"), true, "IA5String"),
            (name(TELETEX, b"Test CA"), true, "TeletexString"),
            (name(BMP, b"\0T\0e\0s\0t\0 \0C\0A"), true, "BMPString"),
            (name(PRINTABLE, b"TEST ca"), true, "case"),
            (name(UTF8, b"  Test   CA "), true, "white space"),
            (name(PRINTABLE, b"TestCA"), false, "white space separates words"),
            (name(PRINTABLE, b"Test CB"), false, "different text"),
            (name(PRINTABLE, b"Test"), false, "shorter"),
            (name(PRINTABLE, b"Test CA 2"), false, "longer"),
            (set(&[attribute(O, PRINTABLE, b"Test CA")]), false, "different attribute type"),
            (Vec::new(), false, "no name"),
            ([plain.clone(), plain.clone()].concat(), false, "twice"),
        ] {
            assert_eq!(is_same_name(&plain, &other), same, "{why}");
            assert_eq!(is_same_name(&other, &plain), same, "{why}, swapped");
        }
    }

    #[test]
    fn names_that_are_the_same_may_end_alike() {
        let plain = name(PRINTABLE, b"Test CA");
        for (other, alike, why) in [
            (name(UTF8, b" TEST  ca"), true, "white space and case"),
            (name(UTF8, b"Test CA "), true, "a blank at the end"),
            (name(UTF8, b"Test C A"), true, "a blank within"),
            (name(BMP, b"\0T\0e\0s\0t\0 \0C\0A"), true, "BMPString"),
            (name(BMP, b"\0T\0e\0s\0t\0 \0C\0A\0 "), true, "a blank at the end of a BMPString"),
            (name(BMP, b"\0T\0e\0s\0t\0 \0C\0B"), false, "different text in a BMPString"),
            (name(TELETEX, b"Test C\xe9"), true, "a character that other types encode otherwise"),
            (name(PRINTABLE, b"Test CB"), false, "different text"),
            (name(PRINTABLE, b"B"), false, "one letter"),
        ] {
            assert_eq!(may_end_like(end_of_name(&plain), &other), alike, "{why}");
            assert_eq!(may_end_like(end_of_name(&other), &plain), alike, "{why}, swapped");
        }
    }

    #[test]
    fn order_of_attributes_within_a_set_makes_no_difference() {
        let (one, other) = (attribute(O, UTF8, b"A"), attribute(CN, UTF8, b"B"));
        let both = set(&[one.clone(), other.clone()]);
        assert!(is_same_name(&both, &set(&[other.clone(), one.clone()])));
        assert!(!is_same_name(&both, &set(from_ref(&one))));
        let apart = |sets: [&Vec<u8>; 2]| sets.map(|one| set(from_ref(one))).concat();
        assert!(!is_same_name(&both, &apart([&one, &other])));
        assert!(!is_same_name(&apart([&one, &other]), &apart([&other, &one])));
    }
}
