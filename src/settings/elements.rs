//! Splits an XML settings file into assignments.
//!
//! Templates with placeholders are not well-formed, so this is no XML parser: it finds elements that contain text only,
//! skips comments, and never fails.

use super::scan::{Lines, MAX_KEY, Raw};
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// The deepest nesting that is followed. Real files have at most 5 levels; in deeper ones, no key of `item` and `part`
/// elements is joined.
const MAX_DEPTH: usize = 32;

/// An element that is open.
struct Open<'a> {
    tag: &'a str,
    /// Its attribute `name`.
    name: Option<&'a str>,
}

/// Calls `each` for every element that contains text only, which may be a CDATA section, and for every other element, in
/// order. The key is the name of the element, or the `name` attributes of the elements around it, joined with dots.
pub(super) fn elements(bytes: &[u8], mut each: impl FnMut(Raw<'_>)) {
    let Ok(text) = core::str::from_utf8(bytes) else { return };
    let mut counter = LineCounter::new(bytes);
    let mut open: Vec<Open<'_>> = Vec::new();
    // The end of the last opening tag, if nothing but text has come since.
    let mut content_start = None;
    // The CDATA section within it, if nothing but blanks came before.
    let mut cdata: Option<Range<usize>> = None;
    let mut next = 0;
    while let Some(found) = text.get(next..).and_then(|rest| memchr::memchr(b'<', rest.as_bytes()))
    {
        let tag_start = next.saturating_add(found);
        let rest = text.get(tag_start..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(length) = comment.find("-->") else { return };
            next = tag_start.saturating_add(length).saturating_add(7);
            content_start = None;
            continue;
        }
        if let Some(section) = rest.strip_prefix(CDATA) {
            let Some(length) = section.find("]]>") else { return };
            let begin = tag_start.saturating_add(CDATA.len());
            let end = begin.saturating_add(length);
            next = end.saturating_add(3);
            let is_alone = cdata.is_none()
                && content_start.is_some_and(|start| is_blank(text, start, tag_start));
            (content_start, cdata) =
                if is_alone { (Some(next), Some(begin..end)) } else { (None, None) };
            continue;
        }
        let Some(length) = tag_end(rest) else { return };
        let inside = rest.get(1..length).unwrap_or_default();
        next = tag_start.saturating_add(length).saturating_add(1);
        if let Some(closed) = inside.strip_prefix('/') {
            let is_last = open.last().is_some_and(|last| last.tag == closed.trim());
            if is_last && let Some(key) = key_of(&open) {
                let section = cdata.take();
                let span = match (content_start, section) {
                    (Some(start), None) => Some(start..tag_start),
                    (Some(start), Some(section)) if is_blank(text, start, tag_start) => {
                        Some(section)
                    }
                    _ => None,
                };
                let is_set = span.is_some();
                let span = span.unwrap_or(tag_start..tag_start);
                let value = text.get(span.clone()).unwrap_or_default();
                let lead = value.len().saturating_sub(value.trim_start().len());
                let value_start = span.start.saturating_add(lead);
                let line = counter.line_of(value_start);
                let (key_start, value) = (value_start, value.trim());
                each(Raw { line, key: &key, key_start, value, value_start, is_set });
            }
            content_start = None;
            if is_last {
                open.pop();
            }
        } else if inside.starts_with(['?', '!']) || inside.ends_with('/') {
            content_start = None;
        } else {
            let tag = inside.split_ascii_whitespace().next().unwrap_or_default();
            if open.len() >= MAX_DEPTH {
                open.clear();
            }
            open.push(Open { tag, name: attribute(inside, "name") });
            (content_start, cdata) = (Some(next), None);
        }
    }
}

/// The beginning of a section whose text is taken as it is (XML 1.0 §2.7).
const CDATA: &str = "<![CDATA[";

fn is_blank(text: &str, start: usize, end: usize) -> bool {
    text.get(start..end).is_some_and(|between| between.trim().is_empty())
}

/// Where the `>` of a tag is. One within the value of an attribute does not count (XML 1.0 §3.1).
fn tag_end(tag: &str) -> Option<usize> {
    let bytes = tag.as_bytes();
    let mut from = 1_usize;
    loop {
        let found = memchr::memchr3(b'>', b'"', b'\'', bytes.get(from..)?)?;
        let at = from.saturating_add(found);
        let quote = *bytes.get(at)?;
        if quote == b'>' {
            return Some(at);
        }
        from = at.saturating_add(1);
        // A mark elsewhere, or without its second one, is a mistake that hides no tag.
        if tag.get(..at)?.trim_end().ends_with('=')
            && let Some(length) = memchr::memchr(quote, bytes.get(from..)?)
        {
            from = from.saturating_add(length).saturating_add(1);
        }
    }
}

/// `security.validate.serverCertificate` of `<item name="security.validate"><part name="serverCertificate">`.
fn key_of(open: &[Open<'_>]) -> Option<String> {
    let last = open.last()?;
    let longest = open.iter().filter_map(|open| open.name).chain([last.tag]).map(str::len).max();
    if longest.is_none_or(|longest| longest > MAX_KEY) {
        return None;
    }
    let mut key = String::new();
    if last.name.is_none() {
        key.push_str(last.tag);
    } else {
        for name in open.iter().filter_map(|open| open.name) {
            if !key.is_empty() {
                key.push('.');
            }
            key.push_str(name);
        }
    }
    (key.len() <= MAX_KEY).then_some(key)
}

/// The value of an attribute in a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, next) = after.get(1..)?.split_once(quote)?;
        if before.split_ascii_whitespace().next_back() == Some(name) {
            return Some(value);
        }
        rest = next;
    }
    None
}

/// The numbers of lines, for positions that only grow.
struct LineCounter<'a> {
    lines: Lines<'a>,
    /// The number of the line that ends at `end`.
    number: u32,
    end: usize,
}

impl<'a> LineCounter<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self { lines: Lines::new(bytes), number: 0, end: 0 }
    }

    fn line_of(&mut self, position: usize) -> u32 {
        while self.number == 0 || self.end < position {
            let Some(line) = self.lines.next() else { break };
            self.number = self.number.saturating_add(1);
            self.end = line.end;
        }
        self.number.max(1)
    }
}
