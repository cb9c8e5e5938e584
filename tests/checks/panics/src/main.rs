//! One function for each entry point of the library, so that the call graph of each can be found in the program.

use std::hint::black_box;
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Crl, Identity, MacAddress, NameRules, ReferenceIdentity,
    ServerCertSlot, TrustStore,
};

#[inline(never)]
fn entry_certificate(bytes: &[u8]) -> bool {
    Certificate::from_der(bytes).is_ok()
}

#[inline(never)]
fn entry_chain(bytes: &[u8]) -> bool {
    Chain::from_der(&[bytes]).is_ok()
}

#[inline(never)]
fn entry_bundle(bytes: &[u8]) -> bool {
    Bundle::parse("file.pem", bytes).is_ok()
}

#[inline(never)]
fn entry_identity(bytes: &[u8]) -> bool {
    Identity::parse("file.pem", bytes).is_ok()
}

#[inline(never)]
fn entry_store(bytes: &[u8]) -> bool {
    let factory = TrustStore::new(BuiltIn::EMPTY);
    let (mut banks, restored) = factory.load(Some(bytes), Some(bytes), 0);
    let mut store = restored.map_or(factory, |restored| restored.store);
    store.save(&mut banks, |_, snapshot| if snapshot.is_empty() { Err(()) } else { Ok(()) }).is_ok()
}

#[inline(never)]
fn entry_slot(bytes: &[u8]) -> bool {
    ServerCertSlot::load(Some(bytes), Some(bytes), 0).1.is_ok()
}

#[inline(never)]
fn entry_crl(bytes: &[u8]) -> bool {
    Crl::parse(bytes).is_ok()
}

#[inline(never)]
fn entry_reference(text: &str) -> bool {
    text.parse::<ReferenceIdentity>().is_ok()
}

#[inline(never)]
fn entry_mac(text: &str) -> bool {
    text.parse::<MacAddress>().is_ok()
}

#[inline(never)]
fn entry_name(certificate: &Certificate, reference: &ReferenceIdentity) -> bool {
    certificate.matches(reference, NameRules::Rfc2818).is_ok()
}

fn main() {
    let bytes = black_box(vec![0_u8; 8]);
    let text = black_box("x.example".to_owned());
    let certificate = Certificate::from_der(&bytes);
    let reference = text.parse::<ReferenceIdentity>();
    if let (Ok(certificate), Ok(reference)) = (&certificate, &reference) {
        black_box(entry_name(certificate, reference));
    }
    black_box((
        entry_certificate(&bytes),
        entry_chain(&bytes),
        entry_bundle(&bytes),
        entry_identity(&bytes),
        entry_store(&bytes),
        entry_slot(&bytes),
        entry_crl(&bytes),
        entry_reference(&text),
        entry_mac(&text),
    ));
}
