//! Floor 0: numbers and words that never change, for C, settings files and logs.

/// Gives every variant of an enum a fixed number and a fixed word.
///
/// `numbered! { Error { .. } }` is for errors and remedies, whose variants carry facts. The numbers of all errors and
/// reasons differ. `numbered! { Enum: u8 { .. } }` is for
/// enums without facts: they can also be listed and found by their number.
macro_rules! numbered {
    ($type:ident { $($variant:ident = $code:literal $word:literal,)* }) => {
        impl $type {
            /// The number that stands for this value in C and in logs. It never changes its meaning and is never used
            /// again.
            pub const fn code(&self) -> u16 {
                match self {
                    $(Self::$variant { .. } => $code,)*
                }
            }

            /// One word for logs. It never changes.
            pub const fn word(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $word,)*
                }
            }
        }
    };
    ($type:ident: u8 { $($variant:ident = $code:literal $word:literal,)* }) => {
        impl $type {
            /// All values, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The number that stands for this value in C and in settings. It never changes.
            pub const fn code(self) -> u8 {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// The value with this number, if there is one.
            pub const fn from_code(code: u8) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// One word for settings and logs. It never changes.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

pub(crate) use numbered;
