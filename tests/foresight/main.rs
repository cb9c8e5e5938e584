//! Settings files, policies per application, and what will happen to the verdicts of a phone.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    clippy::format_collect,
    clippy::format_push_string,
    clippy::similar_names,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    clippy::too_many_lines,
    clippy::type_complexity,
    unreachable_pub,
    reason = "a test may panic, read files and be long, and its modules share what they need"
)]

mod both_orders;
mod both_ways;
mod edges;
mod fleet;
mod floors;
mod forecast;
mod phone;
mod policy_set;
mod renewals;
mod settings;
mod store_history;
mod texts;
mod twin;
mod what_if;
