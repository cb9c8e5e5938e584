//! The names of a certificate that name constraints apply to (RFC 5280 §4.2.1.10).

use super::matching::{MatchedBy, NameMatch};
use super::name_kinds::NameKinds;
use super::presented::{self, Entry, Room};
use super::reference::ReferenceIdentity;
use super::sip;
use crate::bytes::oid;
use crate::certificate::Certificate;

/// The longest text of an emailAddress that is read, in bytes. A longer one is malformed: a mail address has at most 320.
const MAX_MAIL_TEXT: usize = 1_024;

/// A name of a certificate that is checked against constraints.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Constrained<'n> {
    /// An entry of the subjectAltName.
    Entry(Entry<'n>),
    /// An emailAddress of the subject.
    SubjectMail(&'n [u8]),
    /// The contents of the subject.
    Subject(&'n [u8]),
    /// The common name that matched as a host name.
    CommonName(&'n [u8]),
    /// The domain of the `sip` URI that matched. It may have a wildcard.
    SipDomain(&'n [u8]),
}

impl<'n> Constrained<'n> {
    /// The name that matched, if constraints apply to it beside the entries: a common name that is used as a host name, or
    /// the domain of a `sip` URI.
    pub(crate) fn identity(name: &'n NameMatch, meant: &'n ReferenceIdentity) -> Option<Self> {
        match (name.by(), meant) {
            (MatchedBy::SipUri, ReferenceIdentity::Dns(domain)) => {
                Some(Self::SipDomain(domain.as_bytes()))
            }
            // The wildcard covers more than the reference.
            (MatchedBy::SipUriWildcard, _) => {
                let domain = sip::domain(name.presented().as_bytes());
                Some(Self::SipDomain(domain.unwrap_or_default()))
            }
            (by, _) if by.is_common_name() => Some(Self::CommonName(name.presented().as_bytes())),
            _ => None,
        }
    }

    /// The kinds of constraints that apply to it.
    pub(super) const fn kinds(&self) -> NameKinds {
        match self {
            Self::Entry(entry) => kind(entry),
            Self::SubjectMail(_) => NameKinds::MAIL,
            Self::Subject(_) => NameKinds::DIRECTORY,
            Self::CommonName(_) => NameKinds::DNS,
            Self::SipDomain(_) => NameKinds::DNS.union(NameKinds::URI),
        }
    }

    /// Calls `check` with every name of these kinds: the entries of the subjectAltName, the subject, and its mail addresses.
    /// RFC 5280 §4.2.1.10 requires the last only without a subjectAltName, but a CA that constrains mail addresses means
    /// all of them. The attributes of the subject are read once, and only if there is a mail address among them.
    pub(crate) fn each(
        certificate: &Certificate,
        kinds: NameKinds,
        mut check: impl FnMut(&Constrained<'_>),
    ) {
        for entry in presented::entries(certificate) {
            if kinds.has(kind(&entry)) {
                check(&Constrained::Entry(entry));
            }
        }
        if kinds.has(NameKinds::DIRECTORY) {
            check(&Constrained::Subject(certificate.subject_der()));
        }
        if kinds.has(NameKinds::MAIL) && certificate.facts().subject_mail_addresses > 0 {
            for attribute in certificate.subject_attributes() {
                if attribute.oid == oid::EMAIL_ADDRESS {
                    let mut room: Room = [0; 256];
                    let value = attribute.value;
                    let is_short = value.value.len() <= MAX_MAIL_TEXT;
                    let address = if is_short { presented::ascii(&value, &mut room) } else { None };
                    // Not ASCII or too long: shown as it is, and not a mailbox.
                    check(&Constrained::SubjectMail(address.unwrap_or(value.value)));
                }
            }
        }
    }
}

const fn kind(entry: &Entry<'_>) -> NameKinds {
    match entry {
        Entry::Dns(_) => NameKinds::DNS,
        Entry::Uri(_) => NameKinds::URI,
        Entry::Email(_) => NameKinds::MAIL,
        Entry::Ip(_) => NameKinds::IP,
        Entry::Directory(_) => NameKinds::DIRECTORY,
        Entry::OtherName => NameKinds::of_tag(0),
        Entry::Nothing(tag) => NameKinds::of_tag(*tag),
    }
}
