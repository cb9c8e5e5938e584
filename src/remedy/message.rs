//! The text of each remedy.

use super::{Change, Remedy};
use crate::clock::Date;
use crate::name::EntryKind;
use core::fmt;

impl fmt::Display for Remedy {
    #[expect(clippy::too_many_lines, reason = "one message per remedy")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SetSource(source) => return write!(f, "set the CA source to {source}"),
            Self::EnableBuiltIn(_) => "enable the built-in certificate",
            Self::UploadIssuer { ca, free } => {
                let (name, fingerprint) = (ca.quoted_subject(), ca.fingerprint());
                let free = FreeEntries(*free);
                return write!(
                    f,
                    "if the owner of CA {name} confirms the SHA-256 fingerprint {fingerprint}, upload its certificate ({free})"
                );
            }
            Self::UploadPeer { certificate, free } => {
                let (fingerprint, free) = (certificate.fingerprint(), FreeEntries(*free));
                return write!(
                    f,
                    "if its SHA-256 fingerprint is {fingerprint}, upload the certificate ({free})"
                );
            }
            Self::SendIssuer { issued, free } => {
                let (ca, free) = (issued.quoted_issuer(), FreeEntries(*free));
                return write!(
                    f,
                    "make the other side send the certificate of CA {ca} as well, or get it from its owner and upload it here ({free})"
                );
            }
            Self::Dial(name) => return write!(f, "if \"{name}\" is the server you mean, use that name"),
            Self::IssueFor { name, entry } => {
                let (article, scheme) = match entry {
                    EntryKind::Ip => ("an", ""),
                    EntryKind::Dns => ("a", ""),
                    EntryKind::SipUri => ("a", "sip:"),
                };
                return write!(
                    f,
                    "request a certificate that has \"{scheme}{name}\" as {article} {entry} entry"
                );
            }
            Self::SetClock => "set the clock",
            Self::Renew(_) => "make the other side renew its certificate",
            Self::WaitUntil(begin) => {
                let date = Date::of(*begin);
                return write!(f, "check the clock; the certificate becomes valid on {date}");
            }
            Self::LoadCrl { issued } => {
                return write!(f, "load the current CRL of {}", issued.quoted_issuer());
            }
            Self::ConstrainHosts { ca } => {
                return write!(
                    f,
                    "ask the owner of CA {} for a CA certificate with name constraints on DNS names and IP addresses only",
                    ca.quoted_subject()
                );
            }
            Self::Reissue => "request a new certificate",
            Self::RespellIssuer { ca } => {
                return write!(
                    f,
                    "request a new certificate whose issuer is spelled exactly as the subject of CA {}",
                    ca.quoted_subject()
                );
            }
            Self::SendFirst { number } => {
                return write!(f, "make the other side send certificate {number} of its chain first");
            }
            Self::ShortenChain => "make the other side use a certificate with fewer CAs above it",
            Self::AskForOtherChain => "ask the CA for a certificate whose chain does not need this",
            Self::RenewIssuer { ca } => {
                let name = ca.quoted_subject();
                return write!(f, "ask the owner of CA {name} for a new certificate of that CA");
            }
            Self::ReissueWith(change) => return write!(f, "request a certificate {change}"),
            // With another key it is another CA, whose certificates are other ones.
            Self::ReplaceCa { ca, change: Change::Key } => {
                let (name, change) = (ca.quoted_subject(), Change::Key);
                return write!(
                    f,
                    "replace CA {name} by one {change}, and let it issue the certificates below again"
                );
            }
            Self::ReplaceCa { ca, change } => {
                let name = ca.quoted_subject();
                return write!(
                    f,
                    "replace the certificate of CA {name} by one {change}; the certificates below it need not change"
                );
            }
            Self::SendChainOnly => "make the other side send only the certificates of its chain",
            Self::SendCertificate => "configure a certificate on the other side",
            Self::ReplaceIssuer { ca } => {
                let name = ca.quoted_subject();
                return write!(
                    f,
                    "ask the owner of CA {name} which CA replaces it, and get a certificate from that one"
                );
            }
            Self::AskForCrl { issued } => {
                let ca = issued.quoted_issuer();
                return write!(f, "ask the owner of CA {ca} for a CRL without this fault");
            }
            Self::AskForCrlSigning { issued } => {
                let ca = issued.quoted_issuer();
                return write!(
                    f,
                    "ask the owner of CA {ca} for a CA certificate whose key usage allows signing CRLs"
                );
            }
            Self::AskForRelease { issued } => {
                let ca = issued.quoted_issuer();
                return write!(
                    f,
                    "ask the owner of CA {ca} to release the certificate from hold, or request a new one"
                );
            }
            Self::UpdateRevocationData => "update the revocation data of this device",
            Self::WaitForCrl(begin) => {
                let date = Date::of(*begin);
                return write!(f, "check the clock; the CRL becomes valid on {date}");
            }
            Self::UncompressKey => "request a certificate with the public key in uncompressed form",

