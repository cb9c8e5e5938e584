//! Floor 4: a policy for each application of a phone: global settings, and overrides.

mod application;
mod effective;
mod overrides;

pub use application::Application;
pub use effective::{Effective, EffectivePolicy, Origin};
pub use overrides::Overrides;

#[cfg(feature = "settings")]
pub(crate) use overrides::Value;

use crate::device_certificate::DeviceCertificate;
use crate::policy::{Check, Policy};
use overrides::Given;

/// The policies of a phone: one for each [`Application`].
///
/// A base policy, global settings that replace parts of it, and settings of single applications that replace these. An
/// application without a setting inherits the global one. No manual states this inheritance; it is how the settings are
/// named and how they are commonly read.
///
/// Two sets are equal if their values are; the lines of a settings file are not compared.
///
/// ```
/// use trustslot::{Application, Check, Overrides, Policy, PolicySet, TrustSource};
///
/// let phone = PolicySet::new(Policy::FACTORY)
///     .with_global(Overrides::NONE.with_source(TrustSource::All))
///     .with_application(Application::Sip, Overrides::NONE.with_check_name(true));
///
/// assert!(phone.policy(Application::Sip).decides(Check::Name));
/// assert!(!phone.policy(Application::Ldap).decides(Check::Name));
/// assert_eq!(phone.policy(Application::Ldap).source(), TrustSource::All);
/// println!("sip: {}", phone.effective(Application::Sip));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicySet {
    base: Policy,
    global: Overrides,
    applications: [Overrides; Application::COUNT],
}

impl PolicySet {
    /// The phones' factory settings: [`Policy::FACTORY`] for every application.
    pub const FACTORY: Self = Self::new(Policy::FACTORY);

    /// The same policy for every application.
    pub const fn new(base: Policy) -> Self {
        Self { base, global: Overrides::NONE, applications: [Overrides::NONE; Application::COUNT] }
    }

    /// Replaces the global settings.
    #[must_use]
    pub const fn with_global(self, global: Overrides) -> Self {
        Self { global, ..self }
    }

    /// Replaces the settings of one application.
    #[must_use]
    pub fn with_application(mut self, application: Application, overrides: Overrides) -> Self {
        if let Some(own) = self.applications.get_mut(usize::from(application.code())) {
            *own = overrides;
        }
        self
    }

    /// The policy that applies if nothing is set.
    pub const fn base(&self) -> Policy {
        self.base
    }

    /// The global settings.
    pub const fn global(&self) -> Overrides {
        self.global
    }

    /// The settings of one application alone.
    pub fn application(&self, application: Application) -> Overrides {
        let own = self.applications.get(usize::from(application.code()));
        own.copied().unwrap_or_default()
    }

    /// The policy of one application, for a [`Verifier`](crate::Verifier).
    ///
    /// - "Accept untrusted" is [`Policy::accept_untrusted`]. If it is set to no and the base policy waives
    ///   [`Check::Path`], every check that the base waives with it is enforced again. If the base enforces the path,
    ///   its other waived checks stay waived.
    /// - "Check the name" enforces or waives [`Check::Name`].
    /// - Everything else, such as the profile and the coverage of revocation, is that of the base policy.
    pub fn policy(&self, application: Application) -> Policy {
        let effective = self.effective(application);
        let mut policy = self.base.with_source(effective.source.value);
        policy = policy.with_name_rules(effective.name_rules.value);
        policy = if effective.check_name.value {
            policy.enforce(Check::Name)
        } else {
            policy.waive(Check::Name)
        };
        let Effective { value: accepts, origin } = effective.accept_untrusted;
        match (origin, accepts) {
            (Origin::Default, _) => policy,
            (_, true) => policy.accept_untrusted(),
            (_, false) if accepts_untrusted(self.base) => enforcing_trust(policy),
            (_, false) => policy,
        }
    }

    /// Every effective value of one application, and where it comes from.
    pub fn effective(&self, application: Application) -> EffectivePolicy {
        let (own, global, base) = (self.application(application), self.global, self.base);
        EffectivePolicy {
            accept_untrusted: pick(own.accept_untrusted, global.accept_untrusted, || {
                accepts_untrusted(base)
            }),
            source: pick(own.source, global.source, || base.source()),
            check_name: pick(own.check_name, global.check_name, || base.decides(Check::Name)),
            name_rules: pick(own.name_rules, global.name_rules, || base.name_rules()),
            device_certificate: pick(own.device_certificate, global.device_certificate, || {
                DeviceCertificate::Default
            }),
        }
    }
}

#[cfg(feature = "settings")]
impl PolicySet {
    /// Sets one value of an application, or the global one.
    pub(crate) fn set(&mut self, application: Option<Application>, value: Value, line: u32) {
        match application.map(|application| usize::from(application.code())) {
            None => self.global.set(value, line),
            Some(index) => {
                if let Some(own) = self.applications.get_mut(index) {
                    own.set(value, line);
                }
            }
        }
    }

    /// The settings of one application alone, or the global ones.
    pub(crate) fn overrides(&self, application: Option<Application>) -> Overrides {
        application.map_or(self.global, |application| self.application(application))
    }

    /// The same base and name rules; every setting that a settings file can have is inherited.
    pub(crate) fn without_settings(&self) -> Self {
        Self {
            base: self.base,
            global: self.global.without_settings(),
            applications: self.applications.map(Overrides::without_settings),
        }
    }
}

/// The phones' factory settings.
impl Default for PolicySet {
    fn default() -> Self {
        Self::FACTORY
    }
}

const fn accepts_untrusted(policy: Policy) -> bool {
    !policy.decides(Check::Path)
}

/// Undoes [`Policy::accept_untrusted`]: what it waives is enforced.
fn enforcing_trust(policy: Policy) -> Policy {
    let waived = Check::ALL.iter().filter(|check| **check != Check::Name);
    let waived = waived.filter(|check| !Policy::STRICT.accept_untrusted().decides(**check));
    waived.fold(policy, |policy, check| policy.enforce(*check))
}

fn pick<T>(
    own: Option<Given<T>>,
    global: Option<Given<T>>,
    default: impl FnOnce() -> T,
) -> Effective<T> {
    match (own, global) {
        (Some(Given { value, line }), _) => {
            Effective { value, origin: Origin::Application { line } }
        }
        (None, Some(Given { value, line })) => Effective { value, origin: Origin::Global { line } },
        (None, None) => Effective { value: default(), origin: Origin::Default },
    }
}
