//! The text of each remedy.

use super::{Change, Remedy};
use crate::clock::Date;
use crate::message::message;
use crate::name::EntryKind;
use core::fmt;

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.plain() {
            Some(text) => text.write(f),
            None => self.write_with_parts(f),
        }
    }
}

impl Remedy {
    #[expect(clippy::too_many_lines, reason = "one text per remedy")]
    fn write_with_parts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetSource(source) => message!(f, "set the CA source to {source}", source),
            Self::UploadIssuer { ca, free } => {
                let (name, fingerprint) = (ca.quoted_subject(), ca.fingerprint());
                let free = FreeEntries(*free);
                message!(
                    f,
                    "if the owner of CA {name} confirms the SHA-256 fingerprint {fingerprint}, upload its certificate ({free})",
                    name,
                    fingerprint,
                    free
                )
            }
            Self::UploadPeer { certificate, free } => {
                let (fingerprint, free) = (certificate.fingerprint(), FreeEntries(*free));
                message!(
                    f,
                    "if its SHA-256 fingerprint is {fingerprint}, upload the certificate ({free})",
                    fingerprint,
                    free
                )
            }
            Self::SendIssuer { issued, free } => {
                let (ca, free) = (issued.quoted_issuer(), FreeEntries(*free));
                message!(
                    f,
                    "make the other side send the certificate of CA {ca} as well, or get it from its owner and upload it here ({free})",
                    ca,
                    free
                )
            }
            Self::Dial(name) => {
                message!(f, "if \"{name}\" is the server you mean, use that name", name)
            }
            Self::IssueFor { name, entry } => {
                let (article, scheme) = match entry {
                    EntryKind::Ip => ("an", ""),
                    EntryKind::Dns => ("a", ""),
                    EntryKind::SipUri => ("a", "sip:"),
                };
                message!(
                    f,
                    "request a certificate that has \"{scheme}{name}\" as {article} {entry} entry",
                    scheme,
                    name,
                    article,
                    entry
                )
            }
            Self::WaitUntil(begin) => {
                let date = Date::of(*begin);
                message!(f, "check the clock; the certificate becomes valid on {date}", date)
            }
            Self::LoadCrl { issued } => {
                message!(f, "load the current CRL of {issuer}", issuer = issued.quoted_issuer())
            }
            Self::ConstrainHosts { ca } => {
                message!(
                    f,
                    "ask the owner of CA {subject} for a CA certificate with name constraints on DNS names and IP addresses only",
                    subject = ca.quoted_subject()
                )
            }
            Self::RespellIssuer { ca } => {
                message!(
                    f,
                    "request a new certificate whose issuer is spelled exactly as the subject of CA {subject}",
                    subject = ca.quoted_subject()
                )
            }
            Self::SendFirst { number } => {
                message!(
                    f,
                    "make the other side send certificate {number} of its chain first",
                    number
                )
            }
            Self::RenewIssuer { ca } => {
                let name = ca.quoted_subject();
                message!(f, "ask the owner of CA {name} for a new certificate of that CA", name)
            }
            Self::ReissueWith(change) => {
                message!(f, "request a certificate {change}", change)
            }
            // With another key it is another CA, whose certificates are other ones.
            Self::ReplaceCa { ca, change: Change::Key } => {
                let (name, change) = (ca.quoted_subject(), Change::Key);
                message!(
                    f,
                    "replace CA {name} by one {change}, and let it issue the certificates below again",
                    name,
                    change
                )
            }
            Self::ReplaceCa { ca, change } => {
                let name = ca.quoted_subject();
                message!(
                    f,
                    "replace the certificate of CA {name} by one {change}; the certificates below it need not change",
                    name,
                    change
                )
            }
            Self::ReplaceIssuer { ca } => {
                let name = ca.quoted_subject();
                message!(
                    f,
                    "ask the owner of CA {name} which CA replaces it, and get a certificate from that one",
                    name
                )
            }
            Self::AskForCrl { issued } => {
                let ca = issued.quoted_issuer();
                message!(f, "ask the owner of CA {ca} for a CRL without this fault", ca)
            }
            Self::AskForCrlSigning { issued } => {
                let ca = issued.quoted_issuer();
                message!(
                    f,
                    "ask the owner of CA {ca} for a CA certificate whose key usage allows signing CRLs",
                    ca
                )
            }
            Self::AskForRelease { issued } => {
                let ca = issued.quoted_issuer();
                message!(
                    f,
                    "ask the owner of CA {ca} to release the certificate from hold, or request a new one",
                    ca
                )
            }
            Self::WaitForCrl(begin) => {
                let date = Date::of(*begin);
                message!(f, "check the clock; the CRL becomes valid on {date}", date)
            }
            Self::Rename(extensions) => {
                message!(f, "rename the file so that it ends in ")?;
                write_alternatives(f, extensions)
            }
            Self::CutStart { bytes } => {
                let first = bytes.saturating_add(1);
                message!(f, "remove them: tail -c +{first} file.der > plain.der", first)
            }
            Self::DeleteFirst { at_least } => {
                message!(f, "delete at least {at_least} certificates first", at_least)
            }
            Self::UploadFewer { at_most } => {
                message!(
                    f,
                    "upload only the certificates that are needed: at most {at_most}",
                    at_most
                )
            }
            Self::UploadSmaller { limit } => {
                message!(f, "upload a smaller certificate: at most {limit} bytes of DER", limit)
            }
            // The others have none.
            _ => Ok(()),
        }
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
            0 => message!(f, "none free: delete one first"),
            free => write!(f, "{free} free"),
        }
    }
}
