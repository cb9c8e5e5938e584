//! Whether a name counts under the rules.

use super::presented::{self, Entry};
use super::rules::{Matching, NameRules};
use super::wildcard::Target;
use crate::certificate::Certificate;

/// Whether the common name counts under the rules, beside the other names of this certificate.
pub(super) fn common_name_counts(certificate: &Certificate, rules: NameRules) -> bool {
    if presented::lists_nothing(certificate) {
        return false;
    }
    let has = |counts: fn(&Entry<'_>) -> bool| {
        presented::entries(certificate).any(|entry| counts(&entry))
    };
    match rules {
        NameRules::Rfc2818 => !has(|entry| matches!(entry, Entry::Dns(_))),
        NameRules::Rfc6125 => {
            !has(|entry| matches!(entry, Entry::Dns(_) | Entry::Uri(_) | Entry::OtherName))
        }
        NameRules::Rfc9525 => false,
        NameRules::Rfc5922 => certificate.subject_alt_names().is_none(),
    }
}

/// Whether `bytes` alone, as a DNS name or common name, would match under the rules.
pub(super) fn would_match(bytes: &[u8], target: &Target<'_>, matching: Matching) -> bool {
    target.fit(bytes, matching.wildcards()).is_some()
}
