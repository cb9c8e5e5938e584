//! The revocation of one certificate.

use crate::message::text;
use crate::numbered::numbered;
use core::fmt;
use pki_types::UnixTime;

/// The revocation of one certificate, from its entry in a CRL.
///
/// ```
/// use trustslot::{Crl, RevocationReason};
///
/// # let file = include_bytes!("../../examples/data/phones.crl");
/// let crl = Crl::parse(file)?;
/// let revoked = crl.revocation_of(&[1]).unwrap();
/// assert_eq!(revoked.since().as_secs(), 1_775_001_600); // 2026-04-01
/// assert_eq!(revoked.reason(), Some(RevocationReason::KeyCompromise));
/// # Ok::<(), trustslot::CrlError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revoked {
    pub(super) since: UnixTime,
    pub(super) reason: Option<RevocationReason>,
}

/// Why a certificate was revoked. The names are those of RFC 5280 §5.3.1.
///
/// The text completes "revoked because …".
///
/// ```
/// use trustslot::RevocationReason;
///
/// let reason = RevocationReason::KeyCompromise;
/// assert_eq!(format!("revoked because {reason}"), "revoked because its key was compromised");
/// ```
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
    /// The date of the revocation.
    pub const fn since(self) -> UnixTime {
        self.since
    }

    /// The reason, if the CRL gives one.
    pub const fn reason(self) -> Option<RevocationReason> {
        self.reason
    }
}

impl RevocationReason {
    /// From the contents bytes of a `CRLReason`. `None` for `removeFromCRL`, which removes an entry.
    pub(super) const fn read(code: &[u8]) -> Option<Self> {
        match code {
            [code] => Self::from_code(*code),
            _ => None,
        }
    }
}

/// Completes "revoked because …".
impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Unspecified => text!("of an unspecified reason"),
            Self::KeyCompromise => text!("its key was compromised"),
            Self::CaCompromise => text!("its CA was compromised"),
            Self::AffiliationChanged => text!("its contents are no longer correct"),
            Self::Superseded => text!("it was replaced"),
            Self::CessationOfOperation => text!("it is no longer used"),
            Self::CertificateHold => text!("it is on hold"),
            Self::PrivilegeWithdrawn => text!("its privileges were withdrawn"),
            Self::AaCompromise => text!("the attribute authority was compromised"),
        };
        text.write(f)
    }
}

// RFC 5280 §5.3.1; 7 is not used, and 8 (removeFromCRL) is not a reason.
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
