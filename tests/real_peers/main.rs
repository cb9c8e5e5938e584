//! Real peers: chains made by the openssl program, served by its `s_server` on loopback, and judged twice, by us
//! and by OpenSSL, from the same store, for the same name, at the same time. `--nocapture` shows the table.
//!
//! Where the two differ, the row says why. Without the program the test says so loudly and passes.
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

/// All certificates begin when the test does; those of a short life end within this time.
const LATER: u64 = 10 * 86_400;

#[test]
fn our_verdict_and_openssls_side_by_side() {
    let Some(openssl) = Openssl::find() else {
        println!("SKIPPED: there is no openssl program, so no real peer was judged");
        return;
    };
    let pki = Pki::make(&openssl);
    println!("{}\n", openssl.version());
    println!("{:<48} {:<44} {:<52} why they differ", "peer", "ours", "OpenSSL's");
    let mut wrong = Vec::new();
    for row in pki::rows() {
        let (ours, theirs) = judge_twice(&openssl, &pki, &row);
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
        assert_eq!(same, row.differ.is_none(), "{}: a difference has its reason", row.peer);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn judge_twice(openssl: &Openssl, pki: &Pki, row: &Row) -> (String, Answer) {
    let server = Server::start(openssl, pki, row);
    let roots = (!row.store.is_empty()).then(|| pki.bundle(row.store));
    let first = pki.certificate(row.presented[0]);
    let later = first.validity().not_before().as_secs() + LATER;
    let theirs = openssl.judge(&server, roots.as_deref(), row.meant, later);

    let mut store = TrustStore::new(BuiltIn::EMPTY);
    if let Some(roots) = &roots {
        let bytes = std::fs::read(roots).unwrap();
        store.add(&Bundle::parse("roots.pem", &bytes).unwrap()).unwrap();
    }
    // What came over the wire, text around it and all.
    let presented = Bundle::parse("presented.pem", theirs.presented.as_bytes()).unwrap();
    let expected: Vec<_> = row.presented.iter().map(|name| pki.certificate(name)).collect();
    assert_eq!(presented.certificates(), expected, "{}: what was served arrived", row.peer);
    let chain = Chain::from_certificates(presented).unwrap();
    let meant: ReferenceIdentity = row.meant.parse().unwrap();
    let policy = Policy::STRICT.with_name_rules(row.rules);
    let clock = Clock::Set(UnixTime::since_unix_epoch(Duration::from_secs(later)));
    let ours = match verifier(store, policy).verify_server(&chain, &meant, clock) {
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

/// A verifier with the algorithms of the backend the crate was built with, or with those of the tests' own
/// backend where it was built with none.
fn verifier(store: TrustStore, policy: Policy) -> Verifier {
    #[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
    return Verifier::new(store, policy);
    #[cfg(not(any(feature = "ring", feature = "aws-lc-rs")))]
    return Verifier::with_algorithms(store, policy, webpki::ALL_VERIFICATION_ALGS);
}
