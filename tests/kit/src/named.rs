//! Writes a minimal certificate that contains given names; its signature is junk.

use crate::der::{IA5_STRING, UTF8_STRING, tlv};
use core::net::IpAddr;

/// The names of a certificate. In a type that consists of bytes, a character up to U+00FF becomes one byte.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Attributes of the subject in encoded order: identifier, tag of the string, contents.
    attributes: Vec<(Vec<u8>, u8, Vec<u8>)>,
    /// The entries of the subjectAltName in DER; `None` if the extension is absent.
    entries: Option<Vec<u8>>,
    /// The contents of permittedSubtrees and excludedSubtrees.
    subtrees: [Vec<u8>; 2],
}

impl Names {
    pub fn cn(self, text: &str) -> Self {
        self.cn_as(UTF8_STRING, text.as_bytes())
    }

    pub fn cn_as(self, tag: u8, contents: &[u8]) -> Self {
        self.attribute(&[0x55, 0x04, 0x03], tag, contents)
    }

    pub fn subject_email(self, text: &str) -> Self {
        let id = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01];
        self.attribute(&id, IA5_STRING, text.as_bytes())
    }

    pub fn dns(self, text: &str) -> Self {
        self.entry(0x82, &latin1(text))
    }

    pub fn uri(self, text: &str) -> Self {
        self.entry(0x86, &latin1(text))
    }

    pub fn email(self, text: &str) -> Self {
        self.entry(0x81, &latin1(text))
    }

    pub fn ip(self, text: &str) -> Self {
        match text.parse().expect("an address") {
            IpAddr::V4(v4) => self.entry(0x87, &v4.octets()),
            IpAddr::V6(v6) => self.entry(0x87, &v6.octets()),
        }
    }

    /// Adds an entry of the subjectAltName from its tag and contents.
    pub fn entry(mut self, tag: u8, contents: &[u8]) -> Self {
        let entries = self.entries.get_or_insert_default();
        entries.extend(tlv(tag, contents));
        self
    }

    /// Adds a subjectAltName, even if it has no entries.
    pub fn with_extension(mut self) -> Self {
        self.entries.get_or_insert_default();
        self
    }

    pub fn permitted(mut self, tag: u8, base: &str) -> Self {
        self.subtrees[0].extend(tlv(0x30, &tlv(tag, &latin1(base))));
        self
    }

    pub fn excluded(mut self, tag: u8, base: &str) -> Self {
        self.subtrees[1].extend(tlv(0x30, &tlv(tag, &latin1(base))));
        self
    }

    /// The certificate in DER.
    pub fn der(&self) -> Vec<u8> {
        let issuer = name(&[(vec![0x55, 0x04, 0x0a], UTF8_STRING, b"Test".to_vec())]);
        let validity = [tlv(0x17, b"200101000000Z"), tlv(0x17, b"400101000000Z")];
        let mut extensions = Vec::new();
        if let Some(entries) = &self.entries {
            extensions.extend(extension(17, &tlv(0x30, entries)));
        }
        if self.subtrees.iter().any(|list| !list.is_empty()) {
            let mut constraints = Vec::new();
            for (tag, list) in [0xa0, 0xa1].into_iter().zip(&self.subtrees) {
                if !list.is_empty() {
                    constraints.extend(tlv(tag, list));
                }
            }
            extensions.extend(extension(30, &tlv(0x30, &constraints)));
        }
        let mut tbs = vec![
            tlv(0xa0, &tlv(0x02, &[2])),
            tlv(0x02, &[1]),
            algorithm(),
            issuer,
            tlv(0x30, &validity.concat()),
            name(&self.attributes),
            public_key(),
        ];
        if !extensions.is_empty() {
            tbs.push(tlv(0xa3, &tlv(0x30, &extensions)));
        }
        let signature = tlv(0x03, &[&[0][..], &[0x55; 8]].concat());
        let parts = [tlv(0x30, &tbs.concat()), algorithm(), signature];
        tlv(0x30, &parts.concat())
    }

    fn attribute(mut self, id: &[u8], tag: u8, contents: &[u8]) -> Self {
        self.attributes.push((id.to_vec(), tag, contents.to_vec()));
        self
    }
}

/// Characters up to U+00FF as single bytes, others as UTF-8. The corpus of names spells bytes in this way.
fn latin1(text: &str) -> Vec<u8> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    bytes.unwrap_or_else(|| text.as_bytes().to_vec())
}

fn name(attributes: &[(Vec<u8>, u8, Vec<u8>)]) -> Vec<u8> {
    let sets = attributes.iter().map(|(id, tag, contents)| {
        let pair = [tlv(0x06, id), tlv(*tag, contents)].concat();
        tlv(0x31, &tlv(0x30, &pair))
    });
    tlv(0x30, &sets.collect::<Vec<_>>().concat())
}

fn extension(number: u8, value: &[u8]) -> Vec<u8> {
    let parts = [tlv(0x06, &[0x55, 0x1d, number]), tlv(0x04, value)];
    tlv(0x30, &parts.concat())
}

/// ecdsa-with-SHA256.
fn algorithm() -> Vec<u8> {
    let id = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    tlv(0x30, &tlv(0x06, &id))
}

/// A P-256 key whose point is in the right form and not on the curve.
fn public_key() -> Vec<u8> {
    let ec = tlv(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]);
    let p256 = tlv(0x06, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]);
    let point = [&[0, 4][..], &[0x11; 64]].concat();
    let parts = [tlv(0x30, &[ec, p256].concat()), tlv(0x03, &point)];
    tlv(0x30, &parts.concat())
}
