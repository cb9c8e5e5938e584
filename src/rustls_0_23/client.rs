//! The server's side: rustls asks about the client's certificate.

use super::errors::error_of;
use super::signature;
use crate::tls::ClientTrust;
use alloc::sync::Arc;
use alloc::vec::Vec;
use pki_types::{CertificateDer, UnixTime};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::server::WantsServerCert;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{ConfigBuilder, DigitallySignedStruct, DistinguishedName, Error, ServerConfig};
use rustls::{SignatureScheme, WantsVerifier};

/// Makes the configuration of a server verify clients with trustslot. It is implemented for the builder of rustls.
///
/// See the [example](crate::rustls_0_23#a-server-that-knows-its-clients), and the
/// [warning about resumption](crate::rustls_0_23#resumption).
pub trait ServerConfigExt: sealed::Sealed {
    /// Verifies clients with this [`Verifier`](crate::Verifier), [`DeviceClassifier`](crate::DeviceClassifier) or
    /// [`ClientTrust`]. Handshake signatures are verified with the builder's own `CryptoProvider`.
    fn with_trustslot_clients(
        self,
        clients: impl Into<ClientTrust>,
    ) -> ConfigBuilder<ServerConfig, WantsServerCert>;
}

impl ServerConfigExt for ConfigBuilder<ServerConfig, WantsVerifier> {
    fn with_trustslot_clients(
        self,
        clients: impl Into<ClientTrust>,
    ) -> ConfigBuilder<ServerConfig, WantsServerCert> {
        let verifier = clients.into().for_provider(self.crypto_provider());
        self.with_client_cert_verifier(verifier)
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for rustls::ConfigBuilder<rustls::ServerConfig, rustls::WantsVerifier> {}
}

impl ClientTrust {
    /// The verifier for rustls, for libraries that take one instead of a configuration.
    ///
    /// The names of CAs for the request are collected once, here.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use rustls::server::danger::ClientCertVerifier;
    /// use trustslot::DeviceClassifier;
    /// use trustslot::rustls_0_23::ClientTrust;
    ///
    /// fn for_quic(
    ///     phones: DeviceClassifier,
    ///     provider: &rustls::crypto::CryptoProvider,
    /// ) -> Arc<dyn ClientCertVerifier> {
    ///     ClientTrust::new(phones).for_provider(provider)
    /// }
    /// ```
    pub fn for_provider(self, provider: &CryptoProvider) -> Arc<dyn ClientCertVerifier> {
        let algorithms = provider.signature_verification_algorithms;
        let hints = self.hint_names().into_iter().map(DistinguishedName::from).collect();
        Arc::new(ForRustls { trust: self, algorithms, hints })
    }
}

#[derive(Debug)]
struct ForRustls {
    trust: ClientTrust,
    algorithms: WebPkiSupportedAlgorithms,
    hints: Vec<DistinguishedName>,
}

impl ClientCertVerifier for ForRustls {
    fn client_auth_mandatory(&self) -> bool {
        self.trust.is_mandatory()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.hints
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        match self.trust.judge(end_entity, intermediates, now) {
            Ok(()) => Ok(ClientCertVerified::assertion()),
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
