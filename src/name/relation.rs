//! How a name relates to the base of a subtree (RFC 5280 §4.2.1.10).

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Permitted,
    Excluded,
}

/// How a name relates to the base of a subtree: inside, outside, or not comparable because one of them is malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Within,
    Outside,
    OddConstraint,
    OddName,
}

impl Relation {
    pub(super) const fn of(is_within: bool) -> Self {
        if is_within { Self::Within } else { Self::Outside }
    }
}

/// Whether `name` is `parent` with more labels before it.
pub(super) fn is_below(name: &[u8], parent: &[u8]) -> bool {
    let inner = name.len().checked_sub(parent.len());
    inner
        .and_then(|inner| name.split_at_checked(inner))
        .is_some_and(|(inner, end)| inner.ends_with(b".") && end.eq_ignore_ascii_case(parent))
}
