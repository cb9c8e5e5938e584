//! What a phone presents on both sides, and identities that cannot be loaded.

use rustls::sign::SigningKey;
use std::sync::Arc;
use tls::{Setting, connect, identity, phone, settings, verifier};
use trustslot::rustls_0_23::{ResolveError, SlotResolver, caller_of, certified_key};
use trustslot::{
    Certificate, Clock, DeviceCertificate, DeviceClassifier, HandleProof, Identity, KeyAlgorithm,
    KeyHandle, PrivateKey, Remedy, ServerCertSlot, SlotKind,
};
use trustslot_kit::extensions::{CLIENT_AUTH, SERVER_AUTH};
use trustslot_kit::{HOST, Issued, Key, NOW, leaf, root};

const MAC: &str = "0015651234ab";

fn slot(setting: &Setting, vendor: &Issued) -> ServerCertSlot {
    let mut slot = ServerCertSlot::new();
    let unique = phone(MAC).eku(&[SERVER_AUTH, CLIENT_AUTH]).dns(HOST).signed_by(vendor);
    let vendor = verifier(setting, vendor);
    slot.install_unique(MAC.parse().unwrap(), identity(&[&unique]), &vendor).unwrap();
    slot
}

/// The common name that each end presents when both use this resolver.
fn presented(setting: &Setting, vendor: &Issued, resolver: &Arc<SlotResolver>) -> [String; 2] {
    let trust = || verifier(setting, vendor);
    let client = setting.client_builder(trust()).with_client_cert_resolver(resolver.clone());
    let server = setting.server_builder(trust()).with_cert_resolver(resolver.clone());
    let ends = connect(&Arc::new(client), &Arc::new(server), HOST).expect(&setting.name);
    let name = |certificates: Option<&[pki_types::CertificateDer<'_>]>| {
        Certificate::from_der(&certificates.unwrap()[0]).unwrap().issued_to()
    };
    [name(ends.client.peer_certificates()), name(ends.server.peer_certificates())]
}

#[test]
fn the_slot_decides_and_open_configurations_follow_an_update() {
    let vendor = root("Vendor").self_signed();
    for setting in settings() {
        let mut slot = slot(&setting, &vendor);
        let resolver = Arc::new(SlotResolver::new(setting.provider.clone()));
        let resolved = resolver.update(&slot, DeviceCertificate::Default).unwrap();
        assert_eq!(
            (resolved.server, resolved.client),
            (Some(SlotKind::Unique), Some(SlotKind::Unique))
        );
        assert_eq!(presented(&setting, &vendor, &resolver), [MAC, MAC]);

        let custom = leaf("pbx").dns(HOST).signed_by(&vendor);
        let client = phone("client").signed_by(&vendor);
        slot.upload(identity(&[&custom]));
        slot.upload_client(identity(&[&client]));
        assert_eq!(presented(&setting, &vendor, &resolver), [MAC, MAC], "not updated yet");
        let resolved = resolver.update(&slot, DeviceCertificate::Custom).unwrap();
        assert_eq!(
            (resolved.server, resolved.client),
            (Some(SlotKind::Custom), Some(SlotKind::Client))
        );
        assert_eq!(presented(&setting, &vendor, &resolver), ["pbx", "client"]);

        let nothing = resolver.update(&ServerCertSlot::new(), DeviceCertificate::Custom).unwrap();
        assert_eq!((nothing.server, nothing.client), (None, None));
    }
}

/// Keys that this crate accepts and ring cannot sign with.
fn beyond_ring() -> [(Key, KeyAlgorithm); 2] {
    [(Key::p521(), KeyAlgorithm::P521), (Key::rsa4608(), KeyAlgorithm::Rsa { bits: 4608 })]
}

#[test]
fn a_key_beyond_the_backend_is_named_and_the_identity_before_it_is_still_presented() {
    let vendor = root("Vendor").self_signed();
    for setting in settings() {
        let backend = format!("{:?}", setting.provider.key_provider);
        for (key, algorithm) in beyond_ring() {
            let what = format!("{}, {algorithm}", setting.name);
            let mut slot = slot(&setting, &vendor);
            let resolver = Arc::new(SlotResolver::new(setting.provider.clone()));
            resolver.update(&slot, DeviceCertificate::Custom).unwrap();
            slot.upload(identity(&[&leaf("large").key(key).signed_by(&vendor)]));
            match resolver.update(&slot, DeviceCertificate::Custom) {
                Ok(resolved) => {
                    assert!(setting.name.starts_with("aws-lc-rs"), "{what}");
                    assert_eq!(resolved.server, Some(SlotKind::Custom), "{what}");
                }
                Err(error) => {
                    assert!(setting.name.starts_with("ring"), "{what}: {error}");
                    let expected = format!(
                        "the TLS backend {backend} cannot sign with the {algorithm} key of \"large\""
                    );
                    assert_eq!(error.to_string(), expected);
                    assert_eq!(error.remedy(), Some(Remedy::UseSupportedKey));
                    assert_eq!(presented(&setting, &vendor, &resolver), [MAC, MAC], "{what}");
                }
            }
        }
    }
}

#[test]
fn keys_in_a_secure_element_sign_through_the_callers_function() {
    let vendor = root("Vendor").self_signed();
    for setting in settings() {
        let issued = phone(MAC).signed_by(&vendor);
        let with_handle = || {
            let certificate = Certificate::from_der(&issued.der).unwrap();
            let handle = KeyHandle::new("slot 1");
            Identity::with_handle(vec![certificate], handle, HandleProof::Stated).unwrap()
        };
        let error = certified_key(&with_handle(), &setting.provider).unwrap_err();
        assert_eq!(error, ResolveError::InElement { certificate: format!("\"{MAC}\"").into() });

        let mut slot = ServerCertSlot::new();
        slot.upload_client(with_handle());
        let resolver = SlotResolver::new(setting.provider.clone());
        let error = resolver
            .update_with(&slot, DeviceCertificate::Custom, |_| Err("the element is busy".into()))
            .unwrap_err();
        let expected = format!("the secure element cannot sign for \"{MAC}\": the element is busy");
        assert_eq!(error.to_string(), expected);

        let element = |handle: &KeyHandle| -> Result<Arc<dyn SigningKey>, _> {
            assert_eq!(handle.as_bytes(), b"slot 1");
            let key = PrivateKey::from_der(issued.key.pkcs8())?;
            Ok(setting.provider.key_provider.load_private_key(key.export_private_key_der())?)
        };
        let resolved = resolver.update_with(&slot, DeviceCertificate::Custom, element).unwrap();
        assert_eq!((resolved.server, resolved.client), (None, Some(SlotKind::Client)));

        let phones = DeviceClassifier::new(verifier(&setting, &vendor));
        let client = setting
            .client_builder(verifier(&setting, &vendor))
            .with_client_cert_resolver(Arc::new(resolver));
        let own = tls::certified(&setting, &[&leaf(HOST).signed_by(&vendor)]);
        let server = setting.server(phones.clone(), own);
        let ends = connect(&Arc::new(client), &Arc::new(server), HOST).expect(&setting.name);
        let caller = caller_of(&ends.server, &phones, Clock::set(NOW)).unwrap().unwrap();
        assert_eq!(caller.may_bind(MAC.parse().unwrap()), Ok(()));
    }
}
