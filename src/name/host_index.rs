//! The bases of the dNSName constraints in one list of one CA, in an order in which the domains above a name are found in one
//! walk over its bytes.

use super::presented::split_element;
use crate::sort::sort_unstable;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// Well-formed bases in the order of their bytes from the last to the first, in lower case. So the domains below one domain
/// are neighbors.
#[derive(Debug, Default)]
pub(super) struct HostIndex<'a> {
    /// The contents of the `GeneralSubtrees`.
    list: &'a [u8],
    bases: Vec<Base>,
}

/// Where a base is in its list. It is small, because a hostile CA has thousands.
#[derive(Clone, Copy, Debug)]
struct Base {
    start: u32,
    length: u8,
    /// True if only the names below the base are within.
    is_below: bool,
}

impl<'a> HostIndex<'a> {
    pub(super) fn new(list: &'a [u8], capacity: usize) -> Self {
        Self { list, bases: Vec::with_capacity(capacity) }
    }

    /// Adds a base that is the last part of `subtree`, an element of the list: `length` bytes, at most 255.
    pub(super) fn add(&mut self, end: usize, length: usize, is_below: bool) {
        let start = end.checked_sub(length).map(u32::try_from);
        if let (Some(Ok(start)), Ok(length)) = (start, u8::try_from(length)) {
            self.bases.push(Base { start, length, is_below });
        }
    }

    /// Puts the bases in order. Before that, nothing is found.
    pub(super) fn sort(&mut self) {
        let list = self.list;
        let compare = |a: &Base, b: &Base| {
            let lower = |base: &Base| base.of(list).iter().rev().map(u8::to_ascii_lowercase);
            lower(a).cmp(lower(b)).then(a.is_below.cmp(&b.is_below))
        };
        if cfg!(feature = "std") {
            self.bases.sort_unstable_by(compare);
        } else {
            sort_unstable(&mut self.bases, compare);
        }
    }

    /// Whether a base is the name, or a domain above it that it is within.
    pub(super) fn includes(&self, name: &[u8]) -> bool {
        self.walk(name, false)
    }

    /// Whether a base is the name itself.
    pub(super) fn has(&self, name: &[u8]) -> bool {
        self.walk(name, true)
    }

    fn walk(&self, name: &[u8], is_whole: bool) -> bool {
        let mut near = self.bases.as_slice();
        let mut from_end = name.iter().rev().map(u8::to_ascii_lowercase);
        for depth in 0..=name.len() {
            let next = from_end.next();
            let is_border =
                if is_whole { next.is_none() } else { matches!(next, None | Some(b'.')) };
            let Some(first) = near.first() else { return false };
            // Of equal bases, the one that includes the domain itself is first.
            if is_border
                && usize::from(first.length) == depth
                && (!first.is_below || next.is_some())
            {
                return true;
            }
            let Some(next) = next else { return false };
            near = self.with(near, depth, next);
        }
        false
    }

    /// Those of `near` that have this byte at this place from the end. The search begins at both ends and doubles its steps,
    /// so that it takes about as long as what it leaves out is wide.
    fn with<'b>(&self, near: &'b [Base], depth: usize, byte: u8) -> &'b [Base] {
        let order = |base: &Base| match base.byte_before_end(self.list, depth) {
            Some(found) => found.cmp(&byte),
            None => Ordering::Less,
        };
        let skipped = run(near.len(), |at| near.get(at).is_some_and(|base| order(base).is_lt()));
        let near = near.get(skipped..).unwrap_or_default();
        let from_last = |at: usize| near.len().checked_sub(at.saturating_add(1));
        let left = run(near.len(), |at| {
            from_last(at).and_then(|at| near.get(at)).is_some_and(|base| order(base).is_gt())
        });
        near.get(..near.len().saturating_sub(left)).unwrap_or_default()
    }
}

impl Base {
    fn of(self, list: &[u8]) -> &[u8] {
        let start = usize::try_from(self.start).unwrap_or(usize::MAX);
        list.get(start..start.saturating_add(usize::from(self.length))).unwrap_or_default()
    }

    /// The byte at this place from the end, in lower case.
    fn byte_before_end(self, list: &[u8], depth: usize) -> Option<u8> {
        let place = usize::from(self.length).checked_sub(depth.saturating_add(1))?;
        let start = usize::try_from(self.start).ok()?;
        list.get(start.saturating_add(place)).map(u8::to_ascii_lowercase)
    }
}

/// The number of places at the beginning of `length` places for which `is_before` is true. It is false for all after the first
/// for which it is false.
fn run(length: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut step) = (0_usize, 1_usize);
    let mut high = loop {
        let at = low.saturating_add(step).saturating_sub(1);
        if at >= length {
            break length;
        }
        if !is_before(at) {
            break at;
        }
        low = at.saturating_add(1);
        step = step.saturating_mul(2);
    };
    while low < high {
        let middle = low.midpoint(high);
        if is_before(middle) {
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    low
}

/// The tag and the contents of each base of a `GeneralSubtrees` whose encoding has been checked, and the offset of its end.
/// Reads tags and lengths only, because one base may be as long as its certificate.
#[derive(Clone, Debug)]
pub(super) struct Subtrees<'a> {
    list: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Subtrees<'a> {
    pub(super) const fn new(list: &'a [u8]) -> Self {
        Self { list, rest: list }
    }

    /// The offset of the end of the last base.
    pub(super) const fn end(&self) -> usize {
        self.list.len().saturating_sub(self.rest.len())
    }
}

impl<'a> Iterator for Subtrees<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (_, subtree, rest) = split_element(self.rest)?;
        self.rest = rest;
        split_element(subtree).map(|(tag, base, _)| (tag, base))
    }
}
