//! Name constraints (RFC 5280 §4.2.1.10): one name against the subtrees of one CA.
//!
//! A malformed constraint (a wildcard, a final dot, NUL) permits nothing and excludes everything, because its intended
//! meaning is unknown.

use super::constrained::Constrained;
use super::host_index::Subtrees;
use super::mailbox::{self, Mailbox};
use super::name_kinds::NameKinds;
use super::presented::{self, Entry};
use super::relation::{List, Relation};
use super::subtree;
use super::violation::{ConstrainedName, ConstraintFault, ConstraintViolation};
use crate::bytes::der::{DerError, Element, Reader, Tag, context};
use crate::certificate::{Certificate, full_name};
use crate::text::{MAX_SHOWN, Quoted};
use alloc::string::ToString as _;
use core::net::IpAddr;

/// The permitted and excluded subtrees of one CA.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Constraints<'a> {
    pub(super) permitted: &'a [u8],
    pub(super) excluded: &'a [u8],
    kinds: NameKinds,
    count: usize,
}

/// What constraints say about one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Judgment {
    /// The CA may issue for the name, and webpki agrees.
    Within,
    /// The CA may not issue for the name, or name or constraint are malformed.
    Outside(ConstraintViolation),
    /// webpki refuses every name of this kind under a constraint of its kind, whether it is within or not.
    NotSupported(NameKinds),
    /// webpki cannot compare this DNS name or constraint, because of its form.
    Form(Quoted),
}

