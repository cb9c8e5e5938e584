//! Runs the test suites of other projects, row by row. A difference without a stated reason is a failure.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    unreachable_pub,
    reason = "a test counts, reads files, and stops at an unexpected result"
)]

mod bettertls;
mod botan;
mod bssl_paths;
mod facts;
#[cfg(feature = "identity")]
mod keys;
mod limbo;
mod limits;
mod names;
mod other_data;
mod parsing;
mod path_case;
mod pkits;
mod report;
mod tally;
mod time;

use report::Report;

#[test]
fn names() {
    let mut report = Report::default();
    names::run(&mut report);
    report.finish();
}

#[test]
fn limbo() {
    let mut report = Report::default();
    limbo::run(&mut report);
    report.finish();
}

#[test]
fn bettertls() {
    let mut report = Report::default();
    bettertls::run(&mut report);
    report.finish();
}

#[test]
fn bssl_paths() {
    let mut report = Report::default();
    bssl_paths::run(&mut report);
    report.finish();
}

#[test]
fn pkits() {
    let mut report = Report::default();
    pkits::run(&mut report);
    report.finish();
}

#[test]
fn botan() {
    let mut report = Report::default();
    botan::run(&mut report);
    report.finish();
}
