//! Detects what a file is, by its first elements, its PEM labels or its first characters.

mod structure;

pub(crate) use structure::der_kind;

use super::base64::{CHUNK, Decoder};
use super::pem::Blocks;
use super::pem::boundary::{Begin, begins, is_pem};
use crate::numbered::numbered;
use alloc::vec::Vec;
use core::fmt;
use memchr::memmem;
use zeroize::Zeroizing;

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
    /// A ZIP, gzip, 7z or RAR archive.
    Archive,
    /// Other text.
    Text,
    /// Other binary data.
    Binary,
    /// An XML document, such as an error message or phone settings.
    Xml,
    /// A JSON document, such as an error message.
    Json,
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
    /// Detects what `bytes` are. If a PEM file contains several kinds of blocks, the most important one is returned: a
    /// private key comes first, a certificate last.
    pub fn detect(bytes: &[u8]) -> Self {
        match Form::of(bytes) {
            Form::Der(kind) | Form::Neither(kind) => kind,
            Form::Pem => {
                let kind = begins(bytes)
                    .map(|begin| Self::of_label(&begin))
                    .min_by_key(|kind| kind.rank())
                    .unwrap_or(Self::Text);
                Self::of_content(kind, bytes).unwrap_or(kind)
            }
        }
    }

    /// The kind of the only block, where its label may mean a certificate and a container.
    fn of_content(kind: Self, bytes: &[u8]) -> Option<Self> {
        let is_only =
            matches!(kind, Self::Certificate | Self::Pkcs7) && begins(bytes).nth(1).is_none();
        let content = is_only.then(|| content_of_only_block(bytes)).flatten()?;
        // A file that only claims to be a certificate is still reported by its label.
        (kind == Self::Pkcs7 || content == Self::Pkcs7).then_some(content)
    }

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
            b"PGP PRIVATE KEY BLOCK" => KeyFormat::Pgp,
            b"PGP PUBLIC KEY BLOCK" => return Self::PublicKey,
            // To be safe, a block with an unknown label of this form is taken for a private key.
            label if ends_with(label, b"PRIVATE KEY") => KeyFormat::Other,
            label if ends_with(label, b"PUBLIC KEY") => return Self::PublicKey,
            label if ends_with(label, b"PARAMETERS") => return Self::KeyParameters,
            _ => return Self::OtherPem,
        };
        if begin.encrypted { Self::EncryptedPrivateKey } else { Self::PrivateKey(format) }
    }

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
            Self::CertificateRevocationList => "a certificate revocation list (CRL)",
            Self::PublicKey => "a public key",
            Self::SshPublicKey => "an SSH public key",
            Self::KeyParameters => "key parameters",
            Self::OtherPem => "a PEM block of an unknown kind",
            Self::OtherAsn1 => "an ASN.1 structure of an unknown kind",
            Self::BareBase64 => "base64 text without BEGIN and END lines",
            Self::Utf16Text => "UTF-16 text",
            Self::Html => "an HTML page",
            Self::Archive => "an archive",
            Self::Text => "text",
            Self::Binary => "binary data of an unknown kind",
            Self::Xml => "an XML document",
            Self::Json => "a JSON document",
        })
    }
}

/// The contents of the first block, by their first bytes. Only a part of the block is decoded.
pub(crate) fn content_of_only_block(bytes: &[u8]) -> Option<FileKind> {
    let block = Blocks::new(bytes).next()?.ok()?;
    decoded_head(block.decoder()).and_then(|head| der_kind(&head))
}

/// The first bytes of base64 text, wiped on drop: it may be a private key.
fn decoded_head(mut decoder: Decoder<'_>) -> Option<Zeroizing<Vec<u8>>> {
    let mut head = Zeroizing::new(Vec::new());
    head.try_reserve_exact(decoder.most().min(2 * CHUNK)).ok()?;
    decoder.fill(&mut head).is_ok_and(|more| more).then_some(head)
}

/// How a file has to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// It starts with a DER element of a known kind, whole or not.
    Der(FileKind),
    /// It has BEGIN or END lines.
    Pem,
    /// It is neither.
    Neither(FileKind),
}

