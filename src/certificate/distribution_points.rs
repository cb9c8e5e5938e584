//! A strict walk over CRL distribution points (RFC 5280 §4.2.1.13).

use super::general_name::GeneralName;
use crate::bytes::der::{DerError, Element, Fault, Reader, Tag, context};

/// Reads a `CRLDistributionPoints` to its end.
pub(super) fn check(mut value: Reader<'_>) -> Result<(), DerError> {
    let list = value.expect(Tag::Sequence)?;
    value.end()?;
    let mut points = list.inside();
    if points.is_empty() {
        return Err(list.fault(Fault::Empty));
    }
    while !points.is_empty() {
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
    }
    Ok(())
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
    let mut attributes = relative.inside();
    if attributes.is_empty() {
        return Err(relative.fault(Fault::Empty));
    }
    while !attributes.is_empty() {
        let mut attribute = attributes.expect(Tag::Sequence)?.inside();
        attribute.expect(Tag::ObjectIdentifier)?.oid()?;
        attribute.any()?;
        attribute.end()?;
    }
    Ok(())
}

fn check_general_names(list: &Element<'_>) -> Result<(), DerError> {
    let mut names = list.inside();
    if names.is_empty() {
        return Err(list.fault(Fault::Empty));
    }
    while !names.is_empty() {
        GeneralName::read(&mut names)?;
    }
    Ok(())
}
