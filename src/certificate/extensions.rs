//! The extensions of a certificate, each parsed once and strictly (RFC 5280 §4.2).

use super::distribution_points;
use super::entries;
use super::error::{CertificateError, Field};
use super::extension::{Extension, Seen, arc, extension};
use super::general_name::GeneralName;
use super::key_usage::KeyUsage;
use super::purposes::ExtendedKeyUsage;
use crate::bytes::der::{DerError, Fault, Reader, Tag, context};
use crate::bytes::oid;
use crate::bytes::span::Span;

/// `[2]`, a dNSName (RFC 5280 §4.2.1.6).
const DNS_NAME: Tag = context(2, false);

/// The parsed extensions. Spans point into the certificate's DER.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says whether one extension is critical; together they are no state"
)]
pub(crate) struct Extensions {
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) key_usage: Option<KeyUsage>,
    /// Contents of the `GeneralNames`. Present but empty differs from absent.
    pub(crate) subject_alt_name: Option<Span>,
    /// The number of its entries.
    pub(crate) subject_alt_names: u32,
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) extended_key_usage: Option<ExtendedKeyUsage>,
    pub(crate) subject_key_identifier: Option<Span>,
    pub(crate) authority_key_identifier: Option<AuthorityKeyIdentifier>,
    /// The identifier of the first critical extension that is not processed.
    pub(crate) unknown_critical: Option<Span>,
    /// Presence and criticality of extensions, for the profile of the policy.
    pub(crate) has_policy_constraints: bool,
    pub(crate) policy_constraints_critical: bool,
    pub(crate) name_constraints_critical: bool,
    pub(crate) basic_constraints_critical: bool,
    pub(crate) subject_alt_name_critical: bool,
    pub(crate) extended_key_usage_critical: bool,
    /// Whether the authority information access (RFC 5280 §4.2.2.1) is present and malformed.
    pub(crate) has_malformed_info_access: bool,
}

/// cA and pathLenConstraint (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BasicConstraints {
    pub(crate) is_ca: bool,
    /// `None` without a limit, and for one above 255: no path is that long.
    pub(crate) path_length: Option<u8>,
    /// True if there is a limit above 255, which webpki does not read in a certificate that was presented.
    pub(crate) has_huge_path_length: bool,
}

/// Permitted and excluded subtrees, each the contents of a `GeneralSubtrees` (RFC 5280 §4.2.1.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameConstraints {
    /// Contents of the SEQUENCE.
    pub(crate) contents: Span,
    pub(crate) permitted: Option<Span>,
    pub(crate) excluded: Option<Span>,
    /// The number of subtrees in both.
    pub(crate) subtrees: u32,
}

/// The issuer's key, as the issuer identifies it (RFC 5280 §4.2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AuthorityKeyIdentifier {
    pub(crate) key_identifier: Option<Span>,
    /// Whether it also identifies the issuer's certificate by issuer and serial number.
    pub(crate) names_certificate: bool,
}

/// The contents of the extension `id` of a certificate whose encoding has been checked. For extensions that few
/// verdicts need, so that the facts stay small.
pub(super) fn find<'a>(certificate: &'a [u8], id: &[u8]) -> Option<&'a [u8]> {
    let certificate = Reader::new(certificate).expect(Tag::Sequence).ok()?;
    let mut tbs = certificate.inside().expect(Tag::Sequence).ok()?.inside();
    let explicit = loop {
        let element = tbs.any().ok()?;
        if element.tag == context(3, true) {
            break element;
        }
    };
    let mut extensions = explicit.inside().expect(Tag::Sequence).ok()?.inside();
    while let Ok(element) = extensions.expect(Tag::Sequence) {
        let (other, _, value) = extension(&element).ok()?;
        if other.value == id {
            return Some(value.value);
        }
    }
    None
}

