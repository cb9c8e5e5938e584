//! Certificates that are parsed or cloned where they are kept: they are large, and moving one takes as long as reading a name.

use super::reader::Facts;
use super::{Bytes, Certificate, CertificateError};
use alloc::sync::Arc;

impl Certificate {
    /// No certificate, to be [filled](Self::fill): in a list, so that what is parsed is not moved there.
    #[inline]
    pub(crate) fn unread() -> Self {
        Self { der: Bytes::Static(&[]), facts: Facts::unread() }
    }

    /// Parses `der` into an unread certificate. Do not use it after an error.
    #[inline]
    pub(crate) fn fill(&mut self, der: &[u8]) -> Result<(), CertificateError> {
        read(der, &mut self.facts)?;
        self.der = Bytes::Shared(shared(der));
        Ok(())
    }
}

impl Clone for Certificate {
    fn clone(&self) -> Self {
        Self { der: self.der.clone(), facts: self.facts }
    }

    fn clone_from(&mut self, source: &Self) {
        self.der = source.der.clone();
        self.facts = source.facts;
    }
}

/// A copy that several owners share. In a function of its own: the rest of a parse is inlined, and this is large.
#[inline(never)]
pub(super) fn shared(der: &[u8]) -> Arc<[u8]> {
    Arc::from(der)
}

pub(super) fn read(der: &[u8], facts: &mut Facts) -> Result<(), CertificateError> {
    let is_certificate = |der: &[u8]| Facts::read(der).is_ok();
    facts.fill(der).map_err(|error| error.looking_behind(der, is_certificate).or_pem(der))
}
