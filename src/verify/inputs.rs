//! The inputs of a signature check.

use crate::algorithms::Algorithm;
use crate::certificate::Certificate;

/// The inputs of a signature check.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub(super) algorithm: Algorithm<'a>,
    pub(super) key: &'a [u8],
    pub(super) message: &'a [u8],
    pub(super) signature: &'a [u8],
    /// The certificate with this message and this signature; `None` for those of a CRL.
    #[cfg_attr(not(feature = "std"), expect(dead_code, reason = "only the cache keeps it"))]
    pub(super) certificate: Option<&'a Certificate>,
}

impl<'a> Inputs<'a> {
    /// The check of the signature on a certificate.
    pub(super) fn of_certificate(
        algorithm: Algorithm<'a>,
        key: &'a [u8],
        certificate: &'a Certificate,
    ) -> Self {
        let (message, signature) = (certificate.signed_der(), certificate.signature());
        Self { algorithm, key, message, signature, certificate: Some(certificate) }
    }

    #[cfg(feature = "std")]
    pub(super) const fn bytes(&self) -> usize {
        let bytes = self.key.len().saturating_add(self.message.len());
        bytes.saturating_add(self.signature.len())
    }
}
