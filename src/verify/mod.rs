//! Floor 4: finds the paths of a peer, and the faults of the best one.

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
mod strength;
mod work;

pub use signature_cache::SignatureCache;

pub(crate) use candidates::Candidates;
pub(crate) use engine::MAX_INTERMEDIATES;
pub(crate) use facts::check_alone;
pub(crate) use gap::Gap;
pub(crate) use question::{Question, Usage};
pub(crate) use search::{Attempt, search};
