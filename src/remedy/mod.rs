//! Floor 3: what would help, as a value a program can act upon.
//!
//! Errors state facts and live on the floor that raises them. What to do about them is said here, in one place and
//! by one kind of value, for files, keys, names, saved state and verdicts alike.

mod files;
#[cfg(feature = "identity")]
mod keys;
mod message;
mod names;
mod state;

use crate::certificate::{Certificate, Fingerprint};
use crate::name::ReferenceIdentity;
use crate::numbered::numbered;
use crate::policy::TrustSource;
use pki_types::UnixTime;

/// The smallest change that would help. Whether to make it is for people to decide.
///
/// Its text fits a small display or a hint on a web page: lower case, no full stop. The text is made when it is shown, so
/// a program that shows nothing does not carry the code for it.
///
/// ```
/// use trustslot::{Bundle, Remedy};
///
/// let request = "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n";
/// let refusal = Bundle::parse("phone.pem", request.as_bytes()).unwrap_err();
/// let remedy = refusal.remedy().unwrap();
/// assert_eq!(remedy, Remedy::UploadIssued);
/// assert_eq!(remedy.to_string(), "upload the certificate that the CA issued for this request");
/// assert_eq!((remedy.code(), remedy.word()), (112, "upload-issued"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remedy {
    /// Trust this part of the store as well.
    SetSource(TrustSource),
    /// Enable this built-in certificate.
    EnableBuiltIn(Fingerprint),
    /// Upload the certificate of this CA, which the peer sent.
    UploadIssuer {
        /// The CA's certificate: [`Certificate::issued_to`] is its name for people.
        ca: Certificate,
        /// How many entries of the custom part are free.
        free: usize,
    },
    /// Upload the peer's own certificate.
    UploadPeer {
        /// Its fingerprint. Compare it with the peer's owner first.
        fingerprint: Fingerprint,
        /// How many entries of the custom part are free.
        free: usize,
    },
    /// Make the peer send the certificate of the CA that issued this one as well, or upload it.
    SendIssuer {
        /// The certificate that the CA issued: [`Certificate::issued_by`] is the CA's name for people.
        issued: Certificate,
        /// How many entries of the custom part are free.
        free: usize,
    },
    /// Use this name, if it belongs to the same server: the certificate is trusted and is for this name.
    Dial(ReferenceIdentity),
    /// Request a certificate for this name.
    IssueFor(ReferenceIdentity),
    /// Set the clock.
    SetClock,
    /// Renew the certificate, which expired at this time.
    Renew(UnixTime),
    /// Check the clock, or wait until this time.
    WaitUntil(UnixTime),
    /// Load the current CRL of the CA that issued this certificate.
    LoadCrl {
        /// The certificate that the CA issued: [`Certificate::issued_by`] is the CA's name for people.
        issued: Certificate,
    },
    /// Request a new certificate.
    Reissue,
    /// Replace the certificate with one whose key and signature are strong enough.
    ReplaceWeak,
    /// Send only the certificates of the chain.
    SendChainOnly,
    /// Configure a certificate on the server.
    SendCertificate,

    /// Rename the file so that it ends in one of these.
    Rename(&'static [&'static str]),
    /// Get the file again: part of it was lost or changed.
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
    /// Write the certificate again, as plain PEM.
    ConvertCertificate,
    /// Keep the certificates of the file and remove everything else.
    KeepCertificates,
    /// Upload the certificate that belongs to the key, without the key.
    UploadCertificate,
    /// Upload the certificate that the CA issued for the request.
    UploadIssued,
    /// Upload the signed file without the signature around it.
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
    /// Put each BEGIN and END line on its own line.
    SeparateLines,
    /// Upload each of the joined files separately.
    UploadSeparately,
    /// Get the CA's own complete CRL.
    GetCompleteCrl,
    /// Free memory, or upload a smaller file.
    FreeMemory,
    /// Upload a certificate.
    UploadAnyCertificate,

    /// Put certificate and private key into one PEM file.
    JoinCertificateAndKey,
    /// Keep only the private key of this certificate.
    KeepOneKey,
    /// Keep only the certificate, its chain and its private key.
    KeepIdentity,
    /// Use the private key with which the certificate was requested.
    UseMatchingKey,
    /// Keep only one of the certificates of this key.
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
    /// Convert a key in OpenSSH's own format.
    ConvertOpenSsh,
    /// Write the key again with a named curve.
    NameCurve,
    /// Use a supported kind of key, with a new certificate.
    UseSupportedKey,
    /// Generate a new key and request a new certificate for it.
    GenerateKey,
    /// Pass the name by which the secure element knows the key.
    NameHandle,
    /// Sign the challenge with the key of the certificate.
    SignChallenge,
    /// Enable a signature backend, or state that key and certificate belong together.
    EnableBackend,
    /// Install the identity that was made for this phone.
    InstallOwnIdentity,
    /// Install it as the unique identity.
    InstallAsUnique,
    /// Install an identity that the vendor's CA issued.
    InstallVendorIdentity,

    /// Delete certificates of the custom part first.
    DeleteFirst {
        /// How many at least.
        at_least: usize,
    },
    /// Load the other bank, or begin with the factory state if it is unusable too.
    UseOtherBank,
    /// Install the firmware that wrote the snapshot, or begin with the factory state.
    UpdateFirmware,
    /// Begin with the factory state.
    BeginAnew,
    /// Upload the identity again.
    UploadIdentityAgain,

    /// Give only a host name or an address.
    GiveHostOnly,
    /// Give the name in its A-label form.
    GiveALabel,
    /// Give the address without brackets or zone.
    GiveBareAddress,
    /// Correct the spelling of the name.
    CorrectName,
    /// Write the MAC address as twelve hexadecimal digits.
    WriteMacAddress,
}

