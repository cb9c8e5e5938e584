//! Certificates described, not stored: `leaf("phone.example.com").expired().signed_by(&ca)`.
//!
//! The DER is written by hand, so that a test can also describe what no certificate tool would
//! make. Nothing here but [`verifier`] uses the crate under test.
//!
//! Floors, lowest first: [`der`], [`time`], [`names`], [`key`], [`extensions`], [`certificate`],
//! [`crl`], [`pem`], [`verifier`].
#![allow(dead_code, unused_imports, reason = "each test file uses its part of the factory")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    missing_docs,
    unreachable_pub,
    reason = "a description that cannot be built should stop its test at once"
)]

pub mod certificate;
pub mod crl;
pub mod der;
pub mod extensions;
pub mod issue;
pub mod key;
pub mod names;
pub mod pem;
pub mod time;
pub mod verifier;

pub use certificate::{Cert, intermediate, leaf, root};
pub use issue::{Issued, chain3, chain3_with};
pub use key::Key;
pub use time::NOW;
