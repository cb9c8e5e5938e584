//! Floor 2: names. Whom we meant to reach, whom a certificate names.

mod dns;
mod hint;
mod matching;
mod mismatch;
mod presented;
mod reference;
mod rules;
mod sip;
mod wildcard;

#[cfg(test)]
mod tests;

pub use dns::DnsName;
pub use hint::NameHint;
pub use matching::{MatchedBy, NameMatch};
pub use mismatch::NameMismatch;
pub use reference::{ReferenceIdentity, ReferenceIdentityError};
pub use rules::NameRules;

pub(crate) use matching::match_certificate;
