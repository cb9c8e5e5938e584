//! A trust store and its snapshot: the same state, the same bytes, and back.

use crate::support::{self, Issued, Key};
use proptest::prelude::*;
use trustslot::pki_types::CertificateDer;
use trustslot::{
    BuiltIn, Bundle, Certificate, FactoryReset, Fingerprint, SnapshotError, TrustStore,
};

/// A firmware's list: two roots.
pub(crate) fn built_in(roots: &[&Issued]) -> &'static BuiltIn {
    let roots: Vec<_> = roots.iter().map(|root| CertificateDer::from(root.der.clone())).collect();
    Box::leak(Box::new(BuiltIn::new(Box::leak(roots.into_boxed_slice()))))
}

pub(crate) fn certificate(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

pub(crate) fn fingerprint(issued: &Issued) -> Fingerprint {
    certificate(issued).fingerprint()
}

/// The same root for the same name: an Ed25519 signature has no randomness.
pub(crate) fn root(name: &str) -> Issued {
    let number = name.bytes().fold(0, |sum, byte| (sum * 31 + u64::from(byte)) % 10_007);
    support::root(name).key(Key::ed25519(number)).self_signed()
}

/// A store with `count` uploaded roots.
pub(crate) fn filled(list: &'static BuiltIn, count: usize) -> TrustStore {
    let mut store = TrustStore::new(list);
    for index in 0..count {
        let uploaded = certificate(&root(&format!("Uploaded {index}")));
        store.add(&Bundle::from(uploaded)).unwrap();
    }
    store
}

pub(crate) fn restore(list: &'static BuiltIn, bytes: &[u8]) -> Result<TrustStore, SnapshotError> {
    TrustStore::restore(list, TrustStore::CUSTOM_LIMIT, bytes, 0).map(|restored| restored.store)
}

#[test]
fn what_was_uploaded_and_switched_off_comes_back() {
    let (first, second) = (root("First"), root("Second"));
    let list = built_in(&[&first, &second]);
    let mut store = filled(list, 3);
    assert!(store.disable(&fingerprint(&second)));

    let bytes = store.snapshot();
    assert_eq!(bytes.len(), store.snapshot_len(), "the size is known before");
    let restored = restore(list, &bytes).unwrap();
    assert_eq!(restored.custom(), store.custom(), "in the order uploaded");
    assert_eq!(restored.generation(), 4, "three uploads and a switch");
    assert_eq!(restored.snapshot(), bytes, "the same state, the same bytes");
    let disabled: Vec<bool> = restored
        .list(trustslot::TrustSource::BuiltIn, trustslot::Clock::Unset)
        .iter()
        .map(|row| row.disabled)
        .collect();
    assert_eq!(disabled, [false, true]);
}

#[test]
fn every_change_counts_and_nothing_else_does() {
    let first = root("First");
    let mut store = TrustStore::new(built_in(&[&first]));
    let uploaded = root("Uploaded 0");
    let bundle = Bundle::from(certificate(&uploaded));
    let mut steps: Vec<(&str, u64)> = Vec::new();
    store.add(&bundle).unwrap();
    steps.push(("uploaded", store.generation()));
    store.add(&bundle).unwrap();
    steps.push(("known already", store.generation()));
    store.disable(&fingerprint(&first));
    steps.push(("switched off", store.generation()));
    store.disable(&fingerprint(&first));
    steps.push(("off already", store.generation()));
    store.disable(&fingerprint(&uploaded));
    steps.push(("not built in", store.generation()));
    store.enable(&fingerprint(&first));
    steps.push(("switched on", store.generation()));
    store.remove(&fingerprint(&first));
    steps.push(("not uploaded", store.generation()));
    store.remove(&fingerprint(&uploaded));
    steps.push(("deleted", store.generation()));
    store.remove_all();
    steps.push(("nothing to delete", store.generation()));
    assert_eq!(
        steps,
        [
            ("uploaded", 1),
            ("known already", 1),
            ("switched off", 2),
            ("off already", 2),
            ("not built in", 2),
            ("switched on", 3),
            ("not uploaded", 3),
            ("deleted", 4),
            ("nothing to delete", 4),
        ]
    );
}

#[test]
fn a_factory_reset_drops_what_was_uploaded_or_keeps_it() {
    let first = root("First");
    for (reset, kept, handed_back, why) in [
        (FactoryReset::DropCustom, 0, 2, "the phones' default"),
        (FactoryReset::KeepCustom, 2, 0, "reserve_certs_enable"),
    ] {
        let mut store = filled(built_in(&[&first]), 2);
        store.disable(&fingerprint(&first));
        assert_eq!(store.factory_reset(reset).len(), handed_back, "{why}");
        assert_eq!(store.custom().len(), kept, "{why}");
        assert!(!store.enable(&fingerprint(&first)), "all built-in ones vouch");
    }
}

/// F21: switches follow fingerprints over a change of the built-in list.
#[test]
fn fault_f21_a_firmware_update_changes_the_list() {
    let (stays, leaves, comes) = (root("Stays"), root("Leaves"), root("Comes"));
    let old = built_in(&[&leaves, &stays]);
    let new = built_in(&[&stays, &comes]);
    let switched_off = |issued: &Issued| {
        let mut store = TrustStore::new(old);
        assert!(store.disable(&fingerprint(issued)));
        store.snapshot()
    };

    let restored = TrustStore::restore(new, 10, &switched_off(&stays), 0).unwrap();
    assert!(restored.gone.is_empty());
    let mut store = restored.store;
    assert!(store.enable(&fingerprint(&stays)), "off before, off after");
    assert!(!store.enable(&fingerprint(&comes)), "a new one is on");

    let restored = TrustStore::restore(new, 10, &switched_off(&leaves), 0).unwrap();
    assert_eq!(restored.gone, [fingerprint(&leaves)], "it is told");
    let names: Vec<_> = restored.store.built_in().map(|c| c.issued_to()).collect();
    assert_eq!(names, ["Stays", "Comes"], "what left the list stays away");

    let again = TrustStore::restore(old, 10, &restored.store.snapshot(), 0).unwrap();
    let mut store = again.store;
    assert!(store.enable(&fingerprint(&leaves)), "still off should it come back");
}

#[test]
fn a_smaller_custom_part_refuses_a_fuller_snapshot() {
    let bytes = filled(BuiltIn::EMPTY, 3).snapshot();
    let error = TrustStore::restore(BuiltIn::EMPTY, 2, &bytes, 0).unwrap_err();
    assert_eq!(error, SnapshotError::Unfit { position: 3 });
}

proptest! {
    /// Restoring gives the state back, and a snapshot of it the bytes.
    #[test]
    fn snapshot_and_restore_are_inverse(
        uploads in proptest::collection::vec(0..6_usize, 0..12),
        deletions in proptest::collection::vec(0..6_usize, 0..4),
        switches in proptest::collection::vec((0..2_usize, any::<bool>()), 0..4),
    ) {
        let roots = [root("First"), root("Second")];
        let list = built_in(&[&roots[0], &roots[1]]);
        let mut store = TrustStore::new(list);
        for index in uploads {
            let uploaded = certificate(&root(&format!("Uploaded {index}")));
            store.add(&Bundle::from(uploaded)).unwrap();
        }
        for index in deletions {
            store.remove(&fingerprint(&root(&format!("Uploaded {index}"))));
        }
        for (index, off) in switches {
            let which = fingerprint(&roots[index]);
            if off { store.disable(&which) } else { store.enable(&which) };
        }
        let bytes = store.snapshot();
        prop_assert_eq!(bytes.len(), store.snapshot_len());
        let restored = restore(list, &bytes).unwrap();
        prop_assert_eq!(restored.custom(), store.custom());
        prop_assert_eq!(restored.generation(), store.generation());
        prop_assert_eq!(restored.snapshot(), bytes);
    }
}
