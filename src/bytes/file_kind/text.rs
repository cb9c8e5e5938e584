//! The kind of a text that has no BEGIN line.

use super::encoded::{STARTS, base64_content};
use super::{FileKind, KeyFormat};
use crate::bytes::find::find;

/// The kind of a text.
pub(super) fn text_kind(text: &str) -> FileKind {
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
    } else if starts(b"---- BEGIN SSH2") {
        let first = text.split(|c| matches!(c, b'\r' | b'\n')).next().unwrap_or_default();
        if has(first, b"PRIVATE KEY") {
            FileKind::EncryptedPrivateKey
        } else {
            FileKind::SshPublicKey
        }
    } else if [&b"ssh-"[..], b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-"].into_iter().any(starts) {
        FileKind::SshPublicKey
    } else if starts(b"PuTTY-User-Key-File-") {
        FileKind::PrivateKey(KeyFormat::Putty)
    } else if has(head, b"AGE-SECRET-KEY-") {
        FileKind::PrivateKey(KeyFormat::Other)
    } else if matches!(text, [b'{', .., b'}'] | [b'[', .., b']']) {
        json_kind(text)
    } else if starts(b"<?xml") || matches!(text, [b'<', .., b'>']) {
        // .NET writes keys as XML.
        let is_key = (has(text, b"<RSAKeyValue") || has(text, b"<RSAParameters"))
            && (has(text, b"<D>") || has(text, b"<P>"));
        if is_key { FileKind::PrivateKey(KeyFormat::Other) } else { FileKind::Xml }
    } else if text.len() >= SHORTEST && text.iter().all(|c| is_base64(*c)) {
        match base64_content(text) {
            Some(kind) if kind.is_private_key() => kind,
            Some(_) => FileKind::BareBase64,
            None if STARTS.iter().any(|start| text.starts_with(start)) => FileKind::BareBase64,
            None => FileKind::Text,
        }
    } else {
        FileKind::Text
    }
}

/// The shortest text that is looked at as base64. It is 24 bytes, and no certificate or key is shorter.
const SHORTEST: usize = 32;

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
    find(text, part).is_some()
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
pub(super) fn has_odd(text: &str) -> bool {
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
