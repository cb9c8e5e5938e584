//! The name that is looked for in the text of an entry.

use super::counting::would_match;
use super::rules::Matching;
use super::wildcard::Target;
use core::net::IpAddr;

/// The name or address that was dialed, and the lengths of the texts that can match it. Most texts of a certificate are
/// shorter or longer, so they are rejected before they are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    kind: Kind<'a>,
    shortest: usize,
    longest: usize,
}

#[derive(Clone, Copy, Debug)]
enum Kind<'a> {
    Host(Target<'a>, Matching),
    Address(IpAddr),
}

/// The text of an IPv4 address, in bytes: from `0.0.0.0` to `255.255.255.255`.
const IPV4: (usize, usize) = (7, 15);

/// The text of an IPv6 address, in bytes: from `::` to eight groups of which the last two are an IPv4 address in decimal.
const IPV6: (usize, usize) = (2, 45);

impl<'a> Wanted<'a> {
    /// A wildcard covers one label, or a part of it: `*.example.com` is the shortest text that matches.
    pub(super) fn host(target: Target<'a>, matching: Matching) -> Self {
        let longest = target.whole.len();
        let covered = target.first.len().saturating_sub(1);
        let shortest = longest.saturating_sub(covered);
        Self { kind: Kind::Host(target, matching), shortest, longest }
    }

    pub(super) const fn address(address: IpAddr) -> Self {
        let (shortest, longest) = match address {
            IpAddr::V4(_) => IPV4,
            IpAddr::V6(_) => IPV6,
        };
        Self { kind: Kind::Address(address), shortest, longest }
    }

    /// Whether the text alone would match.
    pub(super) fn is(&self, text: &[u8]) -> bool {
        if text.len() < self.shortest || text.len() > self.longest {
            return false;
        }
        match &self.kind {
            Kind::Host(target, matching) => would_match(text, target, *matching),
            Kind::Address(address) => {
                let text = str::from_utf8(text).ok();
                text.and_then(|text| text.parse::<IpAddr>().ok()) == Some(*address)
            }
        }
    }

    /// False if the text is too short to contain the name. A name in Unicode may be shorter than its A-label form.
    pub(super) fn may_be_in(&self, text: &[u8]) -> bool {
        text.len() >= self.shortest || !text.is_ascii()
    }
}
