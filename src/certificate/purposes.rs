//! The purposes a certificate may be used for (RFC 5280 §4.2.1.12).

use crate::bytes::der::{DerError, Fault, Reader, Tag};
use crate::bytes::oid;
use crate::bytes::span::Span;

/// Key purposes. Those checked on every path are looked up once: a peer may list thousands of purposes and cause
/// thousands of paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExtendedKeyUsage {
    /// Contents of the SEQUENCE OF `KeyPurposeId`.
    pub(crate) contents: Span,
    pub(crate) server_auth: bool,
    pub(crate) client_auth: bool,
    /// RFC 5924 §4.
    pub(crate) sip_domain: bool,
}

impl ExtendedKeyUsage {
    pub(super) fn read(value: &mut Reader<'_>) -> Result<Self, DerError> {
        let list = value.expect(Tag::Sequence)?;
        let mut inside = list.inside();
        if inside.is_empty() {
            return Err(list.fault(Fault::Empty));
        }
        let mut usage = Self {
            contents: Span::of_value(&list),
            server_auth: false,
            client_auth: false,
            sip_domain: false,
        };
        while !inside.is_empty() {
            match inside.expect(Tag::ObjectIdentifier)?.oid()? {
                oid::SERVER_AUTH => usage.server_auth = true,
                oid::CLIENT_AUTH => usage.client_auth = true,
                oid::SIP_DOMAIN => usage.sip_domain = true,
                _ => {}
            }
        }
        Ok(usage)
    }
}
