//! The fast ways of reading give the same result as `der`.
#![expect(clippy::arithmetic_side_effects, reason = "a test may panic")]

use super::{Element, Reader, Tag, is_of_one_byte};
use proptest::prelude::*;

/// Requires that the fast ways and `der` return the same element or the same fault.
#[track_caller]
fn agree(input: &[u8]) {
    let reader = Reader::at(input, 7);
    let by_der = reader.header_and_split();
    let expected = by_der.map(|(_, value, rest)| {
        let whole = &input[..input.len() - rest.len()];
        Element {
            tag: Tag::of_byte(input[0]),
            value,
            whole,
            base: input.as_ptr().addr().wrapping_sub(7),
        }
    });
    let mut after = reader;
    assert_eq!(after.any(), expected, "{input:02x?}");
    let Ok(element) = expected else { return };
    assert_eq!(after.rest, &input[element.whole.len()..], "{input:02x?}");
    assert_eq!(after.offset(), 7 + element.whole.len(), "{input:02x?}");
    let mut after = reader;
    let found = after.expect(element.tag);
    if is_of_one_byte(input[0]) {
        assert_eq!(found, expected, "{input:02x?}");
    } else {
        assert!(found.is_err(), "{input:02x?}");
    }
}

#[test]
fn all_inputs_of_three_bytes_are_read_as_der_reads_them() {
    agree(&[]);
    for first in 0..=u8::MAX {
        agree(&[first]);
        for second in 0..=u8::MAX {
            agree(&[first, second]);
            for third in 0..=u8::MAX {
                agree(&[first, second, third]);
            }
        }
    }
}

/// Every form of a length, right or wrong, before contents that are long enough or not.
fn element() -> impl Strategy<Value = Vec<u8>> {
    let length = prop_oneof![
        any::<u8>().prop_map(|length| vec![length]),
        any::<u8>().prop_map(|length| vec![0x81, length]),
        (0_u8..4, any::<u8>()).prop_map(|(high, low)| vec![0x82, high, low]),
        (0_u8..2, 0_u8..4, any::<u8>()).prop_map(|(a, b, c)| vec![0x83, a, b, c]),
        any::<u32>().prop_map(|length| [&[0x84], &length.to_be_bytes()[..]].concat()),
    ];
    let contents = prop_oneof![0_usize..300, 0_usize..70_000];
    (any::<u8>(), length, contents).prop_map(|(identifier, length, contents)| {
        let mut input = vec![identifier];
        input.extend(length);
        input.resize(input.len() + contents, 0x5a);
        input
    })
}

proptest! {
    #[test]
    fn longer_inputs_are_read_as_der_reads_them(input in element()) {
        agree(&input);
    }
}
