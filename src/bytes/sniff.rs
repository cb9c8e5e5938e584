//! What a file is, told from its first elements, its labels or its first characters.

mod structure;

pub(crate) use structure::der_kind;

use super::pem;
use crate::numbered::numbered;
use core::fmt;
use memchr::memmem;

/// What a file holds, or claims to hold. Whether it can be read is another question.
///
/// ```
/// use trustslot::FileKind;
///
/// let kind = FileKind::detect(b"PK\x03\x04 a ZIP archive");
/// assert_eq!(kind, FileKind::Archive);
/// assert_eq!(kind.to_string(), "an archive");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// Nothing.
    Empty,
    /// One or more certificates (RFC 5280 §4.1), DER or PEM, and nothing else.
    Certificate,
    /// A private key that is not encrypted.
    PrivateKey(KeyFormat),
    /// A private key that needs a passphrase.
    EncryptedPrivateKey,
    /// PKCS#12: certificates and a private key under a passphrase (RFC 7292); often .p12 or .pfx.
    Pkcs12,
    /// PKCS#7 or CMS: usually certificates in an envelope (RFC 2315, RFC 5652); often .p7b or .p7c.
    Pkcs7,
    /// A Java key store.
    JavaKeyStore,
    /// The form of `openssl x509 -trustout`: a certificate with trust settings behind it.
    OpensslTrustedCertificate,
    /// A request to a CA (PKCS#10, RFC 2986); often .csr.
    CertificateRequest,
    /// A list of revoked certificates (RFC 5280 §5); often .crl.
    CertificateRevocationList,
    /// A public key without a certificate around it.
    PublicKey,
    /// A public key of SSH.
    SshPublicKey,
    /// Parameters of Diffie-Hellman, DSA or an elliptic curve.
    KeyParameters,
    /// PEM with a label that is none of the above.
    OtherPem,
    /// An ASN.1 structure that is none of the above, or damaged beyond recognition.
    OtherAsn1,
    /// Base64 text that lost its BEGIN and END lines.
    BareBase64,
    /// Text in UTF-16, as some editors save it.
    Utf16Text,
    /// A web page; often an error page saved in place of the download.
    Html,
    /// ZIP, gzip, 7z or RAR.
    Archive,
    /// Other text.
    Text,
    /// Anything else.
    Binary,
}

/// How a private key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyFormat {
    /// PKCS#8 (RFC 5958).
    Pkcs8,
    /// PKCS#1, RSA only (RFC 8017 §A.1.2).
    Pkcs1,
    /// SEC 1, elliptic curves only (RFC 5915).
    Sec1,
    /// OpenSSL's own form of a DSA key.
    Dsa,
    /// OpenSSH's own form; may be encrypted.
    OpenSsh,
    /// A PEM label that says "private key" and is none of the above.
    Other,
}

impl FileKind {
    /// Tells what `bytes` are. Where a file holds several things, the one that most needs to be told of: a
    /// private key before anything else, a certificate last.
    pub fn detect(bytes: &[u8]) -> Self {
        match Form::of(bytes) {
            Form::Der(kind) | Form::Neither(kind) => kind,
            Form::Pem => pem::begins(bytes)
                .map(|begin| Self::of_label(&begin))
                .min_by_key(|kind| kind.rank())
                .unwrap_or(Self::Text),
        }
    }

    /// What a PEM block is by its label, decided before its data is looked at.
    pub(crate) fn of_label(begin: &pem::Begin<'_>) -> Self {
        let format = match begin.label {
            b"CERTIFICATE" | b"X509 CERTIFICATE" => return Self::Certificate,
            b"TRUSTED CERTIFICATE" => return Self::OpensslTrustedCertificate,
            b"PKCS7" | b"PKCS #7 SIGNED DATA" | b"CMS" => return Self::Pkcs7,
            b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => return Self::CertificateRequest,
            b"X509 CRL" => return Self::CertificateRevocationList,
            b"ENCRYPTED PRIVATE KEY" => return Self::EncryptedPrivateKey,
            b"PRIVATE KEY" => KeyFormat::Pkcs8,
            b"RSA PRIVATE KEY" => KeyFormat::Pkcs1,
            b"EC PRIVATE KEY" => KeyFormat::Sec1,
            b"DSA PRIVATE KEY" => KeyFormat::Dsa,
            b"OPENSSH PRIVATE KEY" => KeyFormat::OpenSsh,
            // On the safe side: whatever calls itself a private key is one.
            label if ends_with(label, b"PRIVATE KEY") => KeyFormat::Other,
            label if ends_with(label, b"PUBLIC KEY") => return Self::PublicKey,
            label if ends_with(label, b"PARAMETERS") => return Self::KeyParameters,
            _ => return Self::OtherPem,
        };
        if begin.encrypted { Self::EncryptedPrivateKey } else { Self::PrivateKey(format) }
    }

    /// Whether it is a private key, encrypted or not.
    pub const fn is_private_key(self) -> bool {
        matches!(self, Self::PrivateKey(_) | Self::EncryptedPrivateKey)
    }

