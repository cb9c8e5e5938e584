//! Floor 4: which paths there are for a peer, and what is wrong with the best of them.

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

pub(crate) use candidates::Candidates;
pub(crate) use engine::MAX_INTERMEDIATES;
pub(crate) use facts::check_alone;
pub(crate) use gap::Gap;
pub(crate) use question::{Question, Usage};
pub(crate) use search::{Attempt, search};