impl Judgment {
    /// `not_supported` are the kinds that webpki refuses although they are within.
    fn of(checked: Result<(), ConstraintViolation>, not_supported: NameKinds) -> Self {
        match checked {
            Err(violation) => Self::Outside(violation),
            Ok(()) if not_supported.is_empty() => Self::Within,
            Ok(()) => Self::NotSupported(not_supported),
        }
    }
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
        let subtrees = |list: Option<Element<'a>>| -> Result<&'a [u8], DerError> {
            let Some(list) = list else { return Ok(&[]) };
            let mut subtrees = list.inside();
            while !subtrees.is_empty() {
                let mut subtree = subtrees.expect(Tag::Sequence)?.inside();
                subtree.any()?;
                subtree.end()?;
            }
            Ok(list.value)
        };
        Ok(Self::new(subtrees(permitted)?, subtrees(excluded)?))
    }

    /// The contents of two `GeneralSubtrees`.
    pub(crate) fn new(permitted: &'a [u8], excluded: &'a [u8]) -> Self {
        let (mut kinds, mut count) = (NameKinds::default(), 0_usize);
        for (tag, _) in [permitted, excluded].into_iter().flat_map(Subtrees::new) {
            kinds = kinds.union(NameKinds::of_tag(tag));
            count = count.saturating_add(1);
        }
        Self { permitted, excluded, kinds, count }
    }

    /// The number of subtrees in both lists.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// The bytes of both lists.
    pub(crate) const fn bytes(&self) -> usize {
        self.permitted.len().saturating_add(self.excluded.len())
    }

    /// The kinds of names that the subtrees are for. Names of other kinds are always within.
    pub(crate) const fn kinds(&self) -> NameKinds {
        self.kinds
    }

    /// Checks one name. The caller has counted it, and each comparison is short: long names are malformed or not compared.
    pub(crate) fn judge(&self, name: &Constrained<'_>) -> Judgment {
        let kinds = self.kinds;
        match *name {
            Constrained::Entry(Entry::Dns(name)) if kinds.has(NameKinds::DNS) => {
                match self.check_host(ConstrainedName::DnsName, name) {
                    Ok(()) => self.form(name),
                    Err(violation) => Judgment::Outside(violation),
                }
            }
            Constrained::Entry(Entry::Ip(bytes)) if kinds.has(NameKinds::IP) => {
                Judgment::of(self.check_address(bytes), NameKinds::default())
            }
            Constrained::Entry(Entry::Email(address)) if kinds.has(NameKinds::MAIL) => {
                Judgment::of(self.check_mail_address(address), NameKinds::MAIL)
            }
            Constrained::Entry(Entry::Uri(uri)) if kinds.has(NameKinds::URI) => {
                Judgment::of(self.check_uri(uri), NameKinds::URI)
            }
            Constrained::Entry(Entry::Directory(name)) if kinds.has(NameKinds::DIRECTORY) => {
                Judgment::of(self.check_directory(name), NameKinds::DIRECTORY)
            }
            // RFC 5280 §4.2.1.10: the constraints apply to a subject that is not empty. webpki refuses an empty one too.
            Constrained::Subject(&[]) if kinds.has(NameKinds::DIRECTORY) => {
                Judgment::NotSupported(NameKinds::DIRECTORY)
            }
            Constrained::Subject(name) if kinds.has(NameKinds::DIRECTORY) => {
                Judgment::of(self.check_directory(name), NameKinds::DIRECTORY)
            }
            Constrained::Entry(Entry::OtherName) if kinds.has(NameKinds::of_tag(0)) => {
                Judgment::NotSupported(NameKinds::of_tag(0))
            }
            Constrained::Entry(Entry::Nothing(tag)) if kinds.has(NameKinds::of_tag(tag)) => {
                Judgment::NotSupported(NameKinds::of_tag(tag))
            }
            Constrained::SubjectMail(address) if kinds.has(NameKinds::MAIL) => {
                Judgment::of(self.check_mail_address(address), NameKinds::default())
            }
            Constrained::CommonName(name) if kinds.has(NameKinds::DNS) => {
                let checked = self.check_host(ConstrainedName::CommonName, name);
                Judgment::of(checked, NameKinds::default())
            }
            Constrained::SipDomain(domain) => {
                Judgment::of(self.check_sip_domain(domain), NameKinds::default())
            }
            _ => Judgment::Within,
        }
    }

    /// Checks the domain of a `sip` URI against the dNSName constraints and those for URIs.
    fn check_sip_domain(&self, name: &[u8]) -> Result<(), ConstraintViolation> {
        let kind = ConstrainedName::SipDomain;
        self.check_host(kind, name)?;
        let quoted = || Quoted::bytes(name, MAX_SHOWN);
        self.check(kind, &quoted, NameKinds::URI, &|base, list| {
            Some(subtree::uri_host(name, base, list))
        })
    }

    pub(super) fn check_mail_address(&self, address: &[u8]) -> Result<(), ConstraintViolation> {
        let mailbox = Mailbox::read(address);
        let quoted = || Quoted::bytes(address, MAX_SHOWN);
        self.check(ConstrainedName::MailAddress, &quoted, NameKinds::MAIL, &|base, list| {
            Some(match &mailbox {
                Some(mailbox) => mailbox::fits(mailbox, base, list == List::Excluded),
                None => Relation::OddName,
            })
        })
    }

    /// Checks an address, and the IPv4 address in an IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) against the constraints for
    /// IPv4 as well. webpki checks such an address against those for IPv6 alone.
    fn check_address(&self, bytes: &[u8]) -> Result<(), ConstraintViolation> {
        let address = presented::address(bytes);
        let quoted = || {
            let text = address.map(|address| Quoted::text(&address.to_string(), MAX_SHOWN));
            text.unwrap_or_else(|| Quoted::bytes(bytes, MAX_SHOWN))
        };
        let kind = ConstrainedName::Address;
        self.check(kind, &quoted, NameKinds::IP, &|base, _| {
            Some(address.map_or(Relation::OddName, |address| subtree::address(address, base)))
        })?;
        let Some(IpAddr::V6(v6)) = address else { return Ok(()) };
        let Some(mapped) = v6.to_ipv4_mapped().map(IpAddr::V4) else { return Ok(()) };
        self.check(kind, &quoted, NameKinds::IP, &|base, _| {
            (base.len() == 8).then(|| subtree::address(mapped, base))
        })
    }

    fn check_uri(&self, uri: &[u8]) -> Result<(), ConstraintViolation> {
        let Some(host) = subtree::host_of(uri) else { return Ok(()) };
        let quoted = || Quoted::bytes(uri, MAX_SHOWN);
        self.check(ConstrainedName::Uri, &quoted, NameKinds::URI, &|base, list| {
            Some(subtree::uri_host(host, base, list))
        })
    }

    /// Checks the contents of a `Name`. A base that is too long or malformed could include it, so then it is not outside.
    fn check_directory(&self, name: &[u8]) -> Result<(), ConstraintViolation> {
        let quoted = || Quoted::text(&full_name(name), MAX_SHOWN);
        let kind = ConstrainedName::DirectoryName;
        self.check(kind, &quoted, NameKinds::DIRECTORY, &|base, list| {
            let unknown = match list {
                List::Permitted => Relation::Within,
                List::Excluded => Relation::Outside,
            };
            let base = presented::split_element(base).map(|(_, name, _)| name);
            Some(base.and_then(|base| subtree::directory(name, base)).unwrap_or(unknown))
        })
    }

    fn check_host(&self, kind: ConstrainedName, name: &[u8]) -> Result<(), ConstraintViolation> {
        let quoted = || Quoted::bytes(name, MAX_SHOWN);
        self.check(kind, &quoted, NameKinds::DNS, &|base, list| {
            Some(subtree::host(name, base, list))
        })
    }

    /// A dNSName that is within, but that webpki cannot compare.
    fn form(&self, name: &[u8]) -> Judgment {
        let odd_base = self.lists().flat_map(|(_, subtrees)| subtrees).find(|(tag, base)| {
            NameKinds::of_tag(*tag) == NameKinds::DNS && !subtree::is_comparable(base, true)
        });
        match odd_base {
            _ if !subtree::is_comparable(name, false) => {
                Judgment::Form(Quoted::bytes(name, MAX_SHOWN))
            }
            Some((_, base)) => Judgment::Form(Quoted::bytes(base, MAX_SHOWN)),
            None => Judgment::Within,
        }
    }

    fn lists(&self) -> impl Iterator<Item = (List, Subtrees<'a>)> {
        let lists = [(List::Permitted, self.permitted), (List::Excluded, self.excluded)];
        lists.into_iter().map(|(list, subtrees)| (list, Subtrees::new(subtrees)))
    }

    /// Checks one name against the subtrees of its kind. It must be in none of the excluded ones, and in one of the
    /// permitted ones if there are any. `relate` leaves a subtree out by `None`. One copy of the code serves all kinds of names.
    fn check(
        &self,
        kind: ConstrainedName,
        name: &dyn Fn() -> Quoted,
        kinds: NameKinds,
        relate: &dyn Fn(&[u8], List) -> Option<Relation>,
    ) -> Result<(), ConstraintViolation> {
        let violation = |fault| Err(ConstraintViolation { kind, name: name(), fault });
        let mut permitted: Option<(&[u8], usize)> = None;
        let mut is_permitted = false;
        for (list, subtrees) in self.lists() {
            for (tag, base) in subtrees {
                if !kinds.has(NameKinds::of_tag(tag)) {
                    continue;
                }
                let Some(relation) = relate(base, list) else { continue };
                match (relation, list) {
                    (Relation::OddName, _) => return violation(ConstraintFault::OddName),
                    (Relation::OddConstraint, _) => {
                        let base = Quoted::bytes(base, MAX_SHOWN);
                        return violation(ConstraintFault::OddConstraint(base));
                    }
                    (Relation::Within, List::Excluded) => {
                        return violation(ConstraintFault::Excluded(kind.shown_base(base)));
                    }
                    (Relation::Outside, List::Excluded) => {}
                    (relation, List::Permitted) => {
                        is_permitted |= relation == Relation::Within;
                        match &mut permitted {
                            None => permitted = Some((base, 0)),
                            Some((_, more)) => *more = more.saturating_add(1),
                        }
                    }
                }
            }
        }
        match permitted {
            Some((first, more)) if !is_permitted => {
                violation(ConstraintFault::NotPermitted { first: kind.shown_base(first), more })
            }
            _ => Ok(()),
        }
    }
}
