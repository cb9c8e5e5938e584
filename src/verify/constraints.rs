//! Name constraints (RFC 5280 §4.2.1.10) on every name of a path, before webpki checks them.
//!
//! webpki is a fence: it is asked about every path that is accepted. This check can only refuse more, and say which CA, which
//! name and which constraint. It knows what webpki refuses without looking at the name, and reports that as a limit of this
//! library.

use super::checked_path::issuers;
use super::fault::{Fault, Note};
use super::question::Question;
use super::work::Work;
use crate::certificate::Certificate;
use crate::name::{Constrained, ConstraintViolation, Constraints, Judgment, NameKinds};
use crate::policy::Check;
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// The most comparisons of a name with a constraint for one path: 100 names under 25 subtrees. webpki takes 0.16 µs for
/// each, so a hostile path is rejected within 0.5 ms. The limit of webpki itself is 250,000.
///
/// Names and subtrees of a few bytes make thousands of comparisons of a small chain, and a verdict costs at most 300
/// instructions per byte of the chain (`benches/chain_cost`); that is why the limit is low. It also refuses genuine chains:
/// 50 names below a CA that is constrained to 60 domains, or 2,000 names below two subtrees, which webpki, OpenSSL and Go
/// verify. The finding says that there are too many, and the remedy asks for a certificate with fewer.
const MAX_COMPARISONS: usize = 2_500;

/// The most comparisons for all paths of one verdict: one path at its limit in each pass of the search, or hundreds of
/// honest ones.
const MAX_COMPARISONS_IN_ALL: usize = 4 * MAX_COMPARISONS;

/// A comparison of directory names decodes both, which takes as long as this many comparisons of DNS names.
const DIRECTORY_COST: usize = 8;

/// The bytes of a subject that take as long to read as one comparison: four attributes.
const SUBJECT_BYTES: usize = 64;

/// True if no more paths are checked, because earlier ones have used up the comparisons.
pub(super) fn is_exhausted(work: &Work<'_>) -> bool {
    work.comparisons() > MAX_COMPARISONS_IN_ALL
}

/// Checks the names of every certificate of the path against the constraints of all CAs above it.
pub(super) fn check(
    path: &[&Certificate],
    anchor: &Anchor<'_>,
    question: &Question<'_>,
    work: &Work<'_>,
    faults: &mut Vec<Fault>,
) {
    let mut sets = match sets(path, anchor) {
        Ok(sets) => sets,
        Err(fault) => return faults.push(fault),
    };
    if sets.is_empty() {
        return;
    }
    if let Err(fault) = count(path, &sets, work) {
        return faults.push(fault);
    }
    for (at, certificate) in path.iter().enumerate() {
        check_certificate(certificate, at, &mut sets);
    }
    check_identity(question, &mut sets);
    faults.extend(sets.into_iter().filter_map(Set::into_fault));
}

/// The constraints of one CA, and what was found against them.
struct Set<'a> {
    constraints: Constraints<'a>,
    /// The position of the CA: they apply to the certificates before it.
    at: usize,
    outside: Option<ConstraintViolation>,
    /// The name that was dialed is outside, and the policy waives names.
    waived: Option<ConstraintViolation>,
    not_supported: NameKinds,
    /// What webpki cannot compare, and the position of the certificate.
    other: Option<(Box<str>, usize)>,
}

impl<'a> Set<'a> {
    fn new(constraints: Constraints<'a>, at: usize) -> Self {
        let not_supported = NameKinds::default();
        Self { constraints, at, outside: None, waived: None, not_supported, other: None }
    }

    /// A name outside is a fault of the chain, whatever else cannot be checked.
    fn into_fault(self) -> Option<Fault> {
        let violated =
            |reason, at, violation| Some(Fault::noted(reason, at, Note::Name(Box::new(violation))));
        if let Some(violation) = self.outside {
            return violated(Reason::NameConstraintViolated, self.at, violation);
        }
        if let Some((text, at)) = self.other {
            return Some(Fault::noted(Reason::PathRefused, at, Note::Text(text)));
        }
        if !self.not_supported.is_empty() {
            let mut kinds = String::new();
            for words in self.not_supported.words() {
                kinds.push_str(if kinds.is_empty() { "" } else { ", " });
                kinds.push_str(words);
            }
            let note = Note::Text(kinds.into_boxed_str());
            return Some(Fault::noted(Reason::ConstraintNotSupported, self.at, note));
        }
        violated(Reason::NameMismatch, 0, self.waived?)
    }
}

