//! Verdicts with CRLs.

use crate::case::{Case, good};
use crate::support::crl::{CRL_DISTRIBUTION_POINTS, Crl, crl, distribution_points};
use crate::support::key::algorithm;
use crate::support::names::common_name;
use crate::support::{Issued, Key, NOW, der, intermediate, leaf, root};
use trustslot::{Check, Clock, Policy, Position, Reason};

pub const END_ENTITY: Position = Position::EndEntity;
pub const CA: Position = Position::Intermediate(1);

/// The one URI of a distribution point.
pub const HERE: &str = "http://crl.example.com/1.crl";
pub const ELSEWHERE: &str = "http://crl.example.com/2.crl";

pub struct Pki {
    pub root: Issued,
    pub ca: Issued,
    pub leaf: Issued,
}

pub fn pki() -> Pki {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let leaf = leaf(crate::case::HOST).signed_by(&ca);
    Pki { root, ca, leaf }
}

impl Pki {
    pub fn case(&self, crls: &[Vec<u8>]) -> Case {
        Case::presenting(&[&self.leaf, &self.ca]).uploaded(&[&self.root]).with_crls(crls)
    }

    /// A CRL of the root that revokes nothing.
    pub fn roots(&self) -> Vec<u8> {
        crl().signed_by(&self.root)
    }

    /// A case with this CRL of the CA and an empty one of the root.
    pub fn with(&self, of_the_ca: Crl) -> Case {
        self.case(&[self.roots(), of_the_ca.signed_by(&self.ca)])
    }
}

#[test]
fn empty_crls_reject_no_certificate() {
    let pki = pki();
    pki.with(crl()).is_trusted("both issuers have a current CRL");
    good().is_trusted("without CRLs nothing is checked");
}

#[test]
fn listed_certificate_is_revoked() {
    let pki = pki();
    let rows = [
        (crl().revoking(&pki.leaf), "since 2026-04-01"),
        (crl().revoking_because(&pki.leaf, 1), "since 2026-04-01, because its key was compromised"),
        (crl().revoking_because(&pki.leaf, 6), "since 2026-04-01, because it is on hold"),
        (crl().revoking(&pki.root).revoking(&pki.leaf).revoking(&pki.ca), "since 2026-04-01"),
    ];
    for (list, words) in rows {
        let case = pki.with(list);
        let findings = case.is_rejected(&[(Reason::Revoked, END_ENTITY)], words);
        let sentence = format!("\"Test CA\" has revoked the certificate: {words}");
        assert_eq!(findings.to_string(), sentence);
        let waived = Policy::STRICT.waive(Check::Revocation);
        case.under(waived).is_tolerated(&[(Reason::Revoked, END_ENTITY)], words);
    }
}

#[test]
fn serial_numbers_are_compared_completely() {
    let (root, ca) = (root("Test Root").self_signed(), intermediate("Test CA"));
    let ca = ca.signed_by(&root);
    let serials: [&[u8]; 5] = [&[1], &[1, 0], &[0, 0x81], &[2], &[0x7f; 20]];
    for (at, serial) in serials.into_iter().enumerate() {
        let leaf = leaf(crate::case::HOST).serial(serial).signed_by(&ca);
        let mut others = crl();
        for other in serials.iter().filter(|other| **other != serial) {
            others = others.entry(other, &[]);
        }
        let pki = Pki { root: root.clone(), ca: ca.clone(), leaf };
        pki.with(others.clone())
            .is_trusted(&format!("{at}: only other serial numbers are revoked"));
        let found = [(Reason::Revoked, END_ENTITY)];
        pki.with(others.entry(serial, &[])).is_rejected(&found, &format!("{at}"));
    }
}

#[test]
fn ca_is_revoked_only_by_its_issuer() {
    let pki = pki();
    let revoked = crl().revoking(&pki.ca).signed_by(&pki.root);
    let case = pki.case(&[revoked, crl().signed_by(&pki.ca)]);
    case.is_rejected(&[(Reason::Revoked, CA)], "the root revokes the CA");
    pki.with(crl().revoking(&pki.ca)).is_trusted("a CA cannot revoke itself");
    let anchor = crl().revoking(&pki.root).signed_by(&pki.root);
    let case = pki.case(&[anchor, crl().signed_by(&pki.ca)]);
    case.is_trusted("an anchor cannot be revoked (RFC 5280 §6.1)");
}

