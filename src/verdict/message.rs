//! Findings as messages for a small display: lower case, no full stop, facts first.

use super::finding::{Detail, Finding, Position};
use super::reason::Reason;
use crate::certificate::SignatureAlgorithm;
use crate::clock::{Clock, Date, Moment};
use core::fmt;

impl fmt::Display for Finding {
    #[expect(clippy::too_many_lines, reason = "one message per reason")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificate = &self.certificate;
        let (issuer, subject) = (certificate.quoted_issuer(), certificate.quoted_subject());
        let who = Who(self);
        match self.reason {
            Reason::IssuerNotFound => {
                write!(f, "no trusted CA issued {who}; its issuer is {issuer}")
            }
            Reason::RootNotTrusted => {
                write!(f, "the chain ends in {subject}, which is not in the trust store")
            }
            Reason::SelfIssuedNotTrusted => {
                f.write_str("the certificate is its own issuer, and it is not in the trust store")
            }
            Reason::AnchorExcludedBySource => match &self.detail {
                Detail::Source(source) => write!(
                    f,
                    "{subject} is in the trust store, but the policy trusts only the {source} part"
                ),
                _ => write!(f, "the policy does not trust {subject}"),
            },
            Reason::AnchorDisabled => write!(f, "{subject} is built in, but disabled"),
            Reason::BadSignature => {
                write!(f, "the signature on {who} does not verify with the key of {issuer}")
            }
            Reason::UnsupportedSignatureAlgorithm => {
                write!(f, "{who} is signed with an algorithm that is not supported here")
            }
            Reason::WeakSignatureAlgorithm => {
                let algorithm = Algorithm(certificate.signature_algorithm());
                write!(f, "{who} is signed with {algorithm}, which is no longer secure")
            }
            Reason::WeakKey => {
                let key = certificate.key_algorithm();
                write!(f, "{who} has an {key} key; at least 2048 bits are required")
            }
            Reason::UnsupportedKey => {
                write!(f, "{who} has a key of a kind that is not supported here")
            }
            Reason::NotACa => {
                write!(f, "{subject} issued a certificate, but its own is not a CA certificate")
            }
            Reason::MayNotSign => write!(
                f,
                "{who} issued a certificate, but its key usage does not allow signing certificates"
            ),
            Reason::PathLengthExceeded => {
                write!(f, "the chain has more CAs below {who} than it allows")
            }
            Reason::NameConstraintViolated => {
                write!(f, "the name constraints of {who} are violated")?;
                self.write_detail(f)
            }
            Reason::ConstraintNotSupported => {
                let kinds = match &self.detail {
                    Detail::Text(kinds) => kinds,
                    _ => "some kinds of names",
                };
                write!(
                    f,
                    "{who} has name constraints on {kinds}, which this library cannot check; the certificate may be fine"
                )
            }
            Reason::UnknownCriticalExtension => {
                write!(f, "{who} has a critical extension that is not supported")
            }
            Reason::CaAsEndEntity => f.write_str(
                "the peer presents a CA certificate as its own, and that certificate was not uploaded",
            ),
            Reason::NeverValidTogether => {
                f.write_str("the certificates of the chain are never valid at the same time")
            }
            Reason::TooMuchWork => match &self.detail {
                Detail::Words(limit) => write!(f, "verification stopped: {limit}"),
                _ => f.write_str("verification stopped: the chain needs too much work"),
            },
            // Unique identifiers (RFC 5280 §4.1.2.8) are the other cause, and then the version is not.
            Reason::UnsupportedVersion if certificate.version() == 3 => write!(
                f,
                "{who} has unique identifiers, so it is trusted only if that very certificate is uploaded"
            ),
            Reason::UnsupportedVersion => write!(
                f,
                "{who} is an X.509 version {} certificate, which is trusted only if that very certificate is uploaded",
                certificate.version()
            ),
            Reason::PathRefused => {
                write!(f, "{who} is rejected")?;
                self.write_detail(f)
            }
            Reason::ProfileViolated => {
                write!(f, "{who} breaks the rules for public CAs")?;
                self.write_detail(f)
            }
            Reason::Expired | Reason::AnchorExpired => {
                write!(f, "{who} expired on {}", Date::of(certificate.validity().not_after()))
            }
            Reason::NotYetValid | Reason::AnchorNotYetValid => {
                // With the time of day: the clock may be earlier on the same day.
                let from = Moment::of(certificate.validity().not_before());
                write!(f, "{who} is not valid before {from}")?;
                if let Detail::Clock(clock) = &self.detail {
                    write!(f, "; the clock says {clock}")?;
                }
                Ok(())
            }
            Reason::ClockNotSet => match &self.detail {
                Detail::Clock(Clock::AtLeast(floor)) => write!(
                    f,
                    "the validity was only partly checked: the clock says only that it is {} or later",
                    Date::of(*floor)
                ),
                _ => f.write_str("the validity was not checked, because the clock is not set"),
            },
            Reason::UsageNotAllowed => {
                write!(f, "the extended key usage of {who} does not allow ")?;
                self.write_use(f)
            }
            Reason::KeyUsageNotAllowed => {
                write!(f, "the key usage of {who} does not allow ")?;
                self.write_use(f)
            }
            Reason::Blocked => match &self.detail {
                Detail::Words(by) => write!(f, "{who} is blocked {by}"),
                _ => write!(f, "{who} is blocked"),
            },
            Reason::Revoked => match &self.detail {
                Detail::Text(since) => write!(f, "{issuer} has revoked {who}: {since}"),
                _ => write!(f, "{issuer} has revoked {who}"),
            },
            Reason::RevocationUnknown => {
                write!(f, "the revocation status of {who} is unknown")?;
                self.write_detail(f)
            }
            Reason::CrlExpired => {
                write!(f, "the CRL of {issuer} has expired")?;
                self.write_detail(f)
            }
            Reason::CrlNotYetValid => {
                write!(f, "the CRL of {issuer} is not valid yet")?;
                self.write_detail(f)
            }
            Reason::IssuedTooLate => match &self.detail {
                Detail::Text(last) => {
                    write!(f, "{who} is trusted only for certificates issued up to {last}")
                }
                _ => write!(f, "{who} is trusted only for certificates issued earlier"),
            },
            Reason::NameMismatch => match &self.detail {
                Detail::Name(mismatch) => write!(f, "{mismatch}"),
                Detail::Constraint(violation) => {
                    write!(f, "the name does not count, because the CA may not issue for it: {violation}")
                }
                _ => f.write_str("the certificate is for another name"),
            },
        }
    }
}

impl Finding {
    fn write_detail(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::Words(words) => write!(f, ": {words}"),
            Detail::Text(text) => write!(f, ": {text}"),
            Detail::Constraint(violation) => write!(f, ": {violation}"),
            _ => Ok(()),
        }
    }

    /// Completes "does not allow …".
    fn write_use(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::Words(used_as) => f.write_str(used_as),
            _ => f.write_str("this use"),
        }
    }
}

/// Completes "is signed with …".
struct Algorithm(SignatureAlgorithm);

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            SignatureAlgorithm::RsaPkcs1(hash) => write!(f, "RSA and {hash}"),
            SignatureAlgorithm::Ecdsa(hash) => write!(f, "ECDSA and {hash}"),
            other => write!(f, "{other}"),
        }
    }
}

/// The certificate that a message is about. The peer's own needs no name.
struct Who<'a>(&'a Finding);

impl fmt::Display for Who<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.position {
            Position::EndEntity => f.write_str("the certificate"),
            Position::Intermediate(_) => write!(f, "CA {}", self.0.certificate.quoted_subject()),
            Position::Anchor => write!(f, "root {}", self.0.certificate.quoted_subject()),
        }
    }
}
