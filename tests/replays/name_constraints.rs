//! Name constraints: which names are checked against them.

use crate::judge::{HOST, Peer, peer};
use crate::support::names::{COMMON_NAME, ORGANIZATION, common_name, general, name, rdn};
use crate::support::{Cert, chain3, der, intermediate, leaf, root};
use trustslot::{NameRules, Policy, Reason};

const VIOLATED: Reason = Reason::NameConstraintViolated;
const NOT_SUPPORTED: Reason = Reason::ConstraintNotSupported;

/// A peer with this leaf below this intermediate.
fn under(ca: Cert, end: Cert) -> Peer {
    let root = root("Test Root").self_signed();
    let ca = ca.signed_by(&root);
    peer(&[&end.signed_by(&ca), &ca], &root)
}

fn ca() -> Cert {
    intermediate("Test CA")
}

fn wild() -> Cert {
    leaf(HOST).dns_names(["*.example.com"])
}

#[test]
fn replay_62_wildcard_escapes_name_constraints() {
    under(ca().excluded_dns("test.example.com"), wild()).refused(VIOLATED);
    under(ca().permitted_dns("accept.example.com"), wild()).refused(VIOLATED);
    let accept = under(ca().permitted_dns("accept.example.com"), wild());
    accept.for_name("accept.example.com").refused(VIOLATED);
    // Another name beside it changes nothing.
    let beside = || leaf(HOST).dns_names(["accept.example.com", "*.example.com"]);
    under(ca().permitted_dns("accept.example.com"), beside())
        .for_name("accept.example.com")
        .refused(VIOLATED);
    for above in ["test.example.com", "example.com", "com", ""] {
        under(ca().excluded_dns(above), wild()).refused(VIOLATED);
    }
    under(ca().excluded_dns("a.test.example.com"), wild()).passes();
    let fragment = || leaf(HOST).dns_names(["p*.example.com"]);
    under(ca().excluded_dns("phone.example.com"), fragment()).refused(VIOLATED);
    under(ca().permitted_dns("phone.example.com"), fragment()).refused(VIOLATED);
    // The constraints of anchors and higher CAs count too.
    let root = crate::support::root("Narrow").excluded_dns("test.example.com").self_signed();
    peer(&[&wild().signed_by(&root)], &root).refused(VIOLATED);
    let low = intermediate("Low").signed_by(&root);
    peer(&[&wild().signed_by(&low), &low], &root).refused(VIOLATED);

    under(ca().excluded_dns("test.example.org"), wild()).passes();
    under(ca().permitted_dns("example.com"), wild()).passes();
}

#[test]
fn replay_63_excluded_name_reached_through_a_wildcard() {
    for host in ["bar.example.com", "foo.example.com"] {
        under(ca().excluded_dns("bar.example.com"), wild()).for_name(host).refused(VIOLATED);
        let common = || leaf(HOST).no_san().cn("*.example.com");
        under(ca().excluded_dns("bar.example.com"), common()).for_name(host).refused(VIOLATED);
        under(ca().excluded_dns("bar.example.org"), wild()).for_name(host).passes();
        under(ca().excluded_dns("bar.example.org"), common()).for_name(host).passes();
    }
}

#[test]
fn replay_64_uri_constraints_ignored() {
    let https = || leaf(HOST).uri("https://example.com/x");
    let permitted = |host: &str| ca().permitted_raw(general::uri(host));
    let excluded = |host: &str| ca().excluded_raw(general::uri(host));
    under(permitted("example.org"), https()).refused(VIOLATED);
    under(excluded("example.com"), https()).refused(VIOLATED);
    // webpki cannot check a URI against a constraint, so it rejects every certificate that has both.
    under(excluded("example.org"), https()).refused(NOT_SUPPORTED);
    under(permitted("example.com"), https()).refused(NOT_SUPPORTED);
    under(permitted(".example.org"), leaf(HOST).uri("urn:uuid:1")).refused(NOT_SUPPORTED);

    let sip = |end: Cert, ca: Cert| {
        under(ca, end).policy(Policy::STRICT.with_name_rules(NameRules::Rfc5922))
    };
    let domain = || leaf(HOST).no_san().uri("sip:phone.example.com");
    sip(domain(), excluded("phone.example.com")).refused(VIOLATED);
    sip(domain(), excluded(".example.com")).refused(VIOLATED);
    sip(domain(), permitted("example.org")).refused(VIOLATED);
    // The host in a SIP URI is checked against constraints on DNS names too.
    sip(domain(), ca().excluded_dns("example.com")).refused(VIOLATED);
    sip(domain(), ca().permitted_dns("example.org")).refused(VIOLATED);
    sip(domain(), ca().permitted_dns("example.com")).passes();
    sip(domain(), ca()).passes();
    under(excluded("example.com"), leaf(HOST)).passes();
    under(ca(), https()).passes();
}

