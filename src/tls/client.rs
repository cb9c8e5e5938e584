//! How a TLS server verifies its clients.

use super::hooks::{Hooks, Refused};
use super::judged::Judged;
use super::refusal::{ErrorForm, Refusal};
use crate::clock::Clock;
use crate::device_classifier::{Caller, Device, DeviceClassifier};
use crate::policy::TrustSource;
use crate::verdict::Verdict;
use crate::verifier::{Verifier, unreadable};
use alloc::sync::Arc;
use alloc::vec::Vec;
use pki_types::UnixTime;

/// How a TLS server verifies its clients: a [`Verifier`] or a [`DeviceClassifier`], and which clients it admits.
///
/// It decides about handshakes only, and a resumed session has none. See the
/// [warning about resumption](crate::rustls_0_23#resumption).
///
/// ```
/// use trustslot::rustls_0_23::{Admission, ClientTrust};
/// use trustslot::{DeviceClassifier, Policy, TrustStore, Verifier};
///
/// # let vendor = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
/// let phones = DeviceClassifier::new(vendor);
/// // Every client gets an answer; a client that is not a known phone gets one that says why.
/// let clients = ClientTrust::new(phones).with_admission(Admission::AnyProven).optional();
/// ```
#[derive(Clone, Debug)]
pub struct ClientTrust {
    rule: ClientRule,
    admission: Admission,
    mandatory: bool,
    hints: HintSource,
    hooks: Hooks,
}

/// Who decides about a client.
///
/// | outcome | handshake | [`caller_of`](crate::rustls_0_23::caller_of) |
/// |---|---|---|
/// | trusted | continues | the phone |
/// | tolerated, by a [`Verifier`] | continues | foreign |
/// | tolerated, by a [`DeviceClassifier`] | refused | foreign |
/// | rejected | refused | foreign |
/// | with [`Admission::AnyProven`] | continues | the phone, or foreign |
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "a configuration has one")]
pub enum ClientRule {
    /// A verifier: a client is known if the verdict accepts it.
    Verifier(Verifier),
    /// A classifier: a client is known unless it is [`Device::Foreign`].
    Devices(DeviceClassifier),
}

/// Which clients may complete the handshake.
///
/// ```
/// use trustslot::rustls_0_23::Admission;
/// assert_eq!(Admission::default(), Admission::Known);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Admission {
    /// Clients that the [rule](ClientRule) knows. The default.
    #[default]
    Known,
    /// Every client that proves that it has the private key of its certificate. A phone shows a TLS alert as "error"; an
    /// HTTP answer can say why. The server must then call [`caller_of`](crate::rustls_0_23::caller_of), which decides.
    AnyProven,
}

/// The CAs that the server names in its request for a client certificate (`certificate_authorities`, RFC 8446 §4.2.4).
///
/// Clients with several certificates choose by them, and some send none if they have no certificate of a named CA.
///
/// ```
/// use trustslot::rustls_0_23::{ClientTrust, HintSource};
/// use trustslot::{Policy, TrustStore, Verifier};
///
/// let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
/// let clients = ClientTrust::new(verifier).with_hints(HintSource::None);
/// assert!(clients.hint_names().is_empty());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HintSource {
    /// Those of the custom part: CAs, and the issuers of pins. The default. The names of 118 web CAs would be 11 KiB in
    /// every handshake. Clients with certificates of a built-in CA need [`All`](Self::All) or [`None`](Self::None).
    #[default]
    Custom,
    /// Those of both parts, as far as the policy trusts them.
    All,
    /// None: a client may present any certificate.
    None,
}

impl ClientTrust {
    /// Admits the clients that this rule knows, and requires a certificate.
    pub fn new(rule: impl Into<ClientRule>) -> Self {
        Self {
            rule: rule.into(),
            admission: Admission::Known,
            mandatory: true,
            hints: HintSource::Custom,
            hooks: Hooks::default(),
        }
    }

