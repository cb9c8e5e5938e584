//! Laws of name constraints: our own check foresees every refusal of webpki, and tells what is outside from what this
//! library cannot check.

use crate::case::{Case, HOST};
use crate::support::names::{COMMON_NAME, ORGANIZATION, general, name, rdn};
use crate::support::{Cert, Issued, Key, der, intermediate, leaf, root};
use crate::webpki_gaps::why_bare_rejects;
use trustslot::{Certificate, Finding, Position, Reason, Remedy};

fn organization(text: &str) -> Vec<u8> {
    name(&[rdn(ORGANIZATION, &der::utf8(text))])
}

/// Names of every kind, well-formed and not.
fn names() -> Vec<Vec<u8>> {
    let long = [b"a.".repeat(130), b"example".to_vec()].concat();
    let label = ["a".repeat(64).as_str(), ".a.example"].concat();
    let dns: [&[u8]; 24] = [
        b"h.a.example",
        b"a.example",
        b"H.A.EXAMPLE",
        b"b.example",
        b"*.a.example",
        b"*.example",
        b"*",
        b"f*.a.example",
        b"h.*.example",
        b"*.*.example",
        b"",
        b".",
        b".a.example",
        b"h.a.example.",
        b"h..a.example",
        b"-h.a.example",
        b"h-.a.example",
        b"h.a.1",
        b"192.0.2.1",
        b"a_b.a.example",
        b"h.a.example\0",
        b"h a.example",
        &long,
        label.as_bytes(),
    ];
    let mut names: Vec<Vec<u8>> = dns.into_iter().map(general::dns).collect();
    let mapped = [&[0; 10][..], &[0xff, 0xff, 10, 1, 2, 3]].concat();
    let addresses: [&[u8]; 6] = [&[10, 1, 2, 3], &[192, 0, 2, 1], &[0x20; 16], &mapped, &[10], &[]];
    names.extend(addresses.into_iter().map(general::ip));
    names.extend(["x@a.example", "X@b.example", "x", ""].map(general::email));
    let uris = ["https://a.example/", "sip:x@h.a.example", "urn:uuid:1", "https://[::1]/", ""];
    names.extend(uris.map(general::uri));
    names.extend([organization("A"), organization("B")].map(|name| general::directory(&name)));
    names.push(general::other("1.3.6.1.5.5.7.8.9", &der::utf8("x@a.example")));
    names.push(general::x400(&[]));
    names.push(general::edi_party(&[]));
    names.push(general::registered_id("1.2.3"));
    names
}

fn subtrees() -> Vec<Vec<u8>> {
    let dns = [
        "a.example",
        "A.example",
        ".a.example",
        "h.a.example",
        "b.example",
        "example",
        "",
        "a.example.",
        "*.a.example",
        "-a.example",
        "a.1",
        "1",
        "a_b.a.example",
        ".",
    ];
    let mut subtrees: Vec<Vec<u8>> = dns.into_iter().map(general::dns).collect();
    let ten = [10, 0, 0, 0, 255, 0, 0, 0];
    let addresses: [&[u8]; 6] =
        [&ten, &[0; 8], &[0; 32], &[10, 0, 0, 0, 255, 0, 255, 0], &[10, 0, 0, 0], &[]];
    subtrees.extend(addresses.into_iter().map(general::ip));
    subtrees.extend(["a.example", ".example", "x@a.example", ""].map(general::email));
    subtrees.extend(["a.example", ".example", ""].map(general::uri));
    subtrees.extend(
        [organization("A"), der::seq::<Vec<u8>>(&[])].map(|name| general::directory(&name)),
    );
    subtrees.push(general::other("1.3.6.1.5.5.7.8.9", &der::utf8("x")));
    subtrees.push(general::x400(&[]));
    subtrees.push(general::registered_id("1.2.3"));
    subtrees
}

/// A finding that only webpki made: it names no violation.
fn is_unforeseen(finding: &Finding) -> bool {
    let message = finding.to_string();
    message.ends_with("are violated")
        || message.ends_with("a name or name constraint of its chain is malformed")
        || message.contains("webpki, which verifies chains")
}

type List = fn(Cert, Vec<u8>) -> Cert;

