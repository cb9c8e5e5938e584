//! Name constraints (RFC 5280 §4.2.1.10) on every name of a path, before webpki checks them.
//!
//! webpki is a fence: it is asked about every path that is accepted. This check can only refuse more, and say which CA, which
//! name and which constraint. It knows what webpki refuses without looking at the name, and reports that as a limit of this
//! library.

use super::checked_path::issuers;
use super::constraint_work::PathWork;
use super::fault::{Fault, Note};
use super::question::Question;
use super::work::Work;
use crate::certificate::Certificate;
use crate::message::text;
use crate::name::{
    Constrained, ConstraintIndex, ConstraintViolation, Constraints, Judgment, NameKinds, Quick,
};
use crate::policy::Check;
use crate::trust_store::Anchor;
use crate::verdict::Reason;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

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
    let mut work = PathWork::new(work);
    for set in &sets {
        work.add_indexed(path.get(..set.at).unwrap_or(path), &set.constraints);
    }
    for (at, certificate) in path.iter().enumerate() {
        check_certificate(certificate, at, &mut sets, &mut work);
    }
    check_identity(question, &mut sets);
    let before = faults.len();
    faults.extend(sets.iter_mut().filter_map(Set::fault));
    let all = || sets.iter().map(|set| (set.at, &set.constraints));
    if faults.len() == before && !work.may_ask_webpki(path, anchor, all()) {
        faults.extend(all().next_back().map(|(at, _)| too_much(at)));
    }
}

fn too_much(at: usize) -> Fault {
    let note =
        Note::Words(text!("there are too many names and too many name constraints to compare"));
    Fault::noted(Reason::TooMuchWork, at, note)
}

/// The constraints of one CA, and what was found against them.
struct Set<'a> {
    constraints: Constraints<'a>,
    index: ConstraintIndex<'a>,
    /// The position of the CA: they apply to the certificates before it.
    at: usize,
    outside: Option<ConstraintViolation>,
    /// The name that was dialed is outside, and the policy waives names.
    waived: Option<ConstraintViolation>,
    not_supported: NameKinds,
    /// What webpki cannot compare, and the position of the certificate.
    other: Option<(Box<str>, usize)>,
    /// There were too many names that have to be compared with each constraint.
    is_cut_short: bool,
}

impl<'a> Set<'a> {
    fn new(constraints: Constraints<'a>, at: usize) -> Self {
        let index = ConstraintIndex::new(&constraints);
        Self {
            constraints,
            index,
            at,
            outside: None,
            waived: None,
            not_supported: NameKinds::default(),
            other: None,
            is_cut_short: false,
        }
    }

    /// Checks one name. Nearly every name is answered by the index.
    fn check(
        &mut self,
        name: &Constrained<'_>,
        at: usize,
        is_exempt: bool,
        work: &mut PathWork<'_, '_>,
    ) {
        match self.index.quick(name) {
            Quick::Within => return,
            // One such name is enough for a fault.
            Quick::Form if self.other.is_some() => return,
            Quick::Outside if self.other.is_some() && is_exempt => return,
            Quick::Form | Quick::Outside => {}
            Quick::Unknown => {
                if self.is_cut_short || !work.may_compare(&self.constraints) {
                    self.is_cut_short = true;
                    return;
                }
            }
        }
        match self.constraints.judge(name) {
            Judgment::Within => {}
            Judgment::NotSupported(kinds) => self.not_supported = self.not_supported.union(kinds),
            Judgment::Outside(_) if is_exempt => {
                let words =
                    "it is self-issued, but webpki checks its names against name constraints";
                self.other.get_or_insert((words.into(), at));
            }
            Judgment::Outside(violation) => self.outside = Some(violation),
            Judgment::Form(name) => {
                let text = alloc::format!(
                    "webpki cannot compare the DNS name {name} with name constraints"
                );
                self.other.get_or_insert((text.into_boxed_str(), at));
            }
        }
    }

    /// A name outside is a fault of the chain, whatever else cannot be checked.
    fn fault(&mut self) -> Option<Fault> {
        let violated =
            |reason, at, violation| Some(Fault::noted(reason, at, Note::Name(Box::new(violation))));
        if let Some(violation) = self.outside.take() {
            return violated(Reason::NameConstraintViolated, self.at, violation);
        }
        if self.is_cut_short {
            return Some(too_much(self.at));
        }
        if let Some((text, at)) = self.other.take() {
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
        violated(Reason::NameMismatch, 0, self.waived.take()?)
    }
}

fn sets<'a>(path: &'a [&'a Certificate], anchor: &'a Anchor<'_>) -> Result<Vec<Set<'a>>, Fault> {
    let mut sets = Vec::new();
    for (at, issuer) in (1..).zip(issuers(path, anchor.certificate)) {
        // A set is large, and nearly no CA has one.
        if let Some(constraints) = Constraints::of(issuer) {
            sets.push(Set::new(constraints, at));
        }
    }
    for imposed in &anchor.limits.imposed {
        let Ok(imposed) = Constraints::read(imposed) else {
            let note = Note::Words(text!("the constraint imposed on the root cannot be parsed"));
            return Err(Fault::noted(Reason::NameConstraintViolated, path.len(), note));
        };
        sets.push(Set::new(imposed, path.len()));
    }
    Ok(sets)
}

/// Checks the names of one certificate. Its subject is read once, whatever the number of CAs above it.
fn check_certificate(
    certificate: &Certificate,
    at: usize,
    sets: &mut [Set<'_>],
    work: &mut PathWork<'_, '_>,
) {
    let above = |set: &Set<'_>| set.at > at;
    let kinds = sets
        .iter()
        .filter(|set| above(set))
        .fold(NameKinds::default(), |kinds, set| kinds.union(set.constraints.kinds()));
    if kinds.is_empty() {
        return;
    }
    if kinds.has_mail()
        && certificate.facts().subject_mail_addresses > 0
        && !work.may_read_subject(certificate)
    {
        let with_mail = |set: &&mut Set<'_>| set.at > at && set.constraints.kinds().has_mail();
        sets.iter_mut().filter(with_mail).for_each(|set| set.is_cut_short = true);
        return;
    }
    // RFC 5280 §6.1.3: the names of such a certificate are not checked. webpki checks them.
    let is_exempt = at > 0 && certificate.is_self_issued();
    Constrained::each(certificate, kinds, |name| {
        for set in sets.iter_mut().filter(|set| set.at > at && set.outside.is_none()) {
            set.check(name, at, is_exempt, work);
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
