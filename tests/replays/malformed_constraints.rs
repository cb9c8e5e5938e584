//! Name constraints, and names under constraints, in odd forms.

use crate::judge::{HOST, Peer, file_refused, peer};
use crate::support::extensions::NAME_CONSTRAINTS;
use crate::support::names::general;
use crate::support::{Cert, der, intermediate, leaf, root};
use trustslot::{NameRules, Policy, Reason};

const VIOLATED: Reason = Reason::NameConstraintViolated;

fn under(ca: Cert, end: Cert) -> Peer {
    let root = root("Test Root").self_signed();
    let ca = ca.signed_by(&root);
    peer(&[&end.signed_by(&ca), &ca], &root)
}

fn ca() -> Cert {
    intermediate("Test CA")
}

/// Requires a rejection, for the constraint or for its form.
#[track_caller]
fn refused(case: &Peer, why: &str) {
    let verdict = match case.verdict() {
        Ok(verdict) => verdict,
        Err(error) => {
            let words = error.to_string();
            assert!(words.contains("in the name constraints"), "{why}: {words}");
            return;
        }
    };
    let found = crate::judge::deciding(&verdict);
    let expected = [VIOLATED, Reason::PathRefused, Reason::ConstraintNotSupported];
    let is_expected = found.iter().all(|reason| expected.contains(reason));
    assert!(!verdict.is_accepted() && is_expected, "{why}: {verdict}");
}

#[test]
fn replay_72_overread_on_a_malformed_mailbox_constraint() {
    let long = "a".repeat(300);
    for base in [
        "",
        "@",
        "a@",
        ".",
        "..",
        "@example.com",
        "a@b@example.com",
        &long,
        "a\0@example.com",
        "example.com\0",
        "*@example.com",
        "a@example.com.",
        "a@.example.com",
        "é@example.com",
    ] {
        let mail = || leaf(HOST).email("a@example.com");
        refused(&under(ca().excluded_raw(general::email(base)), mail()), base);
        refused(&under(ca().permitted_raw(general::email(base)), mail()), base);
        // The certificate has no name of that kind, so there is nothing to check.
        under(ca().excluded_raw(general::email(base)), leaf(HOST)).passes();
    }
    under(ca(), leaf(HOST).email("a@example.com")).passes();
}

#[test]
fn replay_73_overread_on_a_malformed_mailbox() {
    for local in [
        "a".repeat(64),
        "a".repeat(65),
        "a".repeat(1_000),
        "\"".into(),
        "\"a".into(),
        "\"a\\".into(),
        "a\\".into(),
        "\\".into(),
        "\"a\"b".into(),
        "(".into(),
        "a(b".into(),
        String::new(),
    ] {
        let address = format!("{local}@example.com");
        let end = || leaf(HOST).email(&address);
        under(ca(), end()).passes();
        refused(&under(ca().excluded_raw(general::email("example.com")), end()), &address);
        refused(&under(ca().permitted_raw(general::email("example.org")), end()), &address);
        // An address that ends with the local part.
        let bare = || leaf(HOST).email(&local);
        under(ca(), bare()).passes();
        refused(&under(ca().excluded_raw(general::email("example.com")), bare()), &local);
    }
    under(ca().excluded_raw(general::email("example.com")), leaf(HOST)).passes();
}

#[test]
fn replay_74_malformed_address_constraint_accepted() {
    let v4 = || leaf(HOST).ip([192, 0, 2, 7]);
    let mut v6 = [0; 16];
    (v6[0], v6[1], v6[15]) = (0x20, 0x01, 0x07);
    let mut mapped = [0; 16];
    mapped[10..].copy_from_slice(&[0xff, 0xff, 192, 0, 2, 7]);
    let base = |bytes: &[u8]| general::ip(bytes);
    for bytes in [
        &[][..],
        &[192, 0, 2, 0],
        &[192, 0, 2, 0, 255, 255, 255],
        &[0; 16],
        &[0; 9],
        &[0; 31],
        &[0; 33],
        &[0; 64],
    ] {
        let why = format!("{bytes:?}");
        // The certificate has no name of that kind, so there is nothing to check.
        under(ca().excluded_raw(base(bytes)), leaf(HOST)).passes();
        for end in [v4(), leaf(HOST).ip(v6)] {
            refused(&under(ca().permitted_raw(base(bytes)), end.clone()), &why);
            refused(&under(ca().excluded_raw(base(bytes)), end), &why);
        }
    }
    // Masks with holes: parsers disagree about the subtree.
    for (mask, after_the_hole) in [
        ([255, 0, 255, 0], [192, 0, 9, 7]),
        ([0, 255, 255, 255], [192, 0, 9, 7]),
        ([255, 255, 253, 0], [192, 0, 9, 7]),
        ([0, 0, 0, 1], [192, 0, 2, 7]),
        ([254, 255, 0, 0], [192, 9, 2, 7]),
    ] {
        let bytes = [&[192, 0, 2, 0], &mask[..]].concat();
        let why = format!("{mask:?}");
        refused(&under(ca().permitted_raw(base(&bytes)), v4()), &why);
        refused(&under(ca().excluded_raw(base(&bytes)), v4()), &why);
        // The first address is outside bit by bit, and inside for a parser that counts bits up to the hole. The second
        // differs before the hole. Both are rejected for the mask.
        for outside in [after_the_hole, [10, 0, 9, 7]] {
            let outside = leaf(HOST).ip(outside);
            refused(&under(ca().excluded_raw(base(&bytes)), outside), &why);
        }
    }
    let tree = [192, 0, 2, 0, 255, 255, 255, 0];
    under(ca().permitted_raw(base(&tree)), leaf(HOST).ip(v6)).refused(VIOLATED);
    under(ca().permitted_raw(base(&tree)), leaf(HOST).ip(mapped)).refused(VIOLATED);
    under(ca().permitted_raw(base(&tree)), leaf(HOST).ip([192, 0, 3, 7])).refused(VIOLATED);
    under(ca().excluded_raw(base(&tree)), v4()).refused(VIOLATED);
    let beside = leaf(HOST).ip([192, 0, 9, 7]);
    under(ca().excluded_raw(base(&tree)), beside).passes();
    // An IPv4 address mapped to IPv6 reaches the same host, so it is excluded too, although it is another name.
    under(ca().excluded_raw(base(&tree)), leaf(HOST).ip(mapped)).refused(VIOLATED);
    let elsewhere = [10, 0, 0, 0, 255, 0, 0, 0];
    let case = under(ca().excluded_raw(base(&elsewhere)), leaf(HOST).ip(mapped));
    case.for_name("192.0.2.7").refused(Reason::NameMismatch);
    under(ca().permitted_raw(base(&tree)), v4()).passes();
    under(ca().permitted_raw(base(&tree)), v4()).for_name("192.0.2.7").passes();
    under(ca().permitted_raw(base(&tree)), leaf(HOST)).passes();
    let host = [192, 0, 2, 7, 255, 255, 255, 255];
    under(ca().permitted_raw(base(&host)), v4()).passes();
}

