//! One presented DNS name against one reference, byte by byte and without looking back.

use super::dns::DnsName;
use super::rules::Wildcards;

/// A reference cut once, so that each of many presented names costs little.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'a> {
    pub(super) whole: &'a [u8],
    pub(super) first: &'a [u8],
    /// What follows the first dot; nothing where there is none.
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
        let (first, rest) = cut(whole);
        Self { whole, first, rest }
    }

    /// Whether `presented` names this host.
    ///
    /// Nothing is asked of the form of `presented`: the reference has a good form, so whatever equals it, or
    /// equals it beside the wildcard, has one too. NUL, a final dot, or a byte beyond ASCII equal nothing.
    pub(super) fn fit(&self, presented: &[u8], wildcards: Wildcards) -> Option<Fit> {
        if presented.eq_ignore_ascii_case(self.whole) {
            return Some(Fit::Exact);
        }
        if wildcards == Wildcards::None || memchr::memchr(b'*', presented).is_none() {
            return None;
        }
        let (first, rest) = cut(presented);
        let same_rest = match (rest, self.rest) {
            (Some(presented), Some(reference)) => presented.eq_ignore_ascii_case(reference),
            (None, None) => true,
            _ => false,
        };
        let fits = same_rest
            && match first {
                b"*" => !self.is_below_top(),
                _ => wildcards == Wildcards::Fragment && fragment_fits(first, self.first),
            };
        fits.then_some(Fit::Wildcard)
    }

    /// Whether there is at most one label behind the first. A wildcard there would stand for all hosts of a
    /// top-level name (`*.com`), or for all top-level names.
    pub(super) fn is_below_top(&self) -> bool {
        self.rest.is_none_or(|rest| !rest.contains(&b'.'))
    }
}

/// Whether a label is an A-label (RFC 5890 §2.3.2.1). Its letters are not those of the name it encodes, so a
/// part of one means nothing (RFC 6125 §6.4.3, RFC 9525 §6.3).
pub(super) fn is_a_label(label: &[u8]) -> bool {
    label.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"xn--"))
}

/// The first label, and what follows its dot.
pub(super) fn cut(name: &[u8]) -> (&[u8], Option<&[u8]>) {
    let dot = memchr::memchr(b'.', name);
    match dot.and_then(|dot| name.split_at_checked(dot)) {
        Some((first, rest)) => (first, rest.get(1..)),
        None => (name, None),
    }
}

/// `f*`, `*f` and `f*o` against a label of the reference. The wildcard stands for at least one byte.
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
