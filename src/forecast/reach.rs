//! The instants at which a verdict about a chain can change.

use super::after;
use super::event::Cause;
use super::state::DeviceState;
use crate::certificate::Certificate;
use crate::chain::Chain;
use crate::trust_store::LastEnd;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::time::Duration;
use pki_types::UnixTime;

/// The instants, and why something changes there. Where several things do, the first to be added counts.
pub(super) type Instants = BTreeMap<u64, Cause>;

/// A clock is taken for wrong if everything has expired for so long: 20 years, as in the diagnosis of a verdict.
const IMPLAUSIBLE: u64 = 20 * 366 * 24 * 60 * 60;

/// Adds all instants of a chain on a device. More than can matter do no harm, because equal outcomes are merged.
pub(super) fn add(instants: &mut Instants, state: &DeviceState, chain: &Chain) {
    certificate(instants, chain.end_entity(), Cause::PeerEnds, Cause::PeerBegins);
    let others = chain.others().iter().chain(&state.intermediates);
    for other in others.clone() {
        certificate(instants, other, Cause::IntermediateEnds, Cause::IntermediateBegins);
    }
    for anchor in anchors(state, chain) {
        certificate(instants, &anchor, Cause::AnchorEnds, Cause::AnchorBegins);
    }
    for crl in &state.crls {
        instants.entry(crl.next_update().as_secs()).or_insert(Cause::CrlEnds);
        instants.entry(crl.this_update().as_secs()).or_insert(Cause::CrlBegins);
    }
    let never = UnixTime::since_unix_epoch(Duration::from_secs(u64::MAX));
    if let LastEnd::Of { end: Some(end), .. } = state.store.last_end(never) {
        ends(instants, end, Cause::AnchorEnds);
    }
}

/// The anchors of the store that may have issued a certificate in reach of the chain, disabled and excluded ones
/// included.
pub(super) fn anchors(state: &DeviceState, chain: &Chain) -> Vec<Certificate> {
    let all = [chain.end_entity()].into_iter().chain(chain.others()).chain(&state.intermediates);
    let names: BTreeSet<&[u8]> = all.map(Certificate::issuer_der).collect();
    let mut found = Vec::new();
    for name in names {
        let anchors = state.store.anchors_named(name).map(|anchor| anchor.certificate.clone());
        found.extend(anchors);
        found.extend(state.store.anchors_spelled_like(name).cloned());
    }
    found
}

fn certificate(instants: &mut Instants, certificate: &Certificate, end: Cause, begin: Cause) {
    let validity = certificate.validity();
    ends(instants, validity.not_after(), end);
    instants.entry(validity.not_before().as_secs()).or_insert(begin);
}

fn ends(instants: &mut Instants, last: UnixTime, cause: Cause) {
    instants.entry(after(last)).or_insert(cause);
    instants.entry(after(last).saturating_add(IMPLAUSIBLE)).or_insert(cause);
}
