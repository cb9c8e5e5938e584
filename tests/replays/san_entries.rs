//! The kinds of names in a subjectAltName.

use crate::host_names::{RULES, common, dns, matches, mismatches, peer_with, uri};
use crate::judge::{HOST, on_a_small_stack, peer, quickly, trusting};
use crate::support::extensions::UNKNOWN;
use crate::support::names::general;
use crate::support::{Cert, NOW, chain3, der, intermediate, leaf};
use trustslot::{
    Certificate, Chain, Clock, NameRules, Policy, Reason, ReferenceIdentity, Verdict, Verifier,
};

/// A user in a Windows domain, and a service (RFC 4985).
const UPN: &str = "1.3.6.1.4.1.311.20.2.3";
const SRV: &str = "1.3.6.1.5.5.7.8.7";
/// Certificate transparency (RFC 6962), and address blocks (RFC 3779).
const SCTS: &str = "1.3.6.1.4.1.11129.2.4.2";
const BLOCKS: &str = "1.3.6.1.5.5.7.1.7";

type Ask = fn(&Verifier, &Chain, &ReferenceIdentity, Clock) -> Verdict;

fn entry(general_name: Vec<u8>) -> Cert {
    leaf("nobody").no_san().san_raw(general_name)
}

/// Requires that everything shown of a certificate is free of control characters.
fn show(cert: &Cert) {
    let (_, ca, _) = chain3();
    let certificate = Certificate::from_der(&cert.clone().signed_by(&ca).der).unwrap();
    let text = format!(
        "{certificate} {certificate:?} {} {} {:?} {} {}",
        certificate.subject(),
        certificate.issuer(),
        certificate.common_name(),
        certificate.key_algorithm(),
        certificate.signature_algorithm(),
    );
    assert!(!text.contains(char::is_control), "{text:?}");
    let reference: ReferenceIdentity = "other.example".parse().unwrap();
    for rules in RULES {
        let mismatch = certificate.matches(&reference, rules).unwrap_err();
        let text = format!("{mismatch} {mismatch:#} {:?}", mismatch.presented());
        assert!(!text.contains(char::is_control), "{text:?}");
    }
}

#[test]
fn replay_81_type_of_a_san_entry_ignored() {
    mismatches(&entry(general::ip(b"a.io")), "a.io");
    mismatches(&entry(general::ip(b"abcdefgh.example")), "abcdefgh.example");
    mismatches(&dns("a.io"), "97.46.105.111");
    for (name, host) in [
        (general::email("phone.example.com"), HOST),
        (general::email("a@phone.example.com"), HOST),
        (general::uri("phone.example.com"), HOST),
        (general::registered_id("1.2.3.4"), "1.2.3.4"),
        (general::directory(&crate::support::names::common_name(HOST)), HOST),
        (general::ip([192, 0, 2]), "192.0.2.0"),
        (general::ip([192, 0, 2, 7, 255, 255, 255, 255]), "192.0.2.7"),
        (general::ip([0; 0]), "0.0.0.0"),
        (general::dns([192, 0, 2, 7]), "192.0.2.7"),
    ] {
        mismatches(&entry(name), host);
    }
    // The right bytes under tags of no kind of name, and in constructed form.
    for tag in [0x02, 0x16, 0x89, 0xa2, 0xa9, 0x42, 0xc2, 0x1f] {
        let odd = entry(der::tlv(tag, HOST.as_bytes()));
        for rules in RULES {
            peer_with(odd.clone(), HOST, rules).unreadable("");
        }
    }
    matches(entry(general::ip([97, 46, 105, 111])), "97.46.105.111");
    matches(dns("a.io"), "a.io");
}

#[test]
fn replay_82_ip_address_not_checked() {
    for address in ["192.0.2.1", "2001:db8::1"] {
        for cert in [
            dns(HOST),
            dns(address),
            common(address),
            common(HOST),
            uri(&format!("sip:{address}")),
            uri(&format!("sip:[{address}]")),
            leaf("nobody").no_san(),
        ] {
            mismatches(&cert, address);
        }
        let beside = entry(general::ip([192, 0, 2, 99])).cn(address);
        mismatches(&beside, address);
    }
    matches(entry(general::ip([192, 0, 2, 1])), "192.0.2.1");
    let mut address = [0; 16];
    (address[..4]).copy_from_slice(&[0x20, 0x01, 0x0d, 0xb8]);
    for last in [0, 1, 2] {
        address[15] = last;
        let named = entry(general::ip(address));
        match last {
            1 => matches(named, "2001:db8::1"),
            _ => mismatches(&named, "2001:db8::1"),
        }
    }
}

#[test]
fn replay_84_uri_counts_as_a_host_name() {
    for text in [
        "https://phone.example.com/",
        "https://phone.example.com",
        "phone.example.com",
        "//phone.example.com",
        "https:phone.example.com",
        "sips:phone.example.com",
        "tel:phone.example.com",
    ] {
        mismatches(&uri(text), HOST);
    }
    // A SIP URI counts by RFC 5922 alone.
    for rules in [NameRules::Rfc2818, NameRules::Rfc6125, NameRules::Rfc9525] {
        peer_with(uri("sip:phone.example.com"), HOST, rules).refused(Reason::NameMismatch);
    }
    peer_with(uri("sip:phone.example.com"), HOST, NameRules::Rfc5922).passes();
    matches(uri("https://phone.example.com/").dns(HOST), HOST);
}

