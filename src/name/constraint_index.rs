//! The subtrees of one CA, read once for all names: the work is that of reading the names and the subtrees, and not that of
//! comparing each with each.
//!
//! It says only whether a name is within. Where it is not, [`Constraints::judge`] compares the name with each subtree, and
//! says why.

use super::address_index::AddressIndex;
use super::constrained::Constrained;
use super::constraints::Constraints;
use super::dns::is_plain_name;
use super::host_index::{HostIndex, Subtrees};
use super::name_kinds::NameKinds;
use super::presented::{self, Entry};
use super::relation::List;
use super::subtree;
use super::wildcard::cut;
use core::net::IpAddr;

/// An index of the dNSName and iPAddress constraints of one CA.
#[derive(Debug)]
pub(crate) struct ConstraintIndex<'a> {
    kinds: NameKinds,
    hosts: Hosts<'a>,
    addresses: Addresses,
}

/// What is answered without comparing a name with each subtree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quick {
    /// The CA may issue for the name, and webpki agrees.
    Within,
    /// The CA may issue for the name, but webpki cannot compare it, or a constraint.
    Form,
    /// The CA may not issue for the name, or name or constraint are malformed.
    Outside,
    /// The name has to be compared with each subtree.
    Unknown,
}

#[derive(Debug, Default)]
struct Hosts<'a> {
    permitted: HostIndex<'a>,
    excluded: HostIndex<'a>,
    /// For each excluded base, what is above its first label. A wildcard in the first label covers that label.
    parents: HostIndex<'a>,
    facts: Facts,
    /// There is a base that is well-formed and not empty, so a malformed name cannot be compared.
    compares: bool,
    /// webpki cannot compare one of the bases.
    has_odd_form: bool,
}

#[derive(Debug, Default)]
struct Addresses {
    permitted: AddressIndex,
    excluded: AddressIndex,
    facts: Facts,
    /// There are permitted subtrees for IPv4.
    limits_v4: bool,
}

/// Facts about the subtrees for one kind of names.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    /// No name is within: a base is malformed, or excludes all names.
    refuses_all: bool,
    /// There are permitted subtrees.
    limits: bool,
    /// A permitted subtree includes every name.
    permits_all: bool,
}

impl<'a> ConstraintIndex<'a> {
    pub(crate) fn new(constraints: &Constraints<'a>) -> Self {
        Self {
            kinds: constraints.kinds(),
            hosts: Hosts::of(constraints),
            addresses: Addresses::of(constraints),
        }
    }

    /// Whether a name is within, without comparing it with each subtree.
    pub(crate) fn quick(&self, name: &Constrained<'_>) -> Quick {
        match *name {
            _ if !self.kinds.has(name.kinds()) => Quick::Within,
            Constrained::Entry(Entry::Dns(name)) => match self.hosts.quick(name) {
                Quick::Within
                    if self.hosts.has_odd_form || !subtree::is_comparable(name, false) =>
                {
                    Quick::Form
                }
                quick => quick,
            },
            Constrained::Entry(Entry::Ip(bytes)) => {
                let address = presented::address(bytes);
                let is_within = address.is_some_and(|address| self.addresses.permit(address));
                if is_within { Quick::Within } else { Quick::Outside }
            }
            _ => Quick::Unknown,
        }
    }
}

impl<'a> Hosts<'a> {
    fn of(constraints: &Constraints<'a>) -> Self {
        let mut hosts = Self::default();
        for (list, contents, slot) in [
            (List::Permitted, constraints.permitted, &mut hosts.permitted),
            (List::Excluded, constraints.excluded, &mut hosts.excluded),
        ] {
            let bases = |(tag, _): &(u8, &[u8])| NameKinds::of_tag(*tag) == NameKinds::DNS;
            let count = Subtrees::new(contents).filter(bases).count();
            *slot = HostIndex::new(contents, count);
            if list == List::Excluded {
                hosts.parents = HostIndex::new(contents, count);
            }
            let mut subtrees = Subtrees::new(contents);
            while let Some((tag, base)) = subtrees.next() {
                if NameKinds::of_tag(tag) != NameKinds::DNS {
                    continue;
                }
                hosts.has_odd_form |= !subtree::is_comparable(base, true);
                hosts.facts.limits |= list == List::Permitted;
                let (plain, is_dotted) = subtree::without_dot(base);
                if base.is_empty() {
                    hosts.facts.refuses_all |= list == List::Excluded;
                    hosts.facts.permits_all |= list == List::Permitted;
                } else if !is_plain_name(plain) {
                    hosts.facts.refuses_all = true;
                } else {
                    hosts.compares = true;
                    let end = subtrees.end();
                    slot.add(end, plain.len(), is_dotted && list == List::Permitted);
                    if list == List::Excluded {
                        hosts.parents.add(end, cut(plain).1.map_or(0, <[u8]>::len), false);
                    }
                }
            }
        }
        hosts.permitted.sort();
        hosts.excluded.sort();
        hosts.parents.sort();
        hosts
    }

    fn quick(&self, name: &[u8]) -> Quick {
        if self.facts.refuses_all || (self.compares && !subtree::is_host(name)) {
            return Quick::Outside;
        }
        let is_limited = self.facts.limits && !self.facts.permits_all;
        if is_limited && !self.permitted.includes(name) {
            return Quick::Outside;
        }
        let is_excluded = match cut(name) {
            // It covers every label that a base has at this place, and a base may have any number of them.
            (_, Some(rest)) if memchr::memchr(b'*', rest).is_some() => return Quick::Unknown,
            (first, rest) if memchr::memchr(b'*', first).is_some() => {
                let rest = rest.unwrap_or_default();
                self.excluded.includes(rest) || self.parents.has(rest)
            }
            _ => self.excluded.includes(name),
        };
        if is_excluded { Quick::Outside } else { Quick::Within }
    }
}

impl Addresses {
    fn of(constraints: &Constraints<'_>) -> Self {
        let mut addresses = Self::default();
        for (list, contents, slot) in [
            (List::Permitted, constraints.permitted, &mut addresses.permitted),
            (List::Excluded, constraints.excluded, &mut addresses.excluded),
        ] {
            for (tag, base) in Subtrees::new(contents) {
                if NameKinds::of_tag(tag) != NameKinds::IP {
                    continue;
                }
                if !subtree::has_prefix_mask(base) {
                    addresses.facts.refuses_all = true;
                    continue;
                }
                if list == List::Permitted {
                    addresses.facts.limits = true;
                    addresses.limits_v4 |= base.len() == 8;
                }
                slot.add(base);
            }
            slot.sort();
        }
        addresses
    }

    /// Whether an address is within, and the IPv4 address in an IPv4-mapped IPv6 address too.
    fn permit(&self, address: IpAddr) -> bool {
        let is_within = |address: IpAddr, is_limited: bool| {
            (!is_limited || self.permitted.includes(address)) && !self.excluded.includes(address)
        };
        let mapped = match address {
            IpAddr::V6(v6) => v6.to_ipv4_mapped().map(IpAddr::V4),
            IpAddr::V4(_) => None,
        };
        !self.facts.refuses_all
            && is_within(address, self.facts.limits)
            && mapped.is_none_or(|mapped| is_within(mapped, self.limits_v4))
    }
}
