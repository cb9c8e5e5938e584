//! Uploads: all certificates of a file are added, or none.

use super::{Added, TrustRole, TrustStore, TrustStoreError};
use crate::bundle::Bundle;
use crate::certificate::Certificate;
use crate::sort::sort_unstable;
use alloc::vec::Vec;

impl TrustStore {
    /// Adds the certificates of an uploaded file to the custom part: all of them, or none.
    ///
    /// A CA becomes an [anchor](TrustRole::Anchor). Any other certificate becomes a [pin](TrustRole::Pin); so does a
    /// version 1 certificate, which cannot state whether it is a CA. No clock is needed: an expired certificate is
    /// added, and rejected when a chain ends in it. A CA with the subject and the key of a built-in root keeps the
    /// constraints and the date that the maker of the built-in part sets on that root.
    ///
    /// # Errors
    ///
    /// [`TrustStoreError`]: the file needs more entries, bytes or memory than are free, or one of its certificates
    /// cannot be trusted. The store is unchanged; [`TrustStoreError::remedy`] says how to continue.
    ///
    /// ```
    /// use trustslot::{BuiltIn, Bundle, TrustStore};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    ///
    /// let bundle = Bundle::parse("pbx.pem", file)?;
    /// let mut store = TrustStore::with_limit(BuiltIn::EMPTY, 2);
    /// let error = store.add(&bundle).unwrap_err();
    /// assert_eq!(error.to_string(), "the file has 3 new certificates; 2 of 2 entries are free");
    /// assert!(store.custom().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn add(&mut self, bundle: &Bundle) -> Result<Added, TrustStoreError> {
        let mut added = Added::default();
        let mut new: Vec<&Certificate> = Vec::new();
        // Sorted by their bytes: with a high limit, comparing each with each would take seconds.
        let mut seen: Vec<&Certificate> = Vec::new();
        seen.try_reserve(self.custom.len().saturating_add(bundle.certificates().len()))?;
        seen.extend(&self.custom);
        sort_unstable(&mut seen, |a, b| a.as_der().cmp(b.as_der()));
        for (index, certificate) in bundle.certificates().iter().enumerate() {
            let found = seen.binary_search_by_key(&certificate.as_der(), |seen| seen.as_der());
            let Err(place) = found else {
                added.known = added.known.saturating_add(1);
                continue;
            };
            let role = TrustRole::admitted(certificate).map_err(|reason| {
                TrustStoreError::Unfit { position: index.saturating_add(1), reason }
            })?;
            seen.insert(place, certificate);
            added.new = added.new.saturating_add(1);
            if role == TrustRole::Pin {
                added.pins = added.pins.saturating_add(1);
            }
            if self.built_in.position(certificate).is_some() {
                added.also_built_in = added.also_built_in.saturating_add(1);
            }
            new.try_reserve(1)?;
            new.push(certificate);
        }
        drop(seen);
        self.check_room(&new)?;
        if !new.is_empty() {
            self.custom.try_reserve(new.len())?;
            self.custom.extend(new.into_iter().cloned());
            self.changed();
        }
        Ok(added)
    }

    fn check_room(&self, new: &[&Certificate]) -> Result<(), TrustStoreError> {
        let (count, limit) = (new.len(), self.limit);
        let full = TrustStoreError::Full { new: count, free: self.free(), limit };
        let bytes: usize = new.iter().map(|new| new.as_der().len()).sum();
        let (free_bytes, byte_limit) = (self.free_bytes(), self.byte_limit);
        let too_large = |at_least, at_most| {
            Err(TrustStoreError::TooLarge {
                bytes,
                free: free_bytes,
                limit: byte_limit,
                at_least,
                at_most,
            })
        };
        if count > limit || bytes > byte_limit {
            let mut sizes = sizes(new.iter().copied())?;
            sort_unstable(&mut sizes, Ord::cmp);
            let at_most = running_sums(&sizes).take_while(|sum| *sum <= byte_limit).count();
            return if at_most >= limit { Err(full) } else { too_large(0, at_most) };
        }
        let missing_entries = count.saturating_sub(self.free());
        let missing_bytes = bytes.saturating_sub(free_bytes);
        if missing_entries == 0 && missing_bytes == 0 {
            return Ok(());
        }
        let mut sizes = sizes(&self.custom)?;
        sort_unstable(&mut sizes, |one, other| other.cmp(one));
        let too_few = running_sums(&sizes).take_while(|sum| *sum < missing_bytes).count();
        let at_least = if missing_bytes == 0 { 0 } else { too_few.saturating_add(1) };
        if at_least <= missing_entries { Err(full) } else { too_large(at_least, count) }
    }
}

fn sizes<'a>(
    certificates: impl IntoIterator<Item = &'a Certificate, IntoIter: ExactSizeIterator>,
) -> Result<Vec<usize>, TrustStoreError> {
    let certificates = certificates.into_iter();
    let mut sizes = Vec::new();
    sizes.try_reserve(certificates.len())?;
    sizes.extend(certificates.map(|certificate| certificate.as_der().len()));
    Ok(sizes)
}

/// The sum of the first, of the first two, and so on.
fn running_sums(sizes: &[usize]) -> impl Iterator<Item = usize> {
    sizes.iter().scan(0_usize, |sum, size| {
        *sum = sum.saturating_add(*size);
        Some(*sum)
    })
}
