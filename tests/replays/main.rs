//! Known faults of real products, built again in code: each row must be refused with its reason, and the same
//! input without the fault must pass beside it. `README.md` says which rows are elsewhere, or nowhere and why.
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
    reason = "a row is a table; a test counts, and stops at what it did not expect"
)]

use trustslot_kit as support;

mod ask;
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "limbs are cut on purpose"
)]
mod forge;
mod mutate;

mod a_bytes;
mod a_der;
mod a_pem;
mod b_curves;
mod b_fields;
mod b_keys;
mod c_algorithms;
mod c_findings;
mod c_signatures;
mod d_cas;
mod d_extensions;
mod d_issuers;
mod d_limits;
mod e_work;
mod f_constraints;
mod f_forms;
mod g_entries;
mod g_hosts;
mod h_common_name;
mod i_sip;
mod k_state;
mod k_uploads;
#[cfg(feature = "identity")]
mod keys;
