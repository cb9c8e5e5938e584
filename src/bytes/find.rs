//! Searches for a few bytes in a text: by memchr, or, without std, by a shorter way that takes 2 KB less of a firmware.

#[cfg(feature = "std")]
pub(crate) use memchr::memmem::{Finder, find};
#[cfg(not(feature = "std"))]
pub(crate) use short::{Finder, find};

#[cfg(any(test, not(feature = "std")))]
mod short {
    use memchr::memchr;

    /// A needle to search for more than once.
    pub(crate) struct Finder<'n> {
        needle: &'n [u8],
    }

    impl<'n> Finder<'n> {
        pub(crate) const fn new(needle: &'n [u8]) -> Self {
            Self { needle }
        }

        pub(crate) const fn needle(&self) -> &[u8] {
            self.needle
        }

        pub(crate) fn find(&self, text: &[u8]) -> Option<usize> {
            find(text, self.needle)
        }
    }

    /// The first place of the needle. At each place of its first byte, the needle is compared, so it should be short.
    pub(crate) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
        let Some((first, others)) = needle.split_first() else { return Some(0) };
        let (mut rest, mut start) = (text, 0_usize);
        loop {
            let at = memchr(*first, rest)?;
            rest = rest.get(at..)?.split_first()?.1;
            start = start.saturating_add(at);
            if rest.starts_with(others) {
                return Some(start);
            }
            start = start.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::short;
    use alloc::vec::Vec;
    use memchr::memmem;
    use proptest::prelude::*;

    fn text(most: usize) -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(prop_oneof![Just(b'-'), Just(b'B'), Just(b'E')], 0..=most)
    }

    proptest! {
        #[test]
        fn the_short_way_finds_what_memchr_finds(text in text(60), needle in text(6)) {
            let expected = memmem::find(&text, &needle);
            prop_assert_eq!(short::find(&text, &needle), expected);
            let finder = short::Finder::new(&needle);
            prop_assert_eq!(finder.find(&text), expected);
            prop_assert_eq!(finder.needle(), &*needle);
        }
    }
}