impl Form {
    /// DER is tried first: PEM text after a DER element is extra bytes, not a second file.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        if let Some(kind) = der_kind(bytes) {
            return Self::Der(kind);
        }
        if is_pem(bytes) {
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
        // After an XML declaration or a comment.
        || (starts(b"<") && has_html_tag(head));
    if is_html {
        FileKind::Html
    } else if [&b"ssh-"[..], b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-", b"---- BEGIN SSH2"]
        .into_iter()
        .any(starts)
    {
        FileKind::SshPublicKey
    } else if starts(b"PuTTY-User-Key-File-") {
        FileKind::PrivateKey(KeyFormat::Putty)
    } else if text.starts_with(b"{") && text.ends_with(b"}") {
        json_kind(text)
    } else if starts(b"<?xml") || (text.starts_with(b"<") && text.ends_with(b">")) {
        // .NET writes keys as XML.
        let is_key = has(text, b"<RSAKeyValue>") && has(text, b"<D>");
        if is_key { FileKind::PrivateKey(KeyFormat::Other) } else { FileKind::Xml }
    } else if BASE64.iter().any(|start| text.starts_with(start))
        && text.iter().all(|c| is_base64(*c))
    {
        match base64_content(text) {
            Some(kind) if kind.is_private_key() => kind,
            _ => FileKind::BareBase64,
        }
    } else {
        FileKind::Text
    }
}

/// The base64 text of a SEQUENCE of 128 bytes or more, and of a BEGIN line.
const BASE64: [&[u8]; 2] = [b"MI", b"LS0tLS1CRUdJTi"];

/// The contents of base64 text without BEGIN and END lines, by their first bytes: DER, or PEM that was encoded twice.
pub(crate) fn base64_content(text: &[u8]) -> Option<FileKind> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    let head = decoded_head(Decoder::new(text))?;
    let labelled = || begins(&head).map(|begin| FileKind::of_label(&begin)).next();
    der_kind(&head).or_else(labelled)
}

/// Whether base64 text without BEGIN and END lines is PEM that was encoded twice.
pub(crate) fn is_encoded_twice(text: &[u8]) -> bool {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    text.trim_ascii_start().starts_with(BASE64[1])
}

/// JSON: a key (RFC 7517, RFC 7518 §6), or anything else.
fn json_kind(text: &[u8]) -> FileKind {
    if !has(text, b"\"kty\"") {
        FileKind::Json
    } else if [&b"\"d\""[..], b"\"k\""].into_iter().any(|member| has(text, member)) {
        FileKind::PrivateKey(KeyFormat::Jwk)
    } else {
        FileKind::PublicKey
    }
}

fn has(text: &[u8], part: &[u8]) -> bool {
    memmem::find(text, part).is_some()
}

/// The number of bytes in which an `html` tag is searched for.
const NEAR: usize = 1024;

fn has_html_tag(head: &[u8]) -> bool {
    head.windows(5).any(|tag| tag.eq_ignore_ascii_case(b"<html"))
}

const fn is_base64(character: u8) -> bool {
    character.is_ascii_alphanumeric()
        || character.is_ascii_whitespace()
        || matches!(character, b'+' | b'/' | b'=')
}

/// Whether `text` contains a character that is not used in text.
fn has_odd(text: &str) -> bool {
    if !text.is_ascii() {
        return text.contains(is_odd);
    }
    // Each piece is read to its end, so that the compiler can compare many characters at once.
    let in_piece = |piece: &[u8]| {
        let odd = piece.iter().map(|byte| is_odd(char::from(*byte)));
        odd.fold(false, |any, odd| any | odd)
    };
    text.as_bytes().chunks(4096).any(in_piece)
}

fn is_odd(character: char) -> bool {
    character.is_control() && !matches!(character, '\t' | '\n' | '\r' | '\x0c')
}

/// Whether there is a byte-order mark, or BEGIN in characters of two bytes.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || memmem::find(bytes, UTF16_BEGIN).is_some()
}

/// Dashes and BEGIN in characters of two bytes, in either byte order.
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
    }
}