/// Chains below the constraining CA without it: the name is that of the peer, of a CA below, or of a CA that the
/// constraining one issued to itself. All constraining CAs have the key and the name of `upper`.
fn chains(upper: &Issued, entry: &[u8]) -> [Vec<Issued>; 3] {
    let peer = leaf("").no_san().san_raw(entry).signed_by(upper);
    let lower = |name| {
        let lower = intermediate(name).key(Key::p256(31)).san_raw(entry).signed_by(upper);
        vec![leaf("").no_san().signed_by(&lower), lower]
    };
    [vec![peer], lower("Lower CA"), lower("Upper CA")]
}

fn is_readable(issued: &Issued) -> bool {
    Certificate::from_der(&issued.der).is_ok()
}

#[test]
fn whatever_webpki_refuses_is_foreseen() {
    let root = root("Test Root").self_signed();
    let lists: [List; 2] = [|ca, base| ca.permitted_raw(base), |ca, base| ca.excluded_raw(base)];
    let upper = || intermediate("Upper CA");
    let free = upper().signed_by(&root);
    let limited = subtrees()
        .into_iter()
        .flat_map(|base| lists.map(|list| list(upper(), base.clone()).signed_by(&root)));
    let limited: Vec<Issued> = limited.filter(is_readable).collect();
    let (mut refused, mut accepted) = (0, 0);
    for entry in names() {
        for chain in chains(&free, &entry) {
            if !chain.iter().all(is_readable) {
                continue;
            }
            // Where a CA has the name, a third of the pairs is enough: they are compared as those of the peer are.
            let step = if chain.len() > 1 { 3 } else { 1 };
            for upper in limited.iter().step_by(step) {
                let mut chain = chain.clone();
                chain.push(upper.clone());
                let presented: Vec<&Issued> = chain.iter().collect();
                let verdict = Case::presenting(&presented).uploaded(&[&root]).of_any_name().judge();
                let Some(error) = why_bare_rejects(&chain, &root) else {
                    accepted += usize::from(verdict.is_trusted());
                    continue;
                };
                refused += 1;
                let why = format!("{error:?}: {entry:02x?}, {:02x?}: {verdict}", upper.der);
                let found = verdict.findings().unwrap_or_else(|| panic!("{why}"));
                assert!(!found.iter().any(is_unforeseen), "{why}");
            }
        }
    }
    assert!(refused > 500 && accepted > 500, "{refused} refused, {accepted} accepted");
}

type Edit = fn(Cert) -> Cert;

/// What is within under a constraint that webpki cannot check is no violation, and the remedy goes to the owner of the CA.
#[test]
fn constraint_that_cannot_be_checked_is_no_violation() {
    let rows: &[(Edit, Edit, Option<&str>, &str)] = &[
        (
            |ca| ca.permitted_raw(general::directory(&organization("Example Phones"))),
            |leaf| leaf,
            Some("directory names"),
            "the subject is within",
        ),
        (
            |ca| {
                ca.permitted_raw(general::directory(&name(&[rdn(
                    ORGANIZATION,
                    &der::printable("EXAMPLE  phones"),
                )])))
            },
            |leaf| leaf,
            Some("directory names"),
            "within in another spelling (RFC 5280 §7.1)",
        ),
        (
            |ca| ca.permitted_raw(general::directory(&organization("Other"))),
            |leaf| leaf,
            None,
            "the subject is outside",
        ),
        (
            |ca| ca.excluded_raw(general::directory(&organization("Other"))),
            |leaf| leaf,
            Some("directory names"),
            "the subject is not excluded",
        ),
        (
            |ca| ca.excluded_raw(general::directory(&organization("Example Phones"))),
            |leaf| leaf,
            None,
            "the subject is excluded",
        ),
        (
            |ca| ca.permitted_raw(general::email("example.com")),
            |leaf| leaf.email("a@example.com"),
            Some("mail addresses"),
            "a mail address within",
        ),
        (
            |ca| ca.permitted_raw(general::email("example.com")),
            |leaf| leaf.email("a@example.net"),
            None,
            "a mail address outside",
        ),
        (
            |ca| ca.excluded_raw(general::uri("example.net")),
            |leaf| leaf.uri("https://example.com/"),
            Some("URIs"),
            "a URI that is not excluded",
        ),
        (
            |ca| ca.excluded_raw(general::uri(".example.com")),
            |leaf| leaf.uri("https://a@h.example.com:8080/x"),
            None,
            "a URI that is excluded",
        ),
        (
            |ca| ca.permitted_raw(general::uri("example.com")),
            |leaf| leaf.uri("urn:uuid:1"),
            Some("URIs"),
            "a URI without a host",
        ),
        (
            |ca| {
                ca.permitted_raw(general::directory(&organization("Example Phones")))
                    .permitted_raw(general::email("example.com"))
                    .permitted_dns("example.com")
            },
            |leaf| leaf.email("a@example.com"),
            Some("mail addresses, directory names"),
            "two kinds",
        ),
        (
            |ca| {
                ca.permitted_raw(general::directory(&organization("Example Phones")))
                    .permitted_dns("example.net")
            },
            |leaf| leaf,
            None,
            "a name outside is found beside what cannot be checked",
        ),
    ];
    for (ca, leaf, kinds, why) in rows {
        let case = crate::case::chain_that(|root| root, ca, leaf);
        let reason = match kinds {
            Some(_) => Reason::ConstraintNotSupported,
            None => Reason::NameConstraintViolated,
        };
        let found = case.is_rejected(&[(reason, Position::Intermediate(1))], why);
        let finding = found.decisive().unwrap();
        if let Some(kinds) = kinds {
            let says = format!(
                "CA \"Test CA\" has name constraints on {kinds}, which this library cannot check; the certificate may be fine"
            );
            assert_eq!(finding.to_string(), says, "{why}");
            assert!(matches!(finding.remedy(), Some(Remedy::ConstrainHosts { .. })), "{why}");
        } else {
            let message = finding.to_string();
            assert!(message.matches('"').count() >= 6, "CA, name and constraint: {message}");
        }
    }
}

