//! The kind of a PEM block by its label.

use super::{FileKind, KeyFormat};
use crate::bytes::pem::boundary::Begin;

impl FileKind {
    /// The kind of a PEM block by its label. Its contents are not looked at.
    pub(crate) fn of_label(begin: &Begin<'_>) -> Self {
        let format = match begin.label {
            b"CERTIFICATE" | b"X509 CERTIFICATE" => return Self::Certificate,
            b"TRUSTED CERTIFICATE" => return Self::OpensslTrustedCertificate,
            b"PKCS7" | b"PKCS #7 SIGNED DATA" | b"CMS" | b"CERTIFICATE CHAIN" => {
                return Self::Pkcs7;
            }
            b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => return Self::CertificateRequest,
            b"X509 CRL" => return Self::CertificateRevocationList,
            b"ENCRYPTED PRIVATE KEY" => return Self::EncryptedPrivateKey,
            b"PRIVATE KEY" => KeyFormat::Pkcs8,
            b"RSA PRIVATE KEY" => KeyFormat::Pkcs1,
            b"EC PRIVATE KEY" => KeyFormat::Sec1,
            b"DSA PRIVATE KEY" => KeyFormat::Dsa,
            b"OPENSSH PRIVATE KEY" => KeyFormat::OpenSsh,
            b"PGP PRIVATE KEY BLOCK" | b"PGP SECRET KEY BLOCK" => KeyFormat::Pgp,
            b"PGP PUBLIC KEY BLOCK" => return Self::PublicKey,
            // To be safe, a block with an unknown label of this form is taken for a private key.
            label if ends_with(label, b"PRIVATE KEY") => KeyFormat::Other,
            label if ends_with(label, b"PUBLIC KEY") => return Self::PublicKey,
            label if ends_with(label, b"PARAMETERS") => return Self::KeyParameters,
            _ => return Self::OtherPem,
        };
        if begin.encrypted { Self::EncryptedPrivateKey } else { Self::PrivateKey(format) }
    }
}

fn ends_with(label: &[u8], end: &[u8]) -> bool {
    label
        .len()
        .checked_sub(end.len())
        .and_then(|start| label.get(start..))
        .is_some_and(|last| last.eq_ignore_ascii_case(end))
}
