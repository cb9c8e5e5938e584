//! A fault of a certificate or a path.

use crate::name::ConstraintViolation;
use crate::verdict::{Reason, RevocationFact};
use alloc::boxed::Box;

/// One fault of a path, and the index of the certificate: 0 is the end entity, the path length is the anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(super) reason: Reason,
    pub(super) at: usize,
    pub(super) note: Note,
}

/// The facts that a message gives in addition to the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    None,
    Words(&'static str),
    Name(Box<ConstraintViolation>),
    Revocation(RevocationFact),
}

impl Fault {
    pub(super) const fn new(reason: Reason, at: usize) -> Self {
        Self::noted(reason, at, Note::None)
    }

    pub(super) const fn noted(reason: Reason, at: usize, note: Note) -> Self {
        Self { reason, at, note }
    }
}
