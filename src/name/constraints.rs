//! Name constraints on the names that webpki does not check: common names used as host names, SIP domains, mail
//! addresses in the subject, and dNSName entries once more (RFC 5280 §4.2.1.10).
//!
//! A malformed constraint (a wildcard, a final dot, NUL) permits nothing and excludes everything, because its intended
//! meaning is unknown.

use super::dns::{DnsName, is_label_byte, is_plain_name};
use super::mailbox::{self, Mailbox};
use super::matching::{MatchedBy, NameMatch};
use super::presented::{self, Entry, Room};
use super::reference::ReferenceIdentity;
use super::relation::{List, Relation, is_below};
use super::sip;
use super::violation::{ConstrainedName, ConstraintFault, ConstraintViolation};
use crate::bytes::der::{DerError, Element, Reader, context};
use crate::bytes::oid;
use crate::certificate::Certificate;
use crate::text::{MAX_SHOWN, Quoted};
use alloc::string::ToString as _;
use core::net::{IpAddr, Ipv4Addr};

/// The permitted and excluded subtrees of one CA.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Constraints<'a> {
    permitted: &'a [u8],
    excluded: &'a [u8],
}

impl<'a> Constraints<'a> {
    /// Those of `issuing`, if it has any.
    pub(crate) fn of(issuing: &'a Certificate) -> Option<Self> {
        let spans = issuing.extensions().name_constraints?;
        let der = issuing.as_der();
        let subtrees = |span: Option<crate::bytes::span::Span>| {
            span.map(|span| span.of(der)).unwrap_or_default()
        };
        Some(Self::new(subtrees(spans.permitted), subtrees(spans.excluded)))
    }

    /// From the contents of a `NameConstraints` outside a certificate.
    pub(crate) fn read(contents: &'a [u8]) -> Result<Self, DerError> {
        let mut inside = Reader::new(contents);
        let permitted = inside.optional(context(0, true))?;
        let excluded = inside.optional(context(1, true))?;
        inside.end()?;
        let subtrees = |list: Option<Element<'a>>| list.map_or(&[][..], |list| list.value);
        Ok(Self::new(subtrees(permitted), subtrees(excluded)))
    }

    /// Checks the names of an end-entity `certificate`. `identity` is the name that matched and the reference, if one
    /// matched.
    ///
    /// The caller has counted subtrees times names against a limit, and each comparison is short.
    pub(crate) fn check_names(
        &self,
        certificate: &Certificate,
        identity: Option<(&NameMatch, &ReferenceIdentity)>,
    ) -> Result<(), ConstraintViolation> {
        self.check_dns_names(certificate)?;
        self.check_mail_addresses(certificate)?;
        self.check_masks(certificate)?;
        self.check_mapped_addresses(certificate)?;
        identity.map_or(Ok(()), |identity| self.check_identity(identity))
    }

    /// Checks a common name that matched as a host name, or the domain of a `sip` URI that matched.
    pub(crate) fn check_identity(
        &self,
        (name, meant): (&NameMatch, &ReferenceIdentity),
    ) -> Result<(), ConstraintViolation> {
        match meant {
            _ if name.by().is_common_name() => self.check_common_name(name.presented()),
            ReferenceIdentity::Dns(domain) if name.by() == MatchedBy::SipUri => {
                self.check_sip_domain(domain.as_bytes())
            }
            // The wildcard covers more than the reference.
            _ if name.by() == MatchedBy::SipUriWildcard => {
                self.check_sip_domain(sip::domain(name.presented().as_bytes()).unwrap_or_default())
            }
            _ => Ok(()),
        }
    }

    /// The number of subtrees in both lists.
    pub(crate) fn count(&self) -> usize {
        let [permitted, excluded] = [self.permitted, self.excluded].map(Subtrees);
        permitted.count().saturating_add(excluded.count())
    }

    /// The contents of two `GeneralSubtrees`.
    pub(crate) const fn new(permitted: &'a [u8], excluded: &'a [u8]) -> Self {
        Self { permitted, excluded }
    }

    /// Checks the common name that matched as a host name against the dNSName constraints.
    pub(crate) fn check_common_name(&self, name: &str) -> Result<(), ConstraintViolation> {
        self.check_host(ConstrainedName::CommonName, name.as_bytes())
    }

