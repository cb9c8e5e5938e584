//! One function for each entry point of the library, so that the call graph of each can be found in the program.

use std::hint::black_box;
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Crl, Identity, MacAddress, NameRules, ReferenceIdentity,
    ServerCertSlot, TrustStore, newest_valid,
};

#[inline(never)]
fn door_certificate(bytes: &[u8]) -> bool {
    Certificate::from_der(bytes).is_ok()
}

#[inline(never)]
fn door_chain(bytes: &[u8]) -> bool {
    Chain::from_der(&[bytes]).is_ok()
}

#[inline(never)]
fn door_bundle(bytes: &[u8]) -> bool {
    Bundle::parse("file.pem", bytes).is_ok()
}

#[inline(never)]
fn door_identity(bytes: &[u8]) -> bool {
    Identity::parse("file.pem", bytes).is_ok()
}

#[inline(never)]
fn door_store(bytes: &[u8]) -> bool {
    newest_valid(bytes, bytes).is_ok() && TrustStore::restore(BuiltIn::EMPTY, 10, bytes, 0).is_ok()
}

#[inline(never)]
fn door_slot(bytes: &[u8]) -> bool {
    ServerCertSlot::restore(bytes, 0).is_ok()
}

#[inline(never)]
fn door_crl(bytes: &[u8]) -> bool {
    Crl::parse(bytes).is_ok()
}

#[inline(never)]
fn door_reference(text: &str) -> bool {
    text.parse::<ReferenceIdentity>().is_ok()
}

#[inline(never)]
fn door_mac(text: &str) -> bool {
    text.parse::<MacAddress>().is_ok()
}

#[inline(never)]
fn door_name(certificate: &Certificate, reference: &ReferenceIdentity) -> bool {
    certificate.matches(reference, NameRules::Rfc2818).is_ok()
}

fn main() {
    let bytes = black_box(vec![0_u8; 8]);
    let text = black_box("x.example".to_owned());
    let certificate = Certificate::from_der(&bytes);
    let reference = text.parse::<ReferenceIdentity>();
    if let (Ok(certificate), Ok(reference)) = (&certificate, &reference) {
        black_box(door_name(certificate, reference));
    }
    black_box((
        door_certificate(&bytes),
        door_chain(&bytes),
        door_bundle(&bytes),
        door_identity(&bytes),
        door_store(&bytes),
        door_slot(&bytes),
        door_crl(&bytes),
        door_reference(&text),
        door_mac(&text),
    ));
}
