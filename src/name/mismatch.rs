//! Why no name in a certificate matches the reference identity, as a short message.

use super::counting::common_name_counts;
use super::entry_kind::EntryKind;
use super::hint::NameHint;
use super::hint_message::{Near, Within};
use super::near_miss::{self, About};
use super::presented::{self, Entry};
use super::reference::ReferenceIdentity;
use super::rules::{Matching, NameRules};
use super::{matching, sip};
use crate::bytes::der::Element;
use crate::certificate::{Certificate, start_of};
use crate::message::message;
use crate::text::{Quoted, quotable, shown_bytes};
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt;

/// A certificate that is not for the reference identity: the names that it has, and a hint where a name nearly matched.
///
/// The message has at most 1 KiB, however many and however long the names are, also in its alternate form.
///
/// ```
/// # use trustslot::{Certificate, NameHint, NameRules};
/// # let der = include_bytes!("../../examples/data/phone.der");
/// let certificate = Certificate::from_der(der)?;
/// let other = certificate.matches(&"sip.example.org".parse()?, NameRules::Rfc2818).unwrap_err();
/// assert_eq!(
///     other.to_string(),
///     r#"the certificate is for "*.example.com" and "192.0.2.7", not for "sip.example.org""#
/// );
/// assert_eq!(other.suggested_name(), Some(&"192.0.2.7".parse()?));
///
/// let phone = certificate.matches(&"phone".parse()?, NameRules::Rfc2818).unwrap_err();
/// assert_eq!(phone.hint(), Some(NameHint::CommonNameWouldMatch));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameMismatch {
    reference: ReferenceIdentity,
    rules: NameRules,
    presented: Vec<String>,
    presented_count: usize,
    near: Option<Near>,
    suggested_name: Option<ReferenceIdentity>,
    needed_entry: Option<EntryKind>,
}

impl NameMismatch {
    /// The most names that are shown: three fit the two lines a phone has for them. The others are counted.
    pub const MAX_NAMES: usize = 3;

    #[cold]
    pub(super) fn new(
        certificate: &Certificate,
        reference: &ReferenceIdentity,
        matching: Matching,
    ) -> Self {
        let rules = matching.rules;
        let mut listed = Listed::default();
        listed.read(certificate, rules);
        let near = near_miss::find(certificate, reference, matching).map(|miss| {
            let (within, name) = match miss.about {
                About::NoName => (Within::CommonName, Quoted::bytes(&[], MAX_SHOWN)),
                About::Entry(within, bytes) => (within, Quoted::bytes(bytes, MAX_SHOWN)),
                About::CommonName => {
                    let value = presented::common_name(certificate);
                    let name = value.map(|value| quoted_value(&value));
                    (Within::CommonName, name.unwrap_or_else(|| Quoted::bytes(&[], MAX_SHOWN)))
                }
            };
            Near { hint: miss.hint, within, name }
        });
        let is_near = near.as_ref().is_some_and(|near| near.hint.is_near_miss());
        let suggested_name = listed
            .candidates
            .into_iter()
            .filter(|_| !is_near)
            .find(|candidate| matching::find(certificate, candidate, matching).is_some());
        Self {
            reference: reference.clone(),
            rules,
            presented: listed.shown,
            presented_count: listed.count,
            near,
            suggested_name,
            needed_entry: needed_entry(certificate, reference, rules),
        }
    }

    /// The name or address that was to be reached.
    pub const fn reference(&self) -> &ReferenceIdentity {
        &self.reference
    }

    /// The rules by which the names were compared.
    pub const fn rules(&self) -> NameRules {
        self.rules
    }

    /// The first names of the certificate that count under the rules, at most [`MAX_NAMES`](Self::MAX_NAMES), each safe to
    /// show between quotation marks and cut to 77 characters.
    pub fn presented(&self) -> &[String] {
        &self.presented
    }

    /// The number of names of the certificate that count under the rules.
    pub const fn presented_count(&self) -> usize {
        self.presented_count
    }

    /// Why a name that nearly matched does not, if there is one.
    pub fn hint(&self) -> Option<NameHint> {
        self.near.as_ref().map(|near| near.hint)
    }

    /// The first name of the certificate that would match if it were dialed, under the same rules.
    ///
    /// Suggest it only if the path of the certificate is trusted: anyone can present a certificate for a name of theirs.
    /// `None` after a near miss, which is a mistake in the certificate or in the dialed name.
    pub const fn suggested_name(&self) -> Option<&ReferenceIdentity> {
        self.suggested_name.as_ref()
    }

    /// The kind of entry that a certificate for the reference needs; `None` if no certificate can match it under these
    /// rules, because SIP domains are names and the reference is an IP address.
    ///
    /// ```
    /// # use trustslot::{Certificate, EntryKind, NameRules};
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// # let certificate = Certificate::from_der(der)?;
    /// let needed = |reference: &str, rules| {
    ///     let reference = reference.parse().unwrap();
    ///     certificate.matches(&reference, rules).unwrap_err().needed_entry()
    /// };
    /// assert_eq!(needed("192.0.2.9", NameRules::Rfc2818), Some(EntryKind::Ip));
    /// assert_eq!(needed("192.0.2.9", NameRules::Rfc5922), None);
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub const fn needed_entry(&self) -> Option<EntryKind> {
        self.needed_entry
    }
}

impl core::error::Error for NameMismatch {}