    /// Checks the domain of a `sip` URI against the dNSName constraints and those for URIs.
    pub(crate) fn check_sip_domain(&self, name: &[u8]) -> Result<(), ConstraintViolation> {
        let kind = ConstrainedName::SipDomain;
        self.check_host(kind, name)?;
        let base = |base: Entry<'a>| match base {
            Entry::Uri(base) => Some(base),
            _ => None,
        };
        self.check(kind, name, base, |base, _| uri_host(name, base))
    }

    /// Checks every dNSName, including those with wildcards.
    pub(crate) fn check_dns_names(
        &self,
        certificate: &Certificate,
    ) -> Result<(), ConstraintViolation> {
        for entry in presented::entries(certificate) {
            if let Entry::Dns(name) = entry {
                self.check_host(ConstrainedName::DnsName, name)?;
            }
        }
        Ok(())
    }

    /// Checks every emailAddress of the subject and every rfc822Name. RFC 5280 §4.2.1.10 requires the former only without a
    /// subjectAltName, but a CA that constrains mail addresses means all of them.
    pub(crate) fn check_mail_addresses(
        &self,
        certificate: &Certificate,
    ) -> Result<(), ConstraintViolation> {
        for entry in presented::entries(certificate) {
            if let Entry::Email(address) = entry {
                self.check_mail_address(address)?;
            }
        }
        for attribute in certificate.subject_attributes() {
            if attribute.oid == oid::EMAIL_ADDRESS {
                let mut room: Room = [0; 256];
                let address = presented::ascii(&attribute.value, &mut room);
                // Not ASCII: shown as it is, and not a mailbox.
                self.check_mail_address(address.unwrap_or(attribute.value.value))?;
            }
        }
        Ok(())
    }

    pub(super) fn check_mail_address(&self, address: &[u8]) -> Result<(), ConstraintViolation> {
        let base = |base: Entry<'a>| match base {
            Entry::Email(base) => Some(base),
            _ => None,
        };
        let mailbox = Mailbox::read(address);
        let kind = ConstrainedName::MailAddress;
        self.check(kind, address, base, |base, list| match &mailbox {
            Some(mailbox) => mailbox::fits(mailbox, base, list == List::Excluded),
            None => Relation::OddName,
        })
    }

    /// Checks the masks of address constraints; webpki checks the addresses. If the mask of an excluded subtree has a hole,
    /// webpki does not exclude addresses that differ before the hole, and the intended range is unknown.
    fn check_masks(&self, certificate: &Certificate) -> Result<(), ConstraintViolation> {
        let addresses = |entry| match entry {
            Entry::Ip(bytes) => presented::address(bytes),
            _ => None,
        };
        let Some(address) = presented::entries(certificate).find_map(addresses) else {
            return Ok(());
        };
        let base = |base: Entry<'a>| match base {
            Entry::Ip(base) => Some(base),
            _ => None,
        };
        let name = address.to_string();
        let kind = ConstrainedName::Address;
        self.check(kind, name.as_bytes(), base, |base, list| match (has_prefix_mask(base), list) {
            (false, _) => Relation::OddConstraint,
            (true, List::Permitted) => Relation::Within,
            (true, List::Excluded) => Relation::Outside,
        })
    }

    /// Checks the IPv4 address in each IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) against the constraints for IPv4.
    /// webpki checks it against those for IPv6 alone.
    fn check_mapped_addresses(&self, certificate: &Certificate) -> Result<(), ConstraintViolation> {
        for entry in presented::entries(certificate) {
            let Entry::Ip(bytes) = entry else { continue };
            let Some(IpAddr::V6(address)) = presented::address(bytes) else { continue };
            let Some(mapped) = address.to_ipv4_mapped() else { continue };
            let base = |base: Entry<'a>| match base {
                Entry::Ip(base) if base.len() == 8 => Some(base),
                _ => None,
            };
            let name = address.to_string();
            let kind = ConstrainedName::Address;
            self.check(kind, name.as_bytes(), base, |base, _| ipv4(mapped, base))?;
        }
        Ok(())
    }

    fn check_host(&self, kind: ConstrainedName, name: &[u8]) -> Result<(), ConstraintViolation> {
        let base = |base: Entry<'a>| match base {
            Entry::Dns(base) => Some(base),
            _ => None,
        };
        self.check(kind, name, base, |base, list| host(name, base, list))
    }

    /// Checks one name against the subtrees with a base that `select` returns. It must be in none of the excluded ones, and
    /// in one of the permitted ones if there are any.
    fn check(
        &self,
        kind: ConstrainedName,
        name: &[u8],
        select: impl Fn(Entry<'a>) -> Option<&'a [u8]>,
        relate: impl Fn(&[u8], List) -> Relation,
    ) -> Result<(), ConstraintViolation> {
        let violation = |fault, constraint: Option<&[u8]>| {
            Err(ConstraintViolation {
                kind,
                name: Quoted::bytes(name, MAX_SHOWN),
                fault,
                constraint: constraint.map(|base| Quoted::bytes(base, MAX_SHOWN)),
            })
        };
        let mut is_limited = false;
        let mut is_permitted = false;
        for (list, subtrees) in [(List::Permitted, self.permitted), (List::Excluded, self.excluded)]
        {
            for base in Subtrees(subtrees).filter_map(&select) {
                match (relate(base, list), list) {
                    (Relation::OddName, _) => return violation(ConstraintFault::OddName, None),
                    (Relation::OddConstraint, _) => {
                        return violation(ConstraintFault::OddConstraint, Some(base));
                    }
                    (Relation::Within, List::Excluded) => {
                        return violation(ConstraintFault::Excluded, Some(base));
                    }
                    (relation, List::Permitted) => {
                        is_limited = true;
                        is_permitted |= relation == Relation::Within;
                    }
                    (Relation::Outside, List::Excluded) => {}
                }
            }
        }
        if is_limited && !is_permitted {
            return violation(ConstraintFault::NotPermitted, None);
        }
        Ok(())
    }
}

