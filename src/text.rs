//! Floor 0: text from outside, made safe to show.

use alloc::string::String;
use core::fmt::{self, Write as _};

/// Text escaped for HTML: `&`, `<`, `>`, `"` and `'` become character references, in text and in quoted attributes.
///
/// Names in certificates come from outside. The library removes control characters from them and cuts them, but it does
/// not escape HTML, because most displays show plain text. Wrap every message that goes into a web page. The alternate
/// form (`{:#}`) is that of the wrapped value.
///
/// ```
/// use trustslot::Html;
///
/// let name = "<script>alert('phone')</script>";
/// assert_eq!(Html(name).to_string(), "&lt;script&gt;alert(&#39;phone&#39;)&lt;/script&gt;");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "it is a wrapper: its field is how it is made")]
pub struct Html<T>(pub T);

impl<T: fmt::Display> fmt::Display for Html<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            write!(Escaper(f), "{:#}", self.0)
        } else {
            write!(Escaper(f), "{}", self.0)
        }
    }
}

struct Escaper<'f, 'b>(&'f mut fmt::Formatter<'b>);

impl fmt::Write for Escaper<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for piece in text.split_inclusive(['&', '<', '>', '"', '\'']) {
            let (plain, reference) = match piece.as_bytes().last() {
                Some(b'&') => (piece.strip_suffix('&'), "&amp;"),
                Some(b'<') => (piece.strip_suffix('<'), "&lt;"),
                Some(b'>') => (piece.strip_suffix('>'), "&gt;"),
                Some(b'"') => (piece.strip_suffix('"'), "&quot;"),
                Some(b'\'') => (piece.strip_suffix('\''), "&#39;"),
                _ => (None, ""),
            };
            self.0.write_str(plain.unwrap_or(piece))?;
            self.0.write_str(reference)?;
        }
        Ok(())
    }
}

/// Text from outside between quotation marks: in a message, nobody can take it for a part of the message.
///
/// Marks and backslashes in the text are escaped, so the text cannot end the quotation. So are characters that look like
/// such a mark or like a blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quoted(String);

impl Quoted {
    /// `text`, cut and escaped as in [`shown`].
    pub(crate) fn text(text: &str, most: usize) -> Self {
        Self(quotable(text, most))
    }

    /// The bytes of a presented name, cut and escaped as in [`shown_bytes`].
    pub(crate) fn bytes(bytes: &[u8], most: usize) -> Self {
        Self(shown_bytes(bytes, most))
    }
}

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// The end of a noun that is counted: `s`, unless there is one.
pub(crate) const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// A number, and what is said about one and about many: `1 class fails`, `2 classes fail`.
#[cfg(feature = "forecast")]
pub(crate) struct Counted<N>(pub(crate) N, pub(crate) &'static str, pub(crate) &'static str);

#[cfg(feature = "forecast")]
impl<N: fmt::Display + PartialEq + From<u8>> fmt::Display for Counted<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, one, many) = self;
        let what = if *number == N::from(1) { one } else { many };
        number.fmt(f)?;
        write!(f, " {what}")
    }
}

/// The most characters of one presented text that are shown. The widest column of a phone's page has about 60; a host
/// name has at most 253, and no message needs more of one.
pub(crate) const MAX_SHOWN: usize = 100;

/// `text`, cut to `most` characters, or fewer where escapes make it long. Characters that could break a line, a terminal
/// or the reading order are written as `\u{…}`.
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut shown = Shown::new(text.len(), most);
    for character in text.chars() {
        let went_on = if is_plain(character) {
            shown.add(core::iter::once(character))
        } else {
            shown.add(character.escape_unicode())
        };
        if !went_on {
            break;
        }
    }
    shown.text
}

/// `text` to be put between quotation marks, cut as in [`shown`].
pub(crate) fn quotable(text: &str, most: usize) -> String {
    let mut shown = Shown::new(text.len(), most);
    for character in text.chars() {
        let went_on = match character {
            '"' | '\\' => shown.add(['\\', character].into_iter()),
            ' ' => shown.add(core::iter::once(character)),
            _ if is_plain(character)
                && !is_like_a_mark(character)
                && !character.is_whitespace() =>
            {
                shown.add(core::iter::once(character))
            }
            _ => shown.add(character.escape_unicode()),
        };
        if !went_on {
            break;
        }
    }
    shown.text
}

/// Bytes of a presented name, which should be ASCII: others are written as `\xNN`, and quotation marks and backslashes are
/// escaped. Cut as in [`shown`].
pub(crate) fn shown_bytes(bytes: &[u8], most: usize) -> String {
    // Nearly every name has no byte to escape and is copied.
    if is_shown_as_it_is(bytes, most)
        && let Ok(text) = str::from_utf8(bytes)
    {
        return text.into();
    }
    let mut shown = Shown::new(bytes.len(), most);
    for byte in bytes {
        if !shown.add(core::ascii::escape_default(*byte).map(char::from)) {
            break;
        }
    }
    shown.text
}

