//! What the fuzz targets share beside the kit of the tests: a mutator that knows DER, chains to begin with, and what
//! may be shown.

pub mod chains;
pub mod display;
pub mod mutate;
pub mod secret;

pub use trustslot_kit::{self as support, forest, named as names, toy, twin};
