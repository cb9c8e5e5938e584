//! Factory identities: the vendor must have issued them, and a unique one is only for the phone it names.

use crate::presented::{MAC, device, identity, mac, vendor, verifier};
use crate::support::{self, Key};
use trustslot::{Check, DeviceCertificate, Reason, ServerCertSlot, SlotError, SlotKind};

/// Row 115 (CVE-2022-20817, CVE-2015-6358): many devices had the same key, and passed for each other.
#[test]
fn replay_115_generic_identity_is_never_installed_as_unique() {
    let (root, issuing) = vendor();
    let verifier = verifier(&root);
    let named = |name: &str| {
        let issued = device(name, 7).signed_by(&issuing);
        identity(&issued, &[&issuing])
    };
    for (name, is_installed, why) in [
        ("0015651234ab", true, "the MAC"),
        ("00:15:65:12:34:AB", true, "another spelling"),
        ("00156512 34AB", true, "a third"),
        ("0015651234ac", false, "another phone"),
        ("Example Phone", false, "generic"),
    ] {
        let mut slot = ServerCertSlot::new();
        let answer = slot.install_unique(mac(MAC), named(name), &verifier);
        assert_eq!(answer.is_ok(), is_installed, "{why}");
        assert_eq!(slot.get(SlotKind::Unique).is_some(), is_installed, "{why}");
        assert_eq!(
            slot.generation(),
            u64::from(is_installed),
            "a rejected identity changes nothing"
        );
    }
    let mut slot = ServerCertSlot::new();
    let error = slot.install_unique(mac(MAC), named("0015651234ac"), &verifier).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the certificate is for phone 0015651234ac; this phone is 0015651234ab"
    );
    let error = slot.install_unique(mac(MAC), named("Example Phone"), &verifier).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the certificate does not name a phone: its common name is not a MAC address; this phone is 0015651234ab"
    );
    let error = slot.install_generic(named(MAC), &verifier).unwrap_err();
    assert_eq!(error, SlotError::IsUnique { mac: mac(MAC) });
}

#[test]
fn factory_identity_must_lead_to_the_vendors_ca() {
    let (root, issuing) = vendor();
    let pretender = support::root("Example Phones Root CA").key(Key::ed25519(99)).self_signed();
    let forged = support::intermediate("Example Phones Issuing CA")
        .key(Key::ed25519(98))
        .signed_by(&pretender);
    let issued = device(MAC, 3).signed_by(&forged);
    let mut slot = ServerCertSlot::new();
    let error =
        slot.install_unique(mac(MAC), identity(&issued, &[&forged]), &verifier(&root)).unwrap_err();
    let message = error.to_string();
    let SlotError::NotTheVendor { findings } = error else { panic!("{message}") };
    let decisive = findings.decisive().unwrap();
    assert_eq!(message, format!("the certificate is not accepted as the vendor's: {decisive}"));
    assert!(findings.contains(Reason::IssuerKeyDiffers), "{findings}");
    assert!(slot.present(DeviceCertificate::Default).is_none());

    // The control. A phone without a clock must load its identity, so an expired one is installed too.
    for certificate in [device(MAC, 3), device(MAC, 3).expired(), device(MAC, 3).not_yet_valid()] {
        let issued = certificate.signed_by(&issuing);
        let identity = identity(&issued, &[&issuing]);
        assert!(slot.install_unique(mac(MAC), identity, &verifier(&root)).is_ok());
    }
}

/// A phone's policy may waive the path, and the identity of another vendor must not be installed for that.
#[test]
fn policy_that_waives_the_path_does_not_waive_the_vendor() {
    let (root, issuing) = vendor();
    let strict = verifier(&root);
    let stranger = support::root("Stranger").key(Key::ed25519(9)).self_signed();
    for check in Check::ALL {
        let vendor = strict.with_policy(strict.policy().waive(*check));
        let mut slot = ServerCertSlot::new();
        for (ca, is_installed) in [(&stranger, false), (&issuing, true)] {
            let unique = identity(&device(MAC, 3).signed_by(ca), &[ca]);
            let installed = slot.install_unique(mac(MAC), unique, &vendor);
            assert_eq!(installed.is_ok(), is_installed, "{check:?} is waived");
            let generic = identity(&device("Example Phone", 4).signed_by(ca), &[ca]);
            let installed = slot.install_generic(generic, &vendor);
            assert_eq!(installed.is_ok(), is_installed, "{check:?} is waived");
        }
    }
}

/// A phone is a TLS client too, and the certificates of some vendors are for clients only.
#[test]
fn factory_identity_may_be_for_clients_only() {
    let (root, issuing) = vendor();
    let vendor = verifier(&root);
    let client = support::extensions::CLIENT_AUTH;
    let mut slot = ServerCertSlot::new();
    let unique = device(MAC, 3).eku(&[client]).signed_by(&issuing);
    let unique = identity(&unique, &[&issuing]);
    slot.install_unique(mac(MAC), unique, &vendor).unwrap();
    let generic = device("Example Phone", 4).eku(&[client]).signed_by(&issuing);
    let generic = identity(&generic, &[&issuing]);
    slot.install_generic(generic, &vendor).unwrap();
    // The control: a certificate of another CA, for the same use.
    let stranger = support::root("Stranger").key(Key::ed25519(9)).self_signed();
    let other = device(MAC, 3).eku(&[client]).signed_by(&stranger);
    let refused = slot.install_unique(mac(MAC), identity(&other, &[&stranger]), &vendor);
    assert!(matches!(refused, Err(SlotError::NotTheVendor { .. })));
}
