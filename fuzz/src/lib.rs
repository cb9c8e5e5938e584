//! Shared by the fuzz targets, beside the kit of the tests: a mutator for DER, chains to start from, a count of memory, and
//! checks of messages.

pub mod chains;
pub mod display;
pub mod memory;
pub mod mutate;
pub mod sealed;
pub mod secret;

pub use trustslot_kit::{self as support, forest, named as names, toy, twin};
