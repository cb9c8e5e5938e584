//! Known faults of real products, built again in code. Each test requires the rejection and its reason, and shows that
//! the same input without the fault passes. `README.md` has a row for every fault.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "a test is a table, calculates, and panics at anything unexpected"
)]

use trustslot_kit as support;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "limbs are truncated on purpose"
)]
mod forge;
mod judge;
mod mutate;

mod algorithms;
mod ca_certificates;
mod common_name;
mod curves;
mod der;
mod extensions;
mod fields;
mod findings;
mod host_names;
mod issuers;
#[cfg(feature = "identity")]
mod keys;
mod lenient_der;
mod limits;
mod malformed_constraints;
mod name_constraints;
mod pem;
mod public_keys;
mod san_entries;
mod signatures;
mod sip;
mod strength;
mod table;
mod trust_store;
mod uploads;
mod work;
