//! The smallest change that would help, as a value a program can act upon.

use crate::certificate::{Certificate, Fingerprint};
use crate::clock::Date;
use crate::name::ReferenceIdentity;
use crate::policy::TrustSource;
use core::fmt;
use pki_types::UnixTime;

/// The smallest change that would help. Whether it should be made is for people to decide.
///
/// Names become text when it is shown: a program that shows nothing does not carry the code for that.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Let this part of the store vouch.
    SetSource(TrustSource),
    /// Switch this built-in certificate on.
    EnableBuiltIn(Fingerprint),
    /// Upload the certificate of this CA, which the peer sent.
    UploadIssuer {
        /// The CA's certificate: [`Certificate::issued_to`] is its name for people.
        ca: Certificate,
        /// How many places of the custom part are free.
        free: usize,
    },
    /// Upload the peer's own certificate.
    UploadPeer {
        /// Its fingerprint, to be compared with the peer's owner first.
        fingerprint: Fingerprint,
        /// How many places of the custom part are free.
        free: usize,
    },
    /// Have the peer send the certificate of the CA that issued this one as well, or upload it.
    SupplyIssuer {
        /// What it issued: [`Certificate::issued_by`] is its name for people.
        issued: Certificate,
        /// How many places of the custom part are free.
        free: usize,
    },
    /// Reach the peer by this name, if it is the one that was meant: its certificate is trusted, and has this name.
    Dial(ReferenceIdentity),
    /// Have the peer's certificate issued for the name that was meant.
    IssueFor(ReferenceIdentity),
    /// Set the clock.
    SetClock,
    /// Renew the certificate, which ended at this time.
    Renew(UnixTime),
    /// Wait until this time, or look at the clock.
    WaitUntil(UnixTime),
    /// Load the current list of revoked certificates of the CA that issued this one.
    LoadCrl {
        /// What it issued: [`Certificate::issued_by`] is its name for people.
        issued: Certificate,
    },
    /// Have another certificate issued, because this one no longer counts.
    Reissue,
    /// Replace the certificate by one with a key and signature of today's strength.
    ReplaceWeak,
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetSource(source) => write!(f, "set the CA source to {source}"),
            Self::EnableBuiltIn(_) => f.write_str("switch the built-in certificate on again"),
            Self::UploadIssuer { ca, free } => {
                write!(
                    f,
                    "upload the CA certificate named {} ({})",
                    ca.issued_to(),
                    FreeEntries(*free)
                )
            }
            Self::UploadPeer { fingerprint, free } => write!(
                f,
                "if its SHA-256 fingerprint is {fingerprint}, upload the certificate ({})",
                FreeEntries(*free)
            ),
            Self::SupplyIssuer { issued, free } => write!(
                f,
                "have the peer send the CA certificate named {} too, or upload it ({})",
                issued.issued_by(),
                FreeEntries(*free)
            ),
            Self::Dial(name) => write!(f, "if {name} is the server you mean, use that name"),
            Self::IssueFor(name) => write!(f, "have the certificate issued for {name}"),
            Self::SetClock => f.write_str("set the clock"),
            Self::Renew(_) => f.write_str("renew the certificate"),
            Self::WaitUntil(begin) => {
                write!(f, "wait until {}, or look at the clock", Date::of(*begin))
            }
            Self::LoadCrl { issued } => {
                write!(f, "load the current CRL of {}", issued.issued_by())
            }
            Self::Reissue => f.write_str("have another certificate issued"),
            Self::ReplaceWeak => {
                f.write_str("have it replaced by one with RSA 2048 or P-256, and SHA-256, at least")
            }
        }
    }
}

/// How many places are free.
struct FreeEntries(usize);

impl fmt::Display for FreeEntries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("no place is free: delete one first"),
            1 => f.write_str("1 place is free"),
            free => write!(f, "{free} places are free"),
        }
    }
}
