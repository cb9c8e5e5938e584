//! The kind of a PEM block by its label.

use super::{FileKind, KeyFormat};
use crate::bytes::pem::boundary::Begin;

impl FileKind {
    /// The kind of a PEM block by its label. Its contents are not looked at.
    pub(crate) fn of_label(begin: &Begin<'_>) -> Self {
        let known = LABELS.iter().find(|(label, _)| label.as_bytes() == begin.label);
        let kind = known
            .or_else(|| LABEL_ENDS.iter().find(|(end, _)| ends_with(begin.label, end.as_bytes())));
        match kind.map_or(Self::OtherPem, |(_, kind)| *kind) {
            Self::PrivateKey(_) if begin.encrypted => Self::EncryptedPrivateKey,
            kind => kind,
        }
    }
}

const LABELS: &[(&str, FileKind)] = &[
    ("CERTIFICATE", FileKind::Certificate),
    ("X509 CERTIFICATE", FileKind::Certificate),
    ("TRUSTED CERTIFICATE", FileKind::OpensslTrustedCertificate),
    ("PKCS7", FileKind::Pkcs7),
    ("PKCS #7 SIGNED DATA", FileKind::Pkcs7),
    ("CMS", FileKind::Pkcs7),
    ("CERTIFICATE CHAIN", FileKind::Pkcs7),
    ("CERTIFICATE REQUEST", FileKind::CertificateRequest),
    ("NEW CERTIFICATE REQUEST", FileKind::CertificateRequest),
    ("X509 CRL", FileKind::CertificateRevocationList),
    ("ENCRYPTED PRIVATE KEY", FileKind::EncryptedPrivateKey),
    ("PRIVATE KEY", FileKind::PrivateKey(KeyFormat::Pkcs8)),
    ("RSA PRIVATE KEY", FileKind::PrivateKey(KeyFormat::Pkcs1)),
    ("EC PRIVATE KEY", FileKind::PrivateKey(KeyFormat::Sec1)),
    ("DSA PRIVATE KEY", FileKind::PrivateKey(KeyFormat::Dsa)),
    ("OPENSSH PRIVATE KEY", FileKind::PrivateKey(KeyFormat::OpenSsh)),
    ("PGP PRIVATE KEY BLOCK", FileKind::PrivateKey(KeyFormat::Pgp)),
    ("PGP SECRET KEY BLOCK", FileKind::PrivateKey(KeyFormat::Pgp)),
    ("PGP PUBLIC KEY BLOCK", FileKind::PublicKey),
];

/// Other labels by their ends. To be safe, a block with an unknown label of this form is taken for a private key.
const LABEL_ENDS: &[(&str, FileKind)] = &[
    ("PRIVATE KEY", FileKind::PrivateKey(KeyFormat::Other)),
    ("PUBLIC KEY", FileKind::PublicKey),
    ("PARAMETERS", FileKind::KeyParameters),
];

fn ends_with(label: &[u8], end: &[u8]) -> bool {
    label
        .len()
        .checked_sub(end.len())
        .and_then(|start| label.get(start..))
        .is_some_and(|last| last.eq_ignore_ascii_case(end))
}
