//! Lists that must have an entry.

use crate::bytes::der::{DerError, Element, Fault, Reader};

/// Reads all entries of a list with `entry`. An empty list is an error.
pub(super) fn read<'e>(
    list: &Element<'e>,
    entry: &dyn Fn(&mut Reader<'e>) -> Result<(), DerError>,
) -> Result<(), DerError> {
    let mut inside = list.inside();
    if inside.is_empty() {
        return Err(list.fault(Fault::Empty));
    }
    while !inside.is_empty() {
        entry(&mut inside)?;
    }
    Ok(())
}
