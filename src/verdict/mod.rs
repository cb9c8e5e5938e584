//! Floor 3: the verdict about a peer, and its reasons.

mod finding;
mod message;
mod note;
mod parts;
mod reason;
mod revocation;

pub use finding::{Finding, Findings, Position};
pub use note::{EndsFirst, Note};
pub use reason::Reason;

pub(crate) use finding::{Detail, Signer};
pub(crate) use revocation::{RevocationFact, UnknownStatus};

use crate::certificate::Certificate;
use crate::clock::{Date, Validity};
use crate::message::message;
use crate::name::NameMatch;
use crate::numbered::numbered;
use crate::trust_store::{StorePart, TrustRole};
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// The verdict about a peer.
///
/// ```
/// # use trustslot::{Bundle, Chain, Clock, Policy, TrustStore, Verifier};
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// # let chain = Chain::from_certificates(Bundle::parse("chain.pem", file)?)?;
/// use trustslot::Verdict;
///
/// let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
/// let clock = Clock::set(1_642_204_800); // 2022-01-15
/// match verifier.verify_server(&chain, &"stackexchange.com".parse()?, clock) {
///     Verdict::Trusted(path) => println!("trusted {path}"),
///     Verdict::Tolerated(findings) => println!("allowed by policy, although {findings}"),
///     Verdict::Rejected(findings) => println!("rejected: {findings}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a verdict protects nobody until it is read"]
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a path in a box would cost the accepted peer an allocation"
)]
#[expect(clippy::exhaustive_enums, reason = "every caller must handle each of the three")]
pub enum Verdict {
    /// No check found anything.
    Trusted(VerifiedPath),
    /// Checks found something, and the policy waives all of them.
    Tolerated(Findings),
    /// At least one finding is of a check that the policy enforces.
    Rejected(Findings),
}

/// A verified certification path (RFC 5280 §6). Only a [`Verifier`](crate::Verifier) makes one.
///
/// ```
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use trustslot::{BuiltIn, Bundle, Chain, Clock, Policy, TrustStore, Verifier};
/// # let mut store = TrustStore::new(BuiltIn::EMPTY);
/// # store.add(&Bundle::parse("vendor.pem", include_bytes!("../../examples/data/fleet/vendor.pem"))?)?;
/// # let presented = Bundle::parse("phone.pem", include_bytes!("../../examples/data/fleet/phone.pem"))?;
/// # let chain = Chain::from_certificates(presented)?;
/// # let verifier = Verifier::new(store, Policy::STRICT);
/// # let clock = Clock::set(1_780_272_000);
/// let path = verifier.verify_client(&chain, clock).into_trusted()?;
/// assert_eq!(path.anchor().common_name().as_deref(), Some("Example Phones Root CA"));
/// assert_eq!(path.intermediates().len(), 1);
/// assert_eq!(path.to_string(), "through \"Example Phones Root CA\" until 2049-12-31");
/// # Ok(())
/// # }
/// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPath {
    pub(crate) end_entity: Certificate,
    /// The issuer of the end entity, its issuer, and so on; the anchor is last. Empty for a pin.
    pub(crate) issuers: Vec<Certificate>,
    pub(crate) part: StorePart,
    pub(crate) validity: Validity,
    pub(crate) ends_first: EndsFirst,
    pub(crate) notes: Vec<Note>,
    pub(crate) name: Option<NameMatch>,
}

impl Verdict {
    /// True if the connection may continue: the peer is trusted or tolerated.
    pub const fn is_accepted(&self) -> bool {
        matches!(self, Self::Trusted(_) | Self::Tolerated(_))
    }

    /// True if no check found anything.
    pub const fn is_trusted(&self) -> bool {
        matches!(self, Self::Trusted(_))
    }

    /// The findings; `None` if the peer is trusted.
    pub const fn findings(&self) -> Option<&Findings> {
        match self {
            Self::Trusted(_) => None,
            Self::Tolerated(findings) | Self::Rejected(findings) => Some(findings),
        }
    }

    /// The verified path, if there is one that the policy lets pass: always if the peer is trusted, and if it is tolerated
    /// unless the policy waives the path itself and no path was verified.
    ///
    /// A tolerated path may be out of date or for another name. The findings say so.
    ///
    /// ```
    /// # use trustslot::{Bundle, Chain, Clock, Policy, TrustStore, Verifier};
    /// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    /// # let chain = Chain::from_certificates(Bundle::parse("chain.pem", file)?)?;
    /// # let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
    /// let verdict = verifier.verify_server_of_any_name(&chain, Clock::Unset);
    /// match verdict.path() {
    ///     Some(path) => println!("anchor: {}", path.anchor().issued_to()),
    ///     None => println!("no path was verified"),
    /// }
    /// # assert!(verdict.path().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn path(&self) -> Option<&VerifiedPath> {
        match self {
            Self::Trusted(path) => Some(path),
            Self::Tolerated(findings) => findings.path.as_deref(),
            Self::Rejected(_) => None,
        }
    }

    /// The path if the peer is trusted.
    ///
    /// ```
    /// # use trustslot::{Bundle, Chain, Clock, Policy, ReferenceIdentity, TrustStore, Verifier};
    /// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    /// # let chain = Chain::from_certificates(Bundle::parse("chain.pem", file)?)?;
    /// use trustslot::VerifiedPath;
    ///
    /// fn trusted(
    ///     verifier: &Verifier,
    ///     chain: &Chain,
    ///     dialed: &ReferenceIdentity,
    ///     clock: Clock,
    /// ) -> Result<VerifiedPath, Box<dyn std::error::Error>> {
    ///     Ok(verifier.verify_server(chain, dialed, clock).into_trusted()?)
    /// }
    /// # let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
    /// # assert!(trusted(&verifier, &chain, &"stackexchange.com".parse()?, Clock::set(1_642_204_800)).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The [`Findings`] if the peer is tolerated or rejected.
    pub fn into_trusted(self) -> Result<VerifiedPath, Findings> {
        match self {
            Self::Trusted(path) => Ok(path),
            Self::Tolerated(findings) | Self::Rejected(findings) => Err(findings),
        }
    }
}

