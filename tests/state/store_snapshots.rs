//! The snapshot of a trust store: the same state always gives the same bytes, and they restore it.

use crate::support::{self, Issued, Key};
use proptest::prelude::*;
use trustslot::pki_types::CertificateDer;
use trustslot::{
    BuiltIn, Bundle, Certificate, FactoryReset, Fingerprint, SharedBuiltIn, SnapshotError,
    TrustStore,
};

/// A built-in part with these roots.
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

/// The same root for the same name, because Ed25519 signatures have no randomness.
pub(crate) fn root(name: &str) -> Issued {
    let number = name.bytes().fold(0, |sum, byte| (sum * 31 + u64::from(byte)) % 10_007);
    support::root(name).key(Key::ed25519(number)).self_signed()
}

/// A store with `count` uploaded roots.
pub(crate) fn filled(list: impl Into<SharedBuiltIn>, count: usize) -> TrustStore {
    let mut store = TrustStore::new(list);
    for index in 0..count {
        let uploaded = certificate(&root(&format!("Uploaded {index}")));
        store.add(&Bundle::from(uploaded)).unwrap();
    }
    store
}

pub(crate) fn restore(
    list: impl Into<SharedBuiltIn>,
    bytes: &[u8],
) -> Result<TrustStore, SnapshotError> {
    TrustStore::restore(list, TrustStore::CUSTOM_LIMIT, bytes, 0).map(|restored| restored.store)
}

#[test]
fn uploads_and_disabled_roots_are_restored() {
    let (first, second) = (root("First"), root("Second"));
    let list = built_in(&[&first, &second]);
    let mut store = filled(list, 3);
    assert!(store.disable(&fingerprint(&second)));

    let bytes = store.snapshot();
    assert_eq!(bytes.len(), store.snapshot_len(), "the size is known in advance");
    let restored = restore(list, &bytes).unwrap();
    assert_eq!(restored.custom(), store.custom(), "in the order uploaded");
    assert_eq!(restored.generation(), 4, "three uploads and a disabled root");
    assert_eq!(restored.snapshot(), bytes, "the same state, the same bytes");
    let disabled: Vec<bool> = restored
        .list(trustslot::TrustSource::BuiltIn, trustslot::Clock::Unset)
        .iter()
        .map(|row| row.disabled)
        .collect();
    assert_eq!(disabled, [false, true]);
}

#[test]
fn generation_counts_changes_and_nothing_else() {
    let first = root("First");
    let mut store = TrustStore::new(built_in(&[&first]));
    let uploaded = root("Uploaded 0");
    let bundle = Bundle::from(certificate(&uploaded));
    let mut steps: Vec<(&str, u64)> = Vec::new();
    store.add(&bundle).unwrap();
    steps.push(("uploaded", store.generation()));
    store.add(&bundle).unwrap();
    steps.push(("already there", store.generation()));
    store.disable(&fingerprint(&first));
    steps.push(("disabled", store.generation()));
    store.disable(&fingerprint(&first));
    steps.push(("already disabled", store.generation()));
    store.disable(&fingerprint(&uploaded));
    steps.push(("not built in", store.generation()));
    store.enable(&fingerprint(&first));
    steps.push(("enabled", store.generation()));
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
            ("already there", 1),
            ("disabled", 2),
            ("already disabled", 2),
            ("not built in", 2),
            ("enabled", 3),
            ("not uploaded", 3),
            ("deleted", 4),
            ("nothing to delete", 4),
        ]
    );
}

#[test]
fn factory_reset_of_a_store_removes_or_keeps_the_uploads() {
    let first = root("First");
    for (reset, kept, returned, why) in [
        (FactoryReset::DropCustom, 0, 2, "the phones' default"),
        (FactoryReset::KeepCustom, 2, 0, "reserve_certs_enable"),
    ] {
        let mut store = filled(built_in(&[&first]), 2);
        store.disable(&fingerprint(&first));
        assert_eq!(store.factory_reset(reset).len(), returned, "{why}");
        assert_eq!(store.custom().len(), kept, "{why}");
        assert!(!store.enable(&fingerprint(&first)), "no built-in root is disabled");
    }
}

#[test]
fn snapshot_with_more_uploads_than_the_limit_is_rejected() {
    let bytes = filled(BuiltIn::EMPTY, 3).snapshot();
    let error = TrustStore::restore(BuiltIn::EMPTY, 2, &bytes, 0).unwrap_err();
    assert_eq!(error, SnapshotError::Unfit { position: 3 });
}

proptest! {
    /// Restoring gives the same state, and its snapshot the same bytes.
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
