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

/// Bytes of a presented name, which should be ASCII: others are written as `\xNN`. Cut as in [`shown`].
pub(crate) fn shown_bytes(bytes: &[u8], most: usize) -> String {
    // Nearly every name has no byte to escape and is copied.
    if let Ok(text) = str::from_utf8(bytes)
        && bytes.len() <= most
        && bytes.iter().all(|byte| is_plain_ascii(*byte))
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
