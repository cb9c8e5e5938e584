//! A PKI in which every certificate can be issued again: what a test changes when it plays the CA, the server's owner or the
//! operator.

use crate::spec::{END, Spec, Stored};
use crate::support::crl::crl;
use crate::support::time::When;
use crate::support::{Issued, Key, toy};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::sync::{LazyLock, Mutex, PoisonError};
use trustslot::pki_types::CertificateDer;
use trustslot::{
    BlockList, BuiltIn, Bundle, Certificate, Chain, Check, Clock, Crl, Policy, TrustSource,
    TrustStore, Verdict, Verifier,
};

/// Everything that a verdict depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pki {
    pub certs: Vec<Spec>,
    /// Certificates in DER that are sent beside the chain.
    pub junk: Vec<Vec<u8>>,
    /// The order in which certificates are sent; those that are missing here come last.
    pub order: Vec<usize>,
    pub policy: Policy,
    pub clock: Clock,
    /// When CRLs are issued: a day later they are in use, and they are current for a long time.
    pub crls_at: u64,
    pub dialed: String,
}

impl Pki {
    /// The certificate with this number.
    pub fn issued(&self, number: usize) -> Rc<Issued> {
        self.made(number).0
    }

    pub fn certificate(&self, number: usize) -> Option<Certificate> {
        self.made(number).1
    }

    fn made(&self, number: usize) -> Made {
        let spec = &self.certs[number];
        let signer = &self.certs[spec.signer];
        let is_own = spec.signer == number && !spec.forged && !spec.respelled;
        let key = (spec.printed(), signer.name, signer.key, signer.host, is_own);
        MADE.with_borrow_mut(|made| {
            if made.len() >= MOST_MADE {
                made.clear();
            }
            made.entry(key).or_insert_with(|| issue(spec, signer, is_own)).clone()
        })
    }

    /// The number of a certificate of this PKI.
    pub fn number_of(&self, der: &[u8]) -> Option<usize> {
        (0..self.certs.len()).find(|&number| self.issued(number).der == der)
    }

    pub fn numbers(&self, stored: Stored) -> impl Iterator<Item = usize> {
        (0..self.certs.len()).filter(move |&number| self.certs[number].stored == stored)
    }

    /// The numbers of the certificates that are sent, in order.
    pub fn sent(&self) -> Vec<usize> {
        let mut sent: Vec<usize> = self
            .order
            .iter()
            .copied()
            .filter(|&n| self.certs.get(n).is_some_and(|c| c.sent))
            .collect();
        for number in 0..self.certs.len() {
            if self.certs[number].sent && !sent.contains(&number) {
                sent.push(number);
            }
        }
        sent
    }

    pub fn chain(&self) -> Option<Chain> {
        let sent = self.sent().into_iter().filter_map(|number| self.certificate(number));
        let junk = self.junk.iter().filter_map(|der| Certificate::from_der(der).ok());
        Chain::from_certificates(sent.chain(junk)).ok()
    }

    pub fn store(&self) -> TrustStore {
        let ders =
            [Stored::BuiltIn, Stored::Disabled].into_iter().flat_map(|stored| self.numbers(stored));
        let ders: Vec<CertificateDer<'static>> =
            ders.map(|number| CertificateDer::from(self.issued(number).der.clone())).collect();
        let mut store = TrustStore::new(list_of(ders));
        for number in self.numbers(Stored::Disabled) {
            if let Some(certificate) = self.certificate(number) {
                let _is_built_in = store.disable(&certificate.fingerprint());
            }
        }
        for number in self.numbers(Stored::Uploaded) {
            if let Some(certificate) = self.certificate(number) {
                let _unfit = store.add(&Bundle::from(certificate));
            }
        }
        store
    }

    pub fn verifier(&self) -> Verifier {
        let mut blocked = BlockList::new();
        for number in (0..self.certs.len()).filter(|&number| self.certs[number].blocked) {
            if let Some(certificate) = self.certificate(number) {
                blocked.block_certificate(&certificate);
            }
        }
        let supplied = self.numbers(Stored::Supplied).filter_map(|number| self.certificate(number));
        Verifier::with_algorithms(self.store(), self.policy, toy::ALGORITHMS)
            .with_intermediates(supplied)
            .with_block_list(blocked)
            .with_crls(self.crls())
    }

