//! Floor 3: certificates that are refused although everything about them is right.

use crate::certificate::{Certificate, Fingerprint};
use crate::numbered::numbered;
use ::der::{Encode as _, Header, Length, Tag};
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use core::fmt;
use pki_types::UnixTime;
use sha2::{Digest as _, Sha256};

/// Certificates that are refused wherever they stand on a path: a stolen phone's, a leaked key's, a CA's that
/// failed. By fingerprint, by public key, by issuer and serial number, or by the day of issue.
///
/// ```
/// use trustslot::{BlockList, Certificate};
///
/// # let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
/// let stolen = Certificate::from_der(der)?;
/// let mut list = BlockList::new();
/// list.block_certificate(stolen.fingerprint());
/// assert!(list.blocks(&stolen).is_some());
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockList {
    certificates: BTreeSet<Fingerprint>,
    keys: BTreeSet<[u8; 32]>,
    serials: BTreeSet<IssuerAndSerialNumber>,
    last_issues: BTreeMap<Fingerprint, UnixTime>,
}

/// RFC 5652 §10.2.4: contents bytes of the issuer's name, and of the serial number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct IssuerAndSerialNumber(Box<[u8]>, Box<[u8]>);

/// Why a list blocks a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockedBy {
    /// Its fingerprint.
    Certificate,
    /// Its public key.
    Key,
    /// Its issuer and serial number.
    SerialNumber,
}

impl BlockList {
    /// A list that blocks nothing.
    pub const fn new() -> Self {
        Self {
            certificates: BTreeSet::new(),
            keys: BTreeSet::new(),
            serials: BTreeSet::new(),
            last_issues: BTreeMap::new(),
        }
    }

    /// Blocks the certificate with this fingerprint.
    pub fn block_certificate(&mut self, fingerprint: Fingerprint) {
        self.certificates.insert(fingerprint);
    }

    /// Blocks every certificate with this public key, by the SHA-256 of its DER `SubjectPublicKeyInfo`, as
    /// RFC 7469 §2.4 has it.
    pub fn block_key(&mut self, sha256: [u8; 32]) {
        self.keys.insert(sha256);
    }

    /// Blocks every certificate with the public key of this one.
    pub fn block_key_of(&mut self, certificate: &Certificate) {
        self.keys.insert(key_digest(certificate));
    }

    /// Blocks the certificate with this serial number among those that `issuer` issued. The number is the
    /// contents bytes of its INTEGER, as [`Certificate::serial_number`] gives it.
    pub fn block_serial_number(&mut self, issuer: &Certificate, serial_number: &[u8]) {
        let name = Box::from(issuer.subject_der());
        self.serials.insert(IssuerAndSerialNumber(name, Box::from(serial_number)));
    }

    /// Blocks every end entity that this anchor vouches for and that was issued (`notBefore`) later than `last`,
    /// as browsers phase out a CA: what it issued until then goes on, and nothing new counts. Of two days for one
    /// anchor the earlier holds.
    ///
    /// A CA that means to cheat can date its certificates back; against that, block the CA.
    pub fn block_issued_after(&mut self, anchor: Fingerprint, last: UnixTime) {
        let known = self.last_issues.entry(anchor).or_insert(last);
        *known = last.min(*known);
    }

    /// Blocks also what `other` blocks. Of two days for one anchor the earlier holds.
    pub fn append(&mut self, other: Self) {
        self.certificates.extend(other.certificates);
        self.keys.extend(other.keys);
        self.serials.extend(other.serials);
        for (anchor, last) in other.last_issues {
            self.block_issued_after(anchor, last);
        }
    }

    /// Whether nothing is blocked.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
            && self.keys.is_empty()
            && self.serials.is_empty()
            && self.last_issues.is_empty()
    }

    /// The last day of issue that counts below this anchor.
    pub(crate) fn last_issue(&self, anchor: &Certificate) -> Option<UnixTime> {
        if self.last_issues.is_empty() {
            return None;
        }
        self.last_issues.get(&anchor.fingerprint()).copied()
    }

    /// Whether this certificate is blocked, and by what.
    pub fn blocks(&self, certificate: &Certificate) -> Option<BlockedBy> {
        let by_certificate = || {
            !self.certificates.is_empty() && self.certificates.contains(&certificate.fingerprint())
        };
        let by_key = || !self.keys.is_empty() && self.keys.contains(&key_digest(certificate));
        let by_serial = || {
            !self.serials.is_empty() && {
                let issuer = Box::from(certificate.issuer_der());
                let number = Box::from(certificate.serial_number());
                self.serials.contains(&IssuerAndSerialNumber(issuer, number))
            }
        };
        if by_certificate() {
            Some(BlockedBy::Certificate)
        } else if by_key() {
            Some(BlockedBy::Key)
        } else if by_serial() {
            Some(BlockedBy::SerialNumber)
        } else {
            None
        }
    }
}

impl BlockedBy {
    /// In the words of a finding.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Certificate => "by its fingerprint",
            Self::Key => "by its public key",
            Self::SerialNumber => "by its issuer and serial number",
        }
    }
}

impl fmt::Display for BlockedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// SHA-256 of the whole `SubjectPublicKeyInfo`.
fn key_digest(certificate: &Certificate) -> [u8; 32] {
    let contents = certificate.spki_contents();
    let length = Length::try_from(contents.len()).unwrap_or(Length::MAX);
    let header = Header::new(Tag::Sequence, length).to_der();
    let mut digest = Sha256::new();
    digest.update(header.unwrap_or_default());
    digest.update(contents);
    digest.finalize().into()
}

numbered! {
    BlockedBy: u8 {
        Certificate = 0 "certificate",
        Key = 1 "key",
        SerialNumber = 2 "serial-number",
    }
}
