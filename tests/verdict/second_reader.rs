//! A certificate that only our own parser can parse is trusted nowhere. webpki parses whatever enters a store or lies on a
//! path, so that bytes which two parsers read differently are never trusted.

use crate::case::{Case, HOST, ca_that, good, leaf_that, places};
use crate::support::{Cert, Issued, Key, der, intermediate, leaf, root};
use crate::verifier::{built_in, certificate, chain, file, verifier};
use trustslot::{
    BuiltIn, BuiltInError, Check, Clock, Policy, Position, Reason, Remedy, TrustSource, TrustStore,
    TrustStoreError, UnfitReason, Verdict,
};

/// webpki parses this list of signed certificate timestamps (RFC 6962 §3.3), and we do not: no decision needs it.
const SCT_LIST: &str = "1.3.6.1.4.1.11129.2.4.2";

/// The same certificate, which webpki cannot parse.
fn odd(cert: Cert) -> Cert {
    cert.extension(SCT_LIST, false, der::null())
}

const REFUSED: Reason = Reason::RefusedByWebpki;

fn is_refused_by_webpki(issued: &Issued) -> bool {
    let der = pki_types::CertificateDer::from(issued.der.as_slice());
    webpki::anchor_from_trusted_cert(&der).is_err()
}

#[test]
fn only_webpki_refuses_these_certificates() {
    let odd = [odd(root("Test Root")), odd(leaf(HOST))].map(Cert::self_signed);
    let fine = [root("Test Root"), leaf(HOST)].map(Cert::self_signed);
    assert!(odd.iter().all(is_refused_by_webpki));
    assert!(!fine.iter().any(is_refused_by_webpki));
    odd.iter().chain(&fine).for_each(|issued| assert_eq!(certificate(issued).version(), 3));
}

#[test]
fn path_through_a_certificate_that_webpki_cannot_parse_is_rejected() {
    good().is_trusted("the control");
    let (peer, ca) = (Position::EndEntity, Position::Intermediate(1));
    for policy in [Policy::STRICT, Policy::STRICT.waive(Check::Path)] {
        let peers = leaf_that(odd).under(policy).is_rejected(&[(REFUSED, peer)], "the peer");
        assert_eq!(peers.decisive().and_then(|found| found.remedy()), Some(&Remedy::Reissue));
        let cas = ca_that(odd).under(policy).is_rejected(&[(REFUSED, ca)], "a CA of the path");
        assert_eq!(
            cas.to_string().split(" (").next(),
            Some("CA \"Test CA\" is malformed: webpki, which verifies chains, cannot parse it")
        );
        assert!(matches!(
            cas.decisive().and_then(|found| found.remedy()),
            Some(Remedy::RenewIssuer { .. })
        ));
    }
}

#[test]
fn peer_without_a_path_is_rejected_though_the_policy_waives_the_path() {
    let lenient = Policy::STRICT.waive(Check::Path);
    let alone = |cert: Cert| Case::presenting(&[&cert.self_signed()]).under(lenient);
    let untrusted = [(Reason::SelfIssuedNotTrusted, Position::EndEntity)];
    alone(leaf(HOST)).is_tolerated(&untrusted, "the control");
    let Verdict::Rejected(findings) = alone(odd(leaf(HOST))).judge() else {
        panic!("webpki cannot parse it");
    };
    let expected = [(REFUSED, Position::EndEntity), untrusted[0]];
    assert_eq!(places(&findings), expected);
    // A path that is refused for another reason is not verified by webpki.
    let expired = leaf_that(|leaf| odd(leaf.expired())).under(lenient.waive(Check::Validity));
    assert!(!expired.judge().is_accepted());
}

