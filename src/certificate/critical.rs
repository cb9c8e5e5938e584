//! Critical extensions that are not processed: whether their contents have the form that their standard gives them.
//!
//! Such a certificate is rejected either way. The difference is what its CA must correct.

use super::distribution_points;
use super::entries;
use super::extensions::access_descriptions;
use crate::bytes::der::{DerError, Element, Fault, Reader, Tag, context};
use crate::bytes::oid;

/// True if the contents do not have the form of the extension; false for an extension whose form is not known here.
pub(super) fn is_malformed(id: &[u8], contents: &[u8]) -> bool {
    let value = Reader::new(contents);
    let checked = match id {
        oid::CRL_DISTRIBUTION_POINTS | oid::FRESHEST_CRL => distribution_points::check(value),
        oid::AUTHORITY_INFO_ACCESS | oid::SUBJECT_INFO_ACCESS => access_descriptions(value),
        oid::CERTIFICATE_POLICIES => list(value, policy),
        oid::POLICY_MAPPINGS => list(value, mapping),
        oid::POLICY_CONSTRAINTS => policy_constraints(value),
        oid::INHIBIT_ANY_POLICY => number(value),
        oid::ISSUER_ALT_NAME => general_names(value),
        _ => Ok(()),
    };
    checked.is_err()
}

/// A SEQUENCE of at least one SEQUENCE.
fn list(
    mut value: Reader<'_>,
    entry: fn(&Element<'_>) -> Result<(), DerError>,
) -> Result<(), DerError> {
    let list = value.expect(Tag::Sequence)?;
    value.end()?;
    entries::read(&list, &|inside| entry(&inside.expect(Tag::Sequence)?))
}

/// `PolicyInformation` (RFC 5280 §4.2.1.4).
fn policy(entry: &Element<'_>) -> Result<(), DerError> {
    let mut inside = entry.inside();
    inside.expect(Tag::ObjectIdentifier)?.oid()?;
    inside.optional(Tag::Sequence)?;
    inside.end()
}

/// A pair of policies (RFC 5280 §4.2.1.5).
fn mapping(entry: &Element<'_>) -> Result<(), DerError> {
    let mut inside = entry.inside();
    inside.expect(Tag::ObjectIdentifier)?.oid()?;
    inside.expect(Tag::ObjectIdentifier)?.oid()?;
    inside.end()
}

/// `PolicyConstraints` (RFC 5280 §4.2.1.11): one of two numbers, or both.
fn policy_constraints(mut value: Reader<'_>) -> Result<(), DerError> {
    let outer = value.expect(Tag::Sequence)?;
    value.end()?;
    let mut inside = outer.inside();
    if inside.is_empty() {
        return Err(outer.fault(Fault::Empty));
    }
    for tag in [0, 1] {
        if let Some(count) = inside.optional(context(tag, false))? {
            count.natural()?;
        }
    }
    inside.end()
}

/// `SkipCerts` (RFC 5280 §4.2.1.14).
fn number(mut value: Reader<'_>) -> Result<(), DerError> {
    value.expect(Tag::Integer)?.natural()?;
    value.end()
}

/// `GeneralNames` (RFC 5280 §4.2.1.7).
fn general_names(mut value: Reader<'_>) -> Result<(), DerError> {
    let list = value.expect(Tag::Sequence)?;
    value.end()?;
    distribution_points::check_general_names(&list)
}
