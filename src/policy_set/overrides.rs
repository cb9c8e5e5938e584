//! The settings that replace an inherited value.

use crate::device_certificate::DeviceCertificate;
use crate::name::NameRules;
use crate::policy::TrustSource;

/// Settings that replace an inherited value. An absent one is inherited.
///
/// ```
/// use trustslot::{Overrides, TrustSource};
///
/// let sip = Overrides::NONE.with_source(TrustSource::Custom).with_check_name(true);
/// assert_eq!(sip.source(), Some(TrustSource::Custom));
/// assert_eq!(sip.accept_untrusted(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    pub(super) accept_untrusted: Option<Given<bool>>,
    pub(super) source: Option<Given<TrustSource>>,
    pub(super) check_name: Option<Given<bool>>,
    pub(super) name_rules: Option<Given<NameRules>>,
    pub(super) device_certificate: Option<Given<DeviceCertificate>>,
}

/// A value, and the line of the settings file that has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<T> {
    pub(super) value: T,
    pub(super) line: Option<u32>,
}

/// Two sets of settings are equal if their values are, whichever line has them.
impl<T: PartialEq> PartialEq for Given<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Given<T> {}

/// The value of one setting, to set it by name.
#[cfg_attr(not(feature = "settings"), expect(dead_code, reason = "only settings files use it"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    AcceptUntrusted(bool),
    Source(TrustSource),
    CheckName(bool),
    DeviceCertificate(DeviceCertificate),
}

impl Overrides {
    /// Everything is inherited.
    pub const NONE: Self = Self {
        accept_untrusted: None,
        source: None,
        check_name: None,
        name_rules: None,
        device_certificate: None,
    };

    /// Sets whether untrusted peers are accepted: the opposite of the phones' "only accept trusted certificates".
    #[must_use]
    pub const fn with_accept_untrusted(self, accept: bool) -> Self {
        Self { accept_untrusted: Some(Given { value: accept, line: None }), ..self }
    }

    /// Sets which part of the store is trusted.
    #[must_use]
    pub const fn with_source(self, source: TrustSource) -> Self {
        Self { source: Some(Given { value: source, line: None }), ..self }
    }

    /// Sets whether the name is checked.
    #[must_use]
    pub const fn with_check_name(self, check: bool) -> Self {
        Self { check_name: Some(Given { value: check, line: None }), ..self }
    }

    /// Sets the rules by which names match. No phone has a setting for it.
    #[must_use]
    pub const fn with_name_rules(self, rules: NameRules) -> Self {
        Self { name_rules: Some(Given { value: rules, line: None }), ..self }
    }

    /// Sets which certificate the phone presents.
    #[must_use]
    pub const fn with_device_certificate(self, selected: DeviceCertificate) -> Self {
        Self { device_certificate: Some(Given { value: selected, line: None }), ..self }
    }

    /// Whether untrusted peers are accepted; `None` if inherited.
    pub fn accept_untrusted(self) -> Option<bool> {
        self.accept_untrusted.map(|given| given.value)
    }

    /// Which part of the store is trusted; `None` if inherited.
    pub fn source(self) -> Option<TrustSource> {
        self.source.map(|given| given.value)
    }

    /// Whether the name is checked; `None` if inherited.
    pub fn check_name(self) -> Option<bool> {
        self.check_name.map(|given| given.value)
    }

    /// The rules by which names match; `None` if inherited.
    pub fn name_rules(self) -> Option<NameRules> {
        self.name_rules.map(|given| given.value)
    }

    /// Which certificate the phone presents; `None` if inherited.
    pub fn device_certificate(self) -> Option<DeviceCertificate> {
        self.device_certificate.map(|given| given.value)
    }
}

#[cfg(feature = "settings")]
impl Overrides {
    /// Sets one value, which a line of a settings file has.
    pub(crate) fn set(&mut self, value: Value, line: u32) {
        let line = Some(line);
        match value {
            Value::AcceptUntrusted(value) => self.accept_untrusted = Some(Given { value, line }),
            Value::Source(value) => self.source = Some(Given { value, line }),
            Value::CheckName(value) => self.check_name = Some(Given { value, line }),
            Value::DeviceCertificate(value) => {
                self.device_certificate = Some(Given { value, line });
            }
        }
    }

    /// Only the settings that no settings file has.
    pub(crate) const fn without_settings(self) -> Self {
        Self { name_rules: self.name_rules, ..Self::NONE }
    }
}
