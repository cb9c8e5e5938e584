//! The texts of the remedies without parts.

use super::Remedy;
use crate::message::{Text, text};

impl Remedy {
    /// The text; `None` if it has parts.
    #[expect(clippy::too_many_lines, reason = "one text per remedy")]
    pub(super) const fn plain(&self) -> Option<Text> {
        let text = match self {
            Self::EnableBuiltIn(_) => text!("enable the built-in certificate"),
            Self::SetClock => text!("set the clock"),
            Self::Renew(_) => text!("make the other side renew its certificate"),
            Self::Reissue => text!("request a new certificate"),
            Self::ShortenChain => {
                text!("make the other side use a certificate with fewer CAs above it")
            }
            Self::AskForOtherChain => {
                text!(
                    "ask the CA for a certificate with a simpler chain, which can be checked here"
                )
            }
            Self::SendChainOnly => {
                text!("make the other side send only the certificates of its chain")
            }
            Self::SendCertificate => text!("configure a certificate on the other side"),
            Self::UpdateRevocationData => text!("update the revocation data of this device"),
            Self::UncompressKey => {
                text!("request a certificate with the public key in uncompressed form")
            }
            Self::UseTrustedCa => {
                text!("make the other side use a certificate from a CA that this device trusts")
            }
            Self::UseName => text!("use the name of the other side instead of its IP address"),
            Self::AddAlgorithms => {
                text!("install firmware that has signature algorithms; this one has none")
            }
            Self::CopyAgain => text!("get the file again; part of it was lost or changed"),
            Self::Split => text!("upload fewer certificates at a time"),
            Self::ConvertPkcs12 => text!(
                "convert it without its key: openssl pkcs12 -in file.p12 -nokeys -out file.pem (add -legacy if openssl calls it unsupported)"
            ),
            Self::ConvertPkcs12WithKey => {
                text!(
                    "convert it: openssl pkcs12 -in phone.p12 -nodes -out phone.pem (add -legacy if openssl calls it unsupported)"
                )
            }
            Self::ConvertPkcs7 => {
                text!(
                    "convert it: openssl pkcs7 -in file.p7b -print_certs -out file.pem (add -inform DER if it is binary)"
                )
            }
            // `pkcs7` alone prints the CRL as well, and then the file would be rejected again.
            Self::ConvertPkcs7WithCrl => {
                text!(
                    "convert it without its CRL: openssl pkcs7 -in file.p7b -print_certs | openssl storeutl -certs -out file.pem /dev/stdin (add -inform DER after pkcs7 if it is binary)"
                )
            }
            Self::ConvertJavaKeyStore => {
                text!(
                    "export the certificate: keytool -exportcert -rfc -keystore file.jks -alias name -file file.pem"
                )
            }
            // `x509` would convert the first certificate only.
            Self::ConvertCertificate => text!(
                "if you trust it for every purpose, convert it to plain PEM: openssl crl2pkcs7 -nocrl -certfile file.pem | openssl pkcs7 -print_certs -out plain.pem"
            ),
            Self::KeepCertificates => {
                text!(
                    r"keep only its certificates: sed -n '/-BEGIN \(X509 \)*CERTIFICATE-/,/-END \(X509 \)*CERTIFICATE-/p' file.pem > plain.pem"
                )
            }
            Self::RewriteBlocks => {
                text!(
                    "write its blocks again: openssl crl2pkcs7 -nocrl -certfile file.pem | openssl pkcs7 -print_certs -out plain.pem"
                )
            }
            Self::UploadCertificate => text!("upload only the certificate, without its key"),
            Self::UploadIssued => {
                text!("upload the certificate that the CA issued for this request")
            }
            Self::UploadContent => {
                text!("upload the certificate file itself, not a signature or a signed message")
            }
            Self::UploadCa => text!("upload the certificate of the CA that issued this CRL"),
            Self::SaveAsUtf8 => {
                // `iconv` needs to know the byte order, and the file may not say it.
                text!(
                    r"save it as UTF-8, or remove the extra bytes: LC_ALL=C tr -d '\000\376\377' < file.pem > plain.pem"
                )
            }
            Self::SaveDownload => {
                text!("save the certificate file that the page offers, not the page")
            }
            Self::Unpack => text!("unpack the archive and upload the certificate file in it"),
            Self::AddBoundaries => {
                text!(
                    "add the line -----BEGIN CERTIFICATE----- before it and -----END CERTIFICATE----- after it"
                )
            }
            Self::SeparateLines => {
                text!(
                    r"put each BEGIN and END line on its own line: sed 's/-----BEGIN [^-]*-----/\n&\n/g; s/-----END [^-]*-----/\n&\n/g' file.pem > plain.pem"
                )
            }
            Self::UploadSeparately => text!("upload each of the joined files separately"),
            Self::GetCompleteCrl => {
                text!("get the complete CRL that the CA publishes for its own certificates")
            }
            Self::FreeMemory => text!("free some memory, or upload a smaller file"),
            Self::UploadAnyCertificate => text!("upload a certificate file: PEM or DER"),
            Self::UnescapeLineEnds => {
                text!(
                    r"write line ends instead of \n: sed 's/\\u002[bB]/+/g; s/\\u002[fF]/\//g; s/\\u003[dD]/=/g; s/\\u000[aAdD]/\n/g; s/\\x0[aAdD]/\n/g; s/\\[rn]/\n/g; s/\\//g; s/-----BEGIN/\n&/g; s/-----END [^-]*-----/&\n/g' file.pem > plain.pem"
                )
            }
            Self::TakeOutOfCode => {
                text!(
                    r#"take the text out of its quotation marks: sed -n "s/[^\"']*[\"']\([^\"']*\)[\"'].*/\1/p" file.pem | sed 's/\\[rn]//g; s/\\//g' > plain.pem"#
                )
            }
            Self::RemoveQuoteMarks => {
                text!(r"remove the marks of the mail: sed 's/^[> \t]*//' file.pem > plain.pem")
            }
            Self::ReplaceNoBreakSpaces => {
                text!(
                    r"replace the no-break spaces: LC_ALL=C sed 's/\xc2\?\xa0\|\xe2\x80[\x80-\x8d\xa8\xa9\xaf]\|\xe2\x81[\x9f\xa0]\|\xe3\x80\x80\|\xef\xbb\xbf\|\x0b/ /g' file.pem > plain.pem"
                )
            }
            Self::RemoveMarkup => {
                text!(
                    r"remove the HTML tags: sed 's/<!\[CDATA\[/\n/g; s/\]\]>/\n/g; s/<[^>]*>/\n/g; s/&nbsp;/ /g; s/&#43;/+/g; s/&#x2[bB];/+/g; s/&#47;/\//g; s/&#x2[fF];/\//g; s/&#61;/=/g; s/&#x3[dD];/=/g; s/&[^;]*;/\n/g' file.pem > plain.pem"
                )
            }
            Self::RestoreBoundaries => {
                text!(
                    "write BEGIN and END lines like -----BEGIN CERTIFICATE-----, in capital letters, with five hyphens on each side"
                )
            }
            Self::DecodeBase64 => {
                text!("decode it: sed '/-----/d' file.pem | base64 -d > plain.cer")
            }
            Self::RemoveHeaders => {
                text!(
                    "remove the lines with headers and remarks: sed '/[:#]/d' file.pem > plain.pem"
                )
            }
            Self::SplitCrls => text!("load fewer CRLs at a time"),
            Self::AskForCorrectCrl => text!("ask the owner of the CA for a CRL without this fault"),
            Self::ConvertDer => {
                text!("convert it to PEM: openssl x509 -inform DER -in file.der -out plain.pem")
            }
            Self::ConvertPkcs7ToDer => {
                text!(
                    "convert it to DER: openssl pkcs7 -inform DER -in file.p7b -outform DER -out plain.cer (leave out -inform DER if it is text)"
                )
            }
            Self::SplitDer => {
                text!(
                    "convert its certificates to PEM: openssl storeutl -certs -out plain.pem file.der"
                )
            }
            Self::DecodePercent => {
                text!(
                    r"decode it: sed 's/\(BEGIN\|END\)+/\1 /g; s/%0[aAdD]/\n/g; s/%20/ /g; s/%2[bB]/+/g; s/%2[fF]/\//g; s/%3[dD]/=/g' file.pem > plain.pem"
                )
            }
            Self::DecodeQuotedPrintable => {
                text!(r"decode it: sed 's/=\r*$//; s/=3D/=/g' file.pem > plain.pem")
            }
            Self::RemoveLineMarks => {
                text!(
                    r"remove them: sed -E '/^ *\+-----BEGIN/,/-----END/s/^ *\+//; s_^[ \t]*([0-9]+[:.)]?[ \t]+|[A-Za-z]{1,3}>|// )?[^A-Za-z0-9+/=-]*__' file.pem > plain.pem"
                )
            }
            Self::RemoveDistrusted => {
                text!(
                    "remove this certificate from the file; the list that it comes from distrusts it"
                )
            }
            Self::ExtractBase64 => {
                text!(
                    "take the text out and decode it: grep -oE '(MI|LS0tLS1CRUdJTi)[A-Za-z0-9+/]{198,}=*' file.pem | base64 -d > plain.cer"
                )
            }
            Self::TransferBinary => {
                text!(
                    "get the file again in binary form; an editor or a transfer as text changed it"
                )
            }
            Self::CopyOrReissue => {
                text!("get the file again; if the error stays, request a new certificate")
            }
            Self::JoinCertificateAndKey => {
                text!(
                    "put certificate and private key into one PEM file: cat cert.pem key.pem > phone.pem (if one is binary, convert it first: openssl x509 or openssl pkey with -in file -out file.pem)"
                )
            }
            Self::KeepOneKey => text!("keep only the private key of this certificate"),
            Self::KeepIdentity => text!("keep only the certificate, its chain and its private key"),
            Self::UseMatchingKey => {
                text!("use the private key with which the certificate was requested")
            }
            Self::KeepOneCertificate => text!("keep only the certificate that is to be presented"),
            Self::RemoveDuplicate => text!("remove the second copy"),
            Self::RemoveUnrelated => text!("remove it, or add the certificate that it issued"),
            Self::AddKey => text!("add the private key: PKCS#8, PKCS#1 or SEC1, unencrypted"),
            Self::ExportKey => {
                text!("export the private key again: openssl pkey -in original.pem -out key.pem")
            }
            Self::RemovePassphrase => {
                text!("remove the passphrase: openssl pkey -in encrypted.pem -out key.pem")
            }
            Self::RemoveLegacyEncryption => {
                text!(
                    "remove the passphrase: openssl pkey -in encrypted.pem -out key.pem (add -provider legacy -provider default if openssl calls it unsupported)"
                )
            }
            Self::RemoveParameters => {
                text!(
                    "remove the EC PARAMETERS block: sed '/BEGIN EC PARAMETERS/,/END EC PARAMETERS/d' file.pem > plain.pem"
                )
            }
            Self::ExportAsPem => {
                text!(
                    "with the program that wrote the key, export it as PEM (PKCS#8) without a passphrase"
                )
            }
            Self::EnterPassphrase => text!("enter the passphrase again"),
            Self::ConvertOpenSsh => text!("convert it: ssh-keygen -p -m PKCS8 -f key"),
            Self::NameCurve => {
                text!(
                    "name the curve: openssl ec -param_enc named_curve -in original.pem -out key.pem"
                )
            }
            Self::UseSupportedKey => {
                text!(
                    "use a key of RSA 2048 to 8192, P-256, P-384, P-521 or Ed25519, and request a new certificate for it"
                )
            }
            Self::GenerateKey => text!("generate a new key and request a new certificate for it"),
            Self::NameHandle => text!("pass the name by which the secure element knows the key"),
            Self::SignChallenge => text!("sign the challenge with the key of the certificate"),
            Self::EnableBackend => {
                text!(
                    "enable feature `ring` or `aws-lc-rs`, or pass `HandleProof::SignatureBy` or `HandleProof::Stated`"
                )
            }
            Self::InstallOwnIdentity => text!("install the identity that was made for this phone"),
            Self::InstallAsUnique => text!("install it as the unique identity of that phone"),
            Self::InstallVendorIdentity => text!("install an identity that the vendor's CA issued"),
            Self::RenewOwn(_) => text!("renew the certificate of this device"),
            Self::UploadClientIdentity => {
                text!(
                    "if servers ask this phone for a certificate, upload a separate client certificate"
                )
            }
            Self::DeleteFirst { at_least: 1 } => text!("delete a certificate first"),
            Self::UploadFewer { at_most: 0 } => {
                text!("use the built-in certificates: this device stores no uploads")
            }
            Self::UseOtherBank => {
                text!(
                    "load the other bank; if it is unusable too, start from the factory state and upload the certificates again"
                )
            }
            Self::UpdateFirmware => {
                text!(
                    "install the firmware version that wrote it, or start from the factory state and upload the certificates again"
                )
            }
            Self::BeginAnew => {
                text!("start from the factory state and upload the certificates again")
            }
            Self::UploadIdentityAgain => text!("upload the certificate and the private key again"),
            Self::GiveHostOnly => text!("give only the host name or the IP address"),
            Self::GiveALabel => text!("give the name in its A-label form, xn--…"),
            Self::GiveBareAddress => text!("give the bare address, such as 2001:db8::7"),
            Self::CorrectName => text!("correct the name"),
            Self::WriteMacAddress => {
                text!("write it as twelve hexadecimal digits, such as 0015651234ab")
            }

            Self::SetSource(_)
            | Self::UploadIssuer { .. }
            | Self::UploadPeer { .. }
            | Self::SendIssuer { .. }
            | Self::Dial(_)
            | Self::IssueFor { .. }
            | Self::WaitUntil(_)
            | Self::LoadCrl { .. }
            | Self::ConstrainHosts { .. }
            | Self::RespellIssuer { .. }
            | Self::SendFirst { .. }
            | Self::RenewIssuer { .. }
            | Self::ReissueWith(_)
            | Self::ReplaceCa { .. }
            | Self::ReplaceIssuer { .. }
            | Self::AskForCrl { .. }
            | Self::AskForCrlSigning { .. }
            | Self::AskForRelease { .. }
            | Self::WaitForCrl(_)
            | Self::Rename(_)
            | Self::CutStart { .. }
            | Self::DeleteFirst { .. }
            | Self::UploadFewer { .. }
            | Self::UploadSmaller { .. } => return None,
        };
        Some(text)
    }
}
