//! Looks for the name of a certificate that nearly matches.

use super::counting::{common_name_counts, would_match};
use super::dns::DnsName;
use super::hint::NameHint;
use super::hint_message::Within;
use super::presented::{self, Entry, Room};
use super::reference::ReferenceIdentity;
use super::relation::is_below;
use super::rules::{Matching, NameRules};
use super::similar::is_one_slip_apart;
use super::wildcard::{Target, cut};
use super::{sip, wildcard_miss, wrapped};
use crate::certificate::{Certificate, start_of};
use core::net::IpAddr;

/// A hint, and the name it is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Miss<'c> {
    pub(super) hint: NameHint,
    pub(super) about: About<'c>,
}

/// The name of the certificate that a hint is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About<'c> {
    NoName,
    Entry(Within, &'c [u8]),
    /// The common name that counts, the last.
    CommonName,
}

impl<'c> Miss<'c> {
    const fn entry(hint: NameHint, within: Within, bytes: &'c [u8]) -> Self {
        Self { hint, about: About::Entry(within, bytes) }
    }

    const fn nameless(hint: NameHint) -> Self {
        Self { hint, about: About::NoName }
    }
}

/// The nearest miss. The entries come before the common name, because a name that they have in another form is what the
/// owner of the certificate must correct.
pub(super) fn find<'c>(
    certificate: &'c Certificate,
    reference: &ReferenceIdentity,
    matching: Matching,
) -> Option<Miss<'c>> {
    match reference {
        ReferenceIdentity::Dns(name) => for_name(certificate, name, matching),
        ReferenceIdentity::Ip(address) => for_address(certificate, *address, matching.rules),
    }
}

/// The misses of the entries, best first; the first of each kind counts.
#[derive(Debug, Default)]
struct Misses<'c> {
    /// The entry is the name, but in another form.
    form: Option<Miss<'c>>,
    /// The name is in an entry of another kind.
    kind: Option<Miss<'c>>,
    /// The entry has a label more or less.
    labels: Option<Miss<'c>>,
    mail: Option<Miss<'c>>,
    similar: Option<Miss<'c>>,
}

impl<'c> Misses<'c> {
    fn of_host(&mut self, within: Within, host: &'c [u8], target: &Target<'_>, matching: Matching) {
        let form = wrapped::fault(host, &|bytes| would_match(bytes, target, matching))
            .or_else(|| wildcard_fault(host, target, matching));
        let first = |slot: &mut Option<Miss<'c>>, hint: Option<NameHint>| {
            *slot = slot.or_else(|| hint.map(|hint| Miss::entry(hint, within, host)));
        };
        first(&mut self.form, form);
        first(&mut self.labels, label_fault(host, target));
        let is_similar = is_one_slip_apart(host, target.whole);
        first(&mut self.similar, is_similar.then_some(NameHint::SimilarName));
    }

    fn of_uri(&mut self, uri: &'c [u8], rules: NameRules, is_meant: &dyn Fn(&[u8]) -> bool) {
        if self.kind.is_some() || !has_inside(uri, is_meant) {
            return;
        }
        let scheme = memchr::memchr(b':', uri).and_then(|colon| uri.get(..colon));
        let is = |name: &[u8]| scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(name));
        let hint = match rules {
            NameRules::Rfc5922 if is(b"sips") => NameHint::SipsUri,
            NameRules::Rfc5922 if is(b"sip") && uri.contains(&b'@') => NameHint::SipUriNamesUser,
            _ => NameHint::HostInUri,
        };
        self.kind = Some(Miss::entry(hint, Within::Uri, uri));
    }

    fn of_mail(&mut self, address: &'c [u8], is_meant: &dyn Fn(&[u8]) -> bool) {
        let host =
            memchr::memrchr(b'@', address).and_then(|at| address.get(at.saturating_add(1)..));
        if self.mail.is_none() && host.is_some_and(is_meant) {
            let hint = NameHint::HostInMailAddress;
            self.mail = Some(Miss::entry(hint, Within::MailAddress, address));
        }
    }

    fn best(&self) -> Option<Miss<'c>> {
        self.form.or(self.kind).or(self.labels).or(self.mail)
    }
}

/// Whether the name is in this text, alone or with something around it.
fn has_inside(text: &[u8], is_meant: &dyn Fn(&[u8]) -> bool) -> bool {
    is_meant(text) || wrapped::fault(text, is_meant).is_some()
}

fn for_name<'c>(
    certificate: &'c Certificate,
    name: &DnsName,
    matching: Matching,
) -> Option<Miss<'c>> {
    let rules = matching.rules;
    let target = Target::new(name);
    let is_meant = |bytes: &[u8]| would_match(bytes, &target, matching);
    let hidden_by = sip_domain(certificate).filter(|_| rules == NameRules::Rfc5922);
    let mut misses = Misses::default();
    let mut has_dns = false;
    for entry in presented::entries(certificate) {
        match (entry, hidden_by) {
            (Entry::Dns(bytes), Some(domain)) => {
                has_dns = true;
                if misses.form.is_none() && is_meant(bytes) {
                    let hint = NameHint::SipUriHidesDns;
                    misses.form = Some(Miss::entry(hint, Within::Uri, domain));
                }
            }
            (Entry::Dns(bytes), None) => {
                has_dns = true;
                misses.of_host(Within::Dns, bytes, &target, matching);
            }
            (Entry::Uri(uri), _) => match sip::domain(uri) {
                Some(domain) if rules == NameRules::Rfc5922 => {
                    misses.of_host(Within::Uri, domain, &target, matching);
                }
                _ => misses.of_uri(uri, rules, &is_meant),
            },
            (Entry::Email(address), _) => misses.of_mail(address, &is_meant),
            _ => {}
        }
    }
    if let Some(miss) = misses.best() {
        return Some(miss);
    }
    of_common_name(certificate, &target, matching, has_dns || hidden_by.is_some())
        .or(misses.similar)
}

