//! Describes the fields of a certificate; [`extensions`](super::extensions) and [`issue`](super::issue) do the rest.

use super::extensions::{CRL_SIGN, DIGITAL_SIGNATURE, Extensions, KEY_CERT_SIGN, SERVER_AUTH};
use super::key::Key;
use super::names::{self, COMMON_NAME, ORGANIZATION, rdn};
use super::time::When;
use super::{der, issue};
use std::fmt;
use std::rc::Rc;

/// The description of a certificate. Start with [`root`], [`intermediate`] or [`leaf`], change what differs, and end
/// with `signed_by` or `self_signed`.
///
/// By default it is a certificate of version 3, valid from 2020 to 2040, with a P-256 key. Two descriptions with the
/// same role and name share a key; all others have different keys.
#[derive(Clone)]
pub struct Cert {
    pub(super) key: Key,
    pub(super) spki: Option<Vec<u8>>,
    pub(super) version: u8,
    pub(super) serial: Vec<u8>,
    pub(super) not_before: Vec<u8>,
    pub(super) not_after: Vec<u8>,
    pub(super) extensions: Extensions,
    pub(super) issuer_name: Option<Vec<u8>>,
    pub(super) signature_algorithm_inner: Option<Vec<u8>>,
    pub(super) signature_algorithm_outer: Option<Vec<u8>>,
    pub(super) signature: Option<Vec<u8>>,
    pub(super) corrupt_signature: bool,
    pub(super) patches: Vec<Patch>,
    /// The values of the common names: strings with their tags.
    common_names: Vec<Vec<u8>>,
    subject: Option<Vec<u8>>,
}

/// An edit of the `TBSCertificate` before it is signed.
pub(super) type Patch = Rc<dyn Fn(&mut Vec<u8>)>;

/// A CA with `cA`, `keyCertSign`, `cRLSign` and a subject key identifier.
pub fn root(common_name: &str) -> Cert {
    authority("root", common_name)
}

/// The same for a CA below another one. Its key differs from that of a root with the same name.
pub fn intermediate(common_name: &str) -> Cert {
    authority("intermediate", common_name)
}

/// A server with the name as common name and as `dNSName`, `digitalSignature`, `serverAuth` and a subject key
/// identifier. It has no basicConstraints extension.
pub fn leaf(host: &str) -> Cert {
    Cert::new("leaf", host).key_usage(&[DIGITAL_SIGNATURE]).eku(&[SERVER_AUTH]).dns(host)
}

fn authority(role: &str, common_name: &str) -> Cert {
    Cert::new(role, common_name).ca(true).key_usage(&[KEY_CERT_SIGN, CRL_SIGN])
}

impl Cert {
    fn new(role: &str, common_name: &str) -> Self {
        let number = issue::number_of(&[role, common_name]);
        let mut serial = number.to_be_bytes().to_vec();
        // Every number becomes positive and needs no padding.
        serial[0] = serial[0] & 0x3f | 0x40;
        Self {
            key: Key::p256(number),
            spki: None,
            version: 3,
            serial,
            not_before: When::from("2020-01-01").der(),
            not_after: When::from("2040-01-01").der(),
            extensions: Extensions::default(),
            issuer_name: None,
            signature_algorithm_inner: None,
            signature_algorithm_outer: None,
            signature: None,
            corrupt_signature: false,
            patches: Vec::new(),
            common_names: vec![der::utf8(common_name)],
            subject: None,
        }
    }

    /// Sets the key pair: its public half is certified, and it signs what this certificate issues.
    pub fn key(mut self, key: Key) -> Self {
        self.key = key;
        self
    }

    /// Writes this `SubjectPublicKeyInfo` in place of the key's. Certificates below it are still signed with the key.
    pub fn spki(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.spki = Some(der.into());
        self
    }

    /// Replaces the common name.
    pub fn cn(self, text: &str) -> Self {
        self.common_names(&[text])
    }

    /// Replaces the common name by several, in this order, each in a separate RDN.
    pub fn common_names(mut self, texts: &[&str]) -> Self {
        self.common_names = texts.iter().map(der::utf8).collect();
        self
    }

