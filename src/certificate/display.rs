//! Names as text for people, by our own reader: the same in every build.

use super::Certificate;
use super::general_name::{Attribute, Attributes};
use crate::bytes::der::{Element, Reader, Tag};
use crate::bytes::oid;
#[cfg(feature = "details")]
use crate::text::quotable;
use crate::text::{MAX_SHOWN, Quoted, shown};
use alloc::string::{String, ToString as _};
use core::char;
use core::fmt::{self, Write as _};

impl Certificate {
    /// The most specific common name, the last one of the subject (RFC 2818 §3.1), as text for people: at most 121
    /// characters, without control characters. `None` if the subject has no common name.
    ///
    /// The text comes from the certificate, so escape it in web pages: [`Html`](crate::Html).
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert_eq!(certificate.common_name().as_deref(), Some("phone"));
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn common_name(&self) -> Option<String> {
        let attributes = Attributes::new(self.subject_der());
        let last = attributes.common_names().last()?;
        Some(string_value(&last))
    }

    /// A short name of the subject for lists: the common name, else the organizational unit, else the organization,
    /// else the whole subject. Never empty: some roots have no common name.
    ///
    /// The text has at most 121 characters and no control characters. It comes from the certificate and has no quotation
    /// marks around it: quote it in a sentence, and escape it in web pages with [`Html`](crate::Html), because it may
    /// have markup in it.
    ///
    /// ```
    /// use trustslot::{Certificate, Html};
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert_eq!(certificate.issued_to(), "phone");
    /// let cell = format!("<td>{}</td>", Html(certificate.issued_to()));
    /// # assert_eq!(cell, "<td>phone</td>");
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn issued_to(&self) -> String {
        shown(&short_name(self.subject_der()), MAX_SHOWN)
    }

    /// A short name of the issuer for lists, chosen and escaped as in [`issued_to`](Self::issued_to).
    pub fn issued_by(&self) -> String {
        shown(&short_name(self.issuer_der()), MAX_SHOWN)
    }

    /// The short name of the subject, for messages.
    pub(crate) fn quoted_subject(&self) -> QuotedName {
        QuotedName::of(self.subject_der())
    }

    /// The short name of the issuer, for messages.
    pub(crate) fn quoted_issuer(&self) -> QuotedName {
        QuotedName::of(self.issuer_der())
    }

    /// The whole subject as text for people, `CN=…, O=…`, with the attributes in encoded order; `(no name)` if it is
    /// empty or blank.
    ///
    /// The types have the short names of RFC 4514 §3, `serialNumber` or `emailAddress`; others are given as dotted
    /// object identifiers. Values are not quoted, so do not parse this text or compare it: use
    /// [`subject_name_der`](Self::subject_name_der). At most 121 characters.
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// assert_eq!(certificate.subject(), "CN=phone");
    /// assert_eq!(certificate.issuer(), "O=Test");
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn subject(&self) -> String {
        full_name(self.subject_der())
    }

    /// The whole issuer as text for people, written as in [`subject`](Self::subject).
    pub fn issuer(&self) -> String {
        full_name(self.issuer_der())
    }
}

/// A short name in quotation marks, or the remark that there is none, without marks.
#[derive(Debug)]
pub(crate) struct QuotedName(Option<Quoted>);

impl QuotedName {
    fn of(contents: &[u8]) -> Self {
        let name = short_name(contents);
        let is_empty = name == NO_NAME && whole_name(contents).is_none();
        Self((!is_empty).then(|| Quoted::text(&name, MAX_SHOWN)))
    }
}

impl fmt::Display for QuotedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(name) => write!(f, "{name}"),
            None => f.write_str(NO_NAME),
        }
    }
}

/// The most specific common name, else organizational unit, else organization, else the whole name: at least as much of it
/// as is shown, not escaped.
fn short_name(contents: &[u8]) -> String {
    for wanted in [oid::COMMON_NAME, oid::ORGANIZATIONAL_UNIT, oid::ORGANIZATION] {
        let text = Attributes::new(contents)
            .filter(|attribute| attribute.oid == wanted)
            .last()
            .map(|attribute| start_of(&attribute.value));
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            return text;
        }
    }
    whole_name(contents).unwrap_or_else(|| NO_NAME.to_string())
}

const NO_NAME: &str = "(no name)";

/// All attributes in encoded order, `CN=…, O=…`, those of one RDN joined by ` + `; cut to `MAX_SHOWN` characters.
pub(crate) fn full_name(contents: &[u8]) -> String {
    whole_name(contents).map_or_else(|| NO_NAME.to_string(), |name| shown(&name, MAX_SHOWN))
}

/// The whole name, to be put between quotation marks.
#[cfg(feature = "details")]
pub(super) fn quotable_name(contents: &[u8]) -> String {
    whole_name(contents).map_or_else(|| NO_NAME.to_string(), |name| quotable(&name, MAX_SHOWN))
}

/// At least as much of the name as is shown, not escaped; `None` if it is empty or blank.
fn whole_name(contents: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut is_blank = true;
    let mut names = Reader::new(contents);
    while let Ok(set) = names.expect(Tag::Set) {
        let mut separator = if text.is_empty() { "" } else { ", " };
        for attribute in Attributes::new(set.whole) {
            text.push_str(separator);
            separator = " + ";
            let value = attribute_value(&attribute.value);
            is_blank &= value.trim().is_empty();
            push_attribute_type(&mut text, &attribute);
            text.push('=');
            text.push_str(&value);
            // A character has at most four bytes, so the rest would be cut off anyway.
            if text.len() > MAX_SHOWN.saturating_mul(4) {
                return Some(text);
            }
        }
    }
    (!is_blank).then_some(text)
}

