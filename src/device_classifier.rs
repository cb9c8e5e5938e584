//! Floor 7: which phone a TLS client is, for a provisioning server.

use crate::block_list::BlockList;
use crate::chain::{Chain, ChainError};
use crate::clock::Clock;
use crate::mac::MacAddress;
use crate::name::mac_address;
use crate::numbered::numbered;
use crate::policy::Check;
use crate::remedy::Remedy;
use crate::verdict::{Finding, Findings, Verdict, VerifiedPath};
use crate::verifier::Verifier;
use core::fmt;

/// Identifies phones by the client certificate they present.
///
/// A classifier holds a verifier for the vendor's CA and, where phones have certificates of the operator, one for the
/// operator's CA. It keeps no state between calls, and threads can share it without locks.
///
/// ```
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use trustslot::{Bundle, BuiltIn, Clock, DeviceClassifier, Policy, TrustStore, Verifier};
///
/// # let vendor_ca = include_bytes!("../examples/data/fleet/vendor.pem");
/// # let presented = Bundle::parse("phone.pem", include_bytes!("../examples/data/fleet/phone.pem"))?;
/// # let presented: Vec<&[u8]> = presented.certificates().iter().map(|c| c.as_der()).collect();
/// let mut vendor = TrustStore::new(BuiltIn::EMPTY);
/// vendor.add(&Bundle::parse("vendor.pem", vendor_ca)?)?;
/// let classifier = DeviceClassifier::new(Verifier::new(vendor, Policy::STRICT));
///
/// let clock = Clock::set(1_780_272_000); // 2026-06-01
/// let caller = classifier.classify_presented(&presented, clock)?;
/// assert_eq!(caller.may_bind("00156512 34AB".parse()?), Ok(()));
/// # Ok(())
/// # }
/// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
/// ```
#[derive(Clone, Debug)]
pub struct DeviceClassifier {
    vendor: Verifier,
    operator: Option<Verifier>,
    /// For both, also for an operator's verifier that is passed later.
    blocked: BlockList,
}

/// Which device a client is.
///
/// ```
/// use trustslot::{Device, NotBound};
///
/// let phone = Device::Unique { mac: "0015651234ab".parse()? };
/// assert_eq!(phone.may_bind("00:15:65:12:34:ab".parse()?), Ok(()));
/// assert_eq!(Device::Generic.may_bind("00:15:65:12:34:ab".parse()?), Err(NotBound::Generic));
/// assert_eq!((phone.code(), phone.word()), (2, "unique"));
/// # Ok::<(), trustslot::MacAddressError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Device {
    /// The one phone with this MAC address: the vendor's CA issued the certificate for it alone.
    Unique {
        /// The MAC address in the common name.
        mac: MacAddress,
    },
    /// Any phone of this vendor: the certificate and key are shared by many, so they do not identify one.
    Generic,
    /// A device with a certificate that the operator's CA issued.
    Custom {
        /// The MAC address in the common name, if there is one. The operator's CA vouches for it.
        mac: Option<MacAddress>,
    },
    /// A client that neither the vendor's CA nor the operator's CA vouches for.
    Foreign,
}

/// Why a client may not receive the configuration of a phone.
///
/// ```
/// use trustslot::{Device, MacAddress, NotBound, Remedy};
///
/// let wanted = MacAddress::new([0x00, 0x15, 0x65, 0x12, 0x34, 0xab]);
/// let reason = Device::Generic.may_bind(wanted).unwrap_err();
/// assert_eq!(reason, NotBound::Generic);
/// assert_eq!(reason.to_string(), "many phones share the certificate, so it does not identify one");
/// assert_eq!(reason.remedy(), Some(Remedy::InstallOwnIdentity));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NotBound {
    /// The certificate is [generic](Device::Generic).
    #[error("many phones share the certificate, so it does not identify one")]
    Generic,
    /// The certificate is that of another phone.
    #[error("the certificate is for the phone with MAC address {mac}")]
    OtherMac {
        /// The MAC address in the certificate.
        mac: MacAddress,
    },
    /// The operator's CA issued the certificate, and its common name is no MAC address.
    #[error("the common name of the certificate is no MAC address")]
    NoMac,
    /// The client is [foreign](Device::Foreign).
    #[error("no trusted CA vouches for the client")]
    Foreign,
}

