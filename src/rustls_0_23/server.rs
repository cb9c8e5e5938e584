//! The client's side: rustls asks about the server's certificate.

use super::errors::error_of;
use super::signature;
use crate::name::ReferenceIdentity;
use crate::tls::ServerTrust;
use alloc::sync::Arc;
use alloc::vec::Vec;
use pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::WantsVerifier;
use rustls::client::WantsClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::{ClientConfig, ConfigBuilder, DigitallySignedStruct, Error, SignatureScheme};

/// Makes the configuration of a client verify servers with trustslot. It is implemented for the builder of rustls.
///
/// See the [example](crate::rustls_0_23#a-client).
pub trait ClientConfigExt: sealed::Sealed {
    /// Verifies servers with this [`Verifier`](crate::Verifier) or [`ServerTrust`]. Handshake signatures are verified with the
    /// builder's own `CryptoProvider`.
    fn with_trustslot(
        self,
        trust: impl Into<ServerTrust>,
    ) -> ConfigBuilder<ClientConfig, WantsClientCert>;
}

impl ClientConfigExt for ConfigBuilder<ClientConfig, WantsVerifier> {
    fn with_trustslot(
        self,
        trust: impl Into<ServerTrust>,
    ) -> ConfigBuilder<ClientConfig, WantsClientCert> {
        let verifier = trust.into().for_provider(self.crypto_provider());
        self.dangerous().with_custom_certificate_verifier(verifier)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for rustls::ConfigBuilder<rustls::ClientConfig, rustls::WantsVerifier> {}
}

impl ServerTrust {
    /// The verifier for rustls, for libraries that take one instead of a configuration.
    ///
    /// Keep it: a client resumes only the sessions that this very object verified.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use rustls::client::danger::ServerCertVerifier;
    /// use trustslot::Verifier;
    /// use trustslot::rustls_0_23::ServerTrust;
    ///
    /// fn for_quic(
    ///     verifier: Verifier,
    ///     provider: &rustls::crypto::CryptoProvider,
    /// ) -> Arc<dyn ServerCertVerifier> {
    ///     ServerTrust::new(verifier).for_provider(provider)
    /// }
    /// ```
    pub fn for_provider(self, provider: &CryptoProvider) -> Arc<dyn ServerCertVerifier> {
        let algorithms = provider.signature_verification_algorithms;
        Arc::new(ForRustls { trust: self, algorithms })
    }
}

/// Never changes: rustls takes the same object for the same trust.
#[derive(Debug)]
struct ForRustls {
    trust: ServerTrust,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for ForRustls {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let dialed = || ReferenceIdentity::try_from(server_name);
        match self.trust.judge(end_entity, intermediates, dialed, now) {
            Ok(()) => Ok(ServerCertVerified::assertion()),
            Err(refused) => Err(error_of(refused, self.trust.errors())),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signature::verify_tls12(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signature::verify_tls13(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
