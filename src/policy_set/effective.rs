//! Effective values, and where each comes from.

use crate::device_certificate::DeviceCertificate;
use crate::name::NameRules;
use crate::policy::TrustSource;
use core::fmt;

/// A value that applies, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a value and its origin")]
pub struct Effective<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a value comes from.
///
/// ```
/// use trustslot::{Application, Origin, Overrides, PolicySet};
///
/// let phone = PolicySet::FACTORY.with_global(Overrides::NONE.with_check_name(true));
/// let effective = phone.effective(Application::Sip);
/// assert_eq!(effective.check_name.origin, Origin::Global { line: None });
/// assert_eq!(effective.source.origin.to_string(), "default");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// The application's own setting.
    Application {
        /// The line of the settings file, from 1; `None` if the setting does not come from a file.
        line: Option<u32>,
    },
    /// The global setting, which the application inherits.
    Global {
        /// The line of the settings file, from 1; `None` if the setting does not come from a file.
        line: Option<u32>,
    },
    /// The base policy, because nothing is set.
    Default,
}

/// Every effective value of one application: the answer of [`PolicySet::effective`](crate::PolicySet::effective).
///
/// Its `Display` is one line for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EffectivePolicy {
    /// Whether untrusted peers are accepted.
    pub accept_untrusted: Effective<bool>,
    /// Which part of the store is trusted.
    pub source: Effective<TrustSource>,
    /// Whether the name is checked.
    pub check_name: Effective<bool>,
    /// The rules by which names match.
    pub name_rules: Effective<NameRules>,
    /// Which certificate the phone presents.
    pub device_certificate: Effective<DeviceCertificate>,
}

impl Origin {
    /// The line of the settings file, from 1; `None` if there is none.
    pub const fn line(self) -> Option<u32> {
        match self {
            Self::Application { line } | Self::Global { line } => line,
            Self::Default => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Application { .. } => "set for this application",
            Self::Global { .. } => "global, assumed to be inherited",
            Self::Default => "default",
        })?;
        match self.line() {
            Some(line) => write!(f, ", line {line}"),
            None => Ok(()),
        }
    }
}

/// `only trusted peers: yes (default); CA source: custom (set for this application, line 12); …`
impl fmt::Display for EffectivePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yes = |value: bool| if value { "yes" } else { "no" };
        let (only_trusted, name) = (!self.accept_untrusted.value, self.check_name.value);
        write!(f, "only trusted peers: {} ({})", yes(only_trusted), self.accept_untrusted.origin)?;
        write!(f, "; CA source: {} ({})", self.source.value, self.source.origin)?;
        write!(f, "; name check: {} ({})", yes(name), self.check_name.origin)?;
        write!(f, "; name rules: {} ({})", self.name_rules.value, self.name_rules.origin)?;
        let device = self.device_certificate;
        write!(f, "; device certificate: {} ({})", device.value.word(), device.origin)
    }
}
