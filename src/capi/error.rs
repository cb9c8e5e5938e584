//! Why an input was refused.

use super::text::{show, which};
use super::{Handle, In, exported};
use crate::{
    BuiltInError, BundleError, CertificateError, CrlError, IdentityError, MacAddressError,
    NotBound, ReferenceIdentityError, Remedy, SlotError, SnapshotError, TrustStoreError,
};
use core::ffi::c_char;
use core::fmt;

macro_rules! errors {
    ($($variant:ident($type:ty),)*) => {
        /// `trustslot_error`: the error of any input.
        #[derive(Debug)]
        pub enum Error {
            $(
                #[doc = concat!("[`", stringify!($type), "`].")]
                $variant($type),
            )*
        }

        $(impl From<$type> for Error {
            fn from(error: $type) -> Self {
                Self::$variant(error)
            }
        })*

        impl Error {
            /// The permanent code.
            pub const fn code(&self) -> u16 {
                match self {
                    $(Self::$variant(error) => error.code(),)*
                }
            }

            /// The permanent word.
            pub const fn word(&self) -> &'static str {
                match self {
                    $(Self::$variant(error) => error.word(),)*
                }
            }

            /// How to fix the cause.
            pub fn remedy(&self) -> Option<Remedy> {
                match self {
                    $(Self::$variant(error) => error.remedy(),)*
                }
            }
        }

        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant(error) => error.fmt(f),)*
                }
            }
        }
    };
}

errors! {
    BuiltIn(BuiltInError),
    Bundle(BundleError),
    Certificate(CertificateError),
    Crl(CrlError),
    Identity(IdentityError),
    Mac(MacAddressError),
    Name(ReferenceIdentityError),
    NotBound(NotBound),
    Slot(SlotError),
    Snapshot(SnapshotError),
    Store(TrustStoreError),
}

impl Error {
    /// True if memory ran out, which is a status of its own.
    pub(super) const fn is_out_of_memory(&self) -> bool {
        matches!(
            self,
            Self::Bundle(BundleError::OutOfMemory)
                | Self::Crl(CrlError::OutOfMemory)
                | Self::Identity(IdentityError::OutOfMemory)
                | Self::Snapshot(SnapshotError::OutOfMemory)
                | Self::Store(TrustStoreError::OutOfMemory)
        )
    }

    /// Writes one of the texts.
    ///
    /// # Safety
    ///
    /// As [`show`].
    pub(super) unsafe fn show(&self, text: u32, buffer: *mut c_char, size: usize) -> usize {
        let (number, html) = which(text);
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match (number, self.remedy()) {
                (0, _) => show(self, html, buffer, size),
                (1, Some(remedy)) => show(remedy, html, buffer, size),
                (2, _) => show(self.word(), html, buffer, size),
                _ => show("", html, buffer, size),
            }
        }
    }
}

exported! {
    /// The permanent code of an error.
    fn trustslot_error_code(error: In<'_, Error>) -> u32 {
        error.map_or(0, |error| error.code().into())
    }

    /// The permanent code of its remedy.
    fn trustslot_error_remedy(error: In<'_, Error>) -> u32 {
        error.and_then(Error::remedy).map_or(0, |remedy| remedy.code().into())
    }

    /// A text of an error.
    fn trustslot_error_text(error: In<'_, Error>, which: u32, buffer: *mut c_char, size: usize) -> usize {
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match error {
                Some(error) => error.show(which, buffer, size),
                None => show("", false, buffer, size),
            }
        }
    }

    /// Frees an error.
    fn trustslot_error_free(error: Handle<Error>) -> () {
        drop(error);
    }
}
