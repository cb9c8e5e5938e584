//! Name constraints (RFC 5280 §4.2.1.10) on the names that webpki does not check against them.

use super::checked_path::issuers;
use super::fault::{Fault, Note};
use super::question::Question;
use super::work::Work;
use crate::certificate::Certificate;
use crate::name::{Constraints, NameMatch, ReferenceIdentity};
use crate::policy::Check;
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// The most comparisons of a name with a constraint for one path: 100 names under 25 subtrees. webpki takes 0.16 µs for
/// each, so a hostile path is rejected within 0.5 ms. The limit of webpki itself is 250,000.
const MAX_COMPARISONS: usize = 2_500;

/// The most comparisons for all paths of one verdict. A peer can cause a thousand paths without any valid signature;
/// ten paths at their limit are more than any honest peer needs.
const MAX_COMPARISONS_IN_ALL: usize = 10 * MAX_COMPARISONS;

/// True if no more paths are checked, because earlier ones have used up the comparisons.
pub(super) fn is_exhausted(work: &Work<'_>) -> bool {
    work.comparisons() > MAX_COMPARISONS_IN_ALL
}

/// Checks a common name that is used as a host name, the host of a SIP URI, and an email address in the subject.
pub(super) fn check(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    question: &Question<'_>,
    work: &Work<'_>,
    faults: &mut Vec<Fault>,
) {
    let Some(end_entity) = path.first() else {
        return;
    };
    let names =
        Names { end_entity, identity: question.name.as_ref().zip(question.meant), question };
    let mut count = Count { path, work, of_this: 0 };
    for (at, issuer) in (1..).zip(issuers(path, anchor.certificate)) {
        let Some(constraints) = issuer.extensions().name_constraints else {
            continue;
        };
        let subtrees = usize::try_from(constraints.subtrees).unwrap_or(usize::MAX);
        if let Err(fault) = count.add(at, subtrees) {
            return faults.push(fault);
        }
        faults
            .extend(Constraints::of(issuer).and_then(|constraints| names.check(&constraints, at)));
    }
    for imposed in &anchor.limits.imposed {
        let Ok(imposed) = Constraints::read(imposed) else {
            let note = Note::Words("the constraint imposed on the root cannot be parsed");
            faults.push(Fault::noted(Reason::NameConstraintViolated, path.len(), note));
            continue;
        };
        if let Err(fault) = count.add(path.len(), imposed.count()) {
            return faults.push(fault);
        }
        faults.extend(names.check(&imposed, path.len()));
    }
}

/// The names of the end entity.
struct Names<'a> {
    end_entity: &'a Certificate,
    /// The name that matched, and the name that was dialed.
    identity: Option<(&'a NameMatch, &'a ReferenceIdentity)>,
    question: &'a Question<'a>,
}

impl Names<'_> {
    /// The fault of a name that the CA at `at` may not issue for.
    ///
    /// The name that matched is checked with the others where the name check decides. Where it is waived, every other
    /// common name or SIP URI would be let through, so this one counts as no match, and as nothing worse.
    fn check(&self, constraints: &Constraints<'_>, at: usize) -> Option<Fault> {
        let identity = self.identity;
        let is_waived = !self.question.policy.decides(Check::Name);
        let of_path = identity.filter(|_| !is_waived);
        if let Err(violation) = constraints.check_names(self.end_entity, of_path) {
            let note = Note::Name(Box::new(violation));
            return Some(Fault::noted(Reason::NameConstraintViolated, at, note));
        }
        let violation = identity
            .filter(|_| is_waived)
            .and_then(|identity| constraints.check_identity(identity).err())?;
        Some(Fault::noted(Reason::NameMismatch, 0, Note::Name(Box::new(violation))))
    }
}

/// Counts comparisons before they are made.
struct Count<'a> {
    path: &'a [&'a Certificate],
    work: &'a Work<'a>,
    of_this: usize,
}

impl Count<'_> {
    /// Adds the comparisons of all names below the certificate at `at` with this number of subtrees.
    fn add(&mut self, at: usize, subtrees: usize) -> Result<(), Fault> {
        let below = self.path.iter().take(at);
        let names = below.fold(0_usize, |names, certificate| {
            let facts = certificate.facts();
            let entries = usize::try_from(facts.extensions.subject_alt_names);
            names
                .saturating_add(entries.unwrap_or(usize::MAX))
                .saturating_add(usize::from(facts.subject_mail_addresses))
                .saturating_add(1)
        });
        let more = names.saturating_mul(subtrees);
        self.of_this = self.of_this.saturating_add(more);
        if self.of_this <= MAX_COMPARISONS {
            self.work.add_comparisons(more);
            if !is_exhausted(self.work) {
                return Ok(());
            }
        }
        let note = Note::Words("there are too many names and too many name constraints to compare");
        Err(Fault::noted(Reason::TooMuchWork, at, note))
    }
}
