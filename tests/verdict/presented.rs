//! Chains that cannot be parsed: a verdict with a reason, which no policy waives.

use crate::case::HOST;
use crate::support::{NOW, chain3};
use crate::verifier::verifier;
use trustslot::{Chain, Check, Clock, Policy, Position, Reason, Remedy, TrustStore, Verdict};

const CLOCK: Clock = Clock::set(NOW);

#[test]
fn chain_that_cannot_be_parsed_is_rejected_under_every_policy() {
    let (_, ca, leaf) = chain3();
    let (ca, leaf) = (ca.der, leaf.der);
    let cut = leaf[..leaf.len() - 1].to_vec();
    let longer = [&ca[..], &[0]].concat();
    let many = vec![leaf.clone(); Chain::MAX_CERTIFICATES + 1];
    let unreadable = (Reason::PresentedUnreadable, 42);
    let rows: Vec<(Vec<Vec<u8>>, (Reason, u8), Position, &str)> = vec![
        (vec![], (Reason::NothingPresented, 42), Position::EndEntity, "nothing"),
        (vec![cut], unreadable, Position::EndEntity, "its own certificate is cut"),
        (vec![vec![]], unreadable, Position::EndEntity, "no bytes"),
        (vec![leaf.clone(), longer], unreadable, Position::Intermediate(1), "a byte too many"),
        (many, (Reason::TooManyPresented, 46), Position::EndEntity, "65 certificates"),
    ];
    let lenient = Check::ALL.iter().fold(Policy::STRICT, |policy, &check| policy.waive(check));
    for (presented, (reason, alert), position, why) in rows {
        for policy in [Policy::STRICT, lenient] {
            let verifier = verifier(TrustStore::default(), policy);
            let dialed = HOST.parse().unwrap();
            let as_server = verifier.verify_server_der(&presented, &dialed, CLOCK);
            for verdict in [as_server, verifier.verify_client_der(&presented, CLOCK)] {
                let Verdict::Rejected(findings) = &verdict else { panic!("{why}: {verdict}") };
                let found = findings.decisive().unwrap();
                assert_eq!((found.reason(), found.position()), (reason, position), "{why}");
                assert_eq!((found.check(), found.is_waived()), (Check::Presented, false), "{why}");
                assert_eq!((found.certificate(), reason.tls_alert()), (None, alert), "{why}");
                assert!(found.remedy().is_some(), "{why}: {verdict}");
                assert!(!verdict.is_accepted() && verdict.path().is_none(), "{why}");
                let error = Chain::from_der(&presented).unwrap_err();
                assert_eq!(found.to_string(), error.to_string(), "{why}");
                assert_eq!(found.remedy().cloned(), error.remedy(), "{why}");
            }
        }
    }
}

#[test]
fn chain_that_can_be_parsed_is_verified_as_ever() {
    let (_, ca, leaf) = chain3();
    let presented = [leaf.der, ca.der];
    let verifier = verifier(TrustStore::default(), Policy::STRICT);
    let verdict = verifier.verify_client_der(&presented, CLOCK);
    let chain = Chain::from_der(&presented).unwrap();
    assert_eq!(verdict, verifier.verify_client(&chain, CLOCK));
    assert!(!matches!(
        verdict.findings().unwrap().decisive().unwrap().remedy(),
        Some(Remedy::CopyAgain)
    ));
}
