//! The inputs of a signature check.

use pki_types::SignatureVerificationAlgorithm;

/// The inputs of a signature check.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub(super) algorithm: &'static dyn SignatureVerificationAlgorithm,
    pub(super) key: &'a [u8],
    pub(super) message: &'a [u8],
    pub(super) signature: &'a [u8],
}

impl Inputs<'_> {
    #[cfg(feature = "std")]
    pub(super) fn end(&self) -> Option<[u8; 8]> {
        self.signature.last_chunk().copied()
    }

    #[cfg(feature = "std")]
    pub(super) const fn bytes(&self) -> usize {
        let bytes = self.key.len().saturating_add(self.message.len());
        bytes.saturating_add(self.signature.len())
    }
}

/// True if both are the same object of the same type. Comparing their identifiers would not do: a caller may supply an
/// algorithm with the same identifier that accepts more signatures. (If the compiler has made two vtables for one type,
/// the same algorithm looks like two, which only costs another check.)
pub(super) fn is_the_same(
    one: &'static dyn SignatureVerificationAlgorithm,
    other: &'static dyn SignatureVerificationAlgorithm,
) -> bool {
    core::ptr::eq(one, other)
}
