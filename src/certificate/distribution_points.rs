//! A strict walk over CRL distribution points (RFC 5280 §4.2.1.13).

use super::entries;
use super::general_name::GeneralName;
use crate::bytes::der::{DerError, Element, Fault, Reader, Tag, context};

/// Reads a `CRLDistributionPoints` to its end.
pub(super) fn check(mut value: Reader<'_>) -> Result<(), DerError> {
    let list = value.expect(Tag::Sequence)?;
    value.end()?;
    entries::read(&list, &|points| {
        let point = points.expect(Tag::Sequence)?;
        let mut inside = point.inside();
        let name = inside.optional(context(0, true))?;
        if let Some(name) = &name {
            check_name(name)?;
        }
        if let Some(reasons) = inside.optional(context(1, false))? {
            reasons.bit_string()?;
        }
        let issuer = inside.optional(context(2, true))?;
        if let Some(issuer) = &issuer {
            check_general_names(issuer)?;
        }
        inside.end()?;
        // It must not have reasons alone, or nothing.
        if name.is_none() && issuer.is_none() {
            return Err(point.fault(Fault::Empty));
        }
        Ok(())
    })
}

/// A `DistributionPointName`, a CHOICE and so tagged explicitly: a full name, or one relative to the CRL's issuer.
fn check_name(name: &Element<'_>) -> Result<(), DerError> {
    let mut inside = name.inside();
    if let Some(full) = inside.optional(context(0, true))? {
        check_general_names(&full)?;
        return inside.end();
    }
    let relative = inside.expect(context(1, true))?;
    inside.end()?;
    entries::read(&relative, &|attributes| {
        let mut attribute = attributes.expect(Tag::Sequence)?.inside();
        attribute.expect(Tag::ObjectIdentifier)?.oid()?;
        attribute.any()?;
        attribute.end()
    })
}

/// `GeneralNames` (RFC 5280 §4.2.1.6).
pub(super) fn check_general_names(list: &Element<'_>) -> Result<(), DerError> {
    entries::read(list, &|names| GeneralName::read(names).map(drop))
}
