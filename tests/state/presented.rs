//! Which identity a phone presents, and why. Also the vendor and the identities that other tests use.

use crate::store_snapshots::certificate;
use crate::support::{self, Cert, Issued, Key};
use trustslot::{
    BuiltIn, Bundle, CertificateFlag, Clock, DeviceCertificate, FactoryReset, Identity, MacAddress,
    Policy, PrivateKey, ServerCertSlot, SlotKind, TrustStore, Verifier,
};

pub(crate) const MAC: &str = "0015651234ab";

pub(crate) fn mac(text: &str) -> MacAddress {
    text.parse().unwrap()
}

/// The vendor's root and issuing CA.
pub(crate) fn vendor() -> (Issued, Issued) {
    let root = support::root("Example Phones Root CA").key(Key::ed25519(1)).self_signed();
    let issuing =
        support::intermediate("Example Phones Issuing CA").key(Key::ed25519(2)).signed_by(&root);
    (root, issuing)
}

pub(crate) fn verifier(anchor: &Issued) -> Verifier {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&Bundle::from(certificate(anchor))).unwrap();
    Verifier::with_algorithms(store, Policy::STRICT, webpki::ALL_VERIFICATION_ALGS)
}

/// The certificate, those of its issuers, and its key.
pub(crate) fn identity(issued: &Issued, issuers: &[&Issued]) -> Identity {
    let chain = core::iter::once(issued).chain(issuers.iter().copied());
    let key = PrivateKey::from_der(issued.key.pkcs8()).unwrap();
    Identity::from_parts(chain.map(certificate).collect(), key).unwrap()
}

pub(crate) fn device(common_name: &str, key: u64) -> Cert {
    support::leaf(common_name).no_san().key(Key::ed25519(key))
}

/// A slot with these entries.
fn slot(unique: bool, generic: bool, custom: bool) -> ServerCertSlot {
    let (root, issuing) = vendor();
    let vendor = verifier(&root);
    let mut slot = ServerCertSlot::new();
    if unique {
        let issued = device(MAC, 3).signed_by(&issuing);
        let replaced = slot.install_unique(mac(MAC), identity(&issued, &[&issuing]), &vendor);
        assert!(replaced.unwrap().is_none());
    }
    if generic {
        let issued = device("Example Phone", 4).signed_by(&issuing);
        let replaced = slot.install_generic(identity(&issued, &[&issuing]), &vendor);
        assert!(replaced.unwrap().is_none());
    }
    if custom {
        let issued = device("phone.example.com", 5).self_signed();
        assert!(slot.upload(identity(&issued, &[])).is_none());
    }
    slot
}

/// Whether unique, generic and custom are installed; the selection; the entry presented; its text and the rest of it.
type Row = (bool, bool, bool, DeviceCertificate, Option<SlotKind>, &'static str, &'static str);

#[test]
fn presented_identity_depends_on_selection_and_installed_entries() {
    use DeviceCertificate::{Custom, Default};
    const UPLOADED: &str = "the uploaded certificate, as selected";
    const UNIQUE: &str = "the unique certificate";
    const GENERIC: &str = "the generic certificate, because there is no unique one";
    const INSTEAD: &str = ", although the uploaded one is selected: there is none";
    let rows: [Row; 16] = [
        (false, false, false, Default, None, "", ""),
        (false, false, false, Custom, None, "", ""),
        (false, false, true, Default, None, "", ""),
        (false, false, true, Custom, Some(SlotKind::Custom), UPLOADED, ""),
        (false, true, false, Default, Some(SlotKind::Generic), GENERIC, ""),
        (false, true, false, Custom, Some(SlotKind::Generic), GENERIC, INSTEAD),
        (false, true, true, Default, Some(SlotKind::Generic), GENERIC, ""),
        (false, true, true, Custom, Some(SlotKind::Custom), UPLOADED, ""),
        (true, false, false, Default, Some(SlotKind::Unique), UNIQUE, ""),
        (true, false, false, Custom, Some(SlotKind::Unique), UNIQUE, INSTEAD),
        (true, false, true, Default, Some(SlotKind::Unique), UNIQUE, ""),
        (true, false, true, Custom, Some(SlotKind::Custom), UPLOADED, ""),
        (true, true, false, Default, Some(SlotKind::Unique), UNIQUE, ""),
        (true, true, false, Custom, Some(SlotKind::Unique), UNIQUE, INSTEAD),
        (true, true, true, Default, Some(SlotKind::Unique), UNIQUE, ""),
        (true, true, true, Custom, Some(SlotKind::Custom), UPLOADED, ""),
    ];
    for (unique, generic, custom, selected, kind, text, instead) in rows {
        let row = (unique, generic, custom, selected);
        let slot = slot(unique, generic, custom);
        let presented = slot.present(selected);
        assert_eq!(presented.map(|p| p.kind()), kind, "{row:?}");
        let Some(presented) = presented else { continue };
        assert_eq!(presented.to_string(), format!("{text}{instead}"), "{row:?}");
        assert_eq!(presented.is_instead_of_custom(), !instead.is_empty(), "{row:?}");
        let installed = slot.get(presented.kind()).unwrap();
        assert_eq!(installed.certificate(), presented.identity().certificate());
    }
}

