//! The ranges of the iPAddress constraints in one list of one CA.

use crate::sort::sort_unstable;
use alloc::vec::Vec;
use core::net::IpAddr;

/// Ranges of addresses of both versions, joined where they meet, in their order. So an address is in one of them at most.
#[derive(Debug, Default)]
pub(super) struct AddressIndex(Vec<Range>);

/// The first and the last address, as numbers below the version.
#[derive(Clone, Copy, Debug)]
struct Range {
    is_v6: bool,
    first: u128,
    last: u128,
}

impl AddressIndex {
    /// Adds the addresses of a well-formed base: an address and a mask, of 4 or of 16 bytes each.
    pub(super) fn add(&mut self, base: &[u8]) {
        let (network, mask) = base.split_at(base.len() / 2);
        let number =
            |bytes: &[u8]| bytes.iter().fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
        let (network, mask) = (number(network), number(mask));
        let is_v6 = base.len() == 32;
        let all = if is_v6 { u128::MAX } else { u128::from(u32::MAX) };
        let first = network & mask;
        self.0.push(Range { is_v6, first, last: first | (all & !mask) });
    }

    /// Puts the ranges in order, and joins them. Before that, nothing is found.
    pub(super) fn sort(&mut self) {
        sort_unstable(&mut self.0, |a, b| (a.is_v6, a.first).cmp(&(b.is_v6, b.first)));
        self.0.dedup_by(|next, earlier| {
            let meets = next.is_v6 == earlier.is_v6 && next.first <= earlier.last;
            if meets {
                earlier.last = earlier.last.max(next.last);
            }
            meets
        });
    }

    pub(super) fn includes(&self, address: IpAddr) -> bool {
        let (is_v6, number) = match address {
            IpAddr::V4(v4) => (false, u128::from(u32::from(v4))),
            IpAddr::V6(v6) => (true, u128::from(v6)),
        };
        let after = self.0.partition_point(|range| (range.is_v6, range.first) <= (is_v6, number));
        let before = after.checked_sub(1).and_then(|at| self.0.get(at));
        before.is_some_and(|range| range.is_v6 == is_v6 && number <= range.last)
    }
}
