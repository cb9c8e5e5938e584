//! Detects what a file is, by its first elements, its PEM labels or its first characters.

mod encoded;
mod form;
mod label;
mod magic;
mod structure;
mod text;

pub(crate) use encoded::{
    base64_content, base64_lines, content_of_block, embedded, lacks_boundaries,
};
pub(crate) use form::Form;
pub(crate) use magic::UTF16_BEGIN;
pub(crate) use structure::{der_kind, is_ber};

use crate::message::text;
use crate::numbered::numbered;
use core::fmt;

/// What a file contains, by its first bytes or its PEM labels. The contents may still be damaged.
///
/// ```
/// use trustslot::{FileKind, KeyFormat};
///
/// let kind = FileKind::detect(b"PK\x03\x04 a ZIP archive");
/// assert_eq!(kind, FileKind::Archive);
/// assert_eq!(kind.to_string(), "an archive");
///
/// let kind = FileKind::detect(b"-----BEGIN RSA PRIVATE KEY-----\n");
/// assert_eq!(kind, FileKind::PrivateKey(KeyFormat::Pkcs1));
/// assert!(kind.is_private_key());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// No bytes.
    Empty,
    /// One or more certificates (RFC 5280 §4.1), DER or PEM, and nothing else.
    Certificate,
    /// A private key that is not encrypted.
    PrivateKey(KeyFormat),
    /// A private key that needs a passphrase.
    EncryptedPrivateKey,
    /// PKCS#12: certificates and a private key under a passphrase (RFC 7292); often .p12 or .pfx.
    Pkcs12,
    /// PKCS#7 or CMS: usually a container of certificates (RFC 2315, RFC 5652); often .p7b or .p7c.
    Pkcs7,
    /// A Java key store.
    JavaKeyStore,
    /// A certificate followed by trust settings, as `openssl x509 -trustout` writes it.
    OpensslTrustedCertificate,
    /// A request to a CA (PKCS#10, RFC 2986); often .csr.
    CertificateRequest,
    /// A CRL (certificate revocation list, RFC 5280 §5); often .crl.
    CertificateRevocationList,
    /// A public key that is not part of a certificate.
    PublicKey,
    /// A public key for SSH.
    SshPublicKey,
    /// Parameters of Diffie-Hellman, DSA or an elliptic curve.
    KeyParameters,
    /// A PEM block with another label.
    OtherPem,
    /// Another ASN.1 structure, or one too damaged to be recognized.
    OtherAsn1,
    /// Base64 text without BEGIN and END lines.
    BareBase64,
    /// Text in UTF-16, the default of some editors.
    Utf16Text,
    /// A web page; often an error page that was saved instead of the download.
    Html,
    /// An archive, such as ZIP, gzip, 7z, RAR or tar.
    Archive,
    /// Other text.
    Text,
    /// Other binary data.
    Binary,
    /// An XML document, such as an error message or phone settings.
    Xml,
    /// A JSON document, such as an error message.
    Json,
    /// Text in UTF-32.
    Utf32Text,
    /// A DER file that an editor or a transfer changed as if it were text. It cannot be repaired.
    DerAsText,
}

/// The format of a private key.
///
/// ```
/// use trustslot::{FileKind, KeyFormat};
///
/// let kind = FileKind::detect(b"-----BEGIN OPENSSH PRIVATE KEY-----\n");
/// assert_eq!(kind, FileKind::PrivateKey(KeyFormat::OpenSsh));
/// assert_eq!(KeyFormat::OpenSsh.word(), "openssh");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyFormat {
    /// PKCS#8 (RFC 5958).
    Pkcs8,
    /// PKCS#1, for RSA (RFC 8017 §A.1.2).
    Pkcs1,
    /// SEC 1, for elliptic curves (RFC 5915).
    Sec1,
    /// OpenSSL's format of a DSA key.
    Dsa,
    /// OpenSSH's format; the key may be encrypted.
    OpenSsh,
    /// Another PEM label that ends in "PRIVATE KEY", or another format.
    Other,
    /// The format of `PuTTY`; often .ppk.
    Putty,
    /// A JSON Web Key (RFC 7517).
    Jwk,
    /// A PGP key (RFC 9580), as text.
    Pgp,
}

