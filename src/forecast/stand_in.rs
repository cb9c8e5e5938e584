//! Certificates that are not issued yet: the present one with other dates.

use crate::algorithms::{Algorithms, algorithm_of_key};
use crate::bytes::der::{Reader, Tag, context};
use crate::bytes::oid;
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

    /// Assumes that `ca` has signed `stand_in`.
    pub(super) fn assume_issued(
        &self,
        stand_in: &Certificate,
        ca: &Certificate,
        algorithms: &Algorithms,
    ) {
        self.0.assume_issued(stand_in, ca, algorithms);
    }
}

/// The bytes of a serial number: 16, as CAs use, so that no CRL and no block list has it.
const SERIAL_BYTES: usize = 16;

/// The certificate with another validity, in seconds since 1970, and another serial number. Its signature does not verify.
///
/// `None` if the dates are beyond the year 9999.
pub(super) fn with_dates(present: &Certificate, begin: u64, end: u64) -> Option<Certificate> {
    rewritten(present, None, begin, end)
}

/// The certificate as another CA would issue it: with other dates, its name as issuer, its key identifier, and without the
/// places of revocation data. Its signature does not verify.
///
/// `None` if the dates are beyond the year 9999.
pub(super) fn issued_by(
    present: &Certificate,
    ca: &Certificate,
    begin: u64,
    end: u64,
    algorithms: &Algorithms,
) -> Option<Certificate> {
    let key = ca.spki_contents();
    let fitting = algorithms.for_key(key).map(|algorithm| algorithm.signature_alg_id());
    let made = fitting.filter_map(|id| rewritten(present, Some((ca, id.as_ref())), begin, end));
    // No CA signs with a weak algorithm if its key has another.
    let strong = { made }.find(|made| !made.signature_algorithm().is_weak());
    // A key that nothing here verifies: the verdict is about that.
    strong.or_else(|| rewritten(present, Some((ca, algorithm_of_key(key))), begin, end))
}

/// Other dates, and if a CA is given, its name and this algorithm, without the outer header.
fn rewritten(
    present: &Certificate,
    by: Option<(&Certificate, &[u8])>,
    begin: u64,
    end: u64,
) -> Option<Certificate> {
    let mut outer = Reader::new(present.as_der());
    let mut certificate = Reader::new(outer.expect(Tag::Sequence).ok()?.value);
    let tbs = certificate.expect(Tag::Sequence).ok()?;
    let (old_algorithm, signature) = (certificate.any().ok()?, certificate.any().ok()?);
    let algorithm = match by {
        Some((_, algorithm)) => element(Tag::Sequence, algorithm)?,
        None => old_algorithm.whole.to_vec(),
    };
    let mut fields = Reader::new(tbs.value);
    let mut contents = Vec::with_capacity(tbs.value.len());
    if let Some(version) = fields.optional(context(0, true)).ok()? {
        contents.extend_from_slice(version.whole);
    }
    let serial = fields.expect(Tag::Integer).ok()?;
    contents.extend_from_slice(&element(Tag::Integer, &serial_of(serial.value, begin))?);
    let (inner_algorithm, issuer) = (fields.any().ok()?, fields.any().ok()?);
    contents.extend_from_slice(by.map_or(inner_algorithm.whole, |_| &algorithm));
    match by {
        Some((ca, _)) => contents.extend(element(Tag::Sequence, ca.subject_der())?),
        None => contents.extend_from_slice(issuer.whole),
    }
    let _old_validity = fields.any().ok()?;
    let dates = [time(begin)?, time(end)?].concat();
    contents.extend_from_slice(&element(Tag::Sequence, &dates)?);
    while let Ok(field) = fields.any() {
        match by {
            Some((ca, _)) if field.tag == context(3, true) => {
                contents.extend(extensions_below(ca, field.value)?);
            }
            _ => contents.extend_from_slice(field.whole),
        }
    }
    let mut all = element(Tag::Sequence, &contents)?;
    all.extend_from_slice(&algorithm);
    all.extend_from_slice(signature.whole);
    Certificate::from_der(&element(Tag::Sequence, &all)?).ok()
}

/// What a CA writes anew, or leaves out: the places of its CRLs and of its certificate, and the entries of public logs.
const OF_THE_CA: &[&[u8]] = &[
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::CRL_DISTRIBUTION_POINTS,
    oid::FRESHEST_CRL,
    oid::AUTHORITY_INFO_ACCESS,
    oid::SCT_LIST,
    oid::ISSUER_ALT_NAME,
];

/// The extensions of a certificate, the contents of its `[3]`, as a CA would write them.
fn extensions_below(ca: &Certificate, old: &[u8]) -> Option<Vec<u8>> {
    let mut old = Reader::new(Reader::new(old).expect(Tag::Sequence).ok()?.value);
    let mut list = Vec::new();
    while let Ok(extension) = old.expect(Tag::Sequence) {
        let id = Reader::new(extension.value).expect(Tag::ObjectIdentifier).ok()?.value;
        if !OF_THE_CA.contains(&id) {
            list.extend_from_slice(extension.whole);
        }
    }
    if let Some(key) = ca.extensions().subject_key_identifier {
        let key = element(context(0, false), key.of(ca.as_der()))?;
        let value = element(Tag::OctetString, &element(Tag::Sequence, &key)?)?;
        let id = element(Tag::ObjectIdentifier, oid::AUTHORITY_KEY_IDENTIFIER)?;
        list.extend(element(Tag::Sequence, &[id, value].concat())?);
    }
    // RFC 5280 §4.1: a list that is there is not empty.
    if list.is_empty() {
        return Some(Vec::new());
    }
    element(context(3, true), &element(Tag::Sequence, &list)?)
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
pub(super) fn time(seconds: u64) -> Option<Vec<u8>> {
    let since = Duration::from_secs(seconds);
    match UtcTime::from_unix_duration(since) {
        Ok(time) => time.to_der().ok(),
        Err(_) => GeneralizedTime::from_unix_duration(since).ok()?.to_der().ok(),
    }
}

pub(super) fn element(tag: Tag, contents: &[u8]) -> Option<Vec<u8>> {
    let mut all = Vec::from([tag.byte()]);
    all.extend_from_slice(&Length::try_from(contents.len()).ok()?.to_der().ok()?);
    all.extend_from_slice(contents);
    Some(all)
}
