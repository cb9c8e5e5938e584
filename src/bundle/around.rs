//! The bytes before or after a certificate that should be the only one in its file or block.

use crate::bytes::der::Reader;
use crate::bytes::file_kind::{FileKind, Form, der_kind};
use crate::bytes::find::find;
use crate::certificate::Certificate;

/// The number of bytes after a good certificate, and what they are; `None` if the certificate itself is unreadable, or
/// nothing follows.
///
/// [`FileKind::Certificate`] means whole certificates and nothing else. [`FileKind::Empty`] is padding, and
/// [`FileKind::Text`] is a PEM file.
pub(super) fn what_follows(der: &[u8]) -> Option<(usize, FileKind)> {
    let mut rest = Reader::new(der);
    let first = rest.any().ok()?.whole;
    let after = der.get(first.len()..).filter(|after| !after.is_empty())?;
    Certificate::from_der(first).ok()?;
    Some((after.len(), kind_of(after)))
}

/// The number of bytes before a good certificate in DER that ends the file, such as a byte-order mark or the head of an
/// HTTP answer. Only the first SEQUENCE of 256 bytes or more is looked at.
pub(super) fn what_precedes(file: &[u8]) -> Option<usize> {
    let at = find(file, &[0x30, 0x82])?;
    let rest = file.get(at..)?;
    (at > 0 && Certificate::from_der(rest).is_ok()).then_some(at)
}

fn kind_of(after: &[u8]) -> FileKind {
    let is_padding = |byte: &u8| matches!(byte, 0 | 0x1a | 0xff) || byte.is_ascii_whitespace();
    if after.iter().all(is_padding) {
        return FileKind::Empty;
    }
    match Form::of(after.trim_ascii_start()) {
        Form::Der(FileKind::Certificate) if are_certificates(after) => FileKind::Certificate,
        // A part of a certificate, or one with something after it.
        Form::Der(FileKind::Certificate) => FileKind::OtherAsn1,
        Form::Der(kind) => kind,
        Form::Pem => match FileKind::detect(after) {
            kind if kind.is_private_key() => kind,
            _ => FileKind::Text,
        },
        Form::Neither(_) => FileKind::Binary,
    }
}

fn are_certificates(bytes: &[u8]) -> bool {
    let mut rest = Reader::new(bytes);
    while !rest.is_empty() {
        match rest.any() {
            Ok(element) if der_kind(element.whole) == Some(FileKind::Certificate) => {}
            _ => return false,
        }
    }
    true
}
