//! The changes that help, or that would do harm.

use crate::certificate::Certificate;
use crate::clock::Moment;
use crate::numbered::numbered;
use crate::policy_set::Application;
use crate::text::Counted;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// A change that was tried on every class.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Suggestion {
    /// The change.
    pub change: SuggestedChange,
    /// Its place in the order, from 1.
    pub round: u8,
    /// The number of phones that it helps: one of their servers is rejected later, or never, and none is rejected earlier.
    pub phones: u64,
    /// The number of phones with a server that it makes rejected.
    pub breaks: u64,
    /// The number of phones that it would help, and that have no free entry or no free bytes for it.
    pub no_room: u64,
    /// The first second at which one of the phones that it helps rejects a server. Make the change before.
    pub before: UnixTime,
    /// The servers of which it helps phones.
    pub dependencies: Vec<Box<str>>,
}

/// The change of a [`Suggestion`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SuggestedChange {
    /// The server sends this CA certificate too. No phone is touched.
    SendCertificate {
        /// The name of the dependency.
        dependency: Box<str>,
        /// The certificate.
        certificate: Certificate,
    },
    /// The phones that it helps get this root as an upload.
    UploadRoot(Certificate),
    /// The phones that it helps enable this built-in root, which somebody has disabled. Ask why.
    EnableRoot(Certificate),
    /// The phones that it helps trust both parts of their store for this application, so that this certificate, which they have,
    /// counts. Every other one of that part counts too.
    TrustBothParts {
        /// The application.
        application: Application,
        /// The certificate.
        certificate: Certificate,
    },
    /// The phones that it helps install this built-in list, in place of theirs. All roots of it count then, and those that it
    /// lacks no longer.
    InstallList {
        /// The name that the [question](crate::FleetQuestion::with_list) gives to it.
        list: Box<str>,
        /// The root for which it helps the most phones.
        certificate: Certificate,
        /// What it does for this root.
        gain: ListGain,
    },
}

/// What a built-in list does for a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ListGain {
    /// It has the root.
    HasRoot,
    /// It has the root without a limit that the present list has: a date after which the root may not issue, or a name
    /// constraint.
    LimitsLess,
}

numbered! {
    ListGain: u8 {
        HasRoot = 0 "has-root",
        LimitsLess = 1 "limits-less",
    }
}

impl SuggestedChange {
    /// The permanent word for this change, for logs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::SendCertificate { .. } => "send-certificate",
            Self::UploadRoot(_) => "upload-root",
            Self::EnableRoot(_) => "enable-root",
            Self::TrustBothParts { .. } => "trust-both-parts",
            Self::InstallList { .. } => "install-list",
        }
    }

    /// The certificate to send, to upload or to enable, or that counts then.
    pub const fn certificate(&self) -> &Certificate {
        match self {
            Self::SendCertificate { certificate, .. }
            | Self::UploadRoot(certificate)
            | Self::EnableRoot(certificate)
            | Self::TrustBothParts { certificate, .. }
            | Self::InstallList { certificate, .. } => certificate,
        }
    }
}

impl fmt::Display for SuggestedChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (who, fingerprint) =
            (self.certificate().quoted_subject(), self.certificate().fingerprint());
        match self {
            Self::SendCertificate { dependency, .. } => write!(
                f,
                "send the certificate of {who} (SHA-256 {fingerprint}) on \"{dependency}\""
            ),
            Self::UploadRoot(_) => write!(f, "upload {who} (SHA-256 {fingerprint})"),
            Self::EnableRoot(_) => {
                write!(f, "enable the built-in {who} (SHA-256 {fingerprint})")
            }
            Self::TrustBothParts { application, .. } => write!(
                f,
                "trust built-in and uploaded CAs for {application}, so that {who} (SHA-256 {fingerprint}) counts"
            ),
            Self::InstallList { list, gain, .. } => {
                let gain = match gain {
                    ListGain::HasRoot => "has",
                    ListGain::LimitsLess => "limits less",
                };
                write!(
                    f,
                    "install the built-in list \"{list}\", which {gain} {who} (SHA-256 {fingerprint})"
                )
            }
        }
    }
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phones = Counted(self.phones, "phone", "phones");
        write!(f, "{}, before {}: {phones}", self.change, Moment::of(self.before))?;
        if self.breaks > 0 {
            write!(f, "; it breaks {}", self.breaks)?;
        }
        if self.no_room > 0 {
            let more = Counted(self.no_room, "more has no room", "more have no room");
            write!(f, "; {more}: delete an upload there first")?;
        }
        Ok(())
    }
}