impl FileKind {
    /// True for a private key, encrypted or not. It does not depend on the feature `identity`.
    pub const fn is_private_key(self) -> bool {
        matches!(self, Self::PrivateKey(_) | Self::EncryptedPrivateKey)
    }

    /// The order in which kinds are reported: secrets, then containers that may contain some, then the rest.
    pub(crate) const fn rank(self) -> u8 {
        match self {
            Self::PrivateKey(_) => 0,
            Self::EncryptedPrivateKey => 1,
            Self::Pkcs12 | Self::JavaKeyStore => 2,
            Self::OpensslTrustedCertificate => 3,
            Self::Pkcs7 => 4,
            Self::CertificateRequest => 5,
            Self::CertificateRevocationList => 6,
            Self::PublicKey | Self::SshPublicKey => 7,
            Self::KeyParameters => 8,
            Self::Certificate => u8::MAX,
            _ => 9,
        }
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Empty => text!("empty"),
            Self::Certificate => text!("a certificate"),
            Self::PrivateKey(_) => text!("a private key"),
            Self::EncryptedPrivateKey => text!("an encrypted private key"),
            Self::Pkcs12 => text!("a PKCS#12 container"),
            Self::Pkcs7 => text!("a PKCS#7 container"),
            Self::JavaKeyStore => text!("a Java key store"),
            Self::OpensslTrustedCertificate => text!("an OpenSSL \"TRUSTED CERTIFICATE\""),
            Self::CertificateRequest => text!("a certificate request"),
            Self::CertificateRevocationList => text!("a certificate revocation list (CRL)"),
            Self::PublicKey => text!("a public key"),
            Self::SshPublicKey => text!("an SSH public key"),
            Self::KeyParameters => text!("key parameters"),
            Self::OtherPem => text!("a PEM block of an unknown kind"),
            Self::OtherAsn1 => text!("an ASN.1 structure of an unknown kind"),
            Self::BareBase64 => text!("base64 text without BEGIN and END lines"),
            Self::Utf16Text => text!("UTF-16 text"),
            Self::Html => text!("an HTML page"),
            Self::Archive => text!("an archive"),
            Self::Text => text!("text"),
            Self::Binary => text!("binary data of an unknown kind"),
            Self::Xml => text!("an XML document"),
            Self::Json => text!("a JSON document"),
            Self::Utf32Text => text!("UTF-32 text"),
            Self::DerAsText => text!("a DER file that was changed as if it were text"),
        };
        text.write(f)
    }
}

numbered! {
    KeyFormat: u8 {
        Pkcs8 = 0 "pkcs8",
        Pkcs1 = 1 "pkcs1",
        Sec1 = 2 "sec1",
        Dsa = 3 "dsa",
        OpenSsh = 4 "openssh",
        Other = 5 "other",
        Putty = 6 "putty",
        Jwk = 7 "jwk",
        Pgp = 8 "pgp",
    }
}

numbered! {
    FileKind {
        Empty = 0 "empty",
        Certificate = 1 "certificate",
        PrivateKey = 2 "private-key",
        EncryptedPrivateKey = 3 "encrypted-private-key",
        Pkcs12 = 4 "pkcs12",
        Pkcs7 = 5 "pkcs7",
        JavaKeyStore = 6 "java-key-store",
        OpensslTrustedCertificate = 7 "openssl-trusted-certificate",
        CertificateRequest = 8 "certificate-request",
        CertificateRevocationList = 9 "certificate-revocation-list",
        PublicKey = 10 "public-key",
        SshPublicKey = 11 "ssh-public-key",
        KeyParameters = 12 "key-parameters",
        OtherPem = 13 "other-pem",
        OtherAsn1 = 14 "other-asn1",
        BareBase64 = 15 "bare-base64",
        Utf16Text = 16 "utf16-text",
        Html = 17 "html",
        Archive = 18 "archive",
        Text = 19 "text",
        Binary = 20 "binary",
        Xml = 21 "xml",
        Json = 22 "json",
        Utf32Text = 23 "utf32-text",
        DerAsText = 24 "der-as-text",
    }
}
