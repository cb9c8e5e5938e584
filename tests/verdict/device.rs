//! Classifying the certificates that a TLS server has received.

use crate::support::extensions::CLIENT_AUTH;
use crate::support::{NOW, leaf, root};
use crate::verifier::{chain, file, verifier};
use trustslot::{
    BuiltIn, ChainError, Clock, Device, DeviceClassifier, Policy, TrustStore, Verifier,
};

fn trusting(ca: &crate::support::Issued) -> Verifier {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&file(&[ca])).unwrap();
    verifier(store, Policy::STRICT)
}

#[test]
fn presented_certificates_are_classified_like_their_chain() {
    let (vendor, operator) = (root("Vendor CA").self_signed(), root("Operator CA").self_signed());
    let classifier = DeviceClassifier::new(trusting(&vendor)).with_operator(trusting(&operator));
    let clock = Clock::set(NOW);
    let mac = "0015651234ab".parse().unwrap();
    let foreign = root("Another CA").self_signed();
    for (name, issuer, device) in [
        ("0015651234ab", &vendor, Device::Unique { mac }),
        ("Example Phone", &vendor, Device::Generic),
        ("0015651234ab", &operator, Device::Custom { mac: Some(mac) }),
        ("0015651234ab", &foreign, Device::Foreign),
    ] {
        let phone = leaf(name).eku(&[CLIENT_AUTH]).signed_by(issuer);
        let caller = classifier.classify_presented(&[&phone.der], clock).unwrap();
        assert_eq!(caller.device(), device);
        assert_eq!(caller, classifier.classify(&chain(&[&phone]), clock));
    }
    let nothing: [&[u8]; 0] = [];
    assert_eq!(classifier.classify_presented(&nothing, clock), Err(ChainError::Empty));
    let error = classifier.classify_presented(&[b"no certificate"], clock).unwrap_err();
    assert_eq!(error.word(), "chain-certificate-unreadable");
}

#[test]
fn classifier_returns_its_verifiers() {
    let (vendor, operator) = (root("Vendor CA").self_signed(), root("Operator CA").self_signed());
    let (vendor, operator) = (trusting(&vendor), trusting(&operator));
    let classifier = DeviceClassifier::new(vendor.clone());
    assert_eq!(classifier.vendor().id(), vendor.id());
    assert!(classifier.operator().is_none());
    let classifier = classifier.with_operator(operator.clone());
    assert_eq!(classifier.operator().map(Verifier::id), Some(operator.id()));
}
