//! Floor 3: which trust anchors, name rules and checks count. Checks find, the policy decides.

mod check;
mod profile;
mod revocation_coverage;
mod trust_source;

pub use check::Check;
pub use profile::Profile;
pub use revocation_coverage::RevocationCoverage;
pub use trust_source::TrustSource;

use crate::name::{Matching, NameRules};

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
