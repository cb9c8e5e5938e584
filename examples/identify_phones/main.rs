//! Which phone may get which configuration file? The decision alone; the package `provisioning_server` serves HTTPS.
//!
//! Without arguments, the server decides about the small fleet in `examples/data/fleet` and prints a table. With arguments,
//! the requests are files: a folder in which `0015651234ab.cfg.pem` is the chain that a client presented when it requested
//! `0015651234ab.cfg` (`0015651234ab.cfg.2.pem` for a second client, and so on).
//!
//! ```text
//! cargo run --example identify_phones -- --vendor vendor-ca.pem --requests folder
//! ```
//!
//! Exit code: 0 if every request is granted, 1 if one or a file is rejected, 2 if the arguments are wrong. The table of the
//! small fleet exits with 0.
//!
//! A copy of this folder needs `../data/fleet` and the crates `trustslot` and `lexopt`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example reads files and the clock, the library does not"
)]

mod fleet;

use core::error::Error;
use core::fmt;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use trustslot::{
    BlockList, BuiltIn, Bundle, Caller, Chain, Clock, DeviceClassifier, MacAddress, NotBound,
    Policy, Remedy, TrustStore, Verifier,
};

/// A client that presented a chain and requested a file.
struct Request {
    client: String,
    wanted: String,
    chain: Chain,
}

/// The CAs that issue certificates for phones, and the certificates that are blocked.
#[derive(Default)]
struct Trust {
    vendor: Vec<Bundle>,
    operator: Vec<Bundle>,
    blocked: BlockList,
}

const USAGE: &str = "\
identify_phones                                           a small fleet
identify_phones --vendor FILE --requests FOLDER [options] your own files

  --vendor FILE      the CA that issued the phones' own certificates; may be repeated
  --operator FILE    the CA that issued certificates uploaded to phones; may be repeated
  --block FILE       block the certificates in this file; may be repeated
  --requests FOLDER  0015651234ab.cfg.pem is the chain of a client that requested 0015651234ab.cfg
  -h, --help         show this help

Exit code: 0 if every request is granted, 1 if one is rejected, 2 for wrong arguments.";

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
            let hint = "(--help lists the options)";
            let _ = writeln!(std::io::stderr(), "identify_phones: {error} {hint}");
            ExitCode::from(2)
        }
    }
}

/// `true` if every request of the command line is granted.
fn run(out: &mut impl Write) -> Result<bool, Box<dyn Error>> {
    use lexopt::prelude::*;
    if std::env::args_os().len() < 2 {
        let (trust, requests, clock) = fleet::small();
        return decide(&trust, &requests, clock, out).map(|_| true);
    }
    let mut trust = Trust::default();
    let mut requests = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("vendor") => trust.vendor.push(bundle(Path::new(&parser.value()?))?),
            Long("operator") => trust.operator.push(bundle(Path::new(&parser.value()?))?),
            Long("block") => {
                for certificate in &bundle(Path::new(&parser.value()?))? {
                    trust.blocked.block_certificate(certificate);
                }
            }
            Long("requests") => {
                let folder = parser.value()?;
                let folder = Path::new(&folder);
                let unreadable = |error| format!("cannot read {}: {error}", folder.display());
                for entry in std::fs::read_dir(folder).map_err(unreadable)? {
                    requests.push(request(&entry.map_err(unreadable)?.path())?);
                }
            }
            Long("help") | Short('h') => {
                writeln!(out, "{USAGE}")?;
                return Ok(true);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if trust.vendor.is_empty() {
        return Err("--vendor is missing".into());
    }
    if requests.is_empty() {
        return Err("--requests is missing, or its folder is empty".into());
    }
    requests.sort_by(|a, b| a.client.cmp(&b.client));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    decide(&trust, &requests, Clock::set(now.as_secs()), out)
}

/// Prints a row for each request. `true` if all are granted.
fn decide(
    trust: &Trust,
    requests: &[Request],
    clock: Clock,
    out: &mut impl Write,
) -> Result<bool, Box<dyn Error>> {
    let verifier = |bundles: &[Bundle]| -> Result<Verifier, Box<dyn Error>> {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        for bundle in bundles {
            store.add(bundle)?;
        }
        Ok(Verifier::new(store, Policy::STRICT).with_block_list(trust.blocked.clone()))
    };
    let classifier =
        DeviceClassifier::new(verifier(&trust.vendor)?).with_operator(verifier(&trust.operator)?);

    let mut all_granted = true;
    writeln!(out, "{:26} {:18} {:22} decision", "client", "requests", "is")?;
    for Request { client, wanted, chain } in requests {
        let caller = classifier.classify(chain, clock);
        let stem = wanted.split_once('.').map_or("", |(stem, _)| stem);
        let decision = match stem.parse::<MacAddress>() {
            Err(_) => "rejected: it is not the configuration of a phone".to_owned(),
            Ok(mac) => match caller.may_bind(mac) {
                Ok(()) => "granted".to_owned(),
                Err(reason) => format!("rejected: {}", why_not(&caller, reason)),
            },
        };
        all_granted &= decision == "granted";
        let device = caller.device().to_string();
        writeln!(out, "{client:26} {wanted:18} {device:22} {decision}")?;
        if let Some(remedy) = remedy(&caller) {
            writeln!(out, "{:26} {:18} {:22} -> {remedy}", "", "", "")?;
        }
    }
    Ok(all_granted)
}

/// The reason, or the first finding for a foreign client, which says more.
fn why_not(caller: &Caller, reason: NotBound) -> String {
    match (reason, caller.findings().and_then(|findings| findings.decisive())) {
        (NotBound::Foreign, Some(finding)) => format!("{finding}  [{}]", finding.reason().code()),
        _ => format!("{reason}  [{}]", reason.code()),
    }
}

fn remedy(caller: &Caller) -> Option<&Remedy> {
    caller.findings()?.decisive()?.remedy()
}

fn request(path: &Path) -> Result<Request, Box<dyn Error>> {
    let client = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = client.split_once('.').map_or(client.as_str(), |(stem, _)| stem);
    let wanted = format!("{stem}.cfg");
    let chain = Chain::from_certificates(bundle(path)?)
        .map_err(|error| RejectedFile::new(path, &error, error.code(), error.remedy()))?;
    Ok(Request { client, wanted, chain })
}

fn bundle(path: &Path) -> Result<Bundle, Box<dyn Error>> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bundle = Bundle::parse(&name, &bytes)
        .map_err(|error| RejectedFile::new(path, &error, error.code(), error.remedy()))?;
    Ok(bundle)
}

/// A file that the library rejects: the file, the error, its code and its remedy.
#[derive(Debug)]
struct RejectedFile(String);

impl RejectedFile {
    fn new(path: &Path, error: &dyn fmt::Display, code: u16, remedy: Option<Remedy>) -> Self {
        let path = path.display();
        let remedy = remedy.map(|remedy| format!("\n    -> {remedy}")).unwrap_or_default();
        Self(format!("{path}\n    REJECTED: {error}  [{code}]{remedy}"))
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
