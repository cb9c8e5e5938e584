//! Extensions: purposes, policies, duplicates and unknown ones.

use crate::judge::{HOST, file_refused, peer, quickly, store_refused};
use crate::support::extensions::{
    ANY_PURPOSE, BASIC_CONSTRAINTS, CERTIFICATE_POLICIES, EXT_KEY_USAGE, POLICY_CONSTRAINTS,
    SERVER_AUTH, SUBJECT_ALT_NAME, UNKNOWN,
};
use crate::support::names::general;
use crate::support::{Cert, chain3, der, intermediate, leaf};
use trustslot::{BundleError, Check, ObjectId, Policy, Reason, TrustStoreError, UnfitReason};

/// policyMappings (RFC 5280 §4.2.1.5).
const MAPPINGS: &str = "2.5.29.33";

/// A CA that requires an explicit policy from the first certificate on.
fn demanding(critical: bool) -> Cert {
    let value = der::seq(&[der::implicit(0, &[0])]);
    intermediate("Test CA").extension(POLICY_CONSTRAINTS, critical, value)
}

#[test]
fn replay_50_any_purpose_turns_off_policy_checks() {
    let (root, ..) = chain3();
    let waived = Policy::STRICT.waive(Check::Usage);
    let refused = Reason::UnknownCriticalExtension;
    let ca = demanding(true).signed_by(&root);
    for purposes in [&[SERVER_AUTH][..], &[ANY_PURPOSE], &[]] {
        let end = leaf(HOST).eku(purposes).signed_by(&ca);
        let case = peer(&[&end, &ca], &root).policy(waived);
        let verdict = case.verdict().unwrap();
        assert!(crate::judge::deciding(&verdict) == [refused].into(), "{verdict}");
        assert!(!verdict.is_accepted());
    }
    let ca = intermediate("Test CA").signed_by(&root);
    let end = leaf(HOST).eku(&[ANY_PURPOSE]).signed_by(&ca);
    peer(&[&end, &ca], &root).policy(waived).tolerated(&[Reason::UsageNotAllowed]);
    peer(&[&leaf(HOST).signed_by(&ca), &ca], &root).policy(waived).passes();
}

#[test]
fn replay_51_similar_oid_taken_for_server_auth() {
    let (root, ca, _) = chain3();
    let purpose = |bytes: &[u8]| {
        let value = der::seq(&[der::tlv(der::OID, bytes)]);
        let end = leaf(HOST).replace_extension(EXT_KEY_USAGE, false, value).signed_by(&ca);
        peer(&[&end, &ca], &root)
    };
    for bytes in [
        &b"\x2b\x06\x01\x05\x05\x07\x02\x02"[..],
        b"\x2b\x06\x01\x05\x05\x07\x01\x03",
        b"\x2b\x06\x01\x05\x05\x07\x03",
        b"\x2b\x06\x01\x05\x05\x07",
        b"\x2b\x06\x01\x05\x05\x07\x03\x01\x00",
        b"\x2b\x06\x01\x05\x05\x07\x03\x01\x01",
        b"\x2b\x06\x01\x05\x05\x07\x03\x81\x01",
        b"\x2b\x06\x01\x05\x05\x07\x83\x01",
        b"\x2b\x06\x01\x05\x05\x07\x03\x00",
        b"\x55\x1d\x25\x00",
    ] {
        purpose(bytes).refused(Reason::UsageNotAllowed);
    }
    for bytes in
        [&b"\x2b\x06\x01\x05\x05\x07\x80\x03\x01"[..], b"\x2b\x06\x01\x05\x05\x07\x03\x81", b""]
    {
        purpose(bytes).unreadable("in the extended key usage");
    }
    let right = der::oid(SERVER_AUTH);
    for value in [
        der::seq::<Vec<u8>>(&[]),
        der::seq(&[&*right, &der::null()]),
        der::concat(&[der::seq(&[&right]), der::null()]),
        der::set(&[&right]),
        right.clone(),
    ] {
        let end = leaf(HOST).replace_extension(EXT_KEY_USAGE, false, value).signed_by(&ca);
        peer(&[&end, &ca], &root).unreadable("in the extended key usage");
    }
    purpose(b"\x2b\x06\x01\x05\x05\x07\x03\x01").passes();
}

#[test]
fn replay_52_policy_tree_explodes() {
    let (root, ..) = chain3();
    let policy = |number: u64| der::seq(&[der::oid(&format!("1.3.6.1.4.1.55555.2.{number}"))]);
    let many: Vec<_> = (0..300).map(policy).collect();
    let twice = [policy(1), policy(1)];
    let pair = |n: u64| der::oid(&format!("1.3.6.1.4.1.55555.2.{n}"));
    let mappings: Vec<_> = (0..300).map(|n| der::seq(&[pair(n), pair(n + 1)])).collect();
    let ask = |ca: Cert, end: Cert| {
        let ca = ca.signed_by(&root);
        peer(&[&end.signed_by(&ca), &ca], &root)
    };
    let with = |cert: Cert, policies: &[Vec<u8>]| {
        cert.extension(CERTIFICATE_POLICIES, false, der::seq(policies))
    };
    for policies in [&many[..], &twice, &many[..1]] {
        let case = ask(with(intermediate("Test CA"), policies), with(leaf(HOST), policies));
        case.passes();
        quickly(|| case.judge().unwrap().is_trusted());
    }
    let mapped =
        with(intermediate("Test CA"), &many).extension(MAPPINGS, false, der::seq(&mappings));
    let case = ask(mapped, with(leaf(HOST), &many));
    case.passes();
    quickly(|| case.judge().unwrap().is_trusted());
    // Although it is not critical, it requires a policy in every certificate.
    let one = &many[..1];
    for (ca, end) in [
        (demanding(false), leaf(HOST)),
        (with(demanding(false), one), leaf(HOST)),
        (with(demanding(false), one), with(leaf(HOST), &many[1..2])),
    ] {
        ask(ca, end).refused(Reason::PathRefused);
    }
    ask(with(demanding(false), one), with(leaf(HOST), one)).passes();
    // There are too many policies to compare them all.
    let case = ask(with(demanding(false), &many), with(leaf(HOST), &many));
    case.refused(Reason::PathRefused);
    quickly(|| case.judge().unwrap().is_trusted());
    // A critical extension that is not processed decides.
    let refused = Reason::UnknownCriticalExtension;
    for (ca, end) in [
        (demanding(true), leaf(HOST)),
        (with(demanding(true), &many), with(leaf(HOST), &many)),
        (
            intermediate("Test CA"),
            leaf(HOST).extension(POLICY_CONSTRAINTS, true, der::seq(&[der::implicit(0, &[0])])),
        ),
        (intermediate("Test CA").extension(MAPPINGS, true, der::seq(&mappings)), leaf(HOST)),
        (intermediate("Test CA").extension("2.5.29.54", true, der::integer(&[0])), leaf(HOST)),
        (intermediate("Test CA").extension(POLICY_CONSTRAINTS, true, b""), leaf(HOST)),
    ] {
        ask(ca, end).refused(refused);
    }
    ask(intermediate("Test CA"), leaf(HOST)).passes();
}

