//! Handshakes of rustls in memory, with certificates of the test kit, for each backend and each version of TLS.
//!
//! No default provider of the process is installed, so everything must come from the configurations.

mod connect;
mod material;
pub mod programs;

pub use connect::{Connected, Outcome, connect};
pub use material::{
    certified, certified_by, identity, pem_identity, phone, pin_store, store, unique_identifier,
    verifier,
};

use pki_types::UnixTime;
use rustls::client::WantsClientCert;
use rustls::crypto::CryptoProvider;
use rustls::server::WantsServerCert;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::time_provider::TimeProvider;
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ConfigBuilder, ServerConfig, SupportedProtocolVersion};
use std::sync::Arc;
use std::time::Duration;
use trustslot::rustls_0_23::{ClientConfigExt, ClientTrust, ServerConfigExt, ServerTrust};
use trustslot_kit::NOW;

/// One backend and one version of TLS.
#[derive(Clone, Debug)]
pub struct Setting {
    pub name: String,
    pub provider: Arc<CryptoProvider>,
    pub version: &'static SupportedProtocolVersion,
    pub now: u64,
}

/// ring and aws-lc-rs, TLS 1.2 and 1.3.
pub fn settings() -> Vec<Setting> {
    let providers = [
        ("ring", Arc::new(rustls::crypto::ring::default_provider())),
        ("aws-lc-rs", Arc::new(rustls::crypto::aws_lc_rs::default_provider())),
    ];
    let mut settings = Vec::new();
    for (backend, provider) in providers {
        for version in [&TLS12, &TLS13] {
            let name = format!("{backend}, {:?}", version.version);
            settings.push(Setting { name, provider: provider.clone(), version, now: NOW });
        }
    }
    settings
}

/// A clock that stands still.
#[derive(Debug)]
struct Still(u64);

impl TimeProvider for Still {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(self.0)))
    }
}

impl Setting {
    /// The same at another time.
    pub fn at(&self, now: u64) -> Self {
        Self { now, ..self.clone() }
    }

    pub fn client_builder(
        &self,
        trust: impl Into<ServerTrust>,
    ) -> ConfigBuilder<ClientConfig, WantsClientCert> {
        ClientConfig::builder_with_details(self.provider.clone(), Arc::new(Still(self.now)))
            .with_protocol_versions(&[self.version])
            .unwrap()
            .with_trustslot(trust)
    }

    pub fn server_builder(
        &self,
        clients: impl Into<ClientTrust>,
    ) -> ConfigBuilder<ServerConfig, WantsServerCert> {
        ServerConfig::builder_with_details(self.provider.clone(), Arc::new(Still(self.now)))
            .with_protocol_versions(&[self.version])
            .unwrap()
            .with_trustslot_clients(clients)
    }

    pub fn client(&self, trust: impl Into<ServerTrust>, own: Option<CertifiedKey>) -> ClientConfig {
        let builder = self.client_builder(trust);
        match own {
            Some(own) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(own))),
            None => builder.with_no_client_auth(),
        }
    }

    pub fn server(&self, clients: impl Into<ClientTrust>, own: CertifiedKey) -> ServerConfig {
        self.server_builder(clients).with_cert_resolver(Arc::new(SingleCertAndKey::from(own)))
    }

    pub fn server_without_clients(&self, own: CertifiedKey) -> ServerConfig {
        ServerConfig::builder_with_details(self.provider.clone(), Arc::new(Still(self.now)))
            .with_protocol_versions(&[self.version])
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(own)))
    }
}
