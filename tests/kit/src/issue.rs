//! Turns a description into a signed certificate.

use super::certificate::{Cert, intermediate, leaf, root};
use super::der;
use super::key::{Key, sha256};
use pki_types::CertificateDer;

/// A certificate, with everything needed to issue others below it.
///
/// The fields are public, so that a test can lie: `Issued { key: Key::p256(9), ..ca.clone() }` issues in the name of
/// `ca` with another key. Editing a part does not change `der`; see [`assemble`].
#[derive(Clone, Debug)]
pub struct Issued {
    pub der: Vec<u8>,
    pub key: Key,
    /// The subject: a `Name`, the issuer of certificates below this one.
    pub subject: Vec<u8>,
    /// The bytes of the subject key identifier.
    pub key_id: Vec<u8>,
    /// The contents of the serial number.
    pub serial: Vec<u8>,
    /// The `TBSCertificate` in DER.
    pub tbs: Vec<u8>,
    /// The outer `AlgorithmIdentifier` in DER.
    pub signature_algorithm: Vec<u8>,
    /// The contents of the signature `BIT STRING`, without the byte that counts unused bits.
    pub signature: Vec<u8>,
}

impl Issued {
    pub fn certificate(&self) -> CertificateDer<'_> {
        CertificateDer::from(self.der.as_slice())
    }

    /// The certificate as one PEM block.
    pub fn pem(&self) -> String {
        super::pem::pem("CERTIFICATE", &self.der)
    }
}

impl Cert {
    /// Signs with the key of the issuer and adds an authority key identifier.
    #[track_caller]
    pub fn signed_by(self, issuer: &Issued) -> Issued {
        self.issue(&issuer.subject, &issuer.key, Some(&issuer.key_id))
    }

    /// Signs with its own key, without an authority key identifier.
    #[track_caller]
    pub fn self_signed(self) -> Issued {
        let (subject, key) = (self.subject_der(), self.key.clone());
        self.issue(&subject, &key, None)
    }

    #[track_caller]
    fn issue(self, issuer: &[u8], signer: &Key, issuer_key_id: Option<&[u8]>) -> Issued {
        let stated = self.signature_algorithm_outer.clone();
        let inner = self.signature_algorithm_inner.clone();
        let inner = inner.unwrap_or_else(|| signer.signature_algorithm());
        let signature_algorithm = stated.unwrap_or_else(|| signer.signature_algorithm());
        let spki = self.spki.as_deref().unwrap_or(self.key.spki());
        let key_id = sha256(spki)[..20].to_vec();
        let subject = self.subject_der();

        let mut fields = Vec::new();
        if self.version != 1 {
            fields.push(der::explicit(0, &der::integer(&[self.version.saturating_sub(1)])));
        }
        fields.push(der::tlv(der::INTEGER, &self.serial));
        fields.push(inner);
        fields.push(self.issuer_name.clone().unwrap_or_else(|| issuer.to_vec()));
        fields.push(der::seq(&[&self.not_before, &self.not_after]));
        fields.push(subject.clone());
        fields.push(spki.to_vec());
        if self.version != 1 {
            fields.push(self.extensions.der(&key_id, issuer_key_id));
        }
        let mut tbs = der::seq(&fields);
        for patch in &self.patches {
            patch(&mut tbs);
        }

        let mut signature = self.signature.clone().unwrap_or_else(|| signer.sign(&tbs));
        if self.corrupt_signature {
            *signature.last_mut().expect("a signature to corrupt") ^= 1;
        }
        let der = assemble(&tbs, &signature_algorithm, &der::bit_string(&signature));
        Issued {
            der,
            key: self.key,
            subject,
            key_id,
            serial: self.serial,
            tbs,
            signature_algorithm,
            signature,
        }
    }
}

/// Builds a `Certificate` from its three elements.
pub fn assemble(tbs: &[u8], signature_algorithm: &[u8], signature: &[u8]) -> Vec<u8> {
    der::seq(&[tbs, signature_algorithm, signature])
}

/// The host name of the usual leaf.
pub const HOST: &str = "phone.example.com";

/// Root, intermediate, and a leaf for [`HOST`].
pub fn chain3() -> (Issued, Issued, Issued) {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let leaf = leaf(HOST).signed_by(&ca);
    (root, ca, leaf)
}

/// The same chain with the caller's keys: number 0 is for the root, 1 for the intermediate, 2 for the leaf.
pub fn chain3_with(key: impl Fn(u64) -> Key) -> (Issued, Issued, Issued) {
    let root = root("Test Root").key(key(0)).self_signed();
    let ca = intermediate("Test CA").key(key(1)).signed_by(&root);
    let leaf = leaf(HOST).key(key(2)).signed_by(&ca);
    (root, ca, leaf)
}

/// A number that is the same for the same texts in every run. The standard hasher may change between releases of
/// Rust, so this is SHA-256.
pub(super) fn number_of(texts: &[&str]) -> u64 {
    let hash = sha256(texts.join("\0").as_bytes());
    u64::from_be_bytes(hash[..8].try_into().unwrap())
}
