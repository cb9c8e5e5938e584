//! The signatures of CRLs.

use crate::algorithms::Algorithm;
use crate::certificate::Certificate;
use crate::certificate::SignatureAlgorithm;
use crate::crl::Crl;
use crate::verify::algorithm::{IndexedAlgorithms, algorithms_for};
use crate::verify::inputs::Inputs;
use crate::verify::work::Work;

/// Verifies the signatures of CRLs.
pub(super) struct Keys<'a> {
    pub(super) algorithms: &'a IndexedAlgorithms,
    pub(super) work: &'a Work<'a>,
}

impl<'a> Keys<'a> {
    /// The algorithms for the signature of this CRL with the key of `issuer`.
    pub(super) fn algorithms(
        &self,
        issuer: &Certificate,
        crl: &Crl,
    ) -> impl Iterator<Item = Algorithm<'a>> {
        let id = crl.signature_algorithm_der();
        let candidates = self.algorithms.for_kind(SignatureAlgorithm::read(id));
        algorithms_for(id, issuer.spki_contents(), candidates)
    }

    /// Whether the signature of this CRL verifies with the key of `issuer`.
    pub(super) fn signed(&self, issuer: &Certificate, crl: &Crl) -> bool {
        let (spki, key) = (issuer.spki_contents(), issuer.public_key());
        // Another verifier may have checked it, with an algorithm that accepts more signatures.
        let known = crl.known_to_be_signed_by(spki);
        let signed_by = self.algorithms(issuer, crl).find(|&algorithm| {
            let (message, signature) = (crl.signed_bytes(), crl.signature());
            let inputs = Inputs { algorithm, key, message, signature, certificate: None };
            let is_known = known.is_some_and(|known| known.is(algorithm));
            self.work.check(&inputs, is_known) == Some(true)
        });
        if let Some(algorithm) = signed_by.filter(|_| known.is_none()) {
            crl.remember_signer(spki, algorithm);
        }
        signed_by.is_some()
    }
}
