//! Writes packed texts.

use super::fragments::{JOINED, STARTS};
use super::pack::{
    AFTER_LETTERS, BELOW_LETTERS, ELLIPSIS, FIRST_FRAGMENT, FIRST_LETTER, PARTS, SECTION,
};
use core::fmt::{self, Write as _};

/// Writes a packed text with one part. Most messages have one or two parts, and a function for each of these numbers takes less room
/// where it is called.
#[cfg(not(feature = "std"))]
#[inline(never)]
pub(crate) fn write_1(
    f: &mut fmt::Formatter<'_>,
    packed: &[u8],
    part: &dyn fmt::Display,
) -> fmt::Result {
    write(f, packed, &[part])
}

/// Writes a packed text with two parts.
#[cfg(not(feature = "std"))]
#[inline(never)]
pub(crate) fn write_2(
    f: &mut fmt::Formatter<'_>,
    packed: &[u8],
    a: &dyn fmt::Display,
    b: &dyn fmt::Display,
) -> fmt::Result {
    write(f, packed, &[a, b])
}

/// Writes a packed text with its parts. A fragment consists of shorter fragments, so this ends.
pub(crate) fn write(
    f: &mut fmt::Formatter<'_>,
    packed: &[u8],
    parts: &[&dyn fmt::Display],
) -> fmt::Result {
    for byte in packed {
        let fragment = match *byte {
            part @ ..PARTS => {
                if let Some(part) = parts.get(usize::from(part)) {
                    part.fmt(f)?;
                }
                continue;
            }
            SECTION => {
                f.write_char('§')?;
                continue;
            }
            ELLIPSIS => {
                f.write_char('…')?;
                continue;
            }
            below @ FIRST_FRAGMENT..FIRST_LETTER => below.wrapping_sub(FIRST_FRAGMENT),
            letter @ FIRST_LETTER..AFTER_LETTERS => {
                f.write_char(char::from(letter))?;
                continue;
            }
            above => above.wrapping_sub(AFTER_LETTERS).wrapping_add(BELOW_LETTERS),
        };
        let index = usize::from(fragment);
        if let Some([start, end]) = STARTS.get(index..index.saturating_add(2)) {
            let place = usize::from(*start)..usize::from(*end);
            write(f, JOINED.get(place).unwrap_or_default(), &[])?;
        }
    }
    Ok(())
}

/// A packed text with parts.
#[cfg(test)]
pub(crate) struct Packed<'a>(pub(crate) &'a [u8], pub(crate) &'a [&'a dyn fmt::Display]);

#[cfg(test)]
impl fmt::Display for Packed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self.0, self.1)
    }
}
