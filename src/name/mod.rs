//! Floor 2: names. Whom we meant to reach.

mod dns;
mod reference;

#[cfg(test)]
mod tests;

pub use dns::DnsName;
pub use reference::{ReferenceIdentity, ReferenceIdentityError};
