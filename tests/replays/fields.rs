//! Fields of a certificate: validity, version and serial number.

use crate::judge::{HOST, Peer, file_refused, peer};
use crate::support::time::When;
use crate::support::{Cert, Issued, NOW, der, intermediate, leaf, root};
use trustslot::{Certificate, Clock, Policy, Profile, Reason};

const FOREVER: u64 = 253_402_300_799;

/// A leaf as described, below CAs that are always valid.
fn always(describe: impl FnOnce(Cert) -> Cert) -> (Peer, Issued) {
    let root = root("Test Root").valid(0, FOREVER).self_signed();
    let ca = intermediate("Test CA").valid(0, FOREVER).signed_by(&root);
    let leaf = describe(leaf(HOST)).signed_by(&ca);
    (peer(&[&leaf, &ca], &root), leaf)
}

fn until(not_after: Vec<u8>) -> (Peer, Issued) {
    always(|cert| cert.not_after_raw(not_after))
}

#[track_caller]
fn no_time(not_after: Vec<u8>, words: &str) {
    let (case, leaf) = until(not_after);
    case.unreadable(words);
    file_refused(&leaf.der);
}

#[test]
fn replay_16_two_digit_year_in_the_wrong_century() {
    no_time(der::utc_time("500101000000Z"), "a date before 1970");
    no_time(der::utc_time("691231235959Z"), "a date before 1970");
    no_time(der::generalized_time("19500101000000Z"), "a date before 1970");
    let past = |text: &str| {
        let times = [der::utc_time("700101000000Z"), der::utc_time(text)];
        always(move |cert| cert.not_before_raw(times[0].clone()).not_after_raw(times[1].clone())).0
    };
    past("700101000000Z").refused(Reason::Expired);
    past("991231235959Z").refused(Reason::Expired);
    past("260531235959Z").refused(Reason::Expired);
    past("491231235959Z").passes();
    let (last, leaf) = until(der::utc_time("491231235959Z"));
    last.passes();
    let end = Certificate::from_der(&leaf.der).unwrap().validity().not_after();
    assert_eq!(end.as_secs(), When::from("2049-12-31T23:59:59Z").seconds());
}

#[test]
fn replay_17_time_text_assumed_long_enough() {
    let digits = "4".repeat(400) + "Z";
    for text in [
        "",
        "Z",
        "2701010000Z",
        "270101000000",
        "270101000000.5Z",
        "270101000000+0000",
        "2701010000+0000",
        "270101000000z",
        "270101000000Z\0",
        "270101000000ZZ",
        "271301000000Z",
        "270100000000Z",
        "270001000000Z",
        "270230000000Z",
        "270101240000Z",
        "270101006000Z",
        "270101000060Z",
        "27 101000000Z",
        "27010100000\u{0}Z",
        &digits,
    ] {
        no_time(der::utc_time(text), "invalid date");
        no_time(der::generalized_time(format!("20{text}")), "invalid date");
    }
    // Each kind of time in the form of the other, and values that are no times.
    no_time(der::utc_time("20270101000000Z"), "invalid date");
    no_time(der::generalized_time("270101000000Z"), "invalid date");
    no_time(der::generalized_time("20270101000000.0Z"), "invalid date");
    no_time(der::printable("270101000000Z"), "the validity");
    no_time(der::tlv(0x37, b"270101000000Z"), "the validity");
    no_time(Vec::new(), "the validity");
    let reversed = always(|cert| cert.valid(NOW + 1, NOW - 1));
    reversed.0.unreadable("ends before it begins");
    until(der::utc_time("270101000000Z")).0.passes();
    // RFC 5280 §4.1.2.5 requires UTCTime before 2050. The meaning is the same, so this is accepted.
    until(der::generalized_time("20270101000000Z")).0.passes();
}

