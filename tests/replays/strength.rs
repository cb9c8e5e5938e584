//! Old signatures: a policy that waives `Check::Strength` accepts what was verified, and nothing else.

use crate::algorithms::{HAS_LEGACY, rsa_signed};
use crate::judge::{HOST, Peer, built_in, peer};
use crate::support::key::algorithm;
use crate::support::{Issued, Key, chain3, intermediate, leaf};
use trustslot::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use trustslot::{
    BuiltIn, Certificate, Chain, Check, Clock, Policy, Reason, TrustSource, TrustStore, Verdict,
    Verifier,
};

const WAIVED: Policy = Policy::STRICT.waive(Check::Strength);

/// A peer below a root with a genuine old signature.
struct Old {
    presented: Vec<Issued>,
    root: Issued,
    weak: Reason,
    /// True if this build can verify it below an uploaded root.
    is_verified: bool,
    why: String,
}

fn rows() -> Vec<Old> {
    let kinds = [
        (algorithm::RSA_SHA1, 2_048, Reason::WeakSignatureAlgorithm, HAS_LEGACY),
        (algorithm::RSA_MD5, 2_048, Reason::WeakSignatureAlgorithm, false),
        (algorithm::RSA_SHA256, 1_024, Reason::WeakKey, HAS_LEGACY),
        (algorithm::RSA_SHA256, 2_040, Reason::WeakKey, HAS_LEGACY),
        (algorithm::RSA_SHA256, 1_016, Reason::WeakKey, false),
        (algorithm::RSA_SHA256, 512, Reason::WeakKey, false),
    ];
    let mut rows = Vec::new();
    for (kind, bits, weak, is_verified) in kinds {
        let (root, own) = rsa_signed(&leaf(HOST), bits, kind);
        let why = format!("the peer's own, {kind}, {bits} bits");
        rows.push(Old { presented: vec![own], root, weak, is_verified, why });
        let (root, ca) = rsa_signed(&intermediate("Test CA"), bits, kind);
        let own = leaf(HOST).signed_by(&ca);
        let why = format!("its CA's, {kind}, {bits} bits");
        rows.push(Old { presented: vec![own, ca], root, weak, is_verified, why });
    }
    rows
}

impl Old {
    fn peer(&self) -> Peer {
        peer(&self.presented.iter().collect::<Vec<_>>(), &self.root)
    }

    /// One bit of the old signature is changed.
    fn forged(&self) -> Peer {
        let mut presented = self.presented.clone();
        let old = presented.last_mut().unwrap();
        *old.der.last_mut().unwrap() ^= 1;
        peer(&presented.iter().collect::<Vec<_>>(), &self.root)
    }
}

#[test]
fn waiving_strength_accepts_only_what_was_verified() {
    for row in rows() {
        let verdict = row.peer().policy(WAIVED).verdict().unwrap();
        let found = verdict.findings().unwrap();
        assert!(found.contains(row.weak), "{}: {verdict}", row.why);
        assert_eq!(verdict.is_accepted(), row.is_verified, "{}: {verdict}", row.why);
        let is_unverified = found.contains(Reason::UnsupportedSignatureAlgorithm);
        assert_eq!(is_unverified, !row.is_verified, "{}: {verdict}", row.why);
        if row.is_verified {
            let path = verdict.path().expect("a path that was verified");
            assert_eq!(path.anchor().as_der(), row.root.der, "{}", row.why);
            assert!(found.iter().all(|finding| finding.reason() == row.weak), "{verdict}");
        }
        assert!(!row.peer().verdict().unwrap().is_accepted(), "{}: strict", row.why);
        // With the path waived too, there is no path that was verified.
        let untrusted = row.peer().policy(Policy::STRICT.accept_untrusted()).verdict().unwrap();
        assert!(untrusted.is_accepted(), "{}: {untrusted}", row.why);
        assert_eq!(untrusted.path().is_some(), row.is_verified, "{}: {untrusted}", row.why);
    }
}