#[test]
fn replay_85_names_joined_into_text_and_split_again() {
    for text in [
        "x, DNS:evil.example",
        "evil.example, DNS:x",
        "evil.example,",
        "DNS:evil.example",
        "evil.example\n",
        "evil.example;x",
        "evil.example\u{2c}x",
    ] {
        mismatches(&dns(text), "evil.example");
        mismatches(&common(text), "evil.example");
    }
    mismatches(&uri("http://a/', DNS:'evil.example"), "evil.example");
    let verdict =
        peer_with(dns("x', DNS:'y\n\u{1b}[2J"), HOST, NameRules::Rfc2818).verdict().unwrap();
    let findings = verdict.findings().unwrap();
    let mismatch = findings.decisive().unwrap().name_mismatch().unwrap();
    assert_eq!(mismatch.presented(), ["x\\', DNS:\\'y\\n\\x1b[2J"]);
    matches(dns("evil.example"), "evil.example");
}

#[test]
fn replay_86_overflow_on_a_punycode_mail_address() {
    let (root, ..) = chain3();
    let bytes = format!("a@xn--{}", "x".repeat(520));
    let dots = format!("a@xn--{}", ".".repeat(600));
    for address in [
        &*bytes,
        &dots,
        "a@xn--",
        "a@xn--\u{7f}",
        "a@xn--a.",
        "\u{e9}@xn--ls8h.example",
        &"@".repeat(9_000),
    ] {
        let end = || leaf(HOST).email(address);
        matches(end(), HOST);
        show(&end());
        for base in ["xn--ls8h.example", ".example", "b@xn--ls8h.example"] {
            for ca in [
                intermediate("Test CA").excluded_raw(general::email(base)),
                intermediate("Test CA").permitted_raw(general::email(base)),
                intermediate("Test CA").excluded_raw(general::email(address)),
            ] {
                let ca = ca.signed_by(&root);
                let case = peer(&[&end().signed_by(&ca), &ca], &root);
                let verdict = case.judge().unwrap();
                let found = crate::judge::deciding(&verdict);
                let expected = [Reason::NameConstraintViolated, Reason::ConstraintNotSupported];
                let is_expected = found.iter().all(|reason| expected.contains(reason));
                assert!(!verdict.is_accepted() && is_expected, "{verdict}");
                quickly(|| case.judge().is_ok());
            }
        }
    }
    matches(leaf(HOST).email("a@example.com"), HOST);
}

#[test]
fn replay_87_x400_address_read_as_another_type() {
    let (root, ..) = chain3();
    for contents in [Vec::new(), der::ia5(HOST), der::null(), HOST.as_bytes().to_vec()] {
        let cert = || entry(general::x400(&contents)).cn("nobody");
        mismatches(&cert(), HOST);
        show(&cert());
        matches(leaf(HOST).san_raw(general::x400(&contents)), HOST);
        // A constraint on such names cannot be checked, so it rejects a certificate that has one.
        for ca in [
            intermediate("Test CA").excluded_raw(general::x400(&contents)),
            intermediate("Test CA").permitted_raw(general::x400(&contents)),
        ] {
            let ca = ca.signed_by(&root);
            let end = leaf(HOST).san_raw(general::x400(&contents)).signed_by(&ca);
            let verdict = peer(&[&end, &ca], &root).verdict().unwrap();
            assert!(!verdict.is_accepted(), "{verdict}");
            peer(&[&leaf(HOST).signed_by(&ca), &ca], &root).passes();
        }
    }
    let primitive = entry(der::implicit(3, HOST.as_bytes()));
    peer_with(primitive, HOST, NameRules::Rfc2818).unreadable("unknown kind of name");
}

#[test]
fn replay_88_crash_on_edi_party_and_other_names() {
    let directory = |text: &str| der::utf8(text);
    let party = |text: &str| der::explicit(1, &directory(text));
    let assigner = |text: &str| der::explicit(0, &directory(text));
    for name in [
        general::edi_party(&party(HOST)),
        general::edi_party(&[assigner(HOST), party(HOST)].concat()),
        general::edi_party(&assigner(HOST)),
        general::edi_party(b""),
        general::other(UPN, &der::utf8(HOST)),
        general::other(UPN, &der::ia5(HOST)),
        general::other(UNKNOWN, &general::dns(HOST)),
        general::other(UNKNOWN, &der::seq(&[general::dns(HOST)])),
        general::other(SRV, &der::ia5(format!("_sips.{HOST}"))),
        general::other("1.2.3", &der::null()),
    ] {
        let cert = || entry(name.clone()).cn("nobody");
        mismatches(&cert(), HOST);
        show(&cert());
        matches(leaf(HOST).san_raw(name.clone()), HOST);
        let (root, ..) = chain3();
        for ca in [
            intermediate("Test CA").excluded_raw(name.clone()),
            intermediate("Test CA").permitted_raw(name.clone()),
        ] {
            let ca = ca.signed_by(&root);
            let end = leaf(HOST).san_raw(name.clone()).signed_by(&ca);
            let verdict = peer(&[&end, &ca], &root).verdict().unwrap();
            assert!(!verdict.is_accepted(), "{verdict}");
        }
    }
}

