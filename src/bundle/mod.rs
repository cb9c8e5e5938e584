//! Floor 2: the certificates of one uploaded file.

mod around;
mod error;
mod file_name;
mod reader;
mod text;

pub use error::BundleError;

#[cfg(feature = "identity")]
pub(crate) use file_name::check_extension;

use crate::bytes::pem;
use crate::certificate::Certificate;
use crate::numbered::numbered;
use crate::stack;
use alloc::string::String;
use alloc::vec::{self, Vec};
use core::slice;

/// The certificates of one uploaded file, in file order. There is always at least one.
///
/// ```
/// use trustslot::{Bundle, Encoding};
///
/// # let der = &webpki_root_certs::TLS_SERVER_ROOT_CERTS[0];
/// // The contents decide the encoding, not the file name.
/// let bundle = Bundle::parse("company-root.PEM", der)?;
/// assert_eq!(bundle.encoding(), Encoding::Der);
/// assert_eq!(bundle.len(), 1);
///
/// // `parse` reads the text that `to_pem` writes.
/// let again = Bundle::parse("copy.crt", bundle.to_pem().as_bytes())?;
/// assert_eq!(again.certificates(), bundle.certificates());
/// # Ok::<(), trustslot::BundleError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bundle {
    certificates: Vec<Certificate>,
    encoding: Encoding,
}

/// How the certificates of a file are encoded.
///
/// ```
/// use trustslot::{Bundle, Encoding};
///
/// # let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
/// let bundle = Bundle::parse("ca.cer", der)?;
/// assert_eq!(bundle.encoding(), Encoding::Der);
/// assert_eq!(bundle.encoding().word(), "der");
/// # Ok::<(), trustslot::BundleError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// PEM: text blocks (RFC 7468).
    Pem,
    /// DER: one binary certificate.
    Der,
    /// PKCS#7 or CMS: a container of certificates, binary or as one PEM block (RFC 5652 §5).
    Pkcs7,
}

/// Size limit and formats that [`Bundle::parse_with`] accepts.
///
/// ```
/// use trustslot::{Bundle, BundleRules};
///
/// let small = BundleRules::DEFAULT.with_max_bytes(64 * 1024);
/// let error = Bundle::parse_with(small, "ca.pem", &[0x30; 65_537]).unwrap_err();
/// assert_eq!(error.to_string(), "the file is 65537 bytes; the limit is 65536");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundleRules {
    max_bytes: usize,
    pkcs7: bool,
}

impl BundleRules {
    /// The rules of [`Bundle::parse`]: PEM, DER and PKCS#7, up to [`Bundle::MAX_BYTES`].
    pub const DEFAULT: Self = Self { max_bytes: Bundle::MAX_BYTES, pkcs7: true };

    /// Sets the size limit in bytes, inclusive. A larger file is rejected before its contents are looked at.
    #[must_use]
    pub const fn with_max_bytes(self, max_bytes: usize) -> Self {
        Self { max_bytes, ..self }
    }

    /// Rejects PKCS#7 containers. The error then names the format: [`BundleError::WrongKind`].
    ///
    /// ```
    /// use trustslot::{Bundle, BundleError, BundleRules, FileKind};
    ///
    /// let rules = BundleRules::DEFAULT.without_pkcs7();
    /// // The content type `signedData`, and no content.
    /// let container = b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    /// let error = Bundle::parse_with(rules, "ca.cer", container).unwrap_err();
    /// assert_eq!(error, BundleError::WrongKind { kind: FileKind::Pkcs7 });
    /// ```
    #[must_use]
    pub const fn without_pkcs7(self) -> Self {
        Self { pkcs7: false, ..self }
    }
}

impl Default for BundleRules {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Bundle {
    /// The accepted file name extensions. Upper and lower case are the same.
    pub const EXTENSIONS: &'static [&'static str] = &["pem", "cer", "crt", "der"];

    /// The default size limit of a file, in bytes: 5 MiB (5,242,880), inclusive.
    pub const MAX_BYTES: usize = 5 << 20;

