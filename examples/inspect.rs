//! What is in these files, as the phone's page would show it?
//!
//! ```text
//! cargo run --example inspect -- our-ca.pem server.cer
//! ```
//!
//! Without arguments, some files that people upload are looked at. Exit code: 0 if every file holds what belongs
//! on the page, 1 if one is refused.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "an example reads files and the clock, the library does not"
)]

use std::path::Path;
use std::process::ExitCode;
use trustslot::{BuiltIn, Bundle, Clock, FileKind, TrustSource, TrustStore};

fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if names.is_empty() {
        for (name, why, bytes) in uploads() {
            println!("\n{name}: {why}");
            look(name, &bytes);
        }
        return ExitCode::SUCCESS;
    }
    let mut all_good = true;
    for path in &names {
        println!("\n{path}");
        match std::fs::read(path) {
            Ok(bytes) => {
                let name = Path::new(path).file_name().unwrap_or_default();
                all_good &= look(&name.to_string_lossy(), &bytes);
            }
            Err(error) => {
                println!("    cannot be opened: {error}");
                all_good = false;
            }
        }
    }
    ExitCode::from(u8::from(!all_good))
}

/// Shows what is in a file. `true` if it can be uploaded to the list of trusted certificates.
fn look(name: &str, bytes: &[u8]) -> bool {
    println!("    {} bytes, {}", bytes.len(), FileKind::detect(bytes));
    let bundle = match Bundle::parse(name, bytes) {
        Ok(bundle) => bundle,
        Err(error) => {
            println!("    REFUSED: {error}");
            if let Some(remedy) = error.remedy() {
                println!("    -> {remedy}");
            }
            return false;
        }
    };
    let mut page = TrustStore::with_limit(BuiltIn::EMPTY, bundle.len());
    if let Err(error) = page.add(&bundle) {
        println!("    REFUSED: {error}");
        return false;
    }
    for row in page.list(TrustSource::Custom, now()) {
        let certificate = &row.certificate;
        println!("    {row}");
        println!("       subject    {}", certificate.subject());
        println!("       issuer     {}", certificate.issuer());
        println!("       validity   {}", certificate.validity());
        println!("       key        {}", certificate.key_algorithm());
        println!("       signed by  {}", certificate.signature_algorithm());
        println!("       SHA-256    {}", certificate.fingerprint());
    }
    true
}

/// Files that people upload.
fn uploads() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let pem = include_bytes!("data/stackexchange-2021.pem").as_slice();
    let text = String::from_utf8_lossy(pem);
    let first = text.split_inclusive("-----END CERTIFICATE-----\n").next().unwrap_or_default();
    let cut = first.get(..first.len() / 2).unwrap_or_default();
    let page = "<!DOCTYPE html>\n<html><body>Please log in</body></html>\n";
    let key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
    let utf16 = first.encode_utf16().flat_map(u16::to_le_bytes);
    vec![
        ("chain.pem", "what a server sends", pem.to_vec()),
        ("windows.cer", "saved with CRLF line ends", first.replace('\n', "\r\n").into_bytes()),
        ("cut.crt", "the download broke off", cut.as_bytes().to_vec()),
        ("login.pem", "saved from a browser that was not logged in", page.as_bytes().to_vec()),
        ("key.pem", "the wrong half of the pair", key.as_bytes().to_vec()),
        ("notepad.pem", "saved as \"Unicode\"", [0xff, 0xfe].into_iter().chain(utf16).collect()),
        ("chain.p12", "not one of the four extensions", pem.to_vec()),
    ]
}

fn now() -> Clock {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(Clock::Unset, |since| Clock::set(since.as_secs()))
}
