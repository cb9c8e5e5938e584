//! What checking names against name constraints costs, and its limits.
//!
//! Our own check of DNS names and addresses takes about as long as reading them. webpki compares each name of a path with each
//! constraint above it, and so does our own check of the other kinds of names.

use super::work::Work;
use crate::certificate::Certificate;
use crate::name::Constraints;
use crate::trust_store::Anchor;

/// The most work for one path that webpki compares, in units of 300 instructions: a comparison takes one, and one more for each
/// 10 bytes of the name and the constraint (measured with `benches/chain_cost`).
///
/// So webpki takes 51 million instructions at most, about 5 ms on a desktop core. The signature checks of one verdict may take
/// as long. That is enough for 2,000 names of 20 bytes below a CA with 10 constraints, or for 100 names below one with 300.
/// Public CAs issue certificates with 100 names (Let's Encrypt) to 1,000. Only a CA below a trust anchor can cause this work,
/// because constraints are checked on signed paths.
///
/// webpki itself makes 250,000 comparisons of any length, and OpenSSL 1,048,576 for each certificate.
const MAX_FOR_WEBPKI: usize = 170_000;

/// No path is begun after the earlier paths of a verdict have taken this much. So a path at the limit is checked twice: a search
/// looks for a path without faults, and then for one that the policy accepts.
const MAX_BEFORE: usize = MAX_FOR_WEBPKI;

/// The most comparisons for one path with names of kinds that have no index. webpki refuses nearly all of these names, so they
/// only decide how the rejection is explained.
const MAX_UNINDEXED: usize = 2_500;

/// A comparison of directory names decodes both, which takes as long as this many comparisons of DNS names.
const DIRECTORY_COST: usize = 8;

/// The bytes of a subject that take as long to read as one comparison: four attributes.
const SUBJECT_BYTES: usize = 64;

/// The bytes of names and constraints that cost one more unit: webpki reads both to the end for each comparison.
const UNIT_BYTES: usize = 10;

/// True if no more paths are checked, because earlier ones have used up the comparisons.
pub(super) fn is_exhausted(work: &Work<'_>) -> bool {
    work.comparisons() > MAX_BEFORE
}

/// The work for one path.
pub(super) struct PathWork<'w, 'a> {
    work: &'w Work<'a>,
    unindexed: usize,
}

impl<'w, 'a> PathWork<'w, 'a> {
    pub(super) const fn new(work: &'w Work<'a>) -> Self {
        Self { work, unindexed: 0 }
    }

    /// Counts the names that an index answers for, and the subtrees from which it is made.
    pub(super) fn add_indexed(&self, below: &[&Certificate], constraints: &Constraints<'_>) {
        let names = Names::of(below);
        let bytes = names.bytes.saturating_add(constraints.bytes());
        let all = names.count.saturating_add(constraints.count());
        self.work.add_comparisons(all.saturating_add(bytes / UNIT_BYTES));
    }

    /// Counts a name that is compared with each subtree; false if that is too much.
    pub(super) fn may_compare(&mut self, constraints: &Constraints<'_>) -> bool {
        let each = if constraints.kinds().has_directory() { DIRECTORY_COST } else { 1 };
        self.add(constraints.count().saturating_mul(each))
    }

    /// Counts a subject that is read for its mail addresses; false if that is too much.
    pub(super) fn may_read_subject(&mut self, certificate: &Certificate) -> bool {
        self.add(certificate.subject_der().len() / SUBJECT_BYTES)
    }

    fn add(&mut self, more: usize) -> bool {
        self.work.add_comparisons(more);
        self.unindexed = self.unindexed.saturating_add(more);
        self.unindexed <= MAX_UNINDEXED
    }

    /// Counts what webpki will compare; false if that is too much. Each CA is given by its position and its constraints.
    pub(super) fn may_ask_webpki<'c, 's: 'c>(
        &self,
        path: &[&Certificate],
        anchor: &Anchor<'_>,
        cas: impl Iterator<Item = (usize, &'c Constraints<'s>)>,
    ) -> bool {
        if is_exhausted(self.work) {
            return false;
        }
        // webpki is asked once more for each imposed constraint, and compares with the CAs below the anchor again.
        let again = anchor.limits.imposed.len().saturating_add(1);
        let all = cas.fold(0_usize, |all, (at, constraints)| {
            let below = path.get(..at).unwrap_or(path);
            let times = if at < path.len() { again } else { 1 };
            let each = Names::of(below).compared_with(constraints);
            all.saturating_add(each.saturating_mul(times))
        });
        self.work.add_comparisons(all);
        all <= MAX_FOR_WEBPKI
    }
}

/// The entries of certificates, and their bytes.
struct Names {
    count: usize,
    bytes: usize,
    subjects: usize,
}

impl Names {
    fn of(certificates: &[&Certificate]) -> Self {
        let none = Self { count: 0, bytes: 0, subjects: certificates.len() };
        certificates.iter().fold(none, |all, certificate| {
            let extensions = certificate.extensions();
            let count = usize::try_from(extensions.subject_alt_names).unwrap_or(usize::MAX);
            let entries = extensions.subject_alt_name.map(|span| span.of(certificate.as_der()));
            Self {
                count: all.count.saturating_add(count),
                bytes: all.bytes.saturating_add(entries.map_or(0, <[u8]>::len)),
                ..all
            }
        })
    }

    /// What comparing each with each costs, in units. webpki compares the subject as well.
    fn compared_with(&self, constraints: &Constraints<'_>) -> usize {
        let names = self.count.saturating_add(self.subjects);
        let subtrees = constraints.count();
        let bytes = self.bytes.saturating_mul(subtrees);
        let bytes = bytes.saturating_add(constraints.bytes().saturating_mul(names));
        names.saturating_mul(subtrees).saturating_add(bytes / UNIT_BYTES)
    }
}