            Self::Rename(extensions) => {
                f.write_str("rename the file so that it ends in ")?;
                return write_alternatives(f, extensions);
            }
            Self::CopyAgain => "get the file again; part of it was lost or changed",
            Self::Split => "upload fewer certificates at a time",
            Self::ConvertPkcs12 => "convert it without its key: openssl pkcs12 -in file.p12 -nokeys -out file.pem (add -legacy if openssl calls it unsupported)",
            Self::ConvertPkcs12WithKey => {
                "convert it: openssl pkcs12 -in phone.p12 -nodes -out phone.pem (add -legacy if openssl calls it unsupported)"
            }
            Self::ConvertPkcs7 => {
                "convert it: openssl pkcs7 -in file.p7b -print_certs -out file.pem (add -inform DER if it is binary)"
            }
            // `pkcs7` alone prints the CRL as well, and then the file would be rejected again.
            Self::ConvertPkcs7WithCrl => {
                "convert it without its CRL: openssl pkcs7 -in file.p7b -print_certs | openssl storeutl -certs -out file.pem /dev/stdin (add -inform DER after pkcs7 if it is binary)"
            }
            Self::ConvertJavaKeyStore => {
                "export the certificate: keytool -exportcert -rfc -keystore file.jks -alias name -file file.pem"
            }
            // `x509` would convert the first certificate only.
            Self::ConvertCertificate => "if you trust it for every purpose, convert it to plain PEM: openssl crl2pkcs7 -nocrl -certfile file.pem | openssl pkcs7 -print_certs -out plain.pem",
            Self::KeepCertificates => {
                r"keep only its certificates: sed -n '/-BEGIN \(X509 \)*CERTIFICATE-/,/-END \(X509 \)*CERTIFICATE-/p' file.pem > plain.pem"
            }
            Self::RewriteBlocks => {
                "write its blocks again: openssl crl2pkcs7 -nocrl -certfile file.pem | openssl pkcs7 -print_certs -out plain.pem"
            }
            Self::UploadCertificate => "upload only the certificate, without its key",
            Self::UploadIssued => "upload the certificate that the CA issued for this request",
            Self::UploadContent => {
                "upload the certificate file itself, not a signature or a signed message"
            }
            Self::UploadCa => "upload the certificate of the CA that issued this CRL",
            Self::SaveAsUtf8 => {
                // `iconv` needs to know the byte order, and the file may not say it.
                r"save it as UTF-8, or remove the extra bytes: LC_ALL=C tr -d '\000\376\377' < file.pem > plain.pem"
            },
            Self::SaveDownload => "save the certificate file that the page offers, not the page",
            Self::Unpack => "unpack the archive and upload the certificate file in it",
            Self::AddBoundaries => {
                "add the line -----BEGIN CERTIFICATE----- before it and -----END CERTIFICATE----- after it"
            }
            Self::SeparateLines => {
                r"put each BEGIN and END line on its own line: sed 's/-----BEGIN [^-]*-----/\n&\n/g; s/-----END [^-]*-----/\n&\n/g' file.pem > plain.pem"
            }
            Self::UploadSeparately => "upload each of the joined files separately",
            Self::GetCompleteCrl => "get the complete CRL that the CA publishes for its own certificates",
            Self::FreeMemory => "free some memory, or upload a smaller file",
            Self::UploadAnyCertificate => "upload a certificate file: PEM or DER",
            Self::UnescapeLineEnds => {
                r"write line ends instead of \n: sed 's/\\u002[bB]/+/g; s/\\u002[fF]/\//g; s/\\u003[dD]/=/g; s/\\u000[aAdD]/\n/g; s/\\x0[aAdD]/\n/g; s/\\[rn]/\n/g; s/\\//g; s/-----BEGIN/\n&/g; s/-----END [^-]*-----/&\n/g' file.pem > plain.pem"
            }
            Self::TakeOutOfCode => {
                r#"take the text out of its quotation marks: sed -n "s/[^\"']*[\"']\([^\"']*\)[\"'].*/\1/p" file.pem | sed 's/\\[rn]//g; s/\\//g' > plain.pem"#
            }
            Self::RemoveQuoteMarks => r"remove the marks of the mail: sed 's/^[> \t]*//' file.pem > plain.pem",
            Self::ReplaceNoBreakSpaces => {
                r"replace the no-break spaces: LC_ALL=C sed 's/\xc2\?\xa0\|\xe2\x80[\x80-\x8d\xa8\xa9\xaf]\|\xe2\x81[\x9f\xa0]\|\xe3\x80\x80\|\xef\xbb\xbf\|\x0b/ /g' file.pem > plain.pem"
            }
            Self::RemoveMarkup => {
                r"remove the HTML tags: sed 's/<!\[CDATA\[/\n/g; s/\]\]>/\n/g; s/<[^>]*>/\n/g; s/&nbsp;/ /g; s/&#43;/+/g; s/&#x2[bB];/+/g; s/&#47;/\//g; s/&#x2[fF];/\//g; s/&#61;/=/g; s/&#x3[dD];/=/g; s/&[^;]*;/\n/g' file.pem > plain.pem"
            }
            Self::RestoreBoundaries => {
                "write BEGIN and END lines like -----BEGIN CERTIFICATE-----, in capital letters, with five hyphens on each side"
            }
            Self::DecodeBase64 => "decode it: sed '/-----/d' file.pem | base64 -d > plain.cer",
            Self::RemoveHeaders => {
                "remove the lines with headers and remarks: sed '/[:#]/d' file.pem > plain.pem"
            }
            Self::SplitCrls => "load fewer CRLs at a time",
            Self::AskForCorrectCrl => "ask the owner of the CA for a CRL without this fault",
            Self::ConvertDer => "convert it to PEM: openssl x509 -inform DER -in file.der -out plain.pem",
            Self::CutStart { bytes } => {
                let first = bytes.saturating_add(1);
                return write!(f, "remove them: tail -c +{first} file.der > plain.der");
            }
            Self::ConvertPkcs7ToDer => {
                "convert it to DER: openssl pkcs7 -inform DER -in file.p7b -outform DER -out plain.cer (leave out -inform DER if it is text)"
            }
            Self::SplitDer => {
                "convert its certificates to PEM: openssl storeutl -certs -out plain.pem file.der"
            }
            Self::DecodePercent => {
                r"decode it: sed 's/\(BEGIN\|END\)+/\1 /g; s/%0[aAdD]/\n/g; s/%20/ /g; s/%2[bB]/+/g; s/%2[fF]/\//g; s/%3[dD]/=/g' file.pem > plain.pem"
            }
            Self::DecodeQuotedPrintable => {
                r"decode it: sed 's/=\r*$//; s/=3D/=/g' file.pem > plain.pem"
            }
            Self::RemoveLineMarks => {
                r"remove them: sed -E '/^ *\+-----BEGIN/,/-----END/s/^ *\+//; s_^[ \t]*([0-9]+[:.)]?[ \t]+|[A-Za-z]{1,3}>|// )?[^A-Za-z0-9+/=-]*__' file.pem > plain.pem"
            }
            Self::RemoveDistrusted => {
                "remove this certificate from the file; whoever made the list distrusts it"
            }
            Self::ExtractBase64 => {
                "take the text out and decode it: grep -oE '(MI|LS0tLS1CRUdJTi)[A-Za-z0-9+/]{198,}=*' file.pem | base64 -d > plain.cer"
            }
            Self::TransferBinary => {
                "get the file again in binary form; an editor or a transfer as text changed it"
            }
            Self::CopyOrReissue => "get the file again; if the error stays, request a new certificate",