    /// What to tell of first: secrets, then containers that may hold some, then the rest.
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
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Certificate => "a certificate",
            Self::PrivateKey(_) => "a private key",
            Self::EncryptedPrivateKey => "an encrypted private key",
            Self::Pkcs12 => "a PKCS#12 container",
            Self::Pkcs7 => "a PKCS#7 container",
            Self::JavaKeyStore => "a Java key store",
            Self::OpensslTrustedCertificate => "an OpenSSL \"TRUSTED CERTIFICATE\"",
            Self::CertificateRequest => "a certificate request",
            Self::CertificateRevocationList => "a certificate revocation list",
            Self::PublicKey => "a public key",
            Self::SshPublicKey => "an SSH public key",
            Self::KeyParameters => "key parameters",
            Self::OtherPem => "a PEM object of another kind",
            Self::OtherAsn1 => "an ASN.1 structure of another kind",
            Self::BareBase64 => "base64 text without BEGIN and END lines",
            Self::Utf16Text => "UTF-16 text",
            Self::Html => "an HTML page",
            Self::Archive => "an archive",
            Self::Text => "text",
            Self::Binary => "binary data of an unknown kind",
        })
    }
}

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// It starts with a DER element of a known kind, whole or not.
    Der(FileKind),
    /// It has BEGIN or END lines.
    Pem,
    /// There is nothing to read.
    Neither(FileKind),
}

impl Form {
    /// DER is looked for first: a PEM block behind a DER element is left-over bytes, not a second file.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        if let Some(kind) = der_kind(bytes) {
            return Self::Der(kind);
        }
        if pem::is_pem(bytes) {
            return Self::Pem;
        }
        if is_utf16(bytes) {
            return Self::Neither(FileKind::Utf16Text);
        }
        Self::Neither(match bytes {
            [] => FileKind::Empty,
            [0xfe, 0xed, 0xfe, 0xed, ..] => FileKind::JavaKeyStore,
            [b'P', b'K', 3 | 5 | 7, 4 | 6 | 8, ..]
            | [0x1f, 0x8b, ..]
            | [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..]
            | [b'R', b'a', b'r', b'!', 0x1a, 0x07, ..] => FileKind::Archive,
            _ => match core::str::from_utf8(bytes) {
                Ok(text) if !has_odd(text) => text_kind(text),
                _ if bytes.first() == Some(&0x30) => FileKind::OtherAsn1,
                _ => FileKind::Binary,
            },
        })
    }
}

fn text_kind(text: &str) -> FileKind {
    let text = text.trim_start_matches('\u{feff}').trim().as_bytes();
    let starts =
        |start: &[u8]| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    let head = text.get(..NEAR).unwrap_or(text);
    let is_html = [&b"<!doctype html"[..], b"<html", b"<head", b"<body"]
        .into_iter()
        .any(starts)
        // Behind a declaration of XML or a comment.
        || (starts(b"<") && has_html_tag(head));
    if is_html {
        FileKind::Html
    } else if [&b"ssh-"[..], b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-", b"---- BEGIN SSH2"]
        .into_iter()
        .any(starts)
    {
        FileKind::SshPublicKey
    } else if text.starts_with(b"MI") && text.iter().all(|c| is_base64(*c)) {
        // A SEQUENCE of 128 bytes or more starts so.
        FileKind::BareBase64
    } else {
        FileKind::Text
    }
}

/// How far into a text an `html` tag is looked for.
const NEAR: usize = 1024;

fn has_html_tag(head: &[u8]) -> bool {
    head.windows(5).any(|tag| tag.eq_ignore_ascii_case(b"<html"))
}

const fn is_base64(character: u8) -> bool {
    character.is_ascii_alphanumeric()
        || character.is_ascii_whitespace()
        || matches!(character, b'+' | b'/' | b'=')
}

/// Whether there is a character that text does not have.
fn has_odd(text: &str) -> bool {
    if !text.is_ascii() {
        return text.contains(is_odd);
    }
    // To the end of each piece, whatever is met, so that many characters are compared at once.
    let in_piece = |piece: &[u8]| {
        let odd = piece.iter().map(|byte| is_odd(char::from(*byte)));
        odd.fold(false, |any, odd| any | odd)
    };
    text.as_bytes().chunks(4096).any(in_piece)
}

fn is_odd(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\x0c')
}

/// A byte-order mark, or BEGIN in characters of two bytes.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || memmem::find(bytes, UTF16_BEGIN).is_some()
}

/// The end of dashes and BEGIN in characters of two bytes, whichever of them comes first.
pub(crate) const UTF16_BEGIN: &[u8] = b"-\0-\0-\0B\0E\0G\0I\0N";

fn ends_with(label: &[u8], end: &[u8]) -> bool {
    label
        .len()
        .checked_sub(end.len())
        .and_then(|start| label.get(start..))
        .is_some_and(|last| last.eq_ignore_ascii_case(end))
}

numbered! {
    KeyFormat: u8 {
        Pkcs8 = 0 "pkcs8",
        Pkcs1 = 1 "pkcs1",
        Sec1 = 2 "sec1",
        Dsa = 3 "dsa",
        OpenSsh = 4 "openssh",
        Other = 5 "other",
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
    }
}
