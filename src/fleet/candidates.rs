//! The changes that are tried.

use super::classes::Class;
use super::suggestion::{ListGain, SuggestedChange};
use super::{Fleet, Server};
use crate::bundle::Bundle;
use crate::certificate::{Certificate, Fingerprint};
use crate::chain::Chain;
use crate::forecast::{Dependency, DeviceState, PlannedChange};
use crate::policy::TrustSource;
use crate::policy_set::Application;
use crate::trust_store::{Anchor, BuiltIn, SharedBuiltIn, StorePart, TrustStore};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::cmp::Reverse;

/// The most changes that are tried in a round, over all servers: some for each CA that a fleet's servers have.
const MAX_CANDIDATES: usize = 32;

/// A change that is tried.
pub(super) struct Candidate {
    pub(super) change: SuggestedChange,
    pub(super) kind: Kind,
    pub(super) fingerprint: Fingerprint,
}

/// What the change is made on. Of two that help as many phones, the earlier kind is suggested: it trusts less that is new.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// This server sends the certificate.
    Send(usize),
    /// The file is uploaded.
    Upload(Bundle),
    /// The built-in root is enabled.
    Enable,
    /// The application trusts both parts of the store.
    Source(Application),
    /// This list takes the place of the built-in one.
    List(SharedBuiltIn),
}

impl Candidate {
    pub(super) fn is_upload(&self) -> bool {
        matches!(self.kind, Kind::Upload(_))
    }

    pub(super) const fn is_list(&self) -> bool {
        matches!(self.kind, Kind::List(_))
    }

    /// True if it is made on phones, where it helps.
    pub(super) fn touches_phones(&self) -> bool {
        !matches!(self.kind, Kind::Send(_))
    }

    pub(super) const fn order(&self) -> u8 {
        match self.kind {
            Kind::Send(_) => 0,
            Kind::Upload(_) => 1,
            Kind::Enable => 2,
            Kind::Source(_) => 3,
            Kind::List(_) => 4,
        }
    }

    /// False if the candidate cannot make a difference to this server.
    pub(super) fn matters(&self, on: usize, server: &Server, state: &DeviceState) -> bool {
        match self.kind {
            Kind::Send(sender) => sender == on,
            Kind::Source(application) => application == server.before.application,
            // Any root may be in it, or not.
            Kind::List(_) => true,
            Kind::Upload(_) | Kind::Enable => {
                let subject = self.change.certificate().subject_der();
                let names = |certificate: &Certificate| certificate.issuer_der() == subject;
                let both = server.reach(false).iter().chain(server.reach(true));
                both.chain(&state.intermediates).any(names)
            }
        }
    }

    /// False if it is nothing to do there, or was undone by somebody: an upload of a root that is disabled.
    pub(super) fn is_allowed(&self, class: &Class) -> bool {
        let state = &class.state;
        let is_disabled = || state.store.switches().1.contains(&self.fingerprint);
        match self.kind {
            Kind::Send(_) => true,
            Kind::Upload(_) => !is_disabled(),
            Kind::Enable => is_disabled(),
            Kind::Source(application) => {
                state.policies.effective(application).source.value != TrustSource::All
            }
            Kind::List(ref list) => class.updates && !is_same(list, state.store.switches().0),
        }
    }

    /// Makes the change; `None` if it cannot be made.
    pub(super) fn make(&self, state: &mut DeviceState, on: &mut Dependency) -> Option<()> {
        match &self.kind {
            Kind::Send(_) => {
                let sent = self.change.certificate();
                on.chain = with(&on.chain, sent)?;
                on.renewals = core::mem::take(&mut on.renewals).sending(sent);
            }
            Kind::Upload(bundle) => state.apply(&PlannedChange::Upload(bundle.clone())).ok()?,
            Kind::Enable => state.apply(&PlannedChange::Enable(self.fingerprint)).ok()?,
            Kind::List(list) => state.apply(&PlannedChange::BuiltIn(list.clone())).ok()?,
            Kind::Source(application) => {
                let own = state.policies.application(*application).with_source(TrustSource::All);
                state.policies = state.policies.with_application(*application, own);
            }
        }
        Some(())
    }
}

/// The chain with one more certificate, if it has room for it.
fn with(chain: &Chain, certificate: &Certificate) -> Option<Chain> {
    let all = core::iter::once(chain.end_entity()).chain(chain.others());
    Chain::from_certificates(all.chain([certificate]).cloned()).ok()
}

/// The servers that fail, and the classes of models on which they do.
pub(super) type Failing = BTreeMap<usize, BTreeSet<usize>>;

/// Changes of one kind, and the classes that each may help.
struct Found<K>(BTreeMap<K, (Certificate, BTreeSet<usize>)>);