            Self::JoinCertificateAndKey => {
                "put certificate and private key into one PEM file: cat cert.pem key.pem > phone.pem (if one is binary, convert it first: openssl x509 or openssl pkey with -in file -out file.pem)"
            }
            Self::KeepOneKey => "keep only the private key of this certificate",
            Self::KeepIdentity => "keep only the certificate, its chain and its private key",
            Self::UseMatchingKey => "use the private key with which the certificate was requested",
            Self::KeepOneCertificate => "keep only the certificate that is to be presented",
            Self::RemoveDuplicate => "remove the second copy",
            Self::RemoveUnrelated => "remove it, or add the certificate that it issued",
            Self::AddKey => "add the private key: PKCS#8, PKCS#1 or SEC1, unencrypted",
            Self::ExportKey => {
                "export the private key again: openssl pkey -in original.pem -out key.pem"
            }
            Self::RemovePassphrase => {
                "remove the passphrase: openssl pkey -in encrypted.pem -out key.pem"
            }
            Self::RemoveLegacyEncryption => {
                "remove the passphrase: openssl pkey -in encrypted.pem -out key.pem (add -provider legacy -provider default if openssl calls it unsupported)"
            }
            Self::RemoveParameters => {
                "remove the EC PARAMETERS block: sed '/BEGIN EC PARAMETERS/,/END EC PARAMETERS/d' file.pem > plain.pem"
            }
            Self::ExportAsPem => {
                "with the program that wrote the key, export it as PEM (PKCS#8) without a passphrase"
            }
            Self::EnterPassphrase => "enter the passphrase again",
            Self::ConvertOpenSsh => "convert it: ssh-keygen -p -m PKCS8 -f key",
            Self::NameCurve => {
                "name the curve: openssl ec -param_enc named_curve -in original.pem -out key.pem"
            }
            Self::UseSupportedKey => {
                "use a key of RSA 2048 to 8192, P-256, P-384, P-521 or Ed25519, and request a new certificate for it"
            }
            Self::GenerateKey => "generate a new key and request a new certificate for it",
            Self::NameHandle => "pass the name by which the secure element knows the key",
            Self::SignChallenge => "sign the challenge with the key of the certificate",
            Self::EnableBackend => {
                "enable feature `ring` or `aws-lc-rs`, or pass `HandleProof::SignatureBy` or `HandleProof::Stated`"
            }
            Self::InstallOwnIdentity => "install the identity that was made for this phone",
            Self::InstallAsUnique => "install it as the unique identity of that phone",
            Self::InstallVendorIdentity => "install an identity that the vendor's CA issued",
            Self::RenewOwn(_) => "renew the certificate of this device",
            Self::UploadClientIdentity => {
                "if servers ask this phone for a certificate, upload a separate client certificate"
            }

