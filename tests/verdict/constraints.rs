//! Name constraints of CAs, for every kind of name.

use crate::case::{Case, HOST, chain_that, places};
use crate::support::names::{COMMON_NAME, general, name, rdn};
use crate::support::{Cert, Key, der, intermediate, leaf, root};
use trustslot::{NameRules as Rules, Policy, Position, Reason, Verdict};

type Edit = fn(Cert) -> Cert;

/// Constraints of the CA, names of the leaf, and the name dialed. webpki checks some of them, the library the others.
#[test]
fn name_constraints_of_a_ca_apply_to_every_kind_of_name() {
    let rows: Vec<(Edit, Edit, &str, Rules, bool, &str)> = vec![
        (
            |ca| ca.permitted_dns("a.example"),
            |c| c.no_san().cn("h.a.example"),
            "h.a.example",
            Rules::Rfc2818,
            true,
            "within",
        ),
        (
            |ca| ca.permitted_dns("a.example"),
            |c| c.no_san().cn("h.b.example"),
            "h.b.example",
            Rules::Rfc2818,
            false,
            "outside",
        ),
        (
            |ca| ca.permitted_dns("a.example"),
            |c| c.no_san().cn("xa.example"),
            "xa.example",
            Rules::Rfc2818,
            false,
            "by label, not by letter",
        ),
        (
            |ca| ca.excluded_dns("b.example"),
            |c| c.no_san().cn("h.b.example"),
            "h.b.example",
            Rules::Rfc2818,
            false,
            "excluded",
        ),
        (
            |ca| ca.excluded_dns("b.example"),
            |c| c.no_san().cn("h.a.example"),
            "h.a.example",
            Rules::Rfc2818,
            true,
            "not excluded",
        ),
        (
            |ca| ca.excluded_dns("h.b.example"),
            |c| c.no_san().cn("*.b.example"),
            "x.b.example",
            Rules::Rfc2818,
            false,
            "the wildcard reaches into what is excluded",
        ),
        (
            |ca| ca.permitted_dns("h.b.example"),
            |c| c.no_san().cn("*.b.example"),
            "h.b.example",
            Rules::Rfc2818,
            false,
            "the wildcard reaches out of what is permitted",
        ),
        (
            |ca| ca.permitted_dns("h.b.example"),
            |c| c.dns_names(["*.b.example"]),
            "h.b.example",
            Rules::Rfc2818,
            false,
            "the same for a dNSName",
        ),
        (
            |ca| ca.excluded_dns("h.b.example"),
            |c| c.dns_names(["*.b.example"]),
            "x.b.example",
            Rules::Rfc2818,
            false,
            "the same for a dNSName",
        ),
        (
            |ca| ca.permitted_dns("a.example"),
            |c| c.dns_names(["h.a.example"]).cn("h.b.example"),
            "h.a.example",
            Rules::Rfc2818,
            true,
            "a common name that is no host name is not checked",
        ),
        (
            |ca| ca.permitted_dns("a.example"),
            |c| c.dns_names(["h.a.example", "h.b.example"]),
            "h.a.example",
            Rules::Rfc2818,
            false,
            "every dNSName counts, matched or not",
        ),
        (
            |ca| ca.permitted_raw(general::ip([192, 0, 2, 0, 255, 255, 255, 0])),
            |c| c.no_san().ip([192, 0, 2, 9]),
            "192.0.2.9",
            Rules::Rfc2818,
            true,
            "an address within",
        ),
        (
            |ca| ca.permitted_raw(general::ip([192, 0, 2, 0, 255, 255, 255, 0])),
            |c| c.no_san().ip([198, 51, 100, 9]),
            "198.51.100.9",
            Rules::Rfc2818,
            false,
            "an address outside",
        ),
        (
            |ca| ca.permitted_dns("a.example"),
            |c| c.no_san().ip([192, 0, 2, 9]),
            "192.0.2.9",
            Rules::Rfc2818,
            true,
            "RFC 5280 §4.2.1.10: a limit on names is none on addresses",
        ),
        (
            |ca| ca.permitted_dns("a.example"),
            |c| c.no_san().uri("sip:a.example"),
            "a.example",
            Rules::Rfc5922,
            true,
            "a SIP domain within",
        ),
        (
            |ca| ca.permitted_dns("a.example"),
            |c| c.no_san().uri("sip:b.example"),
            "b.example",
            Rules::Rfc5922,
            false,
            "a SIP domain outside",
        ),
        (
            |ca| ca.permitted_dns(".a.example"),
            |c| c.dns_names(["h.a.example"]),
            "h.a.example",
            Rules::Rfc2818,
            true,
            "a leading dot is read as its authors mean it: what lies below",
        ),
        (
            |ca| ca.permitted_dns(".a.example"),
            |c| c.dns_names(["a.example"]),
            "a.example",
            Rules::Rfc2818,
            false,
            "and not the name itself",
        ),
        (
            |ca| ca.permitted_raw(general::email("a.example")),
            |c| c.email("x@b.example"),
            "phone.example.com",
            Rules::Rfc2818,
            false,
            "a mail address in the subject alternative name, outside",
        ),
    ];
    for (ca, leaf, meant, rules, trusted, why) in rows {
        let as_ca = chain_that(|root| root, ca, leaf);
        let as_root = chain_that(ca, |ca| ca, leaf);
        for (case, place) in [(as_ca, Position::Intermediate(1)), (as_root, Position::Anchor)] {
            let case = case.dialing(meant).under(Policy::STRICT.with_name_rules(rules));
            match case.judge() {
                Verdict::Trusted(_) => assert!(trusted, "{why}, at {place}"),
                Verdict::Tolerated(found) => panic!("{why}: {found}"),
                Verdict::Rejected(found) => {
                    assert!(!trusted, "{why}, at {place}: {found}");
                    let expected = [(Reason::NameConstraintViolated, place)];
                    assert_eq!(places(&found), expected, "{why}: {found}");
                }
            }
        }
    }
}

