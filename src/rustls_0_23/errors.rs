//! Refusals into errors of rustls, and back.

use crate::clock::Clock;
use crate::name::ReferenceIdentity;
use crate::tls::{ErrorForm, Refusal, Refused};
use crate::usage::Usage;
use crate::verdict::{Finding, Reason};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::error::Error as StdError;
use pki_types::{ServerName, UnixTime};
use rustls::{CertificateError, Error, ExtendedKeyPurpose, OtherError};

/// Purposes of a certificate in an error: a message shows a few, and a peer may send thousands.
const PURPOSES_SHOWN: usize = 8;

/// Errors within errors that are looked at: HTTP clients have about six.
const DEEPEST_SOURCE: usize = 32;

/// Finds the refusal in an error of rustls, of a stream, or of a library above them such as an HTTP client.
///
/// `None` if the connection failed for another reason, if the peer refused, or with [`ErrorForm::Kinds`]. At most 32 errors
/// within one another are looked at.
///
/// ```
/// use std::io;
/// use trustslot::rustls_0_23::refusal;
///
/// fn report(error: &io::Error) {
///     match refusal(error) {
///         Some(refusal) => {
///             println!("not trusted: {refusal}");
///             if let Some(remedy) = refusal.remedy() {
///                 println!("    -> {remedy}");
///             }
///         }
///         None => println!("no connection: {error}"),
///     }
/// }
/// # report(&io::ErrorKind::ConnectionReset.into());
/// ```
pub fn refusal<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a Refusal> {
    let mut error = error;
    for _ in 0..DEEPEST_SOURCE {
        if let Some(refusal) = error.downcast_ref::<Refusal>() {
            return Some(refusal);
        }
        // Neither has the error within it as its source.
        let within: Option<&'a (dyn StdError + 'static)> = match error.downcast_ref::<Error>() {
            Some(Error::InvalidCertificate(CertificateError::Other(other))) => Some(&*other.0),
            Some(_) => None,
            None => error
                .downcast_ref::<std::io::Error>()
                .and_then(std::io::Error::get_ref)
                .map(|within| -> &'a (dyn StdError + 'static) { within }),
        };
        error = within.or_else(|| error.source())?;
    }
    None
}

/// The error that rustls returns from the handshake.
pub(super) fn error_of(refused: Refused, form: ErrorForm) -> Error {
    let Refused { refusal, clock, reference } = refused;
    let kind = match form {
        ErrorForm::Findings => None,
        ErrorForm::Kinds => kind_of(&refusal, clock, reference.as_ref()),
    };
    Error::InvalidCertificate(
        kind.unwrap_or_else(|| CertificateError::Other(OtherError(Arc::new(refusal)))),
    )
}

