//! Floor 3: remedies, as values that a program can act upon.
//!
//! Errors state facts and live on the floor that returns them. The remedies for all of them are here: for files, keys,
//! names, saved state and verdicts.

mod change;
mod files;
#[cfg(feature = "identity")]
mod keys;
mod message;
mod names;
mod numbers;
mod plain;
mod state;

pub use change::Change;

use crate::certificate::{Certificate, Fingerprint};
use crate::name::{EntryKind, ReferenceIdentity};
use crate::policy::TrustSource;
use pki_types::UnixTime;

/// The smallest change that would help. People decide whether to make it.
///
/// Its `Display` is a message for a small display or a web page: lower case, no full stop. The texts are in `Display`
/// only, so a program that never shows a remedy does not contain them.
///
/// ```
/// use trustslot::{Bundle, Remedy};
///
/// let request = "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n";
/// let error = Bundle::parse("phone.pem", request.as_bytes()).unwrap_err();
/// let remedy = error.remedy().unwrap();
/// assert_eq!(remedy, Remedy::UploadIssued);
/// assert_eq!(remedy.to_string(), "upload the certificate that the CA issued for this request");
/// assert_eq!((remedy.code(), remedy.word()), (112, "upload-issued"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Set the trust source of the policy to this value.
    SetSource(TrustSource),
    /// Enable this built-in certificate.
    EnableBuiltIn(Fingerprint),
    /// Upload the certificate of this CA, which the peer sent. The chain was verified up to it, and no further.
    UploadIssuer {
        /// The certificate of the CA. Compare its fingerprint with that of the CA's owner before uploading.
        ca: Certificate,
        /// The number of free entries in the custom part; 0 if the certificate has more bytes than are free.
        free: usize,
    },
    /// Upload the peer's own certificate.
    UploadPeer {
        /// The certificate. Compare its fingerprint with that of the peer's owner before uploading.
        certificate: Certificate,
        /// The number of free entries in the custom part; 0 if the certificate has more bytes than are free.
        free: usize,
    },
    /// Make the peer send the certificate of the CA that issued this one as well, or upload it.
    SendIssuer {
        /// The certificate that the CA issued. The name of the CA for people is [`Certificate::issued_by`].
        issued: Certificate,
        /// The number of free entries in the custom part.
        free: usize,
    },
    /// Dial this name if it belongs to the same server. The certificate is trusted for it.
    Dial(ReferenceIdentity),
    /// Request a certificate that has this name as an entry of this kind.
    IssueFor {
        /// The name or address that was dialed.
        name: ReferenceIdentity,
        /// The kind of entry of the subject alternative name. A name in another kind of entry does not count.
        entry: EntryKind,
    },
    /// Set the clock.
    SetClock,
    /// Make the other side renew its certificate, which expired at this time.
    Renew(UnixTime),
    /// Check the clock, or wait until this time.
    WaitUntil(UnixTime),
    /// Load the current CRL of the CA that issued this certificate.
    LoadCrl {
        /// The certificate that the CA issued. The name of the CA for people is [`Certificate::issued_by`].
        issued: Certificate,
    },
    /// Request a new certificate.
    Reissue,
    /// Request a new certificate in which the name of this CA, which issued it, is spelled as in the CA's own certificate.
    RespellIssuer {
        /// The CA, as it is in the store.
        ca: Certificate,
    },
    /// Make the peer send its own certificate first.
    SendFirst {
        /// The number of that certificate in the presented chain, from 1.
        number: usize,
    },
    /// Make the peer send a chain with fewer CAs.
    ShortenChain,
    /// Ask the CA for a chain that this library can check.
    AskForOtherChain,
    /// Ask the owner of this CA for a new certificate of the CA, with the same name and key.
    RenewIssuer {
        /// The certificate of the CA.
        ca: Certificate,
    },
    /// Request a certificate for the peer that differs in this.
    ReissueWith(Change),
    /// Replace the certificate of this CA by one that differs in this. The peer's own certificate is not at fault.
    ReplaceCa {
        /// The certificate of the CA. Its name for people is [`Certificate::issued_to`].
        ca: Certificate,
        /// What the new certificate must have.
        change: Change,
    },
    /// Ask the owner of this CA for a CA certificate whose name constraints are on DNS names and IP addresses only.
    ConstrainHosts {
        /// The CA with the constraints. Its name for people is [`Certificate::issued_to`].
        ca: Certificate,
    },
    /// Send only the certificates of the chain.
    SendChainOnly,
    /// Configure a certificate on the server.
    SendCertificate,
    /// Ask the owner of this CA which CA replaces it, and get a certificate from that one.
    ReplaceIssuer {
        /// The CA, which is revoked, blocked or phased out. Its name for people is [`Certificate::issued_to`].
        ca: Certificate,
    },
    /// Ask the owner of the CA that issued this certificate for a CRL without the fault.
    AskForCrl {
        /// The certificate that the CA issued. The name of the CA for people is [`Certificate::issued_by`].
        issued: Certificate,
    },
    /// Ask the owner of the CA that issued this certificate for a CA certificate whose key usage has cRLSign.
    AskForCrlSigning {
        /// The certificate that the CA issued. The name of the CA for people is [`Certificate::issued_by`].
        issued: Certificate,
    },
    /// Ask the owner of the CA that issued this certificate to release it from hold, or request a new one.
    AskForRelease {
        /// The certificate on hold. The name of the CA for people is [`Certificate::issued_by`].
        issued: Certificate,
    },
    /// Update the revocation data that are no CRLs.
    UpdateRevocationData,
    /// Check the clock, or wait until the CRL becomes valid at this time.
    WaitForCrl(UnixTime),
    /// Request a certificate in which the public key is uncompressed.
    UncompressKey,
    /// Make the peer use a certificate from a CA that this device trusts now: no change of the device alone would help.
    UseTrustedCa,
    /// Dial a name: no certificate can be for the IP address under these rules.
    UseName,
    /// Pass signature algorithms to the verifier: it has none, so it can verify no signature.
    AddAlgorithms,

    /// Rename the file so that it ends in one of these.
    Rename(&'static [&'static str]),
    /// Get the file again, because part of it was lost or changed.
    CopyAgain,
    /// Upload fewer certificates at a time.
    Split,
    /// Convert a PKCS#12 file, without its key.
    ConvertPkcs12,
    /// Convert a PKCS#12 file, with its key.
    ConvertPkcs12WithKey,
    /// Convert a PKCS#7 file.
    ConvertPkcs7,
    /// Convert a PKCS#7 file, without the CRL in it.
    ConvertPkcs7WithCrl,
    /// Export the certificate from a Java key store.
    ConvertJavaKeyStore,
    /// Convert the certificate to plain PEM.
    ConvertCertificate,
    /// Keep the certificates of the file and remove everything else.
    KeepCertificates,
    /// Upload the certificate that belongs to the key, without the key.
    UploadCertificate,
    /// Upload the certificate that the CA issued for the request.
    UploadIssued,
    /// Upload the certificate file, not a signed message or a signature.
    UploadContent,
    /// Upload the certificate of the CA that issued the CRL.
    UploadCa,
    /// Save the file as UTF-8.
    SaveAsUtf8,
    /// Save the file that the page offers, not the page.
    SaveDownload,
    /// Unpack the archive.
    Unpack,
    /// Add the missing BEGIN and END lines.
    AddBoundaries,
    /// Put each BEGIN and END line on a separate line.
    SeparateLines,
    /// Upload each of the joined files separately.
    UploadSeparately,
    /// Get the complete CRL that the CA publishes for the certificates it issued.
    GetCompleteCrl,
    /// Free memory, or upload a smaller file.
    FreeMemory,
    /// Upload a certificate.
    UploadAnyCertificate,
    /// Write real line ends instead of `\n`.
    UnescapeLineEnds,
    /// Take the text out of the strings of source code.
    TakeOutOfCode,
    /// Remove the `>` of a quoted mail.
    RemoveQuoteMarks,
    /// Replace no-break spaces by spaces.
    ReplaceNoBreakSpaces,
    /// Remove the HTML tags.
    RemoveMarkup,
    /// Write the BEGIN and END lines with five hyphens on each side.
    RestoreBoundaries,
    /// Decode the base64 text.
    DecodeBase64,
    /// Remove the headers and remarks within the block.
    RemoveHeaders,
    /// Load fewer CRLs at a time.
    SplitCrls,
    /// Ask the owner of the CA for a CRL without the fault.
    AskForCorrectCrl,
    /// Convert a binary certificate to PEM. It has bytes after it, or it is encoded as BER.
    ConvertDer,
    /// Convert a binary file of several certificates to PEM.
    SplitDer,
    /// Decode percent-encoded text.
    DecodePercent,
    /// Decode quoted-printable text.
    DecodeQuotedPrintable,
    /// Remove the characters that each line begins with.
    RemoveLineMarks,
    /// Remove the certificate that its list distrusts.
    RemoveDistrusted,
    /// Take the base64 text out of the file and decode it.
    ExtractBase64,
    /// Get the file again in binary form.
    TransferBinary,
    /// Remove the bytes before the certificate.
    CutStart {
        /// The number of bytes.
        bytes: usize,
    },
    /// Convert a PKCS#7 container from BER to DER, with its signatures if it has any.
    ConvertPkcs7ToDer,
    /// Write the PEM blocks of the file again, each with one certificate in DER.
    RewriteBlocks,
    /// Get the file again; if the error stays, request a new certificate.
    CopyOrReissue,

    /// Put the certificate and the private key into one PEM file.
    JoinCertificateAndKey,
    /// Keep only the private key that matches the certificate.
    KeepOneKey,
    /// Keep only the certificate, its chain and its private key.
    KeepIdentity,
    /// Use the private key with which the certificate was requested.
    UseMatchingKey,
    /// Keep only one of the certificates that match the private key.
    KeepOneCertificate,
    /// Remove the second copy.
    RemoveDuplicate,
    /// Remove the certificate, or add the one that it issued.
    RemoveUnrelated,
    /// Add the private key.
    AddKey,
    /// Export the private key again.
    ExportKey,
    /// Remove the passphrase.
    RemovePassphrase,
    /// Enter the passphrase again.
    EnterPassphrase,
    /// Convert a private key in OpenSSH format.
    ConvertOpenSsh,
    /// Convert the private key to one with a named curve.
    NameCurve,
    /// Use a supported kind of key, and request a new certificate for it.
    UseSupportedKey,
    /// Generate a new key and request a new certificate for it.
    GenerateKey,
    /// Pass the name by which the secure element knows the key.
    NameHandle,
    /// Sign the challenge with the private key of the certificate.
    SignChallenge,
    /// Enable a signature backend, or state that the private key and the certificate match.
    EnableBackend,
    /// Remove the `EC PARAMETERS` block.
    RemoveParameters,
    /// Export the private key as PEM with the program that wrote it.
    ExportAsPem,
    /// Remove an encryption that openssl reads only with its legacy provider.
    RemoveLegacyEncryption,
    /// Install the identity that was made for this phone.
    InstallOwnIdentity,
    /// Install the identity as the unique identity.
    InstallAsUnique,
    /// Install an identity that the vendor's CA issued.
    InstallVendorIdentity,
    /// Upload a separate identity for TLS client use.
    UploadClientIdentity,
    /// Renew the certificate of this device, which expires at this time.
    RenewOwn(UnixTime),

    /// Delete certificates of the custom part first.
    DeleteFirst {
        /// The smallest number that makes room.
        at_least: usize,
    },
    /// Upload only the certificates that are needed: the file has more than the custom part can hold.
    UploadFewer {
        /// The largest number that fits; 0 if the device stores no uploads.
        at_most: usize,
    },
    /// Upload a smaller certificate: this one is larger than the custom part.
    UploadSmaller {
        /// The size of the custom part, in bytes of DER.
        limit: usize,
    },
    /// Load the other bank; if it is unusable too, start from the factory state.
    UseOtherBank,
    /// Install the firmware version that wrote the snapshot, or start from the factory state.
    UpdateFirmware,
    /// Start from the factory state.
    BeginAnew,
    /// Upload the identity again.
    UploadIdentityAgain,

    /// Give only a host name or an IP address.
    GiveHostOnly,
    /// Give the name in its A-label form.
    GiveALabel,
    /// Give the IP address without brackets or zone.
    GiveBareAddress,
    /// Correct the spelling of the name.
    CorrectName,
    /// Write the MAC address as twelve hexadecimal digits.
    WriteMacAddress,
}
