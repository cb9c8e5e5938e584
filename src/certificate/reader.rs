//! The facts of a certificate that decide, parsed once: a strict walk over all of it (RFC 5280 §4.1).
//!
//! webpki leaves some fields unread: names, serial number, key, unknown extensions, the names after a match. They are
//! checked here, so that two parsers cannot see two certificates in the same bytes.

use super::error::{CertificateError, Field, Kind};
use super::extensions::Extensions;
use super::general_name::check_name;
use super::key::KeyAlgorithm;
use super::signature::{SignatureAlgorithm, check_algorithm, signature_algorithm};
use super::time::{plain_validity, time};
use crate::bytes::der::{Element, Reader, Tag, context};
use crate::bytes::span::Span;

/// The largest certificate, in bytes. webpki parses a `tbsCertificate` of up to 65,535 bytes, and one stored
/// certificate must leave room for others in a phone's flash.
pub(crate) const MAX_BYTES: usize = 64 * 1024;

/// The facts of a certificate that verdicts and listings need. Spans point into its DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// 1, 2 or 3.
    pub(crate) version: u8,
    /// Contents of the INTEGER.
    pub(crate) serial: Span,
    /// Contents of the Name.
    pub(crate) issuer: Span,
    /// Contents of the Name.
    pub(crate) subject: Span,
    /// The number of emailAddress attributes of the subject: name constraints apply to each.
    pub(crate) subject_mail_addresses: u16,
    /// Seconds since 1970; both ends are inside.
    pub(crate) not_before: u64,
    pub(crate) not_after: u64,
    /// Contents of the `SubjectPublicKeyInfo`.
    pub(crate) spki: Span,
    /// The key, without its algorithm.
    pub(crate) public_key: Span,
    pub(crate) key: KeyAlgorithm,
    pub(crate) signature_algorithm: SignatureAlgorithm,
    /// Contents of the `AlgorithmIdentifier`.
    pub(crate) signature_algorithm_id: Span,
    pub(crate) has_unique_identifiers: bool,
    pub(crate) extensions: Extensions,
    /// The whole `TBSCertificate`, which is signed.
    pub(crate) signed: Span,
    /// The signature, without the count of unused bits.
    pub(crate) signature: Span,
}

impl Facts {
    /// Parses `der`, which must be one certificate and nothing else.
    pub(crate) fn read(der: &[u8]) -> Result<Self, CertificateError> {
        let mut facts = Self::unread();
        facts.fill(der)?;
        Ok(facts)
    }

    /// The facts of nothing, to be [filled](Self::fill).
    pub(super) fn unread() -> Self {
        Self {
            version: 0,
            serial: Span::default(),
            issuer: Span::default(),
            subject: Span::default(),
            subject_mail_addresses: 0,
            not_before: 0,
            not_after: 0,
            spki: Span::default(),
            public_key: Span::default(),
            key: KeyAlgorithm::Other,
            signature_algorithm: SignatureAlgorithm::Other,
            signature_algorithm_id: Span::default(),
            has_unique_identifiers: false,
            extensions: Extensions::default(),
            signed: Span::default(),
            signature: Span::default(),
        }
    }

    /// Reads `der` into unread facts. They are large, and copying them at each return is a tenth of the work. Do not use
    /// them after an error.
    pub(super) fn fill(&mut self, der: &[u8]) -> Result<(), CertificateError> {
        if der.len() > MAX_BYTES {
            let bytes = der.len();
            let kind = Kind::TooLarge { bytes, most: MAX_BYTES };
            return Err(CertificateError::new(kind, Field::Certificate, MAX_BYTES));
        }
        let whole = Field::Certificate;
        let mut input = Reader::new(der);
        let certificate = input.expect(Tag::Sequence).map_err(|e| e.within(whole))?;
        input.end().map_err(|e| e.within(whole))?;
        let mut parts = certificate.inside();
        let tbs = parts.expect(Tag::Sequence).map_err(|e| e.within(whole))?;
        let field = Field::SignatureAlgorithm;
        let outer = parts.expect(Tag::Sequence).map_err(|e| e.within(field))?;
        // It is the same as the inner one, which is read. Only to state the first fault it is read too.
        self.read_around(&mut parts, &tbs, &outer).map_err(|error| {
            let read = check_algorithm(&outer).map_err(|e| e.within(field));
            read.err().unwrap_or(error)
        })
    }

    #[inline]
    fn read_around(
        &mut self,
        parts: &mut Reader<'_>,
        tbs: &Element<'_>,
        outer: &Element<'_>,
    ) -> Result<(), CertificateError> {
        self.signature = parts
            .expect(Tag::BitString)
            .and_then(|signature| {
                let bytes = signature.bytes_of_bit_string()?;
                Ok(Span::last(&signature, bytes.len()))
            })
            .map_err(|e| e.within(Field::SignatureValue))?;
        parts.end().map_err(|e| e.within(Field::Certificate))?;
        self.signed = Span::of_whole(tbs);
        self.read_tbs(tbs.inside(), outer)
    }

