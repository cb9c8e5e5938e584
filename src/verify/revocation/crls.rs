//! The CRLs of a verifier.

use super::lists::Lists;
use super::of_issuer::{About, NoCrls, OfIssuer};
use crate::crl::Crl;
use alloc::sync::Arc;
use core::fmt;

/// CRLs, and the code that consults them. A program that passes no CRL does not link that code, because only
/// [`from`](Self::from) refers to it.
#[derive(Clone)]
pub(crate) struct Crls {
    list: Arc<[Crl]>,
    consult: Consult,
}

/// Passes the answers about one certificate on, because they borrow what the function makes.
type Consult = fn(&[Crl], &About<'_>, &mut dyn FnMut(&dyn OfIssuer));

impl Crls {
    /// No CRL.
    pub(crate) fn none() -> Self {
        Self {
            list: Arc::from([]),
            consult: |_, about, pass| pass(&NoCrls { issuer: about.issuer }),
        }
    }

    pub(crate) const fn list(&self) -> &Arc<[Crl]> {
        &self.list
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn consult(&self, about: &About<'_>, pass: &mut dyn FnMut(&dyn OfIssuer)) {
        (self.consult)(&self.list, about, pass);
    }
}

impl From<Arc<[Crl]>> for Crls {
    fn from(list: Arc<[Crl]>) -> Self {
        Self { list, consult: |list, about, pass| pass(&Lists::new(list, about)) }
    }
}

impl fmt::Debug for Crls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.list.fmt(f)
    }
}
