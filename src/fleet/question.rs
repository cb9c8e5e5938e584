//! What is asked about every model of a fleet.

use super::FleetError;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::forecast::{Dependency, Expected, PlannedChange, Span};
use crate::trust_store::SharedBuiltIn;
use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// The most servers of one question: ten times the twelve applications of a phone, with room for regions.
pub(super) const MAX_DEPENDENCIES: usize = 256;

/// The most certificates that may be suggested: twice as many as a public list has roots, and the CAs below them.
pub(super) const MAX_SUPPLIED: usize = 1024;

/// The most built-in lists that may be suggested: more versions of a firmware than a maker offers at a time.
pub(super) const MAX_OFFERED: usize = 8;

/// The question that a [`Fleet`](crate::Fleet) asks about every model: the servers, the time, and the changes.
///
/// ```
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use trustslot::{Application, Bundle, Chain, Dependency, FleetQuestion, PlannedChange, Span};
///
/// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
/// let chain = Chain::from_certificates(Bundle::parse("chain.pem", file)?)?;
/// let prov = Dependency::new("prov", chain, "stackexchange.com".parse()?, Application::AutoProvision);
///
/// // May all phones delete their uploads?
/// let question = FleetQuestion::new(vec![prov], Span::days(1_642_204_800, 730))?
///     .with_plan(vec![PlannedChange::DeleteAll])?;
/// assert_eq!(question.dependencies().len(), 1);
/// # Ok(())
/// # }
/// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
/// ```
#[derive(Clone, Debug)]
pub struct FleetQuestion {
    pub(super) span: Span,
    pub(super) on: Vec<Dependency>,
    /// By time.
    pub(super) expected: Vec<Expected>,
    pub(super) plan: Vec<PlannedChange>,
    pub(super) supplied: Vec<Certificate>,
    /// Built-in lists that may be suggested, and their names.
    pub(super) lists: Vec<(Box<str>, SharedBuiltIn)>,
}

impl FleetQuestion {
    /// A forecast for these servers.
    ///
    /// # Errors
    ///
    /// [`FleetError`]: there are more than 256 servers, or two have one name.
    pub fn new(on: Vec<Dependency>, span: Span) -> Result<Self, FleetError> {
        if on.len() > MAX_DEPENDENCIES {
            return Err(FleetError::TooManyDependencies(on.len()));
        }
        let mut names = BTreeSet::new();
        if let Some(same) = on.iter().find(|on| !names.insert(&*on.id)) {
            return Err(FleetError::SameName(same.id.clone()));
        }
        let (expected, plan, supplied, lists) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Ok(Self { span, on, expected, plan, supplied, lists })
    }

    /// Adds changes that are expected on every device, or of a server. A new built-in list reaches the models that
    /// [get new lists](crate::Model::updates).
    ///
    /// # Errors
    ///
    /// [`FleetError::UnknownDependency`]: one is about a server that is not in the question.
    pub fn with_expected(mut self, expected: Vec<Expected>) -> Result<Self, FleetError> {
        self.check(expected.iter().map(|expected| &expected.change))?;
        self.expected.extend(expected);
        self.expected.sort_by_key(|expected| expected.at);
        Ok(self)
    }

    /// Adds changes that somebody plans to make at once. The report then has the answers before and after the plan. Where a phone
    /// may read a settings file of the plan in several ways, it has the answer of [each](crate::FleetRow::otherwise).
    ///
    /// # Errors
    ///
    /// [`FleetError::UnknownDependency`]: one is about a server that is not in the question.
    pub fn with_plan(mut self, plan: Vec<PlannedChange>) -> Result<Self, FleetError> {
        self.check(plan.iter())?;
        self.plan.extend(plan);
        Ok(self)
    }

