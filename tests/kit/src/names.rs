//! Writes distinguished names and general names (RFC 5280 §4.1.2.4, §4.2.1.6).

use super::der;

pub const COMMON_NAME: &str = "2.5.4.3";
pub const COUNTRY: &str = "2.5.4.6";
pub const ORGANIZATION: &str = "2.5.4.10";
pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";

/// `Name`, from its relative distinguished names.
pub fn name<T: AsRef<[u8]>>(rdns: &[T]) -> Vec<u8> {
    der::seq(rdns)
}

/// A relative distinguished name with one attribute: `rdn(COMMON_NAME, &utf8("x"))`.
pub fn rdn(kind: &str, value: &[u8]) -> Vec<u8> {
    der::set(&[attribute(kind, value)])
}

/// An attribute, for a relative distinguished name with several: `set(&[attribute(..), ..])`.
pub fn attribute(kind: &str, value: &[u8]) -> Vec<u8> {
    der::seq(&[&der::oid(kind), value])
}

/// A `Name` with one common name.
pub fn common_name(text: &str) -> Vec<u8> {
    name(&[rdn(COMMON_NAME, &der::utf8(text))])
}

/// `GeneralName`s. Contents are written unchanged, even if they are invalid.
pub mod general {
    use super::der;

    /// `otherName`; the value is one element.
    pub fn other(kind: &str, value: &[u8]) -> Vec<u8> {
        der::implicit_constructed(0, &der::concat(&[der::oid(kind), der::explicit(0, value)]))
    }

    pub fn email(text: impl AsRef<[u8]>) -> Vec<u8> {
        der::implicit(1, text.as_ref())
    }

    pub fn dns(text: impl AsRef<[u8]>) -> Vec<u8> {
        der::implicit(2, text.as_ref())
    }

    /// `x400Address`, from its elements.
    pub fn x400(elements: &[u8]) -> Vec<u8> {
        der::implicit_constructed(3, elements)
    }

    /// `directoryName`: `Name` is a CHOICE, so the tag is explicit.
    pub fn directory(name: &[u8]) -> Vec<u8> {
        der::explicit(4, name)
    }

    /// `ediPartyName`, from its elements.
    pub fn edi_party(elements: &[u8]) -> Vec<u8> {
        der::implicit_constructed(5, elements)
    }

    pub fn uri(text: impl AsRef<[u8]>) -> Vec<u8> {
        der::implicit(6, text.as_ref())
    }

    /// `iPAddress`: 4 or 16 bytes, twice that with a mask in a name constraint.
    pub fn ip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
        der::implicit(7, bytes.as_ref())
    }

    pub fn registered_id(dotted: &str) -> Vec<u8> {
        let mut element = der::oid(dotted);
        element[0] = 0x88;
        element
    }
}
