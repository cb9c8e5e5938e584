//! Revocation by block lists and CRLs.

use super::Row;
use crate::case::{Case, good, unix};
use crate::support::crl::{Crl, crl};
use crate::support::{Issued, NOW, intermediate, root};
use crate::verifier::certificate;
use trustslot::{Position, Reason, Remedy};

pub fn rows() -> Vec<Row> {
    let mut rows = vec![blocked(), issued_too_late()];
    rows.extend(listed());
    rows
}

fn blocked() -> Row {
    let stolen = good();
    let own = stolen.presented[0].clone();
    Row {
        why: "a stolen certificate without any other fault",
        faulty: stolen.with_block_list(&[&own]),
        found: vec![(
            Reason::Blocked,
            Position::EndEntity,
            "the certificate is blocked individually",
            Some(Remedy::Reissue),
        )],
        control: good(),
    }
}

/// The leaf was issued on 2020-01-01.
fn issued_too_late() -> Row {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let leaf = crate::support::leaf(crate::case::HOST).signed_by(&ca);
    let case = Case::presenting(&[&leaf, &ca]).uploaded(&[&root]);
    Row {
        why: "a CA that is being phased out",
        faulty: case.clone().phasing_out("2019-12-31T23:59:59Z"),
        found: vec![(
            Reason::IssuedTooLate,
            Position::Anchor,
            "root \"Test Root\" is trusted only for certificates issued up to 2019-12-31",
            Some(Remedy::ReplaceIssuer { ca: certificate(&root) }),
        )],
        control: case.phasing_out("2020-01-01"),
    }
}

fn listed() -> Vec<Row> {
    let root = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&root);
    let case = good();
    let load = || {
        let issued = certificate(&case.presented[0]);
        Some(Remedy::LoadCrl { issued })
    };
    let with = |list: Crl| -> Case {
        case.clone().with_crls(&[crl().signed_by(&root), list.signed_by(&ca)])
    };
    let leaf = case.presented[0].clone();
    let stranger = Issued { subject: crate::support::names::common_name("Stranger"), ..ca.clone() };
    let row = |why, list, reason, says, remedy| Row {
        why,
        faulty: with(list),
        found: vec![(reason, Position::EndEntity, says, remedy)],
        control: with(crl()),
    };
    vec![
        row(
            "its CA revoked it",
            crl().revoking_because(&leaf, 1),
            Reason::Revoked,
            "\"Test CA\" has revoked the certificate: since 2026-04-01, because its key was compromised",
            Some(Remedy::GenerateKey),
        ),
        row(
            "no CRL of its CA",
            crl().issuer(stranger.subject),
            Reason::RevocationUnknown,
            "the revocation status of the certificate is unknown: no CRL of its issuer is loaded",
            load(),
        ),
        row(
            "a CRL of last year",
            crl().dated("2025-01-01", "2026-01-01"),
            Reason::CrlExpired,
            "the CRL of \"Test CA\" has expired: a new one was due by 2026-01-01",
            load(),
        ),
        row(
            "a CRL that becomes valid tomorrow",
            crl().dated(NOW + 86_400, NOW + 2 * 86_400),
            Reason::CrlNotYetValid,
            "the CRL of \"Test CA\" is not valid yet: it is valid from 2026-06-02 00:00:00 UTC",
            Some(Remedy::WaitForCrl(unix(NOW + 86_400))),
        ),
    ]
}
