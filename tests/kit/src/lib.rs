//! Certificates described, not stored: `leaf("phone.example.com").expired().signed_by(&ca)`.
//!
//! The DER is written by hand, so that a test can also describe what no certificate tool would
//! make. Nothing here uses the crate under test.
//!
//! Floors, lowest first: [`der`], [`time`], [`names`], [`key`], [`extensions`], [`certificate`],
//! [`crl`], [`pem`]. Beside them, each on its own: [`forest`], [`named`], [`toy`], [`twin`],
//! [`mod@testdata`].

pub mod certificate;
pub mod crl;
pub mod der;
pub mod extensions;
pub mod forest;
pub mod issue;
pub mod key;
pub mod named;
pub mod names;
pub mod pem;
pub mod testdata;
pub mod time;
pub mod toy;
pub mod twin;

pub use certificate::{Cert, intermediate, leaf, root};
pub use issue::{Issued, chain3, chain3_with};
pub use key::Key;
pub use testdata::testdata;
pub use time::NOW;
