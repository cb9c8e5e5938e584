//! The rules for the form of certificates.

use crate::numbered::numbered;

/// The rules that the form of certificates must conform to.
///
/// ```
/// use trustslot::{Policy, Profile};
///
/// assert_eq!(Policy::STRICT.profile(), Profile::Rfc5280);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// The rules of RFC 5280 that protect the verdict. The default. Certificates of a private PKI usually conform.
    #[default]
    Rfc5280,
    /// In addition, rules of RFC 5280 and of the CA/Browser Forum's Baseline Requirements that public CAs must obey.
    /// A certificate that no public CA may issue is rejected. For devices that connect to public servers only.
    PublicWeb,
}

numbered! {
    Profile: u8 {
        Rfc5280 = 0 "rfc5280",
        PublicWeb = 1 "public-web",
    }
}
