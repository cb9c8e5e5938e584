//! Which phone may have which configuration?
//!
//! Without arguments, the small fleet in `examples/data/fleet` is judged, and the table of decisions is shown. With
//! arguments, the requests are files: a folder in which `0015651234ab.cfg.pem` is the chain that a client presented
//! when it asked for `0015651234ab.cfg` (`0015651234ab.cfg.2.pem` for a second client, and so on).
//!
//! ```text
//! cargo run --example provisioning_server -- --vendor vendor-ca.pem --requests folder
//! ```
//!
//! Exit code: 0 if every request is granted, 1 if one is refused, 2 if the question could not be read. The small
//! fleet has both, and exits with 0.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example reads files and the clock, the library does not"
)]

mod fleet;

use core::error::Error;
use std::path::Path;
use std::process::ExitCode;
use trustslot::{BlockList, BuiltIn, Bundle, Chain, Clock, Device, DeviceClassifier, MacAddress};
use trustslot::{Policy, TrustStore, Verifier};

/// A client that presented a chain and asked for a file.
struct Request {
    what: String,
    wanted: String,
    chain: Chain,
}

/// Who vouches for phones, and which are blocked.
#[derive(Default)]
struct Trust {
    vendor: Vec<Bundle>,
    operator: Vec<Bundle>,
    blocked: BlockList,
}

const USAGE: &str = "\
provisioning_server --vendor FILE --requests FOLDER [options]

  --vendor FILE    the CA that issued the phones' own certificates
  --operator FILE  the CA that issued certificates uploaded to phones
  --block FILE     refuse the certificates in this file; may be repeated
  --requests DIR   0015651234ab.cfg.pem is the chain of a client that asked for 0015651234ab.cfg";

fn main() -> ExitCode {
    let outcome = if std::env::args_os().len() > 1 {
        from_files()
    } else {
        let (trust, requests, clock) = fleet::small();
        decide(&trust, &requests, clock).map(|_| true)
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Prints a row for each request. `true` if all are granted.
fn decide(trust: &Trust, requests: &[Request], clock: Clock) -> Result<bool, Box<dyn Error>> {
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
    println!("{:26} {:22} {:22} decision", "client", "asks for", "is");
    for request in requests {
        let caller = classifier.classify(&request.chain, clock);
        let wanted = request.wanted.split_once('.').map_or("", |(stem, _)| stem);
        let decision = match wanted.parse::<MacAddress>() {
            Err(_) => "refused: not the name of a phone's configuration".to_owned(),
            Ok(mac) if caller.device().may_bind(mac) => "granted".to_owned(),
            Ok(_) => format!("refused: {}", why(caller.device(), caller.findings())),
        };
        all_granted &= decision == "granted";
        let device = caller.device().to_string();
        println!("{:26} {:22} {device:22} {decision}", request.what, request.wanted);
    }
    Ok(all_granted)
}

fn why(device: Device, findings: Option<&trustslot::Findings>) -> String {
    match (device, findings) {
        (Device::Unique { .. }, _) => "it is another phone".into(),
        (Device::Generic, _) => "many phones share a generic certificate".into(),
        (Device::Custom { mac: Some(_) }, _) => "it is another device".into(),
        (Device::Custom { mac: None }, _) => "its certificate names no phone".into(),
        (_, Some(findings)) => findings.to_string(),
        _ => "nobody vouches for it".into(),
    }
}

fn from_files() -> Result<bool, Box<dyn Error>> {
    use lexopt::prelude::*;
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
                for entry in std::fs::read_dir(&folder)? {
                    requests.push(request(&entry?.path())?);
                }
            }
            Long("help") | Short('h') => return Err(USAGE.into()),
            other => return Err(format!("{}\n\n{USAGE}", other.unexpected()).into()),
        }
    }
    if trust.vendor.is_empty() || requests.is_empty() {
        return Err(USAGE.into());
    }
    requests.sort_by(|a, b| a.what.cmp(&b.what));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    decide(&trust, &requests, Clock::set(now.as_secs()))
}

fn request(path: &Path) -> Result<Request, Box<dyn Error>> {
    let what = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = what.split_once('.').map_or(what.as_str(), |(stem, _)| stem);
    Ok(Request {
        wanted: format!("{stem}.cfg"),
        chain: Chain::from_certificates(bundle(path)?)?,
        what,
    })
}

fn bundle(path: &Path) -> Result<Bundle, Box<dyn Error>> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("{shown}: {error}"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Bundle::parse(&name, &bytes).map_err(|error| format!("{shown}: {error}"))?)
}
