//! Parses the forms of a private key: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 §A.1.2), SEC1 (RFC 5915).

use super::ec::Curve;
use super::info::Info;
use super::point::uncompressed;
use super::{PrivateKey, PrivateKeyError, PublicHalf, ed25519, rsa};
use crate::bytes::der::{DerError, Element, Reader, Tag, context};
use crate::bytes::file_kind::der_kind;
use crate::bytes::oid;
use crate::certificate::KeyAlgorithm;
use crate::text;
use ::der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use ::der::{Decode as _, Encode as _, SecretDocument, Tagged as _};
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString as _};
use core::iter;
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use pkcs8::{AlgorithmIdentifierRef, PrivateKeyInfoRef};
use sec1::{EcParameters, EcPrivateKey};
use zeroize::Zeroizing;

/// The form of a private key, by its first elements.
pub(super) enum Form {
    Pkcs8,
    Pkcs1,
    Sec1,
    /// OpenSSL's format of a DSA key: six numbers.
    Dsa,
    Encrypted,
}

pub(super) fn form_of(der: &[u8]) -> Result<Form, PrivateKeyError> {
    let mut outer = Reader::new(der);
    if outer.peek() != Some(Tag::Sequence) {
        return Err(PrivateKeyError::NotAKey);
    }
    let cut = |error: DerError| PrivateKeyError::Unreadable { form: "DER", offset: error.offset };
    let mut inside = outer.any().map_err(cut)?.inside();
    let first = inside.any().map_err(cut)?;
    match (first.tag, inside.peek()) {
        (Tag::Integer, Some(Tag::Sequence)) => Ok(Form::Pkcs8),
        (Tag::Integer, Some(Tag::Integer)) => {
            let is_rest_of_dsa = iter::from_fn(|| inside.any().ok())
                .map(|element| element.tag == Tag::Integer)
                .eq([true; 5]);
            Ok(if is_rest_of_dsa { Form::Dsa } else { Form::Pkcs1 })
        }
        (Tag::Integer, Some(Tag::OctetString)) => Ok(Form::Sec1),
        (Tag::Sequence, Some(Tag::OctetString)) if starts_with_oid(&first) => Ok(Form::Encrypted),
        _ => Err(PrivateKeyError::NotAKey),
    }
}

/// Parses a key that is not encrypted. `curve` is the one that a parameters block names, for SEC1.
pub(super) fn clear(
    form: &Form,
    der: &[u8],
    curve: Option<Curve>,
) -> Result<PrivateKey, PrivateKeyError> {
    match form {
        Form::Pkcs8 => pkcs8(der),
        Form::Pkcs1 => pkcs1(der),
        Form::Sec1 => sec1(der, curve),
        Form::Dsa => Err(dsa()),
        Form::Encrypted => Err(PrivateKeyError::EncryptedPkcs8),
    }
}

/// Why a block with this label is rejected, if its contents have the form of no key.
pub(super) fn misfit(label: &[u8], der: &[u8], error: PrivateKeyError) -> PrivateKeyError {
    if let Some(kind) = der_kind(der).filter(|kind| !kind.is_private_key()) {
        return PrivateKeyError::Mislabelled { kind };
    }
    let as_labelled = match label {
        b"PRIVATE KEY" => pkcs8(der),
        b"RSA PRIVATE KEY" => pkcs1(der),
        b"EC PRIVATE KEY" => sec1(der, None),
        b"DSA PRIVATE KEY" => Err(dsa()),
        b"ENCRYPTED PRIVATE KEY" => Err(PrivateKeyError::EncryptedPkcs8),
        _ => Err(error),
    };
    as_labelled.err().unwrap_or(PrivateKeyError::NotAKey)
}

pub(super) fn dsa() -> PrivateKeyError {
    PrivateKeyError::UnsupportedAlgorithm { name: String::from("DSA") }
}

/// The curve that an `EC PARAMETERS` block names (RFC 5480 §2.1.1).
pub(super) fn curve_parameters(der: &[u8]) -> Result<Curve, PrivateKeyError> {
    named_curve(Some(AnyRef::from_der(der).map_err(unreadable("EC"))?))
}

