//! Floor 0: permanent numbers and words for C, settings files and logs.

/// Gives every variant of an enum a permanent number and a permanent word.
///
/// `numbered! { Error { .. } }` is for enums whose variants carry facts, such as errors and remedies. No two errors or
/// reasons have the same number. `numbered! { Enum: u8 { .. } }` is for enums without facts: they also get a list of
/// all values and a conversion from the number.
macro_rules! numbered {
    ($type:ident { $($variant:ident = $code:literal $word:literal,)* }) => {
        impl $type {
            /// The permanent number of this value, for C and logs. A number never changes its meaning and is never
            /// reused.
            ///
            /// | number | word | variant |
            /// |---|---|---|
            $(#[doc = concat!("| ", $code, " | `", $word, "` | `", stringify!($variant), "` |")])*
            pub const fn code(&self) -> u16 {
                match self {
                    $(Self::$variant { .. } => $code,)*
                }
            }

            /// The permanent word for this value, for logs.
            pub const fn word(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $word,)*
                }
            }
        }
    };
    ($type:ident: u8 { $($variant:ident = $code:literal $word:literal,)* }) => {
        impl $type {
            /// All values, ordered by number.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The permanent number of this value, for C and settings.
            ///
            /// | number | word | variant |
            /// |---|---|---|
            $(#[doc = concat!("| ", $code, " | `", $word, "` | `", stringify!($variant), "` |")])*
            pub const fn code(self) -> u8 {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The value with this number; `None` if there is no such value.
            pub const fn from_code(code: u8) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// The permanent word for this value, for settings and logs.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

pub(crate) use numbered;
