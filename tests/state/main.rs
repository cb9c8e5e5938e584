//! State that survives a restart: snapshots, and the faults of power, flash, clocks and firmware updates.
//!
//! Each known fault has a number, and tests named `fault_f<number>_<rule>`. `README.md` has the table of the faults, and
//! says which are tested elsewhere or not at all.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "a test may panic and count"
)]

use trustslot_kit as support;

mod altered_snapshots;
mod awaited_keys;
mod banks;
mod built_in_at_run_time;
mod byte_limit;
mod changes;
mod clock;
mod constant_keys;
mod damaged_snapshots;
mod device_classifier;
mod factory_identities;
mod factory_reset;
mod fault_sequences;
mod faulty_keys;
mod firmware_updates;
mod firmware_versions;
mod fitness;
mod manual;
mod memory_use;
mod portability;
mod power_loss;
mod presented;
mod refused_states;
mod rejected_replacements;
mod remedies;
mod sizes;
mod slot_snapshots;
mod store_snapshots;
mod uploads;
