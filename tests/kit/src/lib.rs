//! Describes certificates, CRLs and keys for tests: `leaf(HOST).expired().signed_by(&ca)`.
//!
//! The kit writes DER itself, so a test can also describe a certificate that no tool would make. It does not use the
//! crate under test.
//!
//! The modules build on each other in this order: [`der`], [`time`], [`names`], [`key`], [`extensions`],
//! [`certificate`], [`issue`], [`crl`], [`pem`]. The others stand alone: [`folder`], [`forest`], [`named`], [`no_remedy`],
//! [`processor_time`], [`toy`], [`twin`], [`mod@testdata`].

pub mod certificate;
pub mod crl;
pub mod der;
pub mod extensions;
pub mod folder;
pub mod forest;
pub mod issue;
pub mod key;
pub mod named;
pub mod names;
pub mod no_remedy;
pub mod pem;
pub mod processor_time;
pub mod testdata;
pub mod time;
pub mod toy;
pub mod twin;

pub use certificate::{Cert, intermediate, leaf, root};
pub use folder::Folder;
pub use issue::{HOST, Issued, chain3, chain3_with};
pub use key::Key;
pub use no_remedy::NO_REMEDY;
pub use processor_time::seconds_of;
pub use testdata::testdata;
pub use time::NOW;
