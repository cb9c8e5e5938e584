//! Certificates and keys for both ends.

use crate::Setting;
use rustls::sign::CertifiedKey;
use trustslot::rustls_0_23::certified_key;
use trustslot::{
    BuiltIn, Bundle, Certificate, Identity, KeyAlgorithm, Policy, PrivateKey, TrustStore, Verifier,
};
use trustslot_kit::extensions::CLIENT_AUTH;
use trustslot_kit::{Cert, Issued, Key, der, forest, leaf};

/// A client certificate for the phone with this MAC address.
pub fn phone(mac: &str) -> Cert {
    leaf(mac).no_san().eku(&[CLIENT_AUTH])
}

/// A store whose custom part is these certificates.
pub fn store<'a>(trusted: impl IntoIterator<Item = &'a Issued>) -> TrustStore {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    for issued in trusted {
        let certificate = Certificate::from_der(&issued.der).unwrap();
        store.add(&Bundle::from(certificate)).unwrap();
    }
    store
}

pub fn pin_store(pin: &Issued) -> TrustStore {
    store([pin])
}

impl Setting {
    /// A verifier with the algorithms of the provider.
    pub fn verifier(&self, store: TrustStore, policy: Policy) -> Verifier {
        let algorithms = self.provider.signature_verification_algorithms.all;
        Verifier::with_algorithms(store, policy, algorithms)
    }
}

pub fn verifier(setting: &Setting, trusted: &Issued) -> Verifier {
    setting.verifier(store([trusted]), Policy::STRICT)
}

/// The certificate with its key, and the certificates above it.
#[track_caller]
pub fn identity(chain: &[&Issued]) -> Identity {
    let certificates = chain.iter().map(|issued| Certificate::from_der(&issued.der).unwrap());
    let key = PrivateKey::from_der(chain[0].key.pkcs8()).unwrap();
    Identity::from_parts(certificates.collect(), key).unwrap()
}

/// The same as a PEM file, with the key last.
pub fn pem_identity(chain: &[&Issued]) -> String {
    let certificates: String = chain.iter().map(|issued| issued.pem()).collect();
    certificates + &trustslot_kit::pem::pem("PRIVATE KEY", chain[0].key.pkcs8())
}

/// The chain and its key, loaded into rustls by the library.
#[track_caller]
pub fn certified(setting: &Setting, chain: &[&Issued]) -> CertifiedKey {
    certified_key(&identity(chain), &setting.provider).unwrap()
}

/// The chain with the key of somebody else.
pub fn certified_by(setting: &Setting, chain: &[&Issued], key: &Key) -> CertifiedKey {
    let chain = chain.iter().map(|issued| issued.certificate().into_owned()).collect();
    let key = PrivateKey::from_der(key.pkcs8()).unwrap();
    assert_ne!(key.algorithm(), KeyAlgorithm::Other);
    let key = setting.provider.key_provider.load_private_key(key.export_private_key_der());
    CertifiedKey::new(chain, key.unwrap())
}

/// Inserts an `issuerUniqueID` before the extensions of a `TBSCertificate` (RFC 5280 §4.1.2.8). webpki does not parse such
/// certificates.
pub fn unique_identifier(tbs: &mut Vec<u8>) {
    let mut fields: Vec<Vec<u8>> = forest::inside(tbs).iter().map(|field| field.to_vec()).collect();
    let extensions = fields.pop().unwrap();
    fields.push(der::implicit(1, &[0, 0x5a]));
    fields.push(extensions);
    *tbs = der::seq(&fields);
}