#[test]
fn another_path_may_avoid_a_revoked_ca() {
    let Pki { root, ca, leaf } = pki();
    let other_root = crate::support::root("Other Root").self_signed();
    let cross = intermediate("Test CA").serial(&[9]).signed_by(&other_root);
    let crls =
        [crl().revoking(&ca).signed_by(&root), crl().signed_by(&other_root), crl().signed_by(&ca)];
    let case = Case::presenting(&[&leaf, &ca, &cross]).with_crls(&crls);
    case.clone().uploaded(&[&root]).is_rejected(&[(Reason::Revoked, CA)], "the only path");
    let path = case.uploaded(&[&root, &other_root]).is_trusted("the other path");
    assert_eq!(path.anchor().as_der(), other_root.der);
}

/// Each row is a CRL that cannot show that the certificate is good, and the message that says why.
#[test]
fn unusable_crl_leaves_the_status_unknown() {
    let pki = pki();
    let stranger = Issued { key: Key::p256(4711), ..pki.ca.clone() };
    let own_name = crl().issuer(common_name("Somebody Else"));
    let key = "the signature on its issuer's CRL does not verify with the issuer's key";
    let scope = "the CRLs of its issuer do not cover it";
    let partial = "no complete CRL of its issuer is loaded";
    let foreign = "its issuer's CRL is signed with an algorithm that is not supported here";
    let yes = |number| der::implicit(number, &[0xff]);
    let rows = [
        (crl().signed_by(&stranger), key),
        (crl().corrupt_signature().signed_by(&pki.ca), key),
        (
            crl().signature_algorithm(algorithm::bare("1.2.840.10045.4.1")).signed_by(&pki.ca),
            foreign,
        ),
        (own_name.signed_by(&pki.ca), "no CRL of its issuer is loaded"),
        (crl().only(&[yes(2)]).signed_by(&pki.ca), scope),
        (crl().at(HERE).signed_by(&pki.ca), scope),
        (crl().delta().signed_by(&pki.ca), partial),
        (crl().only(&[der::implicit(3, &[6, 0x40])]).signed_by(&pki.ca), partial),
    ];
    for (list, words) in rows {
        let case = pki.case(&[pki.roots(), list.clone()]);
        let findings = case.is_rejected(&[(Reason::RevocationUnknown, END_ENTITY)], words);
        let sentence = format!("the revocation status of the certificate is unknown: {words}");
        assert_eq!(findings.to_string(), sentence);
        let waived = case.clone().under(Policy::STRICT.waive(Check::RevocationStatus));
        waived.is_tolerated(&[(Reason::RevocationUnknown, END_ENTITY)], words);
        let complete = crl().signed_by(&pki.ca);
        case.with_crls(&[complete]).is_trusted("a complete CRL next to it is enough");
    }
}

#[test]
fn unusable_crl_can_still_revoke() {
    let pki = pki();
    let all = crl().signed_by(&pki.ca);
    let no = der::implicit(1, &[0xff]);
    let rows = [
        (crl().revoking(&pki.leaf).delta(), "a delta CRL"),
        (crl().revoking(&pki.leaf).only(&[der::implicit(3, &[6, 0x40])]), "some reasons only"),
        (crl().revoking(&pki.leaf).at(ELSEWHERE), "another distribution point"),
        (crl().revoking(&pki.leaf).only(&[no]), "end entities only"),
        (crl().revoking(&pki.leaf).dated("2020-01-01", "2020-02-01"), "out of date"),
    ];
    for (list, why) in rows {
        let list = list.signed_by(&pki.ca);
        for crls in [[all.clone(), list.clone()], [list.clone(), all.clone()]] {
            let case = pki.case(&crls).with_crls(&[pki.roots()]);
            // An outdated CRL is superseded by a newer one for the same certificates.
            if why == "out of date" {
                case.is_trusted("the newer CRL no longer revokes it");
                continue;
            }
            case.is_rejected(&[(Reason::Revoked, END_ENTITY)], why);
        }
    }
    let stale = crl().revoking(&pki.leaf).dated("2020-01-01", "2020-02-01");
    let both = [(Reason::Revoked, END_ENTITY), (Reason::CrlExpired, END_ENTITY)];
    pki.with(stale.clone()).is_rejected(&both, "expired, and the only one");
    pki.with(stale.delta()).is_rejected(&both, "an expired delta CRL alone");
    let taken_back = crl().revoking_because(&pki.leaf, 8).delta().signed_by(&pki.ca);
    let case = pki.case(&[all, taken_back, pki.roots()]);
    case.is_trusted("a delta CRL that removes an entry does not revoke");
}

