//! Verifies chains that the openssl program makes and serves on loopback, here and with OpenSSL.
//!
//! Both use the same anchors, the same name and the same time. If their verdicts differ, the row says why. `--nocapture`
//! shows the table. Without the program the tests print SKIPPED and pass.
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::too_many_lines,
    unreachable_pub,
    reason = "a test starts programs, waits for them, and may panic"
)]

mod crls;
mod openssl;
mod pki;
#[cfg(feature = "identity")]
mod slot;

use core::time::Duration;
use openssl::{Answer, Openssl, Server};
use pki::{Pki, Row};
use pki_types::UnixTime;
use trustslot::{
    BuiltIn, Bundle, Chain, Clock, Policy, ReferenceIdentity, TrustStore, Verdict, Verifier,
};

/// How long after the start of the test the chains are verified. Short-lived certificates expire before.
const LATER: u64 = 10 * 86_400;

#[test]
fn verdicts_agree_with_openssl_or_the_row_says_why() {
    let Some(openssl) = Openssl::find() else {
        println!("SKIPPED: there is no openssl program, so no peer was verified");
        return;
    };
    let pki = Pki::make(&openssl);
    println!("{}\n", openssl.version());
    println!("{:<48} {:<44} {:<52} why they differ", "peer", "ours", "OpenSSL's");
    let mut wrong = Vec::new();
    for row in pki::rows() {
        let (ours, theirs) = verify_twice(&openssl, &pki, &row);
        let differ = row.differ.unwrap_or("");
        println!("{:<48} {ours:<44} {:<52} {differ}", row.peer, theirs.text);
        if ours != row.ours {
            wrong.push(format!("{}: ours is {ours}, not {}", row.peer, row.ours));
        }
        if !row.theirs.contains(&theirs.code) {
            wrong.push(format!(
                "{}: OpenSSL's is {}, not one of {:?}",
                row.peer, theirs.text, row.theirs
            ));
        }
        let same = (row.ours == "trusted") == (row.theirs == [0]);
        assert_eq!(
            same,
            row.differ.is_none(),
            "{}: the row must have a reason exactly if the verdicts differ",
            row.peer
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn verify_twice(openssl: &Openssl, pki: &Pki, row: &Row) -> (String, Answer) {
    let server = Server::start(openssl, pki, row);
    let roots = (!row.store.is_empty()).then(|| pki.bundle(row.store));
    let first = pki.certificate(row.presented[0]);
    let later = first.validity().not_before().as_secs() + LATER;
    let theirs = openssl.verify(&server, roots.as_deref(), row.name, later);

    let mut store = TrustStore::new(BuiltIn::EMPTY);
    if let Some(roots) = &roots {
        let bytes = std::fs::read(roots).unwrap();
        store.add(&Bundle::parse("roots.pem", &bytes).unwrap()).unwrap();
    }
    // The PEM text that came over the wire, with the lines between the blocks.
    let presented = Bundle::parse("presented.pem", theirs.presented.as_bytes()).unwrap();
    let expected: Vec<_> = row.presented.iter().map(|name| pki.certificate(name)).collect();
    assert_eq!(
        presented.certificates(),
        expected,
        "{}: another chain arrived than was served",
        row.peer
    );
    let chain = Chain::from_certificates(presented).unwrap();
    let reference: ReferenceIdentity = row.name.parse().unwrap();
    let policy = Policy::STRICT.with_name_rules(row.rules);
    let clock = Clock::Set(UnixTime::since_unix_epoch(Duration::from_secs(later)));
    let ours = match verifier(store, policy).verify_server(&chain, &reference, clock) {
        Verdict::Trusted(_) => "trusted".to_owned(),
        Verdict::Tolerated(found) => format!("tolerated: {found}"),
        Verdict::Rejected(found) => {
            let reasons: Vec<_> = found
                .iter()
                .map(|finding| format!("{} at {}", finding.reason(), finding.position()))
                .collect();
            reasons.join(", ")
        }
    };
    (ours, theirs)
}

/// A verifier with the algorithms of the crate's backend. If the crate has none, the tests' own backend is used.
fn verifier(store: TrustStore, policy: Policy) -> Verifier {
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    return Verifier::new(store, policy);
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    return Verifier::with_algorithms(store, policy, webpki::ALL_VERIFICATION_ALGS);
}
