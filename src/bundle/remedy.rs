//! What to do about a file that was refused.

use crate::bytes::file_kind::FileKind;
use core::fmt;

/// The smallest thing that turns a refused file into one that loads; its text fits a web page's hint.
///
/// ```
/// use trustslot::{Bundle, FileRemedy};
///
/// let request = "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n";
/// let refusal = Bundle::parse("phone.pem", request.as_bytes()).unwrap_err();
/// assert_eq!(refusal.remedy(), Some(FileRemedy::UploadIssued));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileRemedy {
    /// Convert a PKCS#12 container; leaves its key behind.
    ConvertPkcs12,
    /// Convert a PKCS#7 container.
    ConvertPkcs7,
    /// Convert a PKCS#7 container, and leave the revocation list in it out.
    ConvertPkcs7WithCrl,
    /// Convert a Java key store.
    ConvertJavaKeyStore,
    /// Write the certificate again, as plain PEM.
    ConvertCertificate,
    /// Keep the certificates of a file and leave everything else out.
    KeepCertificates,
    /// Upload the certificate that belongs to the key, not the key.
    UploadCertificate,
    /// Upload the certificate that the CA made out of the request.
    UploadIssued,
    /// Upload what was signed, without the signature around it.
    UploadContent,
    /// Upload the certificate of the CA that issued the revocation list.
    UploadIssuer,
    /// Save the file in ASCII or UTF-8.
    SaveAsUtf8,
    /// Save the file that the page offers, not the page.
    SaveDownload,
    /// Take the file out of its archive.
    Unpack,
    /// Put the BEGIN and END lines back.
    AddBoundaries,
    /// Put each BEGIN and END line on a line of its own.
    SeparateLines,
    /// Upload one by one what was put together into one file.
    UploadSeparately,
    /// Get the file again: something was lost on the way.
    CopyAgain,
    /// Upload fewer certificates at a time.
    Split,
    /// Give the file a name with a known extension.
    Rename,
}

impl FileRemedy {
    /// What helps against a file of this kind where certificates are wanted.
    pub(crate) const fn for_kind(kind: FileKind) -> Option<Self> {
        Some(match kind {
            FileKind::Pkcs12 => Self::ConvertPkcs12,
            FileKind::Pkcs7 => Self::ConvertPkcs7,
            FileKind::JavaKeyStore => Self::ConvertJavaKeyStore,
            FileKind::OpensslTrustedCertificate => Self::ConvertCertificate,
            FileKind::PrivateKey(_)
            | FileKind::EncryptedPrivateKey
            | FileKind::PublicKey
            | FileKind::SshPublicKey
            | FileKind::KeyParameters => Self::UploadCertificate,
            FileKind::CertificateRequest => Self::UploadIssued,
            FileKind::CertificateRevocationList => Self::UploadIssuer,
            FileKind::Utf16Text => Self::SaveAsUtf8,
            FileKind::Html => Self::SaveDownload,
            FileKind::Archive => Self::Unpack,
            FileKind::BareBase64 => Self::AddBoundaries,
            _ => return None,
        })
    }

    /// The text, which is also what [`Display`](fmt::Display) writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ConvertPkcs12 => "openssl pkcs12 -in file.p12 -nokeys -out file.pem",
            Self::ConvertPkcs7 => {
                "openssl pkcs7 -in file.p7b -print_certs -out file.pem (with -inform DER if it is binary)"
            }
            // `pkcs7` alone prints the list, too, which refuses the file again.
            Self::ConvertPkcs7WithCrl => {
                "openssl pkcs7 -in file.p7b -print_certs | openssl storeutl -certs -out file.pem /dev/stdin (with -inform DER behind pkcs7 if it is binary)"
            }
            Self::ConvertJavaKeyStore => {
                "keytool -exportcert -rfc -keystore file.jks -alias name -file file.pem"
            }
            Self::ConvertCertificate => "openssl x509 -in file.pem -out plain.pem",
            Self::KeepCertificates => {
                "openssl crl2pkcs7 -nocrl -certfile file.pem | openssl pkcs7 -print_certs -out plain.pem"
            }
            Self::UploadCertificate => "upload the certificate alone, without its key",
            Self::UploadIssued => "upload the certificate that the CA issued for this request",
            Self::UploadContent => {
                "upload the certificate file itself, not a signed message around it"
            }
            Self::UploadIssuer => "upload the certificate of the CA that issued this list",
            Self::SaveAsUtf8 => "save it as UTF-8: iconv -f UTF-16 -t UTF-8 file.pem > plain.pem",
            Self::SaveDownload => "save the certificate file that the page offers, not the page",
            Self::Unpack => "unpack the archive and upload the certificate file in it",
            Self::AddBoundaries => {
                "put -----BEGIN CERTIFICATE----- before and -----END CERTIFICATE----- after it"
            }
            Self::SeparateLines => "put each BEGIN and END line on a line of its own",
            Self::UploadSeparately => "upload the files that were put together one by one",
            Self::CopyAgain => "get the file again; something was lost or changed on the way",
            Self::Split => "upload fewer certificates at a time",
            Self::Rename => "name it .pem, .cer, .crt or .der",
        }
    }
}

impl fmt::Display for FileRemedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
