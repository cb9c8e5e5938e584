//! A built-in part that many stores share.

use super::BuiltIn;
use alloc::sync::Arc;
use core::ops::Deref;

/// A [`BuiltIn`] that stores share: a static one, or one that is counted.
///
/// [`TrustStore::new`](crate::TrustStore::new) accepts everything that converts into it: a `&'static BuiltIn` of a
/// firmware, a `BuiltIn` made at run time, or an `Arc<BuiltIn>` that several stores are made from. A clone copies no
/// certificate.
///
/// ```
/// use std::sync::Arc;
/// use trustslot::{BuiltIn, Bundle, TrustStore};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let file = include_bytes!("../../examples/data/fleet/vendor.pem");
///
/// let roots = Bundle::parse("roots.pem", file)?;
/// let built_in = Arc::new(BuiltIn::from_certificates(roots.certificates().iter().cloned()));
/// let phones = TrustStore::new(Arc::clone(&built_in));
/// let gateways = TrustStore::new(built_in);
/// assert_eq!(phones.built_in().count(), gateways.built_in().count());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SharedBuiltIn(Shared);

#[derive(Clone, Debug)]
enum Shared {
    /// This and the next are variants, because before Rust 1.90 a constant cannot refer to a static that caches.
    Empty,
    #[cfg(feature = "mozilla")]
    Mozilla,
    Static(&'static BuiltIn),
    Counted(Arc<BuiltIn>),
}

impl BuiltIn {
    /// An empty list.
    pub const EMPTY: SharedBuiltIn = SharedBuiltIn(Shared::Empty);

    /// The roots that Mozilla trusts for TLS servers, from the version of `webpki-root-certs` that this crate was built
    /// with. Mozilla's name constraints on some of them apply too, and the days after which it distrusts new certificates
    /// of a root, as of April 2026: none of this list has one.
    #[cfg(feature = "mozilla")]
    pub const MOZILLA: SharedBuiltIn = SharedBuiltIn(Shared::Mozilla);
}

static EMPTY: BuiltIn = BuiltIn::new(&[]);

impl From<&'static BuiltIn> for SharedBuiltIn {
    fn from(built_in: &'static BuiltIn) -> Self {
        Self(Shared::Static(built_in))
    }
}

impl From<Arc<BuiltIn>> for SharedBuiltIn {
    fn from(built_in: Arc<BuiltIn>) -> Self {
        Self(Shared::Counted(built_in))
    }
}

impl From<BuiltIn> for SharedBuiltIn {
    fn from(built_in: BuiltIn) -> Self {
        Arc::new(built_in).into()
    }
}

impl Deref for SharedBuiltIn {
    type Target = BuiltIn;

    fn deref(&self) -> &BuiltIn {
        match &self.0 {
            Shared::Empty => &EMPTY,
            #[cfg(feature = "mozilla")]
            Shared::Mozilla => &super::mozilla::MOZILLA,
            Shared::Static(built_in) => built_in,
            Shared::Counted(built_in) => built_in,
        }
    }
}
