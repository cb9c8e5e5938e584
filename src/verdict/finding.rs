//! One thing that a check found.

use super::VerifiedPath;
use super::reason::Reason;
use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::name::{ConstraintViolation, NameMismatch};
use crate::policy::{Check, TrustSource};
use crate::remedy::Remedy;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// One thing that a check found: why, about which certificate, and what would help.
///
/// Its `Display` is a sentence fit for a small display: lower case, no full stop, facts first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub(crate) reason: Reason,
    pub(crate) position: Position,
    pub(crate) certificate: Certificate,
    pub(crate) detail: Detail,
    pub(crate) waived: bool,
    pub(crate) remedy: Option<Remedy>,
}

/// Which certificate of the path a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Position {
    /// The peer's own.
    EndEntity,
    /// An intermediate: 1 issued the peer's certificate, 2 issued that one, and so on.
    Intermediate(u8),
    /// The trust anchor.
    Anchor,
}

/// The facts a sentence needs beside the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    None,
    Name(Box<NameMismatch>),
    Clock(Clock),
    Source(TrustSource),
    /// What exactly, in words of the check that found it.
    Words(&'static str),
    Text(Box<str>),
    Constraint(Box<ConstraintViolation>),
}

/// What the checks found, in the order of the path and of the checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub(crate) list: Vec<Finding>,
    /// The verified path of a peer that the policy tolerates.
    pub(crate) path: Option<Box<VerifiedPath>>,
}

impl Finding {
    /// Why, as a code that never changes its meaning.
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// The check that found it.
    pub const fn check(&self) -> Check {
        self.reason.check()
    }

    /// Where on the path the certificate stands.
    pub const fn position(&self) -> Position {
        self.position
    }

    /// The certificate it is about.
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Whether the policy waived the check: the finding is told, and does not decide.
    pub const fn is_waived(&self) -> bool {
        self.waived
    }

    /// The smallest change that would help, where there is one.
    pub const fn remedy(&self) -> Option<&Remedy> {
        self.remedy.as_ref()
    }

    /// How the name did not match, for a finding of [`Check::Name`].
    pub fn name_mismatch(&self) -> Option<&NameMismatch> {
        match &self.detail {
            Detail::Name(mismatch) => Some(mismatch),
            _ => None,
        }
    }
}

impl Position {
    /// The number that stands for this position in C and in logs. It never changes: 0 is the end entity, 1 to 254 an
    /// intermediate, 255 the anchor.
    pub const fn code(self) -> u8 {
        match self {
            Self::EndEntity => 0,
            Self::Intermediate(depth) => depth,
            Self::Anchor => u8::MAX,
        }
    }
}

impl Findings {
    /// Each finding.
    pub fn iter(&self) -> core::slice::Iter<'_, Finding> {
        self.list.iter()
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing was found.
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The finding with this index, from 0.
    pub fn get(&self, index: usize) -> Option<&Finding> {
        self.list.get(index)
    }

    /// The first finding that decided, else the first.
    pub fn decisive(&self) -> Option<&Finding> {
        self.list.iter().find(|finding| !finding.waived).or_else(|| self.list.first())
    }

    /// Whether there is a finding with this reason.
    pub fn contains(&self, reason: Reason) -> bool {
        self.list.iter().any(|finding| finding.reason == reason)
    }
}

/// So that `verdict.into_trusted()?` works. The findings have no source: each is a fact about the peer.
impl core::error::Error for Findings {}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = core::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

/// The sentences, `; ` between them.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndEntity => f.write_str("end entity"),
            Self::Intermediate(depth) => write!(f, "intermediate {depth}"),
            Self::Anchor => f.write_str("anchor"),
        }
    }
}
