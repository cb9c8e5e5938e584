//! Kinds of files that begin with fixed bytes, and text in characters of two or four bytes.

use super::{FileKind, KeyFormat};
use crate::bytes::find::find;

/// The kind of a binary file that begins with fixed bytes.
pub(super) fn of_start(bytes: &[u8]) -> Option<FileKind> {
    Some(match bytes {
        [] => FileKind::Empty,
        [0xfe, 0xed, 0xfe, 0xed, ..] => FileKind::JavaKeyStore,
        // ZIP, gzip, bzip2, xz, Zstandard, 7z and RAR.
        [b'P', b'K', 3 | 5 | 7, 4 | 6 | 8, ..]
        | [0x1f, 0x8b, ..]
        | [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, ..]
        | [0xfd, b'7', b'z', b'X', b'Z', 0, ..]
        | [0x28, 0xb5, 0x2f, 0xfd, ..]
        | [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..]
        | [b'R', b'a', b'r', b'!', 0x1a, 0x07, ..] => FileKind::Archive,
        _ if bytes.starts_with(b"openssh-key-v1\0") => FileKind::PrivateKey(KeyFormat::OpenSsh),
        // The header of the first file of a tar archive.
        _ if bytes.get(257..262) == Some(b"ustar") => FileKind::Archive,
        // The two bytes after the tag of a SEQUENCE, as characters of UTF-8 or replaced by U+FFFD.
        [0x30, 0xc2, 0x81..=0x84, ..] | [0x30, 0xef, 0xbf, 0xbd, ..] => FileKind::DerAsText,
        _ => return None,
    })
}

/// Text in UTF-16 or UTF-32: there is a byte-order mark, or BEGIN in characters of two or four bytes.
pub(super) fn wide_text(bytes: &[u8]) -> Option<FileKind> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some(FileKind::Utf32Text),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(FileKind::Utf16Text),
        _ if find(bytes, UTF16_BEGIN).is_some() => Some(FileKind::Utf16Text),
        _ if find(bytes, UTF32_BEGIN).is_some() => Some(FileKind::Utf32Text),
        _ => None,
    }
}

/// Dashes and BEGIN in characters of two bytes, in either byte order.
pub(crate) const UTF16_BEGIN: &[u8] = b"-\0-\0-\0B\0E\0G\0I\0N";

/// The same in characters of four bytes.
const UTF32_BEGIN: &[u8] = b"-\0\0\0-\0\0\0B\0\0\0E\0\0\0G\0\0\0I\0\0\0N";
