//! Verdicts about peers and rejections of files. Each verdict is checked against laws: webpki accepts what is trusted here,
//! and order, repetition and letter case change nothing.

use crate::support::{Issued, NOW, chain3, seconds_of};
use std::collections::BTreeSet;
use std::sync::OnceLock;
use trustslot::pki_types::{CertificateDer, UnixTime};
use trustslot::{
    Added, BuiltIn, Bundle, BundleError, Certificate, Chain, ChainError, Check, Clock, Policy,
    Reason, ReferenceIdentity, TrustRole, TrustSource, TrustStore, TrustStoreError, Verdict,
    VerifiedPath, Verifier,
};

pub(crate) const HOST: &str = "phone.example.com";

/// A peer and everything that its verdict depends on.
#[derive(Clone)]
pub(crate) struct Peer {
    presented: Vec<Vec<u8>>,
    intermediates: Vec<Certificate>,
    store: TrustStore,
    policy: Policy,
    clock: Clock,
    reference: Option<ReferenceIdentity>,
}

/// A peer to be verified as [`HOST`], at [`NOW`], under the strict policy, with one uploaded root.
#[track_caller]
pub(crate) fn peer(presented: &[&Issued], root: &Issued) -> Peer {
    Peer {
        presented: presented.iter().map(|issued| issued.der.clone()).collect(),
        intermediates: Vec::new(),
        store: trusting(&[root]),
        policy: Policy::STRICT,
        clock: Clock::set(NOW),
        reference: Some(HOST.parse().unwrap()),
    }
}

/// A store with these uploads and no built-in roots.
#[track_caller]
pub(crate) fn trusting(uploaded: &[&Issued]) -> TrustStore {
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    for issued in uploaded {
        let added = upload(&mut store, &issued.der);
        added.unwrap_or_else(|error| panic!("{error:?}"));
    }
    store
}

/// A store with these built-in roots, which are not checked as uploads are.
pub(crate) fn built_in(roots: &[&Issued]) -> TrustStore {
    let bytes = |issued: &&Issued| CertificateDer::from(issued.der.clone());
    let roots: Vec<_> = roots.iter().map(bytes).collect();
    TrustStore::new(BuiltIn::new(roots.leak()))
}

