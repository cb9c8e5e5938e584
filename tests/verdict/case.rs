//! Describes a verification in one line: the store, the chain, the name and the time.

use crate::support::time::When;
use crate::support::{Cert, Issued, NOW, intermediate, leaf, root};
use crate::verifier::{built_in, certificate, chain, file, verifier};
use pki_types::UnixTime;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;
use std::time::Duration;
use trustslot::{
    BlockList, Clock, Crl, Findings, Policy, Position, Reason, ReferenceIdentity, RevocationData,
    TrustStore, Verdict, VerifiedPath, Verifier,
};

/// A store, a chain, a name, a policy and a clock. The defaults: an empty store with ten entries, the strict policy, the
/// clock of the tests, and a server dialed as `phone.example.com`.
#[derive(Clone, Debug)]
pub struct Case {
    pub presented: Vec<Issued>,
    built_in: Vec<Issued>,
    disabled: Vec<Issued>,
    pub uploaded: Vec<Issued>,
    intermediates: Vec<Issued>,
    blocked: Vec<Issued>,
    last_issue: Option<When>,
    crls: Vec<Vec<u8>>,
    data: Vec<Data>,
    peer: Peer,
    policy: Policy,
    clock: Clock,
}

/// Revocation data that are no CRLs.
#[derive(Clone)]
struct Data(Arc<dyn RevocationData>);

impl Debug for Data {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Data")
    }
}

#[derive(Clone, Debug)]
enum Peer {
    Server(ReferenceIdentity),
    AnyServer,
    Client,
}

/// The name that is dialed by default.
pub const HOST: &str = "phone.example.com";

impl Case {
    pub fn presenting(presented: &[&Issued]) -> Self {
        Self {
            presented: owned(presented),
            built_in: Vec::new(),
            disabled: Vec::new(),
            uploaded: Vec::new(),
            intermediates: Vec::new(),
            blocked: Vec::new(),
            last_issue: None,
            crls: Vec::new(),
            data: Vec::new(),
            peer: Peer::Server(HOST.parse().unwrap()),
            policy: Policy::STRICT,
            clock: Clock::set(NOW),
        }
    }

    /// Presents another chain instead.
    pub fn instead(self, presented: &[&Issued]) -> Self {
        let presented = owned(presented);
        Self { presented, ..self }
    }

    pub fn built_in(mut self, roots: &[&Issued]) -> Self {
        self.built_in.extend(owned(roots));
        self
    }

    /// Built in, but disabled by the operator.
    pub fn disabled(mut self, roots: &[&Issued]) -> Self {
        self.disabled.extend(owned(roots));
        self.built_in(roots)
    }

    pub fn uploaded(mut self, certificates: &[&Issued]) -> Self {
        self.uploaded.extend(owned(certificates));
        self
    }

    pub fn with_intermediates(mut self, intermediates: &[&Issued]) -> Self {
        self.intermediates.extend(owned(intermediates));
        self
    }

    /// Blocks these certificates.
    pub fn with_block_list(mut self, certificates: &[&Issued]) -> Self {
        self.blocked.extend(owned(certificates));
        self
    }

    /// Blocks certificates below the uploaded roots that were issued later.
    pub fn phasing_out(self, last_issue: impl Into<When>) -> Self {
        let last_issue = Some(last_issue.into());
        Self { last_issue, ..self }
    }

    /// Consults these CRLs, DER.
    pub fn with_crls(mut self, crls: &[Vec<u8>]) -> Self {
        self.crls.extend_from_slice(crls);
        self
    }

    /// Asks these revocation data.
    pub fn with_data(mut self, data: impl RevocationData + 'static) -> Self {
        self.data.push(Data(Arc::new(data)));
        self
    }

    #[track_caller]
    pub fn dialing(self, name: &str) -> Self {
        let peer = Peer::Server(name.parse().unwrap());
        Self { peer, ..self }
    }

    pub fn of_any_name(self) -> Self {
        let peer = Peer::AnyServer;
        Self { peer, ..self }
    }

    /// The peer is a client; its name is not checked.
    pub fn by_a_client(self) -> Self {
        let peer = Peer::Client;
        Self { peer, ..self }
    }

    pub fn under(self, policy: Policy) -> Self {
        Self { policy, ..self }
    }

    pub const fn policy(&self) -> Policy {
        self.policy
    }

    pub fn at(self, seconds: u64) -> Self {
        self.by(Clock::set(seconds))
    }

