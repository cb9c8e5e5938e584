//! Small random test PKIs for the laws: one to three roots, up to five intermediates that may be cross-signed, expired or no
//! CAs, one server, and a policy.

use crate::case::HOST;
use crate::support::{Cert, Issued, Key, NOW, extensions, intermediate, leaf, root};
use crate::verifier::{certificate, verifier};
use pki_types::CertificateDer;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use trustslot::{
    BuiltIn, Bundle, Certificate, Chain, Check, Clock, Policy, TrustSource, TrustStore, Verdict,
};

/// A fault of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quirk {
    None,
    Expired,
    NotYetValid,
    NoCa,
    NoKeyCertSign,
    ForClients,
    PathLengthZero,
    OtherNames,
    UnknownCritical,
    BadSignature,
    Version1,
    OnlyCommonName,
}

const QUIRKS: &[Quirk] = &[
    Quirk::Expired,
    Quirk::NotYetValid,
    Quirk::NoCa,
    Quirk::NoKeyCertSign,
    Quirk::ForClients,
    Quirk::PathLengthZero,
    Quirk::OtherNames,
    Quirk::UnknownCritical,
    Quirk::BadSignature,
    Quirk::Version1,
    Quirk::OnlyCommonName,
];

impl Quirk {
    fn bend(self, cert: Cert) -> Cert {
        match self {
            Self::None => cert,
            Self::Expired => cert.expired(),
            Self::NotYetValid => cert.not_yet_valid(),
            Self::NoCa => cert.ca(false),
            Self::NoKeyCertSign => cert.key_usage(&[extensions::CRL_SIGN]),
            Self::ForClients => cert.eku(&[extensions::CLIENT_AUTH]),
            Self::PathLengthZero => cert.ca(true).path_len(0),
            Self::OtherNames => cert.permitted_dns("example.net"),
            Self::UnknownCritical => cert.unknown_critical_extension(),
            Self::BadSignature => cert.corrupt_signature(),
            Self::Version1 => cert.version(1),
            Self::OnlyCommonName => cert.no_san(),
        }
    }
}

/// An intermediate: which of four names and keys it has, and which earlier certificate signs it.
#[derive(Clone, Debug)]
pub struct Between {
    name: u64,
    signer: Index,
    quirk: Quirk,
}

#[derive(Clone, Debug)]
pub struct Plan {
    roots: Vec<Quirk>,
    between: Vec<Between>,
    leaf_signer: Index,
    leaf: Quirk,
    uploaded: Vec<bool>,
    pinned: bool,
    waived: Vec<Check>,
    source: TrustSource,
    pub clock: Clock,
    meant: &'static str,
}

/// The test PKI of a plan.
pub struct TestPki {
    pub roots: Vec<Certificate>,
    pub between: Vec<Certificate>,
    pub leaf: Certificate,
    pub plan: Plan,
}

fn quirk() -> impl Strategy<Value = Quirk> {
    prop_oneof![3 => Just(Quirk::None), 1 => prop::sample::select(QUIRKS)]
}

pub fn plan() -> impl Strategy<Value = Plan> {
    let between = (0..4_u64, any::<Index>(), quirk());
    let between = between.prop_map(|(name, signer, quirk)| Between { name, signer, quirk });
    let roots = prop::collection::vec(quirk(), 1..=3);
    let pki = (roots, prop::collection::vec(between, 0..=5), any::<Index>(), quirk());
    let source = prop_oneof![4 => Just(TrustSource::All), 1 => Just(TrustSource::Custom), 1 => Just(TrustSource::BuiltIn)];
    let clock = prop_oneof![
        6 => Just(Clock::set(NOW)),
        1 => Just(Clock::at_least(NOW)),
        1 => Just(Clock::Unset),
    ];
    let store = (prop::collection::vec(any::<bool>(), 3), prop::bool::weighted(0.1));
    let waived = prop_oneof![1 => Just(Vec::new()), 1 => subsequence(Check::ALL.to_vec(), 0..=Check::ALL.len())];
    let meant = prop_oneof![5 => Just(HOST), 1 => Just("other.example.net")];
    (pki, store, waived, source, clock, meant).prop_map(
        |(
            (roots, between, leaf_signer, leaf),
            (uploaded, pinned),
            waived,
            source,
            clock,
            meant,
        )| Plan {
            roots,
            between,
            leaf_signer,
            leaf,
            uploaded,
            pinned,
            waived,
            source,
            clock,
            meant,
        },
    )
}

