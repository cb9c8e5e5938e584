//! A firmware update changes the built-in list: disabled roots stay disabled, dropped roots stay away.

use crate::store_snapshots::{built_in, certificate, fingerprint, root};
use crate::support::{self, Issued, Key, NOW};
use trustslot::{Chain, Clock, Policy, Reason, TrustStore, Verifier};

/// F21: disabled roots are recognized by fingerprint, not by their index in the list.
#[test]
fn fault_f21_disabled_roots_survive_a_change_of_the_built_in_list() {
    let (stays, leaves, comes) = (root("Stays"), root("Leaves"), root("Comes"));
    let old = built_in(&[&leaves, &stays]);
    let new = built_in(&[&stays, &comes]);
    let disabled = |issued: &Issued| {
        let mut store = TrustStore::new(old);
        assert!(store.disable(&fingerprint(issued)));
        store.snapshot()
    };

    let restored = TrustStore::restore(new, 10, &disabled(&stays), 0).unwrap();
    assert!(restored.gone.is_empty());
    let mut store = restored.store;
    assert!(store.enable(&fingerprint(&stays)), "disabled before, disabled after");
    assert!(!store.enable(&fingerprint(&comes)), "a new root is enabled");

    let restored = TrustStore::restore(new, 10, &disabled(&leaves), 0).unwrap();
    assert_eq!(restored.gone, [fingerprint(&leaves)], "it is reported");
    let names: Vec<_> = restored.store.built_in().map(|c| c.issued_to()).collect();
    assert_eq!(names, ["Stays", "Comes"], "a dropped root does not come back");

    let again = TrustStore::restore(old, 10, &restored.store.snapshot(), 0).unwrap();
    let mut store = again.store;
    assert!(store.enable(&fingerprint(&leaves)), "it stays disabled if a later list contains it");
}

/// Whether a verifier with this store trusts a certificate that `issuer` issued, or why not.
fn trusts(store: &TrustStore, issuer: &support::Issued) -> Result<(), Reason> {
    let leaf = support::leaf("phone.example.com").key(Key::ed25519(90)).signed_by(issuer);
    let verifier =
        Verifier::with_algorithms(store.clone(), Policy::STRICT, webpki::ALL_VERIFICATION_ALGS);
    let chain = Chain::new(certificate(&leaf));
    let meant = "phone.example.com".parse().unwrap();
    let verdict = verifier.verify_server(&chain, &meant, Clock::set(NOW));
    match verdict.findings().and_then(|findings| findings.decisive()) {
        Some(finding) => Err(finding.reason()),
        None => Ok(()),
    }
}

/// Row 120 (CVE-2017-1000097): a root that the user distrusts was trusted again.
#[test]
fn replay_120_disabled_root_stays_disabled_after_an_update() {
    let (first, second, third) = (root("First"), root("Second"), root("Third"));
    let old = built_in(&[&first, &second]);
    let newer = built_in(&[&third, &second, &first]);
    let mut store = TrustStore::new(old);
    assert_eq!(trusts(&store, &second), Ok(()), "before");
    assert!(store.disable(&fingerprint(&second)));
    let refused = trusts(&store, &second);
    assert_eq!(refused, Err(Reason::AnchorDisabled));
    let restored = TrustStore::restore(newer, 10, &store.snapshot(), 0).unwrap();
    assert_eq!(trusts(&restored.store, &second), refused, "after the update");
    assert_eq!(trusts(&restored.store, &first), Ok(()), "the control");
    assert_eq!(trusts(&restored.store, &third), Ok(()), "a new root is enabled");
    assert!(restored.gone.is_empty());
    let mut again = restored.store;
    assert!(again.enable(&fingerprint(&second)));
    assert_eq!(trusts(&again, &second), Ok(()), "until the operator enables it");
}

/// Row 121: a root that an update drops must not come back from saved state.
#[test]
fn replay_121_root_dropped_by_an_update_does_not_come_back() {
    let (stays, leaves) = (root("Stays"), root("Leaves"));
    let old = built_in(&[&stays, &leaves]);
    let new = built_in(&[&stays]);
    let mut store = TrustStore::new(old);
    assert_eq!(trusts(&store, &leaves), Ok(()), "before");
    let snapshot = store.snapshot();
    let restored = TrustStore::restore(new, 10, &snapshot, 0).unwrap();
    assert_eq!(trusts(&restored.store, &leaves), Err(Reason::IssuerNotFound));
    assert_eq!(trusts(&restored.store, &stays), Ok(()), "the control");
    // A snapshot contains the disabled roots, not the built-in list.
    assert!(restored.gone.is_empty(), "it was not disabled");
    // A disabled root is reported as gone, and enabling it does not bring it back.
    store.disable(&fingerprint(&leaves));
    let mut restored = TrustStore::restore(new, 10, &store.snapshot(), 0).unwrap();
    assert_eq!(restored.gone, [fingerprint(&leaves)]);
    restored.store.enable(&fingerprint(&leaves));
    assert_eq!(trusts(&restored.store, &leaves), Err(Reason::IssuerNotFound));
}
