//! The remedy of each finding about revocation, and of each file that is no usable CRL.

use crate::case::{Case, HOST, unix};
use crate::revocation::{HERE, Pki, pki};
use crate::support::crl::{CRL_NUMBER, crl};
use crate::support::extensions::KEY_CERT_SIGN;
use crate::support::key::algorithm;
use crate::support::names::{COMMON_NAME, ORGANIZATION, name, rdn};
use crate::support::pem::pem;
use crate::support::time::When;
use crate::support::{Issued, Key, NOW, der, intermediate, leaf, root};
use crate::verifier::{certificate, chain};
use trustslot::{
    BlockList, Check, Clock, Crl, CrlError, Finding, Policy, Profile, Reason, Remedy,
    RevocationAnswer, RevocationQuestion,
};

type Block<'a> = &'a dyn Fn(&mut BlockList);

/// The first finding about revocation.
#[track_caller]
fn found(case: &Case, why: &str) -> Finding {
    let verdict = case.judge();
    let is_wanted = |finding: &&Finding| (501..600).contains(&finding.reason().code());
    let finding = verdict.findings().and_then(|findings| findings.iter().find(is_wanted).cloned());
    finding.unwrap_or_else(|| panic!("{why}: {verdict}"))
}

/// What an administrator reads. A CRL that this CA will never publish is no advice.
#[test]
fn each_reason_has_a_remedy_that_helps() {
    let pki = pki();
    let own = || certificate(&pki.leaf);
    let load = || Remedy::LoadCrl { issued: own() };
    let ask = || Remedy::AskForCrl { issued: own() };
    let replace = |ca: &Issued| Remedy::ReplaceIssuer { ca: certificate(ca) };
    let stranger = Issued { key: Key::p256(4711), ..pki.ca.clone() };
    let spelled = name(&[
        rdn(ORGANIZATION, &der::printable("Example Phones")),
        rdn(COMMON_NAME, &der::printable("Test CA")),
    ]);
    let sha1 = algorithm::bare("1.2.840.10045.4.1");
    let public = Policy::STRICT.with_profile(Profile::PublicWeb).waive(Check::Path);
    let unnumbered = crl().without_extension(CRL_NUMBER).extension("1.2.3.4", false, b"\x05\x00");
    let of_root = |list: crate::support::crl::Crl| {
        pki.case(&[list.signed_by(&pki.root), crl().signed_by(&pki.ca)])
    };
    let data = |of_leaf: RevocationAnswer| {
        let good = RevocationAnswer::Good { until: None };
        pki.case(&[]).with_data(
            move |about: &RevocationQuestion<'_>| {
                if about.certificate().is_ca() { good } else { of_leaf }
            },
        )
    };
    let since = |seconds| Some(unix(seconds));
    let rows = [
        (pki.case(&[]).with_block_list(&[&pki.leaf]), Remedy::Reissue, "blocked"),
        (pki.case(&[]).with_block_list(&[&pki.ca]), replace(&pki.ca), "a blocked CA"),
        (pki.case(&[]).with_block_list(&[&pki.root]), replace(&pki.root), "a blocked root"),
        (
            pki.case(&[]).phasing_out("2019-12-31"),
            replace(&pki.root),
            "from the same CA it would be later",
        ),
        (pki.with(crl().revoking(&pki.leaf)), Remedy::Reissue, "revoked"),
        (pki.with(crl().revoking_because(&pki.leaf, 4)), Remedy::Reissue, "superseded"),
        (
            pki.with(crl().revoking_because(&pki.leaf, 1)),
            Remedy::GenerateKey,
            "not for the stolen key",
        ),
        (
            pki.with(crl().revoking_because(&pki.leaf, 6)),
            Remedy::AskForRelease { issued: own() },
            "on hold",
        ),
        (of_root(crl().revoking(&pki.ca)), replace(&pki.ca), "a revoked CA"),
        (of_root(crl().revoking_because(&pki.ca, 1)), replace(&pki.ca), "whose key was stolen"),
        (
            of_root(crl().revoking_because(&pki.ca, 6)),
            Remedy::AskForRelease { issued: certificate(&pki.ca) },
            "a CA on hold",
        ),
        (data(RevocationAnswer::Revoked { since: None }), Remedy::Reissue, "revoked by other data"),
        (pki.case(&[pki.roots()]), load(), "no CRL of its issuer"),
        (pki.with(crl().delta()), load(), "a delta CRL only"),
        (pki.with(crl().at(HERE)), load(), "a CRL for others"),
        (pki.with(crl().corrupt_signature()), load(), "a damaged CRL"),
        (
            pki.case(&[pki.roots(), crl().signed_by(&stranger)]),
            load(),
            "of another CA of this name",
        ),
        (pki.with(crl().issuer(spelled)), ask(), "the CA writes its name in two ways"),
        (pki.with(crl().signature_algorithm(sha1)), ask(), "the CA signs with an old algorithm"),
        (pki.with(unnumbered).under(public), ask(), "the CA does not number its CRLs"),
        (pki.with(crl().dated("2025-01-01", "2026-01-01")), load(), "an expired CRL"),
        (
            pki.with(crl().dated(NOW + 9, NOW + 99)),
            Remedy::WaitForCrl(unix(NOW + 9)),
            "the clock may be right",
        ),
        (
            data(RevocationAnswer::Good { until: since(NOW - 9) }),
            Remedy::UpdateRevocationData,
            "old data",
        ),
        (data(RevocationAnswer::NoData), Remedy::UpdateRevocationData, "no data yet"),
        (data(RevocationAnswer::NotCovered), load(), "a CRL would do as well"),
    ];
    for (case, remedy, why) in rows {
        let finding = found(&case, why);
        assert_eq!(finding.remedy(), Some(&remedy), "{why}: {finding}");
    }
}

