//! Why a peer is not simply trusted, as codes that never change their meaning.

use crate::policy::Check;
use core::fmt;

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $check:ident, $word:literal;)*) => {
        /// Why a peer is not simply trusted.
        ///
        /// A code never changes its meaning and is never used again; new ones are added. The hundreds tell the
        /// [`Check`]: 1 path, 2 validity, 3 usage, 4 name, 5 revocation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum Reason {
            $($(#[doc = $doc])* $name = $code,)*
        }

        impl Reason {
            /// All reasons, in the order of their codes.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code, the same for ever.
            pub const fn code(self) -> u16 {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// The check that found it.
            pub const fn check(self) -> Check {
                match self {
                    $(Self::$name => Check::$check,)*
                }
            }

            /// One word for logs, the same for ever.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

reasons! {
    /// The issuer of a certificate was neither presented nor is it in the store.
    IssuerNotFound = 101, Path, "issuer-not-found";
    /// The chain ends in a root that was presented, and the store does not have it.
    RootNotTrusted = 102, Path, "root-not-trusted";
    /// The certificate is its own issuer, and nobody uploaded it.
    SelfIssuedNotTrusted = 103, Path, "self-issued-not-trusted";
    /// A path leads to an anchor of the part of the store that the policy leaves out.
    AnchorExcludedBySource = 104, Path, "anchor-excluded-by-source";
    /// A path leads to a built-in certificate that is switched off, or the peer's own is one.
    AnchorDisabled = 105, Path, "anchor-disabled";
    /// A signature does not fit the issuer's key.
    BadSignature = 106, Path, "bad-signature";
    /// No algorithm here can check the signature.
    UnsupportedSignatureAlgorithm = 107, Path, "unsupported-signature-algorithm";
    /// It is signed with MD2, MD5 or SHA-1.
    WeakSignatureAlgorithm = 108, Path, "weak-signature-algorithm";
    /// An RSA key of less than 2048 bits.
    WeakKey = 109, Path, "weak-key";
    /// A key of a kind nobody here can use.
    UnsupportedKey = 110, Path, "unsupported-key";
    /// An issuer is not a CA (RFC 5280 §4.2.1.9).
    NotACa = 111, Path, "not-a-ca";
    /// An issuer's key usage leaves out keyCertSign (RFC 5280 §4.2.1.3).
    MayNotSign = 112, Path, "may-not-sign";
    /// There are more CAs below an issuer than its path length allows (RFC 5280 §4.2.1.9).
    PathLengthExceeded = 113, Path, "path-length-exceeded";
    /// A name lies outside the name constraints of an issuer (RFC 5280 §4.2.1.10).
    NameConstraintViolated = 114, Path, "name-constraint-violated";
    /// A critical extension is not understood (RFC 5280 §4.2).
    UnknownCriticalExtension = 115, Path, "unknown-critical-extension";
    /// A CA certificate is presented as the peer's own, and nobody uploaded it.
    CaAsEndEntity = 116, Path, "ca-as-end-entity";
    /// There is no moment at which all certificates of the path are valid.
    NeverValidTogether = 117, Path, "never-valid-together";
    /// Deciding would take more work than one peer may cause.
    TooMuchWork = 118, Path, "too-much-work";
    /// A version 1 or 2 certificate, or one with unique identifiers, which may only be a pin.
    UnsupportedVersion = 119, Path, "unsupported-version";
    /// The path verifier refuses the path for a reason of its own.
    PathRefused = 120, Path, "path-refused";
    /// It breaks a rule for public CAs that the policy's profile asks for.
    ProfileViolated = 121, Path, "profile-violated";

    /// The validity is over.
    Expired = 201, Validity, "expired";
    /// The validity has not begun.
    NotYetValid = 202, Validity, "not-yet-valid";
    /// The validity of the anchor is over.
    AnchorExpired = 203, AnchorValidity, "anchor-expired";
    /// The validity of the anchor has not begun.
    AnchorNotYetValid = 204, AnchorValidity, "anchor-not-yet-valid";
    /// The validity could not be checked, or not fully, because the clock is not set.
    ClockNotSet = 205, Clock, "clock-not-set";

    /// The extended key usage leaves out what is asked (RFC 5280 §4.2.1.12).
    UsageNotAllowed = 301, Usage, "usage-not-allowed";
    /// The key usage leaves out every use that TLS has for a peer's key (RFC 5280 §4.2.1.3).
    KeyUsageNotAllowed = 302, Usage, "key-usage-not-allowed";

    /// None of its names is the one that was meant.
    NameMismatch = 401, Name, "name-mismatch";

    /// A block list names the certificate.
    Blocked = 501, Revocation, "blocked";
    /// Its CA has revoked the certificate (RFC 5280 §5).
    Revoked = 502, Revocation, "revoked";
    /// Lists of revoked certificates are consulted, and none can say whether this certificate is revoked.
    RevocationUnknown = 503, RevocationStatus, "revocation-unknown";
    /// There should be a newer list of revoked certificates.
    CrlExpired = 504, CrlValidity, "crl-expired";
    /// The list of revoked certificates is of a later time than the clock's.
    CrlNotYetValid = 505, CrlValidity, "crl-not-yet-valid";
    /// It was issued after the day from which on the anchor vouches for nothing new.
    IssuedTooLate = 506, Revocation, "issued-too-late";
}

impl Reason {
    /// The TLS alert for a peer that is rejected for this reason (RFC 8446 §6.2).
    ///
    /// For the [decisive](crate::Findings::decisive) finding of a rejected verdict. Alerts are the same in TLS 1.2 (RFC
    /// 5246 §7.2.2). `certificate_unknown` (46) says that the certificate is not acceptable for another reason.
    ///
    /// ```
    /// use trustslot::Reason;
    /// assert_eq!(Reason::IssuerNotFound.tls_alert(), 48, "unknown_ca");
    /// assert_eq!(Reason::Expired.tls_alert(), 45, "certificate_expired");
    /// ```
    pub const fn tls_alert(self) -> u8 {
        match self {
            Self::IssuerNotFound
            | Self::RootNotTrusted
            | Self::SelfIssuedNotTrusted
            | Self::AnchorExcludedBySource
            | Self::AnchorDisabled
            | Self::CaAsEndEntity => UNKNOWN_CA,
            Self::UnsupportedSignatureAlgorithm
            | Self::UnsupportedKey
            | Self::UnsupportedVersion
            | Self::UsageNotAllowed
            | Self::KeyUsageNotAllowed => UNSUPPORTED_CERTIFICATE,
            Self::BadSignature
            | Self::WeakSignatureAlgorithm
            | Self::WeakKey
            | Self::NotACa
            | Self::MayNotSign
            | Self::PathLengthExceeded
            | Self::NameConstraintViolated
            | Self::UnknownCriticalExtension
            | Self::PathRefused
            | Self::ProfileViolated
            | Self::NameMismatch => BAD_CERTIFICATE,
            Self::Expired | Self::AnchorExpired => CERTIFICATE_EXPIRED,
            Self::Blocked | Self::Revoked => CERTIFICATE_REVOKED,
            // Nothing is said against the certificate itself: its time has not come, or something was not checked.
            Self::NeverValidTogether
            | Self::TooMuchWork
            | Self::NotYetValid
            | Self::AnchorNotYetValid
            | Self::ClockNotSet
            | Self::RevocationUnknown
            | Self::CrlExpired
            | Self::CrlNotYetValid
            | Self::IssuedTooLate => CERTIFICATE_UNKNOWN,
        }
    }
}

// RFC 8446 §6, AlertDescription.
const BAD_CERTIFICATE: u8 = 42;
const UNSUPPORTED_CERTIFICATE: u8 = 43;
const CERTIFICATE_REVOKED: u8 = 44;
const CERTIFICATE_EXPIRED: u8 = 45;
const CERTIFICATE_UNKNOWN: u8 = 46;
const UNKNOWN_CA: u8 = 48;

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