/// The kind that rustls has for the finding that decides. The alert follows from it.
fn kind_of(
    refusal: &Refusal,
    clock: Clock,
    reference: Option<&ReferenceIdentity>,
) -> Option<CertificateError> {
    let finding = refusal.findings()?.decisive()?;
    let time = match clock {
        Clock::Set(now) | Clock::AtLeast(now) => Some(now),
        Clock::Unset => None,
    };
    let kind = match finding.reason() {
        Reason::IssuerNotFound
        | Reason::RootNotTrusted
        | Reason::SelfIssuedNotTrusted
        | Reason::AnchorExcludedBySource
        | Reason::AnchorDisabled
        | Reason::CaAsEndEntity
        | Reason::IssuerCannotIssue
        | Reason::IssuerWrittenOtherwise
        | Reason::IssuerKeyDiffers
        | Reason::CasIssueEachOther => CertificateError::UnknownIssuer,
        Reason::BadSignature => CertificateError::BadSignature,
        Reason::UnknownCriticalExtension => CertificateError::UnhandledCriticalExtension,
        Reason::PresentedUnreadable | Reason::RefusedByWebpki => CertificateError::BadEncoding,
        Reason::Expired | Reason::AnchorExpired => expired(finding, time),
        Reason::NotYetValid | Reason::AnchorNotYetValid => not_valid_yet(finding, time),
        Reason::UsageNotAllowed => wrong_purpose(finding),
        Reason::KeyUsageNotAllowed => CertificateError::InvalidPurpose,
        Reason::NameMismatch => wrong_name(finding, reference),
        Reason::Blocked | Reason::Revoked => CertificateError::Revoked,
        Reason::RevocationUnknown => CertificateError::UnknownRevocationStatus,
        Reason::CrlExpired => match (time, finding.next_update()) {
            (Some(time), Some(next_update)) => {
                CertificateError::ExpiredRevocationListContext { time, next_update }
            }
            _ => CertificateError::ExpiredRevocationList,
        },
        Reason::UnsupportedSignatureAlgorithm
        | Reason::WeakSignatureAlgorithm
        | Reason::WeakKey
        | Reason::UnsupportedKey
        | Reason::NotACa
        | Reason::MayNotSign
        | Reason::PathLengthExceeded
        | Reason::NameConstraintViolated
        | Reason::NeverValidTogether
        | Reason::PathRefused
        | Reason::TooMuchWork
        | Reason::UnsupportedVersion
        | Reason::ProfileViolated
        | Reason::PathTooLong
        | Reason::ConstraintNotSupported
        | Reason::PolicyNotSupported
        | Reason::SentOutOfOrder
        | Reason::NothingPresented
        | Reason::TooManyPresented
        | Reason::ClockNotSet
        | Reason::PeerKeyUnsupported
        | Reason::CrlNotYetValid
        | Reason::IssuedTooLate => return None,
    };
    Some(kind)
}

fn expired(finding: &Finding, time: Option<UnixTime>) -> CertificateError {
    match (time, finding.certificate()) {
        (Some(time), Some(certificate)) => {
            let not_after = certificate.validity().not_after();
            CertificateError::ExpiredContext { time, not_after }
        }
        _ => CertificateError::Expired,
    }
}

fn not_valid_yet(finding: &Finding, time: Option<UnixTime>) -> CertificateError {
    match (time, finding.certificate()) {
        (Some(time), Some(certificate)) => {
            let not_before = certificate.validity().not_before();
            CertificateError::NotValidYetContext { time, not_before }
        }
        _ => CertificateError::NotValidYet,
    }
}

fn wrong_purpose(finding: &Finding) -> CertificateError {
    let required = match finding.usage_needed() {
        Some(Usage::ServerAuth) => ExtendedKeyPurpose::ServerAuth,
        Some(Usage::ClientAuth) => ExtendedKeyPurpose::ClientAuth,
        None => return CertificateError::InvalidPurpose,
    };
    let purposes = finding.certificate().and_then(|certificate| certificate.purposes());
    let presented = purposes.into_iter().flatten().take(PURPOSES_SHOWN);
    let presented = presented.map(|purpose| match purpose.dotted().as_str() {
        "1.3.6.1.5.5.7.3.1" => ExtendedKeyPurpose::ServerAuth,
        "1.3.6.1.5.5.7.3.2" => ExtendedKeyPurpose::ClientAuth,
        // An arc that is longer than the type is left out: it is for people.
        dotted => ExtendedKeyPurpose::Other(
            dotted.split('.').filter_map(|arc| arc.parse().ok()).collect::<Vec<usize>>(),
        ),
    });
    CertificateError::InvalidPurposeContext { required, presented: presented.collect() }
}

fn wrong_name(finding: &Finding, reference: Option<&ReferenceIdentity>) -> CertificateError {
    // A name with a hyphen at the end of a label is no name of rustls.
    let expected = reference.and_then(|name| ServerName::try_from(name).ok());
    match (expected, finding.name_mismatch()) {
        (Some(expected), Some(mismatch)) => {
            let presented = mismatch.presented().to_vec();
            CertificateError::NotValidForNameContext { expected, presented }
        }
        _ => CertificateError::NotValidForName,
    }
}
