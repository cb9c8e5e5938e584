//! What the fuzz targets share: the factory and the twins of the tests, a mutator that knows DER, a signature
//! algorithm that costs nothing, and what may be shown.

pub mod chains;
pub mod display;
pub mod forest;
pub mod mutate;
pub mod secret;
pub mod toy;

#[path = "../../tests/support/mod.rs"]
pub mod support;

/// The smallest certificate with given names.
#[path = "../../tests/conformance/certificate.rs"]
pub mod names;

/// The rules of names once more, slow.
#[path = "../../tests/twin/name.rs"]
pub mod twin;
