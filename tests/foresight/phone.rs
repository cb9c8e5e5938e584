//! What the tests of forecasts share: a small PKI and a phone.

use trustslot::pki_types::UnixTime;
use trustslot::{
    Application, BuiltIn, Bundle, Certificate, Chain, Dependency, DeviceState, Policy, PolicySet,
    TrustStore,
};
use trustslot_kit::{HOST, Issued, NOW};

pub const DAY: u64 = 86_400;

pub fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(core::time::Duration::from_secs(seconds))
}

/// The start of this day, from the clock of the tests on.
pub fn day(day: u64) -> u64 {
    NOW + day * DAY
}

pub fn read(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

pub fn chain(certificates: &[&Issued]) -> Chain {
    Chain::from_certificates(certificates.iter().map(|issued| read(issued))).unwrap()
}

pub fn bundle(certificates: &[&Issued]) -> Bundle {
    let pem: String = certificates.iter().map(|issued| issued.pem()).collect();
    Bundle::parse("ca.pem", pem.as_bytes()).unwrap()
}

pub fn built_in(roots: &[&Issued]) -> BuiltIn {
    BuiltIn::from_certificates(roots.iter().map(|root| read(root)))
}

/// A phone with these built-in roots, which checks everything.
pub fn phone(roots: &[&Issued]) -> DeviceState {
    DeviceState::new(TrustStore::new(built_in(roots)), PolicySet::new(Policy::STRICT))
}

/// The provisioning server, which presents these certificates.
pub fn server(certificates: &[&Issued]) -> Dependency {
    let name = HOST.parse().unwrap();
    Dependency::new("prov", chain(certificates), name, Application::AutoProvision)
}
