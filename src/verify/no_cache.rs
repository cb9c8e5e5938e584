//! Takes the place of the signature cache where there is no lock for it.

use super::inputs::Inputs;
use crate::certificate::Certificate;

/// There is none.
#[derive(Clone, Debug)]
pub(crate) enum SignatureCache {}

impl SignatureCache {
    pub(crate) const fn has_certificate(&self, _der: &[u8], _into: &mut Certificate) -> bool {
        match *self {}
    }

    pub(super) const fn knows(&self, _inputs: &Inputs<'_>) -> bool {
        match *self {}
    }

    pub(super) const fn remember(&self, _inputs: &Inputs<'_>) {
        match *self {}
    }
}
