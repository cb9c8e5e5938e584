//! When a common name counts, and which one.

use crate::host_names::{common, dns, matches, mismatches, peer_with};
use crate::judge::{HOST, file_refused, peer};
use crate::support::extensions::SUBJECT_ALT_NAME;
use crate::support::names::{COMMON_NAME, ORGANIZATION, attribute, general, name, rdn};
use crate::support::{Cert, chain3, der, leaf};
use trustslot::NameRules::{Rfc2818, Rfc5922, Rfc6125, Rfc9525};
use trustslot::{Reason, Verdict};

const MISMATCH: Reason = Reason::NameMismatch;

/// A certificate with this subject and no subjectAltName.
fn of_subject(rdns: &[Vec<u8>]) -> Cert {
    leaf("nobody").no_san().subject(name(rdns))
}

fn cn(text: &str) -> Vec<u8> {
    rdn(COMMON_NAME, &der::utf8(text))
}

#[test]
fn replay_95_common_name_used_beside_a_uri_or_srv_name() {
    const SRV: &str = "1.3.6.1.5.5.7.8.7";
    let uri = || common(HOST).uri("sip:other.example");
    let srv = || common(HOST).san_raw(general::other(SRV, &der::ia5("_sips.other.example")));
    for cert in [uri(), srv()] {
        for rules in [Rfc6125, Rfc9525, Rfc5922] {
            peer_with(cert.clone(), HOST, rules).refused(MISMATCH);
        }
        // By the letter of RFC 2818 it counts, and the match says so.
        let literal = peer_with(cert, HOST, Rfc2818);
        literal.passes();
        let Ok(Verdict::Trusted(path)) = literal.judge() else { panic!("not trusted") };
        assert!(path.name().unwrap().by().is_common_name());
        assert!(path.to_string().contains("(common name)"), "{path}");
    }
    // Beside a dNSName it never counts.
    for beside in [dns("other.example"), dns(""), dns("*"), dns("phone\0.example.com")] {
        mismatches(&beside.cn(HOST), HOST);
    }
    matches(common(HOST), HOST);
}

#[test]
fn replay_96_unreadable_san_falls_back_to_the_common_name() {
    let long = "a".repeat(20_000);
    mismatches(&dns(&long).cn(HOST), HOST);
    let empty = leaf("x").san_value(der::seq::<Vec<u8>>(&[])).cn(HOST);
    let sequence = der::seq(&[general::dns("other.example")]);
    let cut = &sequence[..sequence.len() - 1];
    let longer = [&*sequence, &[0]].concat();
    for value in [
        &b"\xff\xff"[..],
        b"",
        b"\x30",
        b"\x30\x05",
        b"\x05\x00",
        cut,
        &longer,
        &der::set(&[general::dns("other.example")]),
        &der::seq(&[&*general::dns("other.example"), b"\x82"]),
        &der::seq(&[&b"\x82\x7f"[..], HOST.as_bytes()]),
        &der::seq(&[der::utf8(HOST)]),
        &general::dns(HOST),
    ] {
        let cert = leaf("x").san_value(value).cn(HOST);
        for rules in [Rfc2818, Rfc6125, Rfc9525, Rfc5922] {
            peer_with(cert.clone(), HOST, rules).unreadable("in the subject alternative name");
        }
        let (_, ca, _) = chain3();
        file_refused(&cert.signed_by(&ca).der);
    }
    // RFC 5280 §4.2.1.6 forbids an empty list of names. It is read, and the common name still does not count.
    mismatches(&empty, HOST);
    // The same value in an extension of another kind, and in a critical one.
    let elsewhere = common("nobody").extension("2.5.29.18", false, der::seq(&[general::dns(HOST)]));
    mismatches(&elsewhere, HOST);
    let critical = leaf("x").replace_extension(SUBJECT_ALT_NAME, true, &sequence).cn(HOST);
    mismatches(&critical, HOST);
    matches(common(HOST), HOST);
}

#[test]
fn replay_97_subject_text_parsed_again() {
    for text in [
        "x, CN=phone.example.com",
        "x/CN=phone.example.com",
        "x\nCN=phone.example.com",
        "CN=phone.example.com",
        "x+CN=phone.example.com",
        "x\0CN=phone.example.com",
        "x;CN=phone.example.com",
        "\\, CN=phone.example.com",
    ] {
        mismatches(&of_subject(&[rdn(ORGANIZATION, &der::utf8(text))]), HOST);
        mismatches(&common(text), HOST);
        mismatches(&of_subject(&[rdn(ORGANIZATION, &der::utf8(text)), cn("other.example")]), HOST);
    }
    // Attributes that only resemble a common name: their identifiers are longer, shorter or otherwise different.
    for kind in ["2.5.4.3.1", "2.5.4", "2.5.5.3", "2.5.4.131", "0.9.2342.19200300.100.1.1"] {
        mismatches(&of_subject(&[rdn(kind, &der::utf8(HOST))]), HOST);
    }
    let both = [attribute(COMMON_NAME, &der::utf8(HOST)), attribute(ORGANIZATION, &der::utf8("x"))];
    matches(of_subject(&[der::set(&both)]), HOST);
    let nested = der::seq(&[&*der::oid(COMMON_NAME), &der::seq(&[der::utf8(HOST)])]);
    mismatches(&of_subject(&[der::set(&[nested])]), HOST);
    // The names of a CA are not names of the peer.
    let (root, ca, _) = chain3();
    let named = crate::support::intermediate(HOST).dns(HOST).signed_by(&root);
    let nobody = common("nobody").signed_by(&named);
    peer(&[&nobody, &named, &ca], &root).refused(MISMATCH);
}

