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
use super::wanted::Wanted;
use super::wildcard::Target;
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

/// The most bytes of entries that are searched for the name, in all: 100 names, as many as Let's Encrypt puts into a
/// certificate, of 80 bytes. What comes later is not searched. Entries too short to contain the name are not searched, so they do not count.
const MAX_SEARCHED: usize = 8_000;

/// The misses of the entries, best first; the first of each kind counts.
#[derive(Debug)]
struct Misses<'c> {
    /// The entry is the name, but in another form.
    form: Option<Miss<'c>>,
    /// The name is in an entry of another kind.
    kind: Option<Miss<'c>>,
    /// The entry has a label more or less.
    labels: Option<Miss<'c>>,
    mail: Option<Miss<'c>>,
    similar: Option<Miss<'c>>,
    /// The bytes that may still be searched.
    left: usize,
}

impl<'c> Misses<'c> {
    const fn new() -> Self {
        let (form, kind, labels, mail, similar) = (None, None, None, None, None);
        Self { form, kind, labels, mail, similar, left: MAX_SEARCHED }
    }

    fn of_host(&mut self, within: Within, host: &'c [u8], target: &Target<'_>, matching: Matching) {
        // No other kind of miss comes before this one.
        if self.form.is_some() {
            return;
        }
        let miss = |hint| Miss::entry(hint, within, host);
        self.form = self.fault_of_form(host, target, matching).map(miss);
        self.labels = self.labels.or_else(|| label_fault(host, target).map(miss));
        if self.similar.is_none() && is_one_slip_apart(host, target.whole) {
            self.similar = Some(miss(NameHint::SimilarName));
        }
    }

    fn fault_of_form(
        &mut self,
        host: &[u8],
        target: &Target<'_>,
        matching: Matching,
    ) -> Option<NameHint> {
        let wanted = Wanted::host(*target, matching);
        let has_wildcard = memchr::memchr(b'*', host).is_some();
        if !has_wildcard && !wanted.may_be_in(host) {
            return None;
        }
        self.search(host)?;
        wrapped::fault(host, &wanted).or_else(|| wildcard_fault(host, target, matching))
    }

    /// Counts an entry that is searched; `None` from the first on that is beyond the limit.
    fn search(&mut self, entry: &[u8]) -> Option<()> {
        if entry.len() > wrapped::MAX_ENTRY {
            return None;
        }
        let left = self.left.checked_sub(entry.len());
        self.left = left.unwrap_or(0);
        left.map(drop)
    }

    fn of_uri(&mut self, uri: &'c [u8], rules: NameRules, wanted: &Wanted<'_>) {
        if self.kind.is_some() || !wanted.may_be_in(uri) || self.search(uri).is_none() {
            return;
        }
        if !wanted.is(uri) && wrapped::fault(uri, wanted).is_none() {
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

    fn of_mail(&mut self, address: &'c [u8], wanted: &Wanted<'_>) {
        // A constraint on mail addresses may be a host alone, and so may an entry that was made like one.
        let host = memchr::memrchr(b'@', address)
            .map_or(Some(address), |at| address.get(at.saturating_add(1)..));
        if self.mail.is_none() && host.is_some_and(|host| wanted.is(host)) {
            let hint = NameHint::HostInMailAddress;
            self.mail = Some(Miss::entry(hint, Within::MailAddress, address));
        }
    }

    fn best(&self) -> Option<Miss<'c>> {
        self.form.or(self.kind).or(self.labels).or(self.mail)
    }
}

fn for_name<'c>(
    certificate: &'c Certificate,
    name: &DnsName,
    matching: Matching,
) -> Option<Miss<'c>> {
    let rules = matching.rules;
    let target = Target::new(name);
    let wanted = Wanted::host(target, matching);
    let hidden_by = sip_domain(certificate).filter(|_| rules == NameRules::Rfc5922);
    let mut misses = Misses::new();
    let mut has_dns = false;
    for entry in presented::entries(certificate) {
        match (entry, hidden_by) {
            (Entry::Dns(bytes), Some(domain)) => {
                has_dns = true;
                if misses.form.is_none() && wanted.is(bytes) {
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
                _ => misses.of_uri(uri, rules, &wanted),
            },
            (Entry::Email(address), _) => misses.of_mail(address, &wanted),
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
        wrapped::fault(host, &Wanted::host(*target, matching))
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
    let address = Wanted::address(wanted);
    let mut misses = Misses::new();
    let mut is_named = false;
    for entry in presented::entries(certificate) {
        match entry {
            Entry::Dns(bytes) => {
                is_named = true;
                if misses.form.is_none() {
                    let hint = if address.is(bytes) {
                        Some(NameHint::IpInDnsName)
                    } else if address.may_be_in(bytes) && misses.search(bytes).is_some() {
                        wrapped::fault(bytes, &address)
                    } else {
                        None
                    };
                    misses.form = hint.map(|hint| Miss::entry(hint, Within::Dns, bytes));
                }
            }
            Entry::Ip(bytes) => {
                let address = presented::address(bytes);
                is_named |= address.is_some();
                if address.is_some_and(|address| is_same_mapped(address, wanted)) {
                    misses.labels = Some(Miss::nameless(NameHint::IpMapped));
                }
            }
            Entry::Uri(uri) => misses.of_uri(uri, rules, &address),
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
    let hint = if presented::ascii(&value, &mut room).is_some_and(|text| address.is(text)) {
        NameHint::IpInCommonName
    } else {
        wrapped::fault(start_of(&value).as_bytes(), &address)?
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
    if host.len() > DnsName::MAX_BYTES {
        return None;
    }
    if is_below(host, target.whole) && !host.starts_with(b".") && !host.contains(&b'*') {
        return Some(NameHint::HostWithinDomain);
    }
    let is_parent = target
        .rest
        .is_some_and(|parent| parent.eq_ignore_ascii_case(host) && parent.contains(&b'.'));
    is_parent.then_some(NameHint::DomainAbove)
}
