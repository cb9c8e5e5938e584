//! Signatures that a forecast assumes: a certificate that is not issued yet, in place of one that is.

use super::algorithm::IndexedAlgorithms;
use super::inputs::Inputs;
use super::signature_cache::SignatureCache;
use super::strength;
use crate::algorithms::Algorithms;
use crate::certificate::Certificate;

impl SignatureCache {
    /// Assumes that `issuer` has signed `stand_in`, if it really has signed `present`. A cache with an assumption must
    /// never reach a caller.
    pub(crate) fn assume(
        &self,
        present: &Certificate,
        stand_in: &Certificate,
        issuer: &Certificate,
        algorithms: &Algorithms,
    ) {
        let key = issuer.public_key();
        let algorithms = IndexedAlgorithms::of(algorithms.clone());
        for algorithm in strength::verifying(present, issuer, &algorithms) {
            let inputs = Inputs::of_certificate(algorithm, key, present);
            let Inputs { message, signature, .. } = inputs;
            let is_good =
                self.knows(&inputs) || algorithm.verify_signature(key, message, signature).is_ok();
            if is_good {
                self.remember(&inputs);
                self.remember(&Inputs::of_certificate(algorithm, key, stand_in));
                return;
            }
        }
    }

    /// Assumes that `ca` has signed `stand_in`, if one of the algorithms could verify it. A cache with an assumption must
    /// never reach a caller.
    pub(crate) fn assume_issued(
        &self,
        stand_in: &Certificate,
        ca: &Certificate,
        algorithms: &Algorithms,
    ) {
        let key = ca.public_key();
        let algorithms = IndexedAlgorithms::of(algorithms.clone());
        // One of them is enough: a certificate is good if any says so.
        if let Some(algorithm) = strength::verifying(stand_in, ca, &algorithms).next() {
            self.remember(&Inputs::of_certificate(algorithm, key, stand_in));
        }
    }
}