#[test]
fn upload_returns_the_identity_it_replaces() {
    let mut slot = slot(true, false, true);
    let before = slot.generation();
    let renewed = device("renewed.example.com", 6).self_signed();
    let replaced = slot.upload(identity(&renewed, &[])).unwrap();
    assert_eq!(replaced.certificate().common_name().unwrap(), "phone.example.com");
    assert_eq!(slot.generation(), before + 1);
    let removed = slot.remove_custom().unwrap();
    assert_eq!(removed.certificate(), &certificate(&renewed));
    assert!(slot.remove_custom().is_none(), "it is removed already");
    assert_eq!(slot.generation(), before + 2);
}

#[test]
fn slot_lists_its_identities_with_their_flags() {
    let (root, issuing) = vendor();
    let mut slot = ServerCertSlot::new();
    let expired = device(MAC, 3).expired().signed_by(&issuing);
    slot.install_unique(mac(MAC), identity(&expired, &[&issuing]), &verifier(&root)).unwrap();
    let own = device("phone.example.com", 5).self_signed();
    slot.upload(identity(&own, &[]));
    let self_issued = CertificateFlag::SelfIssued;
    let server_only = CertificateFlag::NotForClients;
    let rows: Vec<_> = slot
        .list(Clock::set(support::NOW))
        .into_iter()
        .map(|row| (row.kind, row.certificate.issued_to(), row.flags))
        .collect();
    assert_eq!(
        rows,
        [
            (SlotKind::Unique, MAC.to_owned(), vec![CertificateFlag::Expired, server_only]),
            (SlotKind::Custom, "phone.example.com".to_owned(), vec![self_issued, server_only]),
        ]
    );
}

#[test]
fn factory_reset_of_a_slot_removes_or_keeps_the_upload() {
    let mut dropped = slot(true, true, true);
    assert!(dropped.factory_reset(FactoryReset::DropCustom).is_some());
    assert!(dropped.get(SlotKind::Custom).is_none());
    assert!(dropped.get(SlotKind::Unique).is_some(), "the factory identity stays");
    let mut kept = slot(true, true, true);
    assert!(kept.factory_reset(FactoryReset::KeepCustom).is_none());
    assert!(kept.get(SlotKind::Custom).is_some());
}

#[test]
fn separate_client_identity_is_presented_until_it_is_removed() {
    use DeviceCertificate::{Custom, Default};
    let mut slot = slot(true, false, true);
    let kind = |slot: &ServerCertSlot, selected| {
        slot.present_as_client(selected).map(|presented| presented.kind())
    };
    assert_eq!(kind(&slot, Custom), Some(SlotKind::Custom), "the same as for the server");
    assert!(slot.remove_client().is_none());
    let client = identity(&device("client.example.com", 6).self_signed(), &[]);
    assert!(slot.upload_client(client).is_none());
    assert_eq!(kind(&slot, Custom), Some(SlotKind::Client));
    assert_eq!(kind(&slot, Default), Some(SlotKind::Unique), "uploads are not selected");
    assert_eq!(slot.present(Custom).unwrap().kind(), SlotKind::Custom);
    assert_eq!(slot.remove_client().unwrap().certificate().issued_to(), "client.example.com");
    assert_eq!(kind(&slot, Custom), Some(SlotKind::Custom));
}
