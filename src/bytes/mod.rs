//! Floor 0: formats of bytes. DER elements, PEM blocks, PKCS#7 containers, kinds of files.

pub(crate) mod base64;
pub(crate) mod der;
pub(crate) mod file_kind;
pub(crate) mod find;
pub(crate) mod oid;
pub(crate) mod oid_names;
pub(crate) mod pem;
pub(crate) mod pkcs7;
pub(crate) mod span;
mod tag;
