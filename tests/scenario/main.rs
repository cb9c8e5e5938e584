//! Forty failures that owners of IP phones reported, as one table: input, outcome, message and remedy.
//!
//! A row is full if every part of it has the right outcome, a message that is true and names the thing, and a remedy that
//! helps wherever one exists. Rows 32, 33, 34 and 36 need the feature `forecast`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::result_large_err,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::too_many_lines,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    unreachable_pub,
    reason = "a test may panic, and its modules share what they need"
)]

use trustslot_kit as support;

#[allow(dead_code, reason = "shared with the verdict tests, which use the rest")]
#[path = "../verdict/case.rs"]
mod case;
#[allow(dead_code, reason = "shared with the field tests, which use the rest")]
#[path = "../field/expect.rs"]
mod expect;
mod of_chains;
mod of_devices;
mod of_files;
#[cfg(feature = "forecast")]
mod of_forecasts;
mod of_names;
mod of_policies;
mod table;
#[path = "../verdict/verifier.rs"]
mod verifier;

use std::io::Write as _;
use table::{LEFT_OUT, Table};

#[test]
fn scenario_rows_are_full() {
    let mut table = Table::default();
    of_chains::rows(&mut table);
    of_policies::rows(&mut table);
    of_names::rows(&mut table);
    of_files::rows(&mut table);
    of_devices::rows(&mut table);
    #[cfg(feature = "forecast")]
    of_forecasts::rows(&mut table);
    let numbers = table.numbers();
    let all: Vec<u8> = (1..=40).filter(|number| !LEFT_OUT.contains(number)).collect();
    let mut missing = all;
    #[cfg(not(feature = "identity"))]
    missing.retain(|&number| number != 25);
    missing.retain(|number| !numbers.contains(number));
    assert_eq!(missing, [], "rows without a part");
    let faults = table.faults();
    let full = numbers.len() - faults.len();
    let line = format!("scenario: {full} of 40 rows are full, {} are left out", LEFT_OUT.len());
    writeln!(std::io::stderr().lock(), "{line}").unwrap();
    let text: Vec<String> = faults
        .into_iter()
        .map(|(number, faults)| format!("row {number}\n{}", faults.join("\n")))
        .collect();
    assert!(text.is_empty(), "{line}:\n{}", text.join("\n"));
}
