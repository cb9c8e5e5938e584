//! What checking names against name constraints costs, and its limits.
//!
//! Our own check of DNS names and addresses takes as long as reading them. webpki compares each name of a path with each
//! constraint above it, and so does our own check of the other kinds of names.

use super::work::Work;
use crate::certificate::Certificate;
use crate::name::Constraints;
use crate::trust_store::Anchor;

/// The most comparisons that webpki makes for one path, in comparisons of 16 bytes.
///
/// One takes about 0.08 µs, so they take 5 ms at most, which is about what the signature checks of one verdict may take. They
/// are enough for 100 names below a CA with 500 constraints, or for 2,000 names below one with 25. Public CAs issue
/// certificates with 100 to 1,000 names, and few CAs have more than a few hundred constraints. Only a CA below a trust anchor
/// can cause this work, because constraints are checked on signed paths. webpki itself makes 250,000 comparisons, and
/// OpenSSL 1,048,576.
pub(super) const MAX_COMPARISONS: usize = 64_000_000;

/// The most comparisons for all paths of one verdict.
const MAX_COMPARISONS_IN_ALL: usize = 2 * MAX_COMPARISONS;

/// The most comparisons for one path with names of kinds that have no index. webpki refuses nearly all of these names, so they
/// only decide how the rejection is explained.
const MAX_UNINDEXED: usize = 2_500;

/// A comparison of directory names decodes both, which takes as long as this many comparisons of DNS names.
const DIRECTORY_COST: usize = 8;

/// The bytes of a subject that take as long to read as one comparison: four attributes.
const SUBJECT_BYTES: usize = 64;

/// A comparison of this many bytes of a name and a constraint counts once more: webpki reads both to the end.
const COMPARED_BYTES: usize = 32;

/// True if no more paths are checked, because earlier ones have used up the comparisons.
pub(super) fn is_exhausted(work: &Work<'_>) -> bool {
    work.comparisons() > MAX_COMPARISONS_IN_ALL
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

    /// Counts the entries that an index answers for, and the subtrees from which it is made.
    pub(super) fn add_indexed(&self, path: &[&Certificate], constraints: &Constraints<'_>) {
        let names = path.iter().copied().map(names).fold(0, usize::saturating_add);
        self.work.add_comparisons(names.saturating_add(constraints.count()));
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
        self.unindexed <= MAX_UNINDEXED && !is_exhausted(self.work)
    }

    /// Counts the comparisons that webpki will make; false if they are too many.
    pub(super) fn may_ask_webpki<'c, 's: 'c>(
        &self,
        path: &[&Certificate],
        anchor: &Anchor<'_>,
        sets: impl Iterator<Item = (usize, &'c Constraints<'s>)>,
    ) -> bool {
        // It is asked once more for each imposed constraint, and compares those in certificates again.
        let times = anchor.limits.imposed.len().saturating_add(1);
        let all = sets.fold(0_usize, |all, (at, constraints)| {
            let below = path.iter().take(at).copied();
            let (names, bytes) = below.fold((0_usize, 0_usize), |(count, bytes), certificate| {
                let more = certificate
                    .extensions()
                    .subject_alt_name
                    .map(|names| names.of(certificate.as_der()).len());
                // It compares the subject too.
                (
                    count.saturating_add(names(certificate)).saturating_add(1),
                    bytes.saturating_add(more.unwrap_or(0)),
                )
            });
            let subtrees = constraints.count();
            let compared = bytes
                .saturating_mul(subtrees)
                .saturating_add(constraints.bytes().saturating_mul(names));
            all.saturating_add(names.saturating_mul(subtrees))
                .saturating_add(compared / COMPARED_BYTES)
        });
        let all = all.saturating_mul(times);
        self.work.add_comparisons(all);
        all <= MAX_COMPARISONS && !is_exhausted(self.work)
    }
}

fn names(certificate: &Certificate) -> usize {
    usize::try_from(certificate.extensions().subject_alt_names).unwrap_or(usize::MAX)
}
