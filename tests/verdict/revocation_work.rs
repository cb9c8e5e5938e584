//! What the signatures of lists of revoked certificates cost, and what of them is remembered.

use crate::case::HOST;
use crate::revocation::{Pki, pki};
use crate::support::crl::crl;
use crate::support::verifier::chain;
use pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use trustslot::{Clock, Crl, Policy, Reason, Verdict, Verifier};

const CLOCK: Clock = Clock::set(crate::support::NOW);

/// Says the same of every P-256 signature.
#[derive(Debug)]
struct Always(bool);

impl SignatureVerificationAlgorithm for Always {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> Result<(), InvalidSignature> {
        if self.0 { Ok(()) } else { Err(InvalidSignature) }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

type Algorithms = &'static [&'static dyn SignatureVerificationAlgorithm];

static GENUINE: Algorithms = &[webpki::ring::ECDSA_P256_SHA256];
static CREDULOUS: Algorithms = &[&Always(true)];

fn read(octets: &[u8]) -> Crl {
    Crl::from_der(octets).unwrap()
}

/// What these algorithms and lists say of the end entity.
fn judge(pki: &Pki, algorithms: Algorithms, lists: &[Crl]) -> Verdict {
    let store = pki.case(&[]).store();
    let verifier = Verifier::with_algorithms(store, Policy::STRICT, algorithms);
    let verifier = verifier.consulting(lists.iter().cloned());
    verifier.verify_server(&chain(&[&pki.leaf, &pki.ca]), &HOST.parse().unwrap(), CLOCK)
}

/// Lists are shared between verifiers, and one of them may have an algorithm that takes more for good.
#[test]
fn what_another_algorithm_found_good_is_not_known_of_a_list() {
    let pki = pki();
    let forged = read(&crl().corrupt_signature().signed_by(&pki.ca));
    let lists = [read(&pki.roots()), forged];
    let unknown = |verdict: &Verdict| {
        let findings = verdict.findings();
        findings.is_some_and(|found| found.has(Reason::RevocationUnknown))
    };
    let before = judge(&pki, GENUINE, &lists);
    assert!(unknown(&before), "{before}");
    let credulous = judge(&pki, CREDULOUS, &lists);
    assert!(credulous.is_trusted(), "{credulous}");
    let after = judge(&pki, GENUINE, &lists);
    assert!(unknown(&after), "{after}");
    // The control: what the same algorithm found good.
    let genuine = [read(&pki.roots()), read(&crl().signed_by(&pki.ca))];
    for algorithms in [CREDULOUS, GENUINE, GENUINE] {
        let verdict = judge(&pki, algorithms, &genuine);
        assert!(verdict.is_trusted(), "{verdict}");
    }
}
