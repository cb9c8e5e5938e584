//! What the tests share: questions to a verifier whose signatures are toys, as the keys of the factory are where there
//! is no ring.

use trustslot::{BuiltIn, Bundle, Certificate, Chain, Clock, Policy, TrustStore};
use trustslot::{ReferenceIdentity, Verdict, Verifier};
use trustslot_kit::{Issued, NOW, toy};

/// The name of the factory's usual leaf.
pub const HOST: &str = "phone.example.com";

/// The clock of the factory.
pub const CLOCK: Clock = Clock::set(NOW);

/// A verifier with toy signatures that trusts what an operator uploaded.
pub fn trusting(uploaded: &[&Issued]) -> Verifier {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    for issued in uploaded {
        store.add(&Bundle::from(certificate(issued))).unwrap();
    }
    verifier(store)
}

/// A verifier with toy signatures.
pub fn verifier(store: TrustStore) -> Verifier {
    Verifier::with_algorithms(store, Policy::STRICT, toy::ALGORITHMS)
}

pub fn certificate(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

pub fn chain(presented: &[&Issued]) -> Chain {
    Chain::from_certificates(presented.iter().map(|issued| certificate(issued))).unwrap()
}

/// Is this the server that is [`HOST`], at [`CLOCK`]?
pub fn ask(verifier: &Verifier, presented: &[&Issued]) -> Verdict {
    ask_for(HOST, verifier, presented)
}

pub fn ask_for(host: &str, verifier: &Verifier, presented: &[&Issued]) -> Verdict {
    let meant: ReferenceIdentity = host.parse().unwrap();
    verifier.verify_server(&chain(presented), &meant, CLOCK)
}
