//! Faults that bare webpki does not check. Every chain here has one fault. Each row gives the result of webpki too, so that
//! a row without a difference is noticed, and the same chain without the fault.

use crate::case::{Case, HOST, built_in_root_that, ca_that, good, places, root_that};
use crate::support::extensions::CRL_SIGN;
use crate::support::names::{self, COMMON_NAME, general, rdn};
use crate::support::{Cert, Issued, NOW, der, intermediate, leaf, root};
use pki_types::{CertificateDer, UnixTime};
use std::time::Duration;
use trustslot::{NameRules, Policy, Position, Reason, Verdict};

/// The result of bare webpki for the chain, with the root as anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bare {
    Accepts,
    Refuses,
}

pub fn bare(presented: &[Issued], root: &Issued) -> Bare {
    match why_bare_rejects(presented, root) {
        None => Bare::Accepts,
        Some(_) => Bare::Refuses,
    }
}

pub fn why_bare_rejects(presented: &[Issued], root: &Issued) -> Option<webpki::Error> {
    let der: Vec<_> = presented.iter().map(Issued::certificate).collect();
    let root = CertificateDer::from(root.der.as_slice());
    let verdict = webpki::anchor_from_trusted_cert(&root).and_then(|anchor| {
        let end_entity = webpki::EndEntityCert::try_from(&der[0])?;
        let anchors = [anchor];
        let path = end_entity.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &anchors,
            &der[1..],
            UnixTime::since_unix_epoch(Duration::from_secs(NOW)),
            webpki::KeyUsage::server_auth(),
            None,
            None,
        );
        path.map(|_| ())
    });
    verdict.err()
}

/// The result of bare webpki for the name alone.
pub fn bare_name(server: &Issued, name: &str) -> Bare {
    let name = name.try_into().unwrap();
    let certificate = server.certificate();
    let end_entity = webpki::EndEntityCert::try_from(&certificate);
    match end_entity.and_then(|server| server.verify_is_valid_for_subject_name(&name)) {
        Ok(()) => Bare::Accepts,
        Err(_) => Bare::Refuses,
    }
}

struct Row {
    why: &'static str,
    faulty: Case,
    root: Issued,
    bare: Bare,
    found: Vec<(Reason, Position)>,
    control: Case,
}

/// A chain whose root is trusted by both.
pub fn with(
    edit_root: impl FnOnce(Cert) -> Cert,
    edit_ca: impl FnOnce(Cert) -> Cert,
    edit_leaf: impl FnOnce(Cert) -> Cert,
) -> (Case, Issued) {
    let root = edit_root(root("Test Root")).self_signed();
    let ca = edit_ca(intermediate("Test CA")).signed_by(&root);
    let leaf = edit_leaf(leaf(HOST)).signed_by(&ca);
    (Case::presenting(&[&leaf, &ca]).built_in(&[&root]), root)
}

fn email_subject(cert: Cert, address: &str) -> Cert {
    cert.subject(names::name(&[
        rdn("1.2.840.113549.1.9.1", &der::ia5(address)),
        rdn(COMMON_NAME, &der::utf8(HOST)),
    ]))
}

pub fn same(cert: Cert) -> Cert {
    cert
}

