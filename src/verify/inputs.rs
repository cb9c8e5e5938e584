//! The inputs of a signature check.

use crate::algorithms::Algorithm;

/// The inputs of a signature check.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub(super) algorithm: Algorithm<'a>,
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