impl Plan {
    /// Uploads the peer's own certificate.
    pub fn pinning(self, pinned: bool) -> Self {
        Self { pinned, ..self }
    }
}

impl TestPki {
    /// Ed25519 keys are made from their number, so a test PKI takes a millisecond and is the same each time.
    pub fn new(plan: Plan) -> Self {
        Self::bent(plan, |_, cert| cert)
    }

    /// The same with additions to certificates: number 0 is the server, the intermediates begin at 1.
    pub fn bent(plan: Plan, more: impl Fn(usize, Cert) -> Cert) -> Self {
        let roots: Vec<Issued> = plan
            .roots
            .iter()
            .zip(0_u64..)
            .map(|(quirk, n)| {
                quirk.bend(root(&format!("Root {n}")).key(Key::ed25519(n))).self_signed()
            })
            .collect();
        let mut issuers = roots.clone();
        for ((between, serial), number) in plan.between.iter().zip(0x40_u8..).zip(1..) {
            let signer = between.signer.get(&issuers).clone();
            let cert = intermediate(&format!("CA {}", between.name))
                .key(Key::ed25519(100 + between.name))
                .serial(&[serial]);
            let cert = more(number, between.quirk.bend(cert));
            issuers.push(cert.signed_by(&signer));
        }
        // An intermediate is preferred to a root.
        let tail =
            &issuers[issuers.len().min(roots.len() + plan.between.len()).saturating_sub(3)..];
        let leaf = plan.leaf.bend(leaf(HOST).key(Key::ed25519(200)));
        let leaf = more(0, leaf).signed_by(plan.leaf_signer.get(tail));
        Self {
            between: issuers[roots.len()..].iter().map(certificate).collect(),
            roots: roots.iter().map(certificate).collect(),
            leaf: certificate(&leaf),
            plan,
        }
    }

    pub fn policy(&self) -> Policy {
        let policy = Policy::STRICT.with_source(self.plan.source);
        self.plan.waived.iter().fold(policy, |policy, &check| policy.waive(check))
    }

    /// Each root is built in or uploaded, as the plan says. `without` and unusable ones are left out.
    pub fn store(&self, without: Option<usize>) -> TrustStore {
        let (mut custom, mut firm) = (Vec::new(), Vec::new());
        for (n, root) in self.roots.iter().enumerate() {
            if Some(n) != without {
                let part = if self.plan.uploaded[n] { &mut custom } else { &mut firm };
                part.push(root.clone());
            }
        }
        let firm: Vec<CertificateDer<'static>> =
            firm.iter().map(|root| CertificateDer::from(root.as_der().to_vec())).collect();
        let list: &'static [_] = Box::leak(firm.into_boxed_slice());
        let mut store = TrustStore::new(BuiltIn::new(list));
        if self.plan.pinned {
            custom.push(self.leaf.clone());
        }
        for certificate in custom {
            let _unfit = store.add(&Bundle::from(certificate));
        }
        store
    }

    pub fn judge(&self, store: TrustStore, policy: Policy, others: &[Certificate]) -> Verdict {
        let presented = std::iter::once(&self.leaf).chain(others).cloned();
        let chain = Chain::from_certificates(presented).unwrap();
        let meant = self.plan.meant.parse().unwrap();
        verifier(store, policy).verify_server(&chain, &meant, self.plan.clock)
    }

    /// The same verdict, from a verifier with a signature cache.
    #[cfg(feature = "std")]
    pub fn verdict_remembering(&self, cache: &trustslot::SignatureCache) -> Verdict {
        let presented = std::iter::once(&self.leaf).chain(&self.between).cloned();
        let chain = Chain::from_certificates(presented).unwrap();
        let meant = self.plan.meant.parse().unwrap();
        verifier(self.store(None), self.policy()).with_signature_cache(cache).verify_server(
            &chain,
            &meant,
            self.plan.clock,
        )
    }

    pub fn verdict(&self) -> Verdict {
        self.judge(self.store(None), self.policy(), &self.between)
    }
}
