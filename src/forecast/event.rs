//! The changes of an outcome.

use super::outcome::Outcome;
use crate::clock::{Date, Moment};
use crate::numbered::numbered;
use crate::remedy::Remedy;
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// Why an outcome changes.
///
/// ```
/// use trustslot::Cause;
///
/// assert_eq!((Cause::AnchorEnds.code(), Cause::AnchorEnds.word()), (2, "anchor-ends"));
/// assert_eq!(Cause::LeftList.to_string(), "the root leaves the list");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// The server's certificate expires.
    PeerEnds,
    /// A CA of the chain expires.
    IntermediateEnds,
    /// The trust anchor expires.
    AnchorEnds,
    /// The server's certificate becomes valid.
    PeerBegins,
    /// A CA of the chain becomes valid.
    IntermediateBegins,
    /// A trust anchor becomes valid.
    AnchorBegins,
    /// A CRL expires.
    CrlEnds,
    /// A CRL becomes valid.
    CrlBegins,
    /// A new built-in list, which is expected, lacks the root.
    LeftList,
    /// A new built-in list, which is expected, has the root.
    JoinedList,
    /// The renewed certificate is issued later than the list trusts its root for new ones.
    DistrustAfter,
    /// A new block list, which is expected, has a certificate of the chain.
    Blocked,
    /// The server presents another chain, as expected.
    ChainChanged,
    /// The renewed certificate, which is assumed, differs in its dates.
    Renewed,
    /// The device learns the time, or its floor rises, as expected.
    ClockChanged,
    /// Another change that is expected.
    Planned,
    /// Another CA renews the server's certificate, as assumed.
    IssuerChanged,
}

/// What a forecast, or an event of it, assumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Assumption {
    /// The built-in list stays as it is.
    ListsUnchanged,
    /// No newer CRL is loaded.
    CrlsUnchanged,
    /// The same CA renews the server's certificate.
    RenewalSameIssuer,
    /// Renewed certificates live no longer than a public CA may issue.
    ShorterLifetimes,
    /// An expected change is made.
    ExpectedChange,
    /// Another CA renews the server's certificate.
    RenewalByOther,
}

/// One change of an outcome.
///
/// Its `Display` is one line for people, with the time in UTC.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ForecastEvent {
    /// The first second of the new outcome.
    pub at: UnixTime,
    /// The outcome before.
    pub from: Outcome,
    /// The outcome from then on.
    pub to: Outcome,
    /// Why.
    pub cause: Cause,
    /// The smallest change that would help then, if there is one.
    pub remedy: Option<Remedy>,
    /// The time to act by, if the server is rejected from then on. A certificate that expires is renewed after a fraction of
    /// its lifetime, two thirds unless the dependency states another. Everything else: the last second before.
    pub by: Option<UnixTime>,
    /// What the event assumes.
    pub assumes: Vec<Assumption>,
}

numbered! {
    Cause: u8 {
        PeerEnds = 0 "peer-ends",
        IntermediateEnds = 1 "intermediate-ends",
        AnchorEnds = 2 "anchor-ends",
        PeerBegins = 3 "peer-begins",
        IntermediateBegins = 4 "intermediate-begins",
        AnchorBegins = 5 "anchor-begins",
        CrlEnds = 6 "crl-ends",
        CrlBegins = 7 "crl-begins",
        LeftList = 8 "left-list",
        JoinedList = 9 "joined-list",
        DistrustAfter = 10 "distrust-after",
        Blocked = 11 "blocked",
        ChainChanged = 12 "chain-changed",
        Renewed = 13 "renewed",
        ClockChanged = 14 "clock-changed",
        Planned = 15 "planned",
        IssuerChanged = 16 "issuer-changed",
    }
}

numbered! {
    Assumption: u8 {
        ListsUnchanged = 0 "lists-unchanged",
        CrlsUnchanged = 1 "crls-unchanged",
        RenewalSameIssuer = 2 "renewal-same-issuer",
        ShorterLifetimes = 3 "shorter-lifetimes",
        ExpectedChange = 4 "expected-change",
        RenewalByOther = 5 "renewal-by-other",
    }
}

/// Completes "because …".
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PeerEnds => "the server's certificate expires",
            Self::IntermediateEnds => "a CA of the chain expires",
            Self::AnchorEnds => "the root expires",
            Self::PeerBegins => "the server's certificate becomes valid",
            Self::IntermediateBegins => "a CA of the chain becomes valid",
            Self::AnchorBegins => "a root becomes valid",
            Self::CrlEnds => "a CRL expires",
            Self::CrlBegins => "a CRL becomes valid",
            Self::LeftList => "the root leaves the list",
            Self::JoinedList => "the root joins the list",
            Self::DistrustAfter => {
                "the list does not trust the root for certificates issued so late"
            }
            Self::Blocked => "the block list has a certificate of the chain",
            Self::ChainChanged => "the server presents another chain",
            Self::Renewed => "the server's certificate is renewed",
            Self::ClockChanged => "the device learns more about the time",
            Self::Planned => "of a change that is expected",
            Self::IssuerChanged => "another CA renews the server's certificate",
        })
    }
}

impl fmt::Display for ForecastEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from.decision.word(), self.to.decision.word());
        write!(f, "{}: {from} -> {to}, because {}", Moment::of(self.at), self.cause)?;
        // The finding that is new, or else the decisive one.
        let mut all = self.to.deciding.iter();
        let new = all.find(|key| !self.from.deciding.contains(key));
        if let Some(key) = new.or_else(|| self.to.deciding.first()) {
            write!(f, " ({} [{}])", key.reason.word(), key.reason.code())?;
        }
        match self.by {
            Some(by) => write!(f, "; act by {}", Date::of(by)),
            None => Ok(()),
        }
    }
}
