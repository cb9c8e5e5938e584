//! Floor 3: certificates that are rejected although they would otherwise be trusted.

use crate::certificate::Certificate;
use crate::numbered::numbered;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use core::fmt;
use pki_types::UnixTime;
use sha2::{Digest as _, Sha256};

/// Certificates that are rejected at any position on a path, such as those of a stolen phone, a leaked key or a CA that
/// failed.
///
/// An entry names a certificate by its signed contents, by its public key, or by its issuer and serial number. None of
/// these can be changed without the CA's key. A fingerprint cannot be blocked: it also covers the signature, and anybody
/// can rewrite an ECDSA signature (r, s) as (r, n - s), which verifies as well and has another fingerprint.
///
/// ```
/// use trustslot::{BlockList, BlockedBy, Certificate};
///
/// # let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
/// let stolen = Certificate::from_der(der)?;
/// let mut list = BlockList::new();
/// list.block_certificate(&stolen);
/// assert_eq!(list.blocks(&stolen), Some(BlockedBy::Certificate));
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BlockList {
    /// SHA-256 of `TBSCertificate` (RFC 5280 §4.1.2).
    certificates: BTreeSet<[u8; 32]>,
    /// SHA-256 of the key itself, the same for every form of it.
    keys: BTreeSet<[u8; 32]>,
    /// SHA-256 of `SubjectPublicKeyInfo`.
    key_infos: BTreeSet<[u8; 32]>,
    serials: BTreeSet<IssuerAndSerialNumber>,
    /// By the same digest of the key as in `keys`.
    last_issues: BTreeMap<[u8; 32], UnixTime>,
}

/// RFC 5652 §10.2.4: contents bytes of the issuer's name, and the digits of the serial number without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct IssuerAndSerialNumber(Box<[u8]>, Box<[u8]>);

/// The property by which a certificate is blocked.
///
/// ```
/// use trustslot::{BlockList, BlockedBy, Certificate};
///
/// # let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
/// let certificate = Certificate::from_der(der)?;
/// let mut list = BlockList::new();
/// list.block_key_of(&certificate);
/// assert_eq!(list.blocks(&certificate), Some(BlockedBy::Key));
/// assert_eq!(BlockedBy::Key.to_string(), "by its public key");
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockedBy {
    /// The signed contents of the certificate are blocked.
    Certificate,
    /// The public key of the certificate is blocked.
    Key,
    /// The serial number of the certificate is blocked for its issuer.
    SerialNumber,
    /// A key is blocked by its digest alone, and this certificate has a compressed elliptic curve key, which cannot be
    /// compared with that digest.
    KeyForm,
}

impl BlockList {
    /// A list that blocks nothing.
    pub const fn new() -> Self {
        Self {
            certificates: BTreeSet::new(),
            keys: BTreeSet::new(),
            key_infos: BTreeSet::new(),
            serials: BTreeSet::new(),
            last_issues: BTreeMap::new(),
        }
    }

    /// Blocks this certificate by its signed contents, so another form of its signature is blocked as well.
    pub fn block_certificate(&mut self, certificate: &Certificate) {
        self.certificates.insert(Sha256::digest(certificate.signed_der()).into());
    }

    /// Blocks every certificate with this public key, given as the SHA-256 of its DER `SubjectPublicKeyInfo`: the pin
    /// of RFC 7469 §2.4.
    ///
    /// For an elliptic curve key, that is the digest of the uncompressed form, which CAs write. As long as there is such
    /// an entry, every certificate with a compressed key is blocked too, as [`BlockedBy::KeyForm`].
    /// [`block_key_of`](Self::block_key_of) compares both forms.
    pub fn block_key(&mut self, sha256: [u8; 32]) {
        self.key_infos.insert(sha256);
    }

    /// Blocks every certificate with the public key of this one. A compressed and an uncompressed key are the same key.
    pub fn block_key_of(&mut self, certificate: &Certificate) {
        self.keys.insert(key_digest(certificate));
    }

    /// Blocks the certificate that `issuer` issued with this serial number. The number is big-endian, as tools print it
    /// and as [`Certificate::serial_number`] returns it. Leading zeros do not matter.
    ///
    /// The issuer is compared by name only, so a certificate of another CA with the same name is blocked as well.
    pub fn block_serial_number(&mut self, issuer: &Certificate, serial_number: &[u8]) {
        self.serials.insert(IssuerAndSerialNumber::new(issuer.subject_der(), serial_number));
    }