#[test]
fn replay_18_wrong_verdict_at_the_edges_of_time() {
    let (ever, _) = always(|cert| cert.valid(0, FOREVER));
    let edges = [0, 1, (1 << 31) - 1, 1 << 31, (1 << 31) + 1, (1 << 32) - 1, 1 << 32, FOREVER];
    for second in edges {
        ever.clone().at(Clock::set(second)).passes();
    }
    for second in [FOREVER + 1, u64::from(u32::MAX) << 16, 1 << 63, u64::MAX] {
        let after = ever.clone().at(Clock::set(second));
        after.refused_for(&[Reason::Expired, Reason::AnchorExpired]);
    }
    let (last, _) = until(der::generalized_time("99991231235959Z"));
    last.passes();

    for (from, to) in [(NOW - 10, NOW + 10), (NOW, NOW), (0, 0), (1 << 31, 1 << 32)] {
        let (case, _) = always(|cert| cert.valid(from, to));
        case.clone().at(Clock::set(from)).passes();
        case.clone().at(Clock::set(to)).passes();
        case.clone().at(Clock::set(to + 1)).refused(Reason::Expired);
        if let Some(before) = from.checked_sub(1) {
            case.clone().at(Clock::set(before)).refused(Reason::NotYetValid);
        }
        // `Clock::AtLeast` shows only that a certificate has expired. Anything else is reported as "clock not set".
        let floor = case.clone().at(Clock::at_least(to + 1));
        floor.refused_for(&[Reason::Expired, Reason::ClockNotSet]);
        case.clone().at(Clock::at_least(to)).refused(Reason::ClockNotSet);
        case.at(Clock::Unset).refused(Reason::ClockNotSet);
    }

    no_time(der::utc_time("270229000000Z"), "invalid date");
    no_time(der::generalized_time("21000229000000Z"), "invalid date");
    for (text, day) in [("280229120000Z", "2028-02-29"), ("280301000000Z", "2028-02-29T23:59:59Z")]
    {
        let (case, _) = until(der::utc_time(text));
        case.at(Clock::set(When::from(day).seconds())).passes();
    }
    let (case, _) = until(der::utc_time("280229120000Z"));
    let next_day = Clock::set(When::from("2028-03-01").seconds());
    case.at(next_day).refused(Reason::Expired);
    until(der::generalized_time("20960229000000Z")).0.passes();
}

#[test]
fn replay_19_version_1_intermediate_counted_as_ca() {
    let root = root("Test Root").self_signed();
    let below = |version: u8| {
        let ca = intermediate("Test CA").version(version).signed_by(&root);
        let leaf = leaf(HOST).signed_by(&ca);
        peer(&[&leaf, &ca], &root)
    };
    below(1).refused_for(&[Reason::NotACa, Reason::UnsupportedVersion]);
    // Version 2 has no extensions, so a certificate with extensions cannot be parsed.
    below(2).unreadable("it has extensions, which certificates have since version 3");
    for version in [0, 4, 128, 255] {
        below(version).unreadable("");
    }
    // Version 1 is the default, which DER omits. Encoded, it means the same.
    let spelled = leaf(HOST).patch(|tbs| {
        der::replace_once(tbs, b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x00");
    });
    let spelled = spelled.signed_by(&root);
    peer(&[&spelled], &root).unreadable(
        "it has extensions, which certificates have since version 3, but its version is 1",
    );

    // Uploaded, it vouches for itself alone.
    let old = intermediate("Old").version(1).self_signed();
    let child = leaf(HOST).signed_by(&old);
    peer(&[&child, &old], &old).refused(Reason::IssuerCannotIssue);
    below(3).passes();
}

#[test]
fn replay_27_odd_serial_number_mishandled() {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let with = |serial: &[u8]| {
        let cert = leaf(HOST).serial(serial).signed_by(&ca);
        (peer(&[&cert, &ca], &root), cert)
    };
    let public = Policy::STRICT.with_profile(Profile::PublicWeb);
    let is_reported = |case: &Peer| {
        let verdict = case.clone().policy(public).judge().unwrap();
        verdict.to_string().contains("serial number")
    };
    let long = [0x7f; 21];
    let huge = [0x01; 4_096];
    for serial in [&[0x80][..], &[0x00], &[0xff, 0x7f], &long, &huge] {
        let (case, cert) = with(serial);
        // Serial numbers are never compared here, so by default their value is not checked. The profile for public
        // CAs reports it.
        case.passes();
        assert!(is_reported(&case), "{serial:?}");
        let certificate = Certificate::from_der(&cert.der).unwrap();
        assert_eq!(certificate.serial_number(), serial);
    }
    for serial in [&[][..], &[0x00, 0x01], &[0x00, 0x00], &[0xff, 0xff], &[0xff, 0x80]] {
        let (case, cert) = with(serial);
        case.unreadable("in the serial number");
        file_refused(&cert.der);
    }
    for serial in [&[0x01][..], &[0x7f; 20], &[0x00, 0x80]] {
        let (case, _) = with(serial);
        case.passes();
        assert!(!is_reported(&case));
    }
}
