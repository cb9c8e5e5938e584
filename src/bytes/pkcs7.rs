//! The certificates in a PKCS#7 or CMS signed-data container (RFC 2315 §9, RFC 5652 §5).
//!
//! Such a container is an envelope: nobody checks its signature here, because what is in it is trusted by being
//! uploaded. But whatever could be meant to be trusted is told apart, so that nothing is skipped unnoticed. A signed
//! message is refused: its certificates are those of whoever signed it, and what was meant may be what it says.

use super::der::{DerError, Reader, Tag, context};
use ::der::oid::ObjectIdentifier;
use core::fmt;

/// Where the certificates stand in the container.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Certificates {
    /// Offset of the first one; they follow one another.
    pub(crate) start: usize,
    pub(crate) count: usize,
}

/// A PKCS#7 container that cannot be read, or has more in it than certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pkcs7Error {
    fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Der(DerError),
    NotSignedData,
    Crl,
    Message,
    OtherCertificate { position: usize },
}

impl Certificates {
    /// Reads `container`, which must be all of one. Stops counting behind `most`.
    pub(crate) fn find(container: &[u8], most: usize) -> Result<Self, Pkcs7Error> {
        let mut input = Reader::new(container);
        let mut content_info = input.expect(Tag::Sequence)?.inside();
        input.end()?;
        if content_info.expect(Tag::ObjectIdentifier)?.value != SIGNED_DATA.as_bytes() {
            return Err(Fault::NotSignedData.into());
        }
        let mut explicit = content_info.expect(context(0, true))?.inside();
        content_info.end()?;
        let mut signed = explicit.expect(Tag::Sequence)?.inside();
        explicit.end()?;
        signed.expect(Tag::Integer)?.small_integer()?;
        signed.expect(Tag::Set)?;
        let mut content = signed.expect(Tag::Sequence)?.inside();
        content.expect(Tag::ObjectIdentifier)?.oid()?;
        let message = content.optional(context(0, true))?;
        content.end()?;
        let certificates = signed.optional(context(0, true))?;
        let crls = signed.optional(context(1, true))?;
        signed.expect(Tag::Set)?;
        signed.end()?;
        // An empty OCTET STRING says the same as none.
        if message.is_some_and(|message| !matches!(message.value, [] | [0x04, 0x00])) {
            return Err(Fault::Message.into());
        }
        if crls.is_some_and(|crls| !crls.value.is_empty()) {
            return Err(Fault::Crl.into());
        }
        let (start, bytes) = certificates.map_or((0, &[][..]), |all| (all.offset(), all.value));
        let mut rest = Reader::at(bytes, start);
        let mut count = 0_usize;
        while !rest.is_empty() && count <= most {
            count = count.saturating_add(1);
            // extendedCertificate, attribute certificates and others have context tags (RFC 5652 §10.2.2).
            if rest.any()?.tag != Tag::Sequence {
                return Err(Fault::OtherCertificate { position: count }.into());
            }
        }
        Ok(Self { start, count })
    }
}

/// The content type `signedData` (RFC 5652 §5.1).
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

impl Pkcs7Error {
    /// Whether the container has certificates, and a list of revoked ones beside them.
    pub(crate) const fn has_crl(&self) -> bool {
        matches!(self.fault, Fault::Crl)
    }

    /// Whether the container is around something that was signed.
    pub(crate) const fn is_message(&self) -> bool {
        matches!(self.fault, Fault::Message)
    }
}

impl From<Fault> for Pkcs7Error {
    fn from(fault: Fault) -> Self {
        Self { fault }
    }
}

impl From<DerError> for Pkcs7Error {
    fn from(error: DerError) -> Self {
        Fault::Der(error).into()
    }
}

impl core::error::Error for Pkcs7Error {}

impl fmt::Display for Pkcs7Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::Der(error) => write!(f, "{error}"),
            Fault::NotSignedData => {
                f.write_str("it is not signed data, the kind that carries certificates")
            }
            Fault::Message => {
                f.write_str("it is a signed message, and its certificates are the signer's")
            }
            Fault::Crl => f.write_str("it has a certificate revocation list in it"),
            Fault::OtherCertificate { position } => {
                write!(f, "certificate {position} in it is not an X.509 certificate")
            }
        }
    }
}
