//! Floor 2: the certificates of one uploaded file.

mod error;
mod file_name;
mod reader;

pub use error::BundleError;

#[cfg(feature = "identity")]
pub(crate) use file_name::check_extension;

use crate::certificate::Certificate;
use crate::numbered::numbered;
use alloc::string::String;
use alloc::vec::{self, Vec};
use core::slice;

/// The certificates of one file, in file order. There is always at least one, and every one can be read.
///
/// ```
/// use trustslot::{Bundle, Encoding};
///
/// # let der = &webpki_root_certs::TLS_SERVER_ROOT_CERTS[0];
/// // What the operator uploaded. The content decides the encoding, not the name.
/// let bundle = Bundle::parse("company-root.PEM", der)?;
/// assert_eq!(bundle.encoding(), Encoding::Der);
/// assert_eq!(bundle.len(), 1);
///
/// // What a bundle writes, it reads back.
/// let again = Bundle::parse("copy.crt", bundle.to_pem().as_bytes())?;
/// assert_eq!(again.certificates(), bundle.certificates());
/// # Ok::<(), trustslot::BundleError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bundle {
    certificates: Vec<Certificate>,
    encoding: Encoding,
}

/// How the certificates of a file were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// PEM: text blocks (RFC 7468).
    Pem,
    /// DER: one binary certificate.
    Der,
    /// A PKCS#7 container, binary or as text.
    Pkcs7,
}

/// What a file may be.
///
/// ```
/// use trustslot::{Bundle, BundleRules};
///
/// let small = BundleRules::DEFAULT.with_max_bytes(64 * 1024);
/// let refusal = Bundle::parse_with(small, "ca.pem", &[0x30; 65_537]).unwrap_err();
/// assert_eq!(refusal.to_string(), "the file has 65537 bytes, and at most 65536 are read");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundleRules {
    max_bytes: usize,
    pkcs7: bool,
}

impl BundleRules {
    /// [`Bundle::MAX_BYTES`]; PEM, DER and PKCS#7.
    pub const DEFAULT: Self = Self { max_bytes: Bundle::MAX_BYTES, pkcs7: true };

    /// The largest file that is read, inclusive. A larger one is refused before it is looked at.
    #[must_use]
    pub const fn with_max_bytes(self, max_bytes: usize) -> Self {
        Self { max_bytes, ..self }
    }

    /// Names a PKCS#7 container and refuses it, instead of taking the certificates out of it.
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
    /// The file name extensions that are accepted, in any case.
    pub const EXTENSIONS: &'static [&'static str] = &["pem", "cer", "crt", "der"];

    /// The largest file that is read by default: 5 MB as 5 × 2^20 bytes, inclusive.
    pub const MAX_BYTES: usize = 5 << 20;

    /// Reads an uploaded file.
    ///
    /// The file name is only looked at for its extension, in any case:
    /// [`Bundle::EXTENSIONS`]. The content decides the encoding.
    ///
    /// Memory stays below 1.5 times the file plus 64 KiB, and time grows with its size, whatever it holds.
    ///
    /// # Errors
    ///
    /// What the file is or which part of it is damaged, and where. It is refused as a whole: nothing in it is
    /// skipped, and one bad block refuses the good ones.
    pub fn parse(file_name: &str, bytes: &[u8]) -> Result<Self, BundleError> {
        Self::parse_with(BundleRules::DEFAULT, file_name, bytes)
    }

    /// Like [`parse`](Self::parse), by other rules.
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
            .map_err(|shown| BundleError::Extension { shown })?;
        let (encoding, certificates) = reader::read(rules, bytes)?;
        Ok(Self { certificates, encoding })
    }

    /// The certificates, in file order.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// The certificates, one after the other in file order.
    pub fn iter(&self) -> slice::Iter<'_, Certificate> {
        self.certificates.iter()
    }

    /// How many certificates there are: one at least.
    #[expect(clippy::len_without_is_empty, reason = "a bundle is never empty")]
    pub fn len(&self) -> usize {
        self.certificates.len()
    }

    /// How the file was written.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The certificates as PEM: `CERTIFICATE` blocks with lines of 64 columns, each ended by LF.
    ///
    /// It can be read again, within the limits of its reader: text takes a third more than a binary container, and
    /// a file of several hundred tiny certificates may have had room for them by what stood around them.
    pub fn to_pem(&self) -> String {
        let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
        self.iter()
            .map(|certificate| pem::Pem::new("CERTIFICATE", certificate.as_der()))
            .map(|block| pem::encode_config(&block, config))
            .collect()
    }
}

/// A bundle of one, as from a DER file.
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
