//! What a list says of a certificate it revokes.

use crate::numbered::numbered;
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
        match code {
            [code] => Self::from_code(*code),
            _ => None,
        }
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

// RFC 5280 §5.3.1; 7 is not used, and 8 (removeFromCRL) is no reason.
numbered! {
    RevocationReason: u8 {
        Unspecified = 0 "unspecified",
        KeyCompromise = 1 "key-compromise",
        CaCompromise = 2 "ca-compromise",
        AffiliationChanged = 3 "affiliation-changed",
        Superseded = 4 "superseded",
        CessationOfOperation = 5 "cessation-of-operation",
        CertificateHold = 6 "certificate-hold",
        PrivilegeWithdrawn = 9 "privilege-withdrawn",
        AaCompromise = 10 "aa-compromise",
    }
}
