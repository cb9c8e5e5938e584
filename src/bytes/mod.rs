//! Floor 0: what these bytes are. DER elements, PEM blocks, kinds of files.

pub(crate) mod der;
pub(crate) mod oid;
pub(crate) mod span;