#[test]
fn replay_65_ipv6_zone_read_as_a_host_name() {
    let uri = "https://[fe80::1%25.example.com]:443/";
    for constraint in [".example.com", "example.com", "1%25.example.com"] {
        let base = || general::uri(constraint);
        // The host of the URI is no name, and the first base is one that a URI constraint may have.
        under(ca().permitted_raw(base()), leaf(HOST).uri(uri)).refused(NOT_SUPPORTED);
        under(ca().excluded_raw(base()), leaf(HOST).uri(uri)).refused(NOT_SUPPORTED);
    }
    let sip = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
    let end = || leaf(HOST).no_san().uri("sip:[fe80::1%25.example.com]:5061");
    under(ca(), end()).policy(sip).refused(Reason::NameMismatch);
    under(ca(), leaf(HOST).uri(uri)).passes();
}

#[test]
fn replay_66_letter_case_evades_constraints() {
    under(ca().excluded_dns("EXAMPLE.COM"), leaf(HOST)).refused(VIOLATED);
    under(ca().excluded_dns("PHONE.example.com"), leaf(HOST).dns_names(["*.EXAMPLE.com"]))
        .refused(VIOLATED);
    under(ca().excluded_dns("eXAMPLE.com"), leaf(HOST).no_san().cn("Phone.Example.Com"))
        .refused(VIOLATED);
    under(ca().excluded_dns("PHONE.example.com"), leaf(HOST).no_san().cn("P*.EXAMPLE.com"))
        .refused(VIOLATED);
    let sip = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
    let domain = leaf(HOST).no_san().uri("SIP:PHONE.Example.com");
    under(ca().excluded_dns("example.COM"), domain).policy(sip).refused(VIOLATED);
    let mail = leaf(HOST).email("A@Example.com");
    under(ca().excluded_raw(general::email("a@EXAMPLE.com")), mail).refused(VIOLATED);
    under(ca().permitted_dns("EXAMPLE.com"), leaf(HOST).dns_names(["PHONE.Example.com"])).passes();
    under(ca().permitted_dns("EXAMPLE.com"), leaf(HOST).no_san().cn("Phone.Example.com")).passes();
}

#[test]
fn replay_67_permitted_names_dropped_below_an_excluding_ca() {
    let root = root("Test Root").self_signed();
    let ask = |one: Cert, two: Cert| {
        let one = one.signed_by(&root);
        let two = two.signed_by(&one);
        peer(&[&leaf(HOST).signed_by(&two), &two, &one], &root)
    };
    let one = || intermediate("One");
    let two = || intermediate("Two");
    ask(one().excluded_dns("bad.example"), two().permitted_dns("example.org")).refused(VIOLATED);
    ask(one().permitted_dns("example.org"), two().excluded_dns("bad.example")).refused(VIOLATED);
    // A lower CA can narrow the permitted names and cannot widen them.
    ask(one().permitted_dns("example.com"), two().permitted_dns("a.example.com")).refused(VIOLATED);
    ask(one().permitted_dns("a.example.com"), two().permitted_dns("example.com")).refused(VIOLATED);
    ask(one().permitted_dns("example.org"), two().permitted_dns("")).refused(VIOLATED);
    ask(one().excluded_dns("example.com"), two().permitted_dns("example.com")).refused(VIOLATED);
    // The names of CAs are checked against constraints too.
    let ca_name = name(&[rdn(COMMON_NAME, &der::utf8("Two"))]);
    let others = name(&[rdn(ORGANIZATION, &der::utf8("Other"))]);
    ask(one().excluded_raw(general::directory(&others)), two().subject(ca_name.clone()))
        .refused(NOT_SUPPORTED);
    ask(one().excluded_raw(general::directory(&ca_name)), two().subject(ca_name.clone()))
        .refused(VIOLATED);
    ask(one().excluded_dns("bad.example"), two().permitted_dns("example.com")).passes();
    ask(one(), two()).passes();
}

#[test]
fn replay_68_only_one_of_permitted_and_excluded_applied() {
    under(ca().permitted_dns("example.com").excluded_dns(HOST), leaf(HOST)).refused(VIOLATED);
    under(ca().permitted_dns(HOST).excluded_dns(HOST), leaf(HOST)).refused(VIOLATED);
    under(ca().permitted_dns("example.com").excluded_dns(HOST), leaf(HOST).no_san())
        .refused(VIOLATED);
    under(ca().permitted_dns("example.org").excluded_dns("example.net"), leaf(HOST))
        .refused(VIOLATED);
    under(ca().permitted_dns("example.org").permitted_dns("example.com"), leaf(HOST)).passes();
    under(ca().permitted_dns("example.com").excluded_dns("x.example.com"), leaf(HOST)).passes();
    under(ca().permitted_dns("example.com").excluded_dns("x.example.com"), leaf(HOST).no_san())
        .passes();
}