impl Extensions {
    /// Reads the `[3]` with all extensions, if present. None was read before.
    pub(super) fn read(&mut self, tbs: &mut Reader<'_>) -> Result<(), CertificateError> {
        let list = |e: DerError| e.within(Field::Extensions);
        let Some(explicit) = tbs.optional(context(3, true)).map_err(list)? else {
            return Ok(());
        };
        let mut inside = explicit.inside();
        // RFC 5280 §4.1 requires at least one extension. Deployed software writes an empty list, which means the same as
        // none; webpki accepts it too.
        let mut extensions = inside.expect(Tag::Sequence).map_err(list)?.inside();
        inside.end().map_err(list)?;

        let mut seen = Seen::default();
        while !extensions.is_empty() {
            let element = extensions.expect(Tag::Sequence).map_err(list)?;
            let extension = Extension::read(&element).map_err(list)?;
            let id = extension.id;
            let fail = |kind| CertificateError::new(kind, Field::Extensions, element.offset());
            seen.add(&extension).map_err(|kind| fail(kind).about_extension(id))?;
            self.remember(&extension).map_err(|e| e.within(extension_field(id)))?;
        }
        Ok(())
    }

    #[inline]
    fn remember(&mut self, extension: &Extension<'_>) -> Result<(), DerError> {
        let critical = extension.critical;
        let mut inside = extension.value.inside();
        let Some(arc) = extension.arc else {
            if extension.id == oid::AUTHORITY_INFO_ACCESS {
                self.has_malformed_info_access = access_descriptions(inside).is_err();
            }
            self.note_unprocessed(extension);
            return Ok(());
        };
        match arc {
            arc::BASIC_CONSTRAINTS => {
                self.basic_constraints = Some(basic_constraints(&mut inside)?);
                self.basic_constraints_critical = critical;
            }
            arc::KEY_USAGE => self.key_usage = Some(KeyUsage::read(&mut inside)?),
            arc::SUBJECT_ALT_NAME => {
                let (names, count) = general_names(&mut inside)?;
                self.subject_alt_name = Some(names);
                self.subject_alt_names = count;
                self.subject_alt_name_critical = critical;
            }
            arc::NAME_CONSTRAINTS => {
                self.name_constraints = Some(name_constraints(&mut inside)?);
                self.name_constraints_critical = critical;
            }
            arc::EXTENDED_KEY_USAGE => {
                self.extended_key_usage = Some(ExtendedKeyUsage::read(&mut inside)?);
                self.extended_key_usage_critical = critical;
            }
            arc::SUBJECT_KEY_IDENTIFIER => {
                let key = inside.expect(Tag::OctetString)?;
                self.subject_key_identifier = Some(Span::of_value(&key));
                self.note_unprocessed(extension);
            }
            arc::AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key_identifier = Some(authority_key_identifier(&mut inside)?);
                self.note_unprocessed(extension);
            }
            // CRLs are matched with it, so it is processed when critical, unless it cannot be read. An unreadable one that is
            // not critical matches no CRL.
            arc::CRL_DISTRIBUTION_POINTS => {
                // webpki reads this much of it, and would reject the certificate without saying why.
                let mut list = inside;
                list.expect(Tag::Sequence)?;
                list.end()?;
                if critical && distribution_points::check(inside).is_err() {
                    self.note_unprocessed(extension);
                }
                return Ok(());
            }
            other => {
                if other == arc::POLICY_CONSTRAINTS {
                    self.has_policy_constraints = true;
                    self.policy_constraints_critical = critical;
                }
                self.note_unprocessed(extension);
                // The contents of an extension that is not processed are not checked.
                return Ok(());
            }
        }
        inside.end()
    }

    fn note_unprocessed(&mut self, extension: &Extension<'_>) {
        if extension.critical && self.unknown_critical.is_none() {
            self.unknown_critical = Some(Span::new(extension.id_offset, extension.id.len()));
        }
    }
}

fn basic_constraints(value: &mut Reader<'_>) -> Result<BasicConstraints, DerError> {
    // SEQUENCE { TRUE }, as most CAs have it.
    if value.skip_bytes(&[0x30, 3, 1, 1, 0xff]) {
        return Ok(BasicConstraints {
            is_ca: true,
            path_length: None,
            has_huge_path_length: false,
        });
    }
    let mut inside = value.expect(Tag::Sequence)?.inside();
    let is_ca = match inside.optional(Tag::Boolean)? {
        Some(is_ca) => is_ca.boolean()?,
        None => false,
    };
    let path_length = inside.optional(Tag::Integer)?.map(|length| length.natural()).transpose()?;
    inside.end()?;
    Ok(BasicConstraints {
        is_ca,
        path_length: path_length.flatten(),
        has_huge_path_length: path_length == Some(None),
    })
}