    pub fn by(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    #[track_caller]
    pub fn store(&self) -> TrustStore {
        let mut store = TrustStore::new(built_in(&borrowed(&self.built_in)));
        for root in &self.disabled {
            assert!(store.disable(&certificate(root).fingerprint()));
        }
        if !self.uploaded.is_empty() {
            store.add(&file(&borrowed(&self.uploaded))).unwrap();
        }
        store
    }

    #[track_caller]
    pub fn verifier(&self) -> Verifier {
        let mut blocked = BlockList::new();
        for issued in &self.blocked {
            blocked.block_certificate(&certificate(issued));
        }
        if let Some(last) = self.last_issue {
            let last = UnixTime::since_unix_epoch(Duration::from_secs(last.seconds()));
            for root in &self.uploaded {
                blocked.block_issued_after(&certificate(root), last);
            }
        }
        let plain = verifier(self.store(), self.policy);
        let asking =
            |verifier: Verifier, data: &Data| verifier.with_revocation_data(data.0.clone());
        self.data
            .iter()
            .fold(plain, asking)
            .with_intermediates(self.intermediates.iter().map(certificate))
            .with_block_list(blocked)
            .with_crls(self.crls.iter().map(|crl| Crl::from_der(crl).unwrap()))
    }

    #[track_caller]
    pub fn judge(&self) -> Verdict {
        let (verifier, chain) = (self.verifier(), chain(&borrowed(&self.presented)));
        match &self.peer {
            Peer::Server(meant) => verifier.verify_server(&chain, meant, self.clock),
            Peer::AnyServer => verifier.verify_server_of_any_name(&chain, self.clock),
            Peer::Client => verifier.verify_client(&chain, self.clock),
        }
    }

    #[track_caller]
    pub fn is_trusted(&self, why: &str) -> VerifiedPath {
        match self.judge() {
            Verdict::Trusted(path) => path,
            other => panic!("{why}: {other}"),
        }
    }

    /// Rejected with exactly these findings.
    #[track_caller]
    pub fn is_rejected(&self, found: &[(Reason, Position)], why: &str) -> Findings {
        match self.judge() {
            Verdict::Rejected(findings) => {
                assert_eq!(places(&findings), found, "{why}: {findings}");
                assert_eq!(findings.len(), found.len(), "{why}: {findings}");
                assert!(findings.iter().any(|finding| !finding.is_waived()), "{why}");
                findings
            }
            other => panic!("{why}: {other}"),
        }
    }

    /// Tolerated with exactly these findings.
    #[track_caller]
    pub fn is_tolerated(&self, found: &[(Reason, Position)], why: &str) -> Findings {
        match self.judge() {
            Verdict::Tolerated(findings) => {
                assert_eq!(places(&findings), found, "{why}: {findings}");
                assert!(findings.iter().all(trustslot::Finding::is_waived), "{why}");
                findings
            }
            other => panic!("{why}: {other}"),
        }
    }
}

/// The reasons and positions of the findings.
pub fn places(findings: &Findings) -> Vec<(Reason, Position)> {
    findings.iter().map(|f| (f.reason(), f.position())).collect()
}

/// A root, an intermediate and a leaf without any fault. The root is uploaded.
pub fn good() -> Case {
    chain_that(|root| root, |ca| ca, |leaf| leaf)
}

pub fn leaf_that(edit: impl FnOnce(Cert) -> Cert) -> Case {
    chain_that(|root| root, |ca| ca, edit)
}

pub fn ca_that(edit: impl FnOnce(Cert) -> Cert) -> Case {
    chain_that(|root| root, edit, |leaf| leaf)
}

pub fn root_that(edit: impl FnOnce(Cert) -> Cert) -> Case {
    chain_that(edit, |ca| ca, |leaf| leaf)
}

pub fn chain_that(
    edit_root: impl FnOnce(Cert) -> Cert,
    edit_ca: impl FnOnce(Cert) -> Cert,
    edit_leaf: impl FnOnce(Cert) -> Cert,
) -> Case {
    let root = edit_root(root("Test Root")).self_signed();
    let ca = edit_ca(intermediate("Test CA")).signed_by(&root);
    let leaf = edit_leaf(leaf(HOST)).signed_by(&ca);
    Case::presenting(&[&leaf, &ca]).uploaded(&[&root])
}

/// The same with the root built in. The built-in part accepts every certificate.
pub fn built_in_root_that(edit: impl FnOnce(Cert) -> Cert) -> Case {
    let root = edit(root("Test Root")).self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let leaf = leaf(HOST).signed_by(&ca);
    Case::presenting(&[&leaf, &ca]).built_in(&[&root])
}

pub const fn unix(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

fn owned(certificates: &[&Issued]) -> Vec<Issued> {
    certificates.iter().map(|&issued| issued.clone()).collect()
}

fn borrowed(certificates: &[Issued]) -> Vec<&Issued> {
    certificates.iter().collect()
}
