//! A second reader of MAC addresses in common names.

use trustslot::MacAddress;

/// The address of a device in this text: six pairs of digits, with or without one separator between two pairs.
pub fn of(text: &str) -> Option<MacAddress> {
    let mut rest = text.trim_matches([' ', '\t', '\n', '\r', '\u{c}']);
    let mut bytes = [0; 6];
    for (index, byte) in bytes.iter_mut().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix([':', '-', '.', ' ']).unwrap_or(rest);
        }
        let (pair, after) = rest.split_at_checked(2)?;
        if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(pair, 16).ok()?;
        rest = after;
    }
    // No group, and not the address of nobody.
    let is_device = bytes[0] % 2 == 0 && bytes.iter().any(|byte| *byte != 0);
    (rest.is_empty() && is_device).then_some(MacAddress::new(bytes))
}
