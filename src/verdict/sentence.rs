//! Findings as sentences fit for a small display: lower case, no full stop, facts first.

use super::finding::{Detail, Finding, Position};
use super::reason::Reason;
use crate::clock::{Clock, Date};
use core::fmt;

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason.code() / 100 {
            1 => self.write_path(f),
            2 => self.write_validity(f),
            _ => self.write_others(f),
        }
    }
}

impl Finding {
    fn write_path(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificate = &self.certificate;
        let who = Who(self);
        match self.reason {
            Reason::IssuerNotFound => {
                write!(f, "no trust anchor issued {who}; wanted: {}", certificate.issued_by())
            }
            Reason::RootNotTrusted => write!(
                f,
                "the chain ends in {}, which is not in the trust store",
                certificate.issued_to()
            ),
            Reason::SelfIssuedNotTrusted => {
                f.write_str("the certificate is its own issuer, and it was not uploaded")
            }
            Reason::AnchorExcludedBySource => match &self.detail {
                Detail::Source(source) => write!(
                    f,
                    "{} is in the trust store, but the policy trusts only the {source} part",
                    certificate.issued_to()
                ),
                _ => write!(f, "{} is left out by the policy", certificate.issued_to()),
            },
            Reason::AnchorDisabled => {
                write!(f, "{} is built in, but switched off", certificate.issued_to())
            }
            Reason::BadSignature => write!(
                f,
                "the signature of {who} does not fit the key of {}",
                certificate.issued_by()
            ),
            Reason::UnsupportedSignatureAlgorithm => {
                write!(f, "{who} is signed in a way that is not supported here")
            }
            Reason::WeakSignatureAlgorithm => write!(
                f,
                "{who} is signed with {}, which forgers can break",
                certificate.signature_algorithm()
            ),
            Reason::WeakKey => write!(
                f,
                "{who} has a key of {}, and less than 2048 bits are too few",
                certificate.key_algorithm()
            ),
            Reason::UnsupportedKey => write!(f, "{who} has a kind of key that is not supported"),
            Reason::NotACa => write!(f, "{who} issued a certificate, but is not a CA"),
            Reason::MayNotSign => {
                write!(f, "{who} issued a certificate, but its key usage does not allow that")
            }
            Reason::PathLengthExceeded => {
                write!(f, "there are more CAs below {who} than it allows")
            }
            Reason::NameConstraintViolated => {
                write!(f, "a name is outside what {who} may vouch for")?;
                self.write_detail(f)
            }
            Reason::UnknownCriticalExtension => {
                write!(f, "{who} has a critical extension that is not understood")
            }
            Reason::CaAsEndEntity => f.write_str(
                "the peer presents a CA certificate as its own, and it was not uploaded",
            ),
            Reason::NeverValidTogether => {
                f.write_str("the certificates of the path are never valid at the same time")
            }
            Reason::TooMuchWork => {
                f.write_str("deciding would take too much work")?;
                self.write_detail(f)
            }
            Reason::UnsupportedVersion => write!(
                f,
                "{who} is of X.509 version {}, which counts only when uploaded itself",
                certificate.version()
            ),
            Reason::PathRefused => {
                f.write_str("the path is refused")?;
                self.write_detail(f)
            }
            Reason::ProfileViolated => {
                write!(f, "no public CA may issue {who}")?;
                self.write_detail(f)
            }
            other => write!(f, "{other}"),
        }
    }

    fn write_validity(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificate = &self.certificate;
        let who = Who(self);
        match self.reason {
            Reason::Expired | Reason::AnchorExpired => {
                write!(f, "{who} expired on {}", Date::of(certificate.validity().not_after()))
            }
            Reason::NotYetValid | Reason::AnchorNotYetValid => {
                let from = Date::of(certificate.validity().not_before());
                write!(f, "{who} is valid from {from}")?;
                if let Detail::Clock(clock) = &self.detail {
                    write!(f, ", and it is {clock} here")?;
                }
                Ok(())
            }
            Reason::ClockNotSet => match &self.detail {
                Detail::Clock(Clock::AtLeast(floor)) => write!(
                    f,
                    "the validity was not fully checked: all that is known is that it is {} or later",
                    Date::of(*floor)
                ),
                _ => f.write_str("the validity was not checked, because the clock is not set"),
            },
            other => write!(f, "{other}"),
        }
    }

    fn write_others(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = Who(self);
        match self.reason {
            Reason::UsageNotAllowed => write!(f, "{who} may not be used for this"),
            Reason::KeyUsageNotAllowed => {
                write!(f, "the key usage of {who} does not fit its side of TLS")
            }
            Reason::Blocked => {
                write!(f, "{who} is blocked")?;
                self.write_detail(f)
            }
            Reason::Revoked => {
                write!(f, "{} has revoked {who}", self.certificate.issued_by())?;
                self.write_detail(f)
            }
            Reason::RevocationUnknown => {
                write!(f, "nothing says whether {who} is revoked")?;
                self.write_detail(f)
            }
            Reason::CrlExpired | Reason::CrlNotYetValid => {
                write!(f, "the CRL of {} is not the current one", self.certificate.issued_by())?;
                self.write_detail(f)
            }
            Reason::IssuedTooLate => {
                write!(f, "{who} vouches for nothing issued so late")?;
                self.write_detail(f)
            }
            Reason::NameMismatch => match &self.detail {
                Detail::Name(mismatch) => write!(f, "{mismatch}"),
                _ => f.write_str("the certificate is for another name"),
            },
            other => write!(f, "{other}"),
        }
    }

    fn write_detail(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::Words(words) => write!(f, ": {words}"),
            Detail::Text(text) => write!(f, ": {text}"),
            Detail::Constraint(violation) => write!(f, ": {violation}"),
            _ => Ok(()),
        }
    }
}

/// The certificate a sentence is about: the peer's own needs no name.
struct Who<'a>(&'a Finding);

impl fmt::Display for Who<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.position {
            Position::EndEntity => f.write_str("the certificate"),
            Position::Intermediate(_) => write!(f, "CA {}", self.0.certificate.issued_to()),
            Position::Anchor => write!(f, "root {}", self.0.certificate.issued_to()),
        }
    }
}