/// Which device a client is, and the verdict that shows it.
///
/// ```
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use trustslot::{Bundle, Chain, Clock, Device, DeviceClassifier, Policy, TrustStore, Verifier};
///
/// # let presented = Bundle::parse("phone.pem", include_bytes!("../examples/data/fleet/phone.pem"))?;
/// # let chain = Chain::from_certificates(presented)?;
/// let nothing_trusted = Verifier::new(TrustStore::default(), Policy::STRICT);
/// let caller = DeviceClassifier::new(nothing_trusted).classify(&chain, Clock::set(1_780_272_000));
/// assert_eq!(caller.device(), Device::Foreign);
/// assert!(caller.path().is_none() && caller.findings().is_some());
/// # Ok(())
/// # }
/// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
/// ```
#[must_use = "a caller is known only after the result is read"]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    device: Device,
    verdict: Verdict,
}

impl DeviceClassifier {
    /// A classifier for phones with certificates of the vendor.
    ///
    /// The verifier's store must hold the vendor's CA and nothing else: every CA in it counts as the vendor's.
    ///
    /// CRLs and other revocation data belong to the verifiers; a [block list](Self::with_block_list) is for both. A client
    /// that the vendor's verifier blocks or knows to be revoked is foreign, even if the operator's verifier trusts it.
    pub const fn new(vendor: Verifier) -> Self {
        Self { vendor, operator: None, blocked: BlockList::new() }
    }

    /// Also accepts certificates of the operator's CA. Replaces the operator's verifier passed before.
    ///
    /// ```
    /// use trustslot::{DeviceClassifier, Policy, TrustStore, Verifier};
    ///
    /// # let vendor = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
    /// # let operator = vendor.clone();
    /// let classifier = DeviceClassifier::new(vendor).with_operator(operator);
    /// assert!(classifier.operator().is_some());
    /// ```
    #[must_use]
    pub fn with_operator(self, operator: Verifier) -> Self {
        let operator = blocking(operator, &self.blocked);
        Self { operator: Some(operator), ..self }
    }

    /// Adds entries to the block lists of both verifiers, such as those of stolen phones. They also hold for an operator's
    /// verifier that is passed later. Another call adds to the entries passed before.
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use trustslot::{BlockList, Clock, Device};
    /// # use trustslot::{Bundle, BuiltIn, Chain, DeviceClassifier, Policy, TrustStore, Verifier};
    /// # let mut vendor = TrustStore::new(BuiltIn::EMPTY);
    /// # vendor.add(&Bundle::parse("vendor.pem", include_bytes!("../examples/data/fleet/vendor.pem"))?)?;
    /// # let presented = Bundle::parse("phone.pem", include_bytes!("../examples/data/fleet/phone.pem"))?;
    /// # let chain = Chain::from_certificates(presented)?;
    /// # let classifier = DeviceClassifier::new(Verifier::new(vendor, Policy::STRICT));
    ///
    /// let mut stolen = BlockList::new();
    /// stolen.block_key_of(chain.end_entity());
    /// let classifier = classifier.with_block_list(stolen);
    /// let caller = classifier.classify(&chain, Clock::set(1_780_272_000));
    /// assert_eq!(caller.device(), Device::Foreign);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
    /// ```
    #[must_use]
    pub fn with_block_list(mut self, list: BlockList) -> Self {
        self.vendor = blocking(self.vendor, &list);
        self.operator = self.operator.map(|operator| blocking(operator, &list));
        self.blocked.append(list);
        self
    }

    /// The verifier for the vendor's CA.
    pub const fn vendor(&self) -> &Verifier {
        &self.vendor
    }

    /// The verifier for the operator's CA; `None` without [`with_operator`](Self::with_operator).
    pub const fn operator(&self) -> Option<&Verifier> {
        self.operator.as_ref()
    }

