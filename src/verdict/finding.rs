//! The findings of checks.

use super::VerifiedPath;
use super::reason::Reason;
use super::revocation::RevocationFact;
use crate::certificate::Certificate;
use crate::chain::ChainError;
use crate::clock::Clock;
use crate::message::Text;
use crate::name::{ConstraintViolation, NameMismatch};
use crate::policy::{Check, TrustSource};
use crate::remedy::Remedy;
use crate::usage::Usage;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// One fact that a check found: the reason, the certificate, and a remedy if there is one.
///
/// Its `Display` is a message for a small display: lower case, no full stop.
///
/// ```
/// # use trustslot::{Bundle, Chain, Clock, Policy, TrustStore, Verifier};
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// # let chain = Chain::from_certificates(Bundle::parse("chain.pem", file)?)?;
/// # let algorithms = webpki::ALL_VERIFICATION_ALGS;
/// # let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, algorithms);
/// # let clock = Clock::set(1_642_204_800);
/// use trustslot::{Check, Position, Reason};
///
/// let verdict = verifier.verify_server(&chain, &"stackexchange.com".parse()?, clock);
/// let finding = verdict.findings().and_then(|found| found.decisive()).ok_or("trusted")?;
/// assert_eq!((finding.reason(), finding.check()), (Reason::IssuerNotFound, Check::Path));
/// assert_eq!(finding.position(), Position::Intermediate(2));
/// assert_eq!(
///     finding.to_string(),
///     "no trusted CA issued CA \"ISRG Root X1\"; its issuer is \"DST Root CA X3\"",
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub(crate) reason: Reason,
    pub(crate) position: Position,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) detail: Detail,
    pub(crate) waived: bool,
    pub(crate) remedy: Option<Remedy>,
}

/// Which certificate of the path a finding concerns.
///
/// ```
/// use trustslot::Position;
///
/// assert_eq!(Position::Intermediate(1).to_string(), "intermediate 1");
/// assert!(Position::EndEntity < Position::Intermediate(1));
/// assert_eq!(Position::Anchor.code(), 255);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Position {
    /// The peer's own certificate.
    EndEntity,
    /// An intermediate. Number 1 issued the peer's certificate, number 2 issued number 1, and so on.
    Intermediate(u8),
    /// The trust anchor.
    Anchor,
}

/// The facts that a message needs in addition to the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    None,
    Name(Box<NameMismatch>),
    Clock(Clock),
    Source(TrustSource),
    /// Text of the check that found it.
    Words(Text),
    Text(Box<str>),
    Constraint(Box<ConstraintViolation>),
    /// The chain that cannot be read.
    Chain(Box<ChainError>),
    /// Another certificate of the store that has a part in the fault.
    Stored(Box<Certificate>),
    /// The number of a certificate in the presented chain, from 1.
    Number(usize),
    /// The use that the certificate does not allow.
    Usage(Usage),
    Signer(Box<Signer>),
    Revocation(RevocationFact),
}

/// Who made a signature that no algorithm may verify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signer {
    pub(crate) issuer: Certificate,
    /// True if no algorithm may verify any signature by this issuer's key.
    pub(crate) is_key_at_fault: bool,
}

/// The findings of all checks. The first that is not waived is the one to act on.
///
/// The order: a chain that cannot be read; blocked and revoked certificates; a clock that must be wrong; a signature that
/// does not verify; other faults of the path; validity; usage; weak algorithms; the name; and last the revocation status.
///
/// It is the error of [`Verdict::into_trusted`](crate::Verdict::into_trusted). Its `Display` lists the messages, with
/// `; ` between them.
///
/// ```
/// # use trustslot::{Bundle, Chain, Clock, Policy, TrustStore, Verifier};
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// # let chain = Chain::from_certificates(Bundle::parse("chain.pem", file)?)?;
/// # let algorithms = webpki::ALL_VERIFICATION_ALGS;
/// # let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, algorithms);
/// use trustslot::Reason;
///
/// let verdict = verifier.verify_server(&chain, &"stackexchange.com".parse()?, Clock::Unset);
/// let findings = verdict.into_trusted().unwrap_err();
/// for finding in &findings {
///     println!("{finding} [{}]", finding.reason().code());
/// }
/// assert!(findings.contains(Reason::IssuerNotFound) && findings.contains(Reason::ClockNotSet));
/// assert_eq!(findings.decisive().map(|finding| finding.reason().tls_alert()), Some(48));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub(crate) list: Vec<Finding>,
    /// The verified path of a peer that the policy tolerates.
    pub(crate) path: Option<Box<VerifiedPath>>,
    /// True if a trust anchor signed for the peer, directly or through CAs, whatever else is wrong.
    pub(crate) is_anchored: bool,
}

