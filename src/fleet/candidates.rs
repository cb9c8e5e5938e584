//! The changes that are tried.

use super::Fleet;
use super::report::SuggestedChange;
use crate::bundle::Bundle;
use crate::certificate::{Certificate, Fingerprint};
use crate::trust_store::{Anchor, StorePart, TrustStore};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

/// The most changes that are tried in a round, over all servers: some for each CA that a fleet's servers have.
const MAX_CANDIDATES: usize = 32;

/// A change that is tried.
pub(super) struct Candidate {
    pub(super) change: SuggestedChange,
    /// The server that sends the certificate; `None` for an upload.
    pub(super) sender: Option<usize>,
    /// The file to upload.
    pub(super) upload: Option<Bundle>,
    pub(super) fingerprint: Fingerprint,
}

/// What may help the servers that fail: certificates to send, then roots to upload, each by fingerprint.
pub(super) fn candidates(fleet: &Fleet, failing: &BTreeSet<usize>) -> Vec<Candidate> {
    let mut sent: BTreeMap<(usize, Fingerprint), Certificate> = BTreeMap::new();
    let mut uploads: BTreeMap<Fingerprint, Certificate> = BTreeMap::new();
    let now = fleet.question.span.from();
    let is_current = |certificate: &Certificate| certificate.validity().not_after() >= now;
    for on in failing {
        let Some(server) = fleet.servers.get(*on) else { continue };
        let reach = || server.reach(false).iter().chain(server.reach(true));
        let presented = &server.dependency(true).chain;
        let presented: Vec<_> =
            core::iter::once(presented.end_entity()).chain(presented.others()).collect();
        for certificate in fleet.question.supplied.iter().filter(|found| is_current(found)) {
            let subject = certificate.subject_der();
            let fits = |child: &Certificate| child.issuer_der() == subject;
            if !certificate.is_ca() || presented.contains(&certificate) {
                continue;
            }
            if certificate.is_self_issued() {
                let is_root = TrustStore::may_hold(certificate) && reach().any(fits);
                if is_root {
                    uploads.insert(certificate.fingerprint(), certificate.clone());
                }
            } else if reach().any(fits) {
                sent.insert((*on, certificate.fingerprint()), certificate.clone());
            }
        }
        let names: BTreeSet<&[u8]> = reach().map(Certificate::issuer_der).collect();
        for class in &fleet.classes.all {
            for Anchor { certificate, part, limits, disabled } in
                names.iter().flat_map(|name| class.state.store.anchors_named(name))
            {
                // A root whose list limits it would have no limits elsewhere.
                let is_limited = limits.last_issue.is_some() || !limits.imposed.is_empty();
                let is_built_in = part == StorePart::BuiltIn && !disabled && !is_limited;
                let is_blocked = || class.state.blocked.blocks(certificate).is_some();
                if is_built_in
                    && is_current(certificate)
                    && TrustStore::may_hold(certificate)
                    && !is_blocked()
                {
                    uploads.insert(certificate.fingerprint(), certificate.clone());
                }
            }
        }
    }
    let sent = sent.into_iter().filter_map(|((on, fingerprint), certificate)| {
        let dependency: Box<str> = fleet.servers.get(on)?.before.id.clone();
        let change = SuggestedChange::SendCertificate { dependency, certificate };
        Some(Candidate { change, sender: Some(on), upload: None, fingerprint })
    });
    let uploads = uploads.into_iter().filter_map(|(fingerprint, certificate)| {
        let bundle = Bundle::parse("root.cer", certificate.as_der()).ok()?;
        let change = SuggestedChange::UploadRoot(certificate);
        Some(Candidate { change, sender: None, upload: Some(bundle), fingerprint })
    });
    // As many of each kind as there are of the other, if both do not fit.
    let (sent, uploads): (Vec<_>, Vec<_>) = (sent.collect(), uploads.collect());
    let half = MAX_CANDIDATES / 2;
    let for_sent = MAX_CANDIDATES.saturating_sub(uploads.len()).max(half);
    let sent: Vec<_> = sent.into_iter().take(for_sent).collect();
    let for_uploads = MAX_CANDIDATES.saturating_sub(sent.len());
    sent.into_iter().chain(uploads.into_iter().take(for_uploads)).collect()
}
