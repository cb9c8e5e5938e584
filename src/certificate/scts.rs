//! The signed certificate timestamps in a certificate (RFC 6962 §3.3).

use crate::bytes::der::{Reader, Tag};

/// A promise of a Certificate Transparency log to publish the certificate (RFC 6962 §3.2). Its signature is not verified.
///
/// ```
/// use trustslot::{Certificate, RevocationQuestion, Sct};
///
/// /// The times at which this log promised to publish the certificate.
/// fn times(about: &RevocationQuestion<'_>, log: &[u8; 32]) -> Vec<u64> {
///     about.scts().filter(|sct| sct.log_id() == log).map(Sct::timestamp).collect()
/// }
/// # let phone = Certificate::from_der(include_bytes!("../../examples/data/phone.der"))?;
/// # assert!(times(&RevocationQuestion::new(&phone, &phone), &[0; 32]).is_empty());
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sct<'a> {
    log_id: &'a [u8; 32],
    timestamp: u64,
}

/// Iterates over the [`Sct`]s in a certificate, in their order there.
///
/// It is empty if the certificate has none, and also if the list of them is malformed. SCTs of an unknown version are left
/// out, as RFC 6962 §3.3 allows.
///
/// ```
/// use trustslot::{Certificate, RevocationQuestion};
///
/// # let der = include_bytes!("../../examples/data/phone.der");
/// let phone = Certificate::from_der(der)?;
/// assert_eq!(RevocationQuestion::new(&phone, &phone).scts().count(), 0, "its CA is in no log");
/// # Ok::<(), trustslot::CertificateError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Scts<'a> {
    /// `SerializedSCT`s that were read before.
    rest: &'a [u8],
}

impl<'a> Sct<'a> {
    /// The log: the SHA-256 digest of its `SubjectPublicKeyInfo`.
    pub const fn log_id(self) -> &'a [u8; 32] {
        self.log_id
    }

    /// The time of the promise, in milliseconds since 1970-01-01 00:00:00 UTC, leap seconds not counted.
    pub const fn timestamp(self) -> u64 {
        self.timestamp
    }

    /// Reads an SCT of version 1 to its end.
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (_version, rest) = bytes.split_first()?;
        let (log_id, rest) = rest.split_first_chunk()?;
        let (timestamp, mut rest) = rest.split_first_chunk()?;
        let _extensions = opaque(&mut rest)?;
        // The algorithms of hash and signature.
        let (_algorithms, mut rest) = rest.split_first_chunk::<2>()?;
        let _signature = opaque(&mut rest)?;
        let timestamp = u64::from_be_bytes(*timestamp);
        rest.is_empty().then_some(Self { log_id, timestamp })
    }
}

/// The first version has the number 0.
const V1: u8 = 0;

impl<'a> Scts<'a> {
    /// Reads the contents of the extension: a `SignedCertificateTimestampList` in an OCTET STRING. A certificate has at
    /// most [`MAX_BYTES`](crate::Certificate::MAX_BYTES), so no other limit is needed.
    pub(super) fn read(extension: &'a [u8]) -> Option<Self> {
        let mut extension = Reader::new(extension);
        let mut list = extension.expect(Tag::OctetString).ok()?.value;
        extension.end().ok()?;
        let scts = opaque(&mut list)?;
        if !list.is_empty() || scts.is_empty() {
            return None;
        }
        let mut rest = scts;
        while !rest.is_empty() {
            let sct = opaque(&mut rest)?;
            if *sct.first()? == V1 {
                Sct::read(sct)?;
            }
        }
        Some(Self { rest: scts })
    }
}

impl<'a> Iterator for Scts<'a> {
    type Item = Sct<'a>;

    fn next(&mut self) -> Option<Sct<'a>> {
        loop {
            let sct = opaque(&mut self.rest)?;
            if sct.first() == Some(&V1) {
                return Sct::read(sct);
            }
        }
    }
}

/// Takes bytes with a length of two bytes before them (RFC 8446 §3.4).
fn opaque<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (value, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *bytes = rest;
    Some(value)
}
