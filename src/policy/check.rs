//! The checks that a policy may waive.

use crate::numbered::numbered;
use core::fmt;

/// One question that is checked about a peer.
///
/// Every check runs, even if the policy [waives](crate::Policy::waive) it. A waived check still reports its findings, but they
/// do not reject the peer.
///
/// ```
/// use trustslot::{Check, Reason};
///
/// assert_eq!(Reason::ClockNotSet.check(), Check::Clock);
/// assert_eq!((Check::Clock.code(), Check::Clock.word()), (3, "clock"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Check {
    /// A path of valid signatures leads to a trust anchor, or the certificate is a pin: the phones' setting "only
    /// accept trusted certificates".
    ///
    /// If waived, a peer without any path is accepted, and then no CA is checked. A peer that sends an expired CA is
    /// still rejected; the same peer without that CA is not.
    Path,
    /// The end-entity certificate and the intermediates are within their validity.
    Validity,
    /// The trust anchor is within its validity.
    AnchorValidity,
    /// The clock is set.
    Clock,
    /// The certificate may be used as a TLS server, or as a TLS client.
    Usage,
    /// No certificate is blocked or revoked.
    Revocation,
    /// The revocation status of certificates is known: of which, and if no data are loaded, is set by
    /// [`RevocationCoverage`](crate::RevocationCoverage).
    RevocationStatus,
    /// If CRLs are loaded: they are current. The time lies between their `thisUpdate` and `nextUpdate`.
    CrlValidity,
    /// The certificate is for the name that was dialed: the phones' setting "common name validation".
    Name,
    /// No signature uses MD2, MD5 or SHA-1, and no RSA key has less than 2048 bits.
    ///
    /// Waiving it does not verify what nothing can verify. A signature with such a hash algorithm, or by such a key, also
    /// has a finding of [`Check::Path`], unless the feature `legacy-signatures` is enabled and an uploaded CA is the
    /// anchor. A weak key of the peer itself, which issues nothing, has no such finding.
    Strength,
    /// The peer's own key is of a kind that this crate supports. No signature of the path is made with it; whether TLS
    /// works with it depends on the TLS library.
    PeerKey,
    /// The peer presented a chain that can be parsed, and webpki, which verifies chains, can parse the path too. This check
    /// cannot be waived: without a certificate there is nothing to decide about.
    Presented,
}

// The code is the number of the bit with which a policy waives the check.
numbered! {
    Check: u8 {
        Path = 0 "path",
        Validity = 1 "validity",
        AnchorValidity = 2 "anchor-validity",
        Clock = 3 "clock",
        Usage = 4 "usage",
        Name = 5 "name",
        Revocation = 6 "revocation",
        RevocationStatus = 7 "revocation-status",
        CrlValidity = 8 "crl-validity",
        Strength = 9 "strength",
        PeerKey = 10 "peer-key",
        Presented = 11 "presented",
    }
}

impl Check {
    /// The bit of this check in a set of checks.
    pub(crate) const fn bit(self) -> u16 {
        1 << self.code()
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