impl VerifiedPath {
    /// The end-entity certificate: the peer's own.
    pub const fn end_entity(&self) -> &Certificate {
        &self.end_entity
    }

    /// The intermediates, from the issuer of the end entity up to the anchor. Empty for a pin.
    pub fn intermediates(&self) -> &[Certificate] {
        match self.issuers.split_last() {
            Some((_anchor, between)) => between,
            None => &[],
        }
    }

    /// The trust anchor. For a pin it is the end-entity certificate.
    pub fn anchor(&self) -> &Certificate {
        self.issuers.last().unwrap_or(&self.end_entity)
    }

    /// The role of [`anchor`](Self::anchor): it vouches for certificates it issued, or for itself alone as a pin.
    pub const fn role(&self) -> TrustRole {
        if self.issuers.is_empty() { TrustRole::Pin } else { TrustRole::Anchor }
    }

    /// The part of the trust store that has the anchor.
    pub const fn part(&self) -> StorePart {
        self.part
    }

    /// The last second at which the verdict is still trusted.
    ///
    /// It is the earliest `notAfter` on the path, the anchor's included, or the second before the CRLs and other revocation
    /// data that show that the path is not revoked end, if that is earlier.
    pub const fn valid_until(&self) -> UnixTime {
        self.validity.not_after()
    }

    /// What ends first, and so decides [`valid_until`](Self::valid_until): renew that certificate, or load a newer CRL.
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use trustslot::{BuiltIn, Bundle, Chain, Clock, Policy, TrustStore, Verifier};
    /// # let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// # store.add(&Bundle::parse("vendor.pem", include_bytes!("../../examples/data/fleet/vendor.pem"))?)?;
    /// # let presented = Bundle::parse("phone.pem", include_bytes!("../../examples/data/fleet/phone.pem"))?;
    /// # let chain = Chain::from_certificates(presented)?;
    /// # let verifier = Verifier::new(store, Policy::STRICT);
    /// # let clock = Clock::set(1_780_272_000);
    /// use trustslot::{EndsFirst, Position};
    ///
    /// let path = verifier.verify_client(&chain, clock).into_trusted()?;
    /// assert_eq!(path.ends_first(), EndsFirst::Certificate(Position::EndEntity));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
    /// ```
    pub const fn ends_first(&self) -> EndsFirst {
        self.ends_first
    }

    /// Facts about the path that are no faults, such as a common name that was used because there is no DNS name.
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use trustslot::{BuiltIn, Bundle, Chain, Clock, Policy, TrustStore, Verifier};
    /// # let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// # store.add(&Bundle::parse("vendor.pem", include_bytes!("../../examples/data/fleet/vendor.pem"))?)?;
    /// # let presented = Bundle::parse("phone.pem", include_bytes!("../../examples/data/fleet/phone.pem"))?;
    /// # let chain = Chain::from_certificates(presented)?;
    /// # let verifier = Verifier::new(store, Policy::STRICT);
    /// # let clock = Clock::set(1_780_272_000);
    /// let path = verifier.verify_client(&chain, clock).into_trusted()?;
    /// for note in path.notes() {
    ///     println!("note: {note} [{}]", note.word());
    /// }
    /// # assert!(path.notes().is_empty());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
    /// ```
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The name that matched, and the rule by which it did; `None` if no name was checked.
    pub const fn name(&self) -> Option<&NameMatch> {
        self.name.as_ref()
    }
}

numbered! {
    Verdict {
        Rejected = 0 "rejected",
        Tolerated = 1 "tolerated",
        Trusted = 2 "trusted",
    }
}

/// `trusted through "ISRG Root X1" until 2027-03-12, as "*.example.com" (dNSName, wildcard)`
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Trusted(path) => message!(f, "trusted {path}", path),
            Self::Tolerated(findings) => message!(f, "tolerated, although {findings}", findings),
            Self::Rejected(findings) => message!(f, "rejected: {findings}", findings),
        }
    }
}

/// Completes "trusted …".
impl fmt::Display for VerifiedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.role() {
            TrustRole::Anchor => {
                message!(f, "through {anchor}", anchor = self.anchor().quoted_subject())?;
            }
            TrustRole::Pin => {
                message!(
                    f,
                    "because that very certificate is in the store ({part}),",
                    part = self.part
                )?;
            }
        }
        message!(f, " until {date}", date = Date::of(self.valid_until()))?;
        if let Some(name) = &self.name {
            write!(f, ", as {name}")?;
        }
        Ok(())
    }
}
