//! The index of a built-in list: which roots have a subject.

use super::limits::Limits;
use super::subject::{find_subject, hash_of, letter_of};
use crate::bytes::span::Span;
use crate::certificate::Certificate;
use alloc::vec::Vec;
use once_cell::race::OnceBox;

/// The roots of a list, in list order, and as many buckets as roots.
#[derive(Debug)]
pub(super) struct Index(Vec<Root>);

/// One root, as the search for issuers sees it.
#[derive(Debug)]
pub(super) struct Root {
    /// Its index in the list. Numbers of 32 bits keep an entry at 32 bytes, and no memory holds more roots than they count.
    index: u32,
    /// Its subject within the DER.
    pub(super) subject: Span,
    /// The hash of its subject.
    hash: u32,
    /// The first root whose hash belongs to the bucket with the number of this root. Here and in the next field, 0 is none,
    /// and every other number is one more than a place in the index.
    first: u32,
    /// The next root of its own bucket.
    next: u32,
    /// The parsed root, made when the first peer was issued under its name; `None` if it cannot be parsed or is
    /// no anchor.
    pub(super) parsed: OnceBox<Option<ParsedRoot>>,
}

impl Root {
    /// The last letter of its subject.
    pub(super) const fn last_letter(&self) -> u8 {
        letter_of(self.hash)
    }

    /// Its index in the list.
    pub(super) fn index(&self) -> usize {
        to_usize(self.index)
    }
}

/// A root that is an anchor.
#[derive(Debug)]
pub(super) struct ParsedRoot {
    pub(super) certificate: Certificate,
    /// Those of all certificates of the list with its subject and key.
    pub(super) limits: Limits,
}

impl Index {
    /// The index of this many certificates, whose DER `der_of` returns.
    pub(super) fn of<'a>(len: usize, der_of: impl Fn(usize) -> &'a [u8]) -> Self {
        let mut roots: Vec<Root> = Vec::with_capacity(len);
        for (index, place) in (0..len).zip(0..u32::MAX) {
            let der = der_of(index);
            if let Some(subject) = find_subject(der) {
                let hash = hash_of(subject.of(der));
                let parsed = OnceBox::new();
                roots.push(Root { index: place, subject, hash, first: 0, next: 0, parsed });
            }
        }
        // The last comes first, so that each bucket is in list order.
        for place in (0..roots.len()).rev() {
            let Some(own) = roots.get(place).map(|root| bucket(root.hash, roots.len())) else {
                continue;
            };
            let number = u32::try_from(place.saturating_add(1)).unwrap_or_default();
            let next = roots.get_mut(own).map(|root| core::mem::replace(&mut root.first, number));
            if let Some(root) = roots.get_mut(place) {
                root.next = next.unwrap_or_default();
            }
        }
        Self(roots)
    }

    /// All roots, in list order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Root> {
        self.0.iter()
    }

    /// The roots whose subject has this hash, in list order.
    pub(super) fn with_hash(&self, hash: u32) -> impl Iterator<Item = &Root> {
        let mut next = self.0.get(bucket(hash, self.0.len())).map_or(0, |root| root.first);
        let in_bucket = core::iter::from_fn(move || {
            let root = self.0.get(to_usize(next).checked_sub(1)?)?;
            next = root.next;
            Some(root)
        });
        in_bucket.filter(move |root| root.hash == hash)
    }
}

/// The bucket of a subject with this hash. The list comes from the maker of the device, so nobody chooses subjects that share
/// one.
fn bucket(hash: u32, buckets: usize) -> usize {
    to_usize(hash).checked_rem(buckets).unwrap_or_default()
}

fn to_usize(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