    /// Replaces the common name by a value with its tag, such as `der::bmp("x")`.
    pub fn cn_raw(mut self, value: impl Into<Vec<u8>>) -> Self {
        self.common_names = vec![value.into()];
        self
    }

    /// Removes the common name; the subject still contains an organization.
    pub fn no_common_name(self) -> Self {
        self.common_names(&[])
    }

    /// Sets the whole subject: a `Name` in DER.
    pub fn subject(mut self, name: impl Into<Vec<u8>>) -> Self {
        self.subject = Some(name.into());
        self
    }

    /// Writes this `Name` as the issuer, in place of the subject of the certificate that signs.
    pub fn issuer_name(mut self, name: impl Into<Vec<u8>>) -> Self {
        self.issuer_name = Some(name.into());
        self
    }

    /// Sets the validity from dates (`"2020-01-01"`) or Unix seconds. Both ends are part of it.
    pub fn valid(self, from: impl Into<When>, to: impl Into<When>) -> Self {
        self.not_before_raw(from.into().der()).not_after_raw(to.into().der())
    }

    /// Expires one second before [`NOW`](super::NOW).
    pub fn expired(self) -> Self {
        self.valid("2020-01-01", super::NOW - 1)
    }

    /// Becomes valid one second after [`NOW`](super::NOW).
    pub fn not_yet_valid(self) -> Self {
        self.valid(super::NOW + 1, "2040-01-01")
    }

    /// Writes this element, such as `der::utc_time("500101000000Z")`.
    pub fn not_before_raw(mut self, element: impl Into<Vec<u8>>) -> Self {
        self.not_before = element.into();
        self
    }

    /// Writes this element, such as `der::utc_time("500101000000Z")`.
    pub fn not_after_raw(mut self, element: impl Into<Vec<u8>>) -> Self {
        self.not_after = element.into();
        self
    }

    /// Sets the contents of the `INTEGER`. They are written unchanged, even if empty, negative or padded.
    pub fn serial(mut self, contents: &[u8]) -> Self {
        self.serial = contents.to_vec();
        self
    }

    /// Sets the version. Version 1 is written without a version field and without extensions.
    pub fn version(mut self, version: u8) -> Self {
        self.version = version;
        self
    }

    /// Sets both `AlgorithmIdentifier`s. The key signs with its usual algorithm.
    pub fn signature_algorithm(self, der: impl Into<Vec<u8>>) -> Self {
        let der = der.into();
        self.signature_algorithm_inner(der.clone()).signature_algorithm_outer(der)
    }

    /// Sets the `AlgorithmIdentifier` inside the signed part.
    pub fn signature_algorithm_inner(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.signature_algorithm_inner = Some(der.into());
        self
    }

    /// Sets the `AlgorithmIdentifier` outside the signed part.
    pub fn signature_algorithm_outer(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.signature_algorithm_outer = Some(der.into());
        self
    }

    /// Writes these bytes as the signature. The issuer need not be able to sign.
    pub fn signature(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.signature = Some(bytes.into());
        self
    }

    /// Flips the last bit of the signature; its form and length stay the same.
    pub fn corrupt_signature(mut self) -> Self {
        self.corrupt_signature = true;
        self
    }

    /// Edits the `TBSCertificate` (DER, with its header) before it is signed. Each call adds an edit.
    pub fn patch(mut self, edit: impl Fn(&mut Vec<u8>) + 'static) -> Self {
        self.patches.push(Rc::new(edit));
        self
    }

    /// The subject in DER.
    pub fn subject_der(&self) -> Vec<u8> {
        self.subject.clone().unwrap_or_else(|| {
            let mut rdns = vec![rdn(ORGANIZATION, &der::utf8("Example Phones"))];
            rdns.extend(self.common_names.iter().map(|value| rdn(COMMON_NAME, value)));
            names::name(&rdns)
        })
    }
}

impl fmt::Debug for Cert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cert")
            .field("subject", &self.subject_der())
            .field("extensions", &self.extensions)
            .finish_non_exhaustive()
    }
}
