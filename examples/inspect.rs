//! What is in these files, and on which page of a phone can they be uploaded?
//!
//! ```text
//! cargo run --example inspect -- our-ca.pem server.cer
//! ```
//!
//! Each file is tried as an upload to the list of trusted certificates and to the slot of the server certificate; a CRL or a
//! private key is also read as such. Without arguments, it inspects some files that people upload by mistake.
//!
//! Exit code: 0 if every file can be used, 1 if one is rejected for every use, 2 if the arguments are wrong.
//!
//! A copy of this file needs `data/stackexchange-2021.pem`, `data/pbx-identity.pem` and the crates `trustslot` and `lexopt`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example reads files and the clock, the library does not"
)]

use core::error::Error;
use core::fmt;
use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use trustslot::{
    BuiltIn, Bundle, Clock, Crl, FileKind, Identity, PrivateKey, Remedy, StoreEntry, TrustSource,
    TrustStore,
};

const USAGE: &str = "\
inspect             inspect some files that people upload by mistake
inspect FILE [...]  inspect your own files

  -h, --help        show this help

Exit code: 0 if every file can be used, 1 if one is rejected, 2 for wrong arguments.";

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    match run(&mut out) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "inspect: {error} (--help shows the usage)");
            ExitCode::from(2)
        }
    }
}

/// `true` if every file can be used.
fn run(out: &mut impl Write) -> Result<bool, Box<dyn Error>> {
    use lexopt::prelude::*;
    let mut paths: Vec<OsString> = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Value(path) => paths.push(path),
            Long("help") | Short('h') => {
                writeln!(out, "{USAGE}")?;
                return Ok(true);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if paths.is_empty() {
        for (name, why, bytes) in uploads() {
            writeln!(out, "\n{name}: {why}")?;
            inspect(name, &bytes, out)?;
        }
        return Ok(true);
    }
    let mut all_usable = true;
    for path in paths {
        let path = Path::new(&path);
        let shown = path.display();
        let bytes = std::fs::read(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        writeln!(out, "\n{shown}")?;
        all_usable &= inspect(&name, &bytes, out)?;
    }
    Ok(all_usable)
}

/// Shows what a file is and which uses accept it. `true` if one does.
fn inspect(name: &str, bytes: &[u8], out: &mut impl Write) -> std::io::Result<bool> {
    let kind = FileKind::detect(bytes);
    writeln!(out, "    {} bytes, {kind}", bytes.len())?;

    let mut usable = false;
    match trusted(name, bytes) {
        Ok(entries) => {
            usable = true;
            writeln!(out, "    as trusted certificates: accepted")?;
            for entry in entries {
                show_entry(&entry, out)?;
            }
        }
        Err(rejection) => writeln!(out, "    as trusted certificates: {rejection}")?,
    }
    match Identity::parse(name, bytes) {
        Ok(identity) => {
            usable = true;
            writeln!(out, "    as server certificate: accepted")?;
            for certificate in identity.chain() {
                writeln!(out, "       {certificate}")?;
            }
        }
        Err(error) => {
            let rejection = Rejection::new(&error, error.code(), error.remedy());
            writeln!(out, "    as server certificate: {rejection}")?;
        }
    }
    if kind == FileKind::CertificateRevocationList {
        match Crl::parse(bytes) {
            Ok(crl) => {
                usable = true;
                writeln!(out, "    as CRL: accepted\n       {crl}")?;
            }
            Err(error) => {
                let rejection = Rejection::new(&error, error.code(), error.remedy());
                writeln!(out, "    as CRL: {rejection}")?;
            }
        }
    }
    if kind.is_private_key() {
        let is_pem = bytes.starts_with(b"-----BEGIN");
        let key = if is_pem { PrivateKey::from_pem(bytes) } else { PrivateKey::from_der(bytes) };
        match key {
            Ok(key) => {
                usable = true;
                writeln!(out, "    as private key: accepted\n       {}", key.algorithm())?;
            }
            Err(error) => {
                let rejection = Rejection::new(&error, error.code(), error.remedy());
                writeln!(out, "    as private key: {rejection}")?;
            }
        }
    }
    Ok(usable)
}

/// The entries that an upload of this file adds to the list of trusted certificates.
fn trusted(name: &str, bytes: &[u8]) -> Result<Vec<StoreEntry>, Rejection> {
    let bundle = Bundle::parse(name, bytes)
        .map_err(|error| Rejection::new(&error, error.code(), error.remedy()))?;
    let mut page = TrustStore::with_limit(BuiltIn::EMPTY, bundle.len());
    page.add(&bundle).map_err(|error| Rejection::new(&error, error.code(), error.remedy()))?;
    Ok(page.list(TrustSource::Custom, now()))
}

fn show_entry(entry: &StoreEntry, out: &mut impl Write) -> std::io::Result<()> {
    let certificate = &entry.certificate;
    writeln!(out, "       {entry}")?;
    writeln!(out, "          subject    {}", certificate.subject())?;
    writeln!(out, "          issuer     {}", certificate.issuer())?;
    writeln!(out, "          validity   {}", certificate.validity())?;
    writeln!(out, "          key        {}", certificate.key_algorithm())?;
    writeln!(out, "          signed by  {}", certificate.signature_algorithm())?;
    writeln!(out, "          SHA-256    {}", certificate.fingerprint())
}

/// Why a file cannot be used: the error, its code and its remedy.
struct Rejection(String);

impl Rejection {
    fn new(error: &dyn fmt::Display, code: u16, remedy: Option<Remedy>) -> Self {
        let remedy = remedy.map(|remedy| format!("\n       -> {remedy}")).unwrap_or_default();
        Self(format!("REJECTED\n       {error}  [{code}]{remedy}"))
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Files that people upload.
fn uploads() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let pem = include_bytes!("data/stackexchange-2021.pem").as_slice();
    let identity = include_bytes!("data/pbx-identity.pem").as_slice();
    let text = String::from_utf8_lossy(pem);
    let first = text.split_inclusive("-----END CERTIFICATE-----\n").next().unwrap_or_default();
    let cut = first.get(..first.len() / 2).unwrap_or_default();
    let page = "<!DOCTYPE html>\n<html><body>Please log in</body></html>\n";
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
    let utf16 = first.encode_utf16().flat_map(u16::to_le_bytes);
    vec![
        ("chain.pem", "the chain that a server sends", pem.to_vec()),
        ("pbx.pem", "certificate and private key in one file", identity.to_vec()),
        ("windows.cer", "saved with CRLF line ends", first.replace('\n', "\r\n").into_bytes()),
        ("cut.crt", "the download was interrupted", cut.as_bytes().to_vec()),
        ("login.pem", "saved from a browser that was not logged in", page.as_bytes().to_vec()),
        ("key.pem", "a damaged key, uploaded in place of its certificate", key.as_bytes().to_vec()),
        ("notepad.pem", "saved as \"Unicode\"", [0xff, 0xfe].into_iter().chain(utf16).collect()),
        ("chain.p12", "the wrong file extension", pem.to_vec()),
    ]
}

fn now() -> Clock {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(Clock::Unset, |since| Clock::set(since.as_secs()))
}

/// The reader of the output has gone, as `head` does.
fn is_closed_pipe(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
