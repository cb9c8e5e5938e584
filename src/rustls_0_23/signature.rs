//! Signatures of the handshake, verified with the public key alone.
//!
//! The helpers of rustls parse the certificate with webpki, which supports neither versions 1 and 2 nor unique identifiers.
//! Certificates with those can be trusted by exact match.

use crate::certificate::Certificate;
use pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key};
use rustls::{CertificateError, DigitallySignedStruct, Error, PeerMisbehaved};

pub(super) fn verify_tls13(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    let key = key_of(certificate)?;
    verify_tls13_signature_with_raw_key(message, &key, signed, algorithms)
}

/// The same for TLS 1.2, for which rustls has no such function: a scheme does not name the curve there, so several
/// algorithms can be meant (RFC 5246 §7.4.1.4.1).
pub(super) fn verify_tls12(
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signed: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, Error> {
    let key = key_of(certificate)?;
    let key = webpki::RawPublicKeyEntity::try_from(&key).map_err(|_| BAD_KEY)?;
    let mut candidates = algorithms.mapping.iter().filter(|(scheme, _)| *scheme == signed.scheme);
    let Some((_, candidates)) = candidates.next() else {
        return Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into());
    };
    let mut other_key = PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into();
    for algorithm in *candidates {
        match key.verify_signature(*algorithm, message, signed.signature()) {
            Ok(()) => return Ok(HandshakeSignatureValid::assertion()),
            Err(webpki::Error::UnsupportedSignatureAlgorithmForPublicKeyContext(context)) => {
                other_key = CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext {
                    signature_algorithm_id: context.signature_algorithm_id,
                    public_key_algorithm_id: context.public_key_algorithm_id,
                }
                .into();
            }
            Err(_) => return Err(CertificateError::BadSignature.into()),
        }
    }
    Err(other_key)
}

/// The public key. The certificate was parsed in the same handshake: one that cannot be parsed is rejected before, also where
/// any proven client is admitted.
fn key_of<'a>(certificate: &'a CertificateDer<'_>) -> Result<SubjectPublicKeyInfoDer<'a>, Error> {
    let key = Certificate::spki_of_parsed(certificate).map_err(|_| BAD_KEY)?;
    Ok(SubjectPublicKeyInfoDer::from(key))
}

const BAD_KEY: Error = Error::InvalidCertificate(CertificateError::BadEncoding);
