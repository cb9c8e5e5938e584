//! Details for people: alternative names, purposes, key usages and extensions. The only module that uses x509-parser.
//!
//! No decision depends on them, and every message is the same without them.

use super::Certificate;
use super::display::{dotted, quotable_name};
use crate::bytes::der::Reader;
use crate::bytes::oid;
use crate::numbered::numbered;
use crate::text::{MAX_SHOWN, shown, shown_bytes};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::net::IpAddr;
use x509_parser::certificate::X509CertificateParser;
use x509_parser::extensions::{ExtendedKeyUsage, GeneralName, KeyUsage, ParsedExtension};
use x509_parser::nom::Parser as _;
use x509_parser::objects::{oid_registry, oid2sn};

/// The details of a certificate that its page can show. Needs the feature `details`.
///
/// Texts are cut to 121 characters and have no control characters; they come from the certificate, so escape them in web
/// pages ([`Html`](crate::Html)). Each list has at most [`MAX_ITEMS`](Self::MAX_ITEMS) items.
///
/// ```
/// use trustslot::{AlternativeNameKind, Certificate};
///
/// # let der = include_bytes!("../../examples/data/phone.der");
/// let certificate = Certificate::from_der(der)?;
/// let details = certificate.details().unwrap();
///
/// let names: Vec<String> = details.alternative_names().iter().map(ToString::to_string).collect();
/// assert_eq!(names[..2], ["DNS name \"*.example.com\"", "URI \"sip:example.com\""]);
/// assert_eq!(names[2], "IP address \"192.0.2.7\"");
/// assert_eq!(details.alternative_names()[0].kind(), AlternativeNameKind::Dns);
/// assert!(details.purposes().is_empty());
/// assert_eq!(details.extensions()[0].to_string(), "subjectAltName (2.5.29.17), 40 bytes");
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateDetails {
    alternative_names: Vec<AlternativeName>,
    alternative_name_count: usize,
    purposes: Vec<String>,
    purpose_count: usize,
    key_usages: Vec<&'static str>,
    extensions: Vec<CertificateExtension>,
}

impl Certificate {
    /// The details of the certificate that its page can show; `None` if x509-parser cannot parse the certificate.
    ///
    /// They are parsed at each call.
    pub fn details(&self) -> Option<CertificateDetails> {
        CertificateDetails::of(self)
    }
}

impl CertificateDetails {
    /// The most items in each list: 64, which is also the most extensions that a certificate may have.
    pub const MAX_ITEMS: usize = 64;

    fn of(certificate: &Certificate) -> Option<Self> {
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(true);
        let (_, parsed) = parser.parse(certificate.as_der()).ok()?;
        let names = certificate.extensions().subject_alt_names;
        let mut details = Self {
            alternative_name_count: usize::try_from(names).unwrap_or(usize::MAX),
            ..Self::default()
        };
        for extension in parsed.extensions().iter().take(Self::MAX_ITEMS) {
            details.extensions.push(CertificateExtension {
                oid: dotted(extension.oid.as_bytes()),
                name: oid2sn(&extension.oid, oid_registry()).ok().map(ToString::to_string),
                is_critical: extension.critical,
                bytes: extension.value.len(),
            });
            match extension.parsed_extension() {
                ParsedExtension::SubjectAlternativeName(names) => {
                    let names = names.general_names.iter().take(Self::MAX_ITEMS);
                    details.alternative_names = names.map(AlternativeName::of).collect();
                }
                ParsedExtension::ExtendedKeyUsage(usage) => details.add_purposes(usage),
                ParsedExtension::KeyUsage(usage) => details.key_usages = key_usages(*usage),
                _ => {}
            }
        }
        Some(details)
    }