/// The bases of a `GeneralSubtrees` whose encoding has been checked. Reads tags and lengths only: each name is compared
/// with all bases, and one base may be as long as its certificate.
struct Subtrees<'a>(&'a [u8]);

impl<'a> Iterator for Subtrees<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (_, subtree, rest) = presented::split_element(self.0)?;
        self.0 = rest;
        presented::entry(subtree).map(|(base, _)| base)
    }
}

/// Compares a host name, which may have wildcards, with the base of a dNSName constraint. All names that it covers must be
/// permitted, and none excluded.
///
/// RFC 5280 §4.2.1.10 does not define a leading dot here, but manuals teach it and Mozilla imposes ".tr" on a root. Some
/// verifiers read it as "below", others ignore the dot. So as a permission it means "below", and as an exclusion it
/// includes the domain itself.
fn host(name: &[u8], base: &[u8], list: List) -> Relation {
    // RFC 5280 §4.2.1.10: adding labels to nothing gives every name.
    if base.is_empty() {
        return Relation::Within;
    }
    let (base, is_dotted) = match base.strip_prefix(b".") {
        Some(parent) => (parent, true),
        None => (base, false),
    };
    if !is_plain_name(base) {
        return Relation::OddConstraint;
    }
    // No host name is longer. This bounds the work, because each name is compared with every constraint.
    if name.len() > DnsName::MAX_BYTES {
        return Relation::OddName;
    }
    let has_odd_byte = |label: &[u8]| {
        let may_stand = |byte: &u8| is_label_byte(*byte) || *byte == b'*';
        label.is_empty() || !label.iter().all(may_stand)
    };
    let mut labels = name.rsplit(|byte| *byte == b'.');
    if labels.clone().any(has_odd_byte) {
        return Relation::OddName;
    }
    let covers = |label: &[u8], base: &[u8]| {
        let may_be_any = list == List::Excluded && label.contains(&b'*');
        may_be_any || label.eq_ignore_ascii_case(base)
    };
    let within = base
        .rsplit(|byte| *byte == b'.')
        .all(|base| labels.next().is_some_and(|label| covers(label, base)));
    let is_too_high = is_dotted && list == List::Permitted && labels.next().is_none();
    if within && !is_too_high { Relation::Within } else { Relation::Outside }
}

/// Whether this is an address and a mask of equal length, with all ones before all zeros (RFC 5280 §4.2.1.10).
fn has_prefix_mask(base: &[u8]) -> bool {
    let mask = base.iter().skip(base.len() / 2);
    let mut rest = mask.skip_while(|byte| **byte == 0xff);
    let edge = rest.next().copied().unwrap_or_default();
    let is_one_edge = edge.leading_ones().saturating_add(edge.trailing_zeros()) >= u8::BITS;
    matches!(base.len(), 8 | 32) && is_one_edge && rest.all(|byte| *byte == 0)
}

/// Compares an address with the address and mask of an IPv4 constraint.
fn ipv4(address: Ipv4Addr, base: &[u8]) -> Relation {
    let (network, mask) = base.split_at(base.len() / 2);
    let octets = address.octets();
    let is_within = octets
        .iter()
        .zip(network)
        .zip(mask)
        .all(|((octet, network), mask)| octet & mask == network & mask);
    if is_within { Relation::Within } else { Relation::Outside }
}

/// Compares a host with the base of a URI constraint: the same host, or with a leading dot all hosts below it.
fn uri_host(name: &[u8], base: &[u8]) -> Relation {
    let (parent, is_within) = match base.strip_prefix(b".") {
        Some(parent) => (parent, is_below(name, parent)),
        None => (base, name.eq_ignore_ascii_case(base)),
    };
    match (is_plain_name(parent), is_within) {
        (false, _) => Relation::OddConstraint,
        (true, true) => Relation::Within,
        (true, false) => Relation::Outside,
    }
}
