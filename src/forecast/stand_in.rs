//! Certificates that are not issued yet: the present one with other dates.

use crate::algorithms::Algorithms;
use crate::bytes::der::{Reader, Tag, context};
use crate::certificate::Certificate;
use crate::verify::SignatureCache;
use ::der::asn1::{GeneralizedTime, UtcTime};
use ::der::{Encode as _, Length};
use alloc::vec::Vec;
use core::time::Duration;
use sha2::{Digest as _, Sha256};

/// The signatures that a forecast assumes. It never leaves the forecast.
pub(super) struct Assumed(SignatureCache);

/// Enough for a signature of each renewal, and for those of the chain; nothing is ever removed from the cache. A renewal has
/// less than 64 KiB.
const MAX_BYTES: usize = 1 << 30;

impl Assumed {
    pub(super) fn new() -> Self {
        Self(SignatureCache::with_limits(usize::MAX, MAX_BYTES))
    }

    pub(super) const fn cache(&self) -> &SignatureCache {
        &self.0
    }

    /// Assumes that each of these issuers that has signed `present` has signed `stand_in`.
    pub(super) fn assume<'a>(
        &self,
        present: &Certificate,
        stand_in: &Certificate,
        issuers: impl Iterator<Item = &'a Certificate>,
        algorithms: &Algorithms,
    ) {
        for issuer in issuers {
            self.0.assume(present, stand_in, issuer, algorithms);
        }
    }
}

/// The bytes of a serial number: 16, as CAs use, so that no CRL and no block list has it.
const SERIAL_BYTES: usize = 16;

/// The certificate with another validity, in seconds since 1970, and another serial number. Its signature does not verify.
///
/// `None` if the dates are beyond the year 9999.
pub(super) fn with_dates(present: &Certificate, begin: u64, end: u64) -> Option<Certificate> {
    let mut outer = Reader::new(present.as_der());
    let mut certificate = Reader::new(outer.expect(Tag::Sequence).ok()?.value);
    let tbs = certificate.expect(Tag::Sequence).ok()?;
    let mut signature_parts = Vec::new();
    while let Ok(element) = certificate.any() {
        signature_parts.extend_from_slice(element.whole);
    }
    let mut fields = Reader::new(tbs.value);
    let mut contents = Vec::with_capacity(tbs.value.len());
    if let Some(version) = fields.optional(context(0, true)).ok()? {
        contents.extend_from_slice(version.whole);
    }
    let serial = fields.expect(Tag::Integer).ok()?;
    contents.extend_from_slice(&element(Tag::Integer, &serial_of(serial.value, begin))?);
    for _ in ["signature algorithm", "issuer"] {
        contents.extend_from_slice(fields.any().ok()?.whole);
    }
    let _old_validity = fields.any().ok()?;
    let dates = [time(begin)?, time(end)?].concat();
    contents.extend_from_slice(&element(Tag::Sequence, &dates)?);
    while let Ok(field) = fields.any() {
        contents.extend_from_slice(field.whole);
    }
    let mut all = element(Tag::Sequence, &contents)?;
    all.append(&mut signature_parts);
    Certificate::from_der(&element(Tag::Sequence, &all)?).ok()
}

/// A positive serial number that depends on the old one and the date.
fn serial_of(old: &[u8], begin: u64) -> Vec<u8> {
    let digest = Sha256::new().chain_update(old).chain_update(begin.to_be_bytes()).finalize();
    let mut serial: Vec<u8> = digest.iter().copied().take(SERIAL_BYTES).collect();
    if let Some(first) = serial.first_mut() {
        *first = *first & 0x3f | 0x40;
    }
    serial
}

/// As RFC 5280 §4.1.2.5 requires: `UTCTime` up to 2049, `GeneralizedTime` from 2050.
fn time(seconds: u64) -> Option<Vec<u8>> {
    let since = Duration::from_secs(seconds);
    match UtcTime::from_unix_duration(since) {
        Ok(time) => time.to_der().ok(),
        Err(_) => GeneralizedTime::from_unix_duration(since).ok()?.to_der().ok(),
    }
}

fn element(tag: Tag, contents: &[u8]) -> Option<Vec<u8>> {
    let mut all = Vec::from([tag.byte()]);
    all.extend_from_slice(&Length::try_from(contents.len()).ok()?.to_der().ok()?);
    all.extend_from_slice(contents);
    Some(all)
}
