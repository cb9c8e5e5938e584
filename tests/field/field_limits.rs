//! Limits of this library are said to be its own: the certificate may be fine.

use crate::case::{Case, HOST, ca_that, leaf_that};
use crate::expect::{Row, check, row};
use crate::support::extensions::{CERTIFICATE_POLICIES, POLICY_CONSTRAINTS};
use crate::support::names::{COMMON_NAME, ORGANIZATION, general, name, rdn};
use crate::support::{Cert, der, intermediate, leaf, root};

type Edit = fn(Cert) -> Cert;

/// The organization that the kit writes into each subject.
fn organization(text: &str) -> Vec<u8> {
    general::directory(&name(&[rdn(ORGANIZATION, &der::utf8(text))]))
}

#[test]
fn field_k21_constraints_that_this_library_cannot_check_are_its_own_limit() {
    let rows: [(&str, Edit, Edit); 7] = [
        (
            "a directory name, within",
            |ca| ca.permitted_raw(organization("Example Phones")),
            |leaf| leaf,
        ),
        (
            "a directory name beside the host name",
            |ca| ca.permitted_raw(organization("Example Phones")).permitted_dns("example.com"),
            |leaf| leaf,
        ),
        (
            "an excluded directory name, elsewhere",
            |ca| ca.excluded_raw(organization("Example Printers")),
            |leaf| leaf,
        ),
        (
            "a mail domain, within",
            |ca| ca.permitted_raw(general::email("example.com")),
            |leaf| leaf.email("pbx@example.com"),
        ),
        (
            "an excluded mail domain, elsewhere",
            |ca| ca.excluded_raw(general::email("example.net")),
            |leaf| leaf.email("pbx@example.com"),
        ),
        (
            "a URI host, within",
            |ca| ca.permitted_raw(general::uri(".example.com")),
            |leaf| leaf.uri("https://pbx.example.com/"),
        ),
        (
            "an excluded URI host, elsewhere",
            |ca| ca.excluded_raw(general::uri("example.net")),
            |leaf| leaf.uri("https://pbx.example.com/"),
        ),
    ];
    let own_limit = |row: Row| {
        row.refused(&[127])
            .or_trusted()
            .says("cannot check|cannot be checked|not supported|does not check")
            .never("outside|violate|is not permitted")
    };
    let mut table = Vec::new();
    for (why, constrain, bear) in rows {
        table.push(own_limit(row(why, ca_and_leaf(constrain, bear))));
    }
    let outside: [(&str, Edit, Edit); 5] = [
        ("a host name outside", |ca| ca.permitted_dns("example.net"), |leaf| leaf),
        ("an excluded host name", |ca| ca.excluded_dns("example.com"), |leaf| leaf),
        (
            "a directory name outside",
            |ca| ca.permitted_raw(organization("Example Printers")),
            |leaf| leaf,
        ),
        (
            "an address outside",
            |ca| ca.permitted_raw(general::ip([192, 0, 2, 0, 255, 255, 255, 0])),
            |leaf| leaf.ip([198, 51, 100, 1]),
        ),
        (
            "a mail address outside",
            |ca| ca.permitted_raw(general::email("example.net")),
            |leaf| leaf.email("pbx@example.com"),
        ),
    ];
    for (why, constrain, bear) in outside {
        table.push(
            row(why, ca_and_leaf(constrain, bear))
                .refused(&[114])
                .says("Test CA")
                .never("may be fine"),
        );
    }
    check(table);
}

fn ca_and_leaf(ca: Edit, bear: Edit) -> Case {
    let top = root("Test Root").self_signed();
    let ca = ca(intermediate("Test CA")).signed_by(&top);
    let peer = bear(leaf(HOST)).signed_by(&ca);
    Case::presenting(&[&peer, &ca]).uploaded(&[&top])
}