// The hundreds group remedies: 0 verdicts, 1 files, 2 private keys and identities, 3 the store and saved state, 4 names.
numbered! {
    Remedy {
        SetSource = 1 "set-source",
        EnableBuiltIn = 2 "enable-built-in",
        UploadIssuer = 3 "upload-issuer",
        UploadPeer = 4 "upload-peer",
        SendIssuer = 5 "send-issuer",
        Dial = 6 "dial",
        IssueFor = 7 "issue-for",
        SetClock = 8 "set-clock",
        Renew = 9 "renew",
        WaitUntil = 10 "wait-until",
        LoadCrl = 11 "load-crl",
        Reissue = 12 "reissue",
        ReplaceWeak = 13 "replace-weak",
        SendChainOnly = 14 "send-chain-only",
        SendCertificate = 15 "send-certificate",
        Rename = 101 "rename",
        CopyAgain = 102 "copy-again",
        Split = 103 "split",
        ConvertPkcs12 = 104 "convert-pkcs12",
        ConvertPkcs12WithKey = 105 "convert-pkcs12-with-key",
        ConvertPkcs7 = 106 "convert-pkcs7",
        ConvertPkcs7WithCrl = 107 "convert-pkcs7-with-crl",
        ConvertJavaKeyStore = 108 "convert-java-key-store",
        ConvertCertificate = 109 "convert-certificate",
        KeepCertificates = 110 "keep-certificates",
        UploadCertificate = 111 "upload-certificate",
        UploadIssued = 112 "upload-issued",
        UploadContent = 113 "upload-content",
        UploadCa = 114 "upload-ca",
        SaveAsUtf8 = 115 "save-as-utf8",
        SaveDownload = 116 "save-download",
        Unpack = 117 "unpack",
        AddBoundaries = 118 "add-boundaries",
        SeparateLines = 119 "separate-lines",
        UploadSeparately = 120 "upload-separately",
        GetCompleteCrl = 121 "get-complete-crl",
        FreeMemory = 122 "free-memory",
        UploadAnyCertificate = 123 "upload-any-certificate",
        JoinCertificateAndKey = 201 "join-certificate-and-key",
        KeepOneKey = 202 "keep-one-key",
        KeepIdentity = 203 "keep-identity",
        UseMatchingKey = 204 "use-matching-key",
        KeepOneCertificate = 205 "keep-one-certificate",
        RemoveDuplicate = 206 "remove-duplicate",
        RemoveUnrelated = 207 "remove-unrelated",
        AddKey = 208 "add-key",
        ExportKey = 209 "export-key",
        RemovePassphrase = 210 "remove-passphrase",
        EnterPassphrase = 211 "enter-passphrase",
        ConvertOpenSsh = 212 "convert-open-ssh",
        NameCurve = 213 "name-curve",
        UseSupportedKey = 214 "use-supported-key",
        GenerateKey = 215 "generate-key",
        NameHandle = 216 "name-handle",
        SignChallenge = 217 "sign-challenge",
        EnableBackend = 218 "enable-backend",
        InstallOwnIdentity = 219 "install-own-identity",
        InstallAsUnique = 220 "install-as-unique",
        InstallVendorIdentity = 221 "install-vendor-identity",
        DeleteFirst = 301 "delete-first",
        UseOtherBank = 302 "use-other-bank",
        UpdateFirmware = 303 "update-firmware",
        BeginAnew = 304 "begin-anew",
        UploadIdentityAgain = 305 "upload-identity-again",
        GiveHostOnly = 401 "give-host-only",
        GiveALabel = 402 "give-a-label",
        GiveBareAddress = 403 "give-bare-address",
        CorrectName = 404 "correct-name",
        WriteMacAddress = 405 "write-mac-address",
    }
}