    /// Parses an uploaded file: PEM (RFC 7468), one certificate in DER, or a PKCS#7 container of certificates.
    ///
    /// The file name must end in one of [`EXTENSIONS`](Self::EXTENSIONS). The contents decide the encoding.
    ///
    /// Every certificate of the file is parsed, or the file is rejected. A block that is not a certificate also causes
    /// rejection, such as a private key, a CRL or a certificate request. So does a damaged block, or text outside of
    /// the blocks that looks like a certificate or a key without its BEGIN and END lines. Other text around PEM blocks
    /// is ignored. No signature is verified here.
    ///
    /// A PKCS#7 container may have any of the labels `PKCS7`, `CMS`, `CERTIFICATE CHAIN` and `CERTIFICATE`, as the only
    /// block of the file. It is rejected if it has a signature: those certificates are the signer's.
    ///
    /// Parsing needs memory of at most 1.5 times the size of the file and 64 KiB, and time in proportion to its size.
    ///
    /// ```
    /// use trustslot::Bundle;
    ///
    /// # let certificate = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
    /// # let certificate = trustslot::Certificate::from_der(certificate).unwrap();
    /// # let pem = Bundle::from(certificate).to_pem();
    /// let file = format!("The root of our PBX:\n\n{pem}");
    /// assert_eq!(Bundle::parse("ca.pem", file.as_bytes())?.len(), 1);
    ///
    /// let half = &file.as_bytes()[..file.len() / 2];
    /// let error = Bundle::parse("ca.pem", half).unwrap_err();
    /// assert_eq!(error.to_string(), "block 1 of the file, line 3: the END line is missing");
    /// # Ok::<(), trustslot::BundleError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`BundleError`] says what the file is, or which part of it is damaged and where. One bad block rejects the whole
    /// file.
    pub fn parse(file_name: &str, bytes: &[u8]) -> Result<Self, BundleError> {
        Self::parse_with(BundleRules::DEFAULT, file_name, bytes)
    }

    /// Like [`parse`](Self::parse), with another size limit or without PKCS#7.
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    pub fn parse_with(
        rules: BundleRules,
        file_name: &str,
        bytes: &[u8],
    ) -> Result<Self, BundleError> {
        file_name::check_extension(file_name, Self::EXTENSIONS)
            .or_else(|shown| reader::misnamed(rules, shown, bytes))?;
        let read = || reader::read(rules, bytes);
        let (encoding, certificates) =
            stack::wiped_if_refused::<{ stack::MISLABELLED }, _, _>(read)?;
        Ok(Self { certificates, encoding })
    }

    /// The certificates, in file order.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Iterates over the certificates, in file order.
    pub fn iter(&self) -> slice::Iter<'_, Certificate> {
        self.certificates.iter()
    }

    /// The number of certificates, at least one.
    #[expect(clippy::len_without_is_empty, reason = "a bundle is never empty")]
    pub fn len(&self) -> usize {
        self.certificates.len()
    }

    /// How the file was encoded.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The certificates as PEM: `CERTIFICATE` blocks with lines of 64 characters, each ended by LF (RFC 7468 §5).
    ///
    /// [`parse`](Self::parse) reads the text again, unless it exceeds a limit that the file did not: PEM is a third
    /// larger than DER, and the accepted number of tiny certificates depends on the size of the file.
    ///
    /// ```
    /// use trustslot::{Bundle, Certificate};
    ///
    /// # let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
    /// let bundle = Bundle::from(Certificate::from_der(der)?);
    /// let pem = bundle.to_pem();
    /// assert!(pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
    /// assert_eq!(Bundle::parse("ca.pem", pem.as_bytes())?.certificates(), bundle.certificates());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE", self.iter().map(Certificate::as_der))
    }
}

/// A bundle of one certificate, as if parsed from a DER file.
impl From<Certificate> for Bundle {
    fn from(certificate: Certificate) -> Self {
        Self { certificates: Vec::from([certificate]), encoding: Encoding::Der }
    }
}

impl IntoIterator for Bundle {
    type Item = Certificate;
    type IntoIter = vec::IntoIter<Certificate>;

    fn into_iter(self) -> Self::IntoIter {
        self.certificates.into_iter()
    }
}

impl<'a> IntoIterator for &'a Bundle {
    type Item = &'a Certificate;
    type IntoIter = slice::Iter<'a, Certificate>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

numbered! {
    Encoding: u8 {
        Pem = 0 "pem",
        Der = 1 "der",
        Pkcs7 = 2 "pkcs7",
    }
}