    /// Returns which device presented this chain in a completed TLS handshake.
    ///
    /// The whole chain is verified for client authentication. A chain whose CA has the vendor's name but not the
    /// vendor's key is [`Foreign`](Device::Foreign), and so is a chain that the policy only tolerates. The handshake
    /// must have proved that the client has the private key: this call cannot.
    pub fn classify(&self, chain: &Chain, clock: Clock) -> Caller {
        let mac = mac_address(chain.end_entity());
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
            Some(operators) if is_anchored(&operators) && !is_anchored(&verdict) => {
                Caller { device: Device::Foreign, verdict: operators }
            }
            _ => Caller { device: Device::Foreign, verdict },
        }
    }

    /// The same as [`classify`](Self::classify), for certificates as TLS delivers them: DER, the client's own first.
    ///
    /// # Errors
    ///
    /// [`ChainError`] if there is no certificate, there are more than
    /// [`Chain::MAX_CERTIFICATES`], or one fails to parse.
    pub fn classify_presented(
        &self,
        presented: &[impl AsRef<[u8]>],
        clock: Clock,
    ) -> Result<Caller, ChainError> {
        Ok(self.classify(&self.vendor.chain_from_der(presented)?, clock))
    }
}

/// Whether a CA in the store of this verifier signed for the client, although the verdict is no trust.
fn is_anchored(verdict: &Verdict) -> bool {
    verdict.findings().is_some_and(|findings| findings.is_anchored)
}

/// The same verifier with these entries in its block list.
fn blocking(verifier: Verifier, list: &BlockList) -> Verifier {
    if list.is_empty() { verifier } else { verifier.with_block_list(list.clone()) }
}

impl Device {
    /// Whether the client may receive the configuration of the phone with this MAC address.
    ///
    /// # Errors
    ///
    /// [`NotBound`]: why it may not. A generic certificate never may: everybody with one such phone could request the
    /// configuration of every other.
    pub fn may_bind(self, wanted: MacAddress) -> Result<(), NotBound> {
        match self {
            Self::Unique { mac } | Self::Custom { mac: Some(mac) } if mac == wanted => Ok(()),
            Self::Unique { mac } | Self::Custom { mac: Some(mac) } => {
                Err(NotBound::OtherMac { mac })
            }
            Self::Generic => Err(NotBound::Generic),
            Self::Custom { mac: None } => Err(NotBound::NoMac),
            Self::Foreign => Err(NotBound::Foreign),
        }
    }
}

impl NotBound {
    /// The smallest change that would help, if there is one. There is none for a client that is another phone than it
    /// says; for a foreign one, the remedies are those of [`Caller::findings`].
    pub const fn remedy(&self) -> Option<Remedy> {
        match self {
            Self::Generic | Self::NoMac => Some(Remedy::InstallOwnIdentity),
            Self::OtherMac { .. } | Self::Foreign => None,
        }
    }
}

impl Caller {
    /// Whether the client may receive the configuration of the phone with this MAC address, as
    /// [`Device::may_bind`] says.
    ///
    /// # Errors
    ///
    /// [`NotBound`]: why it may not.
    pub fn may_bind(&self, wanted: MacAddress) -> Result<(), NotBound> {
        self.device.may_bind(wanted)
    }

    /// Which device the client is.
    pub const fn device(&self) -> Device {
        self.device
    }

    /// The verdict that shows which device the client is: trusted, unless the client is foreign.
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The verified path to the CA that vouches for the client; `None` if the client is foreign.
    pub const fn path(&self) -> Option<&VerifiedPath> {
        match &self.verdict {
            Verdict::Trusted(path) => Some(path),
            Verdict::Tolerated(_) | Verdict::Rejected(_) => None,
        }
    }

    /// Why the client is foreign; `None` unless it is.
    ///
    /// These are the findings of the verifier whose CA signed for the client: the operator's if only its store has such a CA,
    /// otherwise the vendor's. If neither has one, do not follow a remedy that uploads a CA: a CA in the vendor's store
    /// counts as the vendor's. To see the findings of one verifier, call its [`verify_client`](Verifier::verify_client).
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

numbered! {
    NotBound {
        Generic = 2101 "certificate-generic",
        OtherMac = 2102 "certificate-of-another-phone",
        NoMac = 2103 "certificate-without-mac",
        Foreign = 2104 "client-foreign",
    }
}