impl<K: Ord> Found<K> {
    fn add(&mut self, key: K, certificate: &Certificate, classes: &BTreeSet<usize>) {
        let (_, known) =
            self.0.entry(key).or_insert_with(|| (certificate.clone(), BTreeSet::new()));
        known.extend(classes);
    }
}

/// What may help the servers that fail, and how many changes are left out.
///
/// If there are too many, those of each kind that concern the most phones stay: as many to send as to make on phones.
pub(super) fn candidates(fleet: &Fleet, failing: &Failing) -> (Vec<Candidate>, usize) {
    let mut sent = Found::<(usize, Fingerprint)>(BTreeMap::new());
    let mut uploads = Found::<Fingerprint>(BTreeMap::new());
    let mut enabled = Found::<Fingerprint>(BTreeMap::new());
    let mut sources = Found::<(u8, Fingerprint)>(BTreeMap::new());
    let now = fleet.question.span.from();
    let is_current = |certificate: &Certificate| certificate.validity().not_after() >= now;
    for (on, classes) in failing {
        let Some(server) = fleet.servers.get(*on) else { continue };
        let application = server.before.application;
        let reach = || server.reach(false).iter().chain(server.reach(true));
        let presented = &server.dependency(true).chain;
        let presented: Vec<_> =
            core::iter::once(presented.end_entity()).chain(presented.others()).collect();
        for certificate in fleet.question.supplied.iter().filter(|found| is_current(found)) {
            let subject = certificate.subject_der();
            let fits = |child: &Certificate| child.issuer_der() == subject;
            if !certificate.is_ca() || presented.contains(&certificate) || !reach().any(fits) {
                continue;
            }
            if !certificate.is_self_issued() {
                sent.add((*on, certificate.fingerprint()), certificate, classes);
            } else if TrustStore::may_hold(certificate) {
                uploads.add(certificate.fingerprint(), certificate, classes);
            }
        }
        let names: BTreeSet<&[u8]> = reach().map(Certificate::issuer_der).collect();
        // Many classes have a root, and it is offered to the same ones each time.
        let mut offered = BTreeSet::new();
        for (index, class) in fleet.classes.all.iter().enumerate() {
            let here = BTreeSet::from([index]);
            let fails_here = classes.contains(&index);
            let source = class.state.policies.policy(application).source();
            for Anchor { certificate, part, limits, disabled } in
                names.iter().flat_map(|name| class.state.store.anchors_named(name))
            {
                if !is_current(certificate) || class.state.blocked.blocks(certificate).is_some() {
                    continue;
                }
                let fingerprint = certificate.fingerprint();
                // A root whose list limits it would have no limits elsewhere.
                let is_limited = limits.last_issue.is_some() || !limits.imposed.is_empty();
                let is_enabled = part == StorePart::BuiltIn && !disabled;
                let may_help = is_enabled && !is_limited && TrustStore::may_hold(certificate);
                if may_help && offered.insert(fingerprint) {
                    uploads.add(fingerprint, certificate, classes);
                }
                if disabled && fails_here {
                    enabled.add(fingerprint, certificate, &here);
                }
                let counts = match part {
                    StorePart::BuiltIn => source.has_built_in(),
                    StorePart::Custom => source.has_custom(),
                };
                if !disabled && !counts && fails_here {
                    sources.add((application.code(), fingerprint), certificate, &here);
                }
            }
        }
    }
    let phones = |classes: &BTreeSet<usize>| phones_of(fleet, classes);
    let on_servers =
        sent.0.into_iter().filter_map(|((on, fingerprint), (certificate, classes))| {
            let dependency: Box<str> = fleet.servers.get(on)?.before.id.clone();
            let change = SuggestedChange::SendCertificate { dependency, certificate };
            Some((phones(&classes), Candidate { change, kind: Kind::Send(on), fingerprint }))
        });
    let uploads = uploads.0.into_iter().filter_map(|(fingerprint, (certificate, classes))| {
        let bundle = Bundle::parse("root.cer", certificate.as_der()).ok()?;
        let change = SuggestedChange::UploadRoot(certificate);
        Some((phones(&classes), Candidate { change, kind: Kind::Upload(bundle), fingerprint }))
    });
    let enabled = enabled.0.into_iter().map(|(fingerprint, (certificate, classes))| {
        let change = SuggestedChange::EnableRoot(certificate);
        (phones(&classes), Candidate { change, kind: Kind::Enable, fingerprint })
    });
    let sources =
        sources.0.into_iter().filter_map(|((code, fingerprint), (certificate, classes))| {
            let application = Application::from_code(code)?;
            let change = SuggestedChange::TrustBothParts { application, certificate };
            let kind = Kind::Source(application);
            Some((phones(&classes), Candidate { change, kind, fingerprint }))
        });
    let lists = lists(fleet, failing).into_iter();
    let lists = lists.map(|(classes, candidate)| (phones(&classes), candidate));
    let on_servers = by_phones(on_servers);
    let on_phones =
        in_turn([by_phones(uploads), by_phones(enabled), by_phones(sources), by_phones(lists)]);
    let all = on_servers.len().saturating_add(on_phones.len());
    // As many of each kind as there are of the other, if both do not fit.
    let for_servers = MAX_CANDIDATES.saturating_sub(on_phones.len()).max(MAX_CANDIDATES / 2);
    let mut tried: Vec<_> = on_servers.into_iter().take(for_servers).collect();
    let for_phones = MAX_CANDIDATES.saturating_sub(tried.len());
    tried.extend(on_phones.into_iter().take(for_phones));
    let untried = all.saturating_sub(tried.len());
    (tried, untried)
}

