//! A fault of a certificate or a path, and sets of checks.

use crate::message::Text;
use crate::name::ConstraintViolation;
use crate::policy::{Check, Policy};
use crate::usage::Usage;
use crate::verdict::{Reason, RevocationFact, Signer};
use alloc::boxed::Box;

/// One fault, and the index of the certificate: 0 is the end entity, the length of the path is the anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) reason: Reason,
    pub(crate) at: usize,
    pub(crate) note: Note,
}

/// The facts that a message gives in addition to the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    None,
    Words(Text),
    Text(Box<str>),
    Name(Box<ConstraintViolation>),
    Usage(Usage),
    Revocation(RevocationFact),
    /// Who made a signature that no algorithm may verify.
    Signer(Box<Signer>),
}

impl Fault {
    #[cfg_attr(not(feature = "std"), inline(never))]
    pub(crate) const fn new(reason: Reason, at: usize) -> Self {
        Self::noted(reason, at, Note::None)
    }

    pub(crate) const fn noted(reason: Reason, at: usize, note: Note) -> Self {
        Self { reason, at, note }
    }

    pub(crate) const fn check(&self) -> Check {
        self.reason.check()
    }
}

/// A set of checks, in one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checks(u16);

impl Checks {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ALL: Self = Self(u16::MAX);

    /// The checks that decide under this policy.
    pub(crate) const fn deciding(policy: Policy) -> Self {
        Self(policy.deciding())
    }

    /// The checks of these faults.
    pub(crate) fn of(faults: &[Fault]) -> Self {
        Self(faults.iter().fold(0, |bits, fault| bits | fault.check().bit()))
    }

    /// True if a check is in both sets.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn contains(self, check: Check) -> bool {
        self.0 & check.bit() != 0
    }

    /// The checks that are in both sets.
    pub(crate) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// True if a check is in this set and not in the other.
    pub(crate) const fn exceeds(self, other: Self) -> bool {
        self.0 & !other.0 != 0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
