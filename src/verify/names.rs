//! Name constraints (RFC 5280 §4.2.1.10) on the names that the path verifier does not weigh.

use super::Question;
use super::rules::{Fault, Note};
use crate::certificate::Certificate;
use crate::name::{self, Constraints};
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::boxed::Box;
use alloc::vec::Vec;

/// How many comparisons of a name with a constraint one path may take: 100 names under 25 subtrees. webpki
/// takes 0.16 µs for each, so a hostile path is refused within 0.5 ms; its own limit is 250,000.
const MAX_NAME_COMPARISONS: u64 = 2_500;

/// Name constraints on a common name that serves as host
/// name, the host of a SIP URI, an email address in the subject.
pub(super) fn check(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    question: &Question<'_>,
    faults: &mut Vec<Fault>,
) {
    let Some(end_entity) = path.first() else {
        return;
    };
    let identity = question.name.as_ref().zip(question.meant);
    let mut comparisons = 0_u64;
    for (at, issuer) in path
        .iter()
        .copied()
        .chain(core::iter::once(anchor.certificate))
        .enumerate()
        .skip(1)
    {
        let Some(constraints) = issuer.extensions().name_constraints else {
            continue;
        };
        let below = path.iter().take(at);
        let names: u64 = below
            .map(|certificate| {
                u64::from(certificate.extensions().subject_alt_names).saturating_add(1)
            })
            .sum();
        comparisons =
            comparisons.saturating_add(names.saturating_mul(u64::from(constraints.subtrees)));
        if comparisons > MAX_NAME_COMPARISONS {
            let note = Note::Words("too many names under too many name constraints");
            faults.push(Fault::noted(Reason::TooMuchWork, at, note));
            return;
        }
        if let Err(violation) = name::check_constraints(issuer, end_entity, identity) {
            let note = Note::Name(Box::new(violation));
            faults.push(Fault::noted(Reason::NameConstraintViolated, at, note));
        }
    }
    // The maker of a list imposes a handful of subtrees, so they are not counted.
    let Some(imposed) = anchor.imposed else {
        return;
    };
    let note = match Constraints::read(imposed) {
        Ok(imposed) => match imposed.check_names(end_entity, identity) {
            Ok(()) => return,
            Err(violation) => Note::Name(Box::new(violation)),
        },
        Err(_) => Note::Words("the constraint imposed on the root cannot be read"),
    };
    faults.push(Fault::noted(
        Reason::NameConstraintViolated,
        path.len(),
        note,
    ));
}
