//! Where in its input a field stands: offsets instead of borrowed slices, so that an owner can keep them.

use super::der::Element;

/// A stretch of an input of less than 4 GiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The contents bytes of an element.
    pub(crate) fn of_value(element: &Element<'_>) -> Self {
        Self::new(element.offset(), element.value.len())
    }

    /// `length` bytes from `start` on.
    pub(crate) fn new(start: usize, length: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(start.saturating_add(length)) }
    }

    /// Offset of the first byte.
    pub(crate) fn start(self) -> usize {
        usize::try_from(self.start).unwrap_or(usize::MAX)
    }

    /// The bytes of this stretch of `input`; none where `input` is not what the span was made from.
    pub(crate) fn of(self, input: &[u8]) -> &[u8] {
        let end = usize::try_from(self.end).unwrap_or(usize::MAX);
        input.get(self.start()..end).unwrap_or_default()
    }
}
