//! Floor 0: text from a stranger, made fit to be shown.

use alloc::string::String;

/// How many characters of one presented text are shown. The widest column of a phone's page has about 60; a
/// host name has at most 253, and no sentence needs more of one.
pub(crate) const MAX_SHOWN: usize = 100;

/// `text` with what could break a line, a terminal or the reading order written as `\u{…}`, and cut to `most`
/// characters, or sooner where escapes make it long.
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

/// Bytes of a presented name, which should be ASCII: others appear as `\xNN`. Cut as in [`shown`].
pub(crate) fn shown_bytes(bytes: &[u8], most: usize) -> String {
    // Nearly every name has no byte to escape, and is copied.
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

/// Text being written. An escape makes up to ten characters of one; three names of a sentence must stay below
/// 1 KiB all the same, so what is shown may be longer than what was read by a fifth at most.
struct Shown {
    text: String,
    /// How many more of what was read may be shown.
    units: usize,
    /// As how many characters.
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

    /// Adds one character or its escape, whole. `false` after the mark that says that something is left out.
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

/// What `escape_ascii` leaves as it is.
const fn is_plain_ascii(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'\'' | b'"' | b'\\')
}

/// Not a control, not a line or paragraph separator, not a mark that turns the reading order around or hides, not
/// blank without being a space.
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
