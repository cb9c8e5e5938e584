//! A strict walk over all of a CRL (RFC 5280 §5.1).

use super::distribution_point::Scope;
use super::fault::{Field, Kind};
use super::{CrlError, CrlKind, RevocationReason, order};
use crate::bytes::der::{DerError, Element, Reader, Tag, context};
use crate::bytes::oid;
use crate::bytes::span::Span;
use crate::certificate::{
    algorithm_identifier, authority_key_identifier, check_name, extension, time,
};
use alloc::vec::Vec;
use arrayvec::ArrayVec;
use webpki::{BorrowedCertRevocationList, Error};

/// The most extensions of a CRL, and of one of its entries. RFC 5280 §5.2 and §5.3 define seven and three.
const MAX_EXTENSIONS: usize = 16;

/// The most bytes of a CRL number (RFC 5280 §5.2.3).
const MAX_NUMBER_BYTES: usize = 20;

/// The fewest bytes an entry contains: a serial number of one byte, and a `UTCTime`. So the memory for the starts of
/// the entries is a fraction of the CRL's.
const LEAST_ENTRY: usize = 3 + 15;

/// The facts of a CRL that verdicts need. Spans point into its DER.
pub(super) struct Facts {
    pub(super) signed: Span,
    /// Contents bytes.
    pub(super) signature_algorithm: Span,
    pub(super) signature: Span,
    /// Contents bytes of the Name.
    pub(super) issuer: Span,
    /// Seconds since 1970.
    pub(super) this_update: u64,
    pub(super) next_update: u64,
    pub(super) is_numbered: bool,
    pub(super) kind: CrlKind,
    /// Contents bytes of the base CRL number of a delta CRL.
    pub(super) base: Span,
    pub(super) scope: Scope,
}

/// One revoked certificate.
pub(super) struct Entry<'a> {
    pub(super) serial: &'a [u8],
    pub(super) date: Element<'a>,
    extensions: Option<Element<'a>>,
}

/// The facts, and the start of each entry in the order of the serial numbers.
pub(super) fn read(der: &[u8]) -> Result<(Facts, Vec<u32>), CrlError> {
    let list = Field::Crl.malformed();
    let mut input = Reader::new(der);
    let outer = input.expect(Tag::Sequence).map_err(&list)?;
    input.end().map_err(&list)?;
    let mut parts = outer.inside();
    let tbs = parts.expect(Tag::Sequence).map_err(&list)?;
    let algorithm = algorithm_identifier(&mut parts).map_err(&list)?;
    let signature = parts.expect(Tag::BitString).map_err(&list)?;
    let bytes = signature.bytes_of_bit_string().map_err(&list)?;
    parts.end().map_err(&list)?;

    let mut rest = tbs.inside();
    let version = rest.optional(Tag::Integer).map_err(&list)?;
    let inner = algorithm_identifier(&mut rest).map_err(&list)?;
    if inner.value != algorithm.value {
        return Err(Field::Crl.fault(Kind::AlgorithmsDiffer, inner.offset()));
    }
    let issuer = rest.expect(Tag::Sequence).map_err(&list)?;
    check_name(&issuer).map_err(Field::Issuer.malformed())?;
    if issuer.value.is_empty() {
        // RFC 5280 §5.1.2.3.
        return Err(Field::Issuer.fault(Kind::EmptyName, issuer.offset()));
    }
    let this_update = date(&mut rest)?;
    if !matches!(rest.peek(), Some(Tag::UtcTime | Tag::GeneralizedTime)) {
        return Err(CrlError::NoNextUpdate);
    }
    let next_update = date(&mut rest)?;
    if next_update < this_update {
        return Err(CrlError::NeverCurrent);
    }
    let entries = rest.optional(Tag::Sequence).map_err(&list)?;
    // RFC 5280 §5.1.2.1: version 2 is the integer 1; version 1 leaves it out and has no extensions.
    if let Some(version) = version.filter(|version| version.value != [1]) {
        return Err(Field::Crl.fault(Kind::Version, version.offset()));
    }
    let has_extensions = version.is_some() && !rest.is_empty();
    let extensions =
        if has_extensions { Extensions::read(&mut rest)? } else { Extensions::default() };
    rest.end().map_err(&list)?;
    let kind = match (extensions.is_delta, extensions.scope.some_reasons) {
        (true, _) => CrlKind::Delta,
        (false, true) => CrlKind::SomeReasons,
        (false, false) => CrlKind::Complete,
    };
    let entries = match entries {
        Some(entries) => read_entries(der, &entries, kind)?,
        None => Vec::new(),
    };
    if has_extensions {
        admit(der)?;
    }
    let facts = Facts {
        signed: Span::new(tbs.offset().saturating_sub(head(&tbs)), tbs.whole.len()),
        signature_algorithm: Span::of_value(&algorithm),
        // The first byte counts unused bits, of which there are none.
        signature: Span::new(signature.offset().saturating_add(1), bytes.len()),
        issuer: Span::of_value(&issuer),
        this_update,
        next_update,
        is_numbered: extensions.is_numbered,
        kind,
        base: extensions.base,
        scope: extensions.scope,
    };
    Ok((facts, entries))
}

