//! The main job, as a caller sees it: files are uploaded into a trust store, a peer is judged by it, and the
//! verdict explains itself. A case is a row, and the reason it is there is part of the row.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::too_many_lines,
    clippy::type_complexity,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    unreachable_pub,
    reason = "a test may panic, and its modules share what they need"
)]

use trustslot_kit as support;

mod advice;
mod attacks;
mod block_list;
mod budget;
mod built_in_part;
mod case;
mod clock;
mod constraints;
mod crl_forms;
mod crl_tolerance;
mod crl_words;
mod determinism;
mod explanations;
mod explicit_policies;
mod form;
mod gaps;
mod gaps_beside;
mod hostile_text;
mod imposed;
mod laws;
mod listing;
mod name_laws;
mod names;
mod outcomes;
mod path_limits;
mod paths;
mod pins;
mod public_profile;
mod reasons;
mod revocation;
mod revocation_newer;
mod revocation_scope;
mod revocation_work;
mod rollover;
mod search;
mod shown_names;
mod signature_cache;
mod store;
mod uploads;
mod verifier;
mod words;
mod world;
