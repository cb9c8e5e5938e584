//! Splits an XML settings file into assignments.
//!
//! Templates with placeholders are not well-formed, so this is no XML parser: it finds elements that contain text only,
//! skips comments, reports what has no end, and never fails.

use super::maker::MARK;
use super::scan::{Lines, MAX_KEY, Raw, What};
use super::tags::{Found, Markup, attribute, markup};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// The deepest nesting that is read. Real files have at most 5 levels.
const MAX_DEPTH: usize = 32;

/// An element that is open.
struct Open<'a> {
    tag: &'a str,
    /// Its attribute `name`.
    name: Option<&'a str>,
    /// True if it has an attribute `value`, which is none of the known forms.
    has_value: bool,
    line: u32,
    /// True if its tag can be shown.
    is_shown: bool,
}

/// Calls `each` for every element that contains text only, which may be a CDATA section, for every other element, and for
/// everything that has no end, in order. The key is the name of the element, or the `name` attributes of the elements around
/// it, joined with dots.
///
/// False if the file has text, and no element.
pub(super) fn elements(bytes: &[u8], each: impl FnMut(Raw<'_>)) -> bool {
    let Ok(text) = core::str::from_utf8(bytes) else { return false };
    let text_start = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
    let (counter, open) = (LineCounter::new(bytes), Vec::new());
    let mut walk = Walk {
        text,
        last: text_start,
        counter,
        open,
        deeper: 0,
        is_told: false,
        has_elements: false,
        has_text: false,
        content: None,
        section: None,
        each,
    };
    let mut next = 0;
    let mut may_declare = true;
    while let Some(found) = text.get(next..).and_then(|rest| memchr::memchr(b'<', rest.as_bytes()))
    {
        let start = next.saturating_add(found);
        let rest = text.get(start..).unwrap_or_default();
        may_declare &= walk.open.is_empty();
        let found = markup(rest, may_declare);
        may_declare &= !rest.starts_with("<!") || rest.starts_with("<!--");
        next = start.saturating_add(found.length);
        walk.follow(found, rest, start);
    }
    walk.close_down_to(0);
    walk.has_elements || walk.is_blank(walk.last, text.len()) && !walk.has_text
}

struct Walk<'a, F> {
    text: &'a str,
    /// The end of the last markup.
    last: usize,
    counter: LineCounter<'a>,
    open: Vec<Open<'a>>,
    /// The elements that are open within the deepest one that is read.
    deeper: usize,
    /// True if the depth was reported.
    is_told: bool,
    has_elements: bool,
    /// True if there is text anywhere.
    has_text: bool,
    /// The end of the last opening tag, or of the section after it, if nothing but text has come since.
    content: Option<usize>,
    /// The section within it, if nothing but blanks came before.
    section: Option<Range<usize>>,
    each: F,
}