/// Bytes of identifier and length.
const fn head(element: &Element<'_>) -> usize {
    element.whole.len().saturating_sub(element.value.len())
}

fn date(reader: &mut Reader<'_>) -> Result<u64, CrlError> {
    let element = reader.any().map_err(Field::Dates.malformed())?;
    time(&element).map_err(|_| Field::Dates.fault(Kind::BadDate, element.offset()))
}

fn read_entries(der: &[u8], list: &Element<'_>, kind: CrlKind) -> Result<Vec<u32>, CrlError> {
    let fail = Field::Entries.malformed();
    // Counted first, so that memory is allocated once.
    let mut count = 0_usize;
    let mut rest = list.inside();
    while !rest.is_empty() {
        let entry = rest.expect(Tag::Sequence).map_err(&fail)?;
        if entry.value.len() < LEAST_ENTRY {
            return Err(Field::Entries.fault(Kind::IncompleteEntry, entry.offset()));
        }
        count = count.saturating_add(1);
    }
    let mut starts = Vec::new();
    starts.try_reserve_exact(count)?;
    let mut rest = list.inside();
    let (mut previous, mut is_sorted): (&[u8], bool) = (&[], true);
    while !rest.is_empty() {
        // A CRL is smaller than 4 GiB.
        starts.push(u32::try_from(rest.offset()).unwrap_or(u32::MAX));
        let entry = Entry::read(&mut rest).map_err(&fail)?;
        entry.check(kind)?;
        is_sorted &= previous <= entry.serial;
        previous = entry.serial;
    }
    // Many CAs list them in this order.
    if !is_sorted {
        order::sort(der, &mut starts)?;
    }
    Ok(starts)
}

impl<'a> Entry<'a> {
    /// Reads one entry from `reader`.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut inside = reader.expect(Tag::Sequence)?.inside();
        let serial = inside.expect(Tag::Integer)?.integer()?;
        let date = inside.any()?;
        let extensions = inside.optional(Tag::Sequence)?;
        inside.end()?;
        Ok(Self { serial, date, extensions })
    }

    fn check(&self, kind: CrlKind) -> Result<(), CrlError> {
        time(&self.date).map_err(|_| Field::Entries.fault(Kind::BadDate, self.date.offset()))?;
        let Some(extensions) = &self.extensions else {
            return Ok(());
        };
        each_extension(extensions, |id, critical, value| match id.value {
            oid::REASON_CODE => {
                let mut inside = value.inside();
                let code = inside.expect(Tag::Enumerated);
                let code = code.and_then(|code| code.small_integer().map(|_| code));
                let code = code.map_err(Field::Entries.malformed())?;
                inside.end().map_err(Field::Entries.malformed())?;
                // RFC 5280 §5.3.1: only a delta CRL can remove an entry.
                let takes_back = kind == CrlKind::Delta && code.value == REMOVE_FROM_CRL;
                if RevocationReason::read(code.value).is_some() || takes_back {
                    Ok(())
                } else {
                    Err(Field::Entries.fault(Kind::BadReason, code.offset()))
                }
            }
            oid::CERTIFICATE_ISSUER => Err(CrlError::Indirect),
            oid::INVALIDITY_DATE if !critical || is_date(value) => Ok(()),
            _ if critical => Err(CrlError::UnknownCriticalExtension { offset: id.offset() }),
            _ => Ok(()),
        })
    }

    /// Whether it removes the certificate from the base CRL.
    pub(super) fn takes_back(&self) -> bool {
        self.reason_code() == Some(REMOVE_FROM_CRL)
    }

    /// The reason for the revocation, if given.
    pub(super) fn reason(&self) -> Option<RevocationReason> {
        self.reason_code().and_then(RevocationReason::read)
    }

    fn reason_code(&self) -> Option<&'a [u8]> {
        let mut rest = self.extensions?.inside();
        while let Ok(element) = rest.expect(Tag::Sequence) {
            let (id, _, value) = extension(&element).ok()?;
            if id.value == oid::REASON_CODE {
                return Some(value.inside().expect(Tag::Enumerated).ok()?.value);
            }
        }
        None
    }
}