fn sets<'a>(path: &'a [&'a Certificate], anchor: &'a Anchor<'_>) -> Result<Vec<Set<'a>>, Fault> {
    let mut sets = Vec::new();
    for (at, issuer) in (1..).zip(issuers(path, anchor.certificate)) {
        sets.extend(Constraints::of(issuer).map(|constraints| Set::new(constraints, at)));
    }
    for imposed in &anchor.limits.imposed {
        let Ok(imposed) = Constraints::read(imposed) else {
            let note = Note::Words("the constraint imposed on the root cannot be parsed");
            return Err(Fault::noted(Reason::NameConstraintViolated, path.len(), note));
        };
        sets.push(Set::new(imposed, path.len()));
    }
    Ok(sets)
}

/// Checks the names of one certificate. Its subject is read once, whatever the number of CAs above it.
fn check_certificate(certificate: &Certificate, at: usize, sets: &mut [Set<'_>]) {
    let above = |set: &Set<'_>| set.at > at;
    let kinds = sets
        .iter()
        .filter(|set| above(set))
        .fold(NameKinds::default(), |kinds, set| kinds.union(set.constraints.kinds()));
    if kinds.is_empty() {
        return;
    }
    // RFC 5280 §6.1.3: the names of such a certificate are not checked. webpki checks them.
    let is_exempt = at > 0 && certificate.is_self_issued();
    Constrained::each(certificate, kinds, |name| {
        for set in sets.iter_mut().filter(|set| set.at > at && set.outside.is_none()) {
            match set.constraints.judge(name) {
                Judgment::Within => {}
                Judgment::NotSupported(kinds) => {
                    set.not_supported = set.not_supported.union(kinds);
                }
                Judgment::Outside(_) if is_exempt => {
                    let words =
                        "it is self-issued, but webpki checks its names against name constraints";
                    set.other.get_or_insert((words.into(), at));
                }
                Judgment::Outside(violation) => set.outside = Some(violation),
                Judgment::Form(name) => {
                    let text = alloc::format!(
                        "webpki cannot compare the DNS name {name} with name constraints"
                    );
                    set.other.get_or_insert((text.into_boxed_str(), at));
                }
            }
        }
    });
}

/// Checks the name that matched, if constraints apply to it beside the entries.
///
/// It is checked with the others where the name check decides. Where it is waived, every other common name or SIP URI would
/// be let through, so this one counts as no match, and as nothing worse.
fn check_identity(question: &Question<'_>, sets: &mut [Set<'_>]) {
    let identity = question
        .name
        .as_ref()
        .zip(question.meant)
        .and_then(|(name, meant)| Constrained::identity(name, meant));
    let Some(identity) = identity else { return };
    let decides = question.policy.decides(Check::Name);
    for set in sets.iter_mut().filter(|set| set.outside.is_none()) {
        if let Judgment::Outside(violation) = set.constraints.judge(&identity) {
            let slot = if decides { &mut set.outside } else { &mut set.waived };
            *slot = Some(violation);
        }
    }
}

/// Counts all comparisons before they are made: ours, and those of webpki, which are about as many. What is over the limit of
/// one path counts too, so that a search ends soon.
fn count(path: &[&Certificate], sets: &[Set<'_>], work: &Work<'_>) -> Result<(), Fault> {
    let too_much = |at| {
        let note = Note::Words("there are too many names and too many name constraints to compare");
        Err(Fault::noted(Reason::TooMuchWork, at, note))
    };
    let mut of_this = 0_usize;
    if let Some(set) = sets.iter().find(|set| set.constraints.kinds().has_mail()) {
        let with_mail =
            path.iter().filter(|certificate| certificate.facts().subject_mail_addresses > 0);
        let bytes = with_mail.fold(0_usize, |bytes, certificate| {
            bytes.saturating_add(certificate.subject_der().len())
        });
        of_this = bytes / SUBJECT_BYTES;
        work.add_comparisons(of_this);
        if of_this > MAX_COMPARISONS {
            return too_much(set.at);
        }
    }
    for set in sets {
        let is_directory = set.constraints.kinds().has_directory();
        let names = path.iter().take(set.at).fold(0_usize, |names, certificate| {
            let facts = certificate.facts();
            let entries = usize::try_from(facts.extensions.subject_alt_names);
            names
                .saturating_add(entries.unwrap_or(usize::MAX))
                .saturating_add(usize::from(facts.subject_mail_addresses))
                .saturating_add(if is_directory { DIRECTORY_COST } else { 1 })
        });
        let more = names.saturating_mul(set.constraints.count());
        work.add_comparisons(more);
        of_this = of_this.saturating_add(more);
        if of_this > MAX_COMPARISONS || is_exhausted(work) {
            return too_much(set.at);
        }
    }
    Ok(())
}