#[test]
fn constraints_apply_to_every_certificate_below() {
    let root = root("Test Root").self_signed();
    let limited = intermediate("Limited").permitted_dns("a.example").signed_by(&root);
    let free = intermediate("Free").signed_by(&limited);
    let itself = intermediate("Limited").key(Key::p256(8)).signed_by(&limited);
    for (issuer, place, why) in [
        (&free, Position::Intermediate(2), "a CA below without limits"),
        (&itself, Position::Intermediate(1), "a self-issued copy without limits"),
    ] {
        let edits: [(Edit, &str); 2] = [
            (|c| c.dns_names(["h.b.example"]), "dNSName"),
            (|c| c.no_san().cn("h.b.example"), "common name"),
        ];
        for (edit, what) in edits {
            let evil = edit(leaf("h.b.example")).signed_by(issuer);
            let case = Case::presenting(&[&evil, issuer, &limited])
                .uploaded(&[&root])
                .dialing("h.b.example");
            let verdict = case.judge();
            let found = verdict.findings().map(places).unwrap_or_default();
            assert_eq!(
                found,
                [(Reason::NameConstraintViolated, place)],
                "{why}, {what}: {verdict}"
            );
        }
    }
}

/// RFC 5280 §6.1.3 (b): names of CAs are checked against the constraints above them, too.
#[test]
fn constraints_apply_to_the_names_of_cas() {
    let root = root("Test Root").self_signed();
    let upper = intermediate("Upper CA").permitted_dns("a.example");
    let upper = upper.signed_by(&root);
    for (host, expected) in [
        ("ca.a.example", None),
        ("ca.b.example", Some((Reason::NameConstraintViolated, Position::Intermediate(2)))),
    ] {
        let lower = intermediate("Lower CA").dns(host).signed_by(&upper);
        let server = leaf("h.a.example").signed_by(&lower);
        let case =
            Case::presenting(&[&server, &lower, &upper]).uploaded(&[&root]).dialing("h.a.example");
        let verdict = case.judge();
        let found = verdict.findings().map(places).unwrap_or_default();
        assert_eq!(found.first(), expected.as_ref(), "{host}: {verdict}");
    }
    let lower = intermediate("Lower CA").dns("no host.a.example");
    let lower = lower.signed_by(&upper);
    let server = leaf("h.a.example").signed_by(&lower);
    let verdict = Case::presenting(&[&server, &lower, &upper])
        .uploaded(&[&root])
        .dialing("h.a.example")
        .judge();
    let says = "the name constraints of CA \"Upper CA\" are violated: the DNS name \"no host.a.example\" is malformed, so it cannot be checked";
    assert_eq!(verdict.findings().unwrap().to_string(), says);
}

