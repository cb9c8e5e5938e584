//! What survives a restart: snapshots, and the faults of power, flash, clocks and firmware updates.
//!
//! Each fault has a number, and a test `fault_f<number>_<what>`. F7, memory that runs out, is in the package
//! `tests/checks/starved`, because an allocator needs `unsafe`, and half of F20, that a key is gone from memory, in
//! `tests/checks/wiped`. Two are not here:
//!
//! | fault | reason |
//! |---|---|
//! | F12, two writers | A change takes `&mut self`, so the compiler refuses the second writer. It is a fault of interfaces to other languages, and belongs where there is one. |
//! | F23, misuse from C | No null pointer, length or freed handle comes in here: the arguments are slices and values. It belongs where there is a C interface; so does the half of F13 about its border. |

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "a test may panic, and a table is as long as it is"
)]

use trustslot_kit as support;

mod changes;
mod clock;
mod device;
mod origins;
mod power_loss;
mod replaced_keys;
mod replacements;
mod replays;
mod sizes;
mod slot_factory;
mod slot_places;
mod snapshot_faults;
mod snapshot_slot;
mod snapshot_store;
mod uploads;
