//! DER, written. `der` encodes the lengths.

use crate::bytes::der::Tag;
use ::der::{Encode as _, Length};
use alloc::vec::Vec;

/// Elements one after another.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// A writer that needs no more memory for this many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// One element with these contents.
    pub(crate) fn element(&mut self, tag: Tag, contents: &[u8]) {
        self.header(tag, contents.len());
        self.0.extend_from_slice(contents);
    }

    /// What stands before so many contents bytes.
    pub(crate) fn header(&mut self, tag: Tag, contents: usize) {
        // Contents of 4 GiB and more have no header here; no state is that large.
        let length = Length::try_from(contents).unwrap_or(Length::MAX);
        if let Ok(length) = length.to_der() {
            self.0.push(tag.byte());
            self.0.extend_from_slice(&length);
        }
    }

    /// An element that is encoded already.
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

    /// What was written from here on.
    pub(super) fn since(&self, start: usize) -> &[u8] {
        self.0.get(start..).unwrap_or_default()
    }

    /// What was written; the caller wipes it if need be.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// How many bytes an element with so many contents bytes has.
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

/// How many bytes an INTEGER has.
pub(super) fn integer_len(number: u64) -> usize {
    number.encoded_len().ok().and_then(|length| usize::try_from(length).ok()).unwrap_or(0)
}
