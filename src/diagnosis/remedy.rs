//! The remedy for a fault.

use super::case::Case;
use super::gap;
use super::order::is_about_anchor;
use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::policy::TrustSource;
use crate::remedy::{Change, Remedy};
use crate::trust_store::{LastEnd, StorePart};
use crate::usage::Usage;
use crate::verdict::{Detail, Finding, Position, Reason};
use crate::verify::{Attempt, remedy_of_revocation};
use pki_types::UnixTime;

/// The remedy for a finding about this path, or about the end entity alone if there is none.
pub(super) fn of(
    found: &Finding,
    path: Option<&Attempt<'_>>,
    case: &Case<'_, '_>,
) -> Option<Remedy> {
    let certificate = found.certificate.as_ref()?;
    let validity = certificate.validity();
    if let Detail::Revocation(fact) = &found.detail {
        return Some(remedy_of_revocation(fact, certificate, found.position));
    }
    if let Some(remedy) = better_signature(found) {
        return Some(remedy);
    }
    if let Some(change) = change(found, certificate, case.question.usage) {
        return Some(reissue(certificate, found.position, change));
    }
    let is_built_in = path.is_some_and(|path| path.path.anchor().part == StorePart::BuiltIn);
    match found.reason {
        Reason::AnchorExcludedBySource => Some(Remedy::SetSource(TrustSource::All)),
        Reason::AnchorDisabled => Some(Remedy::EnableBuiltIn(certificate.fingerprint())),
        Reason::Expired | Reason::AnchorExpired if is_clock_late(path, case) => {
            Some(Remedy::SetClock)
        }
        // No operator can replace a built-in root.
        Reason::AnchorExpired if is_built_in => None,
        Reason::Expired | Reason::AnchorExpired => Some(renew(found, certificate)),
        Reason::NotYetValid | Reason::AnchorNotYetValid if is_clock_early(path, case) => {
            Some(Remedy::SetClock)
        }
        Reason::NotYetValid | Reason::AnchorNotYetValid => {
            Some(Remedy::WaitUntil(validity.not_before()))
        }
        // With algorithms, this finding has a signer.
        Reason::UnsupportedSignatureAlgorithm => Some(Remedy::AddAlgorithms),
        Reason::ClockNotSet => Some(Remedy::SetClock),
        Reason::ConstraintNotSupported => Some(Remedy::ConstrainHosts { ca: certificate.clone() }),
        // A path has too many names and constraints.
        Reason::TooMuchWork | Reason::PolicyNotSupported => Some(Remedy::AskForOtherChain),
        Reason::PathLengthExceeded
        | Reason::NameConstraintViolated
        | Reason::CaAsEndEntity
        | Reason::NeverValidTogether
        | Reason::UnsupportedVersion
        | Reason::PathRefused
        | Reason::UnknownCriticalExtension
        | Reason::RefusedByWebpki
        | Reason::ProfileViolated => Some(match found.position {
            Position::EndEntity => Remedy::Reissue,
            _ => Remedy::RenewIssuer { ca: certificate.clone() },
        }),
        // A damaged signature looks like a forged one, so no advice is true of both. The others get their remedies from
        // whoever finds them.
        _ => None,
    }
}

/// What helps in any case if no change of the device would: no trusted anchor vouches for the peer, or only one that has
/// expired.
pub(super) const fn last_resort(reason: Reason) -> Option<Remedy> {
    if is_about_anchor(reason) || matches!(reason, Reason::AnchorExpired) {
        Some(Remedy::UseTrustedCa)
    } else {
        None
    }
}

/// What another certificate in place of this one must have, or must not have.
fn change(found: &Finding, certificate: &Certificate, usage: Usage) -> Option<Change> {
    match found.reason {
        // Version 1 and 2 cannot say that a certificate is one of a CA.
        Reason::UnsupportedVersion | Reason::NotACa
            if certificate.version() < 3 && found.position != Position::EndEntity =>
        {
            Some(Change::Version3)
        }
        Reason::WeakSignatureAlgorithm => Some(Change::Signature),
        Reason::WeakKey | Reason::UnsupportedKey | Reason::PeerKeyUnsupported => Some(Change::Key),
        Reason::UnknownCriticalExtension => {
            let id = certificate.unknown_critical()?.into_owned();
            Some(if certificate.unknown_critical_is_malformed() {
                Change::CorrectExtension(id)
            } else {
                Change::WithoutExtension(id)
            })
        }
        Reason::NotACa => Some(Change::BasicConstraints),
        Reason::MayNotSign => Some(Change::KeyCertSign),
        Reason::UsageNotAllowed => Some(Change::Purpose(usage)),
        Reason::KeyUsageNotAllowed => Some(Change::KeyUsage(usage)),
        _ => None,
    }
}

