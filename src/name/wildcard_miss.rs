//! Wildcards that nearly match.

use super::hint::NameHint;
use super::rules::{Matching, NameRules, Wildcards};
use super::wildcard::{Target, cut, is_a_label};

/// Why a name with a wildcard that does not match nearly does, if it does.
pub(super) fn fault(presented: &[u8], target: &Target<'_>, matching: Matching) -> Option<NameHint> {
    let wildcards = matching.wildcards();
    if !presented.contains(&b'*') {
        return None;
    }
    let (first, rest) = cut(presented);
    let dots = |name: &[u8]| memchr::memchr_iter(b'.', name).count();
    if dots(presented) == dots(target.whole) && covers(presented, target.whole) {
        return Some(why_not(presented, target, matching));
    }
    let rest = rest.filter(|rest| first == b"*" && rest.contains(&b'.'))?;
    let depth = if rest.eq_ignore_ascii_case(target.whole) {
        NameHint::WildcardNeedsLabel
    } else {
        let inner = target.whole.len().checked_sub(rest.len())?;
        let (inner, domain) = target.whole.split_at_checked(inner)?;
        let is_below = inner.ends_with(b".") && domain.eq_ignore_ascii_case(rest);
        is_below.then_some(NameHint::WildcardTooDeep)?
    };
    // Where no wildcard counts, its depth does not matter.
    let is_allowed = wildcards != Wildcards::None;
    Some(if is_allowed { depth } else { NameHint::WildcardNotAllowed })
}

/// The rule that rejects a wildcard which the most lenient reading of RFC 2818 would accept.
fn why_not(presented: &[u8], target: &Target<'_>, matching: Matching) -> NameHint {
    let wildcards = matching.wildcards();
    let (first, rest) = cut(presented);
    let stars = |part: &[u8]| memchr::memchr_iter(b'*', part).count();
    let behind = rest.map_or(0, stars);
    let would_be_allowed = matching.rules == NameRules::Rfc5922
        && target.fit(presented, Wildcards::WholeLabel).is_some();
    if wildcards == Wildcards::None && would_be_allowed {
        NameHint::SipWildcard
    } else if wildcards == Wildcards::None {
        NameHint::WildcardNotAllowed
    } else if stars(first).saturating_add(behind) > 1 {
        NameHint::TwoWildcards
    } else if behind > 0 {
        NameHint::WildcardNotLeftmost
    } else if first == b"*" {
        NameHint::WildcardAtTop
    } else if wildcards == Wildcards::WholeLabel {
        NameHint::WildcardNotAllowed
    } else if is_a_label(first) || is_a_label(target.first) {
        NameHint::WildcardInALabel
    } else {
        NameHint::WildcardForNothing
    }
}

/// Whether `presented` covers `whole` if every `*` may cover any part of a label, even an empty one. Goes back to the last
/// wildcard only, so the work is at most the product of the lengths.
fn covers(presented: &[u8], whole: &[u8]) -> bool {
    let mut pattern = presented;
    let mut text = whole;
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, text) {
            ([], []) => return true,
            ([b'*', behind @ ..], _) => {
                pattern = behind;
                retry = Some((behind, text));
            }
            ([p, behind @ ..], [t, left @ ..]) if p.eq_ignore_ascii_case(t) => {
                pattern = behind;
                text = left;
            }
            _ => match retry {
                // The last wildcard covers one byte more, unless its label ends here.
                Some((behind, [taken, left @ ..])) if *taken != b'.' => {
                    pattern = behind;
                    text = left;
                    retry = Some((behind, left));
                }
                _ => return false,
            },
        }
    }
}