#[test]
fn replay_89_memory_errors_on_broken_inner_values() {
    let (root, ca, _) = chain3();
    // A value that is parsed here must be well-formed. A value that is not parsed is shown as it is.
    for contents in [
        der::oid(UNKNOWN),
        der::concat(&[der::oid(UNKNOWN), der::explicit(0, b"")]),
        der::concat(&[der::oid(UNKNOWN), der::explicit(0, b"\x0c\x05a")]),
        der::concat(&[der::oid(UNKNOWN), der::explicit(0, &der::null()), der::null()]),
        der::concat(&[der::oid(UNKNOWN), der::explicit(1, &der::null())]),
        der::explicit(0, &der::null()),
        der::concat(&[der::tlv(der::OID, b""), der::explicit(0, &der::null())]),
        Vec::new(),
    ] {
        let name = der::implicit_constructed(0, &contents);
        peer_with(leaf(HOST).san_raw(name), HOST, NameRules::Rfc2818)
            .unreadable("in the subject alternative name");
    }
    // Signed certificate timestamps: webpki reads the OCTET STRING around them and nothing inside it.
    for (value, is_octet_string) in [
        (&b"\x04\x02\x00\x00"[..], true),
        (b"\xff", false),
        (b"", false),
        (b"\x04\x02\xff\xff", true),
        (b"\x04\x84\xff\xff\xff\xff", false),
        (b"\x04\x04\x00\x02\x00\x00", true),
    ] {
        let end = || leaf(HOST).extension(SCTS, false, value);
        if is_octet_string {
            matches(end(), HOST);
            show(&end());
        } else {
            peer_with(end(), HOST, NameRules::Rfc2818).refused(Reason::RefusedByWebpki);
        }
    }
    for id in ["2.5.29.31", "1.3.6.1.5.5.7.1.3", "2.5.29.9", "2.5.29.18"] {
        let end = leaf(HOST).extension(id, false, b"\xff").signed_by(&ca);
        let case = peer(&[&end, &ca], &root);
        if let Ok(verdict) = case.verdict() {
            assert!(verdict.is_trusted(), "{id}: {verdict}");
        }
    }
    let other = general::other(UNKNOWN, b"\x0c\x01a");
    on_a_small_stack(|| show(&leaf(HOST).san_raw(other)));
}

#[test]
fn replay_91_overread_on_address_blocks() {
    let (root, ca, _) = chain3();
    for family in [&[1][..], &[0, 1], &[0, 1, 1], &[]] {
        let value = der::seq(&[der::seq(&[der::octet_string(family), der::null()])]);
        let cert = |critical| leaf(HOST).extension(BLOCKS, critical, &value);
        peer(&[&cert(true).signed_by(&ca), &ca], &root).refused(Reason::UnknownCriticalExtension);
        peer(&[&cert(false).signed_by(&ca), &ca], &root).passes();
        show(&cert(true));
        let issuer = intermediate("Test CA").extension(BLOCKS, true, &value).signed_by(&root);
        peer(&[&leaf(HOST).signed_by(&issuer), &issuer], &root)
            .refused(Reason::UnknownCriticalExtension);
    }
}

#[test]
fn replay_93_reference_name_taken_from_a_dns_answer() {
    // A caller passes a `ReferenceIdentity` or says that any name will do. No method takes a socket address, or a name
    // and an address to choose from.
    let (root, ca, end) = chain3();
    let by_name: Ask = Verifier::verify_server;
    let by_nobody: fn(&Verifier, &Chain, Clock) -> Verdict = Verifier::verify_server_of_any_name;
    let verifier = Verifier::with_algorithms(
        trusting(&[&root]),
        Policy::STRICT,
        webpki::ALL_VERIFICATION_ALGS,
    );
    let chain = Chain::from_der(&[&end.der, &ca.der]).unwrap();
    let resolved: ReferenceIdentity = core::net::IpAddr::from([192, 0, 2, 7]).into();
    assert!(by_nobody(&verifier, &chain, Clock::set(NOW)).is_trusted());
    assert!(!by_name(&verifier, &chain, &resolved, Clock::set(NOW)).is_accepted());
    let both = leaf(HOST).ip([192, 0, 2, 7]).signed_by(&ca);
    // If phone.evil.example resolves to the address of the phone, the name is still the reference.
    peer(&[&both, &ca], &root).for_name("phone.evil.example").refused(Reason::NameMismatch);
    peer(&[&both, &ca], &root).for_name("192.0.2.7").passes();
    peer(&[&end, &ca], &root).for_name("192.0.2.7").refused(Reason::NameMismatch);
    let sip = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
    peer(&[&both, &ca], &root).policy(sip).for_name("192.0.2.7").refused(Reason::NameMismatch);
    peer(&[&end, &ca], &root).passes();
}