#[test]
fn supplied_intermediate_that_webpki_cannot_parse_completes_no_path() {
    let root = root("Test Root").self_signed();
    for (ca, is_trusted) in [(intermediate("Test CA"), true), (odd(intermediate("Test CA")), false)]
    {
        let ca = ca.signed_by(&root);
        let end = leaf(HOST).signed_by(&ca);
        let case = Case::presenting(&[&end]).uploaded(&[&root]).with_intermediates(&[&ca]);
        assert_eq!(case.judge().is_trusted(), is_trusted);
    }
}

/// RFC 8446 §4.4.2: a peer may send certificates that no path needs.
#[test]
fn certificate_beside_the_path_that_webpki_cannot_parse_changes_nothing() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let end = leaf(HOST).signed_by(&ca);
    let beside = odd(intermediate("Other CA")).signed_by(&root);
    Case::presenting(&[&end, &beside, &ca]).uploaded(&[&root]).is_trusted("it is not on the path");
}

#[test]
fn uploaded_certificate_that_webpki_cannot_parse_is_refused_and_the_store_is_unchanged() {
    for cert in [root("Test Root"), leaf(HOST)] {
        let (fine, odd) = (cert.clone().self_signed(), odd(cert).self_signed());
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        let refusal = store.add(&file(&[&fine, &odd])).unwrap_err();
        let expected = TrustStoreError::Unfit { position: 2, reason: UnfitReason::RefusedByWebpki };
        assert_eq!(refusal, expected);
        assert_eq!(refusal.remedy(), Some(Remedy::Reissue));
        assert_eq!((store.custom().len(), store.generation()), (0, 0));
    }
}

#[test]
fn built_in_certificate_that_webpki_cannot_parse_is_never_trusted_and_never_listed() {
    let root = odd(root("Test Root").key(Key::p256(0))).self_signed();
    let end = leaf(HOST).signed_by(&root);
    let pin = odd(leaf(HOST).key(Key::p256(1))).self_signed();
    let list = [&root, &pin];
    let constant = built_in(&list);
    let loaded = BuiltIn::from_certificates(list.map(certificate));
    for list in [constant, &loaded] {
        let error = list.check().unwrap_err();
        assert!(matches!(error, BuiltInError::Certificate { index: 0, .. }), "{error}");
    }
    for store in [TrustStore::new(constant), TrustStore::new(loaded)] {
        assert_eq!(store.built_in().count(), 0);
        assert!(store.list(TrustSource::All, Clock::Unset).is_empty());
        assert_eq!(store.anchors(TrustSource::All).count(), 0);
        let verifier = verifier(store, Policy::STRICT);
        for presented in [&end, &pin] {
            let (name, clock) = (HOST.parse().unwrap(), Clock::set(crate::support::NOW));
            let verdict = verifier.verify_server(&chain(&[presented]), &name, clock);
            assert!(!verdict.is_accepted(), "{verdict}");
        }
    }
}

#[test]
fn upload_of_a_certificate_that_webpki_cannot_parse_is_not_advised() {
    let advised = |peer: Cert| {
        let Verdict::Rejected(findings) = Case::presenting(&[&peer.self_signed()]).judge() else {
            panic!("nobody trusts it");
        };
        findings.iter().any(|found| matches!(found.remedy(), Some(Remedy::UploadPeer { .. })))
    };
    assert!(advised(leaf(HOST)));
    assert!(!advised(odd(leaf(HOST))));
}

#[cfg(feature = "identity")]
#[test]
fn identity_with_a_certificate_that_webpki_cannot_parse_is_refused() {
    use trustslot::{HandleProof, Identity, IdentityError, KeyHandle};
    let made = |cert: Cert| {
        let certificates = vec![certificate(&cert.self_signed())];
        Identity::with_handle(certificates, KeyHandle::new("slot 3"), HandleProof::Stated)
    };
    assert!(made(leaf(HOST)).is_ok());
    let refusal = made(odd(leaf(HOST))).unwrap_err();
    assert!(matches!(refusal, IdentityError::Refused { position: 1, .. }), "{refusal}");
    assert_eq!(refusal.remedy(), Some(Remedy::Reissue));
}
