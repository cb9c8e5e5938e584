//! The index answers as the comparison with each subtree does.

use super::certificate::Names;
use super::{names, read};
use crate::name::Constrained;
use crate::name::constraint_index::{ConstraintIndex, Quick};
use crate::name::constraints::{Constraints, Judgment};
use proptest::prelude::*;

const DNS: u8 = 0x82;
const IP: u8 = 0x87;

/// Compares both answers for every name of `leaf`, and returns those of the index for DNS names and addresses.
#[track_caller]
fn answers(ca: &Names, leaf: &Names) -> Vec<Quick> {
    let (ca, leaf) = (read(ca), read(leaf));
    let Some(constraints) = Constraints::of(&ca) else { return Vec::new() };
    let index = ConstraintIndex::new(&constraints);
    let mut found = Vec::new();
    Constrained::each(&leaf, constraints.kinds(), |name| {
        let quick = index.quick(name);
        let judgment = constraints.judge(name);
        let expected = match &judgment {
            Judgment::Within => Quick::Within,
            Judgment::Outside(_) => Quick::Outside,
            Judgment::Form(_) => Quick::Form,
            Judgment::NotSupported(_) => Quick::Unknown,
        };
        if quick != Quick::Unknown {
            assert_eq!(quick, expected, "{name:?}: {judgment:?}");
        }
        found.push(quick);
    });
    found
}

#[test]
fn index_answers_rows() {
    use Quick::{Form, Outside, Unknown, Within};
    let ca = names;
    let rows = [
        (ca().permitted(DNS, "a.b"), "x.a.b", Within),
        (ca().permitted(DNS, "A.b"), "a.B", Within),
        (ca().permitted(DNS, "a.b"), "xa.b", Outside),
        (ca().permitted(DNS, "a-a.b").permitted(DNS, "a.b"), "x.a.b", Within),
        (ca().permitted(DNS, ".a.b"), "a.b", Outside),
        (ca().permitted(DNS, ".a.b").permitted(DNS, "a.b"), "a.b", Within),
        (ca().permitted(DNS, ""), "a.b", Within),
        (ca().permitted(DNS, "c.d").permitted(DNS, ""), "a.b", Within),
        (ca().excluded(DNS, ""), "a.b", Outside),
        (ca().excluded(DNS, ".a.b"), "a.b", Outside),
        (ca().permitted(DNS, "b").excluded(DNS, "a.b"), "x.a.b", Outside),
        // Malformed constraints and names.
        (ca().permitted(DNS, "b").permitted(DNS, "b."), "a.b", Outside),
        (ca().excluded(DNS, "*.c"), "a.b", Outside),
        (ca().excluded(DNS, "c"), "a.b.", Outside),
        (ca().excluded(DNS, "c"), "", Outside),
        (ca().permitted(DNS, ""), "", Form),
        // Wildcards.
        (ca().excluded(DNS, "x.a.b"), "*.a.b", Outside),
        (ca().excluded(DNS, "x.a.b"), "y*.a.b", Outside),
        (ca().excluded(DNS, "y.x.a.b"), "*.a.b", Within),
        (ca().excluded(DNS, "a.b"), "*.a.b", Outside),
        (ca().excluded(DNS, "b"), "*", Outside),
        (ca().excluded(DNS, "a.b"), "*", Form),
        (ca().permitted(DNS, "x.a.b"), "*.a.b", Outside),
        (ca().excluded(DNS, "x.a.b"), "*.*.b", Unknown),
        // webpki cannot compare them.
        (ca().excluded(DNS, "c"), "a-.b", Form),
        (ca().excluded(DNS, "c.1"), "a.b", Form),
    ];
    for (ca, name, expected) in rows {
        assert_eq!(answers(&ca, &names().dns(name)), [expected], "{ca:?} {name}");
    }
    let v4 = |a, b| format!("\u{a}\0{}\0\u{ff}\u{ff}{}\0", char::from(a), char::from(b));
    let mapped = format!("{}\u{ff}\u{ff}\u{a}\0\u{1}\u{1}", "\0".repeat(10));
    let all_of_v6 = "\0".repeat(32);
    let rows = [
        (ca().permitted(IP, &v4(1, 255)), "\u{a}\0\u{1}\u{1}", Within),
        (ca().permitted(IP, &v4(1, 255)), "\u{a}\0\u{2}\u{1}", Outside),
        (ca().permitted(IP, &v4(0, 0)).excluded(IP, &v4(2, 254)), "\u{a}\0\u{3}\u{1}", Outside),
        (ca().permitted(IP, &v4(0, 0)).excluded(IP, &v4(2, 254)), "\u{a}\0\u{4}\u{1}", Within),
        (ca().excluded(IP, &v4(2, 253)), "\u{a}\0\u{9}\u{1}", Outside),
        (ca().excluded(IP, &v4(2, 254)), "\u{a}\0\u{9}", Outside),
        (ca().excluded(IP, &v4(1, 255)), &*mapped, Outside),
        (ca().permitted(IP, &v4(2, 255)), &*mapped, Outside),
        (ca().permitted(IP, &all_of_v6), &*mapped, Within),
        (ca().permitted(IP, &all_of_v6).permitted(IP, &v4(2, 255)), &*mapped, Outside),
        (ca().permitted(IP, &all_of_v6), "\u{a}\0\u{1}\u{1}", Outside),
        (ca().permitted(DNS, "b"), "\u{a}\0\u{1}\u{1}", Within),
    ];
    for (ca, address, expected) in rows {
        let bytes: Vec<u8> = address.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let leaf = names().entry(IP, &bytes);
        let found = answers(&ca, &leaf);
        assert_eq!(found.first().copied().unwrap_or(Within), expected, "{ca:?} {bytes:?}");
    }
}

