//! A phone that fetches its configuration over HTTPS. It presents its unique certificate, or the generic one if it has no unique
//! one, and shows its verdict about the server.
//!
//! ```text
//! cargo run -p https_phone -- --url https://127.0.0.1:8443/0015651234ab.cfg --ca ca.pem --vendor vendor.pem \
//!     --mac 0015651234ab --unique phone.pem --generic generic.pem
//! ```
//!
//! Exit code: 0 if the server answered with 200, 1 if the phone or the server refused, 2 if the arguments are wrong.

use https_phone::{Phone, fetch};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use trustslot::{
    BuiltIn, Bundle, DeviceCertificate, Identity, MacAddress, Policy, ServerCertSlot, TrustStore,
    Verifier,
};

const USAGE: &str = "\
https_phone --url URL [options]

  --url URL        what to fetch, such as https://prov.example.com:8443/0015651234ab.cfg
  --ca FILE        trust these CAs for servers, beside the Mozilla list; may be repeated
  --vendor FILE    the CA of the phone's vendor, for --unique and --generic
  --mac MAC        the MAC address of this phone, for --unique
  --unique FILE    the phone's own identity: PEM with certificate, private key and issuers
  --generic FILE   the identity that many phones share
  --custom FILE    the identity that an operator uploaded; it comes first
  -h, --help       show this help

Exit code: 0 if the server answered with 200, 1 if the phone or the server refused, 2 for wrong arguments.";

/// 2026-06-01, when this firmware was built.
const BUILT: u64 = 1_780_272_000;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("https_phone: {error} (--help lists the options)");
            ExitCode::from(2)
        }
    }
}

#[derive(Default)]
struct Arguments {
    url: Option<String>,
    cas: Vec<PathBuf>,
    vendor: Option<PathBuf>,
    mac: Option<MacAddress>,
    unique: Option<PathBuf>,
    generic: Option<PathBuf>,
    custom: Option<PathBuf>,
}

fn run() -> Result<ExitCode, Box<dyn Error>> {
    use lexopt::prelude::*;
    let mut arguments = Arguments::default();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("url") => arguments.url = Some(parser.value()?.string()?),
            Long("ca") => arguments.cas.push(parser.value()?.into()),
            Long("vendor") => arguments.vendor = Some(parser.value()?.into()),
            Long("mac") => arguments.mac = Some(parser.value()?.string()?.parse()?),
            Long("unique") => arguments.unique = Some(parser.value()?.into()),
            Long("generic") => arguments.generic = Some(parser.value()?.into()),
            Long("custom") => arguments.custom = Some(parser.value()?.into()),
            Long("help") | Short('h') => {
                println!("{USAGE}");
                return Ok(ExitCode::SUCCESS);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let url = arguments.url.clone().ok_or("--url is missing")?;
    let (host, port, path) = parts(&url).ok_or("the URL is not https://HOST[:PORT]/PATH")?;
    let phone = phone(&arguments)?;
    match fetch(&phone, host, port, path) {
        Ok(answer) => {
            let presented = answer.presented.map_or("nothing".to_owned(), |kind| kind.to_string());
            println!("presented: {presented}");
            println!("server:    {}", answer.verdict);
            println!("answer:    {}", answer.status);
            print!("{}", answer.body);
            Ok(if answer.status == 200 { ExitCode::SUCCESS } else { ExitCode::from(1) })
        }
        Err(error) => {
            println!("{error}");
            Ok(ExitCode::from(1))
        }
    }
}

fn phone(arguments: &Arguments) -> Result<Phone, Box<dyn Error>> {
    let mut servers = TrustStore::mozilla();
    for path in &arguments.cas {
        servers.add(&bundle(path)?)?;
    }
    let mut vendors = TrustStore::new(BuiltIn::EMPTY);
    if let Some(path) = &arguments.vendor {
        vendors.add(&bundle(path)?)?;
    }
    let vendor = Verifier::new(vendors, Policy::STRICT);
    let mut slot = ServerCertSlot::new();
    if let Some(path) = &arguments.unique {
        let mac = arguments.mac.ok_or("--unique needs --mac")?;
        slot.install_unique(mac, identity(path)?, &vendor)?;
    }
    if let Some(path) = &arguments.generic {
        slot.install_generic(identity(path)?, &vendor)?;
    }
    let mut selected = DeviceCertificate::Default;
    if let Some(path) = &arguments.custom {
        slot.upload(identity(path)?);
        selected = DeviceCertificate::Custom;
    }
    Ok(Phone { trust: Verifier::new(servers, Policy::STRICT), slot, selected, built: BUILT })
}

/// Host, port and path.
fn parts(url: &str) -> Option<(&str, u16, &str)> {
    let rest = url.strip_prefix("https://")?;
    let at = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let path = if path.is_empty() { "/" } else { path };
    // Nothing that ends the line of the request.
    if path.contains(|character: char| character.is_control() || character == ' ') {
        return None;
    }
    match authority.rsplit_once(':') {
        Some((host, port)) => Some((host, port.parse().ok()?, path)),
        None => Some((authority, 443, path)),
    }
}

fn bundle(path: &Path) -> Result<Bundle, Box<dyn Error>> {
    let bytes = read(path)?;
    let named = |error| format!("{}: {error}", path.display());
    Ok(Bundle::parse(&name(path), &bytes).map_err(named)?)
}

fn identity(path: &Path) -> Result<Identity, Box<dyn Error>> {
    let bytes = read(path)?;
    let named = |error| format!("{}: {error}", path.display());
    Ok(Identity::parse(&name(path), &bytes).map_err(named)?)
}

fn read(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()).into())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
