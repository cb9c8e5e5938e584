//! Settings files, policies per application, and what will happen to the verdicts of a phone.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "a test may panic"
)]

mod forecast;
mod phone;
mod policy_set;
mod settings;
mod store_history;
mod twin;
