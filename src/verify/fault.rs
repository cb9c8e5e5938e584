//! A fault of a certificate or a path.

use crate::name::ConstraintViolation;
use crate::usage::Usage;
use crate::verdict::{Reason, Signer};
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
    Text(Box<str>),
    Name(Box<ConstraintViolation>),
    Usage(Usage),
    /// Who made a signature that no algorithm may verify.
    Signer(Box<Signer>),
}

impl Fault {
    pub(super) const fn new(reason: Reason, at: usize) -> Self {
        Self::noted(reason, at, Note::None)
    }

    pub(super) const fn noted(reason: Reason, at: usize, note: Note) -> Self {
        Self { reason, at, note }
    }
}