impl<'a, F: FnMut(Raw<'_>)> Walk<'a, F> {
    fn follow(&mut self, found: Found<'a>, rest: &str, start: usize) {
        let Found { markup, length, lacks } = found;
        let end = start.saturating_add(length);
        // After text it may be a part of the text, which may be a password.
        let is_shown = self.is_blank(self.last, start);
        self.has_text |= !is_shown;
        if !matches!(markup, Markup::Text) {
            self.last = end;
        }
        if let Some(lacks) = lacks {
            let line = self.counter.line_of(start);
            let name = beginning(rest).filter(|name| is_shown || name.starts_with("<!"));
            self.tell(line, name.unwrap_or("<"), What::NoEnd(lacks.into()));
            if lacks != ">" && end >= self.text.len() {
                // The elements around it may end in what it hides.
                self.open.clear();
            }
        }
        match markup {
            Markup::Text => {}
            Markup::Skipped => self.content = None,
            Markup::Section(place) => {
                let is_first = self.section.is_none();
                let is_alone = self.content.is_some_and(|from| self.is_blank(from, start));
                let place = start.saturating_add(place.start)..start.saturating_add(place.end);
                (self.content, self.section) =
                    if is_first && is_alone { (Some(end), Some(place)) } else { (None, None) };
            }
            Markup::Open { inside, is_empty } => {
                self.begin(inside, start, is_shown);
                (self.content, self.section) = (Some(end), None);
                if is_empty {
                    // The two bytes of `/>`.
                    self.finish(end.saturating_sub(2), true);
                }
            }
            Markup::Close(tag) => self.close(tag, start, is_shown),
        }
    }

    fn begin(&mut self, inside: &'a str, start: usize, is_shown: bool) {
        self.has_elements = true;
        let tag = inside.split_ascii_whitespace().next().unwrap_or_default();
        let line = self.counter.line_of(start);
        if self.open.len() >= MAX_DEPTH {
            self.deeper = self.deeper.saturating_add(1);
            if !self.is_told {
                self.is_told = true;
                self.tell(line, if is_shown { tag } else { "…" }, What::TooDeep);
            }
            return;
        }
        let name = attribute(inside, "name");
        let has_value = attribute(inside, "value").is_some();
        self.open.push(Open { tag, name, has_value, line, is_shown });
    }

    fn close(&mut self, tag: &str, start: usize, is_shown: bool) {
        if self.deeper > 0 {
            self.finish(start, false);
            return;
        }
        let Some(place) = self.open.iter().rposition(|open| open.tag == tag) else {
            let line = self.counter.line_of(start);
            let shown = if is_shown { tag } else { "…" };
            self.tell(line, &format!("</{shown}>"), What::NoBeginning);
            self.content = None;
            return;
        };
        let inner = place.saturating_add(1);
        if inner < self.open.len() {
            self.close_down_to(inner);
            self.content = None;
        }
        self.finish(start, false);
    }

    /// The innermost element ends here.
    fn finish(&mut self, end: usize, is_empty_tag: bool) {
        if self.deeper > 0 {
            self.deeper = self.deeper.saturating_sub(1);
            self.content = None;
            return;
        }
        let section = self.section.take();
        let span = match (self.content.take(), &section) {
            _ if is_empty_tag => Some(end..end),
            (Some(from), None) => Some(from..end),
            (Some(from), Some(section)) if self.is_blank(from, end) => Some(section.clone()),
            _ => None,
        };
        let span_or_end = span.clone().unwrap_or(end..end);
        let value = self.text.get(span_or_end.clone()).unwrap_or_default();
        let lead = value.len().saturating_sub(value.trim_start().len());
        let (value, start) = (value.trim(), span_or_end.start.saturating_add(lead));
        let last = self.open.last();
        let is_elsewhere = value.is_empty() && last.is_some_and(|last| last.has_value);
        let what = match span {
            None => What::NotSet,
            Some(_) if is_elsewhere => What::NotSet,
            Some(_) if is_empty_tag => What::EmptyTag(last.map_or("", |last| last.tag)),
            Some(_) if section.is_none() => What::Escaped,
            Some(_) => What::Set,
        };
        let key = key_of(&self.open);
        self.open.pop();
        if let Some(key) = key {
            let line = self.counter.line_of(start);
            let (key_start, value_start) = (start, start);
            (self.each)(Raw { line, key: &key, key_start, value, value_start, what });
        }
    }

    /// Ends the inner elements, which have no end of their own.
    fn close_down_to(&mut self, length: usize) {
        while self.open.len() > length {
            let Some(Open { tag, line, is_shown, .. }) = self.open.pop() else { break };
            let tag = if is_shown { tag } else { "…" };
            self.tell(line, &format!("<{tag}>"), What::NoEnd(format!("</{tag}>").into()));
        }
        self.deeper = 0;
    }

    fn tell(&mut self, line: u32, key: &str, what: What<'_>) {
        (self.each)(Raw { line, key, key_start: 0, value: "", value_start: 0, what });
    }

    fn is_blank(&self, start: usize, end: usize) -> bool {
        self.text.get(start..end).is_some_and(|between| between.trim().is_empty())
    }
}

/// How a markup begins: up to its first blank or sign.
fn beginning(rest: &str) -> Option<&str> {
    if rest.starts_with("<!--") {
        return Some("<!--");
    }
    if rest.starts_with("<![CDATA[") {
        return Some("<![CDATA[");
    }
    let is_end = |c: char| c.is_whitespace() || matches!(c, '>' | '=' | '"' | '\'');
    let length = rest.find(is_end).unwrap_or(rest.len());
    rest.get(..length)
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
