//! How a file has to be read: as DER, as PEM, or not at all.

use super::encoded::content_of_block;
use super::text::{has_odd, text_kind};
use super::{FileKind, magic, structure::der_kind};
use crate::bytes::pem::boundary::{begins, is_pem, only_block};

impl FileKind {
    /// Detects what `bytes` are. If a PEM file contains several kinds of blocks, the most important one is returned: a
    /// private key comes first, a certificate last.
    pub fn detect(bytes: &[u8]) -> Self {
        match Form::of(bytes) {
            Form::Der(kind) | Form::Neither(kind) => kind,
            Form::Pem => {
                let kinds = begins(bytes).map(|begin| Self::of_block(&begin, bytes));
                let kind = kinds.min_by_key(|kind| kind.rank()).unwrap_or(Self::Text);
                // Some CAs label a container CERTIFICATE, and so does openssl when it reads one.
                let is_container = kind == Self::Certificate
                    && only_block(bytes)
                        .is_some_and(|only| content_of_block(&only, bytes) == Some(Self::Pkcs7));
                if is_container { Self::Pkcs7 } else { kind }
            }
        }
    }
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
        if let Some(kind) = magic::wide_text(bytes).or_else(|| magic::of_start(bytes)) {
            return Self::Neither(kind);
        }
        Self::Neither(match core::str::from_utf8(bytes) {
            Ok(text) if !has_odd(text) => text_kind(text),
            _ if bytes.first() == Some(&0x30) => FileKind::OtherAsn1,
            _ => FileKind::Binary,
        })
    }
}
