//! Writes PEM, in the usual form and in others.

use super::issue::Issued;
use ::pem::{EncodeConfig, Pem, encode_config};

pub use ::pem::LineEnding;

/// One block in the form of RFC 7468: 64 columns, line feeds.
pub fn pem(label: &str, der: &[u8]) -> String {
    pem_with(label, der, 64, LineEnding::LF)
}

pub fn pem_with(label: &str, der: &[u8], columns: usize, line_ending: LineEnding) -> String {
    let config = EncodeConfig::new().set_line_wrap(columns).set_line_ending(line_ending);
    encode_config(&Pem::new(label, der), config)
}

/// Several certificates, one block each.
pub fn bundle_pem(certificates: &[&Issued]) -> String {
    certificates.iter().map(|certificate| certificate.pem()).collect()
}
