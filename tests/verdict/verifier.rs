//! Turns described certificates into the types of the library.
#![expect(clippy::expect_used, reason = "a test may panic")]

use crate::support::Issued;
use crate::support::pem::bundle_pem;
use pki_types::CertificateDer;
use trustslot::{BuiltIn, Bundle, Certificate, Chain, Policy, TrustStore, Verifier};

/// A verifier with the algorithms of the backend that the crate is built with, or of the backend of the tests if it is
/// built without one.
pub fn verifier(store: TrustStore, policy: Policy) -> Verifier {
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    return Verifier::new(store, policy);
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    return Verifier::with_algorithms(store, policy, webpki::ALL_VERIFICATION_ALGS);
}

#[track_caller]
pub fn certificate(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).expect("a certificate that can be read")
}

#[track_caller]
pub fn chain(presented: &[&Issued]) -> Chain {
    Chain::from_certificates(presented.iter().map(|issued| certificate(issued)))
        .expect("a chain that may be presented")
}

/// The file that an operator uploads.
#[track_caller]
pub fn file(certificates: &[&Issued]) -> Bundle {
    let text = bundle_pem(certificates);
    Bundle::parse("uploaded.pem", text.as_bytes()).expect("a file that can be read")
}

/// A built-in part. It is never freed, as in firmware.
pub fn built_in(roots: &[&Issued]) -> &'static BuiltIn {
    let roots = roots.iter().map(|root| CertificateDer::from(root.der.clone()));
    let roots: &'static [_] = Box::leak(roots.collect::<Box<[_]>>());
    Box::leak(Box::new(BuiltIn::new(roots)))
}
