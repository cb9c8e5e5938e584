//! How a name relates to the base of one subtree (RFC 5280 §4.2.1.10).

use super::dns::{DnsName, is_label_byte, is_plain_name};
use super::relation::{List, Relation, is_below};
use crate::bytes::der::{Reader, Tag};
use crate::certificate::is_same_name;
use core::net::IpAddr;

/// The longest directory name that is compared, in bytes. Names in use have up to 300. A longer one cannot be judged.
const MAX_DIRECTORY: usize = 1_024;

/// The longest URI whose host is looked for, in bytes: what browsers and servers accept. A longer one cannot be judged.
const MAX_URI: usize = 2_048;

/// Compares a host name, which may have wildcards, with the base of a dNSName constraint. All names that it covers must be
/// permitted, and none excluded.
///
/// RFC 5280 §4.2.1.10 does not define a leading dot here, but manuals teach it and Mozilla imposes ".tr" on a root. Some
/// verifiers read it as "below", others ignore the dot. So as a permission it means "below", and as an exclusion it
/// includes the domain itself.
pub(super) fn host(name: &[u8], base: &[u8], list: List) -> Relation {
    // RFC 5280 §4.2.1.10: adding labels to nothing gives every name.
    if base.is_empty() {
        return Relation::Within;
    }
    let (base, is_dotted) = without_dot(base);
    if !is_plain_name(base) {
        return Relation::OddConstraint;
    }
    if !is_host(name) {
        return Relation::OddName;
    }
    let mut labels = name.rsplit(|byte| *byte == b'.');
    let covers = |label: &[u8], base: &[u8]| {
        let may_be_any = list == List::Excluded && label.contains(&b'*');
        may_be_any || label.eq_ignore_ascii_case(base)
    };
    let within = base
        .rsplit(|byte| *byte == b'.')
        .all(|base| labels.next().is_some_and(|label| covers(label, base)));
    let is_too_high = is_dotted && list == List::Permitted && labels.next().is_none();
    Relation::of(within && !is_too_high)
}

/// The base of a constraint without its leading dot, and whether it has one.
pub(super) fn without_dot(base: &[u8]) -> (&[u8], bool) {
    match base.strip_prefix(b".") {
        Some(parent) => (parent, true),
        None => (base, false),
    }
}

/// Whether the form of a name allows comparing it: labels, which may have wildcards, and at most as long as a host name.
pub(super) fn is_host(name: &[u8]) -> bool {
    let may_stand = |byte: &u8| is_label_byte(*byte) || *byte == b'*';
    name.len() <= DnsName::MAX_BYTES
        && name
            .split(|byte| *byte == b'.')
            .all(|label| !label.is_empty() && label.iter().all(may_stand))
}

/// Compares the host of a URI with the base of a URI constraint: the same host, or with a leading dot all hosts below it.
/// The host may have a wildcard, as that of a `sip` URI.
pub(super) fn uri_host(name: &[u8], base: &[u8], list: List) -> Relation {
    let (parent, is_dotted) = without_dot(base);
    if !is_plain_name(parent) {
        return Relation::OddConstraint;
    }
    if list == List::Excluded && name.contains(&b'*') {
        return host(name, parent, list);
    }
    Relation::of(if is_dotted { is_below(name, parent) } else { name.eq_ignore_ascii_case(base) })
}

/// Compares an address with the address and mask of a constraint. One of the other version is outside.
pub(super) fn address(name: IpAddr, base: &[u8]) -> Relation {
    if !has_prefix_mask(base) {
        return Relation::OddConstraint;
    }
    let (network, mask) = base.split_at(base.len() / 2);
    let within = |bytes: &[u8]| {
        bytes.len() == network.len()
            && bytes
                .iter()
                .zip(network)
                .zip(mask)
                .all(|((byte, network), mask)| byte & mask == network & mask)
    };
    Relation::of(match name {
        IpAddr::V4(v4) => within(&v4.octets()),
        IpAddr::V6(v6) => within(&v6.octets()),
    })
}

