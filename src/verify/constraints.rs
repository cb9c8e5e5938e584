//! Name constraints (RFC 5280 §4.2.1.10) on the names that the path verifier does not weigh.

use super::engine::issuers;
use super::fault::{Fault, Note};
use super::question::Question;
use super::work::Work;
use crate::certificate::Certificate;
use crate::name::{self, Constraints};
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// How many comparisons of a name with a constraint one path may take: 100 names under 25 subtrees. webpki
/// takes 0.16 µs for each, so a hostile path is refused within 0.5 ms; its own limit is 250,000.
const MAX_COMPARISONS: usize = 2_500;

/// How many all paths that are looked at for one verdict may take. A peer can make it a thousand paths without one
/// signature that counts; ten that take all they may are more than any that is honest.
const MAX_COMPARISONS_IN_ALL: usize = 10 * MAX_COMPARISONS;

/// Whether paths are no longer looked at, because those before took all that they may.
pub(super) fn is_exhausted(work: &Work<'_>) -> bool {
    work.comparisons() > MAX_COMPARISONS_IN_ALL
}

/// Name constraints on a common name that serves as host
/// name, the host of a SIP URI, an email address in the subject.
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
    let identity = question.name.as_ref().zip(question.meant);
    let mut count = Count { path, work, of_this: 0 };
    for (at, issuer) in (1..).zip(issuers(path, anchor.certificate)) {
        let Some(constraints) = issuer.extensions().name_constraints else {
            continue;
        };
        let subtrees = usize::try_from(constraints.subtrees).unwrap_or(usize::MAX);
        if let Err(fault) = count.add(at, subtrees) {
            return faults.push(fault);
        }
        if let Err(violation) = name::check_constraints(issuer, end_entity, identity) {
            let note = Note::Name(Box::new(violation));
            faults.push(Fault::noted(Reason::NameConstraintViolated, at, note));
        }
    }
    let Some(imposed) = anchor.imposed else {
        return;
    };
    let note = match Constraints::read(imposed) {
        Ok(imposed) => {
            if let Err(fault) = count.add(path.len(), imposed.count()) {
                return faults.push(fault);
            }
            match imposed.check_names(end_entity, identity) {
                Ok(()) => return,
                Err(violation) => Note::Name(Box::new(violation)),
            }
        }
        Err(_) => Note::Words("the constraint imposed on the root cannot be read"),
    };
    faults.push(Fault::noted(Reason::NameConstraintViolated, path.len(), note));
}

/// Comparisons are counted before they are made.
struct Count<'a> {
    path: &'a [&'a Certificate],
    work: &'a Work<'a>,
    of_this: usize,
}

impl Count<'_> {
    /// Holding all names below the certificate at `at` to so many subtrees.
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
        let note = Note::Words("too many names under too many name constraints");
        Err(Fault::noted(Reason::TooMuchWork, at, note))
    }
}