    /// The CRL of each certificate that publishes one, dated around the clock of the tests.
    fn crls(&self) -> Vec<Crl> {
        let issuers = (0..self.certs.len()).filter(|&number| self.certs[number].has_crl);
        let lists = issuers.map(|number| {
            let revoked = self
                .certs
                .iter()
                .enumerate()
                .filter(|(_, spec)| spec.signer == number && spec.revoked);
            let list = crl().dated(
                When::from(self.crls_at - 86_400),
                When::from(END.max(self.crls_at + 86_400)),
            );
            let list = revoked.fold(list, |list, (number, _)| list.revoking(&self.issued(number)));
            list.signed_by(&self.certs[number].as_signer(false))
        });
        lists.filter_map(|der| Crl::from_der(&der).ok()).collect()
    }

    /// The verdict; `None` if the plan is no question.
    pub fn judge(&self) -> Option<Verdict> {
        self.judge_by(&self.verifier())
    }

    /// The verdict of this verifier, which is that of [`verifier`](Self::verifier).
    pub fn judge_by(&self, verifier: &Verifier) -> Option<Verdict> {
        let dialed = self.dialed.parse().ok()?;
        Some(verifier.verify_server(&self.chain()?, &dialed, self.clock))
    }

    pub fn with_source(&self, source: TrustSource) -> Self {
        Self { policy: self.policy.with_source(source), ..self.clone() }
    }

    /// The same PKI with a change of one certificate.
    pub fn with(&self, number: usize, change: impl FnOnce(&mut Spec)) -> Self {
        let mut pki = self.clone();
        change(&mut pki.certs[number]);
        pki
    }
}

/// A certificate, and what the library reads from it.
type Made = (Rc<Issued>, Option<Certificate>);

/// What is in a certificate, and the name, the key and the host of its signer; whether it signed itself.
type MadeOf = (Spec, usize, u64, &'static str, bool);

/// The certificates that are kept: some 1 KB each.
const MOST_MADE: usize = 20_000;

thread_local! {
    /// Issued before: the laws ask for the same certificates in most of their verdicts.
    static MADE: RefCell<BTreeMap<MadeOf, Made>> = const { RefCell::new(BTreeMap::new()) };
}

fn issue(spec: &Spec, signer: &Spec, is_own: bool) -> Made {
    let issued = if is_own {
        spec.described().self_signed()
    } else {
        let mut signer = signer.as_signer(spec.respelled);
        if spec.forged {
            signer.key = Key::toy(9_999);
        }
        spec.described().signed_by(&signer)
    };
    let certificate = Certificate::from_der(&issued.der).ok();
    (Rc::new(issued), certificate)
}

/// The lists so far, by their certificates.
type Lists = BTreeMap<Vec<Vec<u8>>, &'static BuiltIn>;

/// A built-in list. Lists live as long as the program, as in firmware, so each is made once.
fn list_of(ders: Vec<CertificateDer<'static>>) -> &'static BuiltIn {
    static LISTS: LazyLock<Mutex<Lists>> = LazyLock::new(Mutex::default);
    let key = ders.iter().map(|der| der.to_vec()).collect();
    // A list is added completely or not at all.
    let mut lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    lists.entry(key).or_insert_with(|| Box::leak(Box::new(BuiltIn::new(Vec::leak(ders)))))
}

/// The certificates as differences from the usual, one a line.
impl fmt::Display for Pki {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, spec) in self.certs.iter().enumerate() {
            let usual = if spec.is_peer() {
                Spec::of_peer(spec.signer)
            } else {
                Spec::of_ca(spec.name, spec.key, spec.signer)
            };
            let who = if spec.is_peer() { "peer".to_owned() } else { format!("CA {}", spec.name) };
            write!(f, "    {number}: {who}, key {}, signed by {}", spec.key, spec.signer)?;
            let (this, usual) = (format!("{spec:?}"), format!("{usual:?}"));
            for (this, usual) in
                this.split(", ").zip(usual.split(", ")).filter(|(this, usual)| this != usual)
            {
                if !usual.starts_with("serial") && !usual.starts_with("key") {
                    write!(f, ", {}", this.trim_end_matches(" }"))?;
                }
            }
            writeln!(f)?;
        }
        let waived = Check::ALL
            .iter()
            .filter(|&&check| !self.policy.decides(check))
            .map(|check| check.word());
        let waived = waived.collect::<Vec<_>>().join(", ");
        let (source, clock) = (self.policy.source(), self.clock);
        write!(f, "    source {source}, waived [{waived}], {clock:?}, junk {}", self.junk.len())
    }
}
