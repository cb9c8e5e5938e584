//! The servers that a device relies on, and when their certificates are renewed.

use super::DAY;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::name::ReferenceIdentity;
use crate::policy_set::Application;
use alloc::boxed::Box;
use alloc::vec::Vec;
use pki_types::UnixTime;

/// A server that a device relies on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Dependency {
    /// A name for people, which the answers repeat.
    pub id: Box<str>,
    /// The chain that the server presents now.
    pub chain: Chain,
    /// The name that the device dials.
    pub name: ReferenceIdentity,
    /// The application that dials it. Its policy decides.
    pub application: Application,
    /// True if the device cannot be repaired through the network once it rejects this server.
    pub essential: bool,
    /// What to assume after the present certificate.
    pub renewals: Renewals,
}

/// The certificates that a server presents after the present one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Renewals {
    /// Nothing is assumed: the present certificate stays, and expires.
    #[default]
    None,
    /// The same CA issues the same certificate again and again, with other dates and serial numbers, and the server sends
    /// the same CA certificates with it.
    SameIssuer(Cadence),
    /// Another CA renews the certificate. It writes the same names, key and uses, with its own name, key identifier and
    /// dates, and leaves out where its CRLs are.
    ///
    /// Its signature is assumed. It is never assumed for a CA with the same name and another key.
    By {
        /// What the server sends with the renewed certificate: first the CA that issues it, then the CAs above. From 1 to
        /// 63.
        issuers: Vec<Certificate>,
        /// The first second at which it issues. A renewal before is by the present CA.
        from: UnixTime,
        /// When the certificate is renewed, by one CA and the other.
        cadence: Cadence,
    },
}

impl Renewals {
    /// When the certificate is renewed; `None` if nothing is assumed.
    pub const fn cadence(&self) -> Option<Cadence> {
        match self {
            Self::None => None,
            Self::SameIssuer(cadence) | Self::By { cadence, .. } => Some(*cadence),
        }
    }

    /// The certificates that the server sends with one that another CA issues, the CA first; empty if none does.
    pub(crate) fn issuers(&self) -> &[Certificate] {
        match self {
            Self::By { issuers, .. } => issuers,
            Self::None | Self::SameIssuer(_) => &[],
        }
    }

    /// The same, where the server sends one more certificate.
    pub(crate) fn sending(self, certificate: &Certificate) -> Self {
        match self {
            Self::By { mut issuers, from, cadence } => {
                if !issuers.contains(certificate) {
                    issuers.push(certificate.clone());
                }
                Self::By { issuers, from, cadence }
            }
            Self::None | Self::SameIssuer(_) => self,
        }
    }

    /// The CA that renews the certificate at this second, and what the server sends above it; `None` if it is the present
    /// CA.
    pub(super) fn issuers_at(&self, instant: u64) -> Option<(&Certificate, &[Certificate])> {
        match self {
            Self::By { issuers, from, .. } if from.as_secs() <= instant => {
                issuers.first().map(|ca| (ca, &**issuers))
            }
            _ => None,
        }
    }

    /// True if the server can send what is stated.
    pub(super) fn is_possible(&self) -> bool {
        let most = Chain::MAX_CERTIFICATES.saturating_sub(1);
        !matches!(self, Self::By { .. }) || (1..=most).contains(&self.issuers().len())
    }
}

/// When a certificate is renewed, and for how long.
///
/// ```
/// use trustslot::{Cadence, Lifetimes};
///
/// let cadence = Cadence::TWO_THIRDS.with_lifetimes(Lifetimes::PublicCa);
/// assert_eq!(cadence.fraction(), (2, 3));
/// assert_eq!(Cadence::after(1, 2).map(|cadence| cadence.fraction()), Some((1, 2)));
/// assert_eq!(Cadence::after(3, 2), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cadence {
    numerator: u32,
    denominator: u32,
    lifetimes: Lifetimes,
}

/// How long renewed certificates live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lifetimes {
    /// As long as the present one.
    #[default]
    AsNow,
    /// As long as the present one, but not longer than a public CA may issue at that date: 398 days, 200 days from
    /// 2026-03-15, 100 days from 2027-03-15, and 47 days from 2029-03-15 (CA/Browser Forum, ballot SC-081v3).
    PublicCa,
}

impl Dependency {
    /// A server without renewals. It is essential if its application is: provisioning and 802.1X.
    pub fn new(
        id: impl Into<Box<str>>,
        chain: Chain,
        name: ReferenceIdentity,
        application: Application,
    ) -> Self {
        let (essential, renewals) = (application.is_essential(), Renewals::None);
        Self { id: id.into(), chain, name, application, essential, renewals }
    }

    /// The same server with these renewals.
    #[must_use]
    pub fn with_renewals(self, renewals: Renewals) -> Self {
        Self { renewals, ..self }
    }
}

impl Cadence {
    /// After two thirds of the lifetime, as certificate managers do by default.
    pub const TWO_THIRDS: Self = Self { numerator: 2, denominator: 3, lifetimes: Lifetimes::AsNow };

    /// After this fraction of the lifetime; `None` unless it is between 0 and 1.
    pub const fn after(numerator: u32, denominator: u32) -> Option<Self> {
        if numerator == 0 || numerator >= denominator {
            return None;
        }
        Some(Self { numerator, denominator, lifetimes: Lifetimes::AsNow })
    }

    /// Sets how long renewed certificates live.
    #[must_use]
    pub const fn with_lifetimes(self, lifetimes: Lifetimes) -> Self {
        Self { lifetimes, ..self }
    }

    /// How long renewed certificates live.
    pub const fn lifetimes(self) -> Lifetimes {
        self.lifetimes
    }

    /// The fraction of the lifetime after which a certificate is renewed.
    pub const fn fraction(self) -> (u32, u32) {
        (self.numerator, self.denominator)
    }

    /// The second at which a certificate is renewed.
    pub(super) fn renewal_of(self, certificate: &Certificate) -> u64 {
        let begin = certificate.validity().not_before().as_secs();
        let part = u128::from(lifetime(certificate)).saturating_mul(self.numerator.into());
        let part = part.checked_div(self.denominator.into()).unwrap_or(0);
        begin.saturating_add(u64::try_from(part).unwrap_or(u64::MAX))
    }

    /// The lifetime, in seconds, of a certificate that is issued at `now` in place of `present`.
    pub(super) fn next_lifetime(self, present: &Certificate, now: u64) -> u64 {
        let same = lifetime(present);
        match self.lifetimes {
            Lifetimes::AsNow => same,
            Lifetimes::PublicCa => {
                let limit = LIMITS.iter().take_while(|(from, _)| *from <= now).last();
                limit.map_or(same, |(_, days)| same.min(days.saturating_mul(DAY)))
            }
        }
    }
}

/// The dates from which public CAs may issue certificates for at most this many days.
const LIMITS: &[(u64, u64)] = &[
    // 2020-09-01
    (1_598_918_400, 398),
    // 2026-03-15
    (1_773_532_800, 200),
    // 2027-03-15
    (1_805_068_800, 100),
    // 2029-03-15
    (1_868_227_200, 47),
];

fn lifetime(certificate: &Certificate) -> u64 {
    let validity = certificate.validity();
    let seconds = validity.not_after().as_secs().saturating_sub(validity.not_before().as_secs());
    seconds.saturating_add(1)
}
