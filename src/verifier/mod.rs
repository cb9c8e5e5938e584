//! Floor 6: runs every check about a peer, and lets the policy decide.

mod change;
mod id;
mod judge;
mod known;

pub use id::VerifierId;

use crate::algorithms::Algorithms;
use crate::block_list::BlockList;
use crate::certificate::Certificate;
use crate::chain::{Chain, ChainError};
use crate::clock::Clock;
use crate::diagnosis::of_chain;
use crate::name::ReferenceIdentity;
use crate::policy::Policy;
use crate::revocation_data::RevocationData;
use crate::trust_store::TrustStore;
use crate::usage::Usage;
use crate::verdict::{Findings, Verdict};
use crate::verify::{Crls, IndexedAlgorithms, SignatureCache};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

/// Verifies the certificates of TLS peers against a trust store and a policy.
///
/// Immutable and cheap to share between threads. After changing the store or the policy, build a new verifier. Verdicts
/// are never cached; valid signatures are, if you pass a [`SignatureCache`].
///
/// ```
/// use trustslot::{Chain, Clock, Policy, ReferenceIdentity, TrustStore, Verdict, Verifier};
/// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
/// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let presented: Vec<Vec<u8>> = vec![];
/// let verifier = Verifier::new(TrustStore::default(), Policy::STRICT);
/// let dialed: ReferenceIdentity = "sip.example.com".parse()?;
/// let clock = Clock::set(1_780_272_000); // 2026-06-01
///
/// let Ok(chain) = Chain::from_der(&presented) else { return Ok(()) };
/// match verifier.verify_server(&chain, &dialed, clock) {
///     Verdict::Trusted(path) => println!("trusted {path}"),
///     Verdict::Tolerated(findings) => println!("allowed by policy, although {findings}"),
///     Verdict::Rejected(findings) => println!("rejected: {findings}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    id: VerifierId,
    store: Arc<TrustStore>,
    intermediates: Arc<[Certificate]>,
    blocked: Arc<BlockList>,
    crls: Crls,
    data: Sources,
    cache: Option<SignatureCache>,
    policy: Policy,
    algorithms: IndexedAlgorithms,
}

