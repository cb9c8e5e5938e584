//! DER, written. `der` encodes the headers.

use crate::bytes::der::Tag;
use ::der::{Encode as _, Header, Length};
use alloc::vec::Vec;
use zeroize::Zeroize as _;

/// Elements one after another. Wiped when dropped, because a snapshot may hold keys.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// A writer that needs no more memory for this many octets, so that nothing is left behind by growing.
    pub(crate) fn with_capacity(octets: usize) -> Self {
        Self(Vec::with_capacity(octets))
    }

    /// One element with these contents.
    pub(crate) fn element(&mut self, tag: Tag, contents: &[u8]) {
        // Contents of 4 GiB and more have no header here; no state is that large.
        let length = Length::try_from(contents.len()).unwrap_or(Length::MAX);
        if let Ok(header) = Header::new(tag, length).to_der() {
            self.0.extend_from_slice(&header);
            self.0.extend_from_slice(contents);
        }
    }

    /// An element that is encoded already.
    pub(crate) fn encoded(&mut self, element: &[u8]) {
        self.0.extend_from_slice(element);
    }

    /// An INTEGER.
    pub(crate) fn integer(&mut self, number: u64) {
        if let Ok(der) = number.to_der() {
            self.0.extend_from_slice(&der);
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// What was written; the caller wipes it if need be.
    pub(crate) fn into_bytes(mut self) -> Vec<u8> {
        core::mem::take(&mut self.0)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// How many octets an element with so many contents octets has.
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

/// How many octets an INTEGER has.
pub(super) fn integer_len(number: u64) -> usize {
    number
        .encoded_len()
        .ok()
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or(0)
}
