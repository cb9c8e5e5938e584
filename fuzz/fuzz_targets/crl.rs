//! CRLs, parsed and checked here and by webpki.
//!
//! The laws: both parsers see the same entries; webpki accepts every certificate that is trusted here with the same CRL;
//! the order of CRLs changes nothing; and memory stays within its limit.
//!
//! The first byte chooses whether the changed CRL is signed again by its CA, and the time. The rest is the CRL. Its
//! signature uses the [toy] algorithm.
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
use trustslot_fuzz::support::crl::{
    self as described, CRL_DISTRIBUTION_POINTS, distribution_points,
};
use trustslot_fuzz::support::{Issued, NOW, leaf};
use trustslot_fuzz::{forest, memory, mutate, toy};
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
    let crl = match memory::bounded(&bytes, TENTHS, FIXED, || Crl::parse(&bytes)) {
        Ok(crl) => crl,
        Err(error) => return assert_fit(&error.to_string(), SENTENCE),
    };
    if crl.as_der() == bytes {
        check_parsing(&crl);
    }
    let now = NOW - 86_400 * u64::from(plan >> 1);
    check_verdicts(&crl, now);
});

/// Requires that webpki sees exactly the same entries.
fn check_parsing(crl: &Crl) {
    assert_fit(&crl.to_string(), 3 * SENTENCE);
    let theirs = match BorrowedCertRevocationList::from_der(crl.as_der()) {
        Ok(theirs) => theirs,
        Err(Error::UnsupportedDeltaCrl | Error::UnsupportedRevocationReasonsPartitioning) => {
            assert_ne!(crl.kind(), CrlKind::Complete);
            return;
        }
        Err(Error::UnsupportedCrlIssuingDistributionPoint) => return,
        // Version 1, and version 2 without extensions, which openssl makes: webpki supports neither.
        Err(_) if !has_extensions(crl.as_der()) => return,
        Err(error) => panic!("webpki: {error}"),
    };
    assert_eq!(crl.kind(), CrlKind::Complete);
    let mut count = 0;
    for entry in &theirs {
        let entry = entry.expect("webpki parses what we parse");
        let ours = crl.revocation_of(entry.serial_number).expect("the same entry");
        assert!(ours.since() <= UnixTime::since_unix_epoch(Duration::from_secs(u64::MAX)));
        count += 1;
    }
    assert_eq!(crl.len(), count);
}

fn has_extensions(crl: &[u8]) -> bool {
    let tbs = forest::inside(crl)[0];
    let last = *forest::inside(tbs).last().expect("a field");
    last.first() == Some(&0xa0)
}

fn check_verdicts(crl: &Crl, now: u64) {
    let verdict = verify(std::slice::from_ref(crl), now);
    let good = PKI.good.clone();
    let both = verify(&[crl.clone(), good.clone()], now);
    let turned = verify(&[good, crl.clone()], now);
    assert_eq!(both.to_string(), turned.to_string(), "the order of CRLs changed the verdict");
    for verdict in [&verdict, &both] {
        let findings = verdict.findings().into_iter().flatten();
        for finding in findings {
            assert_fit(&finding.to_string(), SENTENCE);
            let check = finding.check();
            let is_about_crls =
                matches!(check, Check::Revocation | Check::RevocationStatus | Check::CrlValidity);
            assert!(is_about_crls, "{finding}");
        }
    }
    if let Verdict::Trusted(_) = verdict {
        assert!(webpki_agrees(crl, now), "webpki rejects it");
        let revoked = both.findings().is_some_and(|f| f.contains(Reason::Revoked));
        assert!(!revoked, "revoked only by both CRLs together");
    }
}

/// Whether webpki accepts the certificate with the same CRL. `true` if webpki does not support the form of the CRL.
fn webpki_agrees(crl: &Crl, now: u64) -> bool {
    let Ok(theirs) = BorrowedCertRevocationList::from_der(crl.as_der()) else {
        return true;
    };
    let theirs = CertRevocationList::from(theirs);
    let crls = [&theirs];
    let options = RevocationOptionsBuilder::new(&crls)
        .expect("one CRL")
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

fn verify(crls: &[Crl], now: u64) -> Verdict {
    let verifier = PKI.verifier.clone().with_crls(crls.iter().cloned());
    verifier.verify_server(&PKI.chain, &PKI.reference, Clock::set(now))
}

struct Pki {
    root: Issued,
    leaf: Issued,
    chain: Chain,
    reference: ReferenceIdentity,
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
    let good = chains::sign_crl(&described::crl().signed_by(&root), &root).expect("a CRL");
    Pki {
        chain: Chain::from_der(&[&leaf.der]).expect("a chain"),
        reference: "phone.example.com".parse().expect("a name"),
        verifier: Verifier::with_algorithms(store, Policy::STRICT, toy::ALGORITHMS),
        good: Crl::from_der(&good).expect("a CRL"),
        root,
        leaf,
    }
});

/// The memory for each byte of a CRL, in tenths, as `tests/memory` has it, and beside it, in bytes.
const TENTHS: usize = 15;
const FIXED: usize = 1024;