fn rows() -> Vec<Row> {
    let a_example = |ca: Cert| ca.permitted_dns("a.example");
    let sip = Policy::STRICT.with_name_rules(NameRules::Rfc5922);
    let mail = |ca: Cert| ca.permitted_raw(general::email("example.com"));
    let row =
        |why, (faulty, root), bare, found, control| Row { why, faulty, root, bare, found, control };
    let between = |reason| vec![(reason, Position::Intermediate(1))];
    let at_anchor = |reason| vec![(reason, Position::Anchor)];
    let named = |(case, root): (Case, Issued), name: &str| (case.dialing(name), root);
    let under = |(case, root): (Case, Issued), policy| (case.under(policy), root);
    vec![
        row(
            "an intermediate without keyCertSign",
            with(same, |ca| ca.key_usage(&[CRL_SIGN]), same),
            Bare::Accepts,
            between(Reason::MayNotSign),
            ca_that(same),
        ),
        row(
            "a mail address in the subject, outside of mail constraints",
            with(same, mail, |leaf| email_subject(leaf, "a@example.org")),
            Bare::Accepts,
            between(Reason::NameConstraintViolated),
            good(),
        ),
        row(
            "the anchor has expired",
            with(Cert::expired, same, same),
            Bare::Accepts,
            at_anchor(Reason::AnchorExpired),
            built_in_root_that(same),
        ),
        row(
            "the anchor becomes valid tomorrow",
            with(Cert::not_yet_valid, same, same),
            Bare::Accepts,
            at_anchor(Reason::AnchorNotYetValid),
            built_in_root_that(same),
        ),
        row(
            "the anchor's pathLen is 0",
            with(|root| root.path_len(0), same, same),
            Bare::Accepts,
            at_anchor(Reason::PathLengthExceeded),
            root_that(|root| root.path_len(1)),
        ),
        row(
            "the anchor is no CA: it is a pin, so the intermediate has no issuer",
            with(|root| root.ca(false), same, same),
            Bare::Accepts,
            between(Reason::IssuerNotFound),
            root_that(|root| root.ca(true)),
        ),
        row(
            "the anchor's key usage does not let it issue: the same",
            with(|root| root.key_usage(&[CRL_SIGN]), same, same),
            Bare::Accepts,
            between(Reason::IssuerNotFound),
            root_that(Cert::no_key_usage),
        ),
        row(
            "the anchor has an unknown critical extension",
            with(Cert::unknown_critical_extension, same, same),
            Bare::Accepts,
            at_anchor(Reason::UnknownCriticalExtension),
            built_in_root_that(same),
        ),
        row(
            "CA limited to a.example, leaf with only CN=h.b.example",
            named(with(same, a_example, |leaf| leaf.no_san().cn("h.b.example")), "h.b.example"),
            Bare::Accepts,
            between(Reason::NameConstraintViolated),
            crate::case::chain_that(same, a_example, |leaf| leaf.no_san().cn("h.a.example"))
                .dialing("h.a.example"),
        ),
        row(
            "the same limit on the root, two levels up",
            named(with(a_example, same, |leaf| leaf.no_san().cn("h.b.example")), "h.b.example"),
            Bare::Accepts,
            at_anchor(Reason::NameConstraintViolated),
            crate::case::chain_that(a_example, same, |leaf| leaf.no_san().cn("h.a.example"))
                .dialing("h.a.example"),
        ),
        row(
            "the same limit, leaf with URI:sip:h.b.example",
            named(
                under(with(same, a_example, |leaf| leaf.no_san().uri("sip:h.b.example")), sip),
                "h.b.example",
            ),
            Bare::Accepts,
            between(Reason::NameConstraintViolated),
            crate::case::chain_that(same, a_example, |leaf| leaf.no_san().uri("sip:h.a.example"))
                .under(sip)
                .dialing("h.a.example"),
        ),
        row(
            "a common name that is excluded",
            named(
                with(
                    same,
                    |ca| ca.excluded_dns("b.example"),
                    |leaf| leaf.no_san().cn("h.b.example"),
                ),
                "h.b.example",
            ),
            Bare::Accepts,
            between(Reason::NameConstraintViolated),
            ca_that(|ca| ca.excluded_dns("b.example")),
        ),
        row(
            "directoryName constraints: rejected, with a position",
            with(same, |ca| ca.permitted_raw(general::directory(&names::common_name("x"))), same),
            Bare::Refuses,
            between(Reason::NameConstraintViolated),
            good(),
        ),
        row(
            "URI constraints, which webpki applies to no URI",
            with(
                same,
                |ca| ca.permitted_raw(general::uri("example.com")),
                |leaf| leaf.uri("https://example.com/"),
            ),
            Bare::Refuses,
            between(Reason::ConstraintNotSupported),
            good(),
        ),
        row(
            "mail constraints, which webpki applies to no mail address",
            with(same, mail, |leaf| leaf.email("a@example.com")),
            Bare::Refuses,
            between(Reason::ConstraintNotSupported),
            ca_that(mail),
        ),
        row(
            "critical certificatePolicies on an intermediate: the same",
            with(
                same,
                |ca| {
                    ca.extension(
                        "2.5.29.32",
                        true,
                        der::seq(&[der::seq(&[der::oid("2.5.29.32.0")])]),
                    )
                },
                same,
            ),
            Bare::Refuses,
            between(Reason::UnknownCriticalExtension),
            ca_that(|ca| {
                ca.extension("2.5.29.32", false, der::seq(&[der::seq(&[der::oid("2.5.29.32.0")])]))
            }),
        ),
    ]
}

#[test]
fn chains_that_webpki_accepts_are_rejected() {
    for row in rows() {
        assert_eq!(bare(&row.faulty.presented, &row.root), row.bare, "{}", row.why);
        match row.faulty.judge() {
            Verdict::Rejected(findings) => {
                assert_eq!(places(&findings), row.found, "{}: {findings}", row.why);
            }
            other => panic!("{}: {other}", row.why),
        }
        row.control.is_trusted(row.why);
    }
}
