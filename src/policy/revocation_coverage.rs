//! Which certificates must have a known revocation status.

use crate::numbered::numbered;

/// Which certificates must have a known revocation status: [`Check::RevocationStatus`](crate::Check::RevocationStatus).
///
/// The data are the [CRLs](crate::Crl) of the verifier and its other [revocation data](crate::RevocationData). With every
/// value they are consulted for every certificate that has an issuer on its path, and what they revoke is rejected. The
/// values differ in what happens if they say nothing.
///
/// The anchor of a path never needs a status: it is trusted because it is in the store. For the same reason, neither does a
/// certificate that is trusted by exact match, as a pin. Remove such certificates from the store or block them.
///
/// ```
/// use trustslot::{Policy, RevocationCoverage};
///
/// // The device has CRLs of its own CAs only, and connects to public servers as well.
/// let policy = Policy::STRICT.with_revocation_coverage(RevocationCoverage::ListedIssuers);
/// assert_eq!(policy.revocation_coverage(), RevocationCoverage::ListedIssuers);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RevocationCoverage {
    /// Every certificate of a path except its anchor, as soon as there are any data. The default: without data, nothing
    /// is checked.
    ///
    /// There are data if the verifier has a CRL, of whatever issuer, or if its revocation data answer something else than
    /// [`NoData`](crate::RevocationAnswer::NoData) about a certificate of the path.
    #[default]
    IfLoaded,
    /// Certificates whose issuer the data cover: a CRL of this issuer, or an answer
    /// [`Good`](crate::RevocationAnswer::Good) or [`Revoked`](crate::RevocationAnswer::Revoked). For a device that has
    /// the CRLs of its own CAs and connects to public servers as well.
    ///
    /// An expired CRL, or one whose signature does not verify, still counts as a CRL of its issuer. A CRL that fails to
    /// parse never reaches the verifier and revokes nothing, so never ignore an error of
    /// [`Crl::parse`](crate::Crl::parse).
    ListedIssuers,
    /// Every certificate of a path except its anchor, even if there are no data at all. Revocation is required: missing
    /// data reject the peer.
    ///
    /// A peer without a verified path is rejected as well, even if the policy waives [`Check::Path`](crate::Check::Path), because no data
    /// count for it.
    EveryCertificate,
}

numbered! {
    RevocationCoverage: u8 {
        IfLoaded = 0 "if-loaded",
        ListedIssuers = 1 "listed-issuers",
        EveryCertificate = 2 "every-certificate",
    }
}
