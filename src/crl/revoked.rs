//! What a list says of a certificate it revokes.

use core::fmt;
use pki_types::UnixTime;

/// What a list says of a certificate it revokes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revoked {
    pub(super) since: UnixTime,
    pub(super) reason: Option<RevocationReason>,
}

/// Why a certificate was revoked (RFC 5280 §5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are the RFC's")]
pub enum RevocationReason {
    Unspecified,
    KeyCompromise,
    CaCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    CertificateHold,
    PrivilegeWithdrawn,
    AaCompromise,
}

impl Revoked {
    /// Since when.
    pub const fn since(self) -> UnixTime {
        self.since
    }

    /// Why, if the list says so.
    pub const fn reason(self) -> Option<RevocationReason> {
        self.reason
    }
}

impl RevocationReason {
    /// Of the contents bytes of a `CRLReason`. `removeFromCRL` is none: it takes an entry back.
    pub(super) const fn read(code: &[u8]) -> Option<Self> {
        Some(match code {
            [0] => Self::Unspecified,
            [1] => Self::KeyCompromise,
            [2] => Self::CaCompromise,
            [3] => Self::AffiliationChanged,
            [4] => Self::Superseded,
            [5] => Self::CessationOfOperation,
            [6] => Self::CertificateHold,
            [9] => Self::PrivilegeWithdrawn,
            [10] => Self::AaCompromise,
            _ => return None,
        })
    }
}

/// As the end of a sentence that says because.
impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unspecified => "of a reason that is not said",
            Self::KeyCompromise => "its key was compromised",
            Self::CaCompromise => "its CA was compromised",
            Self::AffiliationChanged => "what it says has changed",
            Self::Superseded => "it was superseded",
            Self::CessationOfOperation => "it is no longer used",
            Self::CertificateHold => "it is on hold",
            Self::PrivilegeWithdrawn => "what it may do was withdrawn",
            Self::AaCompromise => "the attribute authority was compromised",
        })
    }
}
