//! The certificates that a CRL covers (RFC 5280 §5.2.5), and the distribution points in certificates (§4.2.1.13).

use super::CrlError;
use super::fault::{Field, Kind};
use crate::bytes::der::{DerError, Element, Reader, Tag, context};
use crate::bytes::oid;
use crate::bytes::span::Span;
use crate::certificate::Certificate;
use crate::certificate::general_name::GeneralName;

/// The certificates of its issuer that a CRL covers: all, unless its issuing distribution point limits them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scope {
    /// Contents bytes of the extension; empty if there is none.
    extension: Span,
    /// Contents bytes of the `GeneralNames` of its distribution point.
    names: Option<Span>,
    only: Only,
    /// Whether it is limited to certain reasons for revocation.
    pub(super) some_reasons: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Only {
    #[default]
    Nothing,
    EndEntities,
    Cas,
}

impl Scope {
    /// Reads an `IssuingDistributionPoint`.
    pub(super) fn read(
        value: &mut Reader<'_>,
        fail: impl Fn(DerError) -> CrlError,
    ) -> Result<Self, CrlError> {
        let point = value.expect(Tag::Sequence).map_err(&fail)?;
        let mut inside = point.inside();
        let names = inside.optional(context(0, true)).map_err(&fail)?;
        let names = match names {
            Some(name) => Some(full_name(&name, &fail)?),
            None => None,
        };
        let mut flag = |number| self::flag(&mut inside, number).map_err(&fail);
        let (end_entities, cas) = (flag(1)?, flag(2)?);
        let reasons = inside.optional(context(3, false)).map_err(&fail)?;
        let reasons = reasons.map(|reasons| reasons.bit_string());
        let some_reasons = reasons.transpose().map_err(&fail)?.is_some();
        let mut flag = |number| self::flag(&mut inside, number).map_err(&fail);
        let (indirect, attributes) = (flag(4)?, flag(5)?);
        inside.end().map_err(&fail)?;
        if indirect {
            return Err(CrlError::Indirect);
        }
        if attributes {
            return Err(CrlError::AttributeCertificates);
        }
        let only = match (end_entities, cas) {
            (false, false) => Only::Nothing,
            (true, false) => Only::EndEntities,
            (false, true) => Only::Cas,
            // RFC 5280 §5.2.5: at most one of them may be TRUE.
            (true, true) => {
                return Err(Field::DistributionPoint.fault(Kind::OnlyBoth, point.offset()));
            }
        };
        Ok(Self { extension: Span::of_value(&point), names, only, some_reasons })
    }

    /// The contents of the extension.
    pub(super) const fn extension(self) -> Span {
        self.extension
    }

    /// Whether a CRL in `der` covers this certificate. A certificate without distribution points may be in any of several
    /// CRLs, so a CRL with a distribution point is not known to cover it.
    pub(super) fn covers(self, der: &[u8], certificate: &Certificate) -> bool {
        let constraints = certificate.extensions().basic_constraints;
        let is_ca = constraints.is_some_and(|constraints| constraints.is_ca);
        let is_meant = match self.only {
            Only::Nothing => true,
            Only::EndEntities => !is_ca,
            Only::Cas => is_ca,
        };
        is_meant
            && self.names.is_none_or(|names| {
                let ours = Reader::new(names.of(der));
                certificate
                    .extension(oid::CRL_DISTRIBUTION_POINTS)
                    .is_some_and(|points| any_point_has(points, ours))
            })
    }
}

/// Reads a BOOLEAN that is FALSE by DEFAULT.
fn flag(reader: &mut Reader<'_>, number: u8) -> Result<bool, DerError> {
    let flag = reader.optional(context(number, false))?;
    flag.map_or(Ok(false), |flag| flag.boolean())
}

/// Contents bytes of the `fullName` of a `DistributionPointName`, a CHOICE and so tagged explicitly.
fn full_name(name: &Element<'_>, fail: impl Fn(DerError) -> CrlError) -> Result<Span, CrlError> {
    let mut inside = name.inside();
    let choice = inside.any().map_err(&fail)?;
    inside.end().map_err(&fail)?;
    if choice.tag == context(1, true) {
        return Err(CrlError::RelativeName);
    }
    if choice.tag != context(0, true) {
        return Err(Field::DistributionPoint.fault(Kind::NoPointName, choice.offset()));
    }
    let mut names = choice.inside();
    while !names.is_empty() {
        GeneralName::read(&mut names).map_err(&fail)?;
    }
    Ok(Span::of_value(&choice))
}

/// Whether one of a certificate's distribution points has one of these names. Points for certain reasons only, points
/// for the CRL of another CA, and malformed points are left out.
fn any_point_has(points: &[u8], names: Reader<'_>) -> bool {
    let mut value = Reader::new(points);
    let Ok(mut points) = value.expect(Tag::Sequence).map(|points| points.inside()) else {
        return false;
    };
    while let Ok(point) = points.expect(Tag::Sequence) {
        let mut inside = point.inside();
        let Ok(Some(name)) = inside.optional(context(0, true)) else {
            continue;
        };
        let Ok(Some(full)) = name.inside().optional(context(0, true)) else {
            continue;
        };
        if inside.is_empty() && have_one_in_common(full.inside(), names) {
            return true;
        }
    }
    false
}

fn have_one_in_common(mut theirs: Reader<'_>, ours: Reader<'_>) -> bool {
    while let Ok(name) = theirs.any() {
        let mut ours = ours;
        while let Ok(other) = ours.any() {
            if name.whole == other.whole {
                return true;
            }
        }
    }
    false
}