    /// Also admits clients without a certificate. [`caller_of`](crate::rustls_0_23::caller_of) returns `None` for them.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { mandatory: false, ..self }
    }

    /// Sets which clients may complete the handshake.
    #[must_use]
    pub fn with_admission(self, admission: Admission) -> Self {
        Self { admission, ..self }
    }

    /// Sets which CAs the server names in its request.
    #[must_use]
    pub fn with_hints(self, hints: HintSource) -> Self {
        Self { hints, ..self }
    }

    /// Sets the clock: what the time of the TLS library means. Without it, every time counts as [`Clock::Set`].
    #[must_use]
    pub fn with_clock(self, clock: impl Fn(UnixTime) -> Clock + Send + Sync + 'static) -> Self {
        Self { hooks: self.hooks.with_clock(Arc::new(clock)), ..self }
    }

    /// Calls `observer` after each verification, whatever its verdict. It is not called for a resumed session, which is
    /// not verified, and not for a client without a certificate.
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

    /// The rule that decides.
    pub const fn rule(&self) -> &ClientRule {
        &self.rule
    }

    /// True if a client without a certificate is refused.
    pub const fn is_mandatory(&self) -> bool {
        self.mandatory
    }

    /// The names of CAs that the server sends in its request: each a whole `Name` in DER, each at most once.
    pub fn hint_names(&self) -> Vec<Vec<u8>> {
        let mut names: Vec<Vec<u8>> = Vec::new();
        let mut add = |name: &[u8]| {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_vec());
            }
        };
        for verifier in self.rule.verifiers() {
            let Some(source) = self.hints.within(verifier.policy().source()) else { continue };
            for ca in verifier.store().anchors(source) {
                add(ca.subject_name_der());
            }
            // A client looks for the issuer of its certificate among the names.
            for pin in verifier.store().pins(source) {
                add(pin.issuer_name_der());
            }
        }
        names
    }

    pub(crate) const fn errors(&self) -> ErrorForm {
        self.hooks.errors
    }

    /// Verifies what a client presented.
    pub(crate) fn judge<T: AsRef<[u8]>>(
        &self,
        end_entity: &[u8],
        intermediates: &[T],
        now: UnixTime,
    ) -> Result<(), Refused> {
        let clock = self.hooks.clock(now);
        let reader = match &self.rule {
            ClientRule::Verifier(verifier) => verifier,
            ClientRule::Devices(devices) => devices.vendor(),
        };
        let chain = reader.read_chain(end_entity, intermediates);
        let outcome = match (&chain, &self.rule) {
            (Ok(chain), ClientRule::Verifier(verifier)) => {
                Outcome::Verdict(verifier.verify_client(chain, clock))
            }
            (Ok(chain), ClientRule::Devices(devices)) => {
                Outcome::Caller(devices.classify(chain, clock))
            }
            (Err(error), _) => Outcome::Verdict(unreadable(error.clone())),
        };
        let (verdict, caller) = match &outcome {
            Outcome::Verdict(verdict) => (verdict, None),
            Outcome::Caller(caller) => (caller.verdict(), Some(caller)),
        };
        let is_known = match caller {
            Some(caller) => caller.device() != Device::Foreign,
            None => verdict.is_accepted(),
        };
        let admitted = is_known || (self.admission == Admission::AnyProven && chain.is_ok());
        self.hooks.tell(&Judged {
            chain: chain.as_ref().ok(),
            reference: None,
            verdict,
            caller,
            clock,
            admitted,
        });
        match verdict.findings() {
            Some(findings) if !admitted => {
                let refusal = Refusal::from(findings.clone());
                Err(Refused { refusal, clock, reference: None })
            }
            _ => Ok(()),
        }
    }
}

/// What the rule says about one client.
enum Outcome {
    Verdict(Verdict),
    Caller(Caller),
}

impl ClientRule {
    fn verifiers(&self) -> impl Iterator<Item = &Verifier> {
        let (first, second) = match self {
            Self::Verifier(verifier) => (verifier, None),
            Self::Devices(devices) => (devices.vendor(), devices.operator()),
        };
        core::iter::once(first).chain(second)
    }
}

impl HintSource {
    /// The part of the store whose names are sent, if the policy trusts it.
    fn within(self, trusted: TrustSource) -> Option<TrustSource> {
        match self {
            Self::Custom if trusted.has_custom() => Some(TrustSource::Custom),
            Self::All => Some(trusted),
            Self::Custom | Self::None => None,
        }
    }
}

impl From<Verifier> for ClientRule {
    fn from(verifier: Verifier) -> Self {
        Self::Verifier(verifier)
    }
}

impl From<DeviceClassifier> for ClientRule {
    fn from(devices: DeviceClassifier) -> Self {
        Self::Devices(devices)
    }
}

impl From<Verifier> for ClientTrust {
    fn from(verifier: Verifier) -> Self {
        Self::new(verifier)
    }
}

impl From<DeviceClassifier> for ClientTrust {
    fn from(devices: DeviceClassifier) -> Self {
        Self::new(devices)
    }
}
