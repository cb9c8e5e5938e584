//! Which part of the store is trusted.

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

numbered! {
    TrustSource: u8 {
        All = 0 "all",
        BuiltIn = 1 "built-in",
        Custom = 2 "custom",
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
