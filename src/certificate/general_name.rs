//! `GeneralName` and the names within (RFC 5280 §4.2.1.6, §4.1.2.4), read strictly.

use crate::bytes::der::{DerError, Element, Fault, Reader, Tag, context};
use crate::bytes::oid;

/// One entry of a subjectAltName, or the base of a name constraint. Texts are raw bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GeneralName<'a> {
    Other,
    Email(&'a [u8]),
    Dns(&'a [u8]),
    X400,
    /// The contents of the Name.
    Directory(&'a [u8]),
    EdiParty,
    Uri(&'a [u8]),
    /// 4 or 16 bytes for a host; 8 or 32 in a constraint. Other lengths match nothing.
    Ip(&'a [u8]),
    RegisteredId,
}

impl<'a> GeneralName<'a> {
    /// Reads one name from `reader`.
    #[inline]
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        // Nearly every name is a dNSName, and a certificate may have thousands.
        if let Some(name) = reader.optional(context(2, false))? {
            return Ok(Self::Dns(name.value));
        }
        Self::read_any(reader)
    }

    #[inline(never)]
    fn read_any(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.any()?;
        // `[0]` to `[8]`, of which 0, 3, 4 and 5 are constructed.
        match element.tag.byte() {
            0xa0 => other_name(&element).map(|()| Self::Other),
            0x81 => Ok(Self::Email(element.value)),
            0xa3 => Ok(Self::X400),
            0xa4 => directory_name(&element).map(Self::Directory),
            0xa5 => Ok(Self::EdiParty),
            0x86 => Ok(Self::Uri(element.value)),
            0x87 => Ok(Self::Ip(element.value)),
            0x88 => element.oid().map(|_| Self::RegisteredId),
            _ => Err(element.fault(Fault::UnknownName)),
        }
    }
}

/// The entries of a `GeneralNames` whose encoding has been checked. Ends at the first fault.
#[derive(Clone, Debug)]
pub(crate) struct GeneralNames<'a>(Reader<'a>);

impl<'a> GeneralNames<'a> {
    /// `contents` are the contents bytes of the SEQUENCE.
    pub(crate) fn new(contents: &'a [u8]) -> Self {
        Self(Reader::new(contents))
    }
}

impl<'a> Iterator for GeneralNames<'a> {
    type Item = GeneralName<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        GeneralName::read(&mut self.0).ok()
    }
}

/// One attribute of a distinguished name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) value: Element<'a>,
}

impl<'a> Attribute<'a> {
    /// Reads one attribute from `set`.
    #[cfg_attr(
        feature = "std",
        expect(
            clippy::inline_always,
            reason = "a name is all attributes, and callers drop most of what is read"
        ),
        inline(always)
    )]
    fn read(set: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut inside = set.expect(Tag::Sequence)?.inside();
        let oid = inside.expect(Tag::ObjectIdentifier)?.oid()?;
        let value = inside.any()?;
        inside.end()?;
        Ok(Self { oid, value })
    }
}

/// The attributes of a Name, in encoded order. Ends at the first fault; `check_name` finds faults.
#[derive(Clone, Debug)]
pub(crate) struct Attributes<'a> {
    names: Reader<'a>,
    set: Reader<'a>,
}

impl<'a> Attributes<'a> {
    /// `contents` are the contents bytes of the Name.
    pub(crate) fn new(contents: &'a [u8]) -> Self {
        Self { names: Reader::new(contents), set: Reader::new(&[]) }
    }

    /// The values of common names, in encoded order; the last is the most specific (RFC 2818 §3.1).
    pub(crate) fn common_names(self) -> impl Iterator<Item = Element<'a>> {
        self.filter(|attribute| attribute.oid == oid::COMMON_NAME).map(|attribute| attribute.value)
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.set.is_empty() {
            // The error of a reader that is at its end costs as much as five attributes.
            if self.names.is_empty() {
                return None;
            }
            self.set = self.names.expect(Tag::Set).ok()?.inside();
        }
        Attribute::read(&mut self.set).ok()
    }
}

/// Checks a Name (`RDNSequence`) to its end. Returns the number of emailAddress attributes, which no plain name is.
pub(crate) fn check_name(name: &Element<'_>) -> Result<u16, DerError> {
    let mut names = name.inside();
    let mut mail_addresses = 0_u16;
    loop {
        names.skip_plain_names();
        if names.is_empty() {
            return Ok(mail_addresses);
        }
        let set = names.expect(Tag::Set)?;
        let mut attributes = set.inside();
        if attributes.is_empty() {
            return Err(set.fault(Fault::Empty));
        }
        while !attributes.is_empty() {
            let is_mail = Attribute::read(&mut attributes)?.oid == oid::EMAIL_ADDRESS;
            mail_addresses = mail_addresses.saturating_add(u16::from(is_mail));
        }
    }
}

fn other_name(element: &Element<'_>) -> Result<(), DerError> {
    let mut inside = element.inside();
    inside.expect(Tag::ObjectIdentifier)?.oid()?;
    let mut value = inside.expect(context(0, true))?.inside();
    value.any()?;
    value.end()?;
    inside.end()
}

fn directory_name<'a>(element: &Element<'a>) -> Result<&'a [u8], DerError> {
    // Name is a CHOICE, so its tag in GeneralName is explicit (X.680 §31.2.7).
    let mut inside = element.inside();
    let name = inside.expect(Tag::Sequence)?;
    inside.end()?;
    check_name(&name)?;
    Ok(name.value)
}
