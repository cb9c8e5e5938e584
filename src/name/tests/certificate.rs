//! The smallest certificate that holds given names. Its signature is invalid: only its names matter.
//!
//! The same as `trustslot_kit::named`: unit tests use nothing from outside `src`, so that they run where there is
//! only the published crate.

use core::net::IpAddr;

/// The names of a certificate to be. Text is written as it is, one byte for each character up to U+00FF where
/// a type has bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Attributes of the subject in encoded order: identifier, tag of the string, contents.
    attributes: Vec<(Vec<u8>, u8, Vec<u8>)>,
    /// Entries of the subjectAltName, written; `None` where there is no such extension.
    entries: Option<Vec<u8>>,
    /// Contents of permittedSubtrees and excludedSubtrees.
    subtrees: [Vec<u8>; 2],
}

pub(super) const UTF8_STRING: u8 = 0x0c;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
pub(super) const TELETEX_STRING: u8 = 0x14;
pub(super) const IA5_STRING: u8 = 0x16;
pub(super) const UNIVERSAL_STRING: u8 = 0x1c;
pub(super) const BMP_STRING: u8 = 0x1e;

impl Names {
    pub(super) fn cn(self, text: &str) -> Self {
        self.cn_as(UTF8_STRING, text.as_bytes())
    }

    pub(super) fn cn_as(self, tag: u8, contents: &[u8]) -> Self {
        self.attribute(&[0x55, 0x04, 0x03], tag, contents)
    }

    pub(super) fn subject_email(self, text: &str) -> Self {
        let id = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01];
        self.attribute(&id, IA5_STRING, text.as_bytes())
    }

    pub(super) fn dns(self, text: &str) -> Self {
        self.entry(0x82, &latin1(text))
    }

    pub(super) fn uri(self, text: &str) -> Self {
        self.entry(0x86, &latin1(text))
    }

    pub(super) fn email(self, text: &str) -> Self {
        self.entry(0x81, &latin1(text))
    }

    pub(super) fn ip(self, text: &str) -> Self {
        match text.parse().expect("an address") {
            IpAddr::V4(v4) => self.entry(0x87, &v4.octets()),
            IpAddr::V6(v6) => self.entry(0x87, &v6.octets()),
        }
    }

    /// An entry of the subjectAltName from its tag and contents.
    pub(super) fn entry(mut self, tag: u8, contents: &[u8]) -> Self {
        let entries = self.entries.get_or_insert_default();
        entries.extend(element(tag, contents));
        self
    }

    /// A subjectAltName, even without entries.
    pub(super) fn with_extension(mut self) -> Self {
        self.entries.get_or_insert_default();
        self
    }

    pub(super) fn permitted(mut self, tag: u8, base: &str) -> Self {
        self.subtrees[0].extend(element(0x30, &element(tag, &latin1(base))));
        self
    }

    pub(super) fn excluded(mut self, tag: u8, base: &str) -> Self {
        self.subtrees[1].extend(element(0x30, &element(tag, &latin1(base))));
        self
    }

    /// The certificate.
    pub(super) fn der(&self) -> Vec<u8> {
        let issuer = name(&[(vec![0x55, 0x04, 0x0a], UTF8_STRING, b"Test".to_vec())]);
        let validity = [element(0x17, b"200101000000Z"), element(0x17, b"400101000000Z")];
        let mut extensions = Vec::new();
        if let Some(entries) = &self.entries {
            extensions.extend(extension(17, &element(0x30, entries)));
        }
        if self.subtrees.iter().any(|list| !list.is_empty()) {
            let mut constraints = Vec::new();
            for (tag, list) in [0xa0, 0xa1].into_iter().zip(&self.subtrees) {
                if !list.is_empty() {
                    constraints.extend(element(tag, list));
                }
            }
            extensions.extend(extension(30, &element(0x30, &constraints)));
        }
        let mut tbs = vec![
            element(0xa0, &element(0x02, &[2])),
            element(0x02, &[1]),
            algorithm(),
            issuer,
            element(0x30, &validity.concat()),
            name(&self.attributes),
            public_key(),
        ];
        if !extensions.is_empty() {
            tbs.push(element(0xa3, &element(0x30, &extensions)));
        }
        let signature = element(0x03, &[&[0][..], &[0x55; 8]].concat());
        let parts = [element(0x30, &tbs.concat()), algorithm(), signature];
        element(0x30, &parts.concat())
    }

    fn attribute(mut self, id: &[u8], tag: u8, contents: &[u8]) -> Self {
        self.attributes.push((id.to_vec(), tag, contents.to_vec()));
        self
    }
}

/// One DER element.
pub(super) fn element(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let bytes = length.to_be_bytes();
    let digits: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    let mut whole = vec![tag];
    if length < 0x80 {
        whole.push(digits.first().copied().unwrap_or(0));
    } else {
        whole.push(0x80 | u8::try_from(digits.len()).expect("a short length"));
        whole.extend(digits);
    }
    whole.extend_from_slice(contents);
    whole
}

/// Characters up to U+00FF as single bytes, others as UTF-8.
fn latin1(text: &str) -> Vec<u8> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    bytes.unwrap_or_else(|| text.as_bytes().to_vec())
}

fn name(attributes: &[(Vec<u8>, u8, Vec<u8>)]) -> Vec<u8> {
    let sets = attributes.iter().map(|(id, tag, contents)| {
        let pair = [element(0x06, id), element(*tag, contents)].concat();
        element(0x31, &element(0x30, &pair))
    });
    element(0x30, &sets.collect::<Vec<_>>().concat())
}

fn extension(number: u8, value: &[u8]) -> Vec<u8> {
    let parts = [element(0x06, &[0x55, 0x1d, number]), element(0x04, value)];
    element(0x30, &parts.concat())
}

/// ecdsa-with-SHA256.
fn algorithm() -> Vec<u8> {
    let id = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    element(0x30, &element(0x06, &id))
}

/// A point of P-256 in form; nothing is checked with it.
fn public_key() -> Vec<u8> {
    let ec = element(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]);
    let p256 = element(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]);
    let point = [&[0, 4][..], &[0x11; 64]].concat();
    let parts = [element(0x30, &[ec, p256].concat()), element(0x03, &point)];
    element(0x30, &parts.concat())
}
