//! Splits a settings file into assignments. Everything else stays as it is.

use super::maker::MARK;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// A key with a value, as spans of the file.
#[derive(Clone, Debug)]
pub(super) struct Raw<'a> {
    /// From 1.
    pub(super) line: u32,
    pub(super) key: &'a str,
    pub(super) key_start: usize,
    pub(super) value: &'a str,
    pub(super) value_start: usize,
    pub(super) what: What<'a>,
}

/// What stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// A setting.
    Set,
    /// A setting whose text may have references of XML.
    Escaped,
    /// A setting without a value, as an empty tag of XML with this name. The value begins at `/>`.
    EmptyTag(&'a str),
    /// No setting, although it looks like one: it has no value.
    NotSet,
    /// A part of an XML file that lacks this end. The key is its beginning.
    NoEnd(Box<str>),
    /// The end of an XML element that has no beginning.
    NoBeginning,
    /// An XML element that is nested too deeply.
    TooDeep,
}

/// The longest key that is read, in bytes. The longest known one has 59.
pub(super) const MAX_KEY: usize = 128;

/// Calls `each` for every line `key = value`, and for every other line that begins with a key, in order.
///
/// A line that begins with `#` or `[`, has no `=`, or is not UTF-8 is no assignment. A `#` within a value belongs to it,
/// because passwords contain it. One pair of quotation marks around a value is not part of it.
///
/// False if the file has other lines than comments, and no assignment.
pub(super) fn pairs(bytes: &[u8], mut each: impl FnMut(Raw<'_>)) -> bool {
    let (mut number, mut has_settings, mut has_others) = (0_u32, false, false);
    for line in Lines::new(bytes) {
        number = number.saturating_add(1);
        let content = bytes.get(line.clone()).unwrap_or_default();
        let mark = if number == 1 && content.starts_with(MARK) { MARK.len() } else { 0 };
        let content = content.get(mark..).unwrap_or_default();
        let assignment = core::str::from_utf8(content).ok().and_then(|text| text.split_once('='));
        let assignment = assignment.filter(|(key, _)| is_key(key.trim_matches(BLANKS)));
        let Some((key, value)) = assignment else {
            let first = content.trim_ascii_start().first();
            has_others |=
                first.is_some_and(|first| first.is_ascii_alphanumeric() || *first == b'<');
            for key in keys_in(content) {
                let (key_start, value_start) = (line.start, line.start);
                let what = What::NotSet;
                each(Raw { line: number, key: &key, key_start, value: "", value_start, what });
            }
            continue;
        };
        let start = line.start.saturating_add(mark);
        let key_start = start.saturating_add(indent(key));
        let value_start = start.saturating_add(key.len()).saturating_add(1);
        let (key, value_start) =
            (key.trim_matches(BLANKS), value_start.saturating_add(indent(value)));
        let value = value.trim_matches(BLANKS);
        let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let value_start = value_start.saturating_add(usize::from(inner.is_some()));
        let value = inner.unwrap_or(value);
        has_settings = true;
        each(Raw { line: number, key, key_start, value, value_start, what: What::Set });
    }
    has_settings || !has_others
}

/// The keys that a line may mean that is no assignment: that at its beginning, and before its `=`, the last word, and all words
/// together. None if it begins with another sign, as a comment does.
fn keys_in(line: &[u8]) -> Vec<String> {
    let line = line.trim_ascii_start();
    let Some(line) = line.first().filter(|first| first.is_ascii_alphanumeric()).map(|_| line)
    else {
        return Vec::new();
    };
    let length = line.iter().position(|byte| !is_part(*byte)).unwrap_or(line.len());
    let first = line.get(..length).and_then(|key| core::str::from_utf8(key).ok());
    let before = memchr::memchr(b'=', line).and_then(|end| line.get(..end));
    let before = before.and_then(|before| core::str::from_utf8(before).ok());
    // Longer ones are no key, and are not copied.
    let before = before.filter(|before| before.len() <= 2 * MAX_KEY);
    let last = before.and_then(|before| before.split_ascii_whitespace().next_back());
    let together = before.map(|before| before.split_ascii_whitespace().collect::<String>());
    let mut keys: Vec<String> =
        first.into_iter().chain(last).map(String::from).chain(together).collect();
    keys.dedup();
    keys.retain(|key| is_key(key));
    keys
}

const BLANKS: [char; 2] = [' ', '\t'];

fn indent(text: &str) -> usize {
    text.len().saturating_sub(text.trim_start_matches(BLANKS).len())
}

const fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'*')
}

fn is_key(key: &str) -> bool {
    (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(is_part)
}

/// The lines of a file without their ends: LF, CRLF, or a lone CR.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    next: usize,
}

impl<'a> Lines<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, next: 0 }
    }
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let start = self.next;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let end = start.saturating_add(length);
        self.next = end.saturating_add(line_end(self.bytes.get(end..).unwrap_or_default()).len());
        Some(start..end)
    }
}

/// The line end that the bytes begin with; empty if they begin with none.
pub(super) fn line_end(bytes: &[u8]) -> &[u8] {
    let length = match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    };
    bytes.get(..length).unwrap_or_default()
}