/// The misses of a certificate whose entries have none. `is_named` says that it has names that count.
fn of_common_name<'c>(
    certificate: &'c Certificate,
    target: &Target<'_>,
    matching: Matching,
    is_named: bool,
) -> Option<Miss<'c>> {
    let rules = matching.rules;
    let counts = common_name_counts(certificate, rules);
    let mut room: Room = [0; 256];
    let common_name = presented::common_name(certificate);
    let host = common_name.and_then(|value| presented::ascii(&value, &mut room));
    if !counts && host.is_some_and(|bytes| would_match(bytes, target, matching)) {
        let is_hidden_by_nothing = matches!(rules, NameRules::Rfc2818 | NameRules::Rfc6125)
            && presented::lists_nothing(certificate);
        return Some(Miss::nameless(if is_hidden_by_nothing {
            NameHint::EmptySubjectAltName
        } else {
            NameHint::CommonNameWouldMatch
        }));
    }
    if is_named {
        return None;
    }
    if !counts || common_name.is_none() {
        let is_nameless = (!counts && rules == NameRules::Rfc5922) || !has_address(certificate);
        return is_nameless.then_some(Miss::nameless(NameHint::NoName));
    }
    let near = |host: &[u8]| {
        wrapped::fault(host, &|bytes| would_match(bytes, target, matching))
            .or_else(|| wildcard_fault(host, target, matching))
            .or_else(|| label_fault(host, target))
            .or_else(|| is_one_slip_apart(host, target.whole).then_some(NameHint::SimilarName))
    };
    let hint = if earlier_would_match(certificate, target, matching) {
        Some(NameHint::EarlierCommonName)
    } else {
        common_name.and_then(|value| near(start_of(&value).as_bytes()))
    };
    hint.map(|hint| Miss { hint, about: About::CommonName })
}

fn for_address(certificate: &Certificate, wanted: IpAddr, rules: NameRules) -> Option<Miss<'_>> {
    if rules == NameRules::Rfc5922 {
        return Some(Miss::nameless(NameHint::IpIsNoSipDomain));
    }
    let is_meant = |bytes: &[u8]| {
        let text = str::from_utf8(bytes).ok();
        text.and_then(|text| text.parse::<IpAddr>().ok()) == Some(wanted)
    };
    let mut misses = Misses::default();
    let mut is_named = false;
    for entry in presented::entries(certificate) {
        match entry {
            Entry::Dns(bytes) => {
                is_named = true;
                let hint = is_meant(bytes).then_some(NameHint::IpInDnsName);
                let hint = hint.or_else(|| wrapped::fault(bytes, &is_meant));
                misses.form =
                    misses.form.or(hint.map(|hint| Miss::entry(hint, Within::Dns, bytes)));
            }
            Entry::Ip(bytes) => {
                let address = presented::address(bytes);
                is_named |= address.is_some();
                if address.is_some_and(|address| is_same_mapped(address, wanted)) {
                    misses.labels = Some(Miss::nameless(NameHint::IpMapped));
                }
            }
            Entry::Uri(uri) => misses.of_uri(uri, rules, &is_meant),
            _ => {}
        }
    }
    if let Some(miss) = misses.best() {
        return Some(miss);
    }
    let Some(value) = presented::common_name(certificate) else {
        return (!is_named).then_some(Miss::nameless(NameHint::NoName));
    };
    let mut room: Room = [0; 256];
    let hint = if presented::ascii(&value, &mut room).is_some_and(is_meant) {
        NameHint::IpInCommonName
    } else {
        wrapped::fault(start_of(&value).as_bytes(), &is_meant)?
    };
    Some(Miss { hint, about: About::CommonName })
}

fn sip_domain(certificate: &Certificate) -> Option<&[u8]> {
    presented::entries(certificate).find_map(|entry| match entry {
        Entry::Uri(uri) => sip::domain(uri),
        _ => None,
    })
}

fn has_address(certificate: &Certificate) -> bool {
    presented::entries(certificate)
        .any(|entry| matches!(entry, Entry::Ip(bytes) if presented::address(bytes).is_some()))
}

fn is_same_mapped(presented: IpAddr, wanted: IpAddr) -> bool {
    presented != wanted && presented.to_canonical() == wanted.to_canonical()
}

fn earlier_would_match(certificate: &Certificate, target: &Target<'_>, matching: Matching) -> bool {
    certificate.subject_attributes().common_names().any(|value| {
        let mut room: Room = [0; 256];
        let host = presented::ascii(&value, &mut room);
        host.is_some_and(|bytes| would_match(bytes, target, matching))
    })
}

/// No host name is longer than [`DnsName::MAX_BYTES`], so a longer name is no near miss. This also bounds the work.
fn wildcard_fault(host: &[u8], target: &Target<'_>, matching: Matching) -> Option<NameHint> {
    if host.len() > DnsName::MAX_BYTES {
        return None;
    }
    wildcard_miss::fault(host, target, matching)
}

/// A host in the domain that is meant, or the domain of the host that is meant.
fn label_fault(host: &[u8], target: &Target<'_>) -> Option<NameHint> {
    if host.contains(&b'*') || host.len() > DnsName::MAX_BYTES {
        return None;
    }
    if is_below(host, target.whole) && !host.starts_with(b".") {
        return Some(NameHint::HostWithinDomain);
    }
    let (_, parent) = cut(target.whole);
    let is_parent =
        parent.is_some_and(|parent| parent.contains(&b'.') && parent.eq_ignore_ascii_case(host));
    is_parent.then_some(NameHint::DomainAbove)
}
