//! The place of a field in its input, as offsets instead of a slice, so that the owner of the input can keep them.

use super::der::Element;

/// A range of an input of less than 4 GiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The contents of an element.
    pub(crate) fn of_value(element: &Element<'_>) -> Self {
        Self::new(element.offset(), element.value.len())
    }

    /// `length` bytes from `start`.
    pub(crate) fn new(start: usize, length: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(start.saturating_add(length)) }
    }

    /// The whole element, tag and length included.
    pub(crate) fn of_whole(element: &Element<'_>) -> Self {
        let header = element.whole.len().saturating_sub(element.value.len());
        Self::new(element.offset().saturating_sub(header), element.whole.len())
    }

    /// The last bytes of the contents of an element.
    pub(crate) fn last(element: &Element<'_>, length: usize) -> Self {
        let contents = Self::of_value(element);
        let skipped = element.value.len().saturating_sub(length);
        Self::new(contents.start().saturating_add(skipped), length)
    }

    /// Offset of the first byte.
    pub(crate) fn start(self) -> usize {
        usize::try_from(self.start).unwrap_or(usize::MAX)
    }

    /// The bytes of this range of `input`; empty if `input` is not the one it was made from.
    #[cfg_attr(not(feature = "std"), inline(never))]
    pub(crate) fn of(self, input: &[u8]) -> &[u8] {
        let end = usize::try_from(self.end).unwrap_or(usize::MAX);
        input.get(self.start()..end).unwrap_or_default()
    }
}
