//! Describes CRLs (RFC 5280 §5) in the same way as certificates.

use super::der;
use super::issue::{Issued, assemble};
use super::names::general;
use super::time::When;

/// The description of a CRL. Start with [`crl`], change what differs, and end with `signed_by`.
#[derive(Clone, Debug)]
pub struct Crl {
    version: Option<u8>,
    this_update: Vec<u8>,
    next_update: Option<Vec<u8>>,
    entries: Vec<Vec<u8>>,
    extensions: Vec<(String, Vec<u8>)>,
    issuer: Option<Vec<u8>>,
    signature_algorithm: Option<Vec<u8>>,
    corrupt_signature: bool,
}

pub const CRL_NUMBER: &str = "2.5.29.20";
pub const REASON_CODE: &str = "2.5.29.21";
pub const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
pub const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
pub const CERTIFICATE_ISSUER: &str = "2.5.29.29";
pub const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";

/// A complete CRL from May 2026 that is current until 2027 and revokes no certificate.
pub fn crl() -> Crl {
    Crl {
        version: Some(2),
        this_update: When::from("2026-05-01").der(),
        next_update: Some(When::from("2027-01-01").der()),
        entries: Vec::new(),
        extensions: Vec::new(),
        issuer: None,
        signature_algorithm: None,
        corrupt_signature: false,
    }
    .extension(CRL_NUMBER, false, der::integer(&[1]))
}

impl Crl {
    pub fn revoking(self, certificate: &Issued) -> Self {
        self.entry(&certificate.serial, &[])
    }

    /// Revokes a certificate with a reason code of RFC 5280 §5.3.1.
    pub fn revoking_because(self, certificate: &Issued, reason: u8) -> Self {
        let reason = extension(REASON_CODE, false, &der::tlv(0x0a, &[reason]));
        self.entry(&certificate.serial, &[reason])
    }

    /// Adds an entry from the contents of a serial number, with extensions in DER.
    pub fn entry(mut self, serial: &[u8], extensions: &[Vec<u8>]) -> Self {
        let mut fields = vec![der::tlv(der::INTEGER, serial)];
        fields.push(When::from("2026-04-01").der());
        if !extensions.is_empty() {
            fields.push(der::seq(extensions));
        }
        self.entries.push(der::seq(&fields));
        self
    }

    /// Adds an entry as it is, well-formed or not.
    pub fn entry_raw(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.entries.push(der.into());
        self
    }

    /// Adds this many entries of 23 bytes, with serial numbers of no certificate.
    pub fn listing(self, entries: u32) -> Self {
        let date = When::from("2026-04-01").der();
        let entry = |number: u32| {
            let serial = [&[0x40], &number.to_be_bytes()[..]].concat();
            der::seq(&[&der::tlv(der::INTEGER, &serial), &date])
        };
        self.entry_raw((0..entries).flat_map(entry).collect::<Vec<u8>>())
    }

    pub fn dated(mut self, this_update: impl Into<When>, next_update: impl Into<When>) -> Self {
        self.this_update = this_update.into().der();
        self.next_update = Some(next_update.into().der());
        self
    }

    pub fn no_next_update(mut self) -> Self {
        self.next_update = None;
        self
    }

    /// Sets the version. Version 1 is written without a version field and without extensions.
    pub fn version(mut self, version: u8) -> Self {
        self.version = (version != 1).then_some(version);
        self
    }

    /// Adds an extension, and replaces one with the same identifier.
    pub fn extension(self, oid: &str, critical: bool, value: impl AsRef<[u8]>) -> Self {
        let mut crl = self.without_extension(oid);
        let der = extension(oid, critical, value.as_ref());
        crl.extensions.push((oid.to_owned(), der));
        crl
    }

    pub fn without_extension(mut self, oid: &str) -> Self {
        self.extensions.retain(|(other, _)| other != oid);
        self
    }

    /// Adds an `IssuingDistributionPoint` with these fields.
    pub fn only<T: AsRef<[u8]>>(self, fields: &[T]) -> Self {
        self.extension(ISSUING_DISTRIBUTION_POINT, true, der::seq(fields))
    }

    /// Limits the CRL to one distribution point.
    pub fn at(self, uri: &str) -> Self {
        self.only(&[full_name(uri)])
    }

    pub fn delta(self) -> Self {
        self.delta_since(1)
    }

    /// Makes it a delta CRL: the changes since the complete CRL with this number.
    pub fn delta_since(self, base: u16) -> Self {
        self.extension(DELTA_CRL_INDICATOR, true, der::integer(&base.to_be_bytes()))
    }

    /// Writes this `Name` (DER) as the issuer, in place of the signer's.
    pub fn issuer(mut self, name: impl Into<Vec<u8>>) -> Self {
        self.issuer = Some(name.into());
        self
    }

    /// Sets both `AlgorithmIdentifier`s. The key signs with its usual algorithm.
    pub fn signature_algorithm(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.signature_algorithm = Some(der.into());
        self
    }

    pub fn corrupt_signature(mut self) -> Self {
        self.corrupt_signature = true;
        self
    }

    #[track_caller]
    pub fn signed_by(self, issuer: &Issued) -> Vec<u8> {
        let algorithm = issuer.key.signature_algorithm();
        let algorithm = self.signature_algorithm.unwrap_or(algorithm);
        let mut fields = Vec::new();
        if let Some(version) = self.version {
            fields.push(der::integer(&[version - 1]));
        }
        fields.push(algorithm.clone());
        fields.push(self.issuer.unwrap_or_else(|| issuer.subject.clone()));
        fields.push(self.this_update);
        fields.extend(self.next_update);
        if !self.entries.is_empty() {
            fields.push(der::seq(&self.entries));
        }
        if self.version.is_some() {
            let extensions: Vec<_> = self.extensions.into_iter().map(|(_, der)| der).collect();
            fields.push(der::explicit(0, &der::seq(&extensions)));
        }
        let tbs = der::seq(&fields);
        let mut signature = issuer.key.sign(&tbs);
        if self.corrupt_signature {
            *signature.last_mut().expect("a signature to corrupt") ^= 1;
        }
        assemble(&tbs, &algorithm, &der::bit_string(&signature))
    }
}

/// A `DistributionPointName` with one URI, as the field of a distribution point.
pub fn full_name(uri: &str) -> Vec<u8> {
    let names = der::implicit_constructed(0, &general::uri(uri));
    der::implicit_constructed(0, &names)
}

/// The value of a certificate's `cRLDistributionPoints`: one point for each URI.
pub fn distribution_points(uris: &[&str]) -> Vec<u8> {
    let points = uris.iter().map(|uri| der::seq(&[full_name(uri)]));
    der::seq(&points.collect::<Vec<_>>())
}

/// An `Extension`.
pub fn extension(oid: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let mut fields = vec![der::oid(oid)];
    if critical {
        fields.push(der::boolean(true));
    }
    fields.push(der::octet_string(value));
    der::seq(&fields)
}
