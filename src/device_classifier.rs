//! Floor 6: which phone is calling, seen from the provisioning server.

use crate::chain::Chain;
use crate::clock::Clock;
use crate::mac::MacAddress;
use crate::numbered::numbered;
use crate::policy::Check;
use crate::verdict::{Finding, Findings, Verdict, VerifiedPath};
use crate::verifier::Verifier;
use core::fmt;

/// Tells phones apart by the client certificate they present.
///
/// It holds a verifier over the vendor's CA, and, where phones carry certificates of the operator, one over the
/// operator's. Threads share it; nothing is locked or remembered between calls.
///
/// ```
/// use trustslot::{BuiltIn, Chain, Clock, Device, DeviceClassifier, Policy, TrustStore, Verifier};
///
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// # fn serve(vendor_ca: &trustslot::Bundle, presented: &[Vec<u8>]) -> Result<(), Box<dyn std::error::Error>> {
/// let mut vendor = TrustStore::new(BuiltIn::EMPTY);
/// vendor.add(vendor_ca)?;
/// let classifier = DeviceClassifier::new(Verifier::new(vendor, Policy::STRICT));
///
/// let chain = Chain::from_der(presented)?;
/// let caller = classifier.classify(&chain, Clock::set(1_780_272_000));
/// if caller.device().may_bind("00156512 34AB".parse()?) {
///     println!("here is 0015651234ab.cfg");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct DeviceClassifier {
    vendor: Verifier,
    operator: Option<Verifier>,
}

/// Which phone it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Device {
    /// The phone with this MAC address: the vendor's CA issued the certificate for it alone.
    Unique {
        /// From the common name.
        mac: MacAddress,
    },
    /// Some phone of the vendor: many share this certificate and its key, so it proves no more.
    Generic,
    /// A device with a certificate of the operator's.
    Custom {
        /// The MAC address its common name says, if it says one: the operator's CA vouches for it.
        mac: Option<MacAddress>,
    },
    /// Nobody whom vendor or operator vouches for.
    Foreign,
}

/// Who is calling, and how that is known.
#[must_use = "a caller is known only when the answer is read"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    device: Device,
    verdict: Verdict,
}

impl DeviceClassifier {
    /// A classifier for phones whose vendor's CA is what this verifier trusts.
    ///
    /// The verifier's store should hold the vendor's CA and nothing else: whatever it trusts counts as the vendor.
    pub const fn new(vendor: Verifier) -> Self {
        Self { vendor, operator: None }
    }

    /// The same classifier for phones that may carry certificates of the operator's CA too.
    #[must_use]
    pub fn with_operator(self, operator: Verifier) -> Self {
        Self { operator: Some(operator), ..self }
    }

    /// Tells which phone presented this chain in a TLS handshake that it completed.
    ///
    /// The chain is verified for client authentication, name and key and all: one that ends in the vendor's CA by
    /// name only is foreign. Only what is trusted is told apart; what a policy merely tolerates is foreign.
    pub fn classify(&self, chain: &Chain, clock: Clock) -> Caller {
        let mac =
            chain.end_entity().common_name().as_deref().and_then(MacAddress::from_common_name);
        let verdict = self.vendor.verify_client(chain, clock);
        if verdict.is_trusted() {
            let device = mac.map_or(Device::Generic, |mac| Device::Unique { mac });
            return Caller { device, verdict };
        }
        // A phone that the vendor's verifier blocks or knows to be revoked is foreign, whatever the operator trusts.
        let is_revoked = |finding: &Finding| finding.check() == Check::Revocation;
        if verdict.findings().is_some_and(|findings| findings.iter().any(is_revoked)) {
            return Caller { device: Device::Foreign, verdict };
        }
        let operators = self.operator.as_ref().map(|operator| operator.verify_client(chain, clock));
        match operators {
            Some(verdict) if verdict.is_trusted() => {
                Caller { device: Device::Custom { mac }, verdict }
            }
            _ => Caller { device: Device::Foreign, verdict },
        }
    }
}

impl Device {
    /// Whether the phone may be given what is meant for this MAC address.
    ///
    /// A generic certificate never may: whoever has one such phone could ask for every other's configuration.
    pub fn may_bind(self, wanted: MacAddress) -> bool {
        match self {
            Self::Unique { mac } | Self::Custom { mac: Some(mac) } => mac == wanted,
            Self::Generic | Self::Custom { mac: None } | Self::Foreign => false,
        }
    }
}

impl Caller {
    /// Which phone it is.
    pub const fn device(&self) -> Device {
        self.device
    }

    /// The path to the CA that vouches for it; `None` if it is foreign.
    pub const fn path(&self) -> Option<&VerifiedPath> {
        match &self.verdict {
            Verdict::Trusted(path) => Some(path),
            Verdict::Tolerated(_) | Verdict::Rejected(_) => None,
        }
    }

    /// Why the vendor's CA does not vouch for it; `None` unless it is foreign.
    pub const fn findings(&self) -> Option<&Findings> {
        self.verdict.findings()
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unique { mac } => write!(f, "unique, {mac}"),
            Self::Generic => f.write_str("generic"),
            Self::Custom { mac: Some(mac) } => write!(f, "custom, {mac}"),
            Self::Custom { mac: None } => f.write_str("custom"),
            Self::Foreign => f.write_str("foreign"),
        }
    }
}

numbered! {
    Device {
        Foreign = 0 "foreign",
        Generic = 1 "generic",
        Unique = 2 "unique",
        Custom = 3 "custom",
    }
}