#[test]
fn replay_53_duplicate_extension_accepted() {
    let (root, ca, _) = chain3();
    let names = |name: &str| der::seq(&[general::dns(name)]);
    let constraints = |is_ca: bool| {
        let truth = [der::boolean(true)];
        der::seq(if is_ca { &truth[..] } else { &[] })
    };
    let twice = "duplicate extension";
    for end in [
        leaf(HOST).extension(SUBJECT_ALT_NAME, false, names("evil.example")),
        leaf("evil.example").extension(SUBJECT_ALT_NAME, false, names(HOST)),
        leaf(HOST).extension(SUBJECT_ALT_NAME, true, names(HOST)),
        leaf(HOST).extension(UNKNOWN, false, b"").extension(UNKNOWN, false, b""),
        leaf(HOST)
            .extension(UNKNOWN, false, b"")
            .extension("1.2.3.4", false, b"")
            .extension(UNKNOWN, true, b""),
        leaf(HOST).extension(EXT_KEY_USAGE, false, der::seq(&[der::oid(SERVER_AUTH)])),
    ] {
        let end = end.signed_by(&ca);
        peer(&[&end, &ca], &root).unreadable(twice);
        assert!(file_refused(&end.der).to_string().contains(twice));
    }
    for (first, second) in [(false, true), (true, false), (true, true)] {
        let ca =
            intermediate("Test CA").replace_extension(BASIC_CONSTRAINTS, true, constraints(first));
        let ca = ca.extension(BASIC_CONSTRAINTS, true, constraints(second)).signed_by(&root);
        peer(&[&leaf(HOST).signed_by(&ca), &ca], &root).unreadable(twice);
        assert!(matches!(file_refused(&ca.der), BundleError::Certificate { .. }));
    }
    // The control: two identifiers that are similar and not equal.
    let alike =
        leaf(HOST).extension(UNKNOWN, false, b"").extension(&format!("{UNKNOWN}.1"), false, b"");
    peer(&[&alike.signed_by(&ca), &ca], &root).passes();
}

#[test]
fn replay_54_unknown_critical_extension_skipped() {
    let (root, ca, _) = chain3();
    let refused = Reason::UnknownCriticalExtension;
    let unknown = |cert: Cert, critical: bool| cert.extension(UNKNOWN, critical, der::null());
    peer(&[&unknown(leaf(HOST), true).signed_by(&ca), &ca], &root).refused(refused);
    let odd = unknown(intermediate("Test CA"), true).signed_by(&root);
    peer(&[&leaf(HOST).signed_by(&odd), &odd], &root).refused(refused);
    let unfit = |position| TrustStoreError::Unfit {
        position,
        reason: UnfitReason::UnknownCriticalExtension {
            id: ObjectId::from_bytes(der::oid(UNKNOWN).get(2..).unwrap()).unwrap().into_owned(),
            is_malformed: false,
        },
    };
    for cert in [crate::support::root("Odd"), leaf(HOST)] {
        let anchor = unknown(cert, true).self_signed();
        assert_eq!(store_refused(&anchor.der), unfit(1));
    }
    // If one certificate of a file is rejected, the whole file is.
    let anchor = unknown(crate::support::root("Odd"), true).self_signed();
    let file = root.pem() + &anchor.pem();
    assert_eq!(store_refused(file.as_bytes()), unfit(2));
    // Other libraries know these extensions; this one does not process them.
    for id in [
        "2.5.29.9",
        "2.5.29.16",
        "2.5.29.18",
        "2.5.29.46",
        "1.3.6.1.5.5.7.1.24",
        "2.16.840.1.113730.1.1",
    ] {
        let end = leaf(HOST).extension(id, true, der::null()).signed_by(&ca);
        peer(&[&end, &ca], &root).refused(refused);
    }
    let access = leaf(HOST).extension("1.3.6.1.5.5.7.1.1", true, der::null());
    let malformed = [refused, Reason::PathRefused];
    peer(&[&access.signed_by(&ca), &ca], &root).refused_for(&malformed);
    peer(&[&unknown(leaf(HOST), false).signed_by(&ca), &ca], &root).passes();
    let plain = unknown(intermediate("Test CA"), false).signed_by(&root);
    peer(&[&leaf(HOST).signed_by(&plain), &plain], &root).passes();
}
