//! The names of CAs that a server sends when it asks for a client's certificate.

use tls::{phone, settings, store};
use trustslot::rustls_0_23::{ClientTrust, HintSource};
use trustslot::{
    BuiltIn, Bundle, Certificate, DeviceClassifier, Policy, TrustSource, TrustStore, Verifier,
};
use trustslot_kit::{Issued, root};

fn strict(store: TrustStore) -> Verifier {
    Verifier::with_algorithms(store, Policy::STRICT, &[])
}

/// Many large roots, as a web list has.
fn web_roots() -> BuiltIn {
    let roots = (0..118).map(|n| root(&format!("Web Root {n} {}", "x".repeat(60))).self_signed());
    BuiltIn::from_certificates(roots.map(|root| Certificate::from_der(&root.der).unwrap()))
}

fn subject(issued: &Issued) -> Vec<u8> {
    Certificate::from_der(&issued.der).unwrap().subject_name_der().to_vec()
}

#[test]
fn the_names_are_those_of_uploaded_cas_each_once() {
    let vendor = root("Vendor").self_signed();
    let operator = root("Operator").self_signed();
    let clients = ClientTrust::new(strict(store([&vendor, &operator])));
    assert_eq!(clients.hint_names(), [subject(&vendor), subject(&operator)]);

    let phones = DeviceClassifier::new(strict(store([&vendor])))
        .with_operator(strict(store([&vendor, &operator])));
    assert_eq!(ClientTrust::new(phones).hint_names(), [subject(&vendor), subject(&operator)]);
}

#[test]
fn a_pin_is_found_by_the_name_of_its_issuer() {
    let stranger = root("Stranger").self_signed();
    let pin = phone("0015651234ab").signed_by(&stranger);
    let own = phone("0015651234ac").version(1).self_signed();
    let clients = ClientTrust::new(strict(store([&pin, &own])));
    assert_eq!(clients.hint_names(), [subject(&stranger), subject(&own)]);
}

#[test]
fn a_store_with_a_web_list_sends_less_than_a_kibibyte_unless_asked_to() {
    let vendor = root("Vendor").self_signed();
    let mut store = TrustStore::new(web_roots());
    store.add(&Bundle::from(Certificate::from_der(&vendor.der).unwrap())).unwrap();
    let clients = || ClientTrust::new(strict(store.clone()));
    assert_eq!(clients().hint_names(), [subject(&vendor)]);
    assert_eq!(clients().with_hints(HintSource::All).hint_names().len(), 119);
    assert!(clients().with_hints(HintSource::None).hint_names().is_empty());
    for setting in settings() {
        let sent: usize = clients()
            .for_provider(&setting.provider)
            .root_hint_subjects()
            .iter()
            .map(|name| name.as_ref().len())
            .sum();
        assert!(sent < 1024, "{sent}");
    }
}

#[test]
fn cas_that_the_policy_does_not_trust_are_not_named() {
    let vendor = root("Vendor").self_signed();
    let policy = Policy::STRICT.with_source(TrustSource::BuiltIn);
    let verifier = Verifier::with_algorithms(store([&vendor]), policy, &[]);
    for hints in [HintSource::Custom, HintSource::All] {
        let clients = ClientTrust::new(verifier.clone()).with_hints(hints);
        assert!(clients.hint_names().is_empty(), "{hints:?}");
    }
}
