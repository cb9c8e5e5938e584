//! Floor 2: names. The reference identity, the names in a certificate, and the names a CA may issue for.

mod constraints;
mod counting;
mod dns;
mod error;
mod hint;
mod identify;
mod mailbox;
mod matching;
mod mismatch;
mod presented;
mod reference;
mod relation;
mod rules;
mod server_name;
mod sip;
mod violation;
mod wildcard;

#[cfg(test)]
mod tests;

pub use dns::DnsName;
pub use error::ReferenceIdentityError;
pub use hint::NameHint;
pub use matching::{MatchedBy, NameMatch};
pub use mismatch::NameMismatch;
pub use reference::ReferenceIdentity;
pub use rules::NameRules;

pub(crate) use constraints::Constraints;
pub(crate) use identify::match_certificate;
pub(crate) use presented::mac_address;
pub(crate) use violation::ConstraintViolation;