/// True if [`shown_bytes`] changes nothing: there is no byte to escape, and nothing to cut.
pub(crate) fn is_shown_as_it_is(bytes: &[u8], most: usize) -> bool {
    // Without a branch for each byte.
    bytes.len() <= most && bytes.iter().fold(true, |plain, byte| plain & is_plain_ascii(*byte))
}

/// Text being written. An escape makes up to ten characters of one, but three names in one message must stay below
/// 1 KiB. So the shown text is at most a fifth longer than the limit on the read text.
struct Shown {
    text: String,
    /// The number of characters or bytes read that may still be shown.
    units: usize,
    /// The number of characters that may still be written.
    characters: usize,
}

impl Shown {
    fn new(length: usize, most: usize) -> Self {
        Self {
            text: String::with_capacity(length.min(most)),
            units: most,
            characters: most.saturating_add(most / 5),
        }
    }

    /// Adds one character or its whole escape. `false` if there is no room: then the text ends in `…`.
    fn add(&mut self, unit: impl Iterator<Item = char> + Clone) -> bool {
        let units = self.units.checked_sub(1);
        let characters = self.characters.checked_sub(unit.clone().count());
        let Some((units, characters)) = units.zip(characters) else {
            self.text.push('…');
            return false;
        };
        (self.units, self.characters) = (units, characters);
        self.text.extend(unit);
        true
    }
}

/// The bytes that `escape_ascii` does not change.
const fn is_plain_ascii(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'\'' | b'"' | b'\\')
}

/// True of the characters that look like the quotation mark `"`.
const fn is_like_a_mark(character: char) -> bool {
    matches!(
        character,
        '\u{2ba}'
            | '\u{2dd}'
            | '\u{2ee}'
            | '\u{5f4}'
            | '\u{201c}'..='\u{201f}'
            | '\u{2033}'
            | '\u{2036}'
            | '\u{275d}'..='\u{275e}'
            | '\u{301d}'..='\u{301f}'
            | '\u{ff02}'
    )
}

/// True unless the character is a control, a line or paragraph separator, a mark that reverses the reading order or is
/// invisible, or a blank other than a space.
fn is_plain(character: char) -> bool {
    !character.is_control()
        && !matches!(
            character,
            '\u{00ad}'
                | '\u{034f}'
                | '\u{061c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
                | '\u{e0100}'..='\u{e01ef}'
        )
}

#[cfg(test)]
mod tests {
    use super::Quoted;

    #[test]
    fn quoted_text_cannot_end_its_quotation() {
        for (text, quoted, why) in [
            ("ACME CA", r#""ACME CA""#, "plain"),
            (
                "ACME CA; the certificate is valid, press OK to go on",
                r#""ACME CA; the certificate is valid, press OK to go on""#,
                "what looks like the next finding",
            ),
            (r#"ACME"; valid"#, r#""ACME\"; valid""#, "a mark"),
            (r#"ACME\"; valid"#, r#""ACME\\\"; valid""#, "a mark that is escaped already"),
            (r"ACME\", r#""ACME\\""#, "a backslash that would escape the last mark"),
            ("ACME\u{201d}; valid", r#""ACME\u{201d}; valid""#, "a typographic mark"),
            ("ACME\u{ff02}", r#""ACME\u{ff02}""#, "a wide mark"),
            (" ACME ", r#"" ACME ""#, "blanks at the ends"),
            ("ACME\u{a0}", r#""ACME\u{a0}""#, "a no-break space"),
            ("ACME\u{3000}", r#""ACME\u{3000}""#, "a wide blank"),
            (
                "a\nb\u{202e}c\u{200b}",
                r#""a\u{a}b\u{202e}c\u{200b}""#,
                "controls and invisible marks",
            ),
            ("Zürich's", r#""Zürich's""#, "letters and an apostrophe"),
            ("", r#""""#, "nothing"),
        ] {
            assert_eq!(Quoted::text(text, 100).to_string(), quoted, "{why}");
        }
        for (bytes, quoted, why) in [
            (&b"a.example "[..], r#""a.example ""#, "a blank"),
            (b"a\"b\\", r#""a\"b\\""#, "a mark and a backslash"),
            (b"\xfc\n", r#""\xfc\n""#, "a byte beyond ASCII and a line end"),
        ] {
            assert_eq!(Quoted::bytes(bytes, 100).to_string(), quoted, "{why}");
        }
    }

    #[test]
    fn cut_text_is_quoted_to_its_end() {
        let quoted = Quoted::text(&"\"".repeat(200), 100).to_string();
        assert_eq!(quoted, format!("\"{}…\"", "\\\"".repeat(60)));
    }
}
