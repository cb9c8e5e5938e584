//! Checks that a text is fit for display: short, on one line, and without marks that change the reading order.

/// Requires at most `most` bytes, and no character that breaks a line, a terminal or the reading order.
#[track_caller]
pub fn assert_fit(text: &str, most: usize) {
    assert!(text.len() <= most, "{} bytes: {text}", text.len());
    let odd = text.chars().find(|c| c.is_control() || turns(*c));
    assert_eq!(odd, None, "{text:?}");
}

/// Directional marks (UAX #9 §2), and separators that `is_control` leaves out.
fn turns(character: char) -> bool {
    matches!(character, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The longest message about hostile input, in bytes.
pub const SENTENCE: usize = 1024;