impl Finding {
    /// The reason, as a permanent code.
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// The check that made this finding.
    pub const fn check(&self) -> Check {
        self.reason.check()
    }

    /// Which certificate of the path this finding concerns.
    pub const fn position(&self) -> Position {
        self.position
    }

    /// The certificate at that position; `None` if the chain is empty or cannot be parsed.
    pub const fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// True if the policy waives the check, so that this finding does not reject the peer.
    pub const fn is_waived(&self) -> bool {
        self.waived
    }

    /// The smallest change that would help. Of the findings that reject a peer, only a bad signature has none: a damaged one
    /// looks like a forged one, and no advice is true of both.
    pub const fn remedy(&self) -> Option<&Remedy> {
        self.remedy.as_ref()
    }

    /// Why the name did not match; `None` unless the check is [`Check::Name`].
    pub fn name_mismatch(&self) -> Option<&NameMismatch> {
        match &self.detail {
            Detail::Name(mismatch) => Some(mismatch),
            _ => None,
        }
    }

    /// The use that the certificate does not allow; `None` unless the check is [`Check::Usage`].
    ///
    /// The uses that it allows are [`Certificate::purposes`] and [`Certificate::key_usages`] of the finding's certificate.
    ///
    /// ```
    /// use trustslot::{Finding, Usage};
    ///
    /// fn purposes(finding: &Finding) -> Option<(Usage, Vec<String>)> {
    ///     let allowed = finding.certificate()?.purposes()?.take(3);
    ///     Some((finding.usage_needed()?, allowed.map(|purpose| purpose.dotted()).collect()))
    /// }
    /// # let _ = purposes;
    /// ```
    pub const fn usage_needed(&self) -> Option<Usage> {
        match &self.detail {
            Detail::Usage(usage) => Some(*usage),
            _ => None,
        }
    }

    /// The time at which a newer CRL was due; `None` unless the reason is [`Reason::CrlExpired`].
    pub const fn next_update(&self) -> Option<UnixTime> {
        match &self.detail {
            Detail::Revocation(RevocationFact::NextDue(due)) => Some(*due),
            _ => None,
        }
    }
}

impl Position {
    /// The permanent number of this position, for C and logs: 0 for the end entity, 1 to 254 for an intermediate, 255
    /// for the anchor.
    pub const fn code(self) -> u8 {
        match self {
            Self::EndEntity => 0,
            Self::Intermediate(depth) => depth,
            Self::Anchor => u8::MAX,
        }
    }

    /// The permanent name of this position, for logs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::EndEntity => "end-entity",
            Self::Intermediate(_) => "intermediate",
            Self::Anchor => "anchor",
        }
    }
}

impl Findings {
    /// Iterates over the findings.
    pub fn iter(&self) -> core::slice::Iter<'_, Finding> {
        self.list.iter()
    }

    /// The number of findings.
    pub const fn len(&self) -> usize {
        self.list.len()
    }

    /// True if there is no finding. The findings of a verdict are never empty.
    pub const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The finding at this index, which starts at 0.
    pub fn get(&self, index: usize) -> Option<&Finding> {
        self.list.get(index)
    }

    /// The first finding that rejects the peer; if all are waived, the first finding. `None` only if there is none.
    pub fn decisive(&self) -> Option<&Finding> {
        self.list.iter().find(|finding| !finding.waived).or_else(|| self.list.first())
    }

    /// True if there is a finding with this reason.
    pub fn contains(&self, reason: Reason) -> bool {
        self.list.iter().any(|finding| finding.reason == reason)
    }
}

/// Makes `verdict.into_trusted()?` possible. There is no source: each finding is a fact about the peer.
impl core::error::Error for Findings {}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = core::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

/// The messages, with `; ` between them.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.list.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndEntity => f.write_str("end entity"),
            Self::Intermediate(depth) => write!(f, "intermediate {depth}"),
            Self::Anchor => f.write_str("anchor"),
        }
    }
}
