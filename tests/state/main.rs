//! What survives a restart: snapshots, and the faults of power, flash and firmware updates.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

#[path = "../support/mod.rs"]
mod support;

mod snapshot_faults;
mod snapshot_store;
