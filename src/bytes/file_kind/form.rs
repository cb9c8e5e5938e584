//! How a file has to be read: as DER, as PEM, or not at all.

use super::encoded::content_of_only_block;
use super::text::{has_odd, text_kind};
use super::{FileKind, magic, structure::der_kind};
use crate::bytes::pem::boundary::{begins, is_pem};

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

    /// The kind of the only block, where its label does not say enough.
    fn of_content(kind: Self, bytes: &[u8]) -> Option<Self> {
        let is_only = matches!(kind, Self::Certificate | Self::Pkcs7 | Self::OtherPem)
            && begins(bytes).nth(1).is_none();
        let content = is_only.then(|| content_of_only_block(bytes)).flatten()?;
        // A file that only claims to be a certificate is still reported by its label.
        (kind != Self::Certificate || content == Self::Pkcs7).then_some(content)
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
