//! Floor 2: names. The reference identity, the names in a certificate, and the names a CA may issue for.

mod address_index;
mod constrained;
mod constraint_index;
mod constraints;
mod counting;
mod dns;
mod entry_kind;
mod error;
mod hint;
mod hint_message;
mod host_index;
mod identify;
mod mailbox;
mod matching;
mod mismatch;
mod name_kinds;
mod near_miss;
mod presented;
mod punycode;
mod reference;
mod relation;
mod rules;
mod server_name;
mod similar;
mod sip;
mod subtree;
mod violation;
mod wanted;
mod wildcard;
mod wildcard_miss;
mod wrapped;

#[cfg(test)]
mod tests;

pub use dns::DnsName;
pub use entry_kind::EntryKind;
pub use error::ReferenceIdentityError;
pub use hint::NameHint;
pub use matching::{MatchedBy, NameMatch};
pub use mismatch::NameMismatch;
pub use reference::ReferenceIdentity;
pub use rules::NameRules;

pub(crate) use constrained::Constrained;
pub(crate) use constraint_index::{ConstraintIndex, Quick};
pub(crate) use constraints::{Constraints, Judgment};
pub(crate) use identify::match_certificate;
pub(crate) use name_kinds::NameKinds;
pub(crate) use presented::mac_address;
pub(crate) use rules::Matching;
pub(crate) use violation::ConstraintViolation;