/// `removeFromCRL` (RFC 5280 §5.3.1).
const REMOVE_FROM_CRL: &[u8] = &[8];

/// The facts from the extensions.
#[derive(Default)]
struct Extensions {
    is_numbered: bool,
    is_delta: bool,
    base: Span,
    scope: Scope,
}

impl Extensions {
    /// Reads the `[0]` with all extensions.
    fn read(rest: &mut Reader<'_>) -> Result<Self, CrlError> {
        let fail = Field::Extensions.malformed();
        let mut found = Self::default();
        let explicit = rest.expect(context(0, true)).map_err(&fail)?;
        let mut inside = explicit.inside();
        let list = inside.expect(Tag::Sequence).map_err(&fail)?;
        inside.end().map_err(&fail)?;
        each_extension(&list, |id, critical, value| match id.value {
            oid::CRL_NUMBER => {
                let number = crl_number(value.inside()).map_err(Field::Number.malformed())?;
                found.is_numbered = number.value.len() <= MAX_NUMBER_BYTES && !critical;
                Ok(())
            }
            oid::DELTA_CRL_INDICATOR => {
                let base = crl_number(value.inside()).map_err(Field::Number.malformed())?;
                // RFC 5280 §5.2.4: not negative.
                if matches!(base.value, [0x80..=0xff, ..]) {
                    return Err(Field::Number.fault(Kind::BadNumber, base.offset()));
                }
                found.base = Span::of_value(&base);
                found.is_delta = true;
                Ok(())
            }
            oid::ISSUING_DISTRIBUTION_POINT => {
                let mut inside = value.inside();
                found.scope = Scope::read(&mut inside, Field::DistributionPoint.malformed())?;
                inside.end().map_err(Field::DistributionPoint.malformed())
            }
            // The key that verifies the CRL is known from the path, so the identifier is read only where it must be.
            oid::AUTHORITY_KEY_IDENTIFIER if !critical || is_key_identifier(value) => Ok(()),
            _ if critical => Err(CrlError::UnknownCriticalExtension { offset: id.offset() }),
            _ => Ok(()),
        })?;
        Ok(found)
    }
}

/// Whether the value is an `AuthorityKeyIdentifier` (RFC 5280 §5.2.1).
fn is_key_identifier(value: &Element<'_>) -> bool {
    let mut inside = value.inside();
    authority_key_identifier(&mut inside).is_ok() && inside.is_empty()
}

/// Whether the value is a `GeneralizedTime`, as an invalidity date is (RFC 5280 §5.3.2).
fn is_date(value: &Element<'_>) -> bool {
    let mut inside = value.inside();
    let date = inside.expect(Tag::GeneralizedTime);
    date.is_ok_and(|date| time(&date).is_ok()) && inside.is_empty()
}

fn crl_number(mut value: Reader<'_>) -> Result<Element<'_>, DerError> {
    let number = value.expect(Tag::Integer)?;
    number.integer()?;
    value.end()?;
    Ok(number)
}

/// Each extension: its identifier, whether it is critical, and its value.
fn each_extension<'a>(
    list: &Element<'a>,
    mut act: impl FnMut(&Element<'a>, bool, &Element<'a>) -> Result<(), CrlError>,
) -> Result<(), CrlError> {
    let fail = Field::Extensions.malformed();
    let mut rest = list.inside();
    let mut seen: ArrayVec<&[u8], MAX_EXTENSIONS> = ArrayVec::new();
    while !rest.is_empty() {
        let element = rest.expect(Tag::Sequence).map_err(&fail)?;
        let (id, critical, value) = extension(&element).map_err(&fail)?;
        let is_new = !seen.contains(&id.value) && seen.try_push(id.value).is_ok();
        if !is_new {
            return Err(Field::Extensions.fault(Kind::ExtensionTwiceOrTooMany, element.offset()));
        }
        act(&id, critical, &value)?;
    }
    Ok(())
}

/// webpki must parse the CRL too, unless it rejects the form as unsupported: a CRL that is not complete, or a distribution
/// point without a name. CRLs without extensions do not come here. webpki rejects them all: version 1, and those that
/// openssl makes without a number. They have nothing that two parsers could read differently.
fn admit(der: &[u8]) -> Result<(), CrlError> {
    match BorrowedCertRevocationList::from_der(der) {
        Ok(list) if (&list).into_iter().all(|entry| entry.is_ok()) => Ok(()),
        Err(
            Error::UnsupportedDeltaCrl
            | Error::UnsupportedRevocationReasonsPartitioning
            | Error::UnsupportedCrlIssuingDistributionPoint,
        ) => Ok(()),
        _ => Err(CrlError::Engine),
    }
}
