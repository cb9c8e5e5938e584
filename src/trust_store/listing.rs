//! The store as the phone's page shows it (requirement T7).

use super::{StorePart, TrustRole, TrustStore};
use crate::certificate::{Certificate, KeyAlgorithm};
use crate::clock::{Clock, Date};
use crate::numbered::numbered;
use crate::policy::TrustSource;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// One row of the page: index, issued to, issued by, expiration, part, and what to know about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoreEntry {
    /// Counted from 1 within the listing.
    pub index: usize,
    /// The certificate itself: names, validity, fingerprint, algorithms.
    pub certificate: Certificate,
    /// In which part it is.
    pub part: StorePart,
    /// What it can do.
    pub role: TrustRole,
    /// Whether it is a built-in one that is switched off.
    pub disabled: bool,
    /// What an operator should know.
    pub flags: Vec<CertificateFlag>,
}

/// What an operator should know about a certificate of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateFlag {
    /// Its validity is over.
    Expired,
    /// Its validity has not begun.
    NotYetValid,
    /// Its validity ends within a tenth of its length, and within 90 days.
    ExpiresSoon,
    /// It is not a CA: it vouches for itself only.
    NotACa,
    /// Subject and issuer are the same name.
    SelfIssued,
    /// Its key is an RSA key of less than 2048 bits, or it is signed with MD2, MD5 or SHA-1 by another. (The
    /// signature of a self-issued root protects nothing, so it is not counted.)
    Weak,
}

/// "Expires soon" is at most this many days ahead: a quarter, in which an operator looks at the page once.
const SOON_DAYS: u64 = 90;

/// RSA below this is weak (NIST SP 800-131A, CA/Browser Forum BR §6.1.5).
const MIN_RSA_BITS: u32 = 2048;

pub(super) fn list(store: &TrustStore, source: TrustSource, clock: Clock) -> Vec<StoreEntry> {
    let built_in = (0..store.built_in.len())
        .filter(|_| source.has_built_in())
        .filter_map(|index| Some((index, store.built_in.get(index)?)))
        .map(|(index, certificate)| {
            let disabled = store.is_disabled(index);
            let vouches = super::is_ca(&certificate) || certificate.version() < 3;
            let role = if vouches { TrustRole::Anchor } else { TrustRole::Pin };
            (certificate, StorePart::BuiltIn, role, disabled)
        });
    let custom = store.custom.iter().filter(|_| source.has_custom()).map(|certificate| {
        let role = TrustRole::of(certificate).unwrap_or(TrustRole::Pin);
        (certificate.clone(), StorePart::Custom, role, false)
    });
    built_in
        .chain(custom)
        .enumerate()
        .map(|(index, (certificate, part, role, disabled))| StoreEntry {
            index: index.saturating_add(1),
            flags: flags_of(&certificate, Some(role), clock),
            certificate,
            part,
            role,
            disabled,
        })
        .collect()
}

/// What an operator should know about a certificate of the device; `role` where it is one of the trust store.
pub(crate) fn flags_of(
    certificate: &Certificate,
    role: Option<TrustRole>,
    clock: Clock,
) -> Vec<CertificateFlag> {
    let validity = certificate.validity();
    let mut flags = Vec::new();
    let known = match clock {
        Clock::Set(now) | Clock::AtLeast(now) => Some(now),
        Clock::Unset => None,
    };
    if known.is_some_and(|now| now > validity.not_after()) {
        flags.push(CertificateFlag::Expired);
    } else if matches!(clock, Clock::Set(now) if now < validity.not_before()) {
        flags.push(CertificateFlag::NotYetValid);
    } else if known.is_some_and(|now| expires_soon(certificate, now)) {
        flags.push(CertificateFlag::ExpiresSoon);
    }
    if role == Some(TrustRole::Pin) {
        flags.push(CertificateFlag::NotACa);
    }
    if certificate.is_self_issued() {
        flags.push(CertificateFlag::SelfIssued);
    }
    let weak_key =
        matches!(certificate.key_algorithm(), KeyAlgorithm::Rsa { bits } if bits < MIN_RSA_BITS);
    if weak_key || (!certificate.is_self_issued() && certificate.signature_algorithm().is_weak()) {
        flags.push(CertificateFlag::Weak);
    }
    flags
}

/// Lifetimes run from 47 days to 30 years, so "soon" is a share of the lifetime, not a number of days.
fn expires_soon(certificate: &Certificate, now: UnixTime) -> bool {
    let validity = certificate.validity();
    let (from, until) = (validity.not_before().as_secs(), validity.not_after().as_secs());
    let tenth = until.saturating_sub(from) / 10;
    let soon = tenth.min(SOON_DAYS.saturating_mul(24 * 60 * 60));
    until.saturating_sub(now.as_secs()) <= soon
}

/// `1  ISRG Root X1  issued by ISRG Root X1  until 2035-06-04  built-in anchor  (self-issued)`
impl fmt::Display for StoreEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}  {}  issued by {}  until {}  {} {}",
            self.index,
            self.certificate.issued_to(),
            self.certificate.issued_by(),
            Date::of(self.certificate.validity().not_after()),
            self.part,
            self.role
        )?;
        if self.disabled {
            f.write_str(", switched off")?;
        }
        if !self.flags.is_empty() {
            let words: Vec<String> =
                self.flags.iter().map(alloc::string::ToString::to_string).collect();
            write!(f, "  ({})", words.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for CertificateFlag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "expired",
            Self::NotYetValid => "not yet valid",
            Self::ExpiresSoon => "expires soon",
            Self::NotACa => "not a CA",
            Self::SelfIssued => "self-issued",
            Self::Weak => "weak",
        })
    }
}

// The number is a bit in C.
numbered! {
    CertificateFlag: u8 {
        Expired = 0 "expired",
        NotYetValid = 1 "not-yet-valid",
        ExpiresSoon = 2 "expires-soon",
        NotACa = 3 "not-a-ca",
        SelfIssued = 4 "self-issued",
        Weak = 5 "weak",
    }
}
