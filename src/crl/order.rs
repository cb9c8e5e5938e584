//! The order of the entries of a CRL: by serial number, so that one is found in few steps.

use super::reader::Entry;
use crate::bytes::der::Reader;
use alloc::collections::TryReserveError;
use alloc::vec::Vec;

/// Sort keys are made if entries have at least this many bytes on average: with a serial number of 16 bytes, an entry
/// has 35. A key has 8 bytes, so the keys take at most a quarter of the CRL's memory, for as long as sorting takes.
const LEAST_BYTES_FOR_KEYS: usize = 32;

/// Sorts the starts of entries by the bytes of their serial numbers.
///
/// The entries were read before, and are in another order. CAs that list them by date list the serial numbers in no order,
/// because they must choose them at random (CA/Browser Forum BR §7.1).
pub(super) fn sort(der: &[u8], starts: &mut [u32]) -> Result<(), TryReserveError> {
    let serials = || starts.iter().map(|start| serial(der, *start));
    if starts.len().saturating_mul(LEAST_BYTES_FOR_KEYS) > der.len() {
        starts.sort_unstable_by(|a, b| serial(der, *a).cmp(serial(der, *b)));
        return Ok(());
    }
    // Comparing entries directly would read two of them for each comparison, at random places of the CRL.
    let first = serials().next().unwrap_or_default();
    let shared = serials().fold(first.len(), |shared, serial| {
        first.iter().zip(serial).take(shared).take_while(|(a, b)| a == b).count()
    });
    let mut keys = Vec::new();
    keys.try_reserve_exact(starts.len())?;
    keys.extend(starts.iter().map(|start| (key(serial(der, *start), shared), *start)));
    keys.sort_unstable_by(|(a, a_start), (b, b_start)| {
        a.cmp(b).then_with(|| serial(der, *a_start).cmp(serial(der, *b_start)))
    });
    for (start, (_, sorted)) in starts.iter_mut().zip(keys) {
        *start = sorted;
    }
    Ok(())
}

/// The four bytes of a serial number after those that all have in common. Missing ones count as zero.
fn key(serial: &[u8], shared: usize) -> u32 {
    let mut bytes = [0; 4];
    for (byte, digit) in bytes.iter_mut().zip(serial.iter().skip(shared)) {
        *byte = *digit;
    }
    u32::from_be_bytes(bytes)
}

/// The serial number of the entry at `start`.
fn serial(der: &[u8], start: u32) -> &[u8] {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let mut entry = Reader::new(der.get(start..).unwrap_or_default());
    Entry::read(&mut entry).map_or(&[][..], |entry| entry.serial)
}
