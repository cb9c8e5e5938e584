//! Verifiers and certificate resolvers for rustls 0.23.
//!
//! # Resumption
//!
//! **A rustls server asks no verifier when it resumes a session.** A phone that was blocked, revoked or has expired since its
//! last full handshake comes back, for as long as the session or ticket lives: by default 24 hours. Therefore:
//!
//! - Decide about every connection with [`caller_of`] (or [`client_verdict`]), after its handshake, full or resumed. It judges
//!   the certificates of the session again, with today's trust and clock. With a [`SignatureCache`](crate::SignatureCache),
//!   that costs a few microseconds.
//! - Configurations with different trust must not share `session_storage` or a `ticketer`: what one of them admitted, the
//!   other resumes. After a change of trust, build a new configuration with new ones.
//!
//! Clients are safe: rustls resumes a session only with the verifier object that made it. So build one [`ServerTrust`] for
//! each change of trust, and not one for each connection.
//!
//! # A client
//!
//! ```
//! use std::sync::Arc;
//! use trustslot::rustls_0_23::{ClientConfigExt, refusal};
//! use trustslot::{Policy, TrustStore, Verifier};
//!
//! fn config(
//!     store: TrustStore,
//!     provider: Arc<rustls::crypto::CryptoProvider>,
//! ) -> Result<rustls::ClientConfig, rustls::Error> {
//!     let algorithms = provider.signature_verification_algorithms.all;
//!     let verifier = Verifier::with_algorithms(store, Policy::STRICT, algorithms);
//!     Ok(rustls::ClientConfig::builder_with_provider(provider)
//!         .with_safe_default_protocol_versions()?
//!         .with_trustslot(verifier)
//!         .with_no_client_auth())
//! }
//!
//! // The error of an HTTP client, of a stream, or of rustls.
//! fn report(error: &(dyn std::error::Error + 'static)) {
//!     if let Some(refusal) = refusal(error) {
//!         println!("the server is not trusted: {refusal}");
//!     }
//! }
//! ```
//!
//! # A server that knows its clients
//!
//! ```
//! use std::sync::Arc;
//! use trustslot::rustls_0_23::{Admission, ClientTrust, ServerConfigExt, caller_of};
//! use trustslot::{Clock, DeviceClassifier, MacAddress};
//!
//! fn config(
//!     phones: DeviceClassifier,
//!     own: Arc<dyn rustls::server::ResolvesServerCert>,
//!     provider: Arc<rustls::crypto::CryptoProvider>,
//! ) -> Result<rustls::ServerConfig, rustls::Error> {
//!     let clients = ClientTrust::new(phones).with_admission(Admission::AnyProven).optional();
//!     Ok(rustls::ServerConfig::builder_with_provider(provider)
//!         .with_safe_default_protocol_versions()?
//!         .with_trustslot_clients(clients)
//!         .with_cert_resolver(own))
//! }
//!
//! // After the handshake of every connection.
//! fn may_have(
//!     connection: &rustls::ServerConnection,
//!     phones: &DeviceClassifier,
//!     requested: MacAddress,
//!     clock: Clock,
//! ) -> bool {
//!     let caller = caller_of(connection, phones, clock);
//!     matches!(caller, Some(Ok(caller)) if caller.may_bind(requested).is_ok())
//! }
//! ```
//!
//! # Backends
//!
//! The feature `rustls-0_23` enables no backend of rustls. Handshakes use the `CryptoProvider` of the configuration, never the
//! default of the process. Chains are verified with the algorithms of the [`Verifier`](crate::Verifier): pass it
//! `provider.signature_verification_algorithms.all`, so that both support the same.
//!
//! Handshake signatures are verified with the public key alone, so a certificate that is trusted by exact match works in TLS too,
//! whatever its X.509 version. OCSP responses of the handshake and raw public keys are not used.

mod client;
mod connection;
mod errors;
#[cfg(feature = "identity")]
mod resolve_error;
#[cfg(feature = "identity")]
mod resolver;
mod server;
mod signature;

pub use crate::tls::{
    Admission, ClientRule, ClientTrust, ErrorForm, ExpectedName, HintSource, Judged, Refusal,
    ServerTrust,
};
pub use client::ServerConfigExt;
pub use connection::{caller_of, client_verdict};
pub use errors::refusal;
#[cfg(feature = "identity")]
pub use resolve_error::ResolveError;
#[cfg(feature = "identity")]
pub use resolver::{Resolved, SlotResolver, certified_key};
pub use server::ClientConfigExt;
