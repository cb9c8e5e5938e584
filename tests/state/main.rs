//! What survives a restart: snapshots, and the faults of power, flash and firmware updates.

#![expect(
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, and a table is as long as it is"
)]

#[path = "../support/mod.rs"]
mod support;

mod device;
mod slot_places;
mod snapshot_faults;
mod snapshot_slot;
mod snapshot_store;
