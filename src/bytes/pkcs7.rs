//! The certificates in a PKCS#7 or CMS signed-data container (RFC 2315 §9, RFC 5652 §5).
//!
//! Such a container is only an envelope, the degenerate form without signers (RFC 5652 §5.1). It is read whole, so that
//! nothing in it is skipped unnoticed: a container with a CRL, or with a certificate that is not an X.509 certificate, is
//! rejected. So is one with a signature or a message: its certificates are the signer's, and uploading a signed mail must
//! not make the CA of its sender trusted.

use super::der::{DerError, Reader, Tag, context};
use crate::message::message;
use ::der::oid::ObjectIdentifier;
use core::fmt;

/// Where the certificates are in the container.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Certificates {
    /// Offset of the first one. The others follow it.
    pub(crate) start: usize,
    pub(crate) count: usize,
}

/// Why a PKCS#7 container is rejected: it cannot be parsed, or it contains more than certificates.
///
/// Its message completes "the PKCS#7 container is rejected: …", and is part of that of
/// [`BundleError::Pkcs7`](crate::BundleError::Pkcs7).
///
/// ```
/// use trustslot::{Bundle, BundleError};
///
/// // The content type `envelopedData`, and no content.
/// let enveloped = b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
/// let error = Bundle::parse("ca.cer", enveloped).unwrap_err();
/// let BundleError::Pkcs7(reason) = &error else { panic!("{error}") };
/// assert_eq!((reason.code(), reason.word()), (1122, "pkcs7-not-signed-data"));
/// assert_eq!(error.to_string(), format!("the PKCS#7 container is rejected: {reason}"));
/// ```
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
    Signers,
    Version,
}

impl Certificates {
    /// Reads `container`, which must be one whole container. Counting stops at one more than `most`.
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
        let version = signed.expect(Tag::Integer)?;
        version.small_integer()?;
        let mut digests = signed.expect(Tag::Set)?.inside();
        while !digests.is_empty() {
            let mut algorithm = digests.expect(Tag::Sequence)?.inside();
            algorithm.expect(Tag::ObjectIdentifier)?.oid()?;
            if !algorithm.is_empty() {
                algorithm.any()?;
            }
            algorithm.end()?;
        }
        let mut content = signed.expect(Tag::Sequence)?.inside();
        content.expect(Tag::ObjectIdentifier)?.oid()?;
        let message = content.optional(context(0, true))?;
        content.end()?;
        let certificates = signed.optional(context(0, true))?;
        let crls = signed.optional(context(1, true))?;
        let signers = signed.expect(Tag::Set)?;
        signed.end()?;
        // RFC 2315 §9.1 and RFC 5652 §5.1 have 1, 3, 4 and 5.
        if !matches!(version.value, [1..=5]) {
            return Err(Fault::Version.into());
        }
        // An empty OCTET STRING is no message either.
        if message.is_some_and(|message| !matches!(message.value, [] | [0x04, 0x00])) {
            return Err(Fault::Message.into());
        }
        // A signature over a message that is elsewhere, such as `smime.p7s` of a mail.
        if !signers.value.is_empty() {
            return Err(Fault::Signers.into());
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
    /// The number of this error in C and in logs. It never changes its meaning and is never used again.
    pub const fn code(&self) -> u16 {
        self.fault.numbered().0
    }

    /// One word for logs. It never changes.
    pub const fn word(&self) -> &'static str {
        self.fault.numbered().1
    }

    /// Whether the container also contains a CRL.
    pub(crate) const fn has_crl(&self) -> bool {
        matches!(self.fault, Fault::Crl)
    }

    /// Whether bytes were lost or changed. Lengths of BER and bytes after the container are what other programs read.
    pub(crate) const fn is_damaged(&self) -> bool {
        use super::der::Fault as Encoding;
        matches!(&self.fault, Fault::Der(error) if !matches!(error.fault, Encoding::BadLength | Encoding::TrailingBytes))
    }

    /// Whether the container has no certificates that a program could take out.
    pub(crate) const fn has_other_contents(&self) -> bool {
        matches!(self.fault, Fault::NotSignedData | Fault::OtherCertificate { .. })
    }

    /// Whether the container is a signed message, or a signature over one.
    pub(crate) const fn is_signed(&self) -> bool {
        matches!(self.fault, Fault::Message | Fault::Signers)
    }
}

impl Fault {
    const fn numbered(self) -> (u16, &'static str) {
        match self {
            Self::Der(_) => (1121, "pkcs7-malformed"),
            Self::NotSignedData => (1122, "pkcs7-not-signed-data"),
            Self::Crl => (1123, "pkcs7-with-crl"),
            Self::Message => (1124, "pkcs7-signed-message"),
            Self::OtherCertificate { .. } => (1125, "pkcs7-other-certificate"),
            Self::Signers => (1126, "pkcs7-signature"),
            Self::Version => (1127, "pkcs7-version"),
        }
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
                message!(f, "it is not signed data, the type that holds certificates")
            }
            Fault::Message => {
                message!(f, "it is a signed message, and its certificates are the signer's")
            }
            Fault::Crl => message!(f, "it also contains a certificate revocation list (CRL)"),
            Fault::OtherCertificate { position } => {
                message!(f, "certificate {position} in it is not an X.509 certificate", position)
            }
            Fault::Signers => {
                message!(f, "it is a signature, and its certificates are the signer's")
            }
            Fault::Version => message!(f, "its version is not one of 1 to 5"),
        }
    }
}
