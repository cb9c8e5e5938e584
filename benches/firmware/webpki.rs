//! The peer: verifies the same chain with the same algorithms by webpki alone.

use core::hint::black_box;
use core::time::Duration;
use std::process::ExitCode;
use trustslot::pki_types::{CertificateDer, ServerName, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};

const LEAF: &[u8] = include_bytes!("chain/leaf.der");
const CA: &[u8] = include_bytes!("chain/ca.der");
const ROOT: &[u8] = include_bytes!("chain/root.der");

fn main() -> ExitCode {
    if judge().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn judge() -> Result<(), Error> {
    let root = CertificateDer::from_slice(ROOT);
    let anchors = [anchor_from_trusted_cert(&root)?];
    let leaf = CertificateDer::from_slice(black_box(LEAF));
    let end_entity = EndEntityCert::try_from(&leaf)?;
    let time = UnixTime::since_unix_epoch(Duration::from_secs(black_box(1_780_272_000)));
    end_entity.verify_for_usage(
        ALL_VERIFICATION_ALGS,
        &anchors,
        &[CertificateDer::from_slice(black_box(CA))],
        time,
        KeyUsage::server_auth(),
        None,
        None,
    )?;
    let meant =
        ServerName::try_from("phone.example.com").map_err(|_| Error::MalformedDnsIdentifier)?;
    end_entity.verify_is_valid_for_subject_name(&meant)
}