impl Verifier {
    /// A verifier with the signature algorithms of the backend this crate is built with: `aws-lc-rs` if that feature is
    /// enabled, otherwise `ring`.
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))] {
    /// use trustslot::{Policy, TrustStore, Verifier};
    ///
    /// let verifier = Verifier::new(TrustStore::default(), Policy::STRICT);
    /// assert_eq!(verifier.policy(), Policy::STRICT);
    /// # }
    /// ```
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    pub fn new(store: TrustStore, policy: Policy) -> Self {
        Self::with_algorithms(store, policy, crate::algorithms::BUILT_WITH.clone())
    }

    /// A verifier with the signature algorithms of the caller, constant or counted: see [`Algorithms`]. With rustls, pass
    /// `provider.signature_verification_algorithms.all` of the `CryptoProvider`.
    ///
    /// A program links only the algorithms that it passes: those of [`Algorithms::common`] save a firmware with ring 14 KB
    /// (Thumb-2). webpki has the RSA algorithms of ring with its feature `alloc` alone, which this crate does not enable.
    ///
    /// Without any algorithm, only pins can be trusted. A pin is a certificate that is itself in the store.
    ///
    /// ```
    /// use trustslot::{Algorithms, Policy, TrustStore, Verifier};
    ///
    /// static ALGORITHMS: Algorithms =
    ///     Algorithms::new(&[webpki::ring::ECDSA_P256_SHA256, webpki::ring::RSA_PKCS1_2048_8192_SHA256]);
    /// let algorithms = ALGORITHMS.clone();
    /// let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, algorithms);
    /// # assert_eq!(verifier.policy(), Policy::STRICT);
    /// ```
    pub fn with_algorithms(
        store: TrustStore,
        policy: Policy,
        algorithms: impl Into<Algorithms>,
    ) -> Self {
        Self {
            id: VerifierId::next(),
            store: Arc::new(store),
            intermediates: Arc::from([]),
            blocked: Arc::new(BlockList::new()),
            crls: Crls::none(),
            data: Sources(Arc::from([])),
            cache: None,
            policy,
            algorithms: IndexedAlgorithms::of(algorithms.into()),
        }
    }

    /// Identifies this snapshot: equal for clones of one verifier, different for all others.
    pub const fn id(&self) -> VerifierId {
        self.id
    }

    /// The policy of this verifier.
    pub const fn policy(&self) -> Policy {
        self.policy
    }

    /// The trust store of this verifier. Later changes of the store it was built from do not affect it.
    pub fn store(&self) -> &TrustStore {
        &self.store
    }

    /// Verifies the chain of a TLS server, and that its certificate is for `reference`: the host name or IP address
    /// that was dialed.
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use trustslot::{BuiltIn, Bundle, Chain, Clock, Policy, TrustStore, Verifier};
    ///
    /// # static ROOTS: BuiltIn = BuiltIn::new(webpki_root_certs::TLS_SERVER_ROOT_CERTS);
    /// # let store = TrustStore::new(&ROOTS);
    /// # let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    /// # let chain = Chain::from_certificates(Bundle::parse("chain.pem", file)?)?;
    /// let verifier = Verifier::new(store, Policy::STRICT);
    /// let clock = Clock::set(1_642_204_800); // 2022-01-15
    /// let verdict = verifier.verify_server(&chain, &"stackexchange.com".parse()?, clock);
    /// assert_eq!(
    ///     verdict.to_string(),
    ///     "trusted through \"ISRG Root X1\" until 2022-03-05, as \"stackexchange.com\" (dNSName)",
    /// );
    /// # Ok(())
    /// # }
    /// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
    /// ```
    pub fn verify_server(
        &self,
        chain: &Chain,
        reference: &ReferenceIdentity,
        clock: Clock,
    ) -> Verdict {
        self.verify(chain, Usage::ServerAuth, Some(reference), clock)
    }

    /// Verifies the chain of a TLS server, but not its name. For callers that identify the server in another way.
    ///
    /// Name constraints are not applied to the common name here: without a reference name it cannot be known to be a
    /// host name. If the name matters, use [`verify_server`](Self::verify_server).
    ///
    /// ```
    /// use trustslot::{Chain, Clock, Verifier};
    ///
    /// fn is_trusted(verifier: &Verifier, chain: &Chain, clock: Clock) -> bool {
    ///     verifier.verify_server_of_any_name(chain, clock).is_trusted()
    /// }
    /// # let certificate = trustslot::Certificate::from_der(webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].as_ref());
    /// # let verifier = Verifier::with_algorithms(Default::default(), Default::default(), &[]);
    /// # assert!(!is_trusted(&verifier, &Chain::new(certificate.unwrap()), Clock::Unset));
    /// ```
    pub fn verify_server_of_any_name(&self, chain: &Chain, clock: Clock) -> Verdict {
        self.verify(chain, Usage::ServerAuth, None, clock)
    }

    /// Verifies the chain of a TLS client. The trusted certificate says which client it is.
    ///
    /// Name constraints are applied to the subject alternative names, but not to the common name. A CA that is
    /// constrained to some names can therefore issue a certificate with any common name.
    ///
    /// ```
    /// # #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use trustslot::{BuiltIn, Bundle, Chain, Clock, Policy, TrustStore, Verifier};
    ///
    /// # let mut store = TrustStore::new(BuiltIn::EMPTY);
    /// # store.add(&Bundle::parse("vendor.pem", include_bytes!("../../examples/data/fleet/vendor.pem"))?)?;
    /// # let presented = Bundle::parse("phone.pem", include_bytes!("../../examples/data/fleet/phone.pem"))?;
    /// # let chain = Chain::from_certificates(presented)?;
    /// let verifier = Verifier::new(store, Policy::STRICT);
    /// let path = verifier.verify_client(&chain, Clock::set(1_780_272_000)).into_trusted()?;
    /// assert_eq!(path.end_entity().common_name().as_deref(), Some("0015651234ab"));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))] fn main() {}
    /// ```
    pub fn verify_client(&self, chain: &Chain, clock: Clock) -> Verdict {
        self.verify(chain, Usage::ClientAuth, None, clock)
    }

    /// Parses and verifies what a TLS server presented: DER, its own certificate first.
    ///
    /// A chain that is empty, too long or malformed is a verdict too: [`Verdict::Rejected`] with
    /// [`Reason::NothingPresented`](crate::Reason), `TooManyPresented` or `PresentedUnreadable`. No policy waives that.
    /// Everything else is as in [`verify_server`](Self::verify_server).
    ///
    /// ```
    /// use trustslot::{Clock, Policy, Reason, TrustStore, Verifier};
    ///
    /// let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
    /// let dialed = "pbx.example.com".parse()?;
    /// let presented: [&[u8]; 1] = [b"no certificate"];
    /// let verdict = verifier.verify_server_der(&presented, &dialed, Clock::Unset);
    /// assert!(verdict.findings().is_some_and(|findings| findings.contains(Reason::PresentedUnreadable)));
    /// # Ok::<(), trustslot::ReferenceIdentityError>(())
    /// ```
    pub fn verify_server_der<T: AsRef<[u8]>>(
        &self,
        presented: &[T],
        reference: &ReferenceIdentity,
        clock: Clock,
    ) -> Verdict {
        match self.chain_from_der(presented) {
            Ok(chain) => self.verify_server(&chain, reference, clock),
            Err(error) => unreadable(error),
        }
    }

    /// Parses and verifies what a TLS client presented: DER, its own certificate first.
    ///
    /// A chain that is empty, too long or malformed is rejected, as in [`verify_server_der`](Self::verify_server_der).
    ///
    /// ```
    /// use trustslot::{Clock, Policy, Reason, TrustStore, Verifier};
    ///
    /// let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
    /// let nothing: [&[u8]; 0] = [];
    /// let verdict = verifier.verify_client_der(&nothing, Clock::Unset);
    /// assert_eq!(verdict.to_string(), "rejected: the peer presented no certificate");
    /// ```
    pub fn verify_client_der<T: AsRef<[u8]>>(&self, presented: &[T], clock: Clock) -> Verdict {
        match self.chain_from_der(presented) {
            Ok(chain) => self.verify_client(&chain, clock),
            Err(error) => unreadable(error),
        }
    }
}

/// The verdict about a chain that cannot be read.
pub(crate) fn unreadable(error: ChainError) -> Verdict {
    Verdict::Rejected(Findings {
        list: Vec::from([of_chain(error)]),
        path: None,
        is_anchored: false,
    })
}

/// The revocation data that are no CRLs.
#[derive(Clone)]
struct Sources(Arc<[Arc<dyn RevocationData>]>);

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sources", self.0.len())
    }
}
