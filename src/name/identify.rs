//! Whether a certificate names whom we meant to reach, and if not, why.

use super::matching::{self, NameMatch};
use super::mismatch::NameMismatch;
use super::reference::ReferenceIdentity;
use super::rules::NameRules;
use crate::certificate::Certificate;

impl Certificate {
    /// Whether the certificate names `reference`, by `rules`.
    ///
    /// This is about names only: it says nothing about who issued the certificate, so nothing about trust. A common
    /// name that matches here was held to no name constraint of a CA, whatever a verdict without a name said before:
    /// [`Verifier::verify_server`](crate::Verifier::verify_server) asks by name.
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
    /// // A SIP line asks for a domain, by other rules.
    /// assert!(certificate.matches(&"a.example.com".parse()?, NameRules::Rfc5922).is_err());
    /// assert!(certificate.matches(&"example.com".parse()?, NameRules::Rfc5922).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Which names the certificate has instead, and what would have helped.
    pub fn matches(
        &self,
        reference: &ReferenceIdentity,
        rules: NameRules,
    ) -> Result<NameMatch, NameMismatch> {
        match_certificate(self, reference, rules)
    }
}

/// The check behind [`Certificate::matches`]. Up to the text of its answer it allocates nothing, and it passes
/// over the names at most twice.
pub(crate) fn match_certificate(
    certificate: &Certificate,
    reference: &ReferenceIdentity,
    rules: NameRules,
) -> Result<NameMatch, NameMismatch> {
    match matching::find(certificate, reference, rules) {
        Some(found) => Ok(found.into_match()),
        None => Err(NameMismatch::new(certificate, reference, rules)),
    }
}
