//! The extensions that make a certificate a CA: basicConstraints and keyUsage.

use crate::judge::{HOST, peer, store_refused, trusting, upload};
use crate::support::extensions::{
    BASIC_CONSTRAINTS, CRL_SIGN, DIGITAL_SIGNATURE, KEY_CERT_SIGN, KEY_USAGE,
};
use crate::support::{Cert, Issued, NOW, chain3, der, intermediate, leaf};
use trustslot::{
    BuiltIn, Bundle, BundleError, Certificate, Clock, Reason, TrustRole, TrustSource, TrustStore,
    Verdict,
};

pub(crate) fn leaf_below(issuer: &Issued) -> Issued {
    leaf(HOST).signed_by(issuer)
}

#[test]
fn replay_44_ca_flag_read_past_basic_constraints() {
    let cut = [&b"\x30\x03"[..], b"\x30\x04", b"\x30\x03\x01\x01", b"\x30", b""];
    for value in cut {
        let ca = intermediate("Test CA").replace_extension(BASIC_CONSTRAINTS, true, value);
        // A parser that reads past the end finds cA TRUE in the next extension.
        let ca = ca.extension("1.2.3.4", false, b"\x01\x01\xff");
        unreadable_ca(&ca, "in the basic constraints");
    }
    for value in [
        &b"\x30\x06\x02\x01\x01\x01\x01\xff"[..],
        b"\x30\x06\x01\x01\xff\x01\x01\xff",
        b"\x31\x03\x01\x01\xff",
        b"\x30\x03\x01\x01\xff\x00",
        b"\x30\x05\x01\x01\xff\x05\x00",
        b"\x01\x01\xff",
        b"\x30\x03\x0a\x01\xff",
        b"\x30\x03\x81\x01\xff",
    ] {
        unreadable_ca(
            &intermediate("Test CA").replace_extension(BASIC_CONSTRAINTS, true, value),
            "in the basic constraints",
        );
    }
    // A path length alone does not make a CA.
    let (root, ..) = chain3();
    for value in [&b"\x30\x03\x02\x01\x01"[..], b"\x30\x03\x02\x01\x00", b"\x30\x00"] {
        let ca = intermediate("Test CA")
            .replace_extension(BASIC_CONSTRAINTS, true, value)
            .signed_by(&root);
        peer(&[&leaf_below(&ca), &ca], &root).refused(Reason::NotACa);
        // Uploaded, it is no CA either: it becomes a pin, and the listing says so.
        let store = trusting(&[&ca]);
        assert_eq!(store.list(TrustSource::All, Clock::set(NOW))[0].role, TrustRole::Pin);
        peer(&[&leaf_below(&ca), &ca], &ca).refused(Reason::IssuerCannotIssue);
    }
    let good = intermediate("Test CA").replace_extension(
        BASIC_CONSTRAINTS,
        true,
        b"\x30\x06\x01\x01\xff\x02\x01\x01",
    );
    let good = good.signed_by(&root);
    peer(&[&leaf_below(&good), &good], &root).passes();
    peer(&[&leaf_below(&good)], &good).passes();
}

/// Requires that the certificate cannot be parsed, as an intermediate and as an upload.
#[track_caller]
fn unreadable_ca(cert: &Cert, words: &str) {
    let (root, ..) = chain3();
    let ca = cert.clone().signed_by(&root);
    peer(&[&leaf_below(&ca), &ca], &root).unreadable(words);
    match Bundle::parse("ca.der", &ca.der) {
        Err(BundleError::Certificate { error, .. }) => {
            assert!(error.to_string().contains(words), "{error}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn replay_45_any_nonzero_byte_counts_as_true() {
    let boolean = |bytes: &[u8]| der::tlv(der::BOOLEAN, bytes);
    for bytes in [&[0x01][..], &[0x7f], &[0xfe], &[0xff, 0xff], &[0x00, 0xff], &[]] {
        let ca = intermediate("Test CA").replace_extension(
            BASIC_CONSTRAINTS,
            true,
            der::seq(&[boolean(bytes)]),
        );
        unreadable_ca(&ca, "the value is not DER");
        let value = der::octet_string(&der::null());
        let extension = der::seq(&[der::oid("1.3.6.1.4.1.55555.1.1"), boolean(bytes), value]);
        unreadable_ca(
            &intermediate("Test CA").extension_raw(extension.clone()),
            "the value is not DER",
        );
        let (root, ca, _) = chain3();
        let end = leaf(HOST).extension_raw(extension).signed_by(&ca);
        peer(&[&end, &ca], &root).unreadable("the value is not DER");
    }
    let (root, ca, _) = chain3();
    // An explicit FALSE is not DER for a default, but every parser reads it alike.
    let spelled =
        der::seq(&[der::oid("1.3.6.1.4.1.55555.1.1"), boolean(&[0]), der::octet_string(b"")]);
    let end = leaf(HOST).extension_raw(spelled).signed_by(&ca);
    peer(&[&end, &ca], &root).passes();
    let critical = leaf(HOST).unknown_critical_extension().signed_by(&ca);
    peer(&[&critical, &ca], &root).refused(Reason::UnknownCriticalExtension);
}

#[test]
fn replay_49_intermediate_without_key_cert_sign_issues() {
    let (root, ..) = chain3();
    let all_but = [0, 1, 2, 3, 4, 6, 7, 8];
    for bits in [&[DIGITAL_SIGNATURE][..], &[], &[CRL_SIGN], &all_but] {
        let ca = intermediate("Test CA").key_usage(bits).signed_by(&root);
        peer(&[&leaf_below(&ca), &ca], &root).refused(Reason::MayNotSign);
        assert_eq!(
            trusting(&[&ca]).list(TrustSource::All, Clock::set(NOW))[0].role,
            TrustRole::Pin
        );
        peer(&[&leaf_below(&ca)], &ca).refused(Reason::IssuerCannotIssue);
    }
    for value in [
        &b"\x03\x02\x08\x04"[..],
        b"\x03\x01",
        b"\x03\x00",
        b"\x03\x02\x07\x04",
        b"\x03\x01\x01",
        b"\x04\x01\x04",
        b"\x23\x04\x03\x02\x02\x04",
        b"\x03\x04\x00\x04\x00\x01",
        b"\x03\x02\x02\x04\x00",
        b"",
    ] {
        unreadable_ca(
            &intermediate("Test CA").replace_extension(KEY_USAGE, true, value),
            "in the key usage",
        );
    }
    // The extension binds if it is not critical, too: RFC 5280 §4.2.1.3 says only that it SHOULD be critical.
    let mild = intermediate("Test CA").replace_extension(KEY_USAGE, false, der::named_bits(&[0]));
    let mild = mild.signed_by(&root);
    peer(&[&leaf_below(&mild), &mild], &root).refused(Reason::MayNotSign);
    for ca in [
        intermediate("Test CA").no_key_usage(),
        intermediate("Test CA").key_usage(&[KEY_CERT_SIGN]),
    ] {
        let ca = ca.signed_by(&root);
        peer(&[&leaf_below(&ca), &ca], &root).passes();
    }
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    assert_eq!(upload(&mut store, &root.der).unwrap().pins, 0);
    assert!(Certificate::from_der(&root.der).unwrap().is_ca());
    let unknown = crate::support::root("Odd").unknown_critical_extension().self_signed();
    store_refused(&unknown.der);
    assert!(matches!(peer(&[&leaf_below(&root)], &root).judge(), Ok(Verdict::Trusted(_))));
}
