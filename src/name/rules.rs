//! The names that count, and how they are compared.

use crate::numbered::numbered;
use core::fmt;

/// Which names of a certificate count as identities, and how they are compared.
///
/// RFC 2818 is the default, because phones follow it and their manuals promise it. It is legacy: RFC 9110 §4.3.4
/// replaced it and refers to RFC 9525. The four differ in these cases; "yes" means that the certificate matches:
///
/// | certificate | reference | 2818 | 6125 | 9525 | 5922 |
/// |---|---|---|---|---|---|
/// | CN=h, no subjectAltName | h | yes | yes | no | yes |
/// | CN=h, subjectAltName without an entry | h | no | no | no | no |
/// | CN=h, mail address beside it | h | yes | yes | no | no |
/// | CN=h, URI beside it | h | yes | no | no | if it is `sip:h` |
/// | CN=h, another dNSName | h | no | no | no | no |
/// | dNSName `*.d` | a.d | yes | yes | yes | no |
/// | dNSName `f*.d` | foo.d | yes | yes | no | no |
/// | dNSName `*.d` | a.b.d | no | no | no | no |
/// | iPAddress | that address | yes | yes | yes | no |
/// | address as CN or dNSName | that address | no | no | no | no |
/// | dNSName h, URI `sip:d` | h | yes | yes | yes | no |
///
/// All four agree on the rest. Names are compared label by label as they are stored, ignoring ASCII case and without
/// decoding A-labels (RFC 5890 §2.3.2.1). A wildcard counts only in the leftmost label. It covers one label or a part of
/// one, and at least one character. A wildcard in another label, a second wildcard, and a wildcard for a whole label
/// directly below a top-level domain (`*.com`) match nothing: RFC 2818 does not define them, implementations differ (RFC
/// 6125 §7.2), and this is the careful choice. A name with a final dot in a certificate matches nothing either (RFC 1034
/// §3.5).
///
/// ```
/// use trustslot::NameRules;
/// assert_eq!(NameRules::default(), NameRules::Rfc2818);
/// assert_eq!(NameRules::Rfc5922.to_string(), "RFC 5922 §7");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameRules {
    /// HTTPS as in RFC 2818 §3.1: if there is a dNSName, only dNSNames count; else the most specific common name (the
    /// last), even beside names of other kinds.
    #[default]
    Rfc2818,
    /// RFC 6125 §6: the common name counts only if there is no dNSName, URI or otherName (§6.4.4). Any otherName excludes
    /// the common name, because it could be an SRV-ID.
    Rfc6125,
    /// RFC 9525 §6: the common name never counts, and a wildcard only as the whole leftmost label.
    Rfc9525,
    /// SIP domains as in RFC 5922 §7: `sip` URIs without a user part count; else dNSNames; the common name only if there
    /// is no subjectAltName at all (a "MAY" of §7.1). IP addresses do not count. Wildcards do not count either (§7.2),
    /// unless the policy allows them: [`Policy::with_sip_wildcards`](crate::Policy::with_sip_wildcards).
    Rfc5922,
}

/// The wildcards that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wildcards {
    None,
    WholeLabel,
    Fragment,
}

/// Name rules, and the one departure from them that a policy can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Matching {
    pub(crate) rules: NameRules,
    /// Whether a wildcard for a whole label counts under RFC 5922, against its §7.2.
    pub(crate) sip_wildcards: bool,
}

impl From<NameRules> for Matching {
    fn from(rules: NameRules) -> Self {
        Self { rules, sip_wildcards: false }
    }
}

impl Matching {
    pub(super) const fn wildcards(self) -> Wildcards {
        match self.rules {
            NameRules::Rfc2818 | NameRules::Rfc6125 => Wildcards::Fragment,
            NameRules::Rfc9525 => Wildcards::WholeLabel,
            NameRules::Rfc5922 if self.sip_wildcards => Wildcards::WholeLabel,
            NameRules::Rfc5922 => Wildcards::None,
        }
    }
}

/// The RFC and its section.
impl fmt::Display for NameRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rfc2818 => "RFC 2818 §3.1",
            Self::Rfc6125 => "RFC 6125 §6",
            Self::Rfc9525 => "RFC 9525 §6",
            Self::Rfc5922 => "RFC 5922 §7",
        })
    }
}

numbered! {
    NameRules: u8 {
        Rfc2818 = 0 "rfc2818",
        Rfc6125 = 1 "rfc6125",
        Rfc9525 = 2 "rfc9525",
        Rfc5922 = 3 "rfc5922",
    }
}