/// The short names of RFC 4514 §3, and two that certificates of devices and of old CAs have.
fn push_attribute_type(text: &mut String, attribute: &Attribute<'_>) {
    text.push_str(match attribute.oid {
        oid::COMMON_NAME => "CN",
        oid::LOCALITY => "L",
        oid::STATE_OR_PROVINCE => "ST",
        oid::ORGANIZATION => "O",
        oid::ORGANIZATIONAL_UNIT => "OU",
        oid::COUNTRY => "C",
        oid::STREET_ADDRESS => "STREET",
        oid::DOMAIN_COMPONENT => "DC",
        oid::USER_ID => "UID",
        oid::SERIAL_NUMBER => "serialNumber",
        oid::EMAIL_ADDRESS => "emailAddress",
        other => return text.push_str(&dotted(other)),
    });
}

/// An object identifier in dotted form, cut to `MAX_SHOWN` characters. Arcs beyond 128 bits are written `?`: the largest
/// in use are UUIDs (X.667).
pub(super) fn dotted(id: &[u8]) -> String {
    let mut text = String::new();
    let mut arc = Some(0_u128);
    for byte in id {
        let digits = u128::from(byte & 0x7f);
        arc = arc.and_then(|arc| arc.checked_mul(0x80)?.checked_add(digits));
        if byte & 0x80 != 0 {
            continue;
        }
        // X.690 §8.19.4: the first two arcs share one number.
        let arc_here = match arc.take() {
            arc if !text.is_empty() => arc,
            Some(both @ 0..=79) => {
                push_decimal(&mut text, both / 40);
                Some(both % 40)
            }
            both => {
                text.push('2');
                both.map(|both| both.saturating_sub(80))
            }
        };
        text.push('.');
        match arc_here {
            Some(number) => push_decimal(&mut text, number),
            None => text.push('?'),
        }
        if text.len() > MAX_SHOWN {
            break;
        }
        arc = Some(0);
    }
    shown(&text, MAX_SHOWN)
}

/// Appends a number. core's way takes 1 KB more of a firmware, because it is fast for 128 bits.
fn push_decimal(text: &mut String, number: u128) {
    // From the lowest to the highest; 2^128 has 39.
    let mut digits = [0_u8; 39];
    for byte in number.to_be_bytes() {
        let mut carry = u16::from(byte);
        for digit in &mut digits {
            let sum = u16::from(*digit) << 8 | carry;
            *digit = u8::try_from(sum % 10).unwrap_or_default();
            carry = sum / 10;
        }
    }
    let count =
        digits.iter().rposition(|digit| *digit != 0).map_or(1, |last| last.saturating_add(1));
    let digits = digits.iter().take(count).rev();
    text.extend(digits.map(|digit| char::from(b'0' | *digit)));
}

/// The value of an attribute: its text, or `#` and its DER in hexadecimal if it is no string (RFC 4514 §2.4).
fn attribute_value(value: &Element<'_>) -> String {
    if is_string(value.tag) {
        return start_of(value);
    }
    let mut text = String::from("#");
    for byte in value.whole.iter().take(MAX_SHOWN) {
        // Writing into a String cannot fail.
        let _written = write!(text, "{byte:02x}");
    }
    text
}

/// The string types of X.680 §41, except `UniversalString`, whose characters have four bytes.
const fn is_string(tag: Tag) -> bool {
    matches!(tag.byte(), 0x0c | 0x12..=0x16 | 0x19..=0x1b | 0x1e)
}

/// The text of an attribute, made safe to show.
fn string_value(value: &Element<'_>) -> String {
    shown(&start_of(value), MAX_SHOWN)
}

/// As much of an attribute's text as can be shown: an attribute may be as long as its certificate.
pub(crate) fn start_of(value: &Element<'_>) -> String {
    // One character more than is shown, so that the cut is visible, in four bytes at most.
    const MOST: usize = (MAX_SHOWN + 1) * 4;
    text(value.tag, value.value.get(..MOST).unwrap_or(value.value))
}

/// The text of an attribute, in any string type, as its issuer wrote it.
pub(crate) fn text_of(value: &Element<'_>) -> String {
    text(value.tag, value.value)
}

fn text(tag: Tag, contents: &[u8]) -> String {
    match tag {
        Tag::BmpString => {
            let units = contents.chunks_exact(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        // T.61 is read as ISO 8859-1, because that is what issuers wrote into it.
        Tag::TeletexString => contents.iter().copied().map(char::from).collect(),
        _ => String::from_utf8_lossy(contents).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::dotted;

    #[test]
    fn object_identifiers_are_written_in_dotted_form() {
        let longest = [&[0x83][..], &[0xff; 17], &[0x7f]].concat();
        for (id, text) in [
            (&[0x2a, 3][..], "1.2.3".to_owned()),
            (&[0], "0.0".to_owned()),
            (&[39], "0.39".to_owned()),
            (&[40], "1.0".to_owned()),
            (&[79], "1.39".to_owned()),
            (&[80], "2.0".to_owned()),
            (&[0x88, 0x37, 3], "2.999.3".to_owned()),
            (&[&[0x69][..], &longest].concat(), format!("2.25.{}", u128::MAX)),
            (&[&[0x69][..], &[0x84], &[0x80; 17], &[0], &[1]].concat(), "2.25.?.1".to_owned()),
            (&[&[0x84][..], &[0x80; 17], &[0]].concat(), "2.?".to_owned()),
            (&[], String::new()),
        ] {
            assert_eq!(dotted(id), text);
        }
        let cut = dotted(&[1; 1000]);
        assert!(cut.ends_with('…') && cut.chars().count() == 101, "{cut}");
    }
}
