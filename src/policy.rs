//! Floor 3: which trust anchors, name rules and checks count. Checks find, the policy decides.

use crate::name::{Matching, NameRules};
use crate::numbered::numbered;
use core::fmt;

/// Which part of the trust store a policy trusts: `ca_cert` in the phones' settings.
///
/// ```
/// use trustslot::TrustSource;
///
/// assert_eq!(TrustSource::from_code(2), Some(TrustSource::Custom));
/// assert!(TrustSource::Custom.has_custom() && !TrustSource::Custom.has_built_in());
/// assert_eq!(TrustSource::default(), TrustSource::All);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the store has two parts")]
pub enum TrustSource {
    /// Only the certificates that the device came with.
    BuiltIn,
    /// Only the certificates that an operator uploaded.
    Custom,
    /// Both parts.
    #[default]
    All,
}

/// One question that is checked about a peer.
///
/// Every check runs, even if the policy [waives](Policy::waive) it. A waived check still reports its findings, but they
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
    /// [`RevocationCoverage`].
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
    /// The peer presented a chain that can be parsed, and webpki, which verifies chains, can parse the path too. This check cannot be waived: without a certificate there is nothing
    /// to decide about.
    Presented,
}

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

/// Which certificates must have a known revocation status: [`Check::RevocationStatus`].
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
    /// A peer without a verified path is rejected as well, even if the policy waives [`Check::Path`], because no data
    /// count for it.
    EveryCertificate,
}

/// Which part of the store is trusted, by which rules names match, and which checks decide.
///
/// A policy is a small `Copy` value. [`STRICT`](Self::STRICT) is the default; each method changes one thing.
///
/// ```
/// use trustslot::{Check, NameRules, Policy, TrustSource};
///
/// let sip = Policy::STRICT.with_source(TrustSource::Custom).with_name_rules(NameRules::Rfc5922);
/// let first_contact = sip.waive(Check::Clock);
/// assert!(sip.decides(Check::Clock) && !first_contact.decides(Check::Clock));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Policy {
    source: TrustSource,
    names: NameRules,
    profile: Profile,
    revocation_coverage: RevocationCoverage,
    waived: u16,
    sip_wildcards: bool,
}

impl Policy {
    /// Trusts both parts of the store, matches names by RFC 2818, and enforces every check.
    pub const STRICT: Self = Self {
        source: TrustSource::All,
        names: NameRules::Rfc2818,
        profile: Profile::Rfc5280,
        revocation_coverage: RevocationCoverage::IfLoaded,
        waived: 0,
        sip_wildcards: false,
    };

    /// The phones' factory setting: trusts the built-in part only, and waives [`Check::Name`].
    pub const FACTORY: Self = Self::STRICT.with_source(TrustSource::BuiltIn).waive(Check::Name);

    /// Sets which part of the store is trusted.
    ///
    /// ```
    /// use trustslot::{Policy, TrustSource};
    ///
    /// let policy = Policy::FACTORY.with_source(TrustSource::All);
    /// assert_eq!(policy.source(), TrustSource::All);
    /// ```
    #[must_use]
    pub const fn with_source(self, source: TrustSource) -> Self {
        Self { source, ..self }
    }

    /// Sets the rules by which names match.
    ///
    /// ```
    /// use trustslot::{NameRules, Policy};
    ///
    /// let sip = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
    /// assert_eq!(sip.name_rules(), NameRules::Rfc5922);
    /// ```
    #[must_use]
    pub const fn with_name_rules(self, names: NameRules) -> Self {
        Self { names, ..self }
    }

    /// Sets the profile that certificates must conform to.
    ///
    /// ```
    /// use trustslot::{Policy, Profile, TrustSource};
    ///
    /// let policy = Policy::STRICT.with_source(TrustSource::BuiltIn).with_profile(Profile::PublicWeb);
    /// assert_eq!(policy.profile(), Profile::PublicWeb);
    /// ```
    #[must_use]
    pub const fn with_profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// Sets which certificates must have a known revocation status.
    ///
    /// ```
    /// use trustslot::{Policy, RevocationCoverage};
    ///
    /// let required = Policy::STRICT.with_revocation_coverage(RevocationCoverage::EveryCertificate);
    /// assert_eq!(required.revocation_coverage(), RevocationCoverage::EveryCertificate);
    /// ```
    #[must_use]
    pub const fn with_revocation_coverage(self, revocation_coverage: RevocationCoverage) -> Self {
        Self { revocation_coverage, ..self }
    }

    /// Makes a check report its findings without rejecting the peer.
    ///
    /// If [`Check::Path`] is waived, the remaining checks apply only to the certificates that the peer chose to send.
    /// [`Check::Presented`] cannot be waived: this policy is returned unchanged.
    ///
    /// ```
    /// use trustslot::{Check, Policy};
    ///
    /// let policy = Policy::STRICT.waive(Check::AnchorValidity);
    /// assert!(!policy.decides(Check::AnchorValidity));
    /// assert!(policy.decides(Check::Validity));
    /// ```
    #[must_use]
    pub const fn waive(self, check: Check) -> Self {
        Self { waived: (self.waived | check.bit()) & !Check::Presented.bit(), ..self }
    }

