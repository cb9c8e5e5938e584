//! Floor 0: text from a stranger, made fit to be shown.

use alloc::string::String;

/// How many characters of one presented text are shown. The widest column of a phone's page has about 60; a
/// host name has at most 253, and no sentence needs more of one.
pub(crate) const MAX_SHOWN: usize = 100;

/// `text` with what could break a line, a terminal or the reading order written as `\u{…}`, and cut to `most`
/// characters.
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut safe = String::with_capacity(text.len().min(most));
    for (count, character) in text.chars().enumerate() {
        if count == most {
            safe.push('…');
            break;
        }
        if is_plain(character) {
            safe.push(character);
        } else {
            safe.extend(character.escape_unicode());
        }
    }
    safe
}

/// Octets of a presented name, which should be ASCII: others appear as `\xNN`.
pub(crate) fn shown_octets(octets: &[u8], most: usize) -> String {
    let cut = octets.get(..most).unwrap_or(octets);
    let mut safe: String = match str::from_utf8(cut) {
        Ok(text) if cut.iter().all(|octet| is_plain_ascii(*octet)) => text.into(),
        _ => cut.escape_ascii().map(char::from).collect(),
    };
    if cut.len() < octets.len() {
        safe.push('…');
    }
    safe
}

/// What `escape_ascii` leaves as it is.
const fn is_plain_ascii(octet: u8) -> bool {
    matches!(octet, b' '..=b'~') && !matches!(octet, b'\'' | b'"' | b'\\')
}

/// Not a control, not a line or paragraph separator, not a mark that turns the reading order around or hides.
fn is_plain(character: char) -> bool {
    !character.is_control()
        && !matches!(
            character,
            '\u{00ad}'
                | '\u{061c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}
