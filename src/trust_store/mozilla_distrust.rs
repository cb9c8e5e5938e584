//! The days after which Mozilla distrusts new certificates of a root. Made by `tests/checks/distrust-after/run`.

use super::DistrustAfter;

/// From lib/ckfw/builtins/certdata.txt of NSS, as of 2026-04-09.
pub(super) const DISTRUST_AFTER: &[DistrustAfter] = &[];
