//! Floor 0: the texts of messages, which take about half of their room in a firmware.
//!
//! [`message!`] is `write!`, and [`text!`] is a text without parts. Without `std`, both pack the text when the library is
//! compiled: a byte that is no letter stands for a part or for one of the [fragments](fragments::FRAGMENTS). With
//! `std`, where room is plenty, they compile to `write!` itself.
//!
//! `write!` has a second price in a firmware: the compiler puts all its texts into one section, so a program that shows
//! no message links every text.

#[cfg(any(not(feature = "std"), test))]
mod fragments;
#[cfg(any(not(feature = "std"), test))]
pub(crate) mod pack;
#[cfg(any(not(feature = "std"), test))]
pub(crate) mod write;

use core::fmt;

/// Writes a message: `message!(f, "{who} expired on {date}", who, date = Date::of(end))`. All parts have names, and are
/// shown as by `{}`.
#[cfg(feature = "std")]
macro_rules! message {
    ($f:expr, $text:literal $(, $name:ident $(= $part:expr)?)* $(,)?) => {
        core::write!($f, $text $(, $name = crate::message::part!($name $(= $part)?))*)
    };
}

#[cfg(not(feature = "std"))]
macro_rules! message {
    ($f:expr, $text:literal, $name:ident $(= $part:expr)? $(,)?) => {
        crate::message::write::write_1(
            $f,
            crate::message::packed!($text, &[stringify!($name)]),
            &crate::message::part!($name $(= $part)?),
        )
    };
    ($f:expr, $text:literal, $a:ident $(= $part_a:expr)?, $b:ident $(= $part_b:expr)? $(,)?) => {
        crate::message::write::write_2(
            $f,
            crate::message::packed!($text, &[stringify!($a), stringify!($b)]),
            &crate::message::part!($a $(= $part_a)?),
            &crate::message::part!($b $(= $part_b)?),
        )
    };
    ($f:expr, $text:literal $(, $name:ident $(= $part:expr)?)* $(,)?) => {
        crate::message::write::write(
            $f,
            crate::message::packed!($text, &[$(stringify!($name)),*]),
            &[$(&crate::message::part!($name $(= $part)?)),*],
        )
    };
}

/// The value of a part: the variable with its name, or the expression after `=`.
macro_rules! part {
    ($name:ident) => {
        $name
    };
    ($name:ident = $part:expr) => {
        $part
    };
}

/// A text without parts, which is shown as it is written.
#[cfg(feature = "std")]
macro_rules! text {
    ($text:literal) => {
        crate::message::Text($text)
    };
}

#[cfg(not(feature = "std"))]
macro_rules! text {
    ($text:literal) => {
        crate::message::Text(crate::message::packed!($text))
    };
}

/// A text as a constant of packed bytes, with the names of its parts, if it has any.
#[cfg(any(not(feature = "std"), test))]
macro_rules! packed {
    ($text:literal $(, $names:expr)?) => {{
        const NAMES: Option<&[&str]> = crate::message::packed!(@names $($names)?);
        const LENGTH: usize = crate::message::pack::length_of($text, NAMES);
        const PACKED: [u8; LENGTH] = crate::message::pack::pack($text, NAMES);
        &PACKED
    }};
    (@names) => {
        None
    };
    (@names $names:expr) => {
        Some($names)
    };
}

#[cfg(any(not(feature = "std"), test))]
pub(crate) use packed;
pub(crate) use {message, part, text};

/// A text that `text!` has made.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) &'static str);

/// A text that `text!` has packed.
#[cfg(not(feature = "std"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) &'static [u8]);

impl Text {
    #[cfg(feature = "std")]
    pub(crate) fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    #[cfg(not(feature = "std"))]
    pub(crate) fn write(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write::write(f, self.0, &[])
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

#[cfg(test)]
mod tests {
    use super::fragments::FRAGMENTS;
    use super::pack;
    use super::write::Packed;
    use alloc::string::ToString as _;

    #[test]
    fn packed_text_is_written_as_it_was() {
        macro_rules! row {
            ($text:literal, $written:literal, $why:literal $(, $name:ident = $part:expr)*) => {
                let packed = packed!($text, &[$(stringify!($name)),*]);
                let written = Packed(packed, &[$(&$part),*]).to_string();
                assert_eq!(written, $written, $why);
                assert_eq!(written, format!($text $(, $name = $part)*), "as `write!`: {}", $why);
            };
        }
        row!("", "", "nothing");
        row!("the certificate is missing", "the certificate is missing", "fragments and letters");
        row!("(RFC 5280 §4.2.1.6) …", "(RFC 5280 §4.2.1.6) …", "beyond ASCII");
        row!("{a}", "7", "a part alone", a = 7);
        row!("{a} and {b}, {a}", "x and y, x", "a part twice", a = 'x', b = "y");
        row!("{b}{a}", "21", "parts in another order", a = 1, b = 2);
        row!("{{{a}}} {{", "{1} {", "braces", a = 1);
        row!("{name} {names}", "1 2", "a name that begins another", name = 1, names = 2);
        let raw = Packed(packed!(r"s/[0-9]{1,3}//; s/\\n/x/ {a}"), &[]).to_string();
        assert_eq!(raw, r"s/[0-9]{1,3}//; s/\\n/x/ {a}", "a text without parts keeps its braces");
    }

    #[test]
    fn every_fragment_is_written_as_it_was_and_is_one_byte() {
        for (index, fragment) in FRAGMENTS.into_iter().enumerate() {
            let after = if index < 24 { 8 } else { 0x80 - 24 };
            let byte = u8::try_from(index + after).expect("at most 152 fragments");
            assert_eq!(Packed(&[byte], &[]).to_string(), fragment, "fragment {index}");
            assert_eq!(pack::pack::<1>(fragment, None), [byte], "{fragment} is one byte");
            let is_known_before = FRAGMENTS.into_iter().take(index).any(|other| other == fragment);
            assert!(!is_known_before, "{fragment} is there twice");
        }
    }
}
