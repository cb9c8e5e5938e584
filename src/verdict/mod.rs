//! Floor 3: what was decided, and why.

mod finding;
mod message;
mod reason;

pub use finding::{Finding, Findings, Position};
pub use reason::Reason;

pub(crate) use finding::Detail;

use crate::certificate::Certificate;
use crate::clock::{Date, Validity};
use crate::name::NameMatch;
use crate::trust_store::{StorePart, TrustRole};
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// What was decided about a peer.
#[must_use = "a verdict protects nobody until it is read"]
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a path in a box would cost the accepted peer an allocation"
)]
pub enum Verdict {
    /// Every check was passed.
    Trusted(VerifiedPath),
    /// The policy lets the peer through, although something was found.
    Tolerated(Findings),
    /// The peer is refused.
    Rejected(Findings),
}

/// A verified certification path (RFC 5280 §6). Only a verifier makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPath {
    pub(crate) end_entity: Certificate,
    /// Who issued it, and so on; the anchor is last. Empty where a pin vouches for itself.
    pub(crate) issuers: Vec<Certificate>,
    pub(crate) part: StorePart,
    pub(crate) validity: Validity,
    pub(crate) name: Option<NameMatch>,
}

impl Verdict {
    /// Whether the connection may go on: trusted or tolerated.
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Trusted(_) | Self::Tolerated(_))
    }

    /// Whether every check was passed.
    pub const fn is_trusted(&self) -> bool {
        matches!(self, Self::Trusted(_))
    }

    /// What was found; nothing where the peer is trusted.
    pub const fn findings(&self) -> Option<&Findings> {
        match self {
            Self::Trusted(_) => None,
            Self::Tolerated(findings) | Self::Rejected(findings) => Some(findings),
        }
    }

    /// The path that was verified, if the connection may go on over one: always where the peer is trusted, and where it is
    /// tolerated unless the policy waives the path itself and there is none.
    ///
    /// A tolerated path may be out of date, or not be for the name that was meant: the findings say so.
    pub fn path(&self) -> Option<&VerifiedPath> {
        match self {
            Self::Trusted(path) => Some(path),
            Self::Tolerated(findings) => findings.path.as_deref(),
            Self::Rejected(_) => None,
        }
    }

    /// The path if the peer is trusted; what was found if it is tolerated or rejected.
    ///
    /// # Errors
    ///
    /// The findings: what a policy tolerates is not trusted.
    pub fn into_trusted(self) -> Result<VerifiedPath, Findings> {
        match self {
            Self::Trusted(path) => Ok(path),
            Self::Tolerated(findings) | Self::Rejected(findings) => Err(findings),
        }
    }
}

impl VerifiedPath {
    /// The peer's own certificate.
    pub const fn end_entity(&self) -> &Certificate {
        &self.end_entity
    }

    /// The certificates between the peer's own and the anchor, in this order.
    pub fn intermediates(&self) -> &[Certificate] {
        match self.issuers.split_last() {
            Some((_anchor, between)) => between,
            None => &[],
        }
    }

    /// What vouches in the end: the trust anchor, or the peer's own certificate where it is a pin.
    pub fn anchor(&self) -> &Certificate {
        self.issuers.last().unwrap_or(&self.end_entity)
    }

    /// How the anchor vouches: for others, or for itself alone.
    pub const fn role(&self) -> TrustRole {
        if self.issuers.is_empty() { TrustRole::Pin } else { TrustRole::Anchor }
    }

    /// In which part of the store the anchor is.
    pub const fn part(&self) -> StorePart {
        self.part
    }

    /// The last second at which the verdict stays true: the earliest end of validity on the path, the anchor's
    /// included, or the second before the first `nextUpdate` of the lists of revoked certificates that say that
    /// none of it is revoked. (Where the policy lets an expired anchor pass, the verdict is no longer "trusted".)
    pub const fn valid_until(&self) -> UnixTime {
        self.validity.not_after()
    }

    /// Which name matched, by which rule; `None` where no name was asked for.
    pub const fn name(&self) -> Option<&NameMatch> {
        self.name.as_ref()
    }
}

/// `trusted through ISRG Root X1 until 2027-03-12, as *.example.com (dNSName, wildcard)`
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trusted(path) => write!(f, "trusted {path}"),
            Self::Tolerated(findings) => write!(f, "tolerated, although {findings}"),
            Self::Rejected(findings) => write!(f, "rejected: {findings}"),
        }
    }
}

impl fmt::Display for VerifiedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.role() {
            TrustRole::Anchor => write!(f, "through {}", self.anchor().issued_to())?,
            TrustRole::Pin => f.write_str("because it was uploaded itself")?,
        }
        write!(f, " until {}", Date::of(self.valid_until()))?;
        if let Some(name) = &self.name {
            write!(f, ", as {name}")?;
        }
        Ok(())
    }
}