            Self::DeleteFirst { at_least: 1 } => "delete a certificate first",
            Self::DeleteFirst { at_least } => {
                return write!(f, "delete at least {at_least} certificates first");
            }
            Self::UploadFewer { at_most: 0 } => {
                "use the built-in certificates: this device stores no uploads"
            }
            Self::UploadFewer { at_most } => {
                return write!(f, "upload only the certificates that are needed: at most {at_most}");
            }
            Self::UploadSmaller { limit } => {
                return write!(f, "upload a smaller certificate: at most {limit} bytes of DER");
            }
            Self::UseOtherBank => {
                "load the other bank; if it is unusable too, start from the factory state and upload the certificates again"
            }
            Self::UpdateFirmware => {
                "install the firmware version that wrote it, or start from the factory state and upload the certificates again"
            }
            Self::BeginAnew => "start from the factory state and upload the certificates again",
            Self::UploadIdentityAgain => "upload the certificate and the private key again",

            Self::GiveHostOnly => "give only the host name or the IP address",
            Self::GiveALabel => "give the name in its A-label form, xn--…",
            Self::GiveBareAddress => "give the bare address, such as 2001:db8::7",
            Self::CorrectName => "correct the name",
            Self::WriteMacAddress => "write it as twelve hexadecimal digits, such as 0015651234ab",
        })
    }
}

/// `.pem, .cer, .crt or .der`
fn write_alternatives(f: &mut fmt::Formatter<'_>, extensions: &[&str]) -> fmt::Result {
    let last = extensions.len().saturating_sub(1);
    for (index, extension) in extensions.iter().enumerate() {
        let before = match index {
            0 => "",
            _ if index == last => " or ",
            _ => ", ",
        };
        write!(f, "{before}.{extension}")?;
    }
    Ok(())
}

/// How many entries of the custom part are free.
struct FreeEntries(usize);

impl fmt::Display for FreeEntries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => f.write_str("none free: delete one first"),
            free => write!(f, "{free} free"),
        }
    }
}