fn general_names(value: &mut Reader<'_>) -> Result<(Span, u32), DerError> {
    let names = value.expect(Tag::Sequence)?;
    let mut inside = names.inside();
    let mut count = 0_u32;
    loop {
        // Nearly every name is a dNSName, and a certificate may have thousands.
        count = count.saturating_add(inside.skip_short(DNS_NAME));
        if inside.is_empty() {
            return Ok((Span::of_value(&names), count));
        }
        GeneralName::read(&mut inside)?;
        count = count.saturating_add(1);
    }
}

fn name_constraints(value: &mut Reader<'_>) -> Result<NameConstraints, DerError> {
    let outer = value.expect(Tag::Sequence)?;
    let mut inside = outer.inside();
    let mut subtrees = 0_u32;
    let mut trees = |number| -> Result<Option<Span>, DerError> {
        let Some(list) = inside.optional(context(number, true))? else {
            return Ok(None);
        };
        let mut entries = list.inside();
        if entries.is_empty() {
            return Err(list.fault(Fault::Empty));
        }
        while !entries.is_empty() {
            // minimum is DEFAULT 0 and maximum absent (RFC 5280 §4.2.1.10), so DER encodes neither.
            let mut subtree = entries.expect(Tag::Sequence)?.inside();
            GeneralName::read(&mut subtree)?;
            if !subtree.is_empty() {
                return Err(list.fault(Fault::Distance));
            }
            subtrees = subtrees.saturating_add(1);
        }
        Ok(Some(Span::of_value(&list)))
    };
    let permitted = trees(0)?;
    let excluded = trees(1)?;
    inside.end()?;
    if permitted.is_none() && excluded.is_none() {
        // RFC 5280 §4.2.1.10: either permittedSubtrees or excludedSubtrees MUST be present.
        return Err(outer.fault(Fault::Empty));
    }
    Ok(NameConstraints { contents: Span::of_value(&outer), permitted, excluded, subtrees })
}

#[inline]
pub(crate) fn authority_key_identifier(
    value: &mut Reader<'_>,
) -> Result<AuthorityKeyIdentifier, DerError> {
    match value.take_sequence_of_0() {
        Some(key) => Ok(AuthorityKeyIdentifier {
            key_identifier: Some(Span::of_value(&key)),
            names_certificate: false,
        }),
        None => any_authority_key_identifier(value),
    }
}

#[inline(never)]
fn any_authority_key_identifier(
    value: &mut Reader<'_>,
) -> Result<AuthorityKeyIdentifier, DerError> {
    let mut inside = value.expect(Tag::Sequence)?.inside();
    let key_identifier = inside.optional(context(0, false))?.map(|key| Span::of_value(&key));
    let mut names_certificate = false;
    if let Some(issuer) = inside.optional(context(1, true))? {
        let mut names = issuer.inside();
        while !names.is_empty() {
            GeneralName::read(&mut names)?;
        }
        names_certificate = true;
    }
    if let Some(serial) = inside.optional(context(2, false))? {
        serial.integer()?;
        names_certificate = true;
    }
    inside.end()?;
    Ok(AuthorityKeyIdentifier { key_identifier, names_certificate })
}

/// `AuthorityInfoAccessSyntax` (RFC 5280 §4.2.2.1), which a subject information access has too (§4.2.2.2).
pub(super) fn access_descriptions(mut value: Reader<'_>) -> Result<(), DerError> {
    let list = value.expect(Tag::Sequence)?;
    value.end()?;
    entries::read(&list, &|inside| {
        let mut description = inside.expect(Tag::Sequence)?.inside();
        description.expect(Tag::ObjectIdentifier)?.oid()?;
        GeneralName::read(&mut description)?;
        description.end()
    })
}

/// The name of an extension for an error; unknown ones share one name.
fn extension_field(id: &[u8]) -> Field {
    Field::Extension(match id {
        oid::SUBJECT_KEY_IDENTIFIER => "the subject key identifier",
        oid::KEY_USAGE => "the key usage",
        oid::SUBJECT_ALT_NAME => "the subject alternative name",
        oid::BASIC_CONSTRAINTS => "the basic constraints",
        oid::NAME_CONSTRAINTS => "the name constraints",
        oid::AUTHORITY_KEY_IDENTIFIER => "the authority key identifier",
        oid::EXTENDED_KEY_USAGE => "the extended key usage",
        oid::CRL_DISTRIBUTION_POINTS => "the CRL distribution points",
        _ => "an extension",
    })
}
