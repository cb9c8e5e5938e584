//! Mail addresses and the constraints on them (RFC 5280 §4.2.1.6, §4.2.1.10).

use super::dns::is_plain_name;
use super::relation::{Relation, is_below};

/// `local@host`, neither part empty. Quoted local parts are not supported: they are not in use, and parsers disagree about
/// where they end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mailbox<'a> {
    local: &'a [u8],
    host: &'a [u8],
}

impl<'a> Mailbox<'a> {
    /// The longest address, in bytes: 64 of the local part, an `@`, and 255 of the domain (RFC 5321 §4.5.3.1).
    pub(super) const MAX_BYTES: usize = 320;

    pub(super) fn read(address: &'a [u8]) -> Option<Self> {
        if address.len() > Self::MAX_BYTES {
            return None;
        }
        let mut parts = address.split(|byte| *byte == b'@');
        let (Some(local), Some(host), None) = (parts.next(), parts.next(), parts.next()) else {
            return None;
        };
        let is_atom = |byte: &u8| byte.is_ascii_graphic() && !b"\"\\()<>[],;:".contains(byte);
        let is_read = !local.is_empty() && local.iter().all(is_atom) && is_plain_name(host);
        is_read.then_some(Self { local, host })
    }
}

/// Whether `mailbox` is within the base of an rfc822Name constraint: a mailbox, a host, or `.domain` for all hosts below
/// it.
///
/// The local part is case-sensitive (RFC 5280 §7.5), but an exclusion applies to all its spellings.
pub(super) fn fits(mailbox: &Mailbox<'_>, base: &[u8], is_excluded: bool) -> Relation {
    if base.len() > Mailbox::MAX_BYTES {
        return Relation::OddConstraint;
    }
    let is_within = if base.contains(&b'@') {
        let Some(only) = Mailbox::read(base) else {
            return Relation::OddConstraint;
        };
        let same_local = if is_excluded {
            mailbox.local.eq_ignore_ascii_case(only.local)
        } else {
            mailbox.local == only.local
        };
        same_local && mailbox.host.eq_ignore_ascii_case(only.host)
    } else {
        let domain = base.strip_prefix(b".");
        if !is_plain_name(domain.unwrap_or(base)) {
            return Relation::OddConstraint;
        }
        match domain {
            Some(domain) => is_below(mailbox.host, domain),
            None => mailbox.host.eq_ignore_ascii_case(base),
        }
    };
    if is_within { Relation::Within } else { Relation::Outside }
}
