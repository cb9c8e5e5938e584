//! Runs the package `fleet_check`, whose features are not those of the command line, with the same arguments:
//!
//! ```text
//! cargo run --example fleet_check
//! cargo run --example fleet_check -- --html out.html
//! ```
//!
//! The program is in `examples/fleet_check/src`, and `examples/fleet_check/README.md` explains it.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example is a program: it starts another one"
)]

use std::process::{Command, ExitCode};

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

fn main() -> ExitCode {
    // The cargo that built this example. Started otherwise, the one of the user.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut run = Command::new(cargo);
    run.args(["run", "--quiet", "--manifest-path", MANIFEST, "--package", "fleet_check"]);
    if !cfg!(debug_assertions) {
        run.arg("--release");
    }
    match run.arg("--").args(std::env::args_os().skip(1)).status() {
        Ok(status) => {
            ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(2))
        }
        Err(error) => {
            eprintln!("fleet_check: cannot start cargo: {error}");
            ExitCode::from(2)
        }
    }
}