/// One message for a small display: the hint if there is one, else the names. The alternate form (`{:#}`), for a log, has
/// both.
impl fmt::Display for NameMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(near) = &self.near else {
            return self.fmt_names(f);
        };
        if f.alternate() && self.presented_count > 0 {
            self.fmt_names(f)?;
            f.write_str(": ")?;
        }
        near.fmt_message(f, &self.reference, self.rules)
    }
}

impl NameMismatch {
    fn fmt_names(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        message!(f, "the certificate is for ")?;
        let more = self.presented_count.saturating_sub(self.presented.len());
        for (name, left) in self.presented.iter().zip((0..self.presented.len()).rev()) {
            write!(f, "\"{name}\"")?;
            f.write_str(match left {
                0 => "",
                1 if more == 0 => " and ",
                _ => ", ",
            })?;
        }
        match (self.presented_count, more) {
            (0, _) => f.write_str("no host")?,
            (_, 0) => {}
            (_, more) => message!(f, " and {more} more", more)?,
        }
        message!(f, ", not for \"{reference}\"", reference = self.reference)
    }
}

/// Beside a `sip` URI, only another one counts (RFC 5922 §7.1). A certificate whose URIs name users or have the scheme `sips`
/// was also meant to have one.
fn needed_entry(
    certificate: &Certificate,
    reference: &ReferenceIdentity,
    rules: NameRules,
) -> Option<EntryKind> {
    let kind = EntryKind::for_reference(reference, rules)?;
    let is_of_sip = |entry| match entry {
        Entry::Uri(uri) => sip::has_scheme(uri),
        _ => false,
    };
    let has_sip_uri = rules == NameRules::Rfc5922 && presented::entries(certificate).any(is_of_sip);
    Some(if has_sip_uri { EntryKind::SipUri } else { kind })
}

/// The names of a certificate that count under some rules.
#[derive(Debug, Default)]
struct Listed {
    shown: Vec<String>,
    count: usize,
    /// Those that could be dialed: no wildcards.
    candidates: Vec<ReferenceIdentity>,
    /// The number of names that were parsed as one that could be dialed.
    parsed: usize,
}

/// The most names that are tried for [`NameMismatch::suggested_name`]. The first that can be parsed nearly always matches.
const MAX_CANDIDATES: usize = 4;

/// The most names that are parsed to find those. Nearly all names of certificates can be parsed, except wildcards, which are
/// not tried. It bounds the work.
const MAX_PARSED: usize = 16;

impl Listed {
    /// In the order in which the rules prefer them, and in encoded order within a kind.
    fn read(&mut self, certificate: &Certificate, rules: NameRules) {
        let is_sip = rules == NameRules::Rfc5922;
        if is_sip {
            for entry in presented::entries(certificate) {
                if let Entry::Uri(uri) = entry
                    && let Some(domain) = sip::domain(uri)
                {
                    self.name(domain);
                }
            }
        }
        if self.count == 0 {
            for entry in presented::entries(certificate) {
                match entry {
                    Entry::Dns(bytes) => self.name(bytes),
                    Entry::Ip(bytes) if !is_sip => self.address(bytes),
                    _ => {}
                }
            }
        }
        if self.count == 0
            && common_name_counts(certificate, rules)
            && let Some(value) = presented::common_name(certificate)
        {
            let mut room: presented::Room = [0; 256];
            if let Some(bytes) = presented::ascii(&value, &mut room) {
                self.name(bytes);
            } else {
                self.count = 1;
                self.shown.push(short_value(&value));
            }
        }
    }

    fn name(&mut self, bytes: &[u8]) {
        self.count = self.count.saturating_add(1);
        if self.shown.len() < NameMismatch::MAX_NAMES {
            self.shown.push(short(bytes));
        }
        if self.candidates.len() == MAX_CANDIDATES
            || self.parsed == MAX_PARSED
            || memchr::memchr(b'*', bytes).is_some()
        {
            return;
        }
        self.parsed = self.parsed.saturating_add(1);
        if let Some(name) = core::str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()) {
            self.candidates.push(name);
        }
    }

    fn address(&mut self, bytes: &[u8]) {
        self.count = self.count.saturating_add(1);
        let address = presented::address(bytes);
        if self.shown.len() < NameMismatch::MAX_NAMES {
            let text = address.map(|address| address.to_string());
            self.shown.push(text.unwrap_or_else(|| short(bytes)));
        }
        if let Some(address) = address
            && self.candidates.len() < MAX_CANDIDATES
        {
            self.candidates.push(ReferenceIdentity::Ip(address));
        }
    }
}

/// The most bytes of a name that are shown: three names, a hint with a fourth, and twice the reference of up to 253 stay
/// below 1 KiB.
const MAX_SHOWN: usize = 64;

fn short(bytes: &[u8]) -> String {
    shown_bytes(bytes, MAX_SHOWN)
}

/// The text of a common name: its bytes if they are ASCII, else its text by its string type.
fn short_value(value: &Element<'_>) -> String {
    let mut room: presented::Room = [0; 256];
    match presented::ascii(value, &mut room) {
        Some(bytes) => short(bytes),
        None => quotable(&start_of(value), MAX_SHOWN),
    }
}

fn quoted_value(value: &Element<'_>) -> Quoted {
    let mut room: presented::Room = [0; 256];
    match presented::ascii(value, &mut room) {
        Some(bytes) => Quoted::bytes(bytes, MAX_SHOWN),
        None => Quoted::text(&start_of(value), MAX_SHOWN),
    }
}
