//! Numbers and words that programs in C, settings files and logs store. No row of these tables may ever change; new
//! rows are added. Every error also has a message for people and a remedy.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "a test may panic, and read the sources of the library"
)]

mod certificates;
mod complete;
mod enums;
mod errors;
mod identities;
mod messages;
mod remedies;
mod settings;

use std::error::Error;
use std::fmt::{Debug, Display};
use trustslot::Remedy;

/// A value with a number and a word, as an error, a remedy or a kind of file has them.
trait Numbered: Display + Debug {
    fn code(&self) -> u16;
    fn word(&self) -> &'static str;
    fn remedy(&self) -> Option<Remedy> {
        None
    }
    fn error(&self) -> Option<&(dyn Error + 'static)> {
        None
    }
}

macro_rules! errors {
    ($($type:ident),* $(,)?) => {
        $(impl Numbered for trustslot::$type {
            fn code(&self) -> u16 {
                self.code()
            }
            fn word(&self) -> &'static str {
                self.word()
            }
            fn remedy(&self) -> Option<Remedy> {
                self.remedy()
            }
            fn error(&self) -> Option<&(dyn Error + 'static)> {
                Some(self)
            }
        })*
    };
}

errors! {
    BuiltInError, BundleError, CertificateError, ChainError, CrlError, IdentityError, MacAddressError, NotBound, Pkcs7Error, PrivateKeyError,
    ReferenceIdentityError, SlotError, SnapshotError, TrustStoreError,
}

#[cfg(feature = "rustls-0_23")]
mod rustls {
    use super::{Error, Numbered, Remedy};

    macro_rules! errors {
        ($($type:ident),*) => {
            $(impl Numbered for trustslot::rustls_0_23::$type {
                fn code(&self) -> u16 {
                    self.code()
                }
                fn word(&self) -> &'static str {
                    self.word()
                }
                fn remedy(&self) -> Option<Remedy> {
                    self.remedy()
                }
                fn error(&self) -> Option<&(dyn Error + 'static)> {
                    Some(self)
                }
            })*
        };
    }

    errors!(Refusal, ResolveError);
}

/// A row of a table: the number and the word that the value must have for ever.
struct Row {
    code: u16,
    word: &'static str,
    value: Box<dyn Numbered>,
}

fn row(code: u16, word: &'static str, value: impl Numbered + 'static) -> Row {
    Row { code, word, value: Box::new(value) }
}

impl Row {
    #[track_caller]
    fn check(&self) {
        assert_eq!(
            (self.value.code(), self.value.word()),
            (self.code, self.word),
            "{:?}",
            self.value
        );
    }
}
