//! Why a text without BEGIN lines is rejected: what is in it is decoded and looked at, so that the remedy helps.

use super::BundleError;
use crate::bytes::base64::Decoder;
use crate::bytes::file_kind::{FileKind, base64_content, base64_lines, embedded, lacks_boundaries};
use crate::bytes::pem::{self, PemFault};
use crate::bytes::pkcs7::Certificates;
use alloc::vec::Vec;

/// The error for base64 text: it was decoded and looked at, so that the remedy fits.
pub(super) fn of_base64(text: &[u8]) -> BundleError {
    match base64_content(text) {
        Some(kind) if !lacks_boundaries(text) => BundleError::InBase64 { kind },
        _ => BundleError::WrongKind { kind: FileKind::BareBase64 },
    }
}

/// The error for a text without a whole BEGIN line: it may contain a certificate in another form. A container may have
/// this many certificates at most.
pub(super) fn of_text(kind: FileKind, text: &[u8], most: usize) -> BundleError {
    match embedded(text) {
        Some((inner, _)) if inner.is_private_key() => BundleError::WrongKind { kind },
        Some((kind, offset)) => BundleError::WithinText { kind, line: pem::line_of(text, offset) },
        None => {
            let Some((offset, error)) = pem::damaged_boundary(text) else {
                return BundleError::WrongKind { kind };
            };
            let lines = match error.fault {
                PemFault::NoBoundaries => base64_lines(text, offset),
                _ => &[],
            };
            of_lines(kind, lines, most).unwrap_or_else(|| error.into())
        }
    }
}

/// The error for lines of base64 text in a text of this kind, if BEGIN and END lines around them would not help: they are
/// a signed mail (S/MIME, RFC 8551 §3.5) or a private key.
fn of_lines(kind: FileKind, lines: &[u8], most: usize) -> Option<BundleError> {
    match base64_content(lines)? {
        FileKind::Pkcs7 => {
            let mut container = Vec::new();
            let mut decoder = Decoder::new(lines);
            container.try_reserve_exact(decoder.most()).ok()?;
            while decoder.fill(&mut container).ok()? {}
            let error = Certificates::find(&container, most).err()?;
            error.is_signed().then_some(BundleError::Pkcs7(error))
        }
        inner if inner.is_private_key() => Some(BundleError::WrongKind { kind }),
        _ => None,
    }
}