/// Another signature for one that no algorithm may verify. A key that nothing supports cannot make it, so then the CA must
/// have another key.
fn better_signature(found: &Finding) -> Option<Remedy> {
    let Detail::Signer(signer) = &found.detail else { return None };
    Some(if signer.is_key_at_fault {
        Remedy::ReplaceCa { ca: signer.issuer.clone(), change: Change::Key }
    } else {
        reissue(found.certificate.as_ref()?, found.position, Change::Signature)
    })
}

/// A CA's certificate is replaced by its CA; the peer's own is requested again.
fn reissue(certificate: &Certificate, position: Position, change: Change) -> Remedy {
    match position {
        Position::EndEntity => Remedy::ReissueWith(change),
        Position::Intermediate(_) | Position::Anchor => {
            Remedy::ReplaceCa { ca: certificate.clone(), change }
        }
    }
}

fn renew(found: &Finding, certificate: &Certificate) -> Remedy {
    match found.position {
        Position::EndEntity => Remedy::Renew(certificate.validity().not_after()),
        _ => Remedy::RenewIssuer { ca: certificate.clone() },
    }
}

/// True if the clock is earlier than every certificate of the path. A device that starts in 1970 sees that.
fn is_clock_early(path: Option<&Attempt<'_>>, case: &Case<'_, '_>) -> bool {
    let Some(path) = path else { return false };
    let anchor = path.path.anchor().certificate;
    let mut certificates = path.path.certificates().iter().copied().chain([anchor]);
    certificates
        .all(|certificate| case.question.clock.is_before(certificate.validity().not_before()))
}

/// True if the clock is later than every certificate of the path and of the store, and so many of them have expired at once,
/// or so long ago, that it is the clock that is wrong.
fn is_clock_late(path: Option<&Attempt<'_>>, case: &Case<'_, '_>) -> bool {
    let clock = case.question.clock;
    let Clock::Set(now) = clock else { return false };
    let certificates = path.iter().flat_map(|path| {
        let anchor = path.path.anchor().certificate;
        path.path.certificates().iter().copied().chain([anchor])
    });
    let ends = certificates.map(|certificate| certificate.validity().not_after());
    let last = ends.chain([case.end_entity().validity().not_after()]).max();
    let is_long_over = |end: UnixTime| {
        let late = end.as_secs().saturating_add(IMPLAUSIBLE);
        clock.is_past(UnixTime::since_unix_epoch(core::time::Duration::from_secs(late)))
    };
    match case.question.store.last_end(now) {
        LastEnd::NotYet => false,
        LastEnd::Of { anchors, end } => {
            let last = last.into_iter().chain(end).max();
            last.is_some_and(|last| {
                clock.is_past(last) && (anchors >= ENOUGH_EXPIRED_ANCHORS || is_long_over(last))
            })
        }
    }
}

/// No phone runs this long, in seconds, after the last certificate that it knows has expired: 20 years.
const IMPLAUSIBLE: u64 = 20 * 366 * 24 * 60 * 60;

/// If so many anchors have expired at once, the clock is wrong: stores are replaced before all of their roots expire.
const ENOUGH_EXPIRED_ANCHORS: usize = 3;

/// A CA of the path has expired. Another anchor that the store has, or a newer CA that the peer sent, may help now: the
/// remedy, and the anchor that is in the store.
pub(super) fn of_expired_ca(case: &mut Case<'_, '_>) -> Option<(Remedy, Option<Certificate>)> {
    if case.question.policy.source() != TrustSource::All
        && let Some(anchor) = case.try_all_sources().anchor
    {
        return Some((Remedy::SetSource(TrustSource::All), Some(anchor)));
    }
    if let Some(anchor) = case.try_enabled().anchor {
        return Some((Remedy::EnableBuiltIn(anchor.fingerprint()), Some(anchor)));
    }
    Some((gap::upload_of_sent_ca(case)?, None))
}
