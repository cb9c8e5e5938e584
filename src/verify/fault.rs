//! What is wrong with a certificate or a path, and at which certificate.

use crate::name::ConstraintViolation;
use crate::verdict::Reason;
use alloc::boxed::Box;

/// One fault of a path: why, and at which certificate (0 is the end entity; behind the last is the anchor).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(super) reason: Reason,
    pub(super) at: usize,
    pub(super) note: Note,
}

/// What a sentence says beside the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    None,
    Words(&'static str),
    Text(Box<str>),
    Name(Box<ConstraintViolation>),
}

impl Fault {
    pub(super) const fn new(reason: Reason, at: usize) -> Self {
        Self::noted(reason, at, Note::None)
    }

    pub(super) const fn noted(reason: Reason, at: usize, note: Note) -> Self {
        Self { reason, at, note }
    }
}
