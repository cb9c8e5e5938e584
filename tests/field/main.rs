//! Failures of the field: inputs rebuilt from public reports, and siblings of each kind.
//!
//! `corpus` runs the rows of `field/field.json`; the other modules need no corpus. Each sibling is a row of a table with a
//! reason. A row states what a good answer contains, not its exact text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::result_large_err,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::too_many_lines,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    clippy::disallowed_types,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a test may panic, reads files and starts openssl, and its modules share what they need"
)]

use trustslot_kit as support;

mod advice;
#[allow(dead_code, reason = "shared with the verdict tests, which use the rest")]
#[path = "../verdict/case.rs"]
mod case;
mod corpus;
mod expect;
mod field_blame;
mod field_issuers;
mod field_limits;
mod field_names;
mod field_offers;
mod field_stored;
mod field_unreadable;
#[path = "../verdict/verifier.rs"]
mod verifier;
