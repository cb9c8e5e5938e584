//! Each door as a function of its own, so that what it calls can be found in the program.

use std::hint::black_box;
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Identity, MacAddress, NameRules, ReferenceIdentity,
    TrustStore, newest_valid,
};

#[inline(never)]
fn door_certificate(octets: &[u8]) -> bool {
    Certificate::from_der(octets).is_ok()
}

#[inline(never)]
fn door_chain(octets: &[u8]) -> bool {
    Chain::from_der(&[octets]).is_ok()
}

#[inline(never)]
fn door_bundle(octets: &[u8]) -> bool {
    Bundle::parse("file.pem", octets).is_ok()
}

#[inline(never)]
fn door_identity(octets: &[u8]) -> bool {
    Identity::parse("file.pem", octets).is_ok()
}

#[inline(never)]
fn door_store(octets: &[u8]) -> bool {
    newest_valid(octets, octets).is_ok()
        && TrustStore::restore(BuiltIn::EMPTY, 10, octets, 0).is_ok()
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
    let octets = black_box(vec![0_u8; 8]);
    let text = black_box("x.example".to_owned());
    let certificate = Certificate::from_der(&octets);
    let reference = text.parse::<ReferenceIdentity>();
    if let (Ok(certificate), Ok(reference)) = (&certificate, &reference) {
        black_box(door_name(certificate, reference));
    }
    black_box((
        door_certificate(&octets),
        door_chain(&octets),
        door_bundle(&octets),
        door_identity(&octets),
        door_store(&octets),
        door_reference(&text),
        door_mac(&text),
    ));
}