#[test]
fn field_k21_policies_that_this_library_cannot_map_are_its_own_limit() {
    let policies = |ids: &[&str]| {
        der::seq(&ids.iter().map(|id| der::seq(&[der::oid(id)])).collect::<Vec<_>>())
    };
    let demand = der::seq(&[der::implicit(0, &[0])]);
    let mapping = der::seq(&[der::seq(&[
        der::oid("1.3.6.1.4.1.55555.2.1"),
        der::oid("1.3.6.1.4.1.55555.2.2"),
    ])]);
    let top = root("Test Root").self_signed();
    let ca = intermediate("Test CA")
        .extension(POLICY_CONSTRAINTS, false, &demand)
        .extension(CERTIFICATE_POLICIES, false, policies(&["1.3.6.1.4.1.55555.2.1"]))
        .extension("2.5.29.33", false, &mapping)
        .signed_by(&top);
    let mapped = leaf(HOST)
        .extension(CERTIFICATE_POLICIES, false, policies(&["1.3.6.1.4.1.55555.2.2"]))
        .signed_by(&ca);
    let same = leaf(HOST)
        .extension(CERTIFICATE_POLICIES, false, policies(&["1.3.6.1.4.1.55555.2.1"]))
        .signed_by(&ca);
    let none = leaf(HOST).signed_by(&ca);
    let case = |peer: &_| Case::presenting(&[peer, &ca]).uploaded(&[&top]);
    check(vec![
        row("a policy that a CA maps to the peer's", case(&mapped))
            .refused(&[128])
            .or_trusted()
            .says("polic")
            .says("cannot|not supported|does not")
            .never("violate"),
        row("the peer has the policy of the domain above, which was mapped away", case(&same))
            .refused(&[])
            .says("polic"),
        row("the peer has no policy at all", case(&none)).refused(&[]).says("polic"),
    ]);
}

#[test]
fn field_k21_depth_and_work_are_limits_of_this_library() {
    let mut issuer = root("Test Root").self_signed();
    let top = issuer.clone();
    let mut chain = Vec::new();
    for n in 1..=7 {
        issuer = intermediate(&format!("CA {n}")).signed_by(&issuer);
        chain.insert(0, issuer.clone());
    }
    let peer = leaf(HOST).signed_by(&issuer);
    let presented: Vec<_> = std::iter::once(&peer).chain(&chain).collect();
    let six: Vec<_> = chain[1..].iter().collect();
    let peer_of_six = leaf(HOST).signed_by(six[0]);
    let six: Vec<_> = std::iter::once(&peer_of_six).chain(six).collect();
    check(vec![
        row("seven intermediates", Case::presenting(&presented).uploaded(&[&top]))
            .refused(&[118, 126])
            .says("6|six|too long|long")
            .never("no trusted CA|not in the trust store"),
        row("six intermediates", Case::presenting(&six).uploaded(&[&top])).trusted(),
        row("a CA further down is stored", Case::presenting(&presented).uploaded(&[&chain[3]]))
            .trusted(),
    ]);
}

#[test]
fn field_k21_a_broken_rule_of_the_ca_is_no_limit_of_this_library() {
    check(vec![
        row("a path length", ca_that(|ca| ca.path_len(0)).instead(&deep()))
            .refused(&[])
            .never("may be fine"),
        row(
            "a subject alternative name that is critical",
            leaf_that(|leaf| {
                leaf.no_san().replace_extension("2.5.29.17", true, der::seq(&[general::dns(HOST)]))
            }),
        )
        .trusted(),
        row(
            "a common name in another attribute",
            leaf_that(|leaf| {
                leaf.no_san().subject(name(&[rdn(COMMON_NAME, &der::printable(HOST))]))
            }),
        )
        .trusted(),
    ]);
}

/// A chain with a CA below one that allows none, under another root than the case stores.
fn deep() -> [&'static crate::support::Issued; 3] {
    let top = root("Test Root").self_signed();
    let upper = intermediate("Test CA").path_len(0).signed_by(&top);
    let lower = intermediate("Test CA 2").signed_by(&upper);
    let peer = leaf(HOST).signed_by(&lower);
    [peer, lower, upper].map(|issued| -> &'static _ { Box::leak(Box::new(issued)) })
}