/// Whether this is an address and a mask of equal length, with all ones before all zeros (RFC 5280 §4.2.1.10).
pub(super) fn has_prefix_mask(base: &[u8]) -> bool {
    if !matches!(base.len(), 8 | 32) {
        return false;
    }
    let mask = base.iter().skip(base.len() / 2);
    let mut rest = mask.skip_while(|byte| **byte == 0xff);
    let edge = rest.next().copied().unwrap_or_default();
    let is_one_edge = edge.leading_ones().saturating_add(edge.trailing_zeros()) >= u8::BITS;
    is_one_edge && rest.all(|byte| *byte == 0)
}

/// Compares two names, each given by the contents of its `Name`: the base must be the first part of the name. `None` if a
/// name is too long to be compared. The comparison is lenient (RFC 5280 §7.1): verifiers differ about the rest.
pub(super) fn directory(name: &[u8], base: &[u8]) -> Option<Relation> {
    if name.len() > MAX_DIRECTORY || base.len() > MAX_DIRECTORY {
        return None;
    }
    if name.starts_with(base) {
        return Some(Relation::Within);
    }
    let mut sets = Reader::new(base);
    let mut rest = Reader::new(name);
    let mut length = 0_usize;
    while !sets.is_empty() {
        sets.expect(Tag::Set).ok()?;
        let Ok(set) = rest.expect(Tag::Set) else {
            return Some(Relation::Outside);
        };
        length = length.saturating_add(set.whole.len());
    }
    Some(Relation::of(is_same_name(name.get(..length)?, base)))
}

/// The host of a URI (RFC 3986 §3.2.2), or of a `sip` or `sips` URI. `None` if it has none, or one that is not a name: RFC 5280
/// §4.2.1.10 defines constraints for names only.
pub(super) fn host_of(uri: &[u8]) -> Option<&[u8]> {
    if uri.len() > MAX_URI {
        return None;
    }
    let colon = memchr::memchr(b':', uri)?;
    let (scheme, rest) = uri.split_at_checked(colon)?;
    let rest = rest.get(1..)?;
    let is_sip = scheme.eq_ignore_ascii_case(b"sip") || scheme.eq_ignore_ascii_case(b"sips");
    let rest = match rest.strip_prefix(b"//") {
        Some(rest) if !is_sip => rest,
        None if is_sip => rest,
        _ => return None,
    };
    let authority = rest.split(|byte| matches!(byte, b'/' | b'?' | b'#' | b';')).next()?;
    let after_user = match memchr::memrchr(b'@', authority) {
        Some(at) => authority.get(at.saturating_add(1)..)?,
        None => authority,
    };
    let host = after_user.split(|byte| *byte == b':').next()?;
    let plain = host.strip_prefix(b"*.").unwrap_or(host);
    // `[`, `%` and other bytes of addresses and escapes are in no plain name; a name does not end in a number.
    let ends_in_number = plain.rsplit(|byte| *byte == b'.').next()?.iter().all(u8::is_ascii_digit);
    (is_plain_name(plain) && !ends_in_number).then_some(host)
}

/// Whether webpki can compare this dNSName, or this base, with others (`is_valid_dns_id` of webpki 0.103). It refuses every
/// chain with another one: names with a wildcard for a part of a label or directly below a top-level domain, labels that
/// begin or end with a hyphen, and names that end in a number.
pub(super) fn is_comparable(name: &[u8], is_base: bool) -> bool {
    if is_base && name.is_empty() {
        return true;
    }
    let plain = match (name.strip_prefix(b"*."), name.strip_prefix(b".")) {
        (Some(plain), _) if !is_base && plain.contains(&b'.') => plain,
        (_, Some(plain)) if is_base => plain,
        _ => name,
    };
    let has_hyphen_outside = |label: &[u8]| label.starts_with(b"-") || label.ends_with(b"-");
    let mut labels = plain.split(|byte| *byte == b'.');
    is_plain_name(plain)
        && name.len() <= DnsName::MAX_BYTES
        && !labels.clone().any(has_hyphen_outside)
        && labels.next_back().is_some_and(|last| !last.iter().all(u8::is_ascii_digit))
}
