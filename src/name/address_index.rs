//! The ranges of the iPAddress constraints in one list of one CA.

use crate::sort::sort_unstable;
use alloc::vec::Vec;
use core::net::IpAddr;

/// Ranges of addresses of both versions, joined where they meet, in their order. So an address is in one of them at most.
#[derive(Debug, Default)]
pub(super) struct AddressIndex(Vec<Range>);

/// The first and the last address, below the version.
#[derive(Clone, Copy, Debug)]
struct Range {
    is_v6: bool,
    first: Address,
    last: Address,
}

/// The bytes of an address, and zeros after those of version 4. Their order is that of the addresses of one version; 32-bit
/// processors need much code for the order of numbers of 128 bits.
type Address = [u8; 16];

fn filled(bytes: impl Iterator<Item = u8>) -> Address {
    let mut address = Address::default();
    address.iter_mut().zip(bytes).for_each(|(to, byte)| *to = byte);
    address
}

impl AddressIndex {
    /// Adds the addresses of a well-formed base: an address and a mask, of 4 or of 16 bytes each.
    pub(super) fn add(&mut self, base: &[u8]) {
        let (network, mask) = base.split_at(base.len() / 2);
        let bytes = || network.iter().zip(mask);
        self.0.push(Range {
            is_v6: base.len() == 32,
            first: filled(bytes().map(|(byte, mask)| byte & mask)),
            last: filled(bytes().map(|(byte, mask)| byte | !mask)),
        });
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
        let (is_v6, address) = match address {
            IpAddr::V4(v4) => (false, filled(v4.octets().into_iter())),
            IpAddr::V6(v6) => (true, v6.octets()),
        };
        let after = self.0.partition_point(|range| (range.is_v6, range.first) <= (is_v6, address));
        let before = after.checked_sub(1).and_then(|at| self.0.get(at));
        before.is_some_and(|range| range.is_v6 == is_v6 && address <= range.last)
    }
}
