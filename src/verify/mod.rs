//! Floor 4: finds the paths of a peer, and the faults of the best one.

mod asked;
mod candidates;
mod constraints;
mod engine;
pub(crate) mod explain;
mod explicit_policy;
mod facts;
mod fault;
mod gap;
mod path;
mod public_web;
mod question;
mod revocation;
mod search;
mod signature_cache;
mod work;

pub use signature_cache::SignatureCache;

pub(crate) use asked::Asked;
pub(crate) use candidates::Candidates;
pub(crate) use engine::MAX_INTERMEDIATES;
pub(crate) use facts::check_alone;
pub(crate) use gap::Gap;
pub(crate) use question::{Question, Usage};
pub(crate) use revocation::status_without_path;
pub(crate) use search::{Attempt, search};