    fn read_tbs(
        &mut self,
        mut tbs: Reader<'_>,
        outer: &Element<'_>,
    ) -> Result<(), CertificateError> {
        let version = version(&mut tbs)?;
        self.version = version;
        self.serial = tbs
            .expect(Tag::Integer)
            .and_then(|serial| serial.integer().map(|_| Span::of_value(&serial)))
            .map_err(|e| e.within(Field::SerialNumber))?;
        let (inner, kind) =
            signature_algorithm(&mut tbs).map_err(|e| e.within(Field::Signature))?;
        if inner.value != outer.value {
            let fault = Kind::AlgorithmsDiffer;
            return Err(CertificateError::new(fault, Field::Signature, inner.offset()));
        }
        self.signature_algorithm = kind;
        self.signature_algorithm_id = Span::of_value(&inner);
        (self.issuer, _) = name(&mut tbs, Field::Issuer)?;
        (self.not_before, self.not_after) = validity(&mut tbs)?;
        (self.subject, self.subject_mail_addresses) = name(&mut tbs, Field::Subject)?;
        (self.spki, (self.key, self.public_key)) = tbs
            .expect(Tag::Sequence)
            .and_then(|spki| Ok((Span::of_value(&spki), KeyAlgorithm::read(spki.inside())?)))
            .map_err(|e| e.within(Field::SubjectPublicKeyInfo))?;
        self.has_unique_identifiers = unique_identifiers(&mut tbs, version)?;
        if version == 3 {
            self.extensions.read(&mut tbs)?;
        }
        check_version(&tbs, version)?;
        tbs.end().map_err(|e| e.within(Field::Certificate))
    }
}

fn version(tbs: &mut Reader<'_>) -> Result<u8, CertificateError> {
    // [0] { INTEGER 2 }, as nearly all certificates have it.
    if tbs.skip_bytes(&[0xa0, 3, 2, 1, 2]) {
        return Ok(3);
    }
    let field = Field::Version;
    let Some(explicit) = tbs.optional(context(0, true)).map_err(|e| e.within(field))? else {
        return Ok(1);
    };
    let mut inside = explicit.inside();
    let number = inside
        .expect(Tag::Integer)
        .and_then(|version| version.integer())
        .map_err(|e| e.within(field))?;
    inside.end().map_err(|e| e.within(field))?;
    match number {
        // Version 1 is the DEFAULT, which DER leaves out (X.690 §11.5). Every parser gives it the same meaning, and a
        // certificate of this version can only be a pin, which is compared byte by byte.
        [0] => Ok(1),
        [1] => Ok(2),
        [2] => Ok(3),
        _ => Err(CertificateError::new(Kind::Version, field, explicit.offset())),
    }
}

/// A field that only a later version has is reported by its name.
fn check_version(rest: &Reader<'_>, version: u8) -> Result<(), CertificateError> {
    if rest.is_empty() {
        return Ok(());
    }
    let (field, since) = match rest.peek() {
        Some(tag) if tag == context(3, true) && version < 3 => ("extensions", 3),
        Some(tag) if matches!(tag.byte(), 0x81 | 0xa1 | 0x82 | 0xa2) && version < 2 => {
            ("unique identifiers", 2)
        }
        _ => return Ok(()),
    };
    let kind = Kind::OfLaterVersion { field, since, version };
    Err(CertificateError::new(kind, Field::Certificate, rest.offset()))
}

fn name(tbs: &mut Reader<'_>, field: Field) -> Result<(Span, u16), CertificateError> {
    tbs.expect(Tag::Sequence)
        .and_then(|name| Ok((Span::of_value(&name), check_name(&name)?)))
        .map_err(|e| e.within(field))
}

fn validity(tbs: &mut Reader<'_>) -> Result<(u64, u64), CertificateError> {
    let field = Field::Validity;
    let validity = tbs.expect(Tag::Sequence).map_err(|e| e.within(field))?;
    let (not_before, not_after) = match plain_validity(validity.value) {
        Some(dates) => dates,
        None => any_validity(&validity)?,
    };
    if not_before > not_after {
        let kind = Kind::NeverValid;
        return Err(CertificateError::new(kind, field, validity.offset()));
    }
    Ok((not_before, not_after))
}

fn any_validity(validity: &Element<'_>) -> Result<(u64, u64), CertificateError> {
    let mut inside = validity.inside();
    let not_before = date(&mut inside)?;
    let not_after = date(&mut inside)?;
    inside.end().map_err(|e| e.within(Field::Validity))?;
    Ok((not_before, not_after))
}

fn date(validity: &mut Reader<'_>) -> Result<u64, CertificateError> {
    let field = Field::Validity;
    let date = match validity.optional(Tag::UtcTime) {
        Ok(None) => validity.any(),
        Ok(Some(date)) => Ok(date),
        Err(error) => Err(error),
    };
    let date = date.map_err(|e| e.within(field))?;
    time(&date).map_err(|kind| CertificateError::new(kind, field, date.offset()))
}

/// `[1]` and `[2]`, which versions 2 and 3 may have (RFC 5280 §4.1.2.8).
fn unique_identifiers(tbs: &mut Reader<'_>, version: u8) -> Result<bool, CertificateError> {
    let mut any = false;
    if version > 1 && !tbs.begins_with(context(3, true)) {
        for number in [1, 2] {
            let identifier = tbs
                .optional(context(number, false))
                .and_then(|element| element.map(|bits| bits.bit_string()).transpose())
                .map_err(|e| e.within(Field::UniqueIdentifier))?;
            any |= identifier.is_some();
        }
    }
    Ok(any)
}
