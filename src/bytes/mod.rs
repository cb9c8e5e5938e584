//! Floor 0: what these bytes are. DER elements, PEM blocks, kinds of files.

pub(crate) mod base64;
pub(crate) mod der;
pub(crate) mod file_kind;
pub(crate) mod oid;
pub(crate) mod pem;
pub(crate) mod pkcs7;
pub(crate) mod span;
mod tag;