    fn add_purposes(&mut self, usage: &ExtendedKeyUsage<'_>) {
        let known = [
            (usage.any, "any purpose"),
            (usage.server_auth, "TLS server"),
            (usage.client_auth, "TLS client"),
            (usage.code_signing, "code signing"),
            (usage.email_protection, "e-mail protection"),
            (usage.time_stamping, "time stamping"),
            (usage.ocsp_signing, "OCSP signing"),
        ];
        let known = known.into_iter().filter_map(|(is_there, name)| is_there.then_some(name));
        let others = usage.other.iter().map(|purpose| match purpose.as_bytes() {
            oid::SIP_DOMAIN => "SIP domain".to_string(),
            other => dotted(other),
        });
        let mut all = known.map(ToString::to_string).chain(others);
        self.purposes = all.by_ref().take(Self::MAX_ITEMS).collect();
        self.purpose_count = self.purposes.len().saturating_add(all.count());
    }

    /// The first entries of the subjectAltName, in encoded order (RFC 5280 §4.2.1.6). Empty if there is no such extension,
    /// or if x509-parser cannot parse it.
    pub fn alternative_names(&self) -> &[AlternativeName] {
        &self.alternative_names
    }

    /// The number of entries of the subjectAltName, including those beyond [`MAX_ITEMS`](Self::MAX_ITEMS).
    pub const fn alternative_name_count(&self) -> usize {
        self.alternative_name_count
    }

    /// The first purposes of the extended key usage (RFC 5280 §4.2.1.12): `TLS server`, `TLS client` and so on, then
    /// dotted object identifiers. Empty if there is no such extension, so that any purpose is allowed.
    pub fn purposes(&self) -> &[String] {
        &self.purposes
    }

    /// The number of purposes, including those beyond [`MAX_ITEMS`](Self::MAX_ITEMS). A known purpose counts once.
    pub const fn purpose_count(&self) -> usize {
        self.purpose_count
    }

    /// The key usages, by their names in RFC 5280 §4.2.1.3: `digitalSignature` and so on. Empty if there is no such
    /// extension, so that any usage is allowed.
    pub fn key_usages(&self) -> &[&'static str] {
        &self.key_usages
    }

    /// All extensions, in encoded order.
    pub fn extensions(&self) -> &[CertificateExtension] {
        &self.extensions
    }
}

fn key_usages(usage: KeyUsage) -> Vec<&'static str> {
    let all = [
        (usage.digital_signature(), "digitalSignature"),
        (usage.non_repudiation(), "nonRepudiation"),
        (usage.key_encipherment(), "keyEncipherment"),
        (usage.data_encipherment(), "dataEncipherment"),
        (usage.key_agreement(), "keyAgreement"),
        (usage.key_cert_sign(), "keyCertSign"),
        (usage.crl_sign(), "cRLSign"),
        (usage.encipher_only(), "encipherOnly"),
        (usage.decipher_only(), "decipherOnly"),
    ];
    all.into_iter().filter_map(|(is_set, name)| is_set.then_some(name)).collect()
}

/// One entry of a subjectAltName, as text for people.
///
/// ```
/// use trustslot::{AlternativeNameKind, Certificate};
///
/// # let der = include_bytes!("../../examples/data/phone.der");
/// let details = Certificate::from_der(der)?.details().unwrap();
/// let address = &details.alternative_names()[2];
/// assert_eq!((address.kind(), address.value()), (AlternativeNameKind::Ip, "192.0.2.7"));
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlternativeName {
    kind: AlternativeNameKind,
    value: String,
}

/// The kind of an entry of a subjectAltName (RFC 5280 §4.2.1.6).
///
/// ```
/// use trustslot::AlternativeNameKind;
///
/// assert_eq!(AlternativeNameKind::Dns.to_string(), "DNS name");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AlternativeNameKind {
    /// A host or domain: dNSName.
    Dns,
    /// A host by address: iPAddress.
    Ip,
    /// A URI, such as that of a SIP domain: uniformResourceIdentifier.
    Uri,
    /// A mail address: rfc822Name.
    Email,
    /// A distinguished name: directoryName. The value is written as in [`Certificate::subject`].
    Directory,
    /// Any other kind. The value is its object identifier, or empty if it has none.
    Other,
}

