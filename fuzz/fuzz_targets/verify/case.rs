//! A peer and everything that its verdict depends on.

use crate::plan::{Plan, REFERENCES, Usage};
use core::sync::atomic::Ordering;
use pki_types::CertificateDer;
use std::sync::LazyLock;
use trustslot::{
    BlockList, BuiltIn, Bundle, Certificate, Chain, Clock, ImposedConstraint, Policy,
    ReferenceIdentity, SharedBuiltIn, TrustStore, Verdict, Verifier,
};
use trustslot_fuzz::chains::{self, BUILT_IN, CONSTRAINED};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::{forest, toy};

/// A peer and everything that its verdict depends on.
pub struct Case {
    pub store: TrustStore,
    pub chain: Chain,
    pub intermediates: Vec<Certificate>,
    pub policy: Policy,
    pub clock: Clock,
    pub usage: Usage,
    pub reference: ReferenceIdentity,
}

impl Case {
    pub fn read(plan: &Plan, bytes: &[u8]) -> Option<Self> {
        let ders = forest::elements(bytes);
        if ders.len() > MAX_CERTIFICATES {
            return None;
        }
        let roots = BUILT_IN_DERS.iter().map(|der| &der[..]);
        let issuers: Vec<&[u8]> = ders.iter().copied().chain(roots).collect();
        let mut store = TrustStore::new(if plan.built_in {
            SharedBuiltIn::from(&*LIST)
        } else {
            BuiltIn::EMPTY
        });
        let mut presented = Vec::new();
        let mut intermediates = Vec::new();
        for (index, der) in ders.iter().enumerate() {
            let chosen = |mask: u8| index < 8 && mask >> index & 1 == 1;
            let der =
                if chosen(plan.signed) { chains::sign_again(der, &issuers) } else { der.to_vec() };
            if !chosen(plan.uploaded) && !chosen(plan.supplied) {
                presented.push(der);
                continue;
            }
            let Ok(certificate) = Certificate::from_der(&der) else {
                continue;
            };
            if chosen(plan.supplied) {
                intermediates.push(certificate);
            } else if let Err(error) = store.add(&Bundle::from(certificate)) {
                assert_fit(&error.to_string(), SENTENCE);
            }
        }
        if plan.lenient {
            presented.retain(|der| Certificate::from_der(der).is_ok());
        }
        if plan.disabled
            && let Some(root) = store.built_in().next()
        {
            assert!(store.disable(&root.fingerprint()));
        }
        let chain = Chain::from_der(&presented)
            .inspect_err(|error| assert_fit(&error.to_string(), SENTENCE))
            .ok()?;
        Some(Self {
            store,
            chain,
            intermediates,
            policy: plan.policy,
            clock: plan.clock,
            usage: plan.usage,
            reference: REFERENCES[plan.reference].parse().expect("a reference name"),
        })
    }

    pub fn verify(&self, store: &TrustStore, policy: Policy, chain: &Chain) -> Verdict {
        self.verify_blocking(BlockList::new(), store, policy, chain)
    }

    /// The verdict. Requires that it stays within the limit of signature checks.
    pub fn verify_blocking(
        &self,
        blocked: BlockList,
        store: &TrustStore,
        policy: Policy,
        chain: &Chain,
    ) -> Verdict {
        let verifier = Verifier::with_algorithms(store.clone(), policy, toy::ALGORITHMS)
            .with_intermediates(self.intermediates.iter().cloned())
            .with_block_list(blocked);
        toy::CHECKS.store(0, Ordering::Relaxed);
        let verdict = match self.usage {
            Usage::Server => verifier.verify_server(chain, &self.reference, self.clock),
            Usage::AnyServer => verifier.verify_server_of_any_name(chain, self.clock),
            Usage::Client => verifier.verify_client(chain, self.clock),
        };
        let checks = toy::CHECKS.load(Ordering::Relaxed);
        assert!(checks <= MAX_CHECKS, "{checks} signature checks");
        verdict
    }
}

/// The most certificates in an input. Its variants with repetitions must not exceed the limit of a chain.
const MAX_CERTIFICATES: usize = 24;

/// The limit of one verdict, in checks of the cheapest kind.
const MAX_CHECKS: usize = 112;

static BUILT_IN_DERS: LazyLock<[Vec<u8>; 2]> =
    LazyLock::new(|| [chains::ca_root(BUILT_IN, 20).der, chains::ca_root(CONSTRAINED, 21).der]);

/// Two built-in roots, the second one limited to example.org.
static LIST: LazyLock<BuiltIn> = LazyLock::new(|| {
    let roots: Vec<CertificateDer<'static>> =
        BUILT_IN_DERS.iter().map(|der| CertificateDer::from(&der[..])).collect();
    let held = Certificate::from_der(&roots[1]).expect("a certificate");
    let imposed = [ImposedConstraint {
        root: held.fingerprint(),
        name_constraints: b"\xa0\x0f\x30\x0d\x82\x0bexample.org".into(),
    }];
    BuiltIn::with_imposed(Vec::leak(roots), Vec::leak(imposed.to_vec()))
});
