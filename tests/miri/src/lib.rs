//! What the tests share: the factory of the crate's own tests with toy keys in it, and questions to a verifier.

/// The toy algorithm of the fuzz targets.
#[path = "../../../fuzz/src/toy.rs"]
pub mod toy;

/// The factory, with [`key`](support::key) from here.
#[path = "../../support"]
pub mod support {
    pub mod certificate;
    pub mod crl;
    pub mod der;
    pub mod extensions;
    pub mod issue;
    #[path = "../miri/src/key.rs"]
    pub mod key;
    pub mod names;
    pub mod pem;
    pub mod time;

    pub use certificate::{Cert, intermediate, leaf, root};
    pub use issue::{Issued, chain3, chain3_with};
    pub use key::Key;
    pub use time::NOW;
}

use support::{Issued, NOW};
use trustslot::{BuiltIn, Bundle, Certificate, Chain, Clock, Policy, TrustStore};
use trustslot::{ReferenceIdentity, Verdict, Verifier};

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
