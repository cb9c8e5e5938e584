//! Compares one DNS name of a certificate with one reference, byte by byte and without backtracking.

use super::dns::DnsName;
use super::rules::Wildcards;

/// A reference split once, so that comparing many names is cheap.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    pub(super) whole: &'a [u8],
    pub(super) first: &'a [u8],
    /// The text after the first dot; `None` if there is no dot.
    pub(super) rest: Option<&'a [u8]>,
}

/// How a presented name matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Exact,
    Wildcard,
}

impl<'a> Target<'a> {
    pub(super) fn new(reference: &'a DnsName) -> Self {
        let whole = reference.as_bytes();
        // A label has at most 63 bytes, and most have few: `memchr` would take longer.
        let dot = whole.iter().position(|byte| *byte == b'.').unwrap_or(whole.len());
        let (first, rest) = whole.split_at_checked(dot).unwrap_or((whole, &[]));
        Self { whole, first, rest: rest.get(1..) }
    }

    /// Whether `presented` names this host.
    ///
    /// The form of `presented` is not checked: the reference is well-formed, so a name that equals it, except for the
    /// wildcard, is well-formed too. NUL, a final dot and bytes beyond ASCII equal nothing.
    pub(super) fn fit(&self, presented: &[u8], wildcards: Wildcards) -> Option<Fit> {
        // This is nearly every wildcard: the first label is nothing else. No reference contains it, so it is not exact.
        if let [b'*', b'.', same @ ..] = presented {
            let has_rest = self.rest.is_some_and(|rest| same.eq_ignore_ascii_case(rest));
            let fits = has_rest && wildcards != Wildcards::None && !self.is_below_top();
            return fits.then_some(Fit::Wildcard);
        }
        // Nearly all names differ in their first letters.
        if !may_be_alike(presented.first(), self.whole.first()) {
            return None;
        }
        if presented.eq_ignore_ascii_case(self.whole) {
            return Some(Fit::Exact);
        }
        if wildcards == Wildcards::None {
            return None;
        }
        let first = self.first_beside_same_rest(presented)?;
        let fits = match first {
            b"*" => !self.is_below_top(),
            _ => wildcards == Wildcards::Fragment && fragment_fits(first, self.first),
        };
        fits.then_some(Fit::Wildcard)
    }

    /// What comes before the same text as after the first dot of the reference, if its last letter fits. A dot in it equals
    /// no byte of a label.
    fn first_beside_same_rest<'p>(&self, presented: &'p [u8]) -> Option<&'p [u8]> {
        let Some(rest) = self.rest else { return Some(presented) };
        let dot = presented.len().checked_sub(rest.len())?.checked_sub(1)?;
        match presented.split_at_checked(dot)? {
            (first, [b'.', same @ ..])
                if may_be_alike(first.last(), self.first.last())
                    && same.eq_ignore_ascii_case(rest) =>
            {
                Some(first)
            }
            _ => None,
        }
    }

    /// Whether there is at most one label after the first. A wildcard would then cover a whole top-level domain (`*.com`),
    /// or all of them.
    pub(super) fn is_below_top(&self) -> bool {
        self.rest.is_none_or(|rest| !rest.contains(&b'.'))
    }
}

/// Whether a label is an A-label (RFC 5890 §2.3.2.1). It encodes other characters, so a part of it has no meaning (RFC 6125
/// §6.4.3, RFC 9525 §6.3).
pub(super) fn is_a_label(label: &[u8]) -> bool {
    label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"xn--"))
}

/// The first label, and the text after its dot.
pub(super) fn cut(name: &[u8]) -> (&[u8], Option<&[u8]>) {
    let dot = memchr::memchr(b'.', name);
    match dot.and_then(|dot| name.split_at_checked(dot)) {
        Some((first, rest)) => (first, rest.get(1..)),
        None => (name, None),
    }
}

/// True unless the letters of a presented label and of the reference, both first or both last, show that they differ.
fn may_be_alike(presented: Option<&u8>, reference: Option<&u8>) -> bool {
    match (presented, reference) {
        (Some(b'*'), _) => true,
        (Some(presented), Some(reference)) => presented.eq_ignore_ascii_case(reference),
        _ => false,
    }
}

/// Compares `f*`, `*f` or `f*o` with a label of the reference. The wildcard covers at least one byte.
fn fragment_fits(presented: &[u8], reference: &[u8]) -> bool {
    let mut parts = presented.splitn(2, |byte| *byte == b'*');
    let (Some(before), Some(after)) = (parts.next(), parts.next()) else {
        return false;
    };
    if is_a_label(presented) || is_a_label(reference) || reference.len() < presented.len() {
        return false;
    }
    // A second wildcard in `after` equals no byte of the reference.
    let ends = reference
        .split_at_checked(before.len())
        .zip(reference.len().checked_sub(after.len()).and_then(|start| reference.get(start..)));
    ends.is_some_and(|((start, _), end)| {
        start.eq_ignore_ascii_case(before) && end.eq_ignore_ascii_case(after)
    })
}
