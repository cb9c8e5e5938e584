//! Floor 4: finds the paths of a peer, and the faults of the one that counts.

mod algorithm;
mod asked;
#[cfg(feature = "forecast")]
mod assumed;
mod checked_path;
mod constraint_work;
mod constraints;
mod engine;
mod evidence;
mod examine;
mod explicit_policy;
mod facts;
mod fault;
mod graph;
mod inputs;
mod keys;
mod notes;
mod pair;
mod path;
mod public_web;
mod question;
mod revocation;
mod search;
#[cfg(feature = "std")]
mod signature_cache;
#[cfg(not(feature = "std"))]
#[path = "no_cache.rs"]
mod signature_cache;
mod strength;
mod work;

#[cfg(feature = "std")]
pub use signature_cache::SignatureCache;

pub(crate) use algorithm::IndexedAlgorithms;
pub(crate) use asked::Asked;
pub(crate) use checked_path::MAX_INTERMEDIATES;
pub(crate) use evidence::{Evidence, Limit, PathOutcome};
pub(crate) use examine::{Material, examine};
pub(crate) use fault::{Fault, Note};
pub(crate) use graph::{END_ENTITY, Node};
pub(crate) use notes::notes;
pub(crate) use pair::{KeyHint, Signature, check as check_signature};
pub(crate) use path::Attempt;
pub(crate) use question::Question;
pub(crate) use revocation::crls::Crls;
pub(crate) use revocation::remedy as remedy_of_revocation;
#[cfg(not(feature = "std"))]
pub(crate) use signature_cache::SignatureCache;
pub(crate) use strength::unsupported;
pub(crate) use work::Work;
