//! What peers may object to in the certificate of an identity.

use crate::certificate::{Certificate, KeyUsage};
use crate::clock::{Clock, Date};
use crate::identity::Identity;
use crate::message::message;
use crate::numbered::numbered;
use crate::remedy::{Change, Remedy};
use crate::trust_store::{CertificateFlag, flags_of};
use crate::usage::Usage;
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// Something that peers may object to in the certificate of an [`Identity`]. Show it when the identity is uploaded.
///
/// A finding is no error: peers differ in what they check, so the identity can be installed. [`Identity::findings`]
/// returns them; [`remedy`](Self::remedy) names the smallest change that would help.
///
/// ```
/// use trustslot::{Clock, Identity, IdentityFinding, Remedy, Usage};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
/// let identity = Identity::parse("pbx.pem", file)?;
/// for finding in identity.findings(Clock::Unset) {
///     println!("{finding}");
/// }
///
/// let finding = IdentityFinding::Purpose { role: Usage::ClientAuth };
/// assert_eq!(
///     finding.to_string(),
///     "the certificate is not issued for use as TLS client, so peers will reject it there"
/// );
/// assert_eq!(finding.remedy(), Some(Remedy::UploadClientIdentity));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdentityFinding {
    /// Its extended key usage does not allow this side of TLS (RFC 5280 §4.2.1.12).
    Purpose {
        /// The side that is not allowed.
        role: Usage,
    },
    /// Its key usage does not allow this side of TLS (RFC 5280 §4.2.1.3).
    KeyUsage {
        /// The side that is not allowed.
        role: Usage,
    },
    /// It has a critical extension that this crate does not process, so peers that do not process it either must reject
    /// it (RFC 5280 §4.2).
    CriticalExtension,
    /// It is a CA certificate. Many TLS libraries reject one that is presented as the peer's own.
    Ca,
    /// It has an RSA key of less than 2048 bits, or its CA signed it with MD2, MD5 or SHA-1.
    Weak,
    /// It has expired.
    Expired {
        /// The last second of its validity.
        end: UnixTime,
    },
    /// It is not valid yet. Never found while the clock is only a lower bound.
    NotYetValid {
        /// The first second of its validity.
        begin: UnixTime,
    },
    /// It expires within 90 days, and at most a tenth of its lifetime is left.
    ExpiresSoon {
        /// The last second of its validity.
        end: UnixTime,
    },
}

impl Identity {
    /// What peers may object to in the certificate: its purposes, its strength, and its validity, as far as the clock is
    /// known. The certificates of its issuers are not looked at.
    ///
    /// Most certificates of public CAs are for servers only, so a finding about TLS clients is normal for them.
    pub fn findings(&self, clock: Clock) -> Vec<IdentityFinding> {
        let certificate = self.certificate();
        let mut findings = Vec::new();
        for &role in Usage::ALL {
            if !purposes_allow(certificate, role) {
                findings.push(IdentityFinding::Purpose { role });
            }
        }
        for &role in Usage::ALL {
            if !key_usage_allows(certificate, role) {
                findings.push(IdentityFinding::KeyUsage { role });
            }
        }
        if has_unknown_critical_extension(certificate) {
            findings.push(IdentityFinding::CriticalExtension);
        }
        if certificate.is_ca() {
            findings.push(IdentityFinding::Ca);
        }
        let validity = certificate.validity();
        let (begin, end) = (validity.not_before(), validity.not_after());
        for flag in flags_of(certificate, None, clock) {
            findings.extend(match flag {
                CertificateFlag::Weak => Some(IdentityFinding::Weak),
                CertificateFlag::Expired => Some(IdentityFinding::Expired { end }),
                CertificateFlag::NotYetValid => Some(IdentityFinding::NotYetValid { begin }),
                CertificateFlag::ExpiresSoon => Some(IdentityFinding::ExpiresSoon { end }),
                CertificateFlag::NotACa
                | CertificateFlag::SelfIssued
                | CertificateFlag::NotForServers
                | CertificateFlag::NotForClients => None,
            });
        }
        findings
    }