    /// Blocks every end-entity certificate below this anchor whose `notBefore` is later than `last`. Browsers phase out
    /// CAs in this way: certificates issued earlier stay trusted. If one anchor has two dates, the earlier counts.
    ///
    /// The anchor is identified by its public key, so the date also holds below every other certificate for this key: one
    /// that was renewed, one that another CA cross-signed, or a copy in another form.
    ///
    /// A dishonest CA can backdate its certificates. Block such a CA itself.
    ///
    /// ```
    /// use trustslot::{BlockList, Certificate, pki_types::UnixTime};
    ///
    /// # let der = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref();
    /// let root = Certificate::from_der(der)?;
    /// // 2024-11-30 23:59:59
    /// let last = UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_733_011_199));
    /// let mut list = BlockList::new();
    /// list.block_issued_after(&root, last);
    /// assert_eq!(list.blocks(&root), None, "earlier certificates stay trusted");
    /// # Ok::<(), trustslot::CertificateError>(())
    /// ```
    pub fn block_issued_after(&mut self, anchor: &Certificate, last: UnixTime) {
        self.limit_issue(key_digest(anchor), last);
    }

    fn limit_issue(&mut self, key: [u8; 32], last: UnixTime) {
        let known = self.last_issues.entry(key).or_insert(last);
        *known = last.min(*known);
    }

    /// Adds the entries of `other`. If one anchor has two dates, the earlier counts.
    pub fn append(&mut self, other: Self) {
        self.certificates.extend(other.certificates);
        self.keys.extend(other.keys);
        self.key_infos.extend(other.key_infos);
        self.serials.extend(other.serials);
        for (anchor, last) in other.last_issues {
            self.limit_issue(anchor, last);
        }
    }

    /// True if nothing is blocked.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
            && self.keys.is_empty()
            && self.key_infos.is_empty()
            && self.serials.is_empty()
            && self.last_issues.is_empty()
    }

    /// The latest date of issue that is trusted below this anchor.
    pub(crate) fn last_issue(&self, anchor: &Certificate) -> Option<UnixTime> {
        if self.last_issues.is_empty() {
            return None;
        }
        self.last_issues.get(&key_digest(anchor)).copied()
    }

    /// The property by which this certificate is blocked; `None` if it is not.
    ///
    /// [`block_issued_after`](Self::block_issued_after) is not consulted: it depends on the path.
    pub fn blocks(&self, certificate: &Certificate) -> Option<BlockedBy> {
        if self.blocks_what_is_signed(certificate) {
            Some(BlockedBy::Certificate)
        } else if self.blocks_key_of(certificate) {
            Some(BlockedBy::Key)
        } else if self.blocks_serial_number_of(certificate) {
            Some(BlockedBy::SerialNumber)
        } else if !self.key_infos.is_empty() && certificate.has_compressed_key() {
            Some(BlockedBy::KeyForm)
        } else {
            None
        }
    }

    fn blocks_what_is_signed(&self, certificate: &Certificate) -> bool {
        let digest = || Sha256::digest(certificate.signed_der()).into();
        !self.certificates.is_empty() && self.certificates.contains::<[u8; 32]>(&digest())
    }

    fn blocks_key_of(&self, certificate: &Certificate) -> bool {
        !self.keys.is_empty() && self.keys.contains(&key_digest(certificate))
            || !self.key_infos.is_empty() && self.key_infos.contains(&key_info_digest(certificate))
    }

    fn blocks_serial_number_of(&self, certificate: &Certificate) -> bool {
        let serial =
            || IssuerAndSerialNumber::new(certificate.issuer_der(), certificate.serial_number());
        !self.serials.is_empty() && self.serials.contains(&serial())
    }
}

impl IssuerAndSerialNumber {
    fn new(issuer: &[u8], serial_number: &[u8]) -> Self {
        let zeros = serial_number.iter().take_while(|&&byte| byte == 0).count();
        let digits = serial_number.get(zeros..).unwrap_or_default();
        Self(Box::from(issuer), Box::from(digits))
    }
}

impl BlockedBy {
    /// Completes "the certificate is blocked …".
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Certificate => "individually",
            Self::Key => "by its public key",
            Self::SerialNumber => "by its issuer and serial number",
            Self::KeyForm => {
                "because its compressed public key cannot be compared with the blocked keys"
            }
        }
    }
}

/// Completes "the certificate is blocked …".
impl fmt::Display for BlockedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// SHA-256 of what identifies the key: the bits of the key, and of a point on a curve its x coordinate alone, which is
/// in every form of it. (The owner of this private key also has that of the point with the other y.)
fn key_digest(certificate: &Certificate) -> [u8; 32] {
    Sha256::digest(certificate.key_identity()).into()
}

/// SHA-256 of the whole `SubjectPublicKeyInfo`.
fn key_info_digest(certificate: &Certificate) -> [u8; 32] {
    Sha256::digest(certificate.spki_der()).into()
}

numbered! {
    BlockedBy: u8 {
        Certificate = 0 "certificate",
        Key = 1 "key",
        SerialNumber = 2 "serial-number",
        KeyForm = 3 "key-form",
    }
}
