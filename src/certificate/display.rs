//! What people look at: names as text. The only module that knows x509-parser.

use super::general_name::Attributes;
use crate::bytes::der::{Element, Tag};
use crate::bytes::oid;
use crate::text::{MAX_SHOWN, shown};
use ::der::{Encode as _, Header, Length};
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::char;
use x509_parser::objects::oid_registry;
use x509_parser::prelude::FromDer as _;
use x509_parser::x509::X509Name;

/// The most specific common name, else organizational unit, else organization, else the whole name.
pub(super) fn short_name(contents: &[u8]) -> String {
    for wanted in [oid::COMMON_NAME, oid::ORGANIZATIONAL_UNIT, oid::ORGANIZATION] {
        let text = Attributes::new(contents)
            .filter(|attribute| attribute.oid == wanted)
            .last()
            .map(|attribute| string_value(&attribute.value));
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            return text;
        }
    }
    full_name(contents)
}

const NO_NAME: &str = "(no name)";

/// All attributes, `CN=…, O=…`, in encoded order.
pub(crate) fn full_name(contents: &[u8]) -> String {
    if contents.is_empty() {
        return NO_NAME.to_string();
    }
    let text = sequence(contents)
        .and_then(|der| {
            let (_, name) = X509Name::from_der(&der).ok()?;
            name.to_string_with_registry(oid_registry()).ok()
        })
        .unwrap_or_else(|| own_words(contents));
    if text.trim().is_empty() {
        return NO_NAME.to_string();
    }
    shown(&text, MAX_SHOWN)
}

/// The text of an attribute, made safe to show.
pub(super) fn string_value(value: &Element<'_>) -> String {
    shown(&text_of(value), MAX_SHOWN)
}

/// The text of an attribute, whatever its string type, as its maker wrote it.
pub(crate) fn text_of(value: &Element<'_>) -> String {
    match value.tag {
        Tag::BmpString => {
            let units = value.value.chunks_exact(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        // T.61 is read as ISO 8859-1, which is what everybody wrote into it.
        Tag::TeletexString => value.value.iter().copied().map(char::from).collect(),
        _ => String::from_utf8_lossy(value.value).into_owned(),
    }
}

/// What x509-parser cannot put into words: the values alone.
fn own_words(contents: &[u8]) -> String {
    let values: Vec<String> =
        Attributes::new(contents).map(|attribute| string_value(&attribute.value)).collect();
    values.join(", ")
}

/// The contents of a Name with their header back.
fn sequence(contents: &[u8]) -> Option<Vec<u8>> {
    let length = Length::try_from(contents.len()).ok()?;
    let mut der = Header::new(::der::Tag::Sequence, length).to_der().ok()?;
    der.extend_from_slice(contents);
    Some(der)
}
