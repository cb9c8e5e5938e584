//! Floor 8: the C interface, for firmware in C. `include/trustslot.h` describes every function; Rust programs do not need it.
//!
//! It is the only unsafe code of the crate, and it uses only what the crate exports: it could be a crate of its own. What C
//! passes becomes a reference, a slice or a checked value in `border`; everything behind that is safe code.
//!
//! The functions are `pub` so that tests in Rust can call them, with the rules of the header as their safety conditions.
#![expect(unsafe_code, reason = "C passes pointers")]
#![expect(
    clippy::exhaustive_structs,
    clippy::exhaustive_enums,
    reason = "the layout of what C sees never changes"
)]

mod banks;
mod border;
mod device;
mod error;
#[cfg(all(feature = "freestanding", not(feature = "std"), not(test)))]
mod freestanding;
mod identity;
mod page;
mod policy;
mod revocation;
mod signatures;
mod slot;
mod status;
mod store;
mod structs;
mod text;
mod verdict;
mod verifier;
mod verify;

pub use banks::*;
pub use border::{Handle, In, InOut, Out};
pub use device::*;
pub use error::*;
pub use identity::*;
pub use page::*;
pub use policy::*;
pub use revocation::*;
pub use signatures::*;
pub use slot::*;
pub use status::*;
pub use store::*;
pub use structs::*;
pub use verdict::*;
pub use verifier::*;
pub use verify::*;

/// Defines functions of the C interface. A function without a result type returns a [`Status`], and its body a
/// `Result<(), Status>`. No panic leaves it.
macro_rules! exported {
    ($($(#[$meta:meta])* fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $result:ty)? $body:block)*) => {
        $($crate::capi::exported! { @one [$(#[$meta])*] $name($($arg: $type),*) [$($result)?] $body })*
    };
    (@one [$(#[$meta:meta])*] $name:ident($($arg:ident: $type:ty),*) [] $body:block) => {
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// The rules at the top of `include/trustslot.h`.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($arg: $type),*) -> $crate::capi::Status {
            $crate::capi::border::stop_panics(move || {
                let body = move || -> Result<(), $crate::capi::Status> { $body };
                $crate::capi::Status::of(body())
            })
        }
    };
    (@one [$(#[$meta:meta])*] $name:ident($($arg:ident: $type:ty),*) [$result:ty] $body:block) => {
        $(#[$meta])*
        ///
        /// # Safety
        ///
        /// The rules at the top of `include/trustslot.h`.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($arg: $type),*) -> $result {
            $crate::capi::border::stop_panics(move || -> $result { $body })
        }
    };
}

pub(crate) use exported;