/// RFC 5280 §4.2.1.3: no CRL of such a CA counts, so none is to be loaded. It does not matter whether one is there.
#[test]
fn a_ca_that_may_not_sign_crls_must_be_asked() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").key_usage(&[KEY_CERT_SIGN]).signed_by(&root);
    let leaf = leaf(HOST).signed_by(&ca);
    let pki = Pki { root, ca, leaf };
    let expected = Remedy::AskForCrlSigning { issued: certificate(&pki.leaf) };
    for crls in [vec![pki.roots()], vec![pki.roots(), crl().signed_by(&pki.ca)]] {
        let finding = found(&pki.case(&crls), "no cRLSign");
        assert_eq!(finding.remedy(), Some(&expected), "{finding}");
        let says = "ask the owner of CA \"Test CA\" for a CA certificate whose key usage allows signing CRLs";
        assert_eq!(finding.remedy().unwrap().to_string(), says);
    }
}

/// RFC 5280 §5: a CA need not list a certificate after its end, so no CRL of today says anything about it.
#[test]
fn an_expired_certificate_is_renewed_and_no_crl_loaded() {
    let Pki { root, ca, .. } = pki();
    let leaf = leaf(HOST).valid("2020-01-01", "2026-01-01").signed_by(&ca);
    let pki = Pki { root, ca, leaf };
    let finding = found(&pki.with(crl()), "expired");
    assert_eq!(finding.remedy(), Some(&Remedy::Renew(unix(When::from("2026-01-01").seconds()))));
}

/// What is blocked says what must change.
#[test]
fn each_kind_of_block_has_a_remedy_that_escapes_it() {
    let pki = pki();
    let (ca, own) = (certificate(&pki.ca), certificate(&pki.leaf));
    let by_certificate: Block<'_> = &|list| list.block_certificate(&own);
    let by_key: Block<'_> = &|list| list.block_key_of(&own);
    let by_serial: Block<'_> = &|list| list.block_serial_number(&ca, own.serial_number());
    let rows = [
        (by_certificate, "the certificate is blocked individually", Remedy::Reissue),
        (by_key, "the certificate is blocked by its public key", Remedy::GenerateKey),
        (by_serial, "the certificate is blocked by its issuer and serial number", Remedy::Reissue),
    ];
    for (block, says, remedy) in rows {
        let mut list = BlockList::new();
        block(&mut list);
        let verifier = pki.case(&[]).verifier().with_block_list(list);
        let judge = |leaf: &Issued| {
            let chain = chain(&[leaf, &pki.ca]);
            verifier.verify_server(&chain, &HOST.parse().unwrap(), Clock::set(NOW))
        };
        let verdict = judge(&pki.leaf);
        let finding = verdict.findings().and_then(|found| found.decisive()).unwrap();
        assert_eq!((finding.reason(), finding.to_string().as_str()), (Reason::Blocked, says));
        assert_eq!(finding.remedy(), Some(&remedy), "{says}");
        let again = leaf(HOST).serial(&[0x55]);
        let again = if remedy == Remedy::GenerateKey { again.key(Key::p256(99)) } else { again };
        assert!(judge(&again.signed_by(&pki.ca)).is_trusted(), "{says}: after the remedy");
    }
}