    /// Makes a check reject the peer if it finds anything. Undoes [`waive`](Self::waive).
    ///
    /// ```
    /// use trustslot::{Check, Policy};
    ///
    /// assert!(!Policy::FACTORY.decides(Check::Name));
    /// assert!(Policy::FACTORY.enforce(Check::Name).decides(Check::Name));
    /// ```
    #[must_use]
    pub const fn enforce(self, check: Check) -> Self {
        Self { waived: self.waived & !check.bit(), ..self }
    }

    /// Waives every check except [`Check::Name`]: as phones do when "only accept trusted certificates" is turned off.
    ///
    /// [`Check::Name`] stays as it is. The findings of the waived checks are still reported.
    ///
    /// ```
    /// use trustslot::{Check, Policy};
    ///
    /// let policy = Policy::STRICT.accept_untrusted();
    /// assert!(!policy.decides(Check::Path) && policy.decides(Check::Name));
    /// ```
    #[must_use]
    pub const fn accept_untrusted(self) -> Self {
        self.waive(Check::Path)
            .waive(Check::Validity)
            .waive(Check::AnchorValidity)
            .waive(Check::Clock)
            .waive(Check::Usage)
            .waive(Check::Revocation)
            .waive(Check::RevocationStatus)
            .waive(Check::CrlValidity)
            .waive(Check::Strength)
            .waive(Check::PeerKey)
    }

    /// The part of the store that is trusted.
    pub const fn source(self) -> TrustSource {
        self.source
    }

    /// The rules by which names match.
    pub const fn name_rules(self) -> NameRules {
        self.names
    }

    /// The profile that certificates must conform to.
    pub const fn profile(self) -> Profile {
        self.profile
    }

    /// Which certificates must have a known revocation status.
    pub const fn revocation_coverage(self) -> RevocationCoverage {
        self.revocation_coverage
    }

    /// True if a finding of this check rejects the peer; false if the check is waived.
    ///
    /// ```
    /// use trustslot::{Check, Policy};
    ///
    /// assert!(Check::ALL.iter().all(|&check| Policy::STRICT.decides(check)));
    /// ```
    pub const fn decides(self, check: Check) -> bool {
        self.waived & check.bit() == 0
    }

    /// Sets whether a wildcard counts in SIP domains, under [`NameRules::Rfc5922`]. Other rules have their own wildcards.
    ///
    /// RFC 5922 §7.2 forbids it, but many providers have a certificate for `*.example.com` on all their SIP servers. The
    /// wildcard counts as under RFC 9525: as the whole leftmost label, in a dNSName or in a `sip` URI. `sip` URIs still
    /// take precedence over dNSNames. The match says
    /// [`DnsIdWildcard`](crate::MatchedBy::DnsIdWildcard) or [`SipUriWildcard`](crate::MatchedBy::SipUriWildcard).
    ///
    /// The danger: one host with such a certificate, a web server for example, can then pose as the SIP server of every
    /// domain below `example.com`. Allow it only for a provider that has no other certificate.
    ///
    /// ```
    /// use trustslot::{NameRules, Policy};
    ///
    /// let sip = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
    /// assert!(!sip.sip_wildcards());
    /// assert!(sip.with_sip_wildcards(true).sip_wildcards());
    /// ```
    #[must_use]
    pub const fn with_sip_wildcards(self, sip_wildcards: bool) -> Self {
        Self { sip_wildcards, ..self }
    }

    /// True if wildcards count in SIP domains.
    pub const fn sip_wildcards(self) -> bool {
        self.sip_wildcards
    }

    pub(crate) const fn matching(self) -> Matching {
        Matching { rules: self.names, sip_wildcards: self.sip_wildcards }
    }
}

impl Policy {
    /// The bits of the checks that decide.
    pub(crate) const fn deciding(self) -> u16 {
        !self.waived
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::STRICT
    }
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

numbered! {
    TrustSource: u8 {
        All = 0 "all",
        BuiltIn = 1 "built-in",
        Custom = 2 "custom",
    }
}

numbered! {
    Profile: u8 {
        Rfc5280 = 0 "rfc5280",
        PublicWeb = 1 "public-web",
    }
}

numbered! {
    RevocationCoverage: u8 {
        IfLoaded = 0 "if-loaded",
        ListedIssuers = 1 "listed-issuers",
        EveryCertificate = 2 "every-certificate",
    }
}

impl Check {
    /// The bit of this check in a set of checks.
    pub(crate) const fn bit(self) -> u16 {
        1 << self.code()
    }
}

impl TrustSource {
    /// True if the built-in part is trusted.
    pub const fn has_built_in(self) -> bool {
        matches!(self, Self::BuiltIn | Self::All)
    }

    /// True if the custom part is trusted.
    pub const fn has_custom(self) -> bool {
        matches!(self, Self::Custom | Self::All)
    }
}

impl fmt::Display for TrustSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
