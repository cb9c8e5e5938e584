//! We stand before other people's tests, row by row. Each difference has a reason here, or it fails.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    unreachable_pub,
    reason = "a test counts, reads files, and stops at what it did not expect"
)]

#[path = "conformance/certificate.rs"]
#[allow(dead_code, reason = "each test file needs a part of it")]
mod certificate;
#[path = "conformance/names.rs"]
mod names;
#[path = "conformance/report.rs"]
mod report;

use report::Report;

#[test]
fn names() {
    let mut report = Report::default();
    names::run(&mut report);
    report.finish();
}
