//! The store as a page shows it.

use super::built_in::is_anchor;
use super::{StorePart, TrustRole, TrustStore};
use crate::certificate::Certificate;
use crate::clock::{Clock, Date};
use crate::numbered::numbered;
use crate::policy::TrustSource;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// One certificate of the store, as one row of a page: index, issued to, issued by, expiration, part, and flags.
///
/// A page shows [`Certificate::issued_to`], [`Certificate::issued_by`], the end of [`Certificate::validity`] and, before
/// an operator deletes or trusts it, [`Certificate::fingerprint`]: its `Display` is the text that operators compare with
/// the CA's owner. Names must be escaped for HTML. The `Display` of an entry is one line with all of it but the
/// fingerprint.
///
/// ```
/// use trustslot::{BuiltIn, Bundle, CertificateFlag, Clock, TrustSource, TrustStore};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
///
/// let mut store = TrustStore::new(BuiltIn::EMPTY);
/// store.add(&Bundle::parse("vendor.pem", file)?)?;
/// let entries = store.list(TrustSource::All, Clock::set(1_780_272_000));
/// assert_eq!(
///     entries[0].to_string(),
///     "1  \"Example Phones Root CA\"  issued by \"Example Phones Root CA\"  until 2049-12-31  custom anchor  (self-issued)"
/// );
/// assert_eq!(entries[0].flags, [CertificateFlag::SelfIssued]);
/// assert!(entries[0].certificate.fingerprint().to_string().contains(':'));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StoreEntry {
    /// The row number, counted from 1. It changes when an entry before it is removed, so use the fingerprint to name a
    /// certificate.
    pub index: usize,
    /// The certificate: names, validity, fingerprint, algorithms.
    pub certificate: Certificate,
    /// The part of the store it is in.
    pub part: StorePart,
    /// What it can do.
    pub role: TrustRole,
    /// True if it is a built-in certificate that the operator disabled.
    pub disabled: bool,
    /// What an operator should know about it, each flag at most once.
    pub flags: Vec<CertificateFlag>,
}

/// What an operator should know about a certificate of the store or of the slot.
///
/// ```
/// use trustslot::CertificateFlag;
///
/// assert_eq!(CertificateFlag::ExpiresSoon.to_string(), "expires soon");
/// assert_eq!(CertificateFlag::ExpiresSoon.word(), "expires-soon");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CertificateFlag {
    /// It has expired.
    Expired,
    /// It is not valid yet. Never set while the clock is only a lower bound.
    NotYetValid,
    /// It expires within 90 days, and at most a tenth of its lifetime is left.
    ExpiresSoon,
    /// It is a pin and not a CA: trusted only for itself.
    NotACa,
    /// Its subject and its issuer are the same name.
    SelfIssued,
    /// It has an RSA key of less than 2048 bits, or another CA signed it with MD2, MD5 or SHA-1. (The signature on a
    /// self-issued root protects nothing, so it does not count.)
    Weak,
    /// The phone's own certificate does not allow use as TLS server. Set in the list of the slot only.
    NotForServers,
    /// The phone's own certificate does not allow use as TLS client. Set in the list of the slot only.
    NotForClients,
}

/// "Expires soon" means within this number of days: a quarter, in which an operator looks at the page once.
const SOON_DAYS: u64 = 90;

/// A certificate of the store, with its part, its role and its state.
pub(super) struct Member {
    pub(super) certificate: Certificate,
    pub(super) part: StorePart,
    pub(super) role: TrustRole,
    pub(super) disabled: bool,
}

impl TrustStore {
    /// The certificates of these parts, built-in part first.
    pub(super) fn members(&self, source: TrustSource) -> impl Iterator<Item = Member> {
        let built_in = (0..self.built_in.len())
            .filter(move |_| source.has_built_in())
            .filter_map(|index| Some((index, self.built_in.get(index)?)))
            .map(|(index, certificate)| Member {
                role: if is_anchor(&certificate) { TrustRole::Anchor } else { TrustRole::Pin },
                certificate,
                part: StorePart::BuiltIn,
                disabled: self.is_disabled(index),
            });
        let custom = self.custom.iter().filter(move |_| source.has_custom()).map(|certificate| {
            let role = TrustRole::of(certificate).unwrap_or(TrustRole::Pin);
            let certificate = certificate.clone();
            Member { certificate, part: StorePart::Custom, role, disabled: false }
        });
        built_in.chain(custom)
    }
}

pub(super) fn list(store: &TrustStore, source: TrustSource, clock: Clock) -> Vec<StoreEntry> {
    let entry = |(index, member): (usize, Member)| {
        let Member { certificate, part, role, disabled } = member;
        let flags = flags_of(&certificate, Some(role), clock);
        StoreEntry { index: index.saturating_add(1), certificate, part, role, disabled, flags }
    };
    store.members(source).enumerate().map(entry).collect()
}

/// What an operator should know about a certificate; `role` is for certificates of the trust store.
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
    if certificate.key_algorithm().is_weak()
        || (!certificate.is_self_issued() && certificate.signature_algorithm().is_weak())
    {
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

/// `1  "ISRG Root X1"  issued by "ISRG Root X1"  until 2035-06-04  built-in anchor  (self-issued)`
impl fmt::Display for StoreEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}  {}  issued by {}  until {}  {} {}",
            self.index,
            self.certificate.quoted_subject(),
            self.certificate.quoted_issuer(),
            Date::of(self.certificate.validity().not_after()),
            self.part,
            self.role
        )?;
        if self.disabled {
            f.write_str(", disabled")?;
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
            Self::NotForServers => "not for servers",
            Self::NotForClients => "not for clients",
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
        NotForServers = 6 "not-for-servers",
        NotForClients = 7 "not-for-clients",
    }
}