/// A mask is one run of ones, as long as the address (RFC 5280 §4.2.1.10).
#[test]
fn malformed_constraint_rejects_the_path() {
    let rows: [(&[u8], &str); 2] = [
        (&[192, 0, 2, 0, 255, 0, 255, 0], "a mask with a gap"),
        (&[192, 0, 2], "neither address nor mask"),
    ];
    for (subtree, why) in rows {
        let judge = |edit: &dyn Fn(Cert) -> Cert| {
            let leaf = |leaf: Cert| leaf.ip([192, 0, 2, 1]);
            chain_that(|root| root, edit, leaf).judge()
        };
        for verdict in [
            judge(&|ca| ca.permitted_raw(general::ip(subtree))),
            judge(&|ca| ca.excluded_raw(general::ip(subtree))),
        ] {
            let findings = verdict.findings().unwrap();
            let says = "the name constraints of CA \"Test CA\" are violated: the IP address \"192.0.2.1\" cannot be checked: \
                        the constraint \"\\xc0\\x00\\x02";
            assert!(findings.to_string().starts_with(says), "{why}: {findings}");
        }
    }
}

/// RFC 5280 §7.5: the case of a local part matters, except where it would let a name escape an exclusion.
#[test]
fn case_of_a_mailbox_never_evades_a_constraint() {
    let judge = |edit: &dyn Fn(Cert) -> Cert, address: &str| {
        // In the subject, because webpki rejects every rfc822Name under a constraint on them.
        let subject =
            [rdn("1.2.840.113549.1.9.1", &der::ia5(address)), rdn(COMMON_NAME, &der::utf8(HOST))];
        chain_that(|root| root, edit, |leaf| leaf.subject(name(&subject))).judge()
    };
    let ann = || general::email("Ann@example.com");
    let permitted: &dyn Fn(Cert) -> Cert = &|ca| ca.permitted_raw(ann());
    let excluded: &dyn Fn(Cert) -> Cert = &|ca| ca.excluded_raw(ann());
    let rows = [
        (permitted, "Ann@example.com", true),
        (permitted, "Ann@EXAMPLE.com", true),
        (permitted, "ann@example.com", false),
        (excluded, "Ann@example.com", false),
        (excluded, "ann@example.com", false),
        (excluded, "bob@example.com", true),
    ];
    for (at, (edit, address, expected)) in rows.into_iter().enumerate() {
        let verdict = judge(edit, address);
        assert_eq!(verdict.is_trusted(), expected, "{at}, {address}: {verdict}");
    }
}

#[test]
fn finding_names_the_ca_whose_constraint_is_violated() {
    let free = |cert: Cert| cert;
    let of_names = |cert: Cert| cert.permitted_dns("example.com");
    let of_addresses = |cert: Cert| cert.excluded_raw(general::ip([10, 0, 0, 0, 255, 0, 0, 0]));
    // The constraints of the root, the CA below it, and the CA below that, which has the same name as the middle one or
    // another.
    let rows: [(Edit, Edit, Edit, &str, Position); 4] = [
        (of_addresses, of_names, free, "Lower CA", Position::Anchor),
        (of_names, of_addresses, free, "Lower CA", Position::Intermediate(2)),
        (free, of_names, of_addresses, "Lower CA", Position::Intermediate(1)),
        (of_names, of_addresses, of_names, "Lower CA", Position::Intermediate(2)),
    ];
    for (at, (top, upper, lower, name, place)) in rows.into_iter().enumerate() {
        let root = top(root("Test Root")).self_signed();
        let upper = upper(intermediate("Upper CA")).signed_by(&root);
        let lower = lower(intermediate(name).key(Key::p256(77))).signed_by(&upper);
        let judged = |edit: Edit| {
            let server = edit(leaf(HOST)).signed_by(&lower);
            Case::presenting(&[&server, &lower, &upper]).uploaded(&[&root])
        };
        let found = [(Reason::NameConstraintViolated, place)];
        judged(|leaf| leaf.ip([10, 1, 2, 3])).is_rejected(&found, &format!("row {at}"));
        judged(|leaf| leaf.ip([11, 1, 2, 3])).is_trusted(&format!("row {at}"));
    }
}

#[test]
fn uri_constraint_does_not_apply_to_host_names() {
    let judged = |edit: &dyn Fn(Cert) -> Cert| chain_that(|root| root, edit, |leaf| leaf);
    judged(&|ca| ca.permitted_raw(general::uri("other.example"))).is_trusted("permitted");
    judged(&|ca| ca.excluded_raw(general::uri("phone.example.com"))).is_trusted("excluded");
}
