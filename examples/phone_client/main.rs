//! Would this phone accept that server?
//!
//! Without arguments, the chain that a public server presented in December 2021 is verified in seven situations, with the
//! Mozilla list as built-in roots. With arguments, it verifies your own files:
//!
//! ```text
//! cargo run --example phone_client -- --chain server.pem --host sip.example.com --trust our-ca.pem
//! ```
//!
//! Exit code: 0 if the server is accepted, 1 if it or a file is rejected, 2 if the arguments are wrong.
//!
//! A copy of this folder needs `../data/stackexchange-2021.pem` and the crates `trustslot`, `lexopt` and `der`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example reads files and the clock, the library does not"
)]

mod arguments;

use arguments::{Arguments, Request, USAGE};
use core::error::Error;
use core::fmt;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;
use trustslot::{
    Bundle, Chain, Check, Clock, Crl, Findings, Policy, ReferenceIdentity, Remedy, TrustSource,
    TrustStore, Verdict, Verifier,
};

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    match run(&mut out) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) if error.is::<RejectedFile>() => {
            let _ = writeln!(out, "{error}");
            ExitCode::from(1)
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "phone_client: {error} (--help lists the options)");
            ExitCode::from(2)
        }
    }
}

/// `true` if the phone would go on.
fn run(out: &mut impl Write) -> Result<bool, Box<dyn Error>> {
    match Request::read()? {
        Request::Tour => tour(out).map(|()| true),
        Request::Help => Ok(writeln!(out, "{USAGE}").map(|()| true)?),
        Request::Verify(arguments) => verify(&arguments, out),
    }
}

/// Verifies the chain named in the arguments.
fn verify(arguments: &Arguments, out: &mut impl Write) -> Result<bool, Box<dyn Error>> {
    let mut store = TrustStore::mozilla();
    for (name, bytes) in &arguments.trust {
        let bundle = read_bundle(name, bytes)?;
        let added = store
            .add(&bundle)
            .map_err(|error| RejectedFile::new(name, &error, error.code(), error.remedy()))?;
        writeln!(out, "{name}: {} added, {} already there", added.new, added.known)?;
    }
    let mut crls = Vec::new();
    for (name, bytes) in &arguments.crls {
        let crl = Crl::parse(bytes)
            .map_err(|error| RejectedFile::new(name, &error, error.code(), error.remedy()))?;
        writeln!(out, "{name}: {crl}")?;
        crls.push(crl);
    }
    let (name, bytes) = &arguments.chain;
    let chain = Chain::from_certificates(read_bundle(name, bytes)?)
        .map_err(|error| RejectedFile::new(name, &error, error.code(), error.remedy()))?;

    let verifier = Verifier::new(store, arguments.policy).with_crls(crls);
    let verdict = match &arguments.host {
        Some(host) => verifier.verify_server(&chain, host, arguments.clock),
        None => verifier.verify_server_of_any_name(&chain, arguments.clock),
    };
    show(&verdict, out)?;
    Ok(verdict.is_accepted())
}

/// The same chain in different situations.
fn tour(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let chain = Chain::from_certificates(Bundle::parse("stackexchange.pem", PRESENTED)?)?;
    let right: ReferenceIdentity = "stackexchange.com".parse()?;
    let wrong: ReferenceIdentity = "sip.example.com".parse()?;
    let then = Clock::set(JANUARY_2022);
    let strict = Policy::STRICT;

    let situations = [
        ("the built-in ISRG Root X1 is used, not the expired root above it", strict, &right, then),
        ("the phone dialed another name", strict, &wrong, then),
        ("the same, with the name check waived", strict.waive(Check::Name), &wrong, then),
        (
            "only uploaded CAs are trusted, and none was uploaded",
            strict.with_source(TrustSource::Custom),
            &right,
            then,
        ),
        ("the phone has just started and does not know the time", strict, &right, Clock::Unset),
        ("the same, with the clock check waived", strict.waive(Check::Clock), &right, Clock::Unset),
        ("some years later", strict, &right, Clock::set(JUNE_2026)),
    ];

    writeln!(out, "The certificates that the server presented:\n")?;
    for certificate in core::iter::once(chain.end_entity()).chain(chain.others()) {
        writeln!(out, "    {certificate}")?;
    }
    let verifier = Verifier::new(TrustStore::mozilla(), strict);
    for (situation, policy, dialed, clock) in situations {
        writeln!(out, "\n{dialed}, clock {clock}: {situation}")?;
        show(&verifier.with_policy(policy).verify_server(&chain, dialed, clock), out)?;
    }
    Ok(())
}

fn show(verdict: &Verdict, out: &mut impl Write) -> std::io::Result<()> {
    match verdict {
        Verdict::Trusted(path) => writeln!(out, "    TRUSTED   {path}"),
        Verdict::Tolerated(findings) => {
            writeln!(out, "    TOLERATED by the policy, although")?;
            show_findings(findings, out)
        }
        Verdict::Rejected(findings) => {
            writeln!(out, "    REJECTED")?;
            show_findings(findings, out)
        }
    }
}

fn show_findings(findings: &Findings, out: &mut impl Write) -> std::io::Result<()> {
    for finding in findings {
        let waived = if finding.is_waived() { " (waived)" } else { "" };
        writeln!(out, "        {finding}{waived}  [{}]", finding.reason().code())?;
        if let Some(remedy) = finding.remedy() {
            writeln!(out, "        -> {remedy}")?;
        }
    }
    Ok(())
}

fn read_bundle(name: &str, bytes: &[u8]) -> Result<Bundle, RejectedFile> {
    Bundle::parse(name, bytes)
        .map_err(|error| RejectedFile::new(name, &error, error.code(), error.remedy()))
}

/// A file that the library rejects: the file, the error, its code and its remedy.
#[derive(Debug)]
struct RejectedFile(String);

impl RejectedFile {
    fn new(name: &str, error: &dyn fmt::Display, code: u16, remedy: Option<Remedy>) -> Self {
        let remedy = remedy.map(|remedy| format!("\n    -> {remedy}")).unwrap_or_default();
        Self(format!("{name}\n    REJECTED: {error}  [{code}]{remedy}"))
    }
}

impl fmt::Display for RejectedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for RejectedFile {}

/// The reader of the output has gone, as `head` does.
fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// See `examples/data/README.md`.
const PRESENTED: &[u8] = include_bytes!("../data/stackexchange-2021.pem");

/// 2022-01-15 00:00:00 UTC
const JANUARY_2022: u64 = 1_642_204_800;

/// 2026-06-01 00:00:00 UTC
const JUNE_2026: u64 = 1_780_272_000;
