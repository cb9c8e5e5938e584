//! What the CRLs of one issuer say about a certificate.

use super::signatures::Keys;
use crate::certificate::{Certificate, KeyUsage};
use crate::clock::Clock;
use crate::crl::Revoked;
use crate::verdict::{RevocationFact, UnknownStatus};
use pki_types::UnixTime;

/// The question about one certificate.
pub(super) struct About<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) issuer: &'a Certificate,
    pub(super) clock: Clock,
    /// Whether a CRL that vouches needs a CRL number.
    pub(super) needs_number: bool,
    pub(super) keys: &'a Keys<'a>,
}

/// The answers.
pub(super) trait OfIssuer {
    /// True if no CRL names this issuer.
    fn is_empty(&self) -> bool;

    /// The revocation of the certificate: the earliest, so that the order of the CRLs does not matter.
    fn revocation(&self) -> Option<Revoked>;

    /// Why CRLs that revoke the certificate are not current: that one has expired, and that one is not valid yet. Another CRL
    /// that revokes it too hides neither.
    fn faults_of_revoking(&self) -> [Option<RevocationFact>; 2];

    /// Whether they show that the certificate is not revoked, revocations aside.
    fn vouch(&self) -> Vouching;
}

/// Whether the CRLs show that the certificate is not revoked, or would if they did not list it.
pub(super) struct Vouching {
    /// The time at which the best CRL expires, or its successor, if that is earlier; otherwise why no CRL shows it.
    pub(super) until: Result<UnixTime, UnknownStatus>,
    /// Why the CRLs for certificates such as this one do not count at this time; `None` if one does, or if there is none.
    pub(super) time: Option<RevocationFact>,
}

/// RFC 5280 §4.2.1.3.
pub(super) fn may_sign_crls(issuer: &Certificate) -> bool {
    issuer.extensions().key_usage.is_none_or(KeyUsage::crl_sign)
}

/// The answers without a CRL.
pub(super) struct NoCrls<'a> {
    pub(super) issuer: &'a Certificate,
}

impl OfIssuer for NoCrls<'_> {
    fn is_empty(&self) -> bool {
        true
    }

    fn revocation(&self) -> Option<Revoked> {
        None
    }

    fn faults_of_revoking(&self) -> [Option<RevocationFact>; 2] {
        [None, None]
    }

    fn vouch(&self) -> Vouching {
        let is_able = may_sign_crls(self.issuer);
        let unknown = if is_able { UnknownStatus::NoCrl } else { UnknownStatus::NoCrlSign };
        Vouching { until: Err(unknown), time: None }
    }
}
