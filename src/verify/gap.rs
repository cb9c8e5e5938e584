//! Why there is no path to an anchor: how far the names lead, and whether the signatures bear them out.

use super::candidates::Candidates;
use super::engine::{self, MAX_INTERMEDIATES};
use super::fault::Fault;
use super::path;
use super::question::Question;
use super::work::Work;
use crate::algorithms::Algorithms;
use crate::certificate::Certificate;
use crate::trust_store::{Anchor, NO_LIMITS, StorePart};
use crate::verdict::Reason;
use alloc::vec::Vec;

/// The signature checks that an explanation may cost, in checks of a P-256 signature: one for each certificate of a path
/// as long as webpki verifies, and as many again.
const MAX_EXPLANATION_WORK: u32 = 16;

/// The certificates from the peer's own up to the one whose issuer is missing, each named as issuer of the one before.
pub(crate) struct Gap<'a> {
    pub(super) way: Vec<&'a Certificate>,
    pub(super) signed: Signed,
}

/// What the signatures on the way up to the last certificate show.
pub(super) enum Signed {
    /// Each certificate was signed by the next. The last one of them may be its own issuer.
    Good,
    /// A certificate was not signed by the key of the next.
    Bad(Fault),
    /// It was not found out: the way is too long, never valid, or not a path for another reason.
    Unknown,
}

impl<'a> Gap<'a> {
    /// Looks at the way that the issuers' names lead, and verifies it as if its last certificate were trusted.
    pub(crate) fn find(
        candidates: &Candidates<'a>,
        question: &Question<'_>,
        algorithms: Algorithms,
    ) -> Self {
        let way = candidates.way_by_name();
        let signed = signed(&way, question, algorithms);
        Self { way, signed }
    }
}

fn signed(way: &[&Certificate], question: &Question<'_>, algorithms: Algorithms) -> Signed {
    // A peer that is alone can only have signed itself.
    let (last, path) = match way {
        [] => return Signed::Unknown,
        [alone] => (*alone, way),
        [path @ .., last] => (*last, path),
    };
    let is_alone = way.len() == 1;
    if path.len() > MAX_INTERMEDIATES.saturating_add(1) || (is_alone && !last.is_self_issued()) {
        return Signed::Unknown;
    }
    let Some(moment) = path::moment(path, question.clock) else {
        return Signed::Unknown;
    };
    let anchor =
        Anchor { certificate: last, part: StorePart::Custom, limits: &NO_LIMITS, disabled: false };
    let work = Work::with_budget(MAX_EXPLANATION_WORK, question.cache);
    match engine::verify(path, &anchor, moment, algorithms, &work) {
        Ok(()) => Signed::Good,
        Err(fault) if fault.reason == Reason::BadSignature => Signed::Bad(fault),
        Err(_) => Signed::Unknown,
    }
}