pub(super) fn pkcs8(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let info = Info::of(der)?;
    let (bytes, public, parameters) = (info.key, info.public, info.algorithm.parameters);
    match info.algorithm.oid.as_bytes() {
        oid::RSA_ENCRYPTION if parameters.is_none_or(AnyRef::is_null) => {
            let key = pkcs1(bytes)?;
            if public.is_some_and(|public| !is_rsa_half(&key.public, public)) {
                return Err(inconsistent());
            }
            Ok(key)
        }
        oid::EC_PUBLIC_KEY => {
            let key = sec1(bytes, Some(named_curve(parameters)?))?;
            match public {
                Some(public) => fits_point(key, public),
                None => Ok(key),
            }
        }
        oid::ED25519 if parameters.is_none() => {
            let seed = <&OctetStringRef>::from_der(bytes).map_err(unreadable(ED25519))?;
            ed25519(seed.as_bytes(), public)
        }
        oid::RSA_ENCRYPTION => Err(with_parameters("RSA")),
        oid::ED25519 => Err(with_parameters(ED25519)),
        _ => Err(PrivateKeyError::UnsupportedAlgorithm { name: name_of(info.algorithm.oid) }),
    }
}

/// RSA has no parameters but NULL (RFC 8017 §A.1), and Ed25519 has none (RFC 8410 §3).
fn with_parameters(kind: &str) -> PrivateKeyError {
    PrivateKeyError::UnsupportedAlgorithm { name: format!("{kind} with parameters") }
}

pub(super) fn pkcs1(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let key = RsaPrivateKeyRef::from_der(der).map_err(unreadable(PKCS1))?;
    let bits = rsa::check(&key)?;
    let algorithm = AlgorithmIdentifierRef {
        oid: ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"),
        parameters: Some(AnyRef::NULL),
    };
    Ok(PrivateKey {
        document: wrap(algorithm, der, PKCS1)?,
        public: PublicHalf::Rsa {
            modulus: Box::from(key.modulus.as_bytes()),
            exponent: Box::from(key.public_exponent.as_bytes()),
        },
        algorithm: KeyAlgorithm::Rsa { bits },
    })
}

/// Parses SEC1. `outer` is the curve that PKCS#8 or a parameters block names.
pub(super) fn sec1(der: &[u8], outer: Option<Curve>) -> Result<PrivateKey, PrivateKeyError> {
    if has_explicit_curve(der) {
        return Err(PrivateKeyError::ExplicitCurve);
    }
    let key = EcPrivateKey::from_der(der).map_err(unreadable(SEC1))?;
    let inner = match key.parameters {
        Some(EcParameters::NamedCurve(id)) => Some(supported(id)?),
        None => None,
    };
    let curve = match (outer, inner) {
        (Some(outer), Some(inner)) if outer != inner => {
            return Err(PrivateKeyError::Inconsistent { what: "two different curves are named" });
        }
        (Some(curve), _) | (None, Some(curve)) => curve,
        (None, None) => {
            return Err(no_curve());
        }
    };
    let out_of_range = || PrivateKeyError::Inconsistent {
        what: "the private number is out of range for the curve",
    };
    let scalar = curve.pad(key.private_key).ok_or_else(out_of_range)?;
    let point = curve.point(&scalar).ok_or_else(out_of_range)?;
    let rewritten = SecretDocument::encode_msg(&EcPrivateKey {
        private_key: &scalar,
        parameters: None,
        public_key: Some(&point),
    })
    .map_err(unreadable(SEC1))?;
    let id = match curve {
        Curve::P256 => ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        Curve::P384 => ObjectIdentifier::new_unwrap("1.3.132.0.34"),
        Curve::P521 => ObjectIdentifier::new_unwrap("1.3.132.0.35"),
    };
    let algorithm = AlgorithmIdentifierRef {
        oid: ObjectIdentifier::new_unwrap("1.2.840.10045.2.1"),
        parameters: Some(AnyRef::from(&id)),
    };
    let read = PrivateKey {
        document: wrap(algorithm, rewritten.as_bytes(), SEC1)?,
        public: PublicHalf::Point(point),
        algorithm: curve.algorithm(),
    };
    match key.public_key {
        Some(public) => fits_point(read, public),
        None => Ok(read),
    }
}

fn ed25519(seed: &[u8], public: Option<&[u8]>) -> Result<PrivateKey, PrivateKeyError> {
    let half = ed25519::public_half(seed)
        .ok_or(PrivateKeyError::Unreadable { form: ED25519, offset: 0 })?;
    if public.is_some_and(|public| public != half) {
        return Err(inconsistent());
    }
    let bytes = OctetStringRef::new(seed).map_err(unreadable(ED25519))?;
    let bytes = Zeroizing::new(bytes.to_der().map_err(unreadable(ED25519))?);
    let algorithm = AlgorithmIdentifierRef {
        oid: ObjectIdentifier::new_unwrap("1.3.101.112"),
        parameters: None,
    };
    Ok(PrivateKey {
        document: wrap(algorithm, &bytes, ED25519)?,
        public: PublicHalf::Ed25519(half),
        algorithm: KeyAlgorithm::Ed25519,
    })
}

