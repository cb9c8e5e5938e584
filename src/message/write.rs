//! Writes packed texts.

use super::fragments::{JOINED, STARTS};
use super::pack::{FIRST_FRAGMENT, PARTS};
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

/// Writes a packed text with its parts.
pub(crate) fn write(
    f: &mut fmt::Formatter<'_>,
    packed: &[u8],
    parts: &[&dyn fmt::Display],
) -> fmt::Result {
    for byte in packed {
        match *byte {
            fragment @ FIRST_FRAGMENT.. => {
                let index = usize::from(fragment.wrapping_sub(FIRST_FRAGMENT));
                if let Some([start, end]) = STARTS.get(index..index.saturating_add(2)) {
                    let place = usize::from(*start)..usize::from(*end);
                    f.write_str(JOINED.get(place).unwrap_or_default())?;
                }
            }
            part @ ..PARTS => {
                if let Some(part) = parts.get(usize::from(part)) {
                    part.fmt(f)?;
                }
            }
            letter => f.write_char(char::from(letter))?,
        }
    }
    Ok(())
}