#[test]
fn replay_75_odd_form_of_a_constraint_ignored() {
    let long = "a".repeat(64) + ".com";
    for base in [
        "example.com.",
        ".example.com",
        "..example.com",
        "*.example.com",
        "p*.example.com",
        "*",
        ".",
        "..",
        "example.com\0x",
        "example.com\0",
        "\0example.com",
        "",
        " example.com",
        "example.com ",
        "example..com",
        "phone.example.com:443",
        "https://phone.example.com",
        "com.",
        ".com",
        "phöne.example.com",
        &long,
        "example.com,example.org",
        "@example.com",
    ] {
        for end in [leaf(HOST), leaf(HOST).no_san(), leaf(HOST).dns_names(["*.example.com"])] {
            refused(&under(ca().excluded_dns(base), end.clone()), base);
        }
        let sip = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
        let domain = || leaf(HOST).no_san().uri("sip:phone.example.com");
        {
            refused(&under(ca().excluded_dns(base), domain()).policy(sip), base);
            refused(&under(ca().excluded_raw(general::uri(base)), domain()).policy(sip), base);
        }
    }
    // A permitted subtree in a form that no parser understands permits nothing.
    for base in [
        "example.com.",
        "*.example.com",
        "example.com\0x",
        "https://phone.example.com",
        "phöne.example.com",
    ] {
        refused(&under(ca().permitted_dns(base), leaf(HOST)), base);
        refused(&under(ca().permitted_dns(base), leaf(HOST).no_san()), base);
    }
    // Empty lists, and subtrees with a minimum or maximum, which RFC 5280 §4.2.1.10 forbids.
    let subtree = |more: &[u8]| der::seq(&[&*general::dns("example.org"), more]);
    let list = |number: u8, contents: &[u8]| der::implicit_constructed(number, contents);
    for value in [
        der::seq::<Vec<u8>>(&[]),
        der::seq(&[list(0, b"")]),
        der::seq(&[list(1, b"")]),
        der::seq(&[list(1, &subtree(b"")), list(0, &subtree(b""))]),
        der::seq(&[list(1, &subtree(b"")), list(1, &subtree(b""))]),
        der::seq(&[list(2, &subtree(b""))]),
        der::seq(&[list(1, &subtree(&der::implicit(0, &[1])))]),
        der::seq(&[list(1, &subtree(&der::implicit(1, &[2])))]),
        der::seq(&[list(1, &subtree(&der::implicit(0, &[0])))]),
        der::seq(&[list(1, &general::dns("example.org"))]),
        [der::seq(&[list(1, &subtree(b""))]), der::null()].concat(),
    ] {
        let odd = ca().extension(NAME_CONSTRAINTS, true, &value);
        under(odd.clone(), leaf(HOST)).unreadable("in the name constraints");
        file_refused(&odd.self_signed().der);
    }
    // Constraints are allowed in CA certificates only.
    let narrow_leaf =
        leaf(HOST).extension(NAME_CONSTRAINTS, true, der::seq(&[list(1, &subtree(b""))]));
    under(ca(), narrow_leaf).refused(Reason::PathRefused);
    under(ca().excluded_dns("example.org"), leaf(HOST)).passes();
    under(ca().excluded_dns("xample.com"), leaf(HOST)).passes();
    under(ca().excluded_dns("ne.example.com"), leaf(HOST).no_san()).passes();
}
