//! Lists of revoked certificates: read as webpki reads them, and asked as webpki asks them.
//!
//! The first byte says whether the list is signed again by its CA after it was changed, and what the time is. The
//! rest is the list. Signatures are of a toy kind, which anybody can make.
#![no_main]

use core::time::Duration;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pki_types::{CertificateDer, UnixTime};
use std::sync::LazyLock;
use trustslot::{
    BuiltIn, Bundle, Chain, Check, Clock, Crl, CrlKind, Policy, Reason, ReferenceIdentity,
    TrustStore, Verdict, Verifier,
};
use trustslot_fuzz::chains;
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::support::crl::{CRL_DISTRIBUTION_POINTS, crl, distribution_points};
use trustslot_fuzz::support::{Issued, NOW, leaf};
use trustslot_fuzz::{forest, mutate, toy};
use webpki::{
    BorrowedCertRevocationList, CertRevocationList, EndEntityCert, Error, ExpirationPolicy,
    KeyUsage, RevocationOptionsBuilder, UnknownStatusPolicy,
};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::elements(1, data, size, max_size, seed)
});

fuzz_target!(|data: &[u8]| {
    let Some(([plan], rest)) = data.split_first_chunk() else {
        return;
    };
    let signed = (plan & 1 == 0).then(|| chains::sign_crl(rest, &PKI.root));
    let bytes = signed.flatten().unwrap_or_else(|| rest.to_vec());
    let list = match Crl::parse(&bytes) {
        Ok(list) => list,
        Err(error) => return assert_fit(&error.to_string(), SENTENCE),
    };
    if list.as_der() == bytes {
        check_reading(&list);
    }
    let now = NOW - 86_400 * u64::from(plan >> 1);
    check_asking(&list, now);
});

/// Entry by entry, and nothing beside.
fn check_reading(list: &Crl) {
    assert_fit(&list.to_string(), 3 * SENTENCE);
    let theirs = match BorrowedCertRevocationList::from_der(list.as_der()) {
        Ok(theirs) => theirs,
        Err(Error::UnsupportedDeltaCrl | Error::UnsupportedRevocationReasonsPartitioning) => {
            assert_ne!(list.kind(), CrlKind::Complete);
            return;
        }
        Err(Error::UnsupportedCrlIssuingDistributionPoint) => return,
        // Version 1, and what has no extensions, as openssl makes it: webpki does not know such.
        Err(_) if !has_extensions(list.as_der()) => return,
        Err(error) => panic!("webpki: {error}"),
    };
    assert_eq!(list.kind(), CrlKind::Complete);
    let mut count = 0;
    for entry in &theirs {
        let entry = entry.expect("what we read, webpki reads");
        let ours = list.revocation_of(entry.serial_number).expect("the same entry");
        assert!(ours.since() <= UnixTime::since_unix_epoch(Duration::from_secs(u64::MAX)));
        count += 1;
    }
    assert_eq!(list.len(), count);
}

fn has_extensions(list: &[u8]) -> bool {
    let tbs = forest::inside(list)[0];
    let last = *forest::inside(tbs).last().expect("a field");
    last.first() == Some(&0xa0)
}

fn check_asking(list: &Crl, now: u64) {
    let verdict = ask(std::slice::from_ref(list), now);
    let good = PKI.good.clone();
    let both = ask(&[list.clone(), good.clone()], now);
    let turned = ask(&[good, list.clone()], now);
    assert_eq!(both.to_string(), turned.to_string(), "the order of lists");
    for verdict in [&verdict, &both] {
        let findings = verdict.findings().into_iter().flatten();
        for finding in findings {
            assert_fit(&finding.to_string(), SENTENCE);
            let check = finding.check();
            let is_about_lists =
                matches!(check, Check::Revocation | Check::RevocationStatus | Check::CrlValidity);
            assert!(is_about_lists, "{finding}");
        }
    }
    if let Verdict::Trusted(_) = verdict {
        assert!(webpki_agrees(list, now), "wider than webpki");
        let revoked = both.findings().is_some_and(|f| f.contains(Reason::Revoked));
        assert!(!revoked, "no list revokes it, and both do");
    }
}

/// Whether webpki accepts with the same list; `true` where it leaves the form out.
fn webpki_agrees(list: &Crl, now: u64) -> bool {
    let Ok(theirs) = BorrowedCertRevocationList::from_der(list.as_der()) else {
        return true;
    };
    let theirs = CertRevocationList::from(theirs);
    let lists = [&theirs];
    let options = RevocationOptionsBuilder::new(&lists)
        .expect("one list")
        .with_status_policy(UnknownStatusPolicy::Deny)
        .with_expiration_policy(ExpirationPolicy::Enforce)
        .build();
    let (root, leaf) = (&PKI.root.der, &PKI.leaf.der);
    let root = CertificateDer::from(root.as_slice());
    let anchors = [webpki::anchor_from_trusted_cert(&root).expect("a root")];
    let leaf = CertificateDer::from(leaf.as_slice());
    let leaf = EndEntityCert::try_from(&leaf).expect("a leaf");
    let now = UnixTime::since_unix_epoch(Duration::from_secs(now));
    let usage = KeyUsage::server_auth();
    leaf.verify_for_usage(toy::ALGORITHMS, &anchors, &[], now, usage, Some(options), None).is_ok()
}

fn ask(lists: &[Crl], now: u64) -> Verdict {
    let verifier = PKI.verifier.clone().with_crls(lists.iter().cloned());
    verifier.verify_server(&PKI.chain, &PKI.meant, Clock::set(now))
}

struct Pki {
    root: Issued,
    leaf: Issued,
    chain: Chain,
    meant: ReferenceIdentity,
    verifier: Verifier,
    good: Crl,
}

static PKI: LazyLock<Pki> = LazyLock::new(|| {
    let root = chains::ca_root("Test Root", 0);
    let points = distribution_points(&["http://crl.example.org/", "http://crl.example.com/"]);
    let leaf = leaf("phone.example.com").extension(CRL_DISTRIBUTION_POINTS, false, &points);
    let leaf = chains::issue(leaf, 1, &root);
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    let file = Bundle::parse("root.der", &root.der).expect("a root");
    store.add(&file).expect("an anchor");
    let good = chains::sign_crl(&crl().signed_by(&root), &root).expect("a list");
    Pki {
        chain: Chain::from_der(&[&leaf.der]).expect("a chain"),
        meant: "phone.example.com".parse().expect("a name"),
        verifier: Verifier::with_algorithms(store, Policy::STRICT, toy::ALGORITHMS),
        good: Crl::from_der(&good).expect("a list"),
        root,
        leaf,
    }
});