fn wrap(
    algorithm: AlgorithmIdentifierRef<'_>,
    key: &[u8],
    form: &'static str,
) -> Result<SecretDocument, PrivateKeyError> {
    let key = OctetStringRef::new(key).map_err(unreadable(form))?;
    SecretDocument::encode_msg(&PrivateKeyInfoRef::new(algorithm, key)).map_err(unreadable(form))
}

/// The parameters of an EC key in PKCS#8 (RFC 5480 §2.1.1).
fn named_curve(parameters: Option<AnyRef<'_>>) -> Result<Curve, PrivateKeyError> {
    match parameters {
        Some(any) if any.tag() == ::der::Tag::Sequence => Err(PrivateKeyError::ExplicitCurve),
        Some(any) => supported(ObjectIdentifier::try_from(any).map_err(unreadable(PKCS8))?),
        None => Err(no_curve()),
    }
}

fn supported(id: ObjectIdentifier) -> Result<Curve, PrivateKeyError> {
    Curve::named(id.as_bytes())
        .ok_or_else(|| PrivateKeyError::UnsupportedCurve { name: name_of(id) })
}

fn fits_point(key: PrivateKey, public: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let encoded = Curve::of(key.algorithm).and_then(|curve| uncompressed(curve, public));
    match (&key.public, encoded) {
        (PublicHalf::Point(derived), Some(point)) if *derived == point => Ok(key),
        _ => Err(inconsistent()),
    }
}

fn is_rsa_half(half: &PublicHalf, encoded: &[u8]) -> bool {
    let PublicHalf::Rsa { modulus, exponent } = half else {
        return false;
    };
    RsaPublicKeyRef::from_der(encoded).is_ok_and(|public| {
        public.modulus.as_bytes() == &**modulus && public.public_exponent.as_bytes() == &**exponent
    })
}

/// Whether the parameters of a SEC1 key are a SEQUENCE (`specifiedCurve`), not a name.
fn has_explicit_curve(der: &[u8]) -> bool {
    let Ok(outer) = Reader::new(der).expect(Tag::Sequence) else {
        return false;
    };
    let mut inside = outer.inside();
    while let Ok(element) = inside.any() {
        if element.tag == context(0, true) {
            return element.inside().peek() == Some(Tag::Sequence);
        }
    }
    false
}

fn starts_with_oid(element: &Element<'_>) -> bool {
    element.inside().peek() == Some(Tag::ObjectIdentifier)
}

pub(super) fn unreadable(form: &'static str) -> impl Fn(::der::Error) -> PrivateKeyError {
    move |error| PrivateKeyError::Unreadable {
        form,
        offset: error.position().and_then(|position| usize::try_from(position).ok()).unwrap_or(0),
    }
}

fn no_curve() -> PrivateKeyError {
    PrivateKeyError::UnsupportedCurve { name: String::from("no curve is named") }
}

pub(super) fn inconsistent() -> PrivateKeyError {
    PrivateKeyError::Inconsistent { what: "the public key is that of another private key" }
}

/// The name of an algorithm or curve that is common but not supported. For others the object identifier, cut for
/// display.
fn name_of(id: ObjectIdentifier) -> String {
    let dotted = id.to_string();
    let name = match dotted.as_str() {
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.10040.4.1" => "DSA",
        "1.3.101.110" => "X25519",
        "1.3.101.111" => "X448",
        "1.3.101.113" => "Ed448",
        "1.2.840.10045.3.1.1" => "secp192r1",
        "1.3.132.0.33" => "secp224r1",
        "1.3.132.0.10" => "secp256k1",
        "1.3.36.3.3.2.8.1.1.7" => "brainpoolP256r1",
        "1.3.36.3.3.2.8.1.1.11" => "brainpoolP384r1",
        "1.3.36.3.3.2.8.1.1.13" => "brainpoolP512r1",
        other => return text::shown(other, MAX_OID),
    };
    String::from(name)
}

/// In characters. The longest object identifier of an algorithm in use has half of that.
const MAX_OID: usize = 40;

pub(super) const PKCS8: &str = "PKCS#8";
const PKCS1: &str = "PKCS#1";
const SEC1: &str = "SEC1";
const ED25519: &str = "Ed25519";
