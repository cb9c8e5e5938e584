//! An outcome: what is left of a verdict when the texts are taken away.

use crate::certificate::Fingerprint;
use crate::numbered::numbered;
use crate::verdict::{Finding, Position, Reason, Verdict};
use alloc::vec::Vec;
use core::fmt;
use pki_types::UnixTime;

/// Whether a peer is trusted, tolerated or rejected, in a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "as a verdict")]
pub enum Decision {
    /// At least one finding is of a check that the policy enforces.
    Rejected,
    /// Checks found something, and the policy waives all of them.
    Tolerated,
    /// No check found anything.
    Trusted,
}

/// A verdict in a forecast: the decision, and the findings behind it. It is no [`Verdict`], and has no path, because it may
/// be about a certificate that is not issued yet.
///
/// Two outcomes are equal if their decisions and findings are.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The decision.
    pub decision: Decision,
    /// The findings: of a rejected peer, those that reject it, the decisive one first; of a tolerated one, all.
    pub deciding: Vec<OutcomeKey>,
    /// The last second at which the verified path is still good; `None` if there is none.
    pub valid_until: Option<UnixTime>,
}

/// One finding of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct OutcomeKey {
    /// The reason.
    pub reason: Reason,
    /// Which certificate of the path it concerns.
    pub position: Position,
    /// The certificate; `None` for the peer's own, which is renewed.
    pub certificate: Option<Fingerprint>,
}

impl Outcome {
    pub(super) fn of(verdict: &Verdict) -> Self {
        let decision = match verdict {
            Verdict::Trusted(_) => Decision::Trusted,
            Verdict::Tolerated(_) => Decision::Tolerated,
            Verdict::Rejected(_) => Decision::Rejected,
        };
        let findings = verdict.findings().map(|findings| findings.iter());
        let counts = |finding: &&Finding| decision == Decision::Tolerated || !finding.is_waived();
        let deciding = findings.into_iter().flatten().filter(counts).map(OutcomeKey::of).collect();
        let valid_until = verdict.path().map(crate::verdict::VerifiedPath::valid_until);
        Self { decision, deciding, valid_until }
    }

    /// True if the connection continues: the peer is trusted or tolerated.
    pub fn is_accepted(&self) -> bool {
        self.decision != Decision::Rejected
    }

    /// True if a finding has this reason.
    pub fn contains(&self, reason: Reason) -> bool {
        self.deciding.iter().any(|key| key.reason == reason)
    }
}

impl OutcomeKey {
    fn of(finding: &Finding) -> Self {
        let position = finding.position();
        let certificate = finding.certificate().filter(|_| position != Position::EndEntity);
        let certificate = certificate.map(crate::certificate::Certificate::fingerprint);
        Self { reason: finding.reason(), position, certificate }
    }
}

impl PartialEq for Outcome {
    fn eq(&self, other: &Self) -> bool {
        self.decision == other.decision && self.deciding == other.deciding
    }
}

impl Eq for Outcome {}

numbered! {
    Decision: u8 {
        Rejected = 0 "rejected",
        Tolerated = 1 "tolerated",
        Trusted = 2 "trusted",
    }
}

/// `rejected: anchor-expired [203]`
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.decision.word())?;
        for (index, key) in self.deciding.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { ", " })?;
            write!(f, "{} [{}]", key.reason.word(), key.reason.code())?;
        }
        Ok(())
    }
}
