//! The status of a call, and the version.

use super::exported;
use super::text::show;
use core::ffi::c_char;

/// `trustslot_abort_hook`.
pub type CAbortHook = Option<unsafe extern "C" fn()>;

/// The status of a call: `trustslot_status`.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(pub i32);

impl Status {
    /// Success.
    pub const OK: Self = Self(0);
    /// An argument is NULL that may not be.
    pub const NULL_ARGUMENT: Self = Self(1);
    /// An unknown number, a reserved member that is not 0, or a length that cannot be.
    pub const BAD_ARGUMENT: Self = Self(2);
    /// The buffer is too small.
    pub const BUFFER_TOO_SMALL: Self = Self(3);
    /// Memory ran out.
    pub const OUT_OF_MEMORY: Self = Self(4);
    /// A fault of the library.
    pub const PANIC: Self = Self(5);
    /// Nothing has this index, fingerprint or number.
    pub const NOT_THERE: Self = Self(6);
    /// This build lacks the feature.
    pub const NOT_BUILT: Self = Self(7);
    /// The caller's function that writes flash reported an error.
    pub const WRITE_FAILED: Self = Self(8);
    /// An input was refused.
    pub const REFUSED: Self = Self(10);

    pub(super) const fn of(result: Result<(), Self>) -> Self {
        match result {
            Ok(()) => Self::OK,
            Err(status) => status,
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Self::OK => "success",
            Self::NULL_ARGUMENT => "an argument is NULL that may not be",
            Self::BAD_ARGUMENT => "an argument has a value that is not allowed",
            Self::BUFFER_TOO_SMALL => "the buffer is too small",
            Self::OUT_OF_MEMORY => "not enough memory",
            Self::PANIC => "a fault of trustslot: report it",
            Self::NOT_THERE => "there is no such entry",
            Self::NOT_BUILT => "this build of trustslot does not have that feature",
            Self::WRITE_FAILED => "the state was not written",
            Self::REFUSED => "the input was refused: the error says why",
            _ => "unknown status",
        }
    }
}

/// The ABI number of this library. Cargo.toml has it too, for the name of the shared library.
pub const ABI: u32 = 0;

/// The version of this library, as in `TRUSTSLOT_VERSION_NUMBER`.
pub const VERSION_NUMBER: u32 = number(env!("CARGO_PKG_VERSION_MAJOR")) << 16
    | number(env!("CARGO_PKG_VERSION_MINOR")) << 8
    | number(env!("CARGO_PKG_VERSION_PATCH"));

/// A part of the version. Cargo checks that it is a number.
const fn number(digits: &str) -> u32 {
    match u32::from_str_radix(digits, 10) {
        Ok(number) => number,
        Err(_) => 0,
    }
}

exported! {
    /// The version of the library.
    fn trustslot_version() -> u32 {
        VERSION_NUMBER
    }

    /// The ABI number of the library.
    fn trustslot_abi() -> u32 {
        ABI
    }

    /// What a status means.
    fn trustslot_status_text(status: Status, buffer: *mut c_char, size: usize) -> usize {
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe { show(status.message(), false, buffer, size) }
    }

    /// Sets the function that is called before an abort.
    fn trustslot_set_abort_hook(hook: CAbortHook) {
        #[cfg(all(feature = "freestanding", not(feature = "std"), not(test)))]
        {
            super::freestanding::set_hook(hook);
            Ok(())
        }
        #[cfg(not(all(feature = "freestanding", not(feature = "std"), not(test))))]
        {
            let _ = hook;
            Err(Status::NOT_BUILT)
        }
    }
}
