//! Why a peer is not trusted, as permanent codes.

use crate::policy::Check;
use core::fmt;

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $check:ident, $word:literal;)*) => {
        /// Why a peer is not trusted.
        ///
        /// The codes are permanent: a code never changes its meaning and is never reused. Later versions add codes. The
        /// first digit is a group of facts: 1 the path, 2 the validity, 3 the peer's use and key, 4 the name, 5 revocation.
        /// [`check`](Self::check) says which [`Check`] of the policy decides, because a group may have several.
        ///
        /// ```
        /// use trustslot::{Check, Reason};
        ///
        /// let reason = Reason::Expired;
        /// assert_eq!((reason.code(), reason.word(), reason.check()), (201, "expired", Check::Validity));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum Reason {
            $($(#[doc = $doc])* $name = $code,)*
        }

        impl Reason {
            /// All reasons, ordered by code.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The permanent code.
            pub const fn code(self) -> u16 {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// The check that has this reason.
            pub const fn check(self) -> Check {
                match self {
                    $(Self::$name => Check::$check,)*
                }
            }

            /// The permanent word for this reason, for logs.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

reasons! {
    /// The chain does not reach a trust anchor: no trusted CA issued its topmost certificate.
    IssuerNotFound = 101, Path, "issuer-not-found";
    /// The chain ends in a root that the peer sent and that is not in the trust store.
    RootNotTrusted = 102, Path, "root-not-trusted";
    /// The certificate is its own issuer and is not in the trust store.
    SelfIssuedNotTrusted = 103, Path, "self-issued-not-trusted";
    /// The anchor, or the pin, is in the part of the store that the policy does not trust.
    AnchorExcludedBySource = 104, Path, "anchor-excluded-by-source";
    /// The anchor, or the pin, is a built-in certificate that is disabled.
    AnchorDisabled = 105, Path, "anchor-disabled";
    /// A signature does not verify with the issuer's key.
    BadSignature = 106, Path, "bad-signature";
    /// The verifier has no algorithm for the signature and the key of its issuer.
    UnsupportedSignatureAlgorithm = 107, Path, "unsupported-signature-algorithm";
    /// The signature uses MD2, MD5 or SHA-1. If nothing verified it, there is a finding with number 107 as well.
    WeakSignatureAlgorithm = 108, Strength, "weak-signature-algorithm";
    /// The RSA key has less than 2048 bits. If nothing verified a signature by it, there is a finding with number 107 as
    /// well.
    WeakKey = 109, Strength, "weak-key";
    /// The key of a CA is of an unsupported kind. For the peer's own key, see number 303.
    UnsupportedKey = 110, Path, "unsupported-key";
    /// An issuer is not a CA (RFC 5280 §4.2.1.9).
    NotACa = 111, Path, "not-a-ca";
    /// The key usage of an issuer lacks keyCertSign (RFC 5280 §4.2.1.3).
    MayNotSign = 112, Path, "may-not-sign";
    /// There are more CAs below an issuer than its path length allows (RFC 5280 §4.2.1.9).
    PathLengthExceeded = 113, Path, "path-length-exceeded";
    /// A name violates the name constraints of an issuer (RFC 5280 §4.2.1.10).
    NameConstraintViolated = 114, Path, "name-constraint-violated";
    /// A critical extension is not supported (RFC 5280 §4.2).
    UnknownCriticalExtension = 115, Path, "unknown-critical-extension";
    /// The peer's own certificate is a CA certificate that was not uploaded.
    CaAsEndEntity = 116, Path, "ca-as-end-entity";
    /// The certificates of the path are never valid at the same time.
    NeverValidTogether = 117, Path, "never-valid-together";
    /// Verification stopped because the chain needs more work than one peer may cause.
    TooMuchWork = 118, Path, "too-much-work";
    /// A certificate of X.509 version 1 or 2, or with unique identifiers. It can only be a pin.
    UnsupportedVersion = 119, Path, "unsupported-version";
    /// The path is rejected for another reason, which the message gives.
    PathRefused = 120, Path, "path-refused";
    /// The certificate breaks a rule for public CAs, which the policy's profile requires.
    ProfileViolated = 121, Path, "profile-violated";
    /// A certificate of the store issued this one, but it is no CA certificate, so it vouches for itself alone.
    IssuerCannotIssue = 122, Path, "issuer-cannot-issue";
    /// A CA of the store issued the certificate, but spells its name differently (RFC 5280 §7.1).
    IssuerWrittenOtherwise = 123, Path, "issuer-written-otherwise";
    /// The store has a CA of the issuer's name, but with another key.
    IssuerKeyDiffers = 124, Path, "issuer-key-differs";
    /// The CAs of the chain issued each other, and no trust anchor issued any of them.
    CasIssueEachOther = 125, Path, "cas-issue-each-other";
    /// The chain has more CAs than this library follows.
    PathTooLong = 126, Path, "path-too-long";
    /// This library cannot check the name constraints of an issuer: they are on directory names, URIs, mail addresses or
    /// other kinds of names. The certificate may be fine.
    ConstraintNotSupported = 127, Path, "constraint-not-supported";
    /// A policy mapping is needed to decide, and this library does not process it (RFC 5280 §4.2.1.5).
    PolicyNotSupported = 128, Path, "policy-not-supported";
    /// The peer sends the certificate of a CA first, and its own later (RFC 8446 §4.4.2).
    SentOutOfOrder = 129, Path, "sent-out-of-order";
    /// The peer presented no certificate.
    NothingPresented = 130, Presented, "nothing-presented";
    /// A certificate that the peer presented cannot be parsed.
    PresentedUnreadable = 131, Presented, "presented-unreadable";
    /// The peer presented more certificates than this library reads.
    TooManyPresented = 132, Presented, "too-many-presented";
    /// webpki, which verifies chains, cannot parse the peer's certificate or another one of the path. Bytes that two parsers
    /// read differently must not be trusted.
    RefusedByWebpki = 133, Presented, "refused-by-webpki";

    /// The certificate has expired.
    Expired = 201, Validity, "expired";
    /// The certificate is not valid yet.
    NotYetValid = 202, Validity, "not-yet-valid";
    /// The trust anchor has expired.
    AnchorExpired = 203, AnchorValidity, "anchor-expired";
    /// The trust anchor is not valid yet.
    AnchorNotYetValid = 204, AnchorValidity, "anchor-not-yet-valid";
    /// The clock is not set, so the validity was not checked or only partly checked.
    ClockNotSet = 205, Clock, "clock-not-set";

    /// The extended key usage does not allow this use (RFC 5280 §4.2.1.12).
    UsageNotAllowed = 301, Usage, "usage-not-allowed";
    /// The key usage does not allow any use that TLS has for the peer's key (RFC 5280 §4.2.1.3).
    KeyUsageNotAllowed = 302, Usage, "key-usage-not-allowed";
    /// The peer's own key is of an unsupported kind: another curve, Ed448, RSASSA-PSS and others. The path does not need it.
    PeerKeyUnsupported = 303, PeerKey, "peer-key-unsupported";

    /// No name of the certificate matches the name that was dialed.
    NameMismatch = 401, Name, "name-mismatch";

    /// The certificate is on the block list.
    Blocked = 501, Revocation, "blocked";
    /// The issuer has revoked the certificate (RFC 5280 §5).
    Revoked = 502, Revocation, "revoked";
    /// No CRL and no other revocation data show whether the certificate is revoked, and the policy asks for them. See
    /// [`RevocationCoverage`](crate::RevocationCoverage).
    RevocationUnknown = 503, RevocationStatus, "revocation-unknown";
    /// The CRL has expired: its `nextUpdate` has passed.
    CrlExpired = 504, CrlValidity, "crl-expired";
    /// The CRL is not valid yet: its `thisUpdate` is later than the clock.
    CrlNotYetValid = 505, CrlValidity, "crl-not-yet-valid";
    /// The certificate was issued after the last date that is trusted for its anchor.
    IssuedTooLate = 506, Revocation, "issued-too-late";
}

impl Reason {
    /// The TLS alert to send to a peer that is rejected for this reason (RFC 8446 §6.2).
    ///
    /// Take the reason of the [decisive](crate::Findings::decisive) finding. The numbers are the same in TLS 1.2 (RFC
    /// 5246 §7.2.2). Alert 46, `certificate_unknown`, means that the certificate is not acceptable for another reason.
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
            | Self::CaAsEndEntity
            | Self::IssuerCannotIssue
            | Self::IssuerWrittenOtherwise
            | Self::IssuerKeyDiffers
            | Self::CasIssueEachOther => UNKNOWN_CA,
            Self::UnsupportedSignatureAlgorithm
            | Self::UnsupportedKey
            | Self::PeerKeyUnsupported
            | Self::UnsupportedVersion
            | Self::ConstraintNotSupported
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
            | Self::SentOutOfOrder
            | Self::NothingPresented
            | Self::PresentedUnreadable
            | Self::RefusedByWebpki
            | Self::NameMismatch => BAD_CERTIFICATE,
            Self::Expired | Self::AnchorExpired => CERTIFICATE_EXPIRED,
            Self::Blocked | Self::Revoked => CERTIFICATE_REVOKED,
            // The certificate itself is not at fault: it is not valid yet, or something could not be checked.
            Self::NeverValidTogether
            | Self::TooMuchWork
            | Self::PathTooLong
            | Self::PolicyNotSupported
            | Self::TooManyPresented
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
