//! Writes DER. The crate `der` encodes the lengths.

use crate::bytes::der::Tag;
use ::der::{Encode as _, Length};
use alloc::vec::Vec;

/// A sequence of encoded elements.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// A writer with memory for this many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// One element with these contents.
    pub(crate) fn element(&mut self, tag: Tag, contents: &[u8]) {
        self.header(tag, contents.len());
        self.0.extend_from_slice(contents);
    }

    /// The tag and length before this many contents bytes.
    pub(crate) fn header(&mut self, tag: Tag, contents: usize) {
        // Contents of 4 GiB and more get no header; no state is that large.
        let length = Length::try_from(contents).unwrap_or(Length::MAX);
        if let Ok(length) = length.to_der() {
            self.0.push(tag.byte());
            self.0.extend_from_slice(&length);
        }
    }

    /// An encoded element.
    pub(crate) fn encoded(&mut self, element: &[u8]) {
        self.0.extend_from_slice(element);
    }

    /// An INTEGER.
    pub(super) fn integer(&mut self, number: u64) {
        if let Ok(der) = number.to_der() {
            self.0.extend_from_slice(&der);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The bytes written since `start`.
    pub(super) fn since(&self, start: usize) -> &[u8] {
        self.0.get(start..).unwrap_or_default()
    }

    /// All bytes written. If they are secret, the caller wipes them.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// The size of an element with this many contents bytes.
pub(crate) fn element_len(contents: usize) -> usize {
    let length = match contents {
        0..=0x7f => 1_usize,
        0x80..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xff_ffff => 4,
        _ => 5,
    };
    contents.saturating_add(length).saturating_add(1)
}

/// The size of an INTEGER.
pub(super) fn integer_len(number: u64) -> usize {
    number.encoded_len().ok().and_then(|length| usize::try_from(length).ok()).unwrap_or(0)
}
