//! The key of a certificate, as algorithms read it.

use crate::bytes::der::{Reader, Tag};

/// The key in the contents of a `SubjectPublicKeyInfo`, without its algorithm.
pub(super) fn key_of(spki: &[u8]) -> Option<&[u8]> {
    let mut parts = Reader::new(spki);
    let _algorithm = parts.any().ok()?;
    parts.expect(Tag::BitString).ok()?.bytes_of_bit_string().ok()
}