    /// Adds certificates that may be suggested: CAs that a server could send, and roots that could be uploaded. The roots
    /// in the built-in lists of the models are tried anyway.
    ///
    /// A root that is tried becomes advice to trust it, so supply only roots that you trust.
    ///
    /// # Errors
    ///
    /// [`FleetError::TooManyCertificates`]: there are more than 1,024.
    pub fn with_certificates(
        mut self,
        certificates: impl IntoIterator<Item = Certificate>,
    ) -> Result<Self, FleetError> {
        let room = MAX_SUPPLIED.saturating_sub(self.supplied.len()).saturating_add(1);
        self.supplied.extend(certificates.into_iter().take(room));
        if self.supplied.len() > MAX_SUPPLIED {
            return Err(FleetError::TooManyCertificates(self.supplied.len()));
        }
        Ok(self)
    }

    /// Adds a built-in list that may be suggested, such as that of a newer firmware, with a name for people. It is tried on models
    /// that [get new lists](crate::Model::updates), where a server is rejected whose root it has or limits less.
    ///
    /// A list is never suggested unless it is added here: the library does not know which phones a list is made for.
    ///
    /// # Errors
    ///
    /// [`FleetError::TooManyLists`]: there are more than 8.
    pub fn with_list(
        mut self,
        name: impl Into<Box<str>>,
        list: impl Into<SharedBuiltIn>,
    ) -> Result<Self, FleetError> {
        self.lists.push((name.into(), list.into()));
        if self.lists.len() > MAX_OFFERED {
            return Err(FleetError::TooManyLists(self.lists.len()));
        }
        Ok(self)
    }

    /// The servers.
    pub fn dependencies(&self) -> &[Dependency] {
        &self.on
    }

    /// The first and the last second.
    pub const fn span(&self) -> Span {
        self.span
    }

    fn check<'a>(
        &self,
        changes: impl Iterator<Item = &'a PlannedChange>,
    ) -> Result<(), FleetError> {
        for change in changes {
            if let PlannedChange::Peer { dependency, .. } = change
                && !self.on.iter().any(|known| known.id == *dependency)
            {
                return Err(FleetError::UnknownDependency(dependency.clone()));
            }
        }
        Ok(())
    }

    /// The server after the plan, and whether the plan changes its chain.
    pub(super) fn planned(&self, index: usize) -> Option<(Dependency, bool)> {
        let mut on = self.on.get(index)?.clone();
        let mut is_changed = false;
        for change in &self.plan {
            if let PlannedChange::Peer { dependency, chain } = change
                && *dependency == on.id
            {
                on.chain = chain.clone();
                is_changed = true;
            }
        }
        Some((on, is_changed))
    }

    /// The changes that are expected on a device, or of this server.
    pub(super) fn expected_of(&self, on: &Dependency) -> Vec<Expected> {
        let concerns = |expected: &&Expected| match &expected.change {
            PlannedChange::Peer { dependency, .. } => *dependency == on.id,
            _ => true,
        };
        self.expected.iter().filter(concerns).cloned().collect()
    }

    /// The certificates that the server presents, is expected to present, or could be told to send.
    pub(super) fn in_reach(&self, on: &Dependency) -> Vec<Certificate> {
        let later = self.expected.iter().filter_map(|expected| match &expected.change {
            PlannedChange::Peer { dependency, chain } if *dependency == on.id => Some(chain),
            _ => None,
        });
        let mut found: Vec<Certificate> = Vec::new();
        let all = |chain: &Chain| {
            let others = chain.others().iter().cloned();
            core::iter::once(chain.end_entity().clone()).chain(others).collect::<Vec<_>>()
        };
        let sent = core::iter::once(&on.chain).chain(later).flat_map(all);
        for certificate in sent.chain(on.renewals.issuers().iter().cloned()) {
            if !found.contains(&certificate) {
                found.push(certificate);
            }
        }
        // Until nothing is added: each of them may be the issuer of one before, or a CA with the name of one.
        let mut next = 0_usize;
        while let Some(certificate) = found.get(next).cloned() {
            for other in &self.supplied {
                let is_above = other.subject_der() == certificate.issuer_der();
                let is_beside = other.subject_der() == certificate.subject_der();
                if (is_above || is_beside) && !found.contains(other) {
                    found.push(other.clone());
                }
            }
            next = next.saturating_add(1);
        }
        found
    }
}