    /// True if the usages and extensions of the certificate allow this side of TLS: no
    /// [finding](IdentityFinding::excludes) excludes it.
    ///
    /// ```
    /// use trustslot::{Identity, Usage};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let identity = Identity::parse("pbx.pem", file)?;
    /// assert!(identity.serves_as(Usage::ServerAuth));
    /// # Ok(())
    /// # }
    /// ```
    pub fn serves_as(&self, role: Usage) -> bool {
        let certificate = self.certificate();
        purposes_allow(certificate, role)
            && key_usage_allows(certificate, role)
            && !has_unknown_critical_extension(certificate)
    }
}

/// The same rule as the verifier's: anyExtendedKeyUsage alone allows neither side.
fn purposes_allow(certificate: &Certificate, role: Usage) -> bool {
    certificate.extensions().extended_key_usage.is_none_or(|purposes| match role {
        // RFC 5924 §4: the purpose of a SIP domain counts for both sides.
        Usage::ServerAuth => purposes.server_auth || purposes.sip_domain,
        Usage::ClientAuth => purposes.client_auth || purposes.sip_domain,
    })
}

fn key_usage_allows(certificate: &Certificate, role: Usage) -> bool {
    certificate.extensions().key_usage.is_none_or(match role {
        Usage::ServerAuth => KeyUsage::fits_tls_server,
        Usage::ClientAuth => KeyUsage::fits_tls_client,
    })
}

const fn has_unknown_critical_extension(certificate: &Certificate) -> bool {
    certificate.extensions().unknown_critical.is_some()
}

impl IdentityFinding {
    /// True if the certificate cannot be used on this side of TLS, because its own extensions forbid it.
    pub fn excludes(&self, role: Usage) -> bool {
        match self {
            Self::Purpose { role: excluded } | Self::KeyUsage { role: excluded } => {
                *excluded == role
            }
            Self::CriticalExtension => true,
            Self::Ca
            | Self::Weak
            | Self::Expired { .. }
            | Self::NotYetValid { .. }
            | Self::ExpiresSoon { .. } => false,
        }
    }

    /// The smallest change that would help, if there is one.
    pub const fn remedy(&self) -> Option<Remedy> {
        Some(match self {
            Self::Purpose { role: Usage::ClientAuth }
            | Self::KeyUsage { role: Usage::ClientAuth } => Remedy::UploadClientIdentity,
            Self::Purpose { .. } | Self::KeyUsage { .. } | Self::CriticalExtension | Self::Ca => {
                Remedy::Reissue
            }
            Self::Weak => Remedy::ReissueWith(Change::Key),
            Self::Expired { end } | Self::ExpiresSoon { end } => Remedy::RenewOwn(*end),
            Self::NotYetValid { begin } => Remedy::WaitUntil(*begin),
        })
    }
}

impl fmt::Display for IdentityFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Purpose { role } => message!(
                f,
                "the certificate is not issued for use as {role}, so peers will reject it there",
                role
            ),
            Self::KeyUsage { role } => message!(
                f,
                "the key usage of the certificate does not allow use as {role}, so peers will reject it there",
                role
            ),
            Self::CriticalExtension => message!(
                f,
                "the certificate has a critical extension that is not understood, so peers will reject it (RFC 5280 §4.2)"
            ),
            Self::Ca => message!(
                f,
                "the certificate is a CA certificate, so many peers will reject it as the phone's own"
            ),
            Self::Weak => message!(
                f,
                "the key or the signature of the certificate is no longer secure, so peers will reject it"
            ),
            Self::Expired { end } => {
                message!(f, "the certificate expired on {date}", date = Date::of(*end))
            }
            Self::NotYetValid { begin } => {
                message!(f, "the certificate becomes valid on {date}", date = Date::of(*begin))
            }
            Self::ExpiresSoon { end } => {
                message!(f, "the certificate expires on {date}", date = Date::of(*end))
            }
        }
    }
}

numbered! {
    IdentityFinding {
        Purpose = 1851 "identity-not-issued-for-role",
        KeyUsage = 1852 "identity-key-usage",
        CriticalExtension = 1853 "identity-critical-extension",
        Ca = 1854 "identity-is-ca",
        Weak = 1855 "identity-weak",
        Expired = 1856 "identity-expired",
        NotYetValid = 1857 "identity-not-yet-valid",
        ExpiresSoon = 1858 "identity-expires-soon",
    }
}
