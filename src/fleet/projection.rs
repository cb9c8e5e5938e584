//! What the verdict about one server can see of a device, as a digest. Devices with one digest have one answer.

use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::forecast::{ClockQuality, DeviceState};
use crate::policy::TrustSource;
use crate::policy_set::Application;
use crate::trust_store::{Anchor, TrustStore};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};
use sha2::{Digest as _, Sha256};

pub(super) type Digest = [u8; 32];

/// SHA-256 of everything that is hashed. Each part has a length or a fixed size, so no two inputs run together.
pub(super) struct Digester(Sha256);

impl Digester {
    pub(super) fn new() -> Self {
        Self(Sha256::new())
    }

    pub(super) fn done(self) -> Digest {
        self.0.finalize().into()
    }
}

impl Hasher for Digester {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Not used: [`done`](Self::done) returns the whole digest.
    fn finish(&self) -> u64 {
        0
    }
}

/// The digests of CRLs that many models share, so that megabytes are not hashed for each model.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownCrls(Vec<(Crl, Digest)>);

/// Enough for the CAs of a fleet. Others are hashed each time.
const MAX_KNOWN_CRLS: usize = 64;

impl KnownCrls {
    /// Remembers the CRL, which keeps its bytes where they are.
    pub(super) fn learn(&mut self, crl: &Crl) {
        if self.0.len() < MAX_KNOWN_CRLS && self.known(crl).is_none() {
            self.0.push((crl.clone(), hashed(crl)));
        }
    }

    fn known(&self, crl: &Crl) -> Option<Digest> {
        let is_same = |(known, _): &&(Crl, Digest)| core::ptr::eq(known.as_der(), crl.as_der());
        self.0.iter().find(is_same).map(|(_, digest)| *digest)
    }

    pub(super) fn digest(&self, crl: &Crl) -> Digest {
        self.known(crl).unwrap_or_else(|| hashed(crl))
    }
}

fn hashed(crl: &Crl) -> Digest {
    Sha256::digest(crl.as_der()).into()
}

/// What the verdicts about a server see of a device that passes through these states.
///
/// `in_reach` are the certificates that the server may send. A verdict asks the store about the anchors that have the name
/// of an issuer, about the certificates in reach themselves, and about other spellings of these names. It never looks at
/// another certificate, except to suggest a remedy, which is no part of an answer.
pub(super) fn of(
    states: &[DeviceState],
    application: Application,
    in_reach: &[Certificate],
    crls: &KnownCrls,
) -> Digest {
    let mut digester = Digester::new();
    states.len().hash(&mut digester);
    for state in states {
        state.policies.policy(application).hash(&mut digester);
        environment(state, crls, &mut digester);
        store(state, in_reach, &mut digester);
    }
    digester.done()
}

/// Everything but the store and the policies.
pub(super) fn environment(state: &DeviceState, crls: &KnownCrls, digester: &mut Digester) {
    match state.clock {
        ClockQuality::Set => 0_u8.hash(digester),
        ClockQuality::AtLeast(floor) => (1_u8, floor.as_secs()).hash(digester),
        ClockQuality::Unset => 2_u8.hash(digester),
    }
    let lists: Vec<Digest> = state.crls.iter().map(|crl| crls.digest(crl)).collect();
    lists.hash(digester);
    state.blocked.hash(digester);
    certificates(state.intermediates.iter(), digester);
    // The state that the digest was made from keeps the list where it is.
    (state.algorithms.address(), state.algorithms.len()).hash(digester);
}

fn store(state: &DeviceState, in_reach: &[Certificate], digester: &mut Digester) {
    let store = &state.store;
    let all = || in_reach.iter().chain(&state.intermediates);
    for certificate in all() {
        exact(store, certificate, digester);
    }
    let names: BTreeSet<&[u8]> =
        all().flat_map(|known| [known.issuer_der(), known.subject_der()]).collect();
    for name in names {
        name.hash(digester);
        let found: Vec<Anchor<'_>> = store.anchors_named(name).collect();
        found.len().hash(digester);
        for Anchor { certificate, part, limits, disabled } in found {
            certificate.as_der().hash(digester);
            (part, disabled, limits.last_issue).hash(digester);
            limits.imposed.hash(digester);
        }
        certificates(store.anchors_spelled_like(name), digester);
        certificates(store.pins_named(name), digester);
    }
}

/// What the store says about this very certificate.
fn exact(store: &TrustStore, certificate: &Certificate, digester: &mut Digester) {
    store.custom().contains(certificate).hash(digester);
    for source in [TrustSource::BuiltIn, TrustSource::Custom, TrustSource::All] {
        let answer = store.pin(certificate, source);
        answer.as_ref().map(core::mem::discriminant).hash(digester);
    }
    // The limits that an uploaded copy would have.
    if let Some(anchor) = store.as_uploaded(certificate) {
        anchor.limits.last_issue.hash(digester);
        anchor.limits.imposed.hash(digester);
    }
}

pub(super) fn certificates<'a>(
    certificates: impl Iterator<Item = &'a Certificate>,
    digester: &mut Digester,
) {
    let mut count = 0_usize;
    for certificate in certificates {
        certificate.as_der().hash(digester);
        count = count.saturating_add(1);
    }
    count.hash(digester);
}