#[test]
fn all_crls_of_an_issuer_are_consulted_in_any_order() {
    let pki = pki();
    let stranger = Issued { key: Key::p256(4711), ..pki.ca.clone() };
    let crls = [
        pki.roots(),
        crl().signed_by(&stranger),
        crl().at(ELSEWHERE).revoking(&pki.root).signed_by(&pki.ca),
        crl().revoking(&pki.leaf).signed_by(&pki.ca),
    ];
    let mut order = [0, 1, 2, 3];
    permute(&mut order, 0, &mut |order| {
        let crls: Vec<_> = order.iter().map(|&at| crls[at].clone()).collect();
        pki.case(&crls).is_rejected(&[(Reason::Revoked, END_ENTITY)], &format!("{order:?}"));
    });
}

fn permute(order: &mut [usize; 4], from: usize, act: &mut dyn FnMut(&[usize; 4])) {
    if from == order.len() {
        return act(order);
    }
    for at in from..order.len() {
        order.swap(from, at);
        permute(order, from + 1, act);
        order.swap(from, at);
    }
}

/// Two CRLs of different distribution points revoke for different reasons: the reported one must not depend on their
/// order. Found by the fuzz target `crl`.
#[test]
fn findings_do_not_depend_on_the_order_of_crls() {
    let root = root("Test Root").self_signed();
    let points = distribution_points(&[HERE, ELSEWHERE]);
    let leaf = leaf(crate::case::HOST).extension(CRL_DISTRIBUTION_POINTS, false, &points);
    let leaf = leaf.signed_by(&root);
    let reported = |crls: [Crl; 2]| {
        let crls = crls.map(|list| list.signed_by(&root));
        let case = Case::presenting(&[&leaf]).uploaded(&[&root]);
        case.with_crls(&crls).judge().to_string()
    };
    let early = |days: u64| crl().dated(NOW + days * 86_400, "2040-01-01");
    let both = [early(1).at(HERE), early(2).at(ELSEWHERE)];
    let turned = [both[1].clone(), both[0].clone()];
    assert_eq!(reported(both), reported(turned));
    let both = [1, 2].map(|reason| crl().revoking_because(&leaf, reason));
    let both = [both[0].clone().at(HERE), both[1].clone().at(ELSEWHERE)];
    let turned = [both[1].clone(), both[0].clone()];
    assert_eq!(reported(both), reported(turned));
}

#[test]
fn cached_crl_signature_is_valid_for_one_key_only() {
    let pki = pki();
    let list = trustslot::Crl::from_der(&crl().signed_by(&pki.ca)).unwrap();
    let roots = trustslot::Crl::from_der(&pki.roots()).unwrap();
    // Another CA with the same name: the CRL is not its CRL, although its signature is cached as valid.
    let other = intermediate("Test CA").key(Key::p256(4712)).signed_by(&pki.root);
    let below = leaf(crate::case::HOST).signed_by(&other);
    let judge = |presented: &[&Issued]| {
        let case = Case::presenting(presented).uploaded(&[&pki.root]);
        let crls = [list.clone(), roots.clone()];
        let verifier = case.verifier().with_crls(crls);
        let chain = crate::verifier::chain(presented);
        let meant = crate::case::HOST.parse().unwrap();
        verifier.verify_server(&chain, &meant, Clock::set(NOW))
    };
    for _twice in 0..2 {
        assert!(judge(&[&pki.leaf, &pki.ca]).is_trusted());
        let verdict = judge(&[&below, &other]);
        let findings = verdict.findings().unwrap();
        assert!(findings.contains(Reason::RevocationUnknown), "{verdict}");
    }
}

#[test]
fn crls_do_not_apply_to_pins() {
    let pki = pki();
    let case = Case::presenting(&[&pki.leaf]).uploaded(&[&pki.leaf]);
    let list = crl().revoking(&pki.leaf).signed_by(&pki.ca);
    case.with_crls(&[list]).is_trusted("the operator can remove the pin");
}
