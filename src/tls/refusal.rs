//! Why a handshake is refused.

use crate::name::ReferenceIdentityError;
use crate::numbered::numbered;
use crate::remedy::Remedy;
use crate::verdict::Findings;
use alloc::boxed::Box;
use core::fmt;

/// Why a handshake was refused. It is the error value inside the error of the TLS library.
///
/// `Display` and `Debug` are the same message. rustls 0.23 shows errors of other crates with `Debug`, so the message
/// reaches users of HTTP clients that print only the error: `invalid peer certificate: Other(OtherError(no trusted CA
/// issued …))`.
///
/// ```
/// use trustslot::rustls_0_23::Refusal;
/// use trustslot::{Clock, Policy, Reason, TrustStore, Verdict, Verifier};
///
/// let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
/// let nothing: [&[u8]; 0] = [];
/// let verdict = verifier.verify_client_der(&nothing, Clock::Unset);
/// let Verdict::Rejected(findings) = verdict else { return };
///
/// let refusal = Refusal::from(findings);
/// assert_eq!(format!("{refusal:?}"), "the peer presented no certificate");
/// assert!(refusal.findings().is_some_and(|found| found.contains(Reason::NothingPresented)));
/// ```
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The peer is rejected.
    #[error("{0}")]
    Rejected(Box<Findings>),
    /// The name that was dialed cannot be compared with a certificate.
    #[error("the name that was dialed cannot be checked: {0}")]
    Name(ReferenceIdentityError),
}

/// The error that the TLS library receives for a refusal.
///
/// The two exclude each other, because rustls' own kinds of errors have no room for findings.
///
/// ```
/// use trustslot::rustls_0_23::{ErrorForm, ServerTrust};
/// use trustslot::{Policy, TrustStore, Verifier};
///
/// let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
/// let trust = ServerTrust::new(verifier).with_errors(ErrorForm::Kinds);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorForm {
    /// The [`Refusal`] with all findings. The default. [`refusal`](crate::rustls_0_23::refusal) finds it in the error
    /// of the connection. The peer receives the alert 46, `certificate_unknown`.
    #[default]
    Findings,
    /// The kind of error that the TLS library has for the [decisive](Findings::decisive) finding, with the alert that
    /// belongs to it. A finding for which there is no kind is a [`Refusal`] as well. The other findings are passed only
    /// to the observer.
    ///
    /// | kind of rustls | alert | reasons |
    /// |---|---|---|
    /// | `UnknownIssuer` | 48 | no trusted CA issued the chain: 101 to 105, 116, 122 to 125 |
    /// | `ExpiredContext` | 45 | 201, 203 |
    /// | `NotValidYetContext` | 45 | 202, 204 |
    /// | `Revoked` | 44 | 501, 502 |
    /// | `InvalidPurposeContext`, `InvalidPurpose` | 43 | 301, 302 |
    /// | `NotValidForNameContext` | 42 | 401 |
    /// | `BadEncoding` | 42 | 131 |
    /// | `UnhandledCriticalExtension` | 42 | 115 |
    /// | `BadSignature` | 51 | 106 |
    /// | `UnknownRevocationStatus`, `ExpiredRevocationListContext` | 48 | 503, 504 |
    /// | `Other` with the [`Refusal`] | 46 | all others |
    Kinds,
}

impl Refusal {
    /// The findings; `None` if the name could not be checked.
    pub fn findings(&self) -> Option<&Findings> {
        match self {
            Self::Rejected(findings) => Some(findings),
            Self::Name(_) => None,
        }
    }

    /// The smallest change that would help: the remedy of the [decisive](Findings::decisive) finding, or that of the
    /// name's error.
    pub fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Rejected(findings) => findings.decisive()?.remedy().cloned(),
            Self::Name(error) => error.remedy(),
        }
    }
}

impl From<Findings> for Refusal {
    fn from(findings: Findings) -> Self {
        Self::Rejected(Box::new(findings))
    }
}

impl From<ReferenceIdentityError> for Refusal {
    fn from(error: ReferenceIdentityError) -> Self {
        Self::Name(error)
    }
}

/// The message, for programs that show errors with `Debug`.
impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

numbered! {
    Refusal {
        Rejected = 2801 "peer-rejected",
        Name = 2802 "dialed-name-unusable",
    }
}
