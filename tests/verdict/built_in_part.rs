//! The built-in part: any list of roots that a firmware supplies, and roots in it that an operator disables.

use crate::case::Case;
use crate::support::{Key, chain3, root};
use crate::verifier::{built_in, certificate};
use pki_types::CertificateDer;
use trustslot::{BuiltIn, BuiltInError, Clock, Position, Reason, TrustSource, TrustStore};

#[test]
fn built_in_certificate_can_be_disabled_and_enabled() {
    let (root, ca, leaf3) = chain3();
    let case = Case::presenting(&[&leaf3, &ca]).built_in(&[&root]);
    let fingerprint = certificate(&root).fingerprint();
    let mut store = case.store();
    assert!(!store.enable(&fingerprint), "it was not disabled");
    assert!(store.disable(&fingerprint));
    assert!(store.disable(&fingerprint), "twice is once");
    let list = store.list(TrustSource::All, Clock::Unset);
    assert!(list[0].disabled, "it is still listed");
    assert!(store.enable(&fingerprint));
    assert!(!store.enable(&fingerprint));
    assert!(!store.list(TrustSource::All, Clock::Unset)[0].disabled);
    let stranger = certificate(&leaf3).fingerprint();
    assert!(!store.disable(&stranger) && !store.enable(&stranger));

    let off = Case::presenting(&[&leaf3, &ca]).disabled(&[&root]);
    off.is_rejected(&[(Reason::AnchorDisabled, Position::Anchor)], "the root is disabled");
    off.uploaded(&[&root]).is_trusted("the operator uploaded it as well");
}

#[test]
fn disabling_a_root_disables_both_copies() {
    let (root, ca, leaf3) = chain3();
    let mut case = Case::presenting(&[&leaf3, &ca]).built_in(&[&root]);
    case = case.disabled(&[&root]);
    case.is_rejected(&[(Reason::AnchorDisabled, Position::Anchor)], "neither copy is trusted");
    let mut store = case.store();
    assert!(store.list(TrustSource::All, Clock::Unset).iter().all(|row| row.disabled));
    assert!(store.enable(&certificate(&root).fingerprint()));
    assert!(!store.list(TrustSource::All, Clock::Unset).iter().any(|row| row.disabled));
}

#[test]
fn built_in_part_may_be_any_list() {
    for count in [0, 1, 30, 76, 186] {
        let roots: Vec<_> = (0..count)
            .map(|n| root(&format!("Root {n}")).key(Key::ed25519(n)).self_signed())
            .collect();
        let list = built_in(&roots.iter().collect::<Vec<_>>());
        let store = TrustStore::new(list);
        let count = roots.len();
        assert_eq!((list.len(), list.is_empty()), (count, count == 0));
        assert_eq!(store.built_in().count(), count, "T1");
        assert!(list.check().is_ok());
    }
}

#[test]
fn damaged_built_in_root_is_ignored_and_reported() {
    static DAMAGED: &[CertificateDer<'static>] = &[CertificateDer::from_slice(b"\x30\x00")];
    static LIST: BuiltIn = BuiltIn::new(DAMAGED);
    let BuiltInError::Certificate { index, error } = LIST.check().unwrap_err() else {
        panic!("another error");
    };
    assert_eq!(index, 0, "a firmware's test finds it");
    assert_eq!(error.to_string(), "length runs past the end at byte 2, in the certificate");
    let store = TrustStore::new(&LIST);
    assert_eq!((LIST.len(), store.built_in().count()), (1, 0), "it is never trusted");
    assert!(store.list(TrustSource::All, Clock::Unset).is_empty());
}