#[test]
fn replay_98_common_name_decoders_differ_by_string_type() {
    let of = |value: Vec<u8>| leaf("nobody").no_san().cn_raw(value);
    let t61 = |text: &str| der::tlv(der::T61_STRING, text.as_bytes());
    let ia5 = |text: &str| der::ia5(text);
    let wide = |text: &str| {
        let bytes: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        der::tlv(der::UNIVERSAL_STRING, &bytes)
    };
    for value in [der::utf8(HOST), der::printable(HOST), t61(HOST), der::bmp(HOST), ia5(HOST)] {
        matches(of(value), HOST);
    }
    let mut odd_length = der::bmp(HOST);
    odd_length.pop();
    odd_length[1] -= 1;
    let little: Vec<u8> = HOST.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let nul = "phone.example.com\0";
    let inner = "phone.example.com\0.evil.example";
    let fullwidth = "\u{ff50}hone.example.com";
    for value in [
        // A UniversalString does not count, because no CA uses it.
        wide(HOST),
        odd_length,
        der::tlv(der::BMP_STRING, &little),
        der::tlv(der::BMP_STRING, HOST.as_bytes()),
        der::tlv(der::BMP_STRING, b""),
        der::utf8(b"phone.example.com\xff"),
        der::utf8(b"\xc1\xb0hone.example.com"),
        der::utf8(fullwidth),
        der::bmp(fullwidth),
        der::utf8(nul),
        der::printable(nul),
        t61(nul),
        der::bmp(nul),
        ia5(nul),
        der::utf8(inner),
        der::printable(inner),
        t61(inner),
        der::bmp(inner),
        ia5(inner),
        wide(inner),
        der::utf8("\u{feff}phone.example.com"),
        der::bmp("\u{feff}phone.example.com"),
        der::bmp("\u{170}hone.example.com"),
        der::octet_string(HOST.as_bytes()),
        der::tlv(0x1a, HOST.as_bytes()),
        der::tlv(0x12, HOST.as_bytes()),
        der::tlv(0x82, HOST.as_bytes()),
        der::tlv(0x2c, &der::utf8(HOST)),
        der::utf8(" phone.example.com"),
        der::utf8("phone.example.com "),
        der::utf8(""),
        der::null(),
    ] {
        let cert = of(value.clone());
        for rules in [Rfc2818, Rfc6125, Rfc9525, Rfc5922] {
            let verdict = peer_with(cert.clone(), HOST, rules).verdict();
            // Some of these are not DER. Each that can be parsed is a mismatch.
            let is_mismatch = verdict
                .is_ok_and(|verdict| verdict.findings().is_some_and(|f| f.contains(MISMATCH)));
            let (_, ca, _) = chain3();
            let is_read =
                trustslot::Certificate::from_der(&cert.clone().signed_by(&ca).der).is_ok();
            assert_eq!(is_mismatch, is_read, "{value:02x?} by {rules}");
        }
    }
}

#[test]
fn replay_99_ambiguous_choice_among_common_names() {
    // The most specific one, which is the last (RFC 2818 §3.1).
    let evil = "evil.example";
    matches(of_subject(&[cn(evil), cn(HOST)]), HOST);
    mismatches(&of_subject(&[cn(HOST), cn(evil)]), HOST);
    matches(of_subject(&[cn(HOST), cn(evil)]), evil);
    let within = |one: &str, two: &str| {
        let both =
            [attribute(COMMON_NAME, &der::utf8(one)), attribute(COMMON_NAME, &der::utf8(two))];
        of_subject(&[der::set(&both)])
    };
    matches(within(evil, HOST), HOST);
    mismatches(&within(HOST, evil), HOST);
    // Attributes after it change nothing. If the last common name is unusable, no earlier one takes its place.
    let organization = rdn(ORGANIZATION, &der::utf8("x"));
    matches(of_subject(&[cn(evil), cn(HOST), organization]), HOST);
    mismatches(&of_subject(&[cn(HOST), cn("")]), HOST);
    mismatches(&of_subject(&[cn(HOST), rdn(COMMON_NAME, &der::null())]), HOST);
    mismatches(&of_subject(&[cn(HOST), cn("ph\u{f6}ne.example.com")]), HOST);
    // The name that is shown is the one that is compared.
    let (_, ca, _) = chain3();
    let end = of_subject(&[cn(HOST), cn(evil)]).signed_by(&ca);
    let certificate = trustslot::Certificate::from_der(&end.der).unwrap();
    assert_eq!(certificate.common_name().as_deref(), Some(evil));
    // RFC 6125 and SIP use the same rule.
    for rules in [Rfc6125, Rfc5922] {
        peer_with(of_subject(&[cn(evil), cn(HOST)]), HOST, rules).passes();
        peer_with(of_subject(&[cn(HOST), cn(evil)]), HOST, rules).refused(MISMATCH);
    }
}
