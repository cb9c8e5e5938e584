//! The Mozilla list, compared with `webpki-roots`, which has the constraints that Mozilla imposes.

use super::{Anchor, BuiltIn, TrustStore};
use crate::certificate::Certificate;
use alloc::vec::Vec;
use pki_types::TrustAnchor;
use webpki_roots::TLS_SERVER_ROOTS;

/// The two crates are released separately: our list may have dropped roots that the other still has (1.0.11 dropped two
/// of emSign that 1.0.10 has). A root that is missing there cannot be compared, so the test fails.
#[test]
fn every_root_can_be_parsed_and_is_in_webpki_roots() {
    assert_eq!(BuiltIn::MOZILLA.check(), Ok(()));
    let store = TrustStore::mozilla();
    assert_eq!(store.built_in().count(), BuiltIn::MOZILLA.len());
    let known = TLS_SERVER_ROOTS.iter().filter(|theirs| anchor_like(&store, theirs).is_some());
    assert_eq!(known.count(), BuiltIn::MOZILLA.len(), "a root that webpki-roots does not have");
}

/// Both ways: each root that `webpki_roots` constrains has one entry with the same bytes here, and no other root has one.
#[test]
fn imposed_constraints_are_those_of_webpki_roots() {
    let store = TrustStore::mozilla();
    let mut imposed = 0;
    for theirs in TLS_SERVER_ROOTS {
        let Some(ours) = anchor_like(&store, theirs) else {
            continue;
        };
        let own = own_constraints(ours.certificate);
        let theirs = theirs.name_constraints.as_ref().map(AsRef::as_ref);
        // The root has the constraint itself.
        if own.is_some() && own == theirs {
            continue;
        }
        let root = &ours.certificate;
        let imposed_here: Vec<&[u8]> = ours.limits.imposed.iter().map(AsRef::as_ref).collect();
        assert_eq!(imposed_here, Vec::from_iter(theirs), "{root}: compare with webpki-roots");
        imposed += usize::from(theirs.is_some());
    }
    assert_eq!(BuiltIn::MOZILLA.imposed_entries(), imposed, "an entry for no root");
}

/// The anchor with this subject and this key.
fn anchor_like<'a>(store: &'a TrustStore, theirs: &TrustAnchor<'_>) -> Option<Anchor<'a>> {
    let found: Vec<_> = store
        .anchors_named(theirs.subject.as_ref())
        .filter(|anchor| {
            anchor.certificate.spki_contents() == theirs.subject_public_key_info.as_ref()
        })
        .collect();
    assert!(found.len() < 2, "one root per name and key");
    found.into_iter().next()
}

fn own_constraints(root: &Certificate) -> Option<&[u8]> {
    let constraints = root.extensions().name_constraints?;
    Some(constraints.contents.of(root.as_der()))
}