/// The remedy of an error is about a file of CRLs, not of certificates, and it can help.
#[test]
fn each_error_of_a_crl_has_a_remedy_that_is_true() {
    let ca = root("Test CA").self_signed();
    let bytes = crl().signed_by(&ca);
    let text = pem("X509 CRL", &bytes);
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let base64: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let cut = pem("X509 CRL", &bytes[..bytes.len() - 9]);
    let large = vec![b'\n'; Crl::MAX_BYTES * 3 / 2 + 1];
    let many = [text.repeat(2).as_bytes(), &large].concat();
    let no_name = der::seq(&[der::set::<Vec<u8>>(&[])]);
    let rows: Vec<(&str, Vec<u8>, Option<Remedy>)> = vec![
        ("two CRLs", text.repeat(2).into(), Some(Remedy::UploadSeparately)),
        ("a certificate", ca.pem().into(), Some(Remedy::GetCompleteCrl)),
        ("a web page", b"<!DOCTYPE html><html></html>".to_vec(), Some(Remedy::GetCompleteCrl)),
        ("UTF-16", utf16, Some(Remedy::SaveAsUtf8)),
        ("base64 without lines", base64.into(), Some(Remedy::DecodeBase64)),
        ("nothing", Vec::new(), Some(Remedy::CopyAgain)),
        ("cut", cut.into(), Some(Remedy::CopyAgain)),
        (
            "a damaged line",
            text.replacen("-----BEGIN", "----BEGIN", 1).into(),
            Some(Remedy::CopyAgain),
        ),
        (
            "other text on the line",
            text.replacen("-----\n", "----- x\n", 1).into(),
            Some(Remedy::SeparateLines),
        ),
        ("too large", large, None),
        ("too large, of several", many, Some(Remedy::SplitCrls)),
        (
            "a name the CA wrote wrongly",
            crl().issuer(no_name).signed_by(&ca),
            Some(Remedy::CopyAgain),
        ),
        ("no next update", crl().no_next_update().signed_by(&ca), Some(Remedy::AskForCorrectCrl)),
        (
            "never current",
            crl().dated("2026-05-01", "2026-04-01").signed_by(&ca),
            Some(Remedy::AskForCorrectCrl),
        ),
        (
            "an empty name",
            crl().issuer(der::seq::<Vec<u8>>(&[])).signed_by(&ca),
            Some(Remedy::AskForCorrectCrl),
        ),
        ("a relative name", relative().signed_by(&ca), Some(Remedy::GetCompleteCrl)),
        (
            "indirect",
            crl().only(&[der::implicit(4, &[0xff])]).signed_by(&ca),
            Some(Remedy::GetCompleteCrl),
        ),
        (
            "of attributes",
            crl().only(&[der::implicit(5, &[0xff])]).signed_by(&ca),
            Some(Remedy::GetCompleteCrl),
        ),
        (
            "unknown and critical",
            crl().extension("1.2.3.4", true, b"\x05\x00").signed_by(&ca),
            Some(Remedy::GetCompleteCrl),
        ),
    ];
    for (why, file, remedy) in rows {
        let error = Crl::parse(&file).unwrap_err();
        assert_eq!(error.remedy(), remedy, "{why}: {error}");
    }
    for error in [
        CrlError::TooMany { limit: 256 },
        CrlError::FileTooLarge { bytes: 8_000_000, limit: 7_864_320 },
    ] {
        assert_eq!(error.remedy().unwrap().to_string(), "load fewer CRLs at a time");
    }
}

/// A distribution point that is named relative to its issuer.
fn relative() -> crate::support::crl::Crl {
    let attribute = der::seq(&[der::oid(COMMON_NAME), der::utf8("1")]);
    crl().only(&[der::implicit_constructed(0, &der::implicit_constructed(1, &attribute))])
}