/// Names of few labels and letters, so that they often meet.
fn host() -> impl Strategy<Value = String> {
    let label =
        prop::sample::select(vec!["a", "b", "A", "ab", "a-b", "*", "a*", "", "1", "-", "_"]);
    let plain = prop::sample::select(vec!["a", "b", "B", "ab", "a-b"]);
    let label = prop_oneof![1 => label, 6 => plain];
    (prop::collection::vec(label, 0..5), any::<bool>(), 0..12_u8).prop_map(|(labels, dot, end)| {
        let dot = if dot && end < 4 { "." } else { "" };
        format!("{dot}{}{}", labels.join("."), if end == 11 { "." } else { "" })
    })
}

fn address() -> impl Strategy<Value = String> {
    let byte = || prop::sample::select(vec!['\0', '\u{1}', '\u{a}', '\u{ff}']);
    let mapped = prop::collection::vec(byte(), 4)
        .prop_map(|last| format!("{}\u{ff}\u{ff}{}", "\0".repeat(10), String::from_iter(last)));
    let length = prop::sample::select(vec![4_usize, 4, 4, 16, 5]);
    let other = length.prop_flat_map(move |length| {
        prop::collection::vec(prop::sample::select(vec!['\0', '\u{1}', '\u{a}']), length)
    });
    prop_oneof![other.prop_map(String::from_iter), mapped]
}

/// The bytes with this number of ones at their beginning.
const PREFIXES: [u8; 9] = [0, 0x80, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc, 0xfe, 0xff];

fn range() -> impl Strategy<Value = String> {
    (address(), 0..130_usize, 0..20_u8).prop_map(|(address, ones, odd)| {
        let length = address.chars().count();
        let mask = (0..length).map(|at| {
            let ones = ones.checked_rem(length.saturating_mul(8).saturating_add(1)).unwrap_or(0);
            let ones = ones.saturating_sub(at.saturating_mul(8)).min(8);
            char::from(PREFIXES.get(ones).copied().unwrap())
        });
        let mut mask: String = mask.collect();
        if odd == 0 {
            mask.pop();
            mask.push('\u{1}');
        }
        address + &mask
    })
}

proptest! {
    #[test]
    fn index_answers_as_the_comparison_of_each(
        permitted in prop::collection::vec(host(), 0..6),
        excluded in prop::collection::vec(host(), 0..6),
        presented in prop::collection::vec(host(), 1..8),
        (permitted_ranges, excluded_ranges, addresses) in (
            prop::collection::vec(range(), 0..4),
            prop::collection::vec(range(), 0..4),
            prop::collection::vec(address(), 0..4),
        ),
    ) {
        let mut ca = names();
        for base in &permitted { ca = ca.permitted(DNS, base); }
        for base in &permitted_ranges { ca = ca.permitted(IP, base); }
        for base in &excluded { ca = ca.excluded(DNS, base); }
        for base in &excluded_ranges { ca = ca.excluded(IP, base); }
        let leaf = presented.iter().fold(names(), |leaf, name| leaf.dns(name));
        let bytes = |text: &String| {
            text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>()
        };
        let leaf = addresses.iter().fold(leaf, |leaf, address| leaf.entry(IP, &bytes(address)));
        answers(&ca, &leaf);
    }

    /// The walk finds what a search through all of them finds.
    #[test]
    fn many_bases(
        bases in prop::collection::vec("([ab]{1,2}\\.){0,3}[ab]{1,2}", 1..60),
        presented in prop::collection::vec("(\\*\\.)?([ab]{1,2}\\.){0,4}[ab]{1,2}", 1..30),
        is_excluded: bool,
    ) {
        let ca = bases.iter().fold(names(), |ca, base| {
            if is_excluded { ca.excluded(DNS, base) } else { ca.permitted(DNS, base) }
        });
        let leaf = presented.iter().fold(names(), |leaf, name| leaf.dns(name));
        answers(&ca, &leaf);
    }
}