#[test]
fn forged_old_signatures_are_rejected() {
    for row in rows() {
        let verdict = row.forged().policy(WAIVED).judge().unwrap();
        let reason = if row.is_verified {
            Reason::BadSignature
        } else {
            Reason::UnsupportedSignatureAlgorithm
        };
        assert!(!verdict.is_accepted(), "{}: {verdict}", row.why);
        assert!(verdict.findings().unwrap().contains(reason), "{}: {verdict}", row.why);
    }
}

#[test]
fn no_old_signature_counts_below_a_built_in_root() {
    for row in rows() {
        let case = row.peer().policy(WAIVED).trusting(built_in(&[&row.root]));
        let verdict = case.verdict().unwrap();
        assert!(!verdict.is_accepted(), "{}: {verdict}", row.why);
        let found = verdict.findings().unwrap();
        assert!(found.contains(Reason::UnsupportedSignatureAlgorithm), "{}: {verdict}", row.why);
    }
}

/// Says yes to every signature by RSA: an algorithm of a caller who does not care.
#[derive(Debug)]
struct Careless(AlgorithmIdentifier);

impl SignatureVerificationAlgorithm for Careless {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::RSA_ENCRYPTION
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.0
    }
}

const CARELESS: &[&dyn SignatureVerificationAlgorithm] = &[
    &Careless(alg_id::RSA_PKCS1_SHA256),
    &Careless(AlgorithmIdentifier::from_slice(
        b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05\x05\x00",
    )),
    &Careless(AlgorithmIdentifier::from_slice(
        b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04\x05\x00",
    )),
];

/// The algorithms of the caller are for signatures that are secure.
#[test]
fn algorithms_of_the_caller_never_verify_an_old_signature() {
    for row in rows().into_iter().filter(|row| row.presented.len() == 1) {
        let mut presented = row.presented.clone();
        *presented[0].der.last_mut().unwrap() ^= 1;
        let der: Vec<_> = presented.iter().map(|issued| issued.der.clone()).collect();
        let chain = Chain::from_der(&der).unwrap();
        let mut uploaded = TrustStore::new(BuiltIn::EMPTY);
        crate::judge::upload(&mut uploaded, &row.root.der).unwrap();
        for store in [uploaded, built_in(&[&row.root])] {
            let verifier = Verifier::with_algorithms(store, WAIVED, CARELESS);
            let host = HOST.parse().unwrap();
            let verdict = verifier.verify_server(&chain, &host, Clock::set(crate::support::NOW));
            assert!(!verdict.is_accepted(), "{}: {verdict}", row.why);
        }
    }
}

/// No signature of the path is made with the peer's own key, so the path is verified in every build.
#[test]
fn weak_key_of_the_peer_itself_is_tolerated_with_a_path() {
    let (root, ca, _) = chain3();
    let weak = leaf(HOST).key(Key::rsa1024()).signed_by(&ca);
    for store in [crate::judge::trusting(&[&root]), built_in(&[&root])] {
        let case = peer(&[&weak, &ca], &root).trusting(store);
        case.refused(Reason::WeakKey);
        let case = case.policy(WAIVED);
        case.tolerated(&[Reason::WeakKey]);
        assert!(case.verdict().unwrap().path().is_some());
    }
    let pin = leaf(HOST).spki(Key::rsa1024().spki()).self_signed();
    peer(&[&pin], &pin).policy(WAIVED).tolerated(&[Reason::WeakKey]);
    // The source of the policy still counts.
    let custom = WAIVED.with_source(TrustSource::Custom);
    let excluded = peer(&[&weak, &ca], &root).policy(custom).trusting(built_in(&[&root]));
    assert!(matches!(excluded.verdict().unwrap(), Verdict::Rejected(_)));
    assert!(Certificate::from_der(&weak.der).unwrap().key_algorithm().is_weak());
}