/// RFC 5280 §6.1.3 (b): every name of every CA below is checked, unless the CA was issued to itself.
#[test]
fn names_of_cas_are_judged_like_those_of_the_peer() {
    let root = root("Test Root").self_signed();
    let mail = |text| {
        [rdn(COMMON_NAME, &der::utf8("Lower CA")), rdn("1.2.840.113549.1.9.1", &der::ia5(text))]
    };
    let rows: Vec<(Cert, Cert, Option<Reason>, &str)> = vec![
        (
            intermediate("Upper CA").permitted_raw(general::ip([10, 0, 0, 0, 255, 0, 0, 0])),
            intermediate("Lower CA").ip([192, 0, 2, 1]),
            Some(Reason::NameConstraintViolated),
            "an address outside",
        ),
        (
            intermediate("Upper CA").permitted_raw(general::ip([10, 0, 0, 0, 255, 0, 0, 0])),
            intermediate("Lower CA").ip([10, 0, 2, 1]),
            None,
            "an address within",
        ),
        (
            intermediate("Upper CA").permitted_raw(general::email("example.com")),
            intermediate("").subject(name(&mail("a@example.net"))),
            Some(Reason::NameConstraintViolated),
            "a mail address in the subject, outside",
        ),
        (
            intermediate("Upper CA").permitted_raw(general::email("example.com")),
            intermediate("").subject(name(&mail("a@example.com"))),
            None,
            "a mail address in the subject, within",
        ),
        (
            intermediate("Upper CA").permitted_dns("example.com"),
            intermediate("Upper CA").key(Key::p256(31)).dns("a.example.net"),
            Some(Reason::PathRefused),
            "a name outside in a self-issued CA: RFC 5280 exempts it, webpki does not",
        ),
        (
            intermediate("Upper CA").permitted_dns("example.com"),
            intermediate("Upper CA").key(Key::p256(31)).dns("a.example.com"),
            None,
            "a name within in a self-issued CA",
        ),
    ];
    for (upper, lower, reason, why) in rows {
        let upper = upper.signed_by(&root);
        let lower = lower.signed_by(&upper);
        let server = leaf(HOST).signed_by(&lower);
        let verdict = Case::presenting(&[&server, &lower, &upper]).uploaded(&[&root]).judge();
        let found = verdict.findings().and_then(|found| found.decisive()).map(Finding::reason);
        assert_eq!(found, reason, "{why}: {verdict}");
    }
}
