//! Helpers of the tests: verifiers for toy signatures, which is how the kit signs without ring.

use trustslot::{BuiltIn, Bundle, Certificate, Chain, Clock, Policy, TrustStore};
use trustslot::{ReferenceIdentity, Verdict, Verifier};
pub use trustslot_kit::HOST;
use trustslot_kit::{Issued, NOW, toy};

/// The clock at [`NOW`].
pub const CLOCK: Clock = Clock::set(NOW);

/// A verifier for toy signatures that trusts these uploads.
pub fn trusting(uploaded: &[&Issued]) -> Verifier {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    for issued in uploaded {
        store.add(&Bundle::from(certificate(issued))).unwrap();
    }
    verifier(store)
}

/// A verifier for toy signatures with this store.
pub fn verifier(store: TrustStore) -> Verifier {
    Verifier::with_algorithms(store, Policy::STRICT, toy::ALGORITHMS)
}

pub fn certificate(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

pub fn chain(presented: &[&Issued]) -> Chain {
    Chain::from_certificates(presented.iter().map(|issued| certificate(issued))).unwrap()
}

/// Verifies a server as [`HOST`], at [`CLOCK`].
pub fn verify(verifier: &Verifier, presented: &[&Issued]) -> Verdict {
    verify_as(HOST, verifier, presented)
}

pub fn verify_as(host: &str, verifier: &Verifier, presented: &[&Issued]) -> Verdict {
    let reference: ReferenceIdentity = host.parse().unwrap();
    verifier.verify_server(&chain(presented), &reference, CLOCK)
}
