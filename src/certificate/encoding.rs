//! A certificate as bytes and as PEM, and the encoded fields that other libraries need.

use super::{Bytes, Certificate};
#[cfg(feature = "rustls-0_23")]
use crate::bytes::der::{DerError, Reader, Tag, context};
use crate::bytes::span::Span;
use alloc::string::String;
use pki_types::CertificateDer;

/// A part of a certificate, which shares its bytes.
#[derive(Clone)]
pub(crate) struct Part {
    der: Bytes,
    span: Span,
}

impl Part {
    pub(crate) fn bytes(&self) -> &[u8] {
        self.span.of(self.der.as_slice())
    }
}

impl Bytes {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Static(der) => der,
            Self::Shared(der) => der,
        }
    }
}

impl Certificate {
    /// The DER encoding, as it was parsed.
    pub fn as_der(&self) -> &[u8] {
        self.der.as_slice()
    }

    /// The part that these bytes are, which must be borrowed from this certificate.
    pub(crate) fn part(&self, bytes: &[u8]) -> Part {
        let start = bytes.as_ptr().addr().wrapping_sub(self.as_der().as_ptr().addr());
        Part { der: self.der.clone(), span: Span::new(start, bytes.len()) }
    }

    /// The DER encoding as rustls and webpki take it, borrowed.
    ///
    /// ```
    /// use trustslot::Certificate;
    /// use trustslot::pki_types::CertificateDer;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// let borrowed: CertificateDer<'_> = certificate.as_certificate_der();
    /// let owned: CertificateDer<'static> = certificate.to_certificate_der();
    /// assert_eq!(borrowed, owned);
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn as_certificate_der(&self) -> CertificateDer<'_> {
        CertificateDer::from(self.as_der())
    }

    /// The DER encoding as rustls and webpki take it, owned. Copies the bytes, unless the certificate came from
    /// [`from_static`](Self::from_static).
    pub fn to_certificate_der(&self) -> CertificateDer<'static> {
        match &self.der {
            Bytes::Static(der) => CertificateDer::from(*der),
            Bytes::Shared(der) => CertificateDer::from(der.to_vec()),
        }
    }

    /// The certificate as one PEM block, `CERTIFICATE`, with lines of 64 columns that end in LF.
    ///
    /// ```
    /// use trustslot::{Bundle, Certificate};
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// let pem = certificate.to_pem();
    /// assert!(pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
    ///
    /// let bundle = Bundle::parse("phone.pem", pem.as_bytes())?;
    /// assert_eq!(bundle.iter().next(), Some(&certificate));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_pem(&self) -> String {
        let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
        pem::encode_config(&pem::Pem::new("CERTIFICATE", self.as_der()), config)
    }

    /// The subject: the whole `Name` in DER, tag and length included (RFC 5280 §4.1.2.6).
    ///
    /// ```
    /// use trustslot::Certificate;
    ///
    /// # let der = include_bytes!("../../examples/data/phone.der");
    /// let certificate = Certificate::from_der(der)?;
    /// // SEQUENCE { SET { SEQUENCE { commonName, "phone" } } }
    /// assert_eq!(certificate.subject_name_der(), b"\x30\x10\x31\x0e\x30\x0c\x06\x03\x55\x04\x03\x0c\x05phone");
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn subject_name_der(&self) -> &[u8] {
        self.sequence(self.facts.subject)
    }

    /// The issuer: the whole `Name` in DER, tag and length included (RFC 5280 §4.1.2.4).
    pub fn issuer_name_der(&self) -> &[u8] {
        self.sequence(self.facts.issuer)
    }

    /// The public key: the whole `SubjectPublicKeyInfo` in DER, tag and length included (RFC 5280 §4.1.2.7).
    ///
    /// Its SHA-256 digest is the value that "public key pinning" and [`BlockList::block_key`](crate::BlockList::block_key)
    /// use.
    pub fn spki_der(&self) -> &[u8] {
        self.sequence(self.facts.spki)
    }

    /// The public key of a certificate that was parsed before, as [`spki_der`](Self::spki_der) returns it: the fields before
    /// the key are passed over, and those after it are not looked at.
    #[cfg(feature = "rustls-0_23")]
    pub(crate) fn spki_of_parsed(der: &[u8]) -> Result<&[u8], DerError> {
        let certificate = Reader::new(der).expect(Tag::Sequence)?;
        let mut tbs = certificate.inside().expect(Tag::Sequence)?.inside();
        tbs.optional(context(0, true))?;
        tbs.expect(Tag::Integer)?;
        for _field in ["signature", "issuer", "validity", "subject"] {
            tbs.expect(Tag::Sequence)?;
        }
        Ok(tbs.expect(Tag::Sequence)?.whole)
    }

    fn sequence(&self, contents: Span) -> &[u8] {
        sequence_of(self.as_der(), contents)
    }
}

/// The whole SEQUENCE with these contents. DER has one way to encode its tag and length, so their size follows from the
/// size of the contents (X.690 §10.1).
fn sequence_of(der: &[u8], contents: Span) -> &[u8] {
    let length = contents.of(der).len();
    let header = match length {
        0..=0x7f => 2,
        0x80..=0xff => 3,
        0x100..=0xffff => 4,
        _ => 5,
    };
    let start = contents.start().saturating_sub(header);
    Span::new(start, length.saturating_add(header)).of(der)
}

#[cfg(all(test, feature = "rustls-0_23"))]
mod tests {
    use super::Certificate;
    use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

    #[test]
    fn key_of_a_parsed_certificate_is_found_without_parsing_it_again() {
        for der in TLS_SERVER_ROOT_CERTS {
            let parsed = Certificate::from_der(der).unwrap();
            assert_eq!(Certificate::spki_of_parsed(der).unwrap(), parsed.spki_der(), "{parsed}");
        }
        for length in 0..100 {
            let cut = TLS_SERVER_ROOT_CERTS[0].get(..length).unwrap();
            assert!(Certificate::spki_of_parsed(cut).is_err(), "{length} bytes");
        }
    }
}
