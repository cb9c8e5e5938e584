//! Whether a certificate is for the reference identity, and if not, why.

use super::matching::{self, NameMatch};
use super::mismatch::NameMismatch;
use super::reference::ReferenceIdentity;
use super::rules::{Matching, NameRules};
use crate::certificate::Certificate;

impl Certificate {
    /// Compares the names of the certificate with `reference`, by `rules`.
    ///
    /// A match does not mean trust: this verifies neither the issuer nor the name constraints of its CAs. Use
    /// [`Verifier::verify_server`](crate::Verifier::verify_server) to verify a server.
    ///
    /// ```
    /// # use trustslot::{Certificate, NameRules};
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    ///
    /// // It has a dNSName, *.example.com, and a URI, sip:example.com.
    /// assert!(certificate.matches(&"a.example.com".parse()?, NameRules::Rfc2818).is_ok());
    /// assert!(certificate.matches(&"example.com".parse()?, NameRules::Rfc2818).is_err());
    ///
    /// // A SIP line reaches a domain, which has other rules.
    /// assert!(certificate.matches(&"a.example.com".parse()?, NameRules::Rfc5922).is_err());
    /// assert!(certificate.matches(&"example.com".parse()?, NameRules::Rfc5922).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NameMismatch`]: the names that the certificate has instead, and a hint where a name nearly matched.
    pub fn matches(
        &self,
        reference: &ReferenceIdentity,
        rules: NameRules,
    ) -> Result<NameMatch, NameMismatch> {
        match_certificate(self, reference, rules.into())
    }
}

/// The check for [`Certificate::matches`]. It allocates only the text of its result, if that is not in the certificate, and
/// it reads the names at most twice.
pub(crate) fn match_certificate(
    certificate: &Certificate,
    reference: &ReferenceIdentity,
    matching: Matching,
) -> Result<NameMatch, NameMismatch> {
    match matching::find(certificate, reference, matching) {
        Some(found) => Ok(found.into_match(certificate)),
        None => Err(NameMismatch::new(certificate, reference, matching)),
    }
}