impl AlternativeName {
    /// The kind of the name.
    pub const fn kind(&self) -> AlternativeNameKind {
        self.kind
    }

    /// The name, with bytes beyond ASCII as `\xNN`, and quotation marks and backslashes escaped.
    pub fn value(&self) -> &str {
        &self.value
    }

    fn of(name: &GeneralName<'_>) -> Self {
        use AlternativeNameKind as Kind;
        let text = |text: &str| shown_bytes(text.as_bytes(), MAX_SHOWN);
        let (kind, value) = match name {
            GeneralName::DNSName(name) => (Kind::Dns, text(name)),
            GeneralName::URI(uri) => (Kind::Uri, text(uri)),
            GeneralName::RFC822Name(address) => (Kind::Email, text(address)),
            GeneralName::IPAddress(bytes) => (Kind::Ip, address(bytes)),
            GeneralName::DirectoryName(name) => {
                let name = Reader::new(name.as_raw()).any();
                (Kind::Directory, name.map(|name| quotable_name(name.value)).unwrap_or_default())
            }
            GeneralName::OtherName(id, _) | GeneralName::RegisteredID(id) => {
                (Kind::Other, dotted(id.as_bytes()))
            }
            // A text that is not UTF-8.
            GeneralName::Invalid(tag, bytes) => {
                let kind = match tag.0 {
                    1 => Kind::Email,
                    2 => Kind::Dns,
                    6 => Kind::Uri,
                    _ => Kind::Other,
                };
                (kind, shown_bytes(bytes, MAX_SHOWN))
            }
            GeneralName::X400Address(_) | GeneralName::EDIPartyName(_) => {
                (Kind::Other, String::new())
            }
        };
        Self { kind, value }
    }
}

/// IPv4 has 4 bytes, IPv6 has 16; others are no addresses.
fn address(bytes: &[u8]) -> String {
    let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    let address = v4.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from));
    address.map_or_else(|_| shown_bytes(bytes, MAX_SHOWN), |address| address.to_string())
}

/// Kind and value: `DNS name "phone.example.com"`.
impl fmt::Display for AlternativeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, value } = self;
        write!(f, "{kind} \"{value}\"")
    }
}

impl fmt::Display for AlternativeNameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dns => "DNS name",
            Self::Ip => "IP address",
            Self::Uri => "URI",
            Self::Email => "mail address",
            Self::Directory => "directory name",
            Self::Other => "other name",
        })
    }
}

numbered! {
    AlternativeNameKind: u8 {
        Dns = 0 "dns",
        Ip = 1 "ip",
        Uri = 2 "uri",
        Email = 3 "email",
        Directory = 4 "directory",
        Other = 5 "other",
    }
}

/// One extension of a certificate (RFC 5280 §4.2).
///
/// ```
/// use trustslot::Certificate;
///
/// # let der = include_bytes!("../../examples/data/phone.der");
/// let details = Certificate::from_der(der)?.details().unwrap();
/// let extension = &details.extensions()[0];
/// assert_eq!((extension.oid(), extension.name()), ("2.5.29.17", Some("subjectAltName")));
/// assert!(!extension.is_critical());
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateExtension {
    oid: String,
    name: Option<String>,
    is_critical: bool,
    bytes: usize,
}

impl CertificateExtension {
    /// Its object identifier in dotted form.
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// Its name, such as `subjectAltName`, if it is known.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// True if a verifier that does not know it must reject the certificate.
    pub const fn is_critical(&self) -> bool {
        self.is_critical
    }

    /// The size of its value in bytes.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }
}

/// One line: `subjectAltName (2.5.29.17), critical, 40 bytes`.
impl fmt::Display for CertificateExtension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{} ({})", shown(name, MAX_SHOWN), self.oid)?,
            None => f.write_str(&self.oid)?,
        }
        f.write_str(if self.is_critical { ", critical, " } else { ", " })?;
        write!(f, "{} bytes", self.bytes)
    }
}