#[test]
fn replay_69_mailbox_constraints_keyed_by_local_part() {
    let excluded = || {
        let ca = ca().excluded_raw(general::email("a@example.com"));
        ca.excluded_raw(general::email("a@example.org"))
    };
    under(excluded(), leaf(HOST).email("a@example.com")).refused(VIOLATED);
    under(excluded(), leaf(HOST).email("a@example.org")).refused(VIOLATED);
    // An address in the subject, where webpki does not look.
    let mail = rdn("1.2.840.113549.1.9.1", &der::ia5("a@example.com"));
    let subject = name(&[rdn(COMMON_NAME, &der::utf8(HOST)), mail]);
    under(excluded(), leaf(HOST).subject(subject.clone())).refused(VIOLATED);
    under(ca().permitted_raw(general::email("example.org")), leaf(HOST).subject(subject.clone()))
        .refused(VIOLATED);
    under(ca().permitted_raw(general::email("example.com")), leaf(HOST).subject(subject)).passes();
    under(excluded(), leaf(HOST)).passes();
}

#[test]
fn replay_70_crash_on_an_empty_dns_name() {
    let with_empty = || leaf(HOST).dns("");
    under(ca().excluded_dns("example.org"), with_empty()).refused(VIOLATED);
    under(ca().permitted_dns("example.com"), with_empty()).refused(VIOLATED);
    for empty in ["", ".", ".."] {
        let end = leaf(HOST).dns_names([empty]);
        let verdict = under(ca(), end).verdict().unwrap();
        assert!(!verdict.is_accepted(), "{verdict}");
    }
    for mail in ["", "@"] {
        let verdict =
            under(ca().excluded_raw(general::email("example.org")), leaf(HOST).email(mail))
                .verdict();
        assert!(!verdict.unwrap().is_accepted());
    }
    under(ca().excluded_dns("example.org"), leaf(HOST)).passes();
}

#[test]
fn replay_71_common_name_escapes_name_constraints() {
    let common = |text: &str| leaf(HOST).no_san().cn(text);
    for text in ["*.example.com", HOST, "p*.example.com"] {
        under(ca().excluded_dns("example.com"), common(text)).refused(VIOLATED);
        under(ca().excluded_dns(HOST), common(text)).refused(VIOLATED);
        under(ca().permitted_dns("example.org"), common(text)).refused(VIOLATED);
        under(ca().permitted_dns("other.example.com"), common(text)).refused(VIOLATED);
        under(ca().permitted_dns("example.com"), common(text)).passes();
    }
    for raw in [
        der::bmp(HOST),
        der::printable(HOST),
        der::ia5(HOST),
        der::tlv(der::T61_STRING, HOST.as_bytes()),
    ] {
        under(ca().excluded_dns("example.com"), leaf(HOST).no_san().cn_raw(raw.clone()))
            .refused(VIOLATED);
        under(ca().permitted_dns("example.com"), leaf(HOST).no_san().cn_raw(raw)).passes();
    }
    // No host name is outside ASCII, and nothing is decoded: it matches neither the host nor its encoded form.
    for ca in [ca().permitted_dns("example.org"), ca().excluded_dns("example.com"), ca()] {
        let case = under(ca, common("phöne.example.com"));
        case.refused(Reason::NameMismatch);
        let decoded = case.for_name("xn--phne-6qa.example.com");
        decoded.refused(Reason::NameMismatch);
    }
    // By all rules under which the common name counts, and beside names of other kinds.
    for rules in [NameRules::Rfc2818, NameRules::Rfc6125, NameRules::Rfc5922] {
        let case = under(ca().excluded_dns("example.com"), common(HOST));
        case.policy(Policy::STRICT.with_name_rules(rules)).refused(VIOLATED);
    }
    let beside = common(HOST).email("a@example.org");
    under(ca().excluded_dns("example.com"), beside).refused(VIOLATED);
    // Constraints of the root, directly above the leaf and two steps above it.
    let narrow = crate::support::root("Narrow").permitted_dns("example.org").self_signed();
    peer(&[&common(HOST).signed_by(&narrow)], &narrow).refused(VIOLATED);
    let low = intermediate("Low").signed_by(&narrow);
    peer(&[&common(HOST).signed_by(&low), &low], &narrow).refused(VIOLATED);
    // If any name will do, the common name is not a host name and is not checked.
    let (root, ..) = chain3();
    let ca = ca().excluded_dns("example.com").signed_by(&root);
    let end = common(HOST).signed_by(&ca);
    peer(&[&end, &ca], &root).for_any_name().passes();
    assert_ne!(common_name(HOST), end.subject);
}
