//! The C header says what the code does: functions, constants and layouts. And unsafe code stays where it is.
//!
//! cbindgen could write the header, but not as a C reader wants it, and a packager would need it. These tests need nothing but
//! the C compiler that ring needs anyway. What the functions do is tested in C: `tests/c`.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "a test stops at what it did not expect, reads the sources, and runs compilers"
)]

mod constants;
mod functions;
mod layouts;
mod unsafe_code;

use std::fs;
use std::path::{Path, PathBuf};

const HEADER: &str = include_str!("../../include/trustslot.h");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust source below a folder of the repository, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The header without comments, and with one blank between words.
fn bare_header() -> String {
    let mut text = String::new();
    let mut rest = HEADER;
    while let Some((code, comment)) = rest.split_once("/*") {
        text.push_str(code);
        rest = comment.split_once("*/").expect("the end of a comment").1;
    }
    text.push_str(rest);
    text
}

/// Text with one blank between words.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
