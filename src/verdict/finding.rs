//! One thing that a check found.

use super::reason::Reason;
use super::remedy::Remedy;
use crate::certificate::Certificate;
use crate::clock::{Clock, Date};
use crate::name::NameMismatch;
use crate::policy::{Check, Source};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// One thing that a check found: why, about which certificate, and what would help.
///
/// Its `Display` is a sentence fit for a small display: lower case, no full stop, facts first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub(crate) reason: Reason,
    pub(crate) place: Place,
    pub(crate) certificate: Certificate,
    pub(crate) detail: Detail,
    pub(crate) waived: bool,
    pub(crate) remedy: Option<Remedy>,
}

/// Which certificate of the path a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Place {
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
    Source(Source),
    /// What exactly, in words of the check that found it.
    Words(&'static str),
    Text(String),
}

/// What the checks found, in the order of the path and of the checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(pub(crate) Vec<Finding>);

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
    pub const fn place(&self) -> Place {
        self.place
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

impl Findings {
    /// Each finding.
    pub fn iter(&self) -> core::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was found.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first finding that decided, else the first.
    pub fn first(&self) -> Option<&Finding> {
        self.0
            .iter()
            .find(|finding| !finding.waived)
            .or_else(|| self.0.first())
    }

    /// Whether there is a finding with this reason.
    pub fn has(&self, reason: Reason) -> bool {
        self.0.iter().any(|finding| finding.reason == reason)
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = core::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// The sentences, `; ` between them.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificate = &self.certificate;
        let who = Who(self);
        match self.reason {
            Reason::IssuerNotFound => write!(
                f,
                "no trust anchor issued {who}; wanted: {}",
                certificate.issued_by()
            ),
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
            Reason::AnchorDisabled => write!(
                f,
                "{} is built in, but switched off",
                certificate.issued_to()
            ),
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
            Reason::MayNotSign => write!(
                f,
                "{who} issued a certificate, but its key usage does not allow that"
            ),
            Reason::PathLengthExceeded => {
                write!(f, "there are more CAs below {who} than it allows")
            }
            Reason::NameConstraintViolated => {
                write!(f, "a name is outside what {who} may vouch for")?;
                self.write_detail(f)
            }
            Reason::UnknownCriticalExtension => {
                write!(f, "{who} has a critical extension that is not understood")?;
                self.write_detail(f)
            }
            Reason::CaAsEndEntity => f.write_str(
                "the server presents a CA certificate as its own, and it was not uploaded",
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
            Reason::Expired | Reason::AnchorExpired => write!(
                f,
                "{who} expired on {}",
                Date::of(certificate.validity().not_after())
            ),
            Reason::NotYetValid | Reason::AnchorNotYetValid => {
                let from = Date::of(certificate.validity().not_before());
                match &self.detail {
                    Detail::Clock(clock) => {
                        write!(f, "{who} is valid from {from}, and it is {clock} here")
                    }
                    _ => write!(f, "{who} is valid from {from}"),
                }
            }
            Reason::ClockNotSet => match &self.detail {
                Detail::Clock(Clock::AtLeast(floor)) => write!(
                    f,
                    "the validity was not fully checked: all that is known is that it is {} or later",
                    Date::of(*floor)
                ),
                _ => f.write_str("the validity was not checked, because the clock is not set"),
            },
            Reason::UsageNotAllowed => {
                write!(f, "{who} may not be used for this")?;
                self.write_detail(f)
            }
            Reason::KeyUsageNotAllowed => {
                write!(f, "the key usage of {who} has no use in TLS")
            }
            Reason::NameMismatch => match &self.detail {
                Detail::Name(mismatch) => write!(f, "{mismatch}"),
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
            _ => Ok(()),
        }
    }
}

/// The certificate a sentence is about: the peer's own needs no name.
struct Who<'a>(&'a Finding);

impl fmt::Display for Who<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.place {
            Place::EndEntity => f.write_str("the certificate"),
            Place::Intermediate(_) => write!(f, "CA {}", self.0.certificate.issued_to()),
            Place::Anchor => write!(f, "root {}", self.0.certificate.issued_to()),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndEntity => f.write_str("end entity"),
            Self::Intermediate(depth) => write!(f, "intermediate {depth}"),
            Self::Anchor => f.write_str("anchor"),
        }
    }
}
