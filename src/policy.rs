//! Floor 3: what counts. Checks find, the policy decides.

use crate::name::NameRules;
use crate::numbered::numbered;
use core::fmt;

/// Which part of the trust store vouches for a peer (requirement T9; `ca_cert` of the phones' settings).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the store has two parts")]
pub enum TrustSource {
    /// Only what the device came with.
    BuiltIn,
    /// Only what an operator uploaded.
    Custom,
    /// Both.
    #[default]
    All,
}

/// One question asked about a peer. Every check is asked, waived or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Check {
    /// Does a path of good signatures lead to an anchor, or is the certificate pinned? "Only accept trusted
    /// certificates" of the phones' page.
    ///
    /// Waived, it lets through what shows no path at all: then there are no CAs to find anything else against. An
    /// expired CA refuses the peer that sends it, and not the same peer once it leaves the CA out.
    Path,
    /// Are the certificates presented within their validity?
    Validity,
    /// Is the anchor within its validity?
    AnchorValidity,
    /// Is the time known?
    Clock,
    /// May the certificate be used for this purpose?
    Usage,
    /// Is none of the certificates blocked or revoked?
    Revocation,
    /// Where lists of revoked certificates are consulted: is there one that speaks of each certificate?
    RevocationStatus,
    /// Are the lists consulted the current ones?
    CrlValidity,
    /// Is it the peer that was meant? "Common name validation" of the phones' page.
    Name,
}

/// How much is asked of the form of certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// RFC 5280, as far as it guards against accepting wrongly. The default: a private PKI passes it.
    #[default]
    Rfc5280,
    /// Also what RFC 5280 and the CA/Browser Forum's Baseline Requirements oblige public CAs to, so that a
    /// certificate that no public CA could have issued is refused. For devices that talk to public servers only.
    PublicWeb,
}

/// Of which certificates the revocation status must be known, once a verifier consults any list at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CrlCoverage {
    /// Of every certificate of a path but the anchor.
    #[default]
    EveryCertificate,
    /// Of those whose issuer has a list among the ones consulted. For a device that has the lists of its own CAs
    /// and talks to public servers too.
    ///
    /// A list that cannot be used, because of its signature or its time, is one all the same. A file that could not
    /// be read is none: whoever leaves it out has its CA's certificates judged without, so a caller must not pass
    /// over an error of [`Crl::parse`](crate::Crl::parse).
    ListedIssuers,
}

/// What counts: which part of the store vouches, by which rules names match, which checks decide.
///
/// A policy is a small value. [`STRICT`](Self::STRICT) is the default; every method changes one thing.
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
    crl_coverage: CrlCoverage,
    waived: u16,
}

impl Policy {
    /// Both parts of the store vouch, names match by RFC 2818, and every check decides.
    pub const STRICT: Self = Self {
        source: TrustSource::All,
        names: NameRules::Rfc2818,
        profile: Profile::Rfc5280,
        crl_coverage: CrlCoverage::EveryCertificate,
        waived: 0,
    };

    /// What the phones leave the factory with: only trusted certificates are accepted, the built-in part
    /// vouches, and the name does not decide.
    pub const FACTORY: Self = Self::STRICT.with_source(TrustSource::BuiltIn).waive(Check::Name);

    /// The same policy with this part of the store vouching.
    #[must_use]
    pub const fn with_source(self, source: TrustSource) -> Self {
        Self { source, ..self }
    }

    /// The same policy with names matching by these rules.
    #[must_use]
    pub const fn with_name_rules(self, names: NameRules) -> Self {
        Self { names, ..self }
    }

    /// The same policy with this much asked of the form of certificates.
    #[must_use]
    pub const fn with_profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// The same policy with the revocation status to be known of these certificates.
    #[must_use]
    pub const fn with_crl_coverage(self, crl_coverage: CrlCoverage) -> Self {
        Self { crl_coverage, ..self }
    }

    /// The same policy in which this check no longer decides. It is still asked, and its findings are listed.
    ///
    /// Without [`Check::Path`] the other checks hold for whatever the peer chooses to show.
    #[must_use]
    pub const fn waive(self, check: Check) -> Self {
        Self { waived: self.waived | check.bit(), ..self }
    }

    /// The same policy in which this check decides.
    #[must_use]
    pub const fn enforce(self, check: Check) -> Self {
        Self { waived: self.waived & !check.bit(), ..self }
    }

    /// The same policy in which any certificate is let through, as with "only accept trusted certificates" off:
    /// of all checks only the name's may still decide. What was found is listed all the same.
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
    }

    /// Which part of the store vouches.
    pub const fn source(self) -> TrustSource {
        self.source
    }

    /// By which rules names match.
    pub const fn name_rules(self) -> NameRules {
        self.names
    }

    /// How much is asked of the form of certificates.
    pub const fn profile(self) -> Profile {
        self.profile
    }

    /// Of which certificates the revocation status must be known.
    pub const fn crl_coverage(self) -> CrlCoverage {
        self.crl_coverage
    }

    /// Whether a finding of this check refuses the peer.
    pub const fn decides(self, check: Check) -> bool {
        self.waived & check.bit() == 0
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::STRICT
    }
}

// The number is the bit by which a policy waives the check.
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
    CrlCoverage: u8 {
        EveryCertificate = 0 "every-certificate",
        ListedIssuers = 1 "listed-issuers",
    }
}

impl Check {
    const fn bit(self) -> u16 {
        1 << self.code()
    }
}

impl TrustSource {
    /// Whether the built-in part vouches.
    pub const fn has_built_in(self) -> bool {
        matches!(self, Self::BuiltIn | Self::All)
    }

    /// Whether the custom part vouches.
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
