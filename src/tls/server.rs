//! How a TLS client verifies its server.

use super::hooks::{Hooks, Refused};
use super::judged::Judged;
use super::refusal::{ErrorForm, Refusal};
use crate::clock::Clock;
use crate::name::{ReferenceIdentity, ReferenceIdentityError};
use crate::verdict::Verdict;
use crate::verifier::{Verifier, unreadable};
use alloc::sync::Arc;
use pki_types::UnixTime;

/// How a TLS client verifies its server: a [`Verifier`], and what the TLS library does not know.
///
/// It is immutable. After a change of the store or the policy, build a new one and a new configuration. A client resumes
/// no session that another `ServerTrust` verified, because rustls compares verifiers by identity. So build one per
/// change, not one per connection.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use trustslot::rustls_0_23::{ClientConfigExt, ServerTrust};
/// use trustslot::{Clock, Policy, TrustStore, Verifier};
/// # fn with(provider: std::sync::Arc<rustls::crypto::CryptoProvider>) -> Result<(), Box<dyn std::error::Error>> {
/// # let algorithms = provider.signature_verification_algorithms.all;
/// # let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, algorithms);
///
/// const BUILT: u64 = 1_780_272_000; // 2026-06-01, when the firmware was built
///
/// let trust = ServerTrust::new(verifier).with_clock(|now| {
///     if now.as_secs() < BUILT { Clock::at_least(BUILT) } else { Clock::Set(now) }
/// });
/// let config = rustls::ClientConfig::builder_with_provider(provider)
///     .with_safe_default_protocol_versions()?
///     .with_trustslot(trust)
///     .with_no_client_auth();
/// # Ok(())
/// # }
/// # let _ = with;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ServerTrust {
    verifier: Verifier,
    expected: ExpectedName,
    hooks: Hooks,
}

/// The name that the server's certificate must be for.
///
/// ```
/// use trustslot::rustls_0_23::{ExpectedName, ServerTrust};
/// use trustslot::{NameRules, Policy, TrustStore, Verifier};
///
/// // The server was found through an SRV record, but its certificate must be for the SIP domain (RFC 5922 §7.1).
/// let policy = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
/// let verifier = Verifier::with_algorithms(TrustStore::default(), policy, &[]);
/// let domain = ExpectedName::Fixed("example.com".parse()?);
/// let trust = ServerTrust::new(verifier).with_expected_name(domain);
/// # Ok::<(), trustslot::ReferenceIdentityError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpectedName {
    /// The name with which the connection was opened. The default.
    #[default]
    Dialed,
    /// This name, whatever was dialed. If a server rejects Encrypted Client Hello, rustls verifies its public name, and
    /// this setting then refuses it.
    Fixed(ReferenceIdentity),
    /// Any name: the server is identified in another way, for example as a pin.
    Any,
}

impl ServerTrust {
    /// Verifies servers with this verifier, for the name that was dialed, with the TLS library's time.
    ///
    /// Pass `provider.signature_verification_algorithms.all` to [`Verifier::with_algorithms`], so that chains are verified
    /// by the same backend as handshakes. [`Verifier::new`] uses the backend of this crate's features.
    pub fn new(verifier: Verifier) -> Self {
        Self { verifier, expected: ExpectedName::Dialed, hooks: Hooks::default() }
    }

    /// Sets the name that the certificate must be for.
    #[must_use]
    pub fn with_expected_name(self, expected: ExpectedName) -> Self {
        Self { expected, ..self }
    }

    /// Sets the clock: what the time of the TLS library means. Without it, every time counts as [`Clock::Set`].
    ///
    /// rustls ends the handshake before it asks a verifier if its `TimeProvider` returns `None`. So a phone whose clock
    /// is not set returns the time that it has, such as 1970, and says here what it is worth.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn(UnixTime) -> Clock + Send + Sync + 'static) -> Self {
        Self { hooks: self.hooks.with_clock(Arc::new(clock)), ..self }
    }

    /// Calls `observer` after each verification, whatever its verdict. It is not called for a resumed session, which is
    /// not verified, and not if the name that was dialed cannot be checked.
    ///
    /// It runs within the handshake, so it should be fast. If it panics, the panic passes through the TLS library to the
    /// caller of the connection.
    #[must_use]
    pub fn with_observer(self, observer: impl Fn(&Judged<'_>) + Send + Sync + 'static) -> Self {
        Self { hooks: self.hooks.with_observer(Arc::new(observer)), ..self }
    }

    /// Sets the error that the TLS library receives for a refusal.
    #[must_use]
    pub fn with_errors(mut self, errors: ErrorForm) -> Self {
        self.hooks.errors = errors;
        self
    }

    /// The verifier.
    pub const fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    pub(crate) const fn errors(&self) -> ErrorForm {
        self.hooks.errors
    }

    /// Verifies what a server presented. `dialed` is called only if the name matters.
    pub(crate) fn judge<T: AsRef<[u8]>>(
        &self,
        end_entity: &[u8],
        intermediates: &[T],
        dialed: impl FnOnce() -> Result<ReferenceIdentity, ReferenceIdentityError>,
        now: UnixTime,
    ) -> Result<(), Refused> {
        let clock = self.hooks.clock(now);
        let reference = match &self.expected {
            ExpectedName::Dialed => match dialed() {
                Ok(name) => Some(name),
                Err(error) => {
                    let refusal = Refusal::from(error);
                    return Err(Refused { refusal, clock, reference: None });
                }
            },
            ExpectedName::Fixed(name) => Some(name.clone()),
            ExpectedName::Any => None,
        };
        let chain = self.verifier.read_chain(end_entity, intermediates);
        let verdict = match (&chain, &reference) {
            (Ok(chain), Some(name)) => self.verifier.verify_server(chain, name, clock),
            (Ok(chain), None) => self.verifier.verify_server_of_any_name(chain, clock),
            (Err(error), _) => unreadable(error.clone()),
        };
        self.hooks.tell(&Judged {
            chain: chain.as_ref().ok(),
            reference: reference.as_ref(),
            verdict: &verdict,
            caller: None,
            clock,
            admitted: verdict.is_accepted(),
        });
        match verdict {
            Verdict::Trusted(_) | Verdict::Tolerated(_) => Ok(()),
            Verdict::Rejected(findings) => {
                Err(Refused { refusal: Refusal::from(findings), clock, reference })
            }
        }
    }
}

impl From<Verifier> for ServerTrust {
    fn from(verifier: Verifier) -> Self {
        Self::new(verifier)
    }
}