impl Peer {
    pub(crate) fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    pub(crate) fn at(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    #[track_caller]
    pub(crate) fn for_name(mut self, name: &str) -> Self {
        self.reference = Some(name.parse().expect(name));
        self
    }

    pub(crate) fn for_any_name(mut self) -> Self {
        self.reference = None;
        self
    }

    pub(crate) fn trusting(mut self, store: TrustStore) -> Self {
        self.store = store;
        self
    }

    #[track_caller]
    pub(crate) fn with_intermediates(mut self, supplied: &[Issued]) -> Self {
        let read = |issued: &Issued| Certificate::from_der(&issued.der).unwrap();
        self.intermediates = supplied.iter().map(read).collect();
        self
    }

    /// The verdict without the laws, for thousands of peers.
    pub(crate) fn judge(&self) -> Result<Verdict, ChainError> {
        let chain = Chain::from_der(&self.presented)?;
        let algorithms = webpki::ALL_VERIFICATION_ALGS;
        let verifier = Verifier::with_algorithms(self.store.clone(), self.policy, algorithms)
            .with_intermediates(self.intermediates.iter().cloned());
        Ok(match &self.reference {
            Some(reference) => verifier.verify_server(&chain, reference, self.clock),
            None => verifier.verify_server_of_any_name(&chain, self.clock),
        })
    }

    /// The verdict, checked against the laws.
    #[track_caller]
    pub(crate) fn verdict(&self) -> Result<Verdict, ChainError> {
        let verdict = self.judge()?;
        self.is_indifferent(&verdict);
        self.is_monotone(&verdict);
        is_fit_to_be_shown(&verdict);
        if let Verdict::Trusted(path) = &verdict
            && let Clock::Set(now) = self.clock
        {
            webpki_agrees(path, now);
        }
        Ok(verdict)
    }

    #[track_caller]
    fn is_indifferent(&self, verdict: &Verdict) {
        let mut reversed = self.clone();
        reversed.presented[1..].reverse();
        let mut repeated = self.clone();
        repeated.presented.extend_from_within(1..);
        repeated.presented.truncate(Chain::MAX_CERTIFICATES);
        for other in [reversed, repeated] {
            assert_eq!(summary(&other.judge().unwrap()), summary(verdict));
        }
        if let Some(ReferenceIdentity::Dns(name)) = &self.reference {
            let shouted = self.clone().for_name(&name.as_str().to_ascii_uppercase());
            assert_eq!(&shouted.judge().unwrap(), verdict);
        }
    }

    #[track_caller]
    fn is_monotone(&self, verdict: &Verdict) {
        let empty = self.clone().trusting(TrustStore::new(BuiltIn::EMPTY));
        assert!(!empty.judge().unwrap().is_trusted());
        for &check in Check::ALL {
            let stricter = self.clone().policy(self.policy.enforce(check));
            let more = stricter.judge().unwrap();
            assert!(verdict.is_accepted() || !more.is_accepted(), "{more}");
        }
    }

    /// Requires that the peer is trusted.
    #[track_caller]
    pub(crate) fn passes(&self) {
        match self.verdict() {
            Ok(Verdict::Trusted(_)) => {}
            other => panic!("expected trusted, got: {}", shown(&other)),
        }
    }

    /// Requires a rejection for this reason alone.
    #[track_caller]
    pub(crate) fn refused(&self, reason: Reason) {
        self.refused_for(&[reason]);
    }

    /// Requires a rejection for exactly these reasons.
    #[track_caller]
    pub(crate) fn refused_for(&self, reasons: &[Reason]) {
        let answer = self.verdict();
        let wanted: BTreeSet<_> = reasons.iter().copied().collect();
        match &answer {
            Ok(verdict @ Verdict::Rejected(_)) if deciding(verdict) == wanted => {}
            _ => panic!("expected {wanted:?}, got: {}", shown(&answer)),
        }
    }

    /// Requires that the policy tolerates exactly these findings.
    #[track_caller]
    pub(crate) fn tolerated(&self, reasons: &[Reason]) {
        let answer = self.verdict();
        let wanted: BTreeSet<_> = reasons.iter().copied().collect();
        match &answer {
            Ok(verdict @ Verdict::Tolerated(_)) if all_reasons(verdict) == wanted => {}
            _ => panic!("expected {wanted:?}, got: {}", shown(&answer)),
        }
    }

    /// Requires that one of the certificates cannot be parsed, and that the error contains these words.
    #[track_caller]
    pub(crate) fn unreadable(&self, words: &str) {
        match self.verdict() {
            Err(error) if error.to_string().contains(words) => {}
            other => panic!("expected {words:?}, got: {}", shown(&other)),
        }
    }

    /// Requires that it is not accepted: it cannot be parsed, or it is rejected.
    #[track_caller]
    pub(crate) fn refused_somehow(&self, why: &str) {
        if let Ok(verdict) = self.judge() {
            assert!(!verdict.is_accepted(), "{why}: {verdict}");
        }
    }
}

/// Kind and reasons of a verdict. Its message may name another certificate if the order differs.
fn summary(verdict: &Verdict) -> (bool, bool, BTreeSet<Reason>) {
    (verdict.is_trusted(), verdict.is_accepted(), all_reasons(verdict))
}

pub(crate) fn all_reasons(verdict: &Verdict) -> BTreeSet<Reason> {
    let findings = verdict.findings().into_iter().flatten();
    findings.map(trustslot::Finding::reason).collect()
}

/// The reasons that the policy does not waive.
pub(crate) fn deciding(verdict: &Verdict) -> BTreeSet<Reason> {
    let findings = verdict.findings().into_iter().flatten();
    let deciding = findings.filter(|finding| !finding.is_waived());
    deciding.map(trustslot::Finding::reason).collect()
}

fn shown(answer: &Result<Verdict, ChainError>) -> String {
    match answer {
        Ok(verdict) => format!("{verdict} {:?}", all_reasons(verdict)),
        Err(error) => error.to_string(),
    }
}

/// Requires short messages without control characters.
#[track_caller]
fn is_fit_to_be_shown(verdict: &Verdict) {
    for finding in verdict.findings().into_iter().flatten() {
        let text = finding.to_string();
        assert!(text.len() <= 1024, "{} bytes: {text}", text.len());
        assert!(!text.contains(char::is_control), "{text:?}");
    }
}

/// Requires that webpki accepts the path too. It parses anchors of versions 1 and 3 only.
#[track_caller]
fn webpki_agrees(path: &VerifiedPath, now: UnixTime) {
    if path.role() == TrustRole::Pin || path.anchor().version() == 2 {
        return;
    }
    let der = |certificate: &Certificate| CertificateDer::from(certificate.as_der().to_vec());
    let root = der(path.anchor());
    let anchors = [webpki::anchor_from_trusted_cert(&root).unwrap()];
    let leaf = der(path.end_entity());
    let between: Vec<_> = path.intermediates().iter().map(der).collect();
    let usage = webpki::KeyUsage::server_auth();
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    let leaf = webpki::EndEntityCert::try_from(&leaf).unwrap();
    leaf.verify_for_usage(algorithms, &anchors, &between, now, usage, None, None).unwrap();
}

/// Uploads a certificate in DER.
pub(crate) fn upload(store: &mut TrustStore, der: &[u8]) -> Result<Added, TrustStoreError> {
    let bundle = Bundle::parse("x.der", der).unwrap_or_else(|error| panic!("{error}"));
    store.add(&bundle)
}

/// Why a file is rejected. The error is the same under both extensions and each time.
#[track_caller]
pub(crate) fn file_refused(bytes: &[u8]) -> BundleError {
    let refusal = |name| match Bundle::parse(name, bytes) {
        Err(refusal) => refusal,
        Ok(bundle) => panic!("{} certificates were accepted", bundle.len()),
    };
    assert_eq!(refusal("x.der"), refusal("x.pem"));
    refusal("x.pem")
}

/// Why a store rejects a file that can be read. The store has another root and is unchanged.
#[track_caller]
pub(crate) fn store_refused(bytes: &[u8]) -> TrustStoreError {
    let other = crate::support::root("Here Before").self_signed();
    let mut store = trusting(&[&other]);
    let listed =
        |store: &TrustStore| format!("{:?}", store.list(TrustSource::All, Clock::set(NOW)));
    let before = listed(&store);
    let bundle = Bundle::parse("x.pem", bytes).unwrap_or_else(|error| panic!("{error}"));
    let refusal = store.add(&bundle).expect_err("the store must reject it");
    assert_eq!(listed(&store), before);
    refusal
}

/// Requires that `act` takes at most as much processor time as ten thousand verdicts about a usual chain, at one of three
/// attempts. Those take about two seconds; work without a limit takes minutes.
#[track_caller]
pub(crate) fn quickly<T>(act: impl Fn() -> T) -> T {
    static USUAL: OnceLock<f64> = OnceLock::new();
    let usual = *USUAL.get_or_init(|| {
        let (root, ca, leaf) = chain3();
        let case = peer(&[&leaf, &ca], &root);
        (0..5).map(|_| seconds_of(|| case.judge().unwrap())).fold(f64::INFINITY, f64::min)
    });
    let is_quick = (0..3).any(|_| seconds_of(&act) <= 10_000.0 * usual);
    assert!(is_quick, "it takes more than ten thousand verdicts");
    act()
}

/// Seconds that mean nothing: a rejection within microseconds is not compared.
const NOISE: f64 = 0.001;

/// Requires that reading five megabytes takes at most ten times as long as reading one. Quadratic time would take 25
/// times as long. A bench can show a tighter bound; here the caches count too, which other work on the machine uses.
#[track_caller]
pub(crate) fn time_is_linear(content: impl Fn(usize) -> Vec<u8>) {
    let (small, large) = (content(1 << 20), content(5 << 20));
    let parse = |bytes: &[u8]| Bundle::parse("x.pem", bytes).is_ok();
    let (mut little, mut much) = (f64::INFINITY, f64::INFINITY);
    // The small file is read five times in a row. Quadratic time then takes five times as long.
    let is_linear = |_| {
        little = seconds_of(|| [(); 5].map(|()| parse(&small))).min(little);
        much = seconds_of(|| parse(&large)).min(much);
        much <= 2.0 * little + NOISE
    };
    assert!((0..50).any(is_linear), "time is not linear: {much} s");
}

/// Runs `act` with a stack of 256 KiB, which a parser that calls itself for each line or level overflows.
#[track_caller]
pub(crate) fn on_a_small_stack(act: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(256 << 10);
        let running = thread.spawn_scoped(scope, act).unwrap();
        running.join().expect("no panic on a small stack");
    });
}