/// Each list that may be suggested, if it has a root that the store of a failing class lacks, or limits one less; and these classes.
fn lists(fleet: &Fleet, failing: &Failing) -> Vec<(BTreeSet<usize>, Candidate)> {
    let now = fleet.question.span.from();
    let mut found = Vec::new();
    for (name, list) in &fleet.question.lists {
        let mut roots: BTreeMap<(Fingerprint, ListGain), (Certificate, BTreeSet<usize>)> =
            BTreeMap::new();
        let store = TrustStore::new(list.clone());
        for (on, classes) in failing {
            let Some(server) = fleet.servers.get(*on) else { continue };
            let reach = server.reach(false).iter().chain(server.reach(true));
            let names: BTreeSet<&[u8]> = reach.map(Certificate::issuer_der).collect();
            let offered = names.iter().flat_map(|name| store.anchors_named(name));
            for anchor in offered.filter(|anchor| anchor.certificate.validity().not_after() >= now)
            {
                let gains = classes.iter().filter_map(|index| {
                    let class = fleet.classes.all.get(*index)?;
                    Some((*index, gain(&anchor, class)?))
                });
                for (index, gain) in gains {
                    let key = (anchor.certificate.fingerprint(), gain);
                    let new = || (anchor.certificate.clone(), BTreeSet::new());
                    roots.entry(key).or_insert_with(new).1.insert(index);
                }
            }
        }
        let all: BTreeSet<usize> =
            roots.values().flat_map(|(_, classes)| classes.iter().copied()).collect();
        let most = roots.into_iter().max_by_key(|((fingerprint, gain), (_, classes))| {
            (phones_of(fleet, classes), Reverse((*fingerprint, *gain)))
        });
        let Some(((fingerprint, gain), (certificate, _))) = most else { continue };
        let change = SuggestedChange::InstallList { list: name.clone(), certificate, gain };
        found.push((all, Candidate { change, kind: Kind::List(list.clone()), fingerprint }));
    }
    found
}

/// What a list that has this root does for a class.
fn gain(offered: &Anchor<'_>, class: &Class) -> Option<ListGain> {
    if !class.updates || class.state.blocked.blocks(offered.certificate).is_some() {
        return None;
    }
    let present = class.state.store.anchors_named(offered.certificate.subject_der());
    let is_present = |present: &Anchor<'_>| {
        present.part == StorePart::BuiltIn && present.certificate == offered.certificate
    };
    let Some(present) = { present }.find(is_present) else { return Some(ListGain::HasRoot) };
    let dates = (present.limits.last_issue, offered.limits.last_issue);
    let is_later = match dates {
        (Some(_), None) => true,
        (Some(present), Some(offered)) => offered > present,
        (None, _) => false,
    };
    let is_wider = offered.limits.imposed.len() < present.limits.imposed.len();
    (is_later || is_wider).then_some(ListGain::LimitsLess)
}

/// True if it is the same list in memory.
fn is_same(one: &BuiltIn, other: &BuiltIn) -> bool {
    core::ptr::eq(one, other)
}

fn phones_of(fleet: &Fleet, classes: &BTreeSet<usize>) -> u64 {
    let found = classes.iter().filter_map(|class| fleet.classes.all.get(*class));
    found.fold(0_u64, |sum, class| sum.saturating_add(class.phones))
}

/// The first of each list, then the second of each, and so on: one kind must not leave no room for the others.
fn in_turn(lists: [Vec<Candidate>; 4]) -> Vec<Candidate> {
    let placed = lists.into_iter().flat_map(|list| list.into_iter().enumerate());
    let mut placed: Vec<_> = placed.collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The most phones first; the order stays where they are as many.
fn by_phones(found: impl Iterator<Item = (u64, Candidate)>) -> Vec<Candidate> {
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|(phones, _)| Reverse(*phones));
    found.into_iter().map(|(_, candidate)| candidate).collect()
}
