//! Laws of verdicts, for generated PKIs of two to five CAs: cross-signed, expired, blocked, excluded, disabled, forged.
//!
//! A PKI is read from bytes ([`plan`]), so the same code serves these tests and the fuzz target `laws`. A failure prints the
//! bytes. Signatures use the toy algorithm of the kit, so a verdict costs microseconds.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::struct_excessive_bools,
    clippy::too_many_lines,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    unreachable_pub,
    reason = "a test may panic, and its modules share what they need"
)]

use trustslot_kit as support;

mod junk;
mod laws;
mod obey;
mod pki;
mod plan;
mod proptests;
mod spec;
